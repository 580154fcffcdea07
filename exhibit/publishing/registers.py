"""The long lists of the museum: of each noun, and of what one record may have thousands of.

A record's own page shows the first rows of each; the rest has addresses below the record's.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear, Substr
from django.urls import reverse

from exhibit.models import Award, AwardBody, Event, Film, Person, Place, Release
from exhibit.models.record import visible
from exhibit.publishing.sheets import Group, Register, counted_by, further_addresses
from exhibit.timeline.kept import Keeper

FILMS_PER_SHEET = 24
PER_SHEET = 60

CHRONOLOGICAL = ("date_earliest", "date_latest", "slug")
FIRST_YEAR = 1000
"""No film is older: a date before it is one whose beginning nobody knows."""


def films(at: datetime.datetime | None = None) -> Register:
    """All films, oldest first."""
    rows = Film.objects.published(at).with_directors().with_picture()
    address = _addresses("film_list")
    return Register("films", rows, CHRONOLOGICAL, FILMS_PER_SHEET, address, may_be_unknown=True, groups=_decades)


def people(at: datetime.datetime | None = None) -> Register:
    """All people by family name."""
    return _alphabetical("person_list", Person.objects.published(at).with_picture())


def places(at: datetime.datetime | None = None) -> Register:
    """All places by name."""
    return _alphabetical("place_list", Place.objects.published(at))


def bodies(at: datetime.datetime | None = None) -> Register:
    """All that give awards, by name: the list of awards where a grid would have no room for them."""
    return _alphabetical("award_list", AwardBody.objects.published(at))


LISTS: dict[str, Callable[[datetime.datetime | None], Register]] = {
    "film_list": films,
    "person_list": people,
    "place_list": places,
    "award_list": bodies,
}
"""By the name of the address of their first sheet; the others have that name with `_after`."""


def _alphabetical(name: str, rows: QuerySet[Any]) -> Register:
    rows = rows.alphabetical()  # type: ignore[attr-defined]
    return Register(name, rows, ("spelling", "slug"), PER_SHEET, _addresses(name), groups=_letters)


def _letters(rows: QuerySet[Any]) -> list[Group]:
    return counted_by(rows, letter=Substr("spelling", 1, 1))


def _decades(rows: QuerySet[Any]) -> list[Group]:
    """Decades; "" for films of which only the latest date is known: they stand first."""
    sizes: dict[int | str | None, int] = {}
    for year, size in counted_by(rows, year=ExtractYear("date_earliest")):
        decade = None if year is None else year // 10 * 10 if year >= FIRST_YEAR else ""
        sizes[decade] = sizes.get(decade, 0) + size
    return list(sizes.items())


def _addresses(name: str, *record: str) -> Callable[[str], str]:
    def address(cursor: str) -> str:
        return reverse(f"{name}_after", args=(*record, cursor)) if cursor else reverse(name, args=record)

    return address


# What one record may have thousands of


def films_of(person: Person, at: datetime.datetime | None = None) -> Register:
    """The films that somebody worked on, oldest first."""
    rows = Film.objects.published(at).filter(pk__in=person.credits.order_by().values("film"))
    return _part("person_films", person, rows, CHRONOLOGICAL)


def awards_of(body: AwardBody, at: datetime.datetime | None = None) -> Register:
    """What a body gave, in the order of time."""
    rows = Award.objects.published(at).filter(body=body)
    return _part("award_body_detail", body, rows, ("date_earliest", "position", "slug"))


def events_at(place: Place, at: datetime.datetime | None = None) -> Register:
    """What happened at a place."""
    return _part("place_events", place, Event.objects.published(at).filter(place=place), CHRONOLOGICAL)


def births_at(place: Place, at: datetime.datetime | None = None) -> Register:
    """Who was born there."""
    rows = Person.objects.published(at).filter(birth_place=place)
    return _part("place_births", place, rows, ("birth_earliest", "slug"))


def deaths_at(place: Place, at: datetime.datetime | None = None) -> Register:
    """Who died there."""
    rows = Person.objects.published(at).filter(death_place=place)
    return _part("place_deaths", place, rows, ("death_earliest", "slug"))


def releases_at(place: Place, at: datetime.datetime | None = None) -> Register:
    """What was shown there."""
    rows = Release.objects.filter(visible(at, of="film"), place=place).select_related("film")
    return _part("place_releases", place, rows, ("date_earliest", "date_latest", "pk"), names="pk")


Part = Callable[[Any, datetime.datetime | None], Register]

PARTS: dict[str, tuple[Part, type[Any], str]] = {
    "person_films": (films_of, Person, "credits"),
    "award_body_detail": (awards_of, AwardBody, "awards"),
    "place_events": (events_at, Place, "events"),
    "place_births": (births_at, Place, "births"),
    "place_deaths": (deaths_at, Place, "deaths"),
    "place_releases": (releases_at, Place, "releases"),
}
"""By the name of their address: the list, whose it is, and the relation by which one sees who has a long one."""

SHEETS_OF_THEIR_OWN = {name for name in PARTS if name not in {"award_body_detail"}}
"""Parts whose first sheet has an address of its own too; the others begin on the record's page."""


def _part(name: str, record: Any, rows: QuerySet[Any], order: tuple[str, ...], names: str = "slug") -> Register:
    key, address = (name, record.pk), _addresses(name, record.slug)
    return Register(key, rows, order, PER_SHEET, address, may_be_unknown=True, names=names)


def further_sheets(at: datetime.datetime | None = None) -> Iterator[tuple[str, str]]:
    """Yield name and address of all that is not the first page of a list or the page of a record."""
    keeper = Keeper(at)
    for name, register in LISTS.items():
        for address in further_addresses(register(at), keeper):
            yield f"{name}_after", address
    for name, (part, model, relation) in PARTS.items():
        long = model.objects.published(at).annotate(rows=Count(relation)).filter(rows__gt=PER_SHEET)
        for record in long.order_by("pk"):
            listed = part(record, at)
            further = list(further_addresses(listed, keeper))
            if further and name in SHEETS_OF_THEIR_OWN:
                yield name, listed.address("")
            for address in further:
                yield f"{name}_after", address
