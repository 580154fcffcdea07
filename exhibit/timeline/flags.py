"""Flags: the moments of a life along a ruler, works above and everything else below.

What a style sheet cannot know is reckoned here: how high each flag must fly so that no word covers
another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from exhibit.timeline.moments import ENDS, Moment
from exhibit.timeline.ruler import Ruler, Segment, percent

ROWS = 14
"""Heights that lives.css knows; a flag that finds none of them free keeps its mark and hides its words."""

LETTER, MARGIN = 0.62, 2.2
"""Room for a letter and around the words, in per cent of a ruler 68 rem wide: the narrowest drawn."""

WIDEST = 33.0

YEAR, NAMED = 6, 8
"""Letters that the page adds: a year, and at an end of a life “born”, «рождение»."""

SPLITS = 12
"""How many ways of dividing flags into left and right ones are tried: more cost time and gain little."""


@dataclass(slots=True)
class Flag:
    """A moment on the ruler, with its words in row `row`, counted from the line; 0 shows no words.

    `before` and `after` are the empty stretches on both sides of the words, in per cent.
    """

    moment: Moment
    at: float
    width: float
    is_turned: bool = False
    row: int = 0
    bar: Segment | None = None

    @property
    def x(self) -> str:
        return percent(self.at)

    @property
    def left(self) -> float:
        return self.at - self.width if self.is_turned else self.at

    @property
    def right(self) -> float:
        return self.at if self.is_turned else self.at + self.width

    @property
    def before(self) -> str:
        return percent(self.left)

    @property
    def after(self) -> str:
        return percent(100 - self.right)


def flags_on(ruler: Ruler, moments: Sequence[Moment]) -> list[Flag]:
    """Return the moments as flags, in order, each in a row where nothing is in its way."""
    flags = [_flag(ruler, moment) for moment in moments]
    for side in (True, False):
        hoist([flag for flag in flags if flag.moment.is_above is side])
    return flags


def hoist(flags: Sequence[Flag]) -> None:
    """Turn the earlier flags to the left, the later to the right, so that they fly as low as they can."""
    ordered = sorted(flags, key=lambda flag: flag.at)
    count = len(ordered)
    splits = range(0, count + 1, max(1, count // SPLITS))
    best = min(splits, key=lambda split: _height(_raise(ordered, split)), default=0)
    _raise(ordered, best)


def _flag(ruler: Ruler, moment: Moment) -> Flag:
    letters = len(moment.words) + YEAR + NAMED * (moment.kind in ENDS)
    bar = ruler.segment(*moment.date.known_days) if moment.date.is_interval else None
    return Flag(moment, ruler.at(moment.date), min(MARGIN + LETTER * letters, WIDEST), bar=bar)


def _raise(flags: Sequence[Flag], split: int) -> Sequence[Flag]:
    """Give each flag the lowest row where no words meet and no pole crosses words.

    Those turned to the left go first, from the left, the others after them, from the right: so each
    finds in place the poles that its own words must fly above.
    """
    for index, flag in enumerate(flags):
        flag.is_turned = flag.at >= flag.width and (index < split or flag.at + flag.width > 100)
    turned = [flag for flag in flags if flag.is_turned]
    others = [flag for flag in reversed(flags) if not flag.is_turned]
    placed: list[Flag] = []
    for flag in [*turned, *others]:
        free = (row for row in range(1, ROWS + 1) if not any(_meet(flag, row, other) for other in placed))
        flag.row = next(free, 0)
        if flag.row:
            placed.append(flag)
    return flags


def _height(flags: Sequence[Flag]) -> tuple[int, int, int]:
    """How many have no words, the highest row, and how high all fly together: less is better."""
    rows = [flag.row for flag in flags]
    return rows.count(0), max(rows, default=0), sum(rows)


def _meet(flag: Flag, row: int, other: Flag) -> bool:
    if other.row == row:
        return flag.left < other.right and other.left < flag.right
    if other.row > row:
        return flag.left < other.at < flag.right
    return other.left < flag.at < other.right
