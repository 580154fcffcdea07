"""A band: one lane on the sheet, with its name, its entries in rows, or how much there is of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from exhibit.timeline.density import Bins
from exhibit.timeline.entries import Entry
from exhibit.timeline.lanes import LaneChoice
from exhibit.timeline.poster.captions import said
from exhibit.timeline.poster.letters import BOLD, filled, width, wrapped
from exhibit.timeline.poster.marks import BAR
from exhibit.timeline.poster.paper import LEFT, RIGHT
from exhibit.timeline.poster.placed import UNDER, Placed, placed_on
from exhibit.timeline.poster.rows import Rows
from exhibit.timeline.poster.scale import Scale

PADDING = 0.55
NAME, NAME_LARGEST, NAME_LINE, NAME_MEASURE = 2.9, 3.8, 1.2, 25.0
"""Names of lanes: the size of their letters, their lines in that size, and how wide they may be."""

SKIRT = 7.0
"""The least height of an outline of how much there is."""

ASCENT = 0.74
"""From the top of a line to the base of its letters, in their size."""

PASSES = 4
"""How often a full lane is filled anew to make room for numbers."""

TOGETHER = 60
"""Letters of a name that is not broken between two lines."""


@dataclass(frozen=True, slots=True)
class Passing:
    """Words of what runs through the whole window, above one bar across all of it."""

    words: str
    y: float
    bar_y: float
    thick: float


@dataclass(slots=True)
class Band:
    """A lane on the sheet. A crowded one has `amounts` instead of most entries: `skirt` is their outline.

    What only runs through the whole window has no line of its own: `throughout` are lines of words.
    """

    lane: LaneChoice
    entries: list[Placed]
    amounts: Sequence[float]
    throughout: list[str]
    name: list[str]
    name_size: float
    rows: Rows = field(default_factory=Rows)
    left_over: list[Placed] = field(default_factory=list)
    passing: list[Passing] = field(default_factory=list)
    skirt: str = ""
    y: float = 0.0
    height: float = 0.0

    @property
    def name_height(self) -> float:
        return NAME_LINE * self.name_size * len(self.name)

    @property
    def names(self) -> list[tuple[float, str]]:
        """The lines of its name, each with the height of its base."""
        size = self.name_size
        return [
            (round(self.y + PADDING + size * (0.86 + NAME_LINE * index), 2), line)
            for index, line in enumerate(self.name)
        ]

    @property
    def drawing(self) -> str:
        """The name of the drawing that stands for it."""
        return f"lanes/{self.lane.mark}"

    @property
    def drawing_y(self) -> float:
        return round(self.y + PADDING - 0.3, 2)

    @property
    def seen(self) -> list[Placed]:
        return [placed for placed in self.entries if placed.row >= 0]

    @property
    def lines(self) -> int:
        """How many lines of type it has."""
        return len(self.throughout) + self.rows.count

    @property
    def fixed_height(self) -> float:
        """What it takes besides its lines."""
        return 2 * PADDING + (SKIRT if self.amounts else 0.0)

    def need(self, line: float) -> float:
        """How high it must be with so much from line to line."""
        return max(self.lines * line + self.fixed_height, self.name_height + 2 * PADDING)

    def fill(self, most: int | None = None) -> int:
        """Place its entries anew on at most so many lines; return how many found no room for their words.

        Those get a mark with a number, and choose before the others: so even a full lane shows them.
        """
        self.left_over = []
        for _again in range(PASSES):
            self.rows = Rows(most)
            for placed in self.left_over:
                self.rows.mark(placed)
            late = self.rows.fill(placed for placed in self.entries if placed not in self.left_over)
            self.left_over += late
            if not late:
                break
        return len(self.left_over)

    def draw(self, size: float, line: float) -> None:
        """Tell entries the height of their lines."""
        top = self.y + PADDING + ASCENT * size
        for index, words in enumerate(self.throughout):
            y, thick = top + index * line, size * BAR
            self.passing.append(Passing(words, round(y, 2), round(y + UNDER * size - thick / 2, 2), round(thick, 2)))
        for placed in self.seen:
            placed.line = line
            placed.y = round(top + (len(self.throughout) + placed.row) * line, 2)

    def draw_amounts(self, bins: Bins, scale: Scale, line: float, most: float) -> None:
        """Draw steps as high as there is much, `most` the highest: its root, so that little is seen beside a lot."""
        base = self.y + self.height - 0.1
        unit = (self.height - PADDING - self.lines * line - 0.4) / sqrt(most)
        places = [scale.at(day) for day in bins.days]
        steps = [f"M{places[0]:.2f} {base:.2f}"]
        for amount, end in zip(self.amounts, places[1:], strict=True):
            steps.append(f"V{base - unit * sqrt(amount):.2f}H{end:.2f}")
        self.skirt = f"{''.join(steps)}V{base:.2f}Z"


def band(lane: LaneChoice, entries: Sequence[Entry], amounts: Sequence[float], scale: Scale, size: float) -> Band:
    """Return the band of a lane, in letters of `size`, its entries not yet placed."""
    placed = [placed_on(scale, entry, size) for entry in entries if entry.lane.pk == lane.pk]
    passing = [one for one in placed if _is_passing(one)]
    own = [one for one in placed if not _is_passing(one)]
    words = lane.name.split(" ")
    longest = max(width(word, 1, is_bold=True) for word in words)
    name_size = round(max(min(size, NAME_LARGEST, NAME_MEASURE / longest), NAME), 2)
    name = wrapped(words, NAME_MEASURE, name_size * BOLD)
    return Band(lane, own, amounts, _throughout([one.entry for one in passing], size), name, name_size)


def _is_passing(placed: Placed) -> bool:
    line = placed.trace
    return bool(placed.entry.is_bar and line and line.begin <= LEFT and line.end >= RIGHT)


def _throughout(passing: Sequence[Entry], size: float) -> list[str]:
    """Return what runs through the window in lines of words across it."""
    each = [f"{entry.title} {said(entry)}" for entry in passing]
    words = " · ".join(words.replace(" ", "\u00a0") if len(words) <= TOGETHER else words for words in each)
    lines = filled(words.split(" "), RIGHT - LEFT, size) if words else []
    return [line.removesuffix(" ·") for line in lines]
