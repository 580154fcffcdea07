"""What statements in schema.org's words are made of."""

from collections.abc import Iterable
from typing import Any

from exhibit.dates import UncertainDate
from exhibit.interop.formats import identity
from exhibit.interop.records.parts import file_of, name_of
from exhibit.models import Award, AwardBody, Credit, Event, EvidenceStatus, Exhibit, Film, Image, Person, Place

Statement = dict[str, Any]

TYPES: dict[type, str] = {
    Exhibit: "CreativeWork",
    Film: "Movie",
    Person: "Person",
    Event: "Event",
    Place: "Place",
    AwardBody: "Organization",
    Image: "ImageObject",
}


def named(record: Any, origin: str) -> Statement:
    """Return a record as others mention it."""
    return {"@type": TYPES[type(record)], "@id": identity(record, origin), "name": name_of(record)}


def all_named(records: Iterable[Any], origin: str) -> list[Statement]:
    """Return records as others mention them."""
    return [named(record, origin) for record in records]


def credited(credits: Iterable[Credit], origin: str) -> list[Statement]:
    """Return whom credits name, each once; who has no page here is a name."""
    found = {}
    for credit in credits:
        name = credit.name_in_full
        found[name] = named(credit.person, origin) if credit.person else {"@type": "Person", "name": name}
    return list(found.values())


def sure(date: UncertainDate | None) -> str:
    """Return a date as schema.org writes it: a year, month or day, only where it surely is that; else ""."""
    if date is None or date.is_approximate or date.is_uncertain:
        return ""
    return date.html_datetime


def sure_ends(event: Event) -> tuple[str, str]:
    """Return when an event began and ended, each "" where the museum is not sure of it."""
    if event.evidence_status != EvidenceStatus.VERIFIED:
        return "", ""
    if not event.date.is_interval:
        return sure(event.date), ""
    if event.date.is_open:
        return "", ""
    first, last = (sure(UncertainDate.parse(end)) for end in event.date.edtf.split("/"))
    return (first, last) if first and last else ("", "")


def lifespan(person: Person) -> str:
    """Return a life as an interval of EDTF, unknown ends left out; "" where nothing is known, or an end is a span."""
    ends = [person.birth, person.death]
    if not any(ends) or any(end and (end.is_interval or end.is_between) for end in ends):
        return ""
    return "/".join(end.edtf if end else "" for end in ends)


def prizes(awards: Iterable[Any], *, of_film: bool = False) -> list[str]:
    """Return what was received, in words; how it stands is said where that is not well documented.

    `of_film`: whoever received one for the film is named; loaded with their recipients.
    """
    return [_prize(award, of_film) for award in awards if award.outcome != Award.Outcome.NOMINATED]


def _prize(award: Any, of_film: bool) -> str:
    people = ", ".join(one.person.name for one in award.recipients.all()) if of_film else ""
    category = f"{award.category}: {people}" if people else award.category
    words = [category, award.body.name, *([str(award.date.year)] if award.date else [])]
    remarks = [award.get_outcome_display()] if award.outcome != Award.Outcome.WON else []
    if award.evidence_status != EvidenceStatus.VERIFIED:
        remarks.append(award.get_evidence_status_display())
    return ", ".join(words) + (f" ({', '.join(remarks)})" if remarks else "")


def picture(image: Image | None, origin: str) -> str:
    """Return the address of a picture's file, "" where visitors do not see it."""
    return file_of(image, origin) if image and image.is_showable() else ""


def known_elsewhere(record: Film | Person) -> list[str]:
    """Return the addresses at which others tell of the same."""
    imdb, tmdb = ("title", "movie") if isinstance(record, Film) else ("name", "person")
    found = {
        f"https://www.imdb.com/{imdb}/{record.imdb_id}/": record.imdb_id,
        f"https://www.themoviedb.org/{tmdb}/{record.tmdb_id}": record.tmdb_id,
        f"https://www.wikidata.org/entity/{record.wikidata_id}": record.wikidata_id,
    }
    return [address for address, known in found.items() if known]
