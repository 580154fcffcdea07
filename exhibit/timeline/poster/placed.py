"""An entry with its place on the sheet: what a template needs to draw it."""

from dataclasses import dataclass

from exhibit.models import Event, EvidenceStatus
from exhibit.timeline.entries import Entry
from exhibit.timeline.poster.captions import AFTER_MARK, MARK, Caption, Run, captions, has_sign
from exhibit.timeline.poster.letters import width
from exhibit.timeline.poster.marks import Trace, place, trace
from exhibit.timeline.poster.paper import SMALLEST
from exhibit.timeline.poster.scale import Scale

UNDER = 0.33
"""How far below the base of the letters a trace runs, in their sizes."""


@dataclass(slots=True, eq=False)
class Placed:
    """An entry on the sheet: its mark and trace, the captions that it may have, and what it got.

    `size` is that of its letters, `row` the line of its lane, -1 where it found none; `y` the base of
    that line on the sheet; `number` leads to the foot.
    """

    entry: Entry
    at: float
    trace: Trace | None
    captions: tuple[Caption, ...]
    size: float
    row: int = -1
    caption: Caption | None = None
    number: int = 0
    is_turned: bool = False
    y: float = 0.0
    line: float = 0.0

    @property
    def rank(self) -> tuple[int, float]:
        """Who chooses first: the important, then the earlier."""
        return -self.entry.weight, self.at

    @property
    def middle(self) -> float:
        """The height of its mark: the middle of small letters."""
        return round(self.y - 0.24 * self.size, 2)

    @property
    def radius(self) -> float:
        return round((0.4 if self.entry.weight > Event.Importance.NORMAL else 0.32) * self.size, 2)

    @property
    def sign(self) -> str:
        """The outline of the sign of its standing, beside the mark: half a disc, a diamond, a circle."""
        if not has_sign(self.entry) or not self.caption:
            return ""
        away = (0.0 if self.entry.is_bar else AFTER_MARK * self.size) + 0.3 * self.size
        x, r = self.at - away if self.caption.is_turned else self.at + away, 0.28 * self.size
        if self.entry.standing == EvidenceStatus.DISPUTED:
            r *= 1.15
            return f"M{x:.2f} {self.middle - r:.2f}l{r:.2f} {r:.2f}-{r:.2f} {r:.2f}-{r:.2f}-{r:.2f}z"
        top, arc = f"M{x:.2f} {self.middle - r:.2f}", f"a{r:.2f} {r:.2f} 0 0 1 0 "
        circle = f"{top}{arc}{2 * r:.2f}{arc}{-2 * r:.2f}z"
        half = f"{top}{arc}{2 * r:.2f}z" if self.entry.standing == EvidenceStatus.ATTRIBUTED else ""
        return circle + half

    @property
    def number_at(self) -> float:
        """Where the number that stands for its words begins or, turned, ends."""
        away = 0.0 if self.entry.is_bar else AFTER_MARK * self.size
        return round(self.at - away if self.is_turned else self.at + away, 2)

    def numbered(self, is_turned: bool) -> tuple[float, float]:
        """What it covers with a number of three figures beside its mark, or to the left of it, and its trace."""
        far = AFTER_MARK * self.size + width("000", SMALLEST)
        left, right = (far, MARK * self.size) if is_turned else (MARK * self.size, far)
        line = self.trace if self.entry.is_bar else None  # of a point the foot says the date
        begin, end = (line.begin, line.end) if line else (self.at, self.at)
        return min(self.at - left, begin), max(self.at + right, end)

    @property
    def lines(self) -> list[tuple[float, tuple[Run, ...]]]:
        """Its words, each line with the height of its base."""
        words = self.caption.lines if self.caption else ()
        return [(round(self.y + self.line * index, 2), line) for index, line in enumerate(words)]

    @property
    def _trace_y(self) -> float:
        below = self.line * (len(self.caption.lines) - 1) if self.caption and self.entry.is_bar else 0.0
        return self.y + below + UNDER * self.size

    @property
    def outline(self) -> str:
        """Its trace; beside a number only that of a bar, for the foot says the date."""
        is_traced = self.caption or self.entry.is_bar
        return self.trace.path(self._trace_y) if self.trace and is_traced else ""

    @property
    def dashes(self) -> str:
        return self.trace.dashes(self._trace_y) if self.trace else ""


def placed_on(scale: Scale, entry: Entry, size: float) -> Placed:
    """Return `entry` where its mark stands on the ruler, with the captions that it may have in letters of `size`."""
    at, line = place(entry, scale), trace(entry, scale, size)
    return Placed(entry, at, line, captions(entry, scale, size, at, line), size)
