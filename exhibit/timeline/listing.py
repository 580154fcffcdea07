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

from exhibit.timeline.entries import Entry
from exhibit.timeline.loading import with_records
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import Source
from exhibit.timeline.windows import SMALL, Timeline, nearest, span_of, under_way

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
    `onward` continues the window; `earlier` and `later` lead to the windows beside it;
    `ways_out` lead on where there is nothing.
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
    found = _page(timeline, query, first, last, cursor, bool(earlier_count)) if count else []
    before = [entry for entry in found if entry.date.earliest < first]
    starting = [entry for entry in found if entry.date.earliest >= first]
    shown = starting[:PER_PAGE]
    with_records([*before, *shown], timeline.at)
    onward = None
    if len(starting) > PER_PAGE:
        onward = Way(query.address(after=shown[-1].anchor, entry=""))
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


def _page(
    timeline: Timeline,
    query: TimelineQuery,
    first: datetime.date,
    last: datetime.date,
    cursor: Entry | None,
    is_any_earlier: bool,
) -> list[Entry]:
    sky = timeline.skyline(query)
    arms: list[QuerySet[Any, Any]] = []
    for source in timeline.sources(query):
        begins = source.rows.filter(**{f"{source.first}__range": (first, last)})
        if cursor:
            begins = after(source, begins, cursor)
        is_small = sky.sizes[source.kind].total() <= SMALL
        arms.append(source.shaped(begins if is_small else _soonest(source, begins)))
        if is_any_earlier and not cursor:
            arms += [source.shaped(part) for part in under_way(source, source.rows, first, MOST_UNDER_WAY)]
    return timeline.entries_of(arms, MOST_UNDER_WAY + PER_PAGE + 1)


def _soonest(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    return nearest(source, rows, PER_PAGE + 1, is_last=False)


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
    length = last - first
    one = datetime.timedelta(days=1)
    earlier = later = None
    if start < first:
        near = nearest_beginning(timeline, query, before=first)
        until = first - one
        since = max(until - length, start) if near is None or near >= until - length else near
        until = min(until, since + length)
        earlier = Way(query.within(since, until), sum(sky.touching(since, until).values()))
    if end > last:
        near = nearest_beginning(timeline, query, after=last)
        if near is not None:
            since = last + one if near <= last + one + length else near
            until = min(since + length, end) if since <= end else since
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


def _ways_out(timeline: Timeline, query: TimelineQuery) -> list[Way]:
    """Return what would help where nothing answers: the nearest entries in time, and each filter taken off."""
    first, last = span_of(query, timeline.skyline(query))
    ways = []
    if query.has_window:
        for day in (
            nearest_beginning(timeline, query, before=first),
            nearest_beginning(timeline, query, after=last),
        ):
            if day is not None:
                year = str(day.year)
                whole = datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31)
                count = sum(timeline.skyline(query).touching(*whole).values())
                ways.append(Way(query.within(*whole), count, _("The nearest: %(year)s") % {"year": year}))
    names = {
        "lanes": _("In all lanes"),
        "film": _("With any film"),
        "person": _("With anybody"),
        "place": _("At any place"),
        "text": _("Without the words “%(text)s”") % {"text": query.text},
    }
    for name, words in names.items():
        if not getattr(query, name):
            continue
        less: dict[str, Any] = {name: () if name == "lanes" else ""}
        wider = replace(query, **less, entry="", after="")
        sky = timeline.skyline(wider)
        count = sum(sky.touching(*span_of(wider, sky)).values())
        if count:
            ways.append(Way(wider.address(), count, words))
    return ways
