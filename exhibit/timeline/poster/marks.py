"""How an entry is drawn in black ink: its mark, and the line that says how long it was or may have been.

Nothing fades, for ink does not: what is not known tapers. A bar is full over the days that it surely
covers and runs out to a point over those in which it may have begun or ended; a date that is "about"
is a spindle over all days that it may mean; a month or a year is a hairline as long as it lasts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from exhibit.timeline.entries import Entry
from exhibit.timeline.poster.scale import Scale
from exhibit.timeline.sources import LONGEST_LIFE_YEARS, Kind

HAIRLINE = 0.22
BAR = 0.2
"""How thick a bar is, as a part of the size of the letters."""

SHORTEST = 0.9
"""A bar is at least as long, so that a single day of it is seen."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The line of an entry: an outline to fill, and how far it goes on in dashes where no end is known."""

    left: float
    right: float
    outline: tuple[tuple[float, float], ...]  # places along the ruler and how thick it is there
    open_left: float | None = None
    open_right: float | None = None

    @property
    def begin(self) -> float:
        return self.left if self.open_left is None else self.open_left

    @property
    def end(self) -> float:
        return self.right if self.open_right is None else self.open_right

    @property
    def is_open(self) -> bool:
        return self.open_left is not None or self.open_right is not None

    @property
    def tapers(self) -> bool:
        """Whether an end of it is not known to the day."""
        return min(thick for _x, thick in self.outline) < max(thick for _x, thick in self.outline)

    def path(self, y: float) -> str:
        """Return the outline around the height `y`, as SVG draws it."""
        upper = [f"{x:.2f} {y - thick / 2:.2f}" for x, thick in self.outline]
        lower = [f"{x:.2f} {y + thick / 2:.2f}" for x, thick in reversed(self.outline)]
        return f"M{'L'.join([*upper, *lower])}Z"

    def dashes(self, y: float) -> str:
        """Return the lines that go on where no end is known."""
        parts = []
        if self.open_left is not None:
            parts.append(f"M{self.left:.2f} {y:.2f}H{self.open_left:.2f}")
        if self.open_right is not None:
            parts.append(f"M{self.right:.2f} {y:.2f}H{self.open_right:.2f}")
        return "".join(parts)


def place(entry: Entry, scale: Scale) -> float:
    """Where an entry's mark stands: at the middle of its days, or where a bar begins."""
    if entry.is_bar:
        return trace(entry, scale, 1.0).begin  # type: ignore[union-attr]
    first, last = scale.extent(*entry.date.known_days)
    return round((first + last) / 2, 2)


def trace(entry: Entry, scale: Scale, size: float) -> Trace | None:
    """Return the line of an entry among letters of `size`; None for a known day, which needs none."""
    if entry.is_bar:
        return _bar(entry, scale, max(size * BAR, 2 * HAIRLINE))
    if entry.certainty == "exact":
        return None
    first, last = scale.extent(*entry.date.known_days)
    if entry.certainty == "part":
        return Trace(first, last, ((first, HAIRLINE), (last, HAIRLINE)))
    middle = (first + last) / 2
    return Trace(first, last, ((first, HAIRLINE), (middle, size * BAR), (last, HAIRLINE)))


def _bar(entry: Entry, scale: Scale, thick: float) -> Trace:
    """From the days of its beginning to those of its end; an open end goes on as far as the ruler shows."""
    begun, ended = _ends(entry)
    known = begun or ended
    assert known  # a date says at least one end
    first = scale.extent(*(begun or known))
    last = scale.extent(*(ended or known))
    start, full, less, stop = *first, *last
    if begun and (begun[0] == begun[1] or full - start <= SHORTEST):
        full = start  # known to the day, or as good as that on this ruler
    if ended and (ended[0] == ended[1] or stop - less <= SHORTEST):
        less = stop
    if full > less:
        full = less = (full + less) / 2
    stop = max(stop, start + SHORTEST)
    less = stop if less + SHORTEST >= stop else less
    begin = (start, thick if full == start else HAIRLINE), (full, thick)
    end = (less, thick), (stop, thick if less == stop else HAIRLINE)
    if begun is None:
        return Trace(less, stop, end, open_left=scale.at(date.min))
    if ended is None:
        return Trace(start, full, begin, open_right=_until(entry, scale))
    return Trace(start, stop, begin + end)


def _ends(entry: Entry) -> tuple[tuple[date, date] | None, tuple[date, date] | None]:
    """The days in which it may have begun and those in which it may have ended; None where nothing is known."""
    if entry.kind is Kind.LIFE and not entry.date.is_interval:
        days = entry.date.known_days
        if entry.part == "died":
            return None, days
        return days, entry.death.known_days if entry.death else None
    start, end = entry.date.start, entry.date.end
    return (start.earliest, start.latest) if start else None, (end.earliest, end.latest) if end else None


def _until(entry: Entry, scale: Scale) -> float:
    """How far something goes on whose end nobody knows: to the end of the ruler, a life not for ever."""
    if entry.kind is not Kind.LIFE:
        return scale.at(date.max)
    born = entry.date.latest
    oldest = born + timedelta(days=round(365.25 * LONGEST_LIFE_YEARS)) if born.year < 9000 else date.max
    return scale.at(min(oldest, date.max))
