"""A film as a document."""

from typing import Any

from django.db.models import Q

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
    links,
    picture,
    some,
    spoken,
    texts,
)
from exhibit.models import Admission, Citation, Credit, FilmTitle, Release
from exhibit.models.record import visible


def film_document(film: Any, origin: str) -> Document:
    """Return a film with its titles, credits, showings, awards, events and evidence."""
    cut: list[str] = []
    placed = visible(of="place")
    credits = film.credits.shown().with_people().in_billing_order()
    awards = film.awards.published().chronological().with_recipients()
    events = film.events.published().chronological().select_related("lane", "place")
    return head(film, origin) | {
        "date": dated(film.date),
        "original_title": {
            "title": film.original_title,
            "language": film.original_language,
            "transliteration": film.transliteration,
        },
        "titles": [_title(one) for one in film.titles.all()],
        "running_time_minutes": film.running_time_minutes,
        "aspect_ratio": film.aspect_ratio,
        "identifiers": identifiers(film, "imdb_id", "tmdb_id", "wikidata_id", "criterion_spine"),
        "image": picture(film.image, origin),
        "credits": [_credit(one, origin) for one in some(credits, "credits", cut)],
        "releases": [_release(one, origin) for one in film.releases.filter(placed).select_related("place")],
        "admissions": [_admission(one, origin) for one in film.admissions.filter(placed).select_related("place")],
        "awards": [award_entry(one, origin) for one in some(awards, "awards", cut)],
        "events": [event_entry(one, origin) for one in some(events, "events", cut)],
        "exhibits": links(film.exhibits.published(), origin),
        "citations": evidence(_cited(film)),
        "disputes": disputes(film),
        "cut": cut,
    }


def _cited(film: Any) -> Any:
    """Return what is cited for a film and for those of its rows that visitors see."""
    shown = Q(release=None) | visible(of="release__place")
    shown &= Q(admission=None) | visible(of="admission__place")
    shown &= Q(credit=None) | Q(credit__in=film.credits.shown())
    return Citation.objects.about_film(film).filter(shown)


def _title(one: FilmTitle) -> Document:
    return {"title": one.title, "language": one.language, "kind": one.kind}


def _credit(one: Credit, origin: str) -> Document:
    """Return a credit; `person` is null for somebody without a page here."""
    return {
        "key": one.slug,
        "department": one.department,
        "name": spoken(one.person or one, "name"),
        "person": link(one.person, origin) if one.person else None,
        "texts": texts(one, "job", "character", "note"),
        "credited_as": one.credited_as,
        "billing_order": one.billing_order,
        "is_on_screen": one.is_on_screen,
        "confidence": one.confidence,
    }


def _release(one: Release, origin: str) -> Document:
    return {
        "date": dated(one.date),
        "place": link(one.place, origin),
        "texts": texts(one),
        "confidence": one.confidence,
    }


def _admission(one: Admission, origin: str) -> Document:
    return {
        "tickets": one.tickets,
        "place": link(one.place, origin),
        "texts": texts(one),
        "confidence": one.confidence,
    }
