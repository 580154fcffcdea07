"""The ruler of a poster: a year is as wide as it is full.

On an even scale the years in which everything happens would fall on one spot. Here a year has room
by the number of entries that are dated in it; a run of years with nothing shrinks to a break, which
the drawing shows. Within a year days keep their proportion.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.formats import date_format

from exhibit.timeline.density import Skyline
from exhibit.timeline.poster.letters import width
from exhibit.timeline.poster.paper import LANES, LEFT, MONTHS, RIGHT, SMALLEST
from exhibit.timeline.stretch import Span

LEAST = 0.15
"""The weight of a year in which nothing is dated."""

POWER = 0.95
"""Twice as full is not quite twice as wide: the fullest year leaves room for the others."""

SILENCE_YEARS = 3
"""So many years with nothing become a break."""

BREAK, BREAKS_AT_MOST = 6.0, 0.3
"""How wide a break is, and the part of the ruler that all of them may take."""

LARGEST_NUMBER = 13.0
MONTH, DAY = 7.6, 4.2
"""What a month's name and a day's number need."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number or name on the ruler, in letters of `size`."""

    text: str
    x: float
    size: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as places between LEFT and RIGHT."""

    spans: list[Span]

    def at(self, day: datetime.date) -> float:
        """Where a day begins; one outside the ruler is at the nearer end."""
        index = bisect_right(self.spans, day, key=lambda span: span.first) - 1
        return round(self.spans[max(index, 0)].place(day), 2)

    def extent(self, first: datetime.date, last: datetime.date) -> tuple[float, float]:
        """Where these days begin and end, both included."""
        after = last if last == datetime.date.max else last + datetime.timedelta(days=1)
        return self.at(first), self.at(after)

    @property
    def breaks(self) -> list[Span]:
        return [span for span in self.spans if span.is_break]

    @property
    def lanes_top(self) -> float:
        """Where the lanes begin below it."""
        return LANES + (MONTHS if self.subdivisions else 0.0)

    @property
    def strokes(self) -> list[float]:
        """Where the strokes stand that part the ruler: two at each break."""
        return [round(span.x + span.width * part, 2) for span in self.breaks for part in (0.35, 0.65)]

    @property
    def years(self) -> list[Number]:
        """The numbers of the years that have room for them: the widest first, then the round ones, then the others."""
        years = [span for span in self.spans if not span.is_break]
        digits = width("0000", 1)
        wide = sorted(years, key=lambda span: -span.width)
        ordered = [span for span in wide if span.width >= digits * SMALLEST * 1.1]
        ordered += sorted(
            (span for span in wide if span not in ordered), key=lambda span: (span.first.year % 10 > 0, span.x)
        )
        found: list[Number] = []
        for span in ordered:
            size = min(max(span.width / digits / 1.1, SMALLEST), LARGEST_NUMBER)
            end = span.x + size * digits
            if end <= RIGHT and all(
                end + 1.2 <= other.x or other.x + other.size * digits + 1.2 <= span.x for other in found
            ):
                found.append(Number(str(span.first.year), span.x, round(size, 2)))
        return sorted(found, key=lambda number: number.x)

    @property
    def numbered(self) -> set[int]:
        """The years whose numbers are shown."""
        return {int(number.text) for number in self.years}

    @property
    def notches(self) -> list[float]:
        """Where months begin, in years that are wide enough to show them; else where years do."""
        places = []
        for span in self.spans:
            if span.is_break:
                continue
            months = [day for day in _months(span) if day > span.first]
            if span.width >= 2.2 * (len(months) + 1):
                places += [self.at(day) for day in months]
        return places

    @property
    def subdivisions(self) -> list[Number]:
        """The names of months and the numbers of days, where they have room."""
        found = []
        for span in self.spans:
            if span.is_break:
                continue
            months = list(_months(span))
            is_end = len(months) < 3 and len(self.spans) > 2  # a year of which little is shown
            if is_end or span.width / len(months) < MONTH:
                continue
            per_day = span.width / ((span.last - span.first).days + 1)
            for month in months:
                name = date_format(month, "M")
                found.append(Number(name, round(self.at(month) + 0.7, 2), 2.5))
            if per_day >= DAY:
                days = (span.first + datetime.timedelta(days=n) for n in range((span.last - span.first).days + 1))
                found += [Number(str(day.day), round(self.at(day) + 0.7, 2), 2.5) for day in days if day not in months]
        return found


def scale(sky: Skyline, first: datetime.date, last: datetime.date, lanes: Iterable[int] | None = None) -> Scale:
    """Return the ruler from `first` to `last` for what `sky` measures in `lanes`; an even one where that is nothing."""
    years = range(first.year, last.year + 1)
    edges = [first.toordinal(), *(datetime.date(year, 1, 1).toordinal() for year in years[1:]), last.toordinal() + 1]
    amounts = sky.amounts(edges, lanes)
    is_silent = [not amount for amount in sky.amounts(edges)]
    pieces = (
        list(_pieces(edges, amounts, is_silent)) if not all(is_silent) else [(a, b, 1.0) for a, b in pairwise(edges)]
    )
    breaks = sum(weight == 0 for _first, _last, weight in pieces)
    gap = min(BREAK, (RIGHT - LEFT) * BREAKS_AT_MOST / breaks) if breaks else 0.0
    unit = (RIGHT - LEFT - gap * breaks) / sum(weight for _first, _last, weight in pieces)
    spans, x = [], LEFT
    for start, end, weight in pieces:
        days = datetime.date.fromordinal(start), datetime.date.fromordinal(end - 1)
        wide = weight * unit or gap
        spans.append(Span(*days, round(x, 3), round(wide, 3), is_break=not weight))
        x += wide
    return Scale(spans)


def _pieces(edges: list[int], amounts: list[float], silent: list[bool]) -> Iterator[tuple[int, int, float]]:
    """Yield years as first day, day after, weight; a run of silent ones as one piece that weighs nothing."""
    cells = list(zip(edges, edges[1:], amounts, silent, strict=False))
    for is_silent, group in groupby(cells, key=lambda cell: cell[3]):
        run = list(group)
        if is_silent and len(run) >= SILENCE_YEARS:
            yield run[0][0], run[-1][1], 0.0
        else:
            yield from ((start, end, LEAST * (end - start) / 365 + amount**POWER) for start, end, amount, _s in run)


def _months(span: Span) -> Iterator[datetime.date]:
    """Yield the first day of each month, of a month that is begun the first that there is."""
    yield span.first
    for month in range(span.first.month + 1, span.last.month + 1):
        yield span.first.replace(month=month, day=1)
