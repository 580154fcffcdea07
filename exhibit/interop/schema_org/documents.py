"""The whole statement of a record: what its page says, and all that a page has no room for."""

from typing import Any

from exhibit.interop.formats import noun_of
from exhibit.interop.records.exhibits import edition_of
from exhibit.interop.records.parts import MOST, filled
from exhibit.interop.schema_org import things
from exhibit.interop.schema_org.pages import about_page, record_page
from exhibit.interop.schema_org.parts import (
    Statement,
    all_named,
    credited,
    lifespan,
    named,
    prizes,
    sure,
    sure_ends,
)
from exhibit.models import Award, AwardBody, Confidence, Credit, Event, Film, Image, Person, Place
from exhibit.models.record import visible
from exhibit.story import tell


def document_of(record: Any, origin: str) -> Statement:
    """Return the whole statement of a record that visitors see."""
    return WRITERS[noun_of(record)](record, origin)


def _film(film: Any, origin: str) -> Statement:
    credits = film.credits.shown().with_people().in_billing_order()[:MOST]
    awards = film.awards.published().chronological().with_people()[:MOST]
    releases = film.releases.filter(visible(of="place")).select_related("place")
    titles = [one.title for one in film.titles.all()]
    thing = things.movie(film, credits, awards, origin)
    more = {
        "description": film.synopsis,
        "abstract": film.significance,
        "alternateName": list(dict.fromkeys([*thing.get("alternateName", ()), *titles])),
        "inLanguage": film.spoken_language and {"@type": "Language", "name": film.spoken_language},
        "isBasedOn": film.based_on and {"@type": "CreativeWork", "name": film.based_on},
        "actor": [_role(one, origin) for one in credits if one.department == Credit.Department.CAST],
        "releasedEvent": [
            filled(
                {
                    "@type": "PublicationEvent",
                    "name": one.kind,
                    "startDate": sure(one.date) if one.confidence != Confidence.LOW else "",
                    "location": named(one.place, origin),
                }
            )
            for one in releases
        ],
        "subjectOf": all_named(film.events.published().chronological()[:MOST], origin),
    }
    return record_page(film, thing | filled(more), origin)


def _role(credit: Credit, origin: str) -> Statement:
    """Return a player, with the role where it has a name."""
    [player] = credited([credit], origin)
    if not credit.character:
        return player
    return {"@type": "PerformanceRole", "actor": player, "characterName": credit.character}


def _person(person: Any, origin: str) -> Statement:
    credits = Credit.objects.filter(visible(of="film"), person=person).with_films().order_by("film__slug", "slug")
    awards = Award.objects.published().filter(recipients__person=person).chronological().select_related("body")
    works: dict[str, dict[str, Statement]] = {}
    for credit in credits[:MOST]:
        role = things.ROLES.get(Credit.Department(credit.department), "contributor")
        works.setdefault(role, {})[credit.film.slug] = named(credit.film, origin)
    more = {
        "description": person.biography,
        "@reverse": {role: list(films.values()) for role, films in works.items()},
        "subjectOf": all_named(person.events.published().chronological()[:MOST], origin),
    }
    thing = things.person(person, awards[:MOST], origin) | filled(more)
    return record_page(person, thing, origin, lifespan(person))


def _event(event: Event, origin: str) -> Statement:
    thing = things.event(event, origin) | filled({"description": event.description})
    return record_page(event, thing, origin, event.date.edtf)


def _place(place: Place, origin: str) -> Statement:
    events = Event.objects.published().filter(place=place).chronological()[:MOST]
    thing = things.place(place, origin) | filled({"event": [_dated(one, origin) for one in events]})
    return record_page(place, thing, origin)


def _dated(event: Event, origin: str) -> Statement:
    begun, ended = sure_ends(event)
    return filled(named(event, origin) | {"startDate": begun, "endDate": ended})


def _award_body(body: AwardBody, origin: str) -> Statement:
    return record_page(body, things.organization(body, origin), origin)


def _award(award: Award, origin: str) -> Statement:
    return award_page(award, origin) | filled({"description": award.note})


def award_page(award: Award, origin: str) -> Statement:
    """Return the page of an award; loaded with `with_recipients()`."""
    people = [one.person for one in award.recipients.all()]
    about = [named(film, origin) | filled({"award": prizes([award], of_film=True)}) for film in award.films.all()]
    about += [named(person, origin) | filled({"award": prizes([award])}) for person in people]
    covers = award.date.edtf if award.date else ""
    return about_page(award, about, [named(award.body, origin)], origin, covers)


def _image(image: Image, origin: str) -> Statement:
    people = Person.objects.published().alphabetical().filter(shown_in=image)
    films = Film.objects.published().chronological().filter(shown_in=image)
    return record_page(image, things.image(image, [*people, *films], origin), origin)


def _exhibit(exhibit: Any, origin: str) -> Statement:
    story = tell(exhibit)
    blocks = [part.block for part in story.parts]
    shown = [getattr(block, block.kind) for block in blocks if block.kind in {"film", "person"}]
    thing = things.creative_work(exhibit, story, edition_of(exhibit), origin)
    return record_page(exhibit, thing | filled({"mentions": all_named(dict.fromkeys(shown), origin)}), origin)


WRITERS: dict[str, Any] = {
    "exhibit": _exhibit,
    "film": _film,
    "person": _person,
    "event": _event,
    "place": _place,
    "award_body": _award_body,
    "award": _award,
    "image": _image,
}
