"""A page of a list: records by noun and key, from a place on, so that the thousandth page costs what the first does."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from exhibit.interop.oai.asking import span_of
from exhibit.interop.oai.dating import changed_since, datestamps, earliest
from exhibit.interop.oai.errors import OaiError
from exhibit.interop.oai.nouns import NOUNS, Noun
from exhibit.interop.oai.tokens import Place
from exhibit.models import Exhibit
from exhibit.models.record import visible

PER_PAGE = 100
OF_EXHIBIT = "exhibit."
"""Before the slug of an exhibit, in the name of its set."""


@dataclass(frozen=True, slots=True)
class Told:
    """A record as its header says it. `slug` tells it from the others of its noun."""

    noun: Noun
    record: Any
    changed_at: datetime.datetime
    exhibits: list[str]

    @property
    def sets(self) -> list[str]:
        return [self.noun.name, *(f"{OF_EXHIBIT}{slug}" for slug in self.exhibits)]


@dataclass(slots=True)
class Page:
    """Records of a list, and where it goes on; None after the last."""

    told: list[Told] = field(default_factory=list)
    onward: Place | None = None


def page_of(arguments: dict[str, str], place: Place, *, has_object: bool, is_whole: bool) -> Page:
    """Return a page of the list that is asked for; `is_whole` loads what the metadata of its records needs.

    `has_object` leaves out the nouns that are no things to be shown.

    Raises:
        OaiError: noRecordsMatch where the list is empty.
    """
    since, before = span_of(arguments)
    page = Page()
    for number, noun in enumerate(NOUNS[place.noun :], place.noun):
        rows = _rows(noun, arguments.get("set", ""), since, before)
        if rows is None or (has_object and not noun.has_object):
            continue
        after = place.after if number == place.noun else 0
        room = PER_PAGE - len(page.told)
        records = list((noun.loaded(rows) if is_whole else rows).filter(pk__gt=after).order_by("pk")[: room + 1])
        page.told += told(noun, records[:room])
        if len(records) > room:
            last = records[room - 1].pk if room else after
            page.onward = Place(number, last, place.told + PER_PAGE)
            return page
    if not page.told and not place.told:
        raise OaiError("noRecordsMatch", "No record is like this.")
    return page


def _rows(noun: Noun, wanted: str, since: datetime.datetime | None, before: datetime.datetime | None) -> Any:
    """Return a noun's records of a set and a span; None where there are none for sure."""
    first = earliest()
    if before and before <= first:
        return None
    rows = noun.shown()
    if wanted.startswith(OF_EXHIBIT):
        slug = wanted.removeprefix(OF_EXHIBIT)
        rows = rows.filter(_of_exhibit(noun, slug))
    elif wanted and wanted != noun.name:
        return None
    if since and since > first:
        rows = rows.filter(changed_since(noun, since))
    if before:
        rows = rows.exclude(changed_since(noun, before))
    return rows


def _of_exhibit(noun: Noun, slug: str) -> Q:
    of: Any = Exhibit.objects.published().order_by().filter(slug=slug).values("pk")
    found = Q(pk__in=())
    for tie in noun.exhibited:
        found |= Q(pk__in=tie.between(**{f"{tie.theirs}__in": of}).values(tie.ours))
    return found


def told(noun: Noun, records: list[Any]) -> list[Told]:
    """Return records with what their headers say."""
    if not records:
        return []
    stamps, exhibits = datestamps(noun, records), _exhibits(noun, records)
    return [Told(noun, record, stamps[record.pk], sorted(exhibits[record.pk])) for record in records]


def _exhibits(noun: Noun, records: list[Any]) -> dict[Any, set[str]]:
    """Return the exhibits that visitors see to which records are tied, by the keys of the records."""
    found: dict[Any, set[str]] = defaultdict(set)
    for tie in noun.exhibited:
        of, slug = ("", "slug") if tie.theirs == "pk" else (tie.theirs, f"{tie.theirs}__slug")
        rows = tie.between(**{f"{tie.ours}__in": [record.pk for record in records]}).filter(visible(of=of))
        for key, exhibit in rows.values_list(tie.ours, slug):
            found[key].add(exhibit)
    return found


def sets() -> Iterator[tuple[str, str]]:
    """Yield the sets: a name and what it holds in words; first the nouns, then the exhibits."""
    for noun in NOUNS:
        yield noun.name, capfirst(noun.title)
    for exhibit in Exhibit.objects.published().in_order():
        yield f"{OF_EXHIBIT}{exhibit.slug}", exhibit.title
