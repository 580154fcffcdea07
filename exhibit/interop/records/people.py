"""A person as a document."""

from typing import Any

from django.db.models import F

from exhibit.interop.records.awards import award_entry
from exhibit.interop.records.events import event_entry
from exhibit.interop.records.parts import (
    Document,
    dated,
    disputes,
    evidence,
    head,
    identifiers,
    link,
    linked,
    picture,
    some,
    texts,
)
from exhibit.models import Award, Citation, Credit
from exhibit.models.record import visible


def person_document(person: Any, origin: str) -> Document:
    """Return a life with its work, awards and events; loaded with `with_places()`."""
    cut: list[str] = []
    credits = Credit.objects.filter(visible(of="film"), person=person).with_films()
    credits = credits.order_by(F("film__date_earliest").asc(nulls_last=True), "film__slug", "slug")
    awards = Award.objects.published().filter(recipients__person=person).chronological().with_recipients()
    events = person.events.published().chronological().select_related("lane", "place")
    return head(person, origin) | {
        "native_name": {"name": person.native_name, "language": person.native_language},
        "birth": {"date": dated(person.birth), "place": linked(person.birth_place, origin)},
        "death": {"date": dated(person.death), "place": linked(person.death_place, origin)},
        "identifiers": identifiers(person, "imdb_id", "tmdb_id", "wikidata_id"),
        "image": picture(person.image, origin),
        "credits": [_work(one, origin) for one in some(credits, "credits", cut)],
        "awards": [award_entry(one, origin) for one in some(awards, "awards", cut)],
        "events": [event_entry(one, origin) for one in some(events, "events", cut)],
        "citations": evidence(Citation.objects.filter(person=person)),
        "disputes": disputes(person),
        "cut": cut,
    }


def _work(one: Credit, origin: str) -> Document:
    """Return what the person did on a film."""
    return {
        "film": link(one.film, origin) | {"date": dated(one.film.date)},
        "department": one.department,
        "texts": texts(one, "job", "character", "note"),
        "credited_as": one.credited_as,
        "is_on_screen": one.is_on_screen,
        "confidence": one.confidence,
    }
