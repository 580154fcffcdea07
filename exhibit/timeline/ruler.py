"""A ruler of years: where on it a date lies, and which years have room for a number.

Positions are percentages of the ruler, as text, so that no language gives them a decimal comma.
"""

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from exhibit.dates import UncertainDate

LATER = 0.6
"""How wide a year after the death is drawn, where a year of the life is 1."""

APART = 4.5
"""Per cent of a ruler that a year's number needs."""

STEPS = (1, 2, 5, 10, 20, 50, 100)
MOST_MARKS = 14
"""Years on a ruler: more of them would touch on the narrowest screen that shows one."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on the ruler."""

    number: int
    x: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the ruler, from `x` as far as `end`."""

    x: str
    end: str

    @property
    def width(self) -> str:
        return percent(float(self.end[:-1]) - float(self.x[:-1]))


@dataclass(frozen=True, slots=True)
class Ruler:
    """Whole years from `first` up to, not including, `last`; `edges`: where each begins, if they are not alike."""

    first: int
    last: int
    edges: tuple[float, ...] = ()

    @classmethod
    def around(cls, dates: Iterable[UncertainDate]) -> "Ruler":
        """Return the ruler on which all `dates` lie, from one round year to another."""
        years = [day.year for date in dates for day in date.known_days]
        first, last = min(years), max(years) + 1
        step = _step(last - first)
        return cls(first // step * step, math.ceil(last / step) * step)

    @classmethod
    def of_life(cls, dates: Sequence[UncertainDate], death: UncertainDate | None) -> "Ruler":
        """Return such a ruler on which the years after `death` are narrower: the life has the room."""
        even = cls.around(dates)
        last = death.known_days[1].year + 1 if death else even.last
        if last >= even.last:
            return even
        weights = (1.0 if year <= last else LATER for year in range(even.first, even.last))
        return cls(even.first, even.last, tuple(accumulate(weights, initial=0.0)))

    @property
    def step(self) -> int:
        return _step(self.last - self.first)

    @property
    def ticks(self) -> list[Tick]:
        """The round years, both ends included, without those whose numbers would touch."""
        shown: list[int] = []
        for year in range(self.first, self.last + 1, self.step):
            near = shown and self._along(year) - self._along(shown[-1]) < APART
            if near and year == self.last and len(shown) > 1:
                shown.pop()
            if not near or year == self.last:
                shown.append(year)
        return [Tick(year, percent(self._along(year))) for year in shown]

    def share(self, day: datetime.date) -> float:
        """Where `day` lies, in per cent, never outside the ruler."""
        return self._along(day.year + (day.timetuple().tm_yday - 1) / 366)

    def _along(self, years: float) -> float:
        passed = min(max(years - self.first, 0.0), float(self.last - self.first))
        if not self.edges:
            return 100 * passed / (self.last - self.first)
        year = min(int(passed), self.last - self.first - 1)
        begin, end = self.edges[year : year + 2]
        return 100 * (begin + (passed - year) * (end - begin)) / self.edges[-1]

    def at(self, date: UncertainDate) -> float:
        """Where `date` is marked, in per cent: the middle of a day, month or year, the start of a span."""
        first, last = date.known_days
        if date.is_interval:
            return self.share(first)
        return (self.share(first) + self.share(last)) / 2

    def segment(self, first: datetime.date, last: datetime.date) -> Segment:
        """Return the part between two days."""
        return Segment(percent(self.share(first)), percent(self.share(last)))


def percent(value: float) -> str:
    """A share of the ruler as SVG reads it."""
    return f"{value:.2f}%"


def _step(years: int) -> int:
    return next((step for step in STEPS if years / step < MOST_MARKS), STEPS[-1])
