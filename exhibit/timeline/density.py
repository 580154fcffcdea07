"""How much there is, and when: sums over all entries that answer a filter, asked in an instant.

Counting a window would look at every entry in it. Here each lane keeps its running totals by day,
made in one pass and kept until something changes (`kept`), so that any window and any width of bins
costs a few searches, whatever the collection holds.

In the density an entry weighs one, spread evenly over the days that it may mean: a bare year is no
peak in January. An open end weighs at the end that is known.
"""

import datetime
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast

from exhibit.models import Event
from exhibit.timeline.kept import Keeper
from exhibit.timeline.lanes import LaneChoice
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import LONGEST_LIFE_YEARS, Kind, Source, sources

NEVER, EVER = datetime.date.max, datetime.date.min
NARROWEST_PIXELS = 6
"""A bin is at least as wide, so that a finger or a cursor keys can tell it from the next."""


class Reach(NamedTuple):
    """Entries that are alike to a sum: the first and last day that they may touch, those that are known, how many."""

    earliest: int
    latest: int
    known_first: int
    known_last: int
    is_key: bool
    entries: int


class Totals:
    """Running totals of one lane: what began, what ended, how much there is by a day (ordinal numbers)."""

    __slots__ = ("_begun", "_days", "_ended", "_keys", "_mass", "_rates", "first", "last")

    def __init__(self, reaches: list[Reach]) -> None:
        begun, ended, keys = Counter[int](), Counter[int](), Counter[int]()
        rates: dict[int, float] = defaultdict(float)
        for earliest, latest, known_first, known_last, is_key, count in reaches:
            begun[earliest] += count
            ended[latest] += count
            if is_key:
                keys[earliest] += count
            rate = count / (known_last - known_first + 1)
            rates[known_first] += rate
            rates[known_last + 1] -= rate
        self._begun, self._ended, self._keys = _running(begun), _running(ended), _running(keys)
        self.first = min(reach.known_first for reach in reaches)
        self.last = max(reach.known_last for reach in reaches)
        self._days = array("l", sorted(rates))
        self._rates = array("d", accumulate(rates[day] for day in self._days))
        masses = (rate * (end - start) for rate, (start, end) in zip(self._rates, pairwise(self._days), strict=False))
        self._mass = array("d", accumulate(masses, initial=0.0))

    def touching(self, first: int, last: int) -> int:
        """How many may touch these days."""
        return _upto(self._begun, last) - _upto(self._ended, first - 1)

    def begun(self, first: int, last: int) -> int:
        """How many begin on these days."""
        return _upto(self._begun, last) - _upto(self._begun, first - 1)

    def edges(self, first: int, last: int) -> int:
        """At most how many begin or end on these days."""
        ended = _upto(self._ended, last) - _upto(self._ended, first - 1)
        return min(self.touching(first, last), self.begun(first, last) + ended)

    def last_begun(self, day: int) -> int | None:
        """The last day, up to `day`, on which something begins."""
        index = bisect_right(self._begun[0], day)
        return self._begun[0][index - 1] if index else None

    def next_begun(self, day: int) -> int | None:
        """The first day, from `day` on, on which something begins."""
        index = bisect_left(self._begun[0], day)
        return self._begun[0][index] if index < len(self._begun[0]) else None

    def keys(self, first: int, last: int) -> int:
        """How many key events begin on these days."""
        return _upto(self._keys, last) - _upto(self._keys, first - 1)

    def before(self, day: int) -> float:
        """The expected number of entries before `day`."""
        index = bisect_right(self._days, day) - 1
        return 0.0 if index < 0 else self._mass[index] + self._rates[index] * (day - self._days[index])

    def amounts(self, edges: list[int]) -> list[float]:
        """The expected number of entries between each two of `edges`."""
        sums = [self.before(day) for day in edges]
        return [round(max(after - before, 0.0), 2) for before, after in pairwise(sums)]


Running = tuple["array[int]", "array[int]"]


def _running(by_day: Counter[int]) -> Running:
    days = sorted(by_day)
    return array("l", days), array("l", accumulate(by_day[day] for day in days))


def _upto(running: Running, day: int) -> int:
    index = bisect_right(running[0], day)
    return running[1][index - 1] if index else 0


@dataclass(frozen=True, slots=True)
class Skyline:
    """The totals of each lane, by its key; `sizes`: how many entries a kind has, and in which lanes."""

    lanes: dict[int, Totals]
    sizes: dict[Kind, Counter[int]]

    @property
    def extent(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last known day of all; None where there is nothing."""
        return self.extent_of(self.lanes)

    def extent_of(self, lanes: Iterable[int]) -> tuple[datetime.date, datetime.date] | None:
        """The same of some lanes."""
        found = [self.lanes[lane] for lane in lanes if lane in self.lanes]
        if not found:
            return None
        first, last = min(totals.first for totals in found), max(totals.last for totals in found)
        return datetime.date.fromordinal(first), datetime.date.fromordinal(last)

    @property
    def count(self) -> int:
        return sum(map(Counter.total, self.sizes.values()))

    def touching(self, first: datetime.date, last: datetime.date) -> dict[int, int]:
        """How many entries of each lane may touch these days."""
        days = first.toordinal(), last.toordinal()
        return {lane: totals.touching(*days) for lane, totals in self.lanes.items()}

    def amounts(self, edges: list[int], lanes: Iterable[int] | None = None) -> list[float]:
        """The expected number of entries between each two of `edges`, of all lanes or some, together."""
        chosen = self.lanes if lanes is None else {lane: self.lanes[lane] for lane in lanes if lane in self.lanes}
        columns = [totals.amounts(edges) for totals in chosen.values()]
        return [round(sum(column), 2) for column in zip(*columns, strict=True)] if columns else [0.0] * (len(edges) - 1)


def skyline(query: TimelineQuery, lanes: list[LaneChoice], keeper: Keeper) -> Skyline:
    """Return the totals of what answers `query` at any time."""
    alone = query.filters_alone
    result: Skyline = keeper.keep(("skyline", alone), lambda: _measured(sources(alone, lanes, keeper.at)))
    return result


def _measured(found: list[Source]) -> Skyline:
    by_lane: dict[int, list[Reach]] = defaultdict(list)
    sizes: dict[Kind, Counter[int]] = {kind: Counter() for kind in Kind}
    for source in found:
        for lane, reach in _reaches(source):
            by_lane[lane].append(reach)
            sizes[source.kind][lane] += reach.entries
    return Skyline({lane: Totals(reaches) for lane, reaches in by_lane.items()}, sizes)


def _reaches(source: Source) -> Iterator[tuple[int, Reach]]:
    """What a source has, lane by lane, those that are alike together."""
    rows, names = bounded(source)
    shape = {name: source.columns[name] for name in ("e_lane", "e_weight")}
    rows = rows.order_by().annotate(**shape).values_list("e_lane", "e_weight", *names)
    for lane, weight, *days, count in rows.annotate(Count("pk")).iterator(chunk_size=5000):
        yield lane, reach(days, is_key=weight == Event.Importance.KEY, entries=count)


def bounded(source: Source) -> tuple[QuerySet[Any], list[str]]:
    """Return the rows of a source with the bounds that `reach` reads, as text: each day is read once, not a million
    times; and the names of these columns.
    """
    is_birth = source.first.startswith("birth")
    names = (source.first, "birth_latest", source.last) if is_birth else (source.first, source.last)
    bounds = {f"e_{name}": Cast(name, CharField()) for name in names}
    return source.rows.annotate(**bounds), list(bounds)


def reach(days: Sequence[Any], *, is_key: bool, entries: int) -> Reach:
    """Return what the bounds of a row say to a sum."""
    earliest, *middle, latest = days
    first = ordinal(earliest)
    if latest is None:  # a life that nobody saw end
        known_last = ordinal(middle[0])
        last = years_later(datetime.date.fromordinal(known_last), LONGEST_LIFE_YEARS).toordinal()
    else:
        last = ordinal(latest)
        known_last = last if last != NEVER.toordinal() else ordinal(middle[0] if middle else earliest)
    known_first = first if first != EVER.toordinal() else last
    return Reach(first, last, known_first, max(known_first, known_last), is_key, entries)


@lru_cache(maxsize=100_000)
def ordinal(day: str) -> int:
    """The number of a day as databases write it: 1957-10-12."""
    return datetime.date.fromisoformat(day[:10]).toordinal()


def years_later(day: datetime.date, years: int) -> datetime.date:
    """Return the day `years` after (or, negative, before) `day`, within what a date can say."""
    year = day.year + years
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return NEVER if years > 0 else EVER
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def days_later(day: datetime.date, days: int) -> datetime.date:
    """Return the day `days` after (or, negative, before) `day`, within what a date can say."""
    return datetime.date.fromordinal(min(max(day.toordinal() + days, EVER.toordinal()), NEVER.toordinal()))


@dataclass(frozen=True, slots=True)
class Unit:
    """A width of bins: so many days, weeks, months or years, aligned to the calendar."""

    name: str
    size: int
    days: float


UNITS = (
    Unit("day", 1, 1),
    Unit("week", 1, 7),
    Unit("month", 1, 30.44),
    Unit("month", 3, 91.3),
    *(Unit("year", size, 365.25 * size) for size in (1, 2, 5, 10, 25, 50, 100, 250)),
)


@dataclass(frozen=True)
class Bins:
    """Where bins begin, the end of the last one added (ordinal numbers), and how wide they are."""

    unit: Unit
    edges: list[int] = field(default_factory=list)

    @cached_property
    def days(self) -> list[datetime.date]:
        return [datetime.date.fromordinal(edge) for edge in self.edges]


def bins(first: datetime.date, last: datetime.date, width_pixels: int) -> Bins:
    """Return the narrowest bins for these days that are wide enough to be told apart at this width."""
    days = (last - first).days + 1
    most = max(width_pixels // NARROWEST_PIXELS, 8)
    unit = next((unit for unit in UNITS if days / unit.days <= most), UNITS[-1])
    edges = [edge.toordinal() for edge in _edges(first, last, unit)]
    return Bins(unit, edges)


def _edges(first: datetime.date, last: datetime.date, unit: Unit) -> Iterator[datetime.date]:
    edge = _aligned(first, unit)
    yield edge
    while edge <= last and edge < NEVER:
        edge = _next(edge, unit)
        yield edge


def _aligned(day: datetime.date, unit: Unit) -> datetime.date:
    match unit.name:
        case "day":
            return day
        case "week":
            return days_later(day, -day.weekday())
        case "month":
            return day.replace(day=1, month=(day.month - 1) // unit.size * unit.size + 1)
    return datetime.date(max(day.year // unit.size * unit.size, 1), 1, 1)


def _next(edge: datetime.date, unit: Unit) -> datetime.date:
    match unit.name:
        case "day" | "week":
            return days_later(edge, int(unit.days))
        case "month":
            year, month = divmod(edge.year * 12 + edge.month - 1 + unit.size, 12)
            return datetime.date(year, month + 1, 1) if year <= datetime.MAXYEAR else NEVER
    year = (edge.year // unit.size + 1) * unit.size
    return datetime.date(year, 1, 1) if year <= datetime.MAXYEAR else NEVER


def bin_of(edges: list[int], day: int) -> int:
    """The index of the bin in which `day` lies, the nearest for one outside."""
    return min(max(bisect_right(edges, day) - 1, 0), len(edges) - 2)
