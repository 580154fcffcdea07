"""Entries: events, films, releases, lives and awards seen alike."""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from exhibit import typography
from exhibit.dates import UncertainDate
from exhibit.languages import active, column_of
from exhibit.models import Award, Event, Film, Lane, Person, Release
from exhibit.timeline.anchors import release_anchor
from exhibit.timeline.lanes import LaneChoice
from exhibit.timeline.sources import Kind

PAGES = {
    Kind.EVENT: "event_detail",
    Kind.FILM: "film_detail",
    Kind.RELEASE: "film_detail",
    Kind.LIFE: "person_detail",
}
"""The pages that an entry's slug leads to; an award's is known once its record is loaded."""

SPAN = re.compile(r"/|\.\.|[][]")
PLACE = "place-of-the-key"

Days = tuple[datetime.date, datetime.date]


@dataclass(slots=True)
class Entry:
    """One dated thing. `date` is what is known of it, `death` the date that ends a life, if both are known.

    `title` is typeset, in `language`, for a page in the language `asked`; `record` is there once somebody loaded it.
    """

    kind: Kind
    slug: str
    part: str
    lane: LaneChoice
    date: UncertainDate
    death: UncertainDate | None
    title: str
    language: str
    asked: str
    weight: int
    standing: str
    record: Event | Film | Release | Person | Award | None = None

    @classmethod
    def of(cls, row: tuple[Any, ...], lanes: dict[int, LaneChoice], asked: str) -> Self:
        """Return the entry that a row of a union in the language `asked` tells (see `sources.COLUMNS`)."""
        kind, slug, part, lane, date, until, title, fallback, context, weight, standing, *_bounds = row
        language = asked if title else settings.LANGUAGE_CODE
        name = title or fallback
        if context:
            name = f"{name}, {context}" if kind == Kind.AWARD else f"{name}: {context}"
        return cls(
            Kind(kind),
            slug,
            part,
            lanes[lane],
            UncertainDate.parse(date),
            UncertainDate.parse(until) if until else None,
            typography.typeset(name, language),
            language,
            asked,
            weight,
            standing,
        )

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """Return the entry of an event whose lane is loaded."""
        asked = active()
        language = asked if getattr(event, column_of("title", asked)) else settings.LANGUAGE_CODE
        return cls(
            Kind.EVENT,
            event.slug,
            "",
            LaneChoice.of(event.lane),
            event.date,
            None,
            typography.typeset(event.title, language),
            language,
            asked,
            event.importance,
            event.evidence_status,
            event,
        )

    @property
    def anchor(self) -> str:
        """Its stable name on the page and in addresses: event-palme, release-cranes-are-flying.usa.1960-03-21."""
        if self.kind is Kind.RELEASE:
            return release_anchor(self.slug, self.part)
        return f"{self.kind}-{self.slug}"

    @property
    def place_in_order(self) -> tuple[Any, ...]:
        """What entries are sorted by: see `sources.ORDER`."""
        return self.date.earliest, self.bound_latest, -self.weight, self.kind, self.slug, self.part

    @property
    def is_bar(self) -> bool:
        """Whether it lasted: an interval or a life, not a day, month or year in which it happened."""
        return self.kind is Kind.LIFE or self.date.is_interval

    @property
    def first(self) -> datetime.date | None:
        """The first day that it may touch; None where the start is open or unknown."""
        return self.date.start.earliest if self.date.start else None

    @property
    def last(self) -> datetime.date | None:
        """The last day that it may touch; None where the end is open or unknown."""
        if self.kind is Kind.LIFE and not self.death:
            return None if self._is_birth else self.date.latest
        end = (self.death or self.date).end
        return end.latest if end else None

    @property
    def bound_latest(self) -> datetime.date:
        """The last day that the database compares."""
        return (self.death or self.date).latest

    @property
    def ends(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The day by which it has begun, and the day until which it has not ended; None where that is not known."""
        if self.kind is not Kind.LIFE:
            start, end = self.date.start, self.date.end
            return start.latest if start else None, end.earliest if end else None
        if self.death:
            return self.date.known_days[1], self.death.known_days[0]
        return (self.date.known_days[1], None) if self._is_birth else (None, self.date.known_days[0])

    @property
    def sure(self) -> Days | None:
        """The days that it surely covers: None for a point, and where nothing is sure."""
        begun, ended = self.ends
        return (begun, ended) if self.is_bar and begun and ended and begun <= ended else None

    @property
    def _is_birth(self) -> bool:
        return self.part != "died"

    @property
    def dates(self) -> tuple[UncertainDate, ...]:
        return (self.date, self.death) if self.death else (self.date,)

    @property
    def edtf(self) -> str:
        """What is known, as EDTF: a life from birth to death, open where no death is known."""
        if self.kind is not Kind.LIFE:
            return self.date.edtf
        if self.death:
            return f"{_end(self.date, 0)}/{_end(self.death, -1)}"
        return f"{_end(self.date, 0)}/" if self._is_birth else f"/{_end(self.date, -1)}"

    @property
    def is_about(self) -> bool:
        return any(date.is_approximate for date in self.dates)

    @property
    def is_doubted(self) -> bool:
        return any(date.is_uncertain for date in self.dates)

    @property
    def certainty(self) -> str:
        """How its mark is drawn: "exact" day, "part" of a date, "span", or "unsure"."""
        if self.is_about or self.is_doubted or self.first is None or self.last is None:
            return "unsure"
        if self.is_bar:
            return "span"
        return "exact" if self.date.is_exact else "part"

    @property
    def words(self) -> str:
        """When it was, as people say it."""
        said = self.date.words(self.asked)
        if self.kind is Kind.LIFE:
            if not self.death:
                said = (_("born %(date)s") if self._is_birth else _("died %(date)s")) % {"date": said}
            else:
                said = f"{said} – {self.death.words(self.asked)}"
        return typography.typeset(said, self.asked)

    @property
    def year(self) -> int:
        """The year under which a list has it."""
        return self.date.year

    @property
    def is_film(self) -> bool:
        return self.kind is Kind.FILM

    def get_absolute_url(self) -> str:
        """Its own address on the timeline."""
        return _address("timeline_entry", self.anchor, self.asked)

    @property
    def is_foreign(self) -> bool:
        """Whether the title is not in the page's language."""
        return self.language != self.asked

    @property
    def page(self) -> str:
        """The page of the record that it tells of; a release stands on its film's."""
        if isinstance(self.record, Release):
            return self.record.film.get_absolute_url()
        if self.record:
            return self.record.get_absolute_url()
        name = PAGES.get(self.kind)
        return _address(name, self.slug, self.asked) if name else self.get_absolute_url()

    @property
    def mark(self) -> str:
        """The drawing that stands for it."""
        marks = {Kind.FILM: Lane.Mark.FILM, Kind.AWARD: Lane.Mark.AWARD, Kind.LIFE: Lane.Mark.LIFE}
        return str(marks.get(self.kind, self.lane.mark))


def _address(name: str, key: str, language: str) -> str:
    """Return what `reverse` does, without its walk through all addresses for each of hundreds of entries."""
    before, after = _around(name, language, get_script_prefix())
    return f"{before}{quote(key)}{after}"


@lru_cache(maxsize=256)
def _around(name: str, language: str, _prefix: str) -> tuple[str, str]:
    """Return what stands before and after the key in an address."""
    with override(language):
        before, after = reverse(name, args=(PLACE,)).split(PLACE)
    return before, after


def _end(date: UncertainDate, which: int) -> str:
    """Return one end of a life as EDTF, which has no span within another: "about" the first or last of its days."""
    if not (date.is_interval or date.is_between):
        return date.edtf
    known = [text for text in SPAN.split(date.edtf) if text]
    return f"{known[which].rstrip('?~%')}~"
