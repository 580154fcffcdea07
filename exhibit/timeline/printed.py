"""A window as one list to print: all of its years on one page, up to what anybody would carry home."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from exhibit.timeline.entries import Entry
from exhibit.timeline.listing import Year, beginning, lasting
from exhibit.timeline.loading import with_records
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.windows import Timeline, span_of

MOST = 600
"""Entries on the page: some thirty sheets."""


@dataclass(frozen=True, slots=True)
class PrintedList:
    """What was under way when the window began, then its years.

    `count`: entries in the whole window; `unseen_count`: how many of those that began before it found
    no room, `more`: how many of the others; `onward`: the query string for these, "" where there are none.
    """

    first: datetime.date
    last: datetime.date
    count: int
    under_way: list[Entry]
    years: list[Year]
    unseen_count: int
    more: int
    onward: str = ""


def printed_list(timeline: Timeline, query: TimelineQuery) -> PrintedList:
    """Return the list of what `query` asks, its records loaded."""
    sky = timeline.skyline(query)
    first, last = span_of(query, sky)
    count = sum(sky.touching(first, last).values())
    begun = sum(totals.begun(first.toordinal(), last.toordinal()) for totals in sky.lanes.values())
    before = lasting(timeline, query, first) if count > begun else []
    starting = beginning(timeline, query, first, last, MOST + 1) if begun else []
    there = with_records([*before, *starting[:MOST]], timeline.at)
    before = [entry for entry in there if entry.date.earliest < first]
    shown = [entry for entry in there if entry.date.earliest >= first]
    years = [Year(number, list(group)) for number, group in groupby(shown, key=lambda entry: entry.year)]
    onward = ""
    if len(starting) > MOST and (rest := starting[MOST].date.earliest) > first:
        onward = query.within(rest, query.last)
    unseen = max(count - begun - len(before), 0)
    return PrintedList(first, last, count, before, years, unseen, max(begun - len(shown), 0), onward)
