"""Events as every timeline takes them: title, date, lane, importance. The first 500 of 5,000 are the 500; no Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from exhibit.invented.chance import plain_date
from exhibit.invented.lanes import lanes
from exhibit.invented.words import phrase

SEED = 1957


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; `lane` is the position of its lane among those into which curators put events."""

    number: int
    title: str
    date: str
    lane: int
    importance: int

    @property
    def slug(self) -> str:
        return f"generated-{self.number}"


def happenings(count: int, seed: int = SEED) -> Iterator[Happening]:
    """Yield `count` events in no order of time."""
    chance = Random(seed)  # noqa: S311
    strands = len(lanes())
    for number in range(count):
        yield Happening(
            number,
            phrase(chance, 3, 8),
            plain_date(chance),
            chance.randrange(strands),
            chance.choices((1, 2, 3), (10, 88, 2))[0],
        )
