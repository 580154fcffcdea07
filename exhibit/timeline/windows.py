"""Windows: a range of time at a given width, answered by entries where they fit and by bins where not.

The answer is as large as the screen, not as the collection. Lane by lane, the emptiest first, a
window gives its entries as long as there is room for them; a lane that does not fit is crowded and
gives its density, with its key events where those are few. What the totals tell needs no query, the
entries take one, and each part of it is a short walk along one index:

- what begins in the window, and what ends in it, are ranges;
- what only runs through it began at most two years before, or is long: those few have an index.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet, Value

from exhibit.dates import UncertainDate
from exhibit.fields import SpansYears
from exhibit.fields.spans import LONGEST_SHORT_DAYS
from exhibit.languages import active
from exhibit.models import Event
from exhibit.timeline import anchors
from exhibit.timeline.density import EVER, Bins, Skyline, Totals, bins, skyline, years_later
from exhibit.timeline.entries import Entry
from exhibit.timeline.kept import Keeper
from exhibit.timeline.lanes import LaneChoice, counted, lanes
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import COLUMNS, LONGEST_LIFE_YEARS, NEAREST, ORDER, Kind, Source, sources

PIXELS_PER_ENTRY = 6
FEWEST_ENTRIES, MOST_ENTRIES = 60, 240
MOST_KEYS = 40
SMALL = 2000
"""A kind with no more entries is asked in one plain range: no index could be faster."""

WIDTHS = range(200, 8001)
LANE = COLUMNS.index("e_lane")
Beyond = tuple[datetime.date | None, datetime.date | None]
SORTED = {name.removeprefix("-") for name in ORDER}


@dataclass(frozen=True, slots=True)
class Window:
    """What lies between two days, both included.

    `lanes` have their counts; `entries` are in chronological order; `crowded` lanes (keys) stand in
    `bins` with their `amounts`; `more` entries run through the whole window and found no room; `beyond` has
    for each lane the last day before the window and the first one after it on which something begins.
    """

    query: TimelineQuery
    first: datetime.date
    last: datetime.date
    extent: tuple[datetime.date, datetime.date] | None
    lanes: list[LaneChoice]
    entries: list[Entry]
    bins: Bins
    crowded: dict[int, list[float]]
    more: int
    beyond: dict[int, Beyond]
    overview: tuple[Bins, list[float]] | None = None

    @property
    def count(self) -> int:
        return sum(lane.count for lane in self.lanes)


class Timeline:
    """The timeline as one request meets it: lanes and totals are asked for once."""

    def __init__(self, at: datetime.datetime | None = None) -> None:
        self.at = at
        self.keeper = Keeper(at)
        self.lanes = self._lanes()

    def _lanes(self) -> list[LaneChoice]:
        kept: list[LaneChoice] = self.keeper.keep(("lanes", active()), lanes)
        return kept

    def skyline(self, query: TimelineQuery) -> Skyline:
        return skyline(query, self.lanes, self.keeper)

    def lane_choices(self, query: TimelineQuery) -> list[LaneChoice]:
        """Return all lanes, each with what it has of the other filters' answer in the window of `query`."""
        wider = replace(query, lanes=())
        sky = self.skyline(wider)
        return counted(self.lanes, sky.touching(*span_of(query, sky)))

    def sources(self, query: TimelineQuery) -> list[Source]:
        return sources(query, self.lanes, self.at)

    def entries_of(
        self, arms: list[QuerySet[Any, Any]], limit: int | None, order: tuple[str, ...] = ORDER
    ) -> list[Entry]:
        """Return the entries of a union of shaped rows, in order: all, or the first `limit` of another `order`."""
        if not arms:
            return []
        union = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
        by_key = {lane.pk: lane for lane in self.lanes}
        rows = union.order_by(*order)[:limit]
        asked = active()
        found = [
            Entry.of(row, by_key, asked) for row in rows if row[LANE] in by_key
        ]  # a lane may be newer than the lanes
        return found if order == ORDER else sorted(found, key=lambda entry: entry.place_in_order)

    def find(self, anchor: str) -> Entry | None:
        """Return the entry of this anchor, also of one that its record had before; None for what nobody may see."""
        kind, _dash, key = anchor.partition("-")
        if kind not in set(Kind) or "\0" in key:
            return None
        found = [source for source in self.sources(TimelineQuery()) if source.kind == kind]
        for named in (anchors.named, anchors.named_before):
            arms = [source.shaped(rows) for source in found if (rows := named(source, key)) is not None]
            if entries := self.entries_of(arms, 1):
                return entries[0]
        return None

    def anchors(self) -> list[str]:
        """Return the names of all entries, in order."""
        return list(self.each_anchor())

    def each_anchor(self) -> Iterator[str]:
        """Yield the names of all entries, in order, without holding them all."""
        arms = [source.shaped(source.rows) for source in self.sources(TimelineQuery())]
        if not arms:
            return
        union = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
        by_key, language = {lane.pk: lane for lane in self.lanes}, active()
        for row in union.order_by(*ORDER).iterator(2000):
            if row[LANE] in by_key:
                yield Entry.of(row, by_key, language).anchor

    def window(self, query: TimelineQuery, width_pixels: int = 1200, *, with_overview: bool = False) -> Window:
        """Return what `query` asks for as far as it fits a drawing of this width."""
        width = min(max(width_pixels, WIDTHS.start), WIDTHS.stop - 1)
        sky = self.skyline(query)
        first, last = span_of(query, sky)
        days = first.toordinal(), last.toordinal()
        room = min(max(width // PIXELS_PER_ENTRY, FEWEST_ENTRIES), MOST_ENTRIES)
        fitting, left = _fitting(sky, *days, room)
        touching = sky.touching(first, last)
        crowded = [lane for lane in sky.lanes if lane not in fitting and touching[lane]]
        keys = sum(sky.lanes[lane].keys(*days) for lane in crowded)
        arms = []
        if any(touching[lane] for lane in fitting):
            for source in self.sources(query):
                sizes = sky.sizes[source.kind]
                arms += _arms(source, fitting & sizes.keys(), first, last, sizes.total() <= SMALL, left)
        keys = keys if keys <= MOST_KEYS else 0
        if keys:
            arms += _key_arms(self.sources(query), crowded, first, last)
        found = self.entries_of(arms, room + keys, NEAREST)
        scale = bins(first, last, width)
        shown = sum(entry.lane.pk in fitting for entry in found)
        return Window(
            query,
            first,
            last,
            sky.extent,
            counted(self.lanes, touching),
            found,
            scale,
            {lane: sky.lanes[lane].amounts(scale.edges) for lane in crowded},
            max(sum(touching[lane] for lane in fitting) - shown, 0),
            {lane: _beyond(totals, *days) for lane, totals in sky.lanes.items()},
            self.overview(query, width) if with_overview else None,
        )

    def overview(self, query: TimelineQuery, width_pixels: int = 1200) -> tuple[Bins, list[float]] | None:
        """Return the density of everything that answers `query` at any time; None where nothing does."""
        sky = self.skyline(query)
        if sky.extent is None:
            return None
        scale = bins(*sky.extent, width_pixels)
        return scale, sky.amounts(scale.edges)


def span_of(query: TimelineQuery, sky: Skyline) -> tuple[datetime.date, datetime.date]:
    """Return the days of the window: those asked for; an end that is left open is the collection's own."""
    today = datetime.date.today()  # noqa: DTZ011
    extent = sky.extent or (query.first or query.last or today, query.last or query.first or today)
    first = query.first or min(extent[0], query.last or extent[0])
    last = query.last or max(extent[1], first)
    return first, last


def _beyond(totals: Totals, first: int, last: int) -> Beyond:
    """Return the nearest days before and after these on which something begins; an open start is none."""
    before, after = totals.last_begun(first - 1), totals.next_begun(last + 1)
    return (
        datetime.date.fromordinal(before) if before and before > EVER.toordinal() else None,
        datetime.date.fromordinal(after) if after else None,
    )


def _fitting(sky: Skyline, first: int, last: int, room: int) -> tuple[set[int], int]:
    """Return the lanes whose entries fit, and how many more entries would."""
    fitting: set[int] = set()
    for lane in sorted(sky.lanes, key=lambda lane: sky.lanes[lane].edges(first, last)):
        edges = sky.lanes[lane].edges(first, last)
        if edges > room:
            break
        fitting.add(lane)
        room -= edges
    return fitting, room


def _arms(
    source: Source, lanes: set[int], first: datetime.date, last: datetime.date, is_small: bool, room: int
) -> list[QuerySet[Any, Any]]:
    """Return the parts of a union with what this source has of these lanes in a window."""
    rows = in_lanes(source, lanes)
    if rows is None:
        return []
    begun = Q(**{f"{source.first}__range": (first, last)})
    begins = rows.filter(begun)
    ends = rows.filter(**{f"{source.first}__lt": first, f"{source.last}__range": (first, last)})
    beyond = began_before(source, first, last)
    through = [rows.filter(beyond)]
    if not is_small:
        through = [nearest(source, rows.filter(beyond & part), room) for part in _reaching(source, first) if room]
    return [*(source.shaped(part) for part in (begins, ends)), *(source.shaped(part, rank=1) for part in through)]


def under_way(source: Source, rows: QuerySet[Any], first: datetime.date, limit: int) -> list[QuerySet[Any]]:
    """Return what began before a day and lasts until it or longer, the nearest `limit`, in parts of a union."""
    lasting = rows.filter(began_before(source, first))
    return [nearest(source, lasting.filter(part), limit) for part in _reaching(source, first)]


def began_before(source: Source, first: datetime.date, last: datetime.date | None = None) -> Q:
    """Say what began before `first` and lasts until then; beyond `last`, where that is given."""
    lasting = Q(**{f"{source.last}__gte": first}) if last is None else Q(**{f"{source.last}__gt": last})
    if source.first == "birth_earliest":
        lasting |= Q(death_latest=None, birth_latest__gte=years_later(first, -LONGEST_LIFE_YEARS))
    return Q(**{f"{source.first}__lt": first}) & lasting


def _reaching(source: Source, day: datetime.date) -> list[Q]:
    """Say what may have begun before `day` and still last, in parts that each have an index."""
    if source.kind is not Kind.EVENT:
        return [Q()]
    turn = datetime.date.fromordinal(max(day.toordinal() - LONGEST_SHORT_DAYS, 1))
    return [
        Q(date_earliest__gte=turn),
        Q(SpansYears("date_earliest", "date_latest")) & Q(date_earliest__lt=turn),
    ]


def nearest(source: Source, rows: QuerySet[Any], limit: int) -> QuerySet[Any]:
    """Return the `limit` rows that begin last; as a subquery, for no union on SQLite takes a limit inside."""
    return rows.model._base_manager.filter(pk__in=rows.order_by(f"-{source.first}").values("pk")[:limit])


def soonest(source: Source, rows: QuerySet[Any], limit: int) -> QuerySet[Any]:
    """Return the `limit` rows that come first: by the whole order, for many entries may begin on one day.

    What is the same for all of a source is left out of it: SQLite would sort by that, and then takes no index.
    """
    varying = {
        name: column for name, column in source.columns.items() if name in SORTED and not isinstance(column, Value)
    }
    order = [name for name in ORDER if name.removeprefix("-") in varying]
    keys = rows.annotate(**varying).order_by(*order)
    return rows.model._base_manager.filter(pk__in=keys.values("pk")[:limit])


def in_lanes(source: Source, lanes: set[int]) -> QuerySet[Any] | None:
    """Return what a source has in `lanes`; None for nothing."""
    if not lanes:
        return None
    if source.kind is Kind.EVENT:
        return source.rows.filter(lane__in=lanes)
    return source.rows if source.columns["e_lane"].value in lanes else None


def _key_arms(
    found: list[Source], lanes: list[int], first: datetime.date, last: datetime.date
) -> list[QuerySet[Any, Any]]:
    return [
        source.shaped(
            source.rows.filter(lane__in=lanes, importance=Event.Importance.KEY, date_earliest__range=(first, last))
        )
        for source in found
        if source.kind is Kind.EVENT
    ]


def around_dates(date: UncertainDate, anchor: str, years: int = 5) -> TimelineQuery:
    """Return the query for whole years around a date, with the entry that has it opened."""
    first, last = date.known_days
    return TimelineQuery(
        first=years_later(first, -years).replace(month=1, day=1),
        last=years_later(last, years).replace(month=12, day=31),
        entry=anchor,
    )
