"""All entries of a window, one after the other: for downloads, in constant memory.

They are read some at a time, each part going on after the last entry of the one before, so that a
collection of any size costs the same few queries for every part, and what is saved meanwhile moves
nothing. Unlike a drawing or a page a file leaves nothing out.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from exhibit.timeline.entries import Entry
from exhibit.timeline.lanes import LaneChoice, counted
from exhibit.timeline.listing import after
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import Source
from exhibit.timeline.told import Told, told
from exhibit.timeline.windows import Timeline, began_before, soonest, span_of

PER_QUERY = 1000


@dataclass(frozen=True, slots=True)
class Whole:
    """What touches a window of days, both included; `extent`: the first and last known day of all that answers."""

    timeline: Timeline
    query: TimelineQuery
    first: datetime.date
    last: datetime.date
    extent: tuple[datetime.date, datetime.date] | None
    lanes: list[LaneChoice]

    @property
    def count(self) -> int:
        return sum(lane.count for lane in self.lanes)

    def told(self) -> Iterator[Told]:
        """Yield all entries in order, each with the text of its record."""
        for part in self._parts():
            yield from told(part, self.timeline.at)

    def _parts(self) -> Iterator[list[Entry]]:
        sources = self.timeline.sources(self.query)
        part: list[Entry] = []
        while True:
            cursor = part[-1] if part else None
            part = self.timeline.entries_of([self._arm(source, cursor) for source in sources], PER_QUERY)
            yield part
            if len(part) < PER_QUERY:
                return

    def _arm(self, source: Source, cursor: Entry | None) -> QuerySet[Any, Any]:
        """Return what a source has next."""
        touching = Q(**{f"{source.first}__range": (self.first, self.last)}) | began_before(source, self.first)
        rows = source.rows.filter(touching)
        rows = after(source, rows, cursor) if cursor else rows
        return source.shaped(soonest(source, rows, PER_QUERY))


def whole(timeline: Timeline, query: TimelineQuery) -> Whole:
    """Return all that `query` asks for."""
    sky = timeline.skyline(query)
    first, last = span_of(query, sky)
    return Whole(timeline, query, first, last, sky.extent, counted(timeline.lanes, sky.touching(first, last)))
