"""Entries with what their records tell, for files that leave the museum: a query for each kind.

The records themselves are not made (`loading` does that for pages): of many thousand entries only
the few columns that a file holds are read.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.conf import settings

from exhibit import typography
from exhibit.languages import active, column_of
from exhibit.models import Award, Event, EvidenceStatus, Film, Person, Release
from exhibit.models.record import visible
from exhibit.timeline.anchors import release_anchor
from exhibit.timeline.entries import Entry
from exhibit.timeline.sources import Kind

TEXTS: dict[Kind, tuple[Any, str]] = {
    Kind.EVENT: (Event, "description"),
    Kind.FILM: (Film, "synopsis"),
    Kind.LIFE: (Person, "biography"),
    Kind.AWARD: (Award, "note"),
    Kind.RELEASE: (Release, "note"),
}
"""Where each kind of record keeps its text."""

RELEASE_NAME = ("film__slug", "place__slug", "date")


class Told(NamedTuple):
    """An entry, the text of its record with its language, and the place of an event; "" for what is not known."""

    entry: Entry
    text: str
    language: str
    place: str

    @property
    def caution(self) -> str:
        """How the museum words what it has not verified: "attributed", "disputed"; "" for the rest."""
        standing = self.entry.standing or EvidenceStatus.VERIFIED
        return "" if standing == EvidenceStatus.VERIFIED else str(EvidenceStatus(standing).label)


def told(entries: Sequence[Entry], at: datetime.datetime | None = None) -> Iterator[Told]:
    """Yield each of `entries` with what is told of it, in the page's language where there is such a text."""
    by_kind: dict[Kind, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    texts: dict[str, tuple[str, str]] = {}
    for kind, wanted in by_kind.items():
        texts |= _texts(kind, wanted)
    places = _places(by_kind[Kind.EVENT], at)
    for entry in entries:
        text, language = texts.get(entry.anchor, ("", settings.LANGUAGE_CODE))
        yield Told(entry, text, language, places.get(entry.anchor, ""))


def _texts(kind: Kind, entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    model, field = TEXTS[kind]
    slugs = {entry.slug for entry in entries}
    columns = _columns(field)
    if kind is Kind.RELEASE:
        rows = model.objects.filter(film__slug__in=slugs).order_by().values_list(*columns, *RELEASE_NAME)
        named = ((release_anchor(film, f"{place}.{date}"), own) for *own, film, place, date in rows)
    else:
        rows = model.objects.filter(slug__in=slugs).order_by().values_list(*columns, "slug")
        named = ((f"{kind}-{slug}", own) for *own, slug in rows)
    return {anchor: _said(*own) for anchor, own in named}


def _places(events: Iterable[Entry], at: datetime.datetime | None) -> dict[str, str]:
    """Return the names of the places of these events, of those that visitors may see."""
    slugs = [entry.slug for entry in events]
    if not slugs:
        return {}
    names = (f"place__{column}" for column in _columns("name"))
    rows = Event.objects.filter(visible(at, of="place"), slug__in=slugs).order_by()
    return {f"{Kind.EVENT}-{slug}": _said(*own)[0] for *own, slug in rows.values_list(*names, "slug")}


def _columns(field: str) -> list[str]:
    """A field in the page's language, and in the museum's first if that is another."""
    languages = dict.fromkeys((active(), settings.LANGUAGE_CODE))
    return [column_of(field, language) for language in languages]


def _said(own: str | None, *first: str | None) -> tuple[str, str]:
    """Return the text of these columns that is there, typeset, and its language."""
    language = active() if own else settings.LANGUAGE_CODE
    return typography.typeset(next(filter(None, (own, *first)), ""), language), language
