"""The timeline as a list: years, and in each its entries, so many to a page.

A page goes on after an entry, not after a number of entries: deep in a large collection it costs
as little as at its beginning, and what is added meanwhile moves nothing.
"""

import datetime
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from exhibit.timeline.density import days_later
from exhibit.timeline.entries import Entry
from exhibit.timeline.loading import with_records
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import NEAREST, Source
from exhibit.timeline.windows import SMALL, Timeline, soonest, span_of, under_way

PER_PAGE = 60
MOST_UNDER_WAY = 24
MOST_TICKS, TICK_PIXELS = 30, 5


@dataclass(frozen=True, slots=True)
class Year:
    """The entries that begin in one year, and how many years after the year before it in the list; 0 for the first."""

    number: int
    entries: list[Entry]
    later: int = 0

    @property
    def silence_pixels(self) -> int:
        """How high a drawing of the years in between is: a tick for each, as long as they are few enough to see."""
        return min(max(self.later - 1, 0), MOST_TICKS) * TICK_PIXELS


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another window: its query string, and how many entries wait there."""

    address: str
    count: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a window: what was under way when it began, then the years.

    `count`: entries in the whole window; `earlier_count`: how many of them began before it.
    `onward` continues the window; `earlier` and `later` lead to the windows beside it. Where there is
    nothing, `nearest` are the entries before and after it, and `ways_out` lead on.
    """

    query: TimelineQuery
    first: datetime.date
    last: datetime.date
    count: int
    earlier_count: int
    under_way: list[Entry]
    years: list[Year]
    onward: Way | None = None
    earlier: Way | None = None
    later: Way | None = None
    nearest: list[Entry] = field(default_factory=list)
    ways_out: list[Way] = field(default_factory=list)

    @property
    def unseen_count(self) -> int:
        """How many began before the window and found no room on the page."""
        return max(self.earlier_count - len(self.under_way), 0) if self.under_way else 0


def listing(timeline: Timeline, query: TimelineQuery) -> Listing:
    """Return the page that `query` asks for, its records loaded."""
    sky = timeline.skyline(query)
    first, last = span_of(query, sky)
    days = first.toordinal(), last.toordinal()
    count = sum(sky.touching(first, last).values())
    earlier_count = count - sum(totals.begun(*days) for totals in sky.lanes.values())
    cursor = timeline.find(query.after) if query.after else None
    before = lasting(timeline, query, first) if earlier_count and not cursor else []
    begun = beginning(timeline, query, first, last, PER_PAGE + 1, cursor) if count else []
    onward = None
    if len(begun) > PER_PAGE:
        onward = Way(query.address(after=begun[PER_PAGE - 1].anchor, entry=""))
    there = with_records([*before, *begun[:PER_PAGE]], timeline.at)
    before = [entry for entry in there if entry.date.earliest < first]
    shown = [entry for entry in there if entry.date.earliest >= first]
    earlier, later = _beside(timeline, query, first, last)
    return Listing(
        query,
        first,
        last,
        count,
        earlier_count,
        before,
        _years(shown, cursor),
        onward,
        earlier,
        later,
        [] if count else _nearest(timeline, query),
        [] if count else _ways_out(timeline, query),
    )


def _years(entries: list[Entry], cursor: Entry | None) -> list[Year]:
    """Return entries by year; a page that goes on counts from the year in which the one before it ended."""
    years: list[Year] = []
    before = cursor.year if cursor else None
    for number, group in groupby(entries, key=lambda entry: entry.year):
        years.append(Year(number, list(group), number - before if before is not None else 0))
        before = number
    return years


def beginning(
    timeline: Timeline,
    query: TimelineQuery,
    first: datetime.date,
    last: datetime.date,
    limit: int,
    cursor: Entry | None = None,
) -> list[Entry]:
    """Return the first `limit` entries that begin between two days, in order, or those after `cursor`."""
    sky = timeline.skyline(query)
    arms: list[QuerySet[Any, Any]] = []
    for source in timeline.sources(query):
        rows = source.rows.filter(**{f"{source.first}__range": (first, last)})
        rows = after(source, rows, cursor) if cursor else rows
        is_small = sky.sizes[source.kind].total() <= SMALL
        arms.append(source.shaped(rows if is_small else soonest(source, rows, limit)))
    return timeline.entries_of(arms, limit)


def lasting(timeline: Timeline, query: TimelineQuery, day: datetime.date) -> list[Entry]:
    """Return what was under way on a day, in order: the `MOST_UNDER_WAY` that had begun last."""
    arms = [
        source.shaped(part)
        for source in timeline.sources(query)
        for part in under_way(source, source.rows, day, MOST_UNDER_WAY)
    ]
    return timeline.entries_of(arms, MOST_UNDER_WAY, NEAREST)


def after(source: Source, rows: QuerySet[Any], cursor: Entry) -> QuerySet[Any]:
    """Return only what stands after `cursor` in the order of a union (see `sources.ORDER`)."""
    earliest, latest = cursor.date.earliest, cursor.bound_latest
    shape = {name: source.columns[name] for name in ("e_earliest", "e_latest", "e_weight", "e_slug", "e_part")}
    same = Q(e_earliest=earliest, e_latest=latest)
    equal = same & Q(e_weight=cursor.weight)
    later = Q(e_earliest__gt=earliest) | Q(e_earliest=earliest, e_latest__gt=latest)
    later |= same & Q(e_weight__lt=cursor.weight)
    if source.kind > cursor.kind:
        later |= equal
    elif source.kind is cursor.kind:
        later |= equal & (Q(e_slug__gt=cursor.slug) | Q(e_slug=cursor.slug, e_part__gt=cursor.part))
    return rows.filter(**{f"{source.first}__gte": earliest}).annotate(**shape).filter(later)


def _beside(
    timeline: Timeline, query: TimelineQuery, first: datetime.date, last: datetime.date
) -> tuple[Way | None, Way | None]:
    """Return the ways to windows as long as this one, before and after it, moved to where there is something."""
    sky = timeline.skyline(query)
    if sky.extent is None or not query.has_window:
        return None, None
    start, end = sky.extent
    length = (last - first).days
    earlier = later = None
    if start < first:
        near = nearest_beginning(timeline, query, before=first)
        until = days_later(first, -1)
        since = days_later(until, -length)
        since = max(since, start) if near is None or near >= since else near
        until = min(until, days_later(since, length))
        earlier = Way(query.within(since, until), sum(sky.touching(since, until).values()))
    if end > last:
        near = nearest_beginning(timeline, query, after=last)
        if near is not None:
            since = days_later(last, 1)
            since = since if near <= days_later(since, length) else near
            until = min(days_later(since, length), end) if since <= end else since
            later = Way(query.within(since, until), sum(sky.touching(since, until).values()))
    return earlier, later


def nearest_beginning(
    timeline: Timeline,
    query: TimelineQuery,
    *,
    before: datetime.date | None = None,
    after: datetime.date | None = None,
) -> datetime.date | None:
    """Return the nearest day, before or after another, on which an entry begins; None where none does."""
    totals = timeline.skyline(query).lanes.values()
    if before is not None:
        days = [day for lane in totals if (day := lane.last_begun(before.toordinal() - 1)) is not None]
        return datetime.date.fromordinal(max(days)) if days else None
    assert after is not None
    days = [day for lane in totals if (day := lane.next_begun(after.toordinal() + 1)) is not None]
    return datetime.date.fromordinal(min(days)) if days else None


def _nearest(timeline: Timeline, query: TimelineQuery) -> list[Entry]:
    """Return the last entry before an empty window and the first after it, of any that answer, else of all."""
    if not query.has_window:
        return []
    if timeline.skyline(query).extent is None:
        query = TimelineQuery(first=query.first, last=query.last)
    first, last = span_of(query, timeline.skyline(query))
    found: list[Entry] = []
    for day in (nearest_beginning(timeline, query, before=first), nearest_beginning(timeline, query, after=last)):
        found += beginning(timeline, query, day, day, 1) if day else []
    return with_records(found, timeline.at)


def _ways_out(timeline: Timeline, query: TimelineQuery) -> list[Way]:
    """Return what would help where nothing answers: each filter taken off; where none alone does, all of them."""
    names = {
        "lanes": _("In all lanes"),
        "film": _("With any film"),
        "person": _("With anybody"),
        "place": _("At any place"),
        "text": _("Without the words “%(text)s”") % {"text": query.text},
    }
    off: dict[str, Any] = {name: () if name == "lanes" else "" for name in names if getattr(query, name)}
    ways = [_wider(timeline, query, {name: less}, names[name]) for name, less in off.items()]
    found = [way for way in ways if way.count]
    if found or len(off) < 2:
        return found
    without = _wider(timeline, query, off, _("Without these choices"))
    return [without] if without.count else []


def _wider(timeline: Timeline, query: TimelineQuery, less: dict[str, Any], words: str) -> Way:
    """Return the way to the same window with less chosen."""
    wider = replace(query, **less, entry="", after="")
    sky = timeline.skyline(wider)
    return Way(wider.address(), sum(sky.touching(*span_of(wider, sky)).values()), words)
