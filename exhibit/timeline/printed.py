"""A window as one list to print: all of its years on one page, up to what anybody would carry home."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from exhibit.timeline.entries import Entry
from exhibit.timeline.listing import MOST_UNDER_WAY, Year
from exhibit.timeline.loading import with_records
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.windows import SMALL, Timeline, nearest, span_of, under_way

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
    found = timeline.entries_of(_arms(timeline, query, first, last), MOST_UNDER_WAY + MOST + 1) if count else []
    before = [entry for entry in found if entry.date.earliest < first]
    starting = [entry for entry in found if entry.date.earliest >= first]
    shown = starting[:MOST]
    with_records([*before, *shown], timeline.at)
    years = [Year(number, list(group)) for number, group in groupby(shown, key=lambda entry: entry.year)]
    onward = ""
    if len(starting) > MOST and (rest := starting[MOST].date.earliest) > first:
        onward = query.within(rest, query.last)
    unseen = max(count - begun - len(before), 0)
    return PrintedList(first, last, count, before, years, unseen, max(begun - len(shown), 0), onward)


def _arms(
    timeline: Timeline, query: TimelineQuery, first: datetime.date, last: datetime.date
) -> list[QuerySet[Any, Any]]:
    """Return the parts of a union: of each source what begins in the window, and the nearest of what began before."""
    sky = timeline.skyline(query)
    arms: list[QuerySet[Any, Any]] = []
    for source in timeline.sources(query):
        begins = source.rows.filter(**{f"{source.first}__range": (first, last)})
        if sky.sizes[source.kind].total() > SMALL:
            begins = nearest(source, begins, MOST + 1, is_last=False)
        parts = under_way(source, source.rows, first, MOST_UNDER_WAY)
        arms += [source.shaped(part) for part in (begins, *parts)]
    return arms
