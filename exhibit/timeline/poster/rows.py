"""Rows: where in a lane the words of an entry stand, so that nothing covers anything.

A lane is so many lines of type. An entry takes, on one line or on a few below each other, the room
of its mark, its words and its trace; important entries choose first, then the earlier ones, each
the highest line where all of it is free.
"""

from collections.abc import Iterable, Sequence
from itertools import count

from exhibit.timeline.poster.paper import LEFT, WIDTH
from exhibit.timeline.poster.placed import Placed

APART = 1.6
"""Between two entries on one line, in millimetres."""

Stretch = tuple[float, float]


class Rows:
    """The lines of a lane and what is taken on each; at most `most` of them, if there is an end to it."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.taken: list[list[Stretch]] = []

    @property
    def count(self) -> int:
        """How many lines the lane has: all that it may have, or as many as it took."""
        return len(self.taken) if self.most is None else self.most

    def fill(self, entries: Iterable[Placed]) -> list[Placed]:
        """Place `entries` with their words; return those that found no room."""
        return [placed for placed in sorted(entries, key=lambda placed: placed.rank) if not self._place(placed)]

    def mark(self, placed: Placed) -> bool:
        """Give `placed` room for its mark and a number, to its right or left; False where there is none."""
        placed.row, placed.caption = -1, None
        for row in range(self.count):
            for is_turned in (False, True):
                left, right = placed.numbered(is_turned)
                if left >= LEFT and right <= WIDTH and self.is_free(row, [(left, right)]):
                    self.take(row, [(left, right)])
                    placed.row, placed.is_turned = row, is_turned
                    return True
        return False

    def _place(self, placed: Placed) -> bool:
        placed.row, placed.caption = -1, None
        for row in range(self.most) if self.most is not None else count():
            for caption in placed.captions:
                if self.is_free(row, caption.covers):
                    self.take(row, caption.covers)
                    placed.row, placed.caption = row, caption
                    return True
            if not placed.captions:
                break
        return False

    def is_free(self, row: int, covers: Sequence[Stretch]) -> bool:
        if self.most is not None and row + len(covers) > self.most:
            return False
        return all(
            end + APART <= left or right + APART <= begin
            for (begin, end), line in zip(covers, self.taken[row:], strict=False)
            for left, right in line
        )

    def take(self, row: int, covers: Sequence[Stretch]) -> None:
        while len(self.taken) < row + len(covers):
            self.taken.append([])
        for line, stretch in zip(self.taken[row:], covers, strict=False):
            line.append(stretch)
