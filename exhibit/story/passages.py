"""How the parts of a chapter are set: in the column, beside it in the margin, in a row, or wide and alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from exhibit.story.parts import Part


@dataclass(slots=True)
class Slot:
    """A part of the column, and what hangs beside it in the margin."""

    part: Part
    margin: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Passage:
    """What flows past one margin; or a wide part, which stands alone; or cards in a row."""

    slots: list[Slot]

    @property
    def is_row(self) -> bool:
        return self.slots[0].part.is_card

    @property
    def is_wide(self) -> bool:
        return self.slots[0].part.is_wide

    @property
    def has_margin(self) -> bool:
        """Whether it is of the column, so that something may hang beside it."""
        return not (self.is_row or self.is_wide)


def set_out(parts: Iterable[Part]) -> list[Passage]:
    """Set `parts`: a card beside the text before it, a figure of the margin beside what follows."""
    passages: list[Passage] = []
    waiting: list[Part] = []
    for is_card, run in groupby(parts, attrgetter("is_card")):
        alike = list(run)
        if is_card and len(alike) > 1:
            _stand(passages, waiting, [Passage([Slot(card) for card in alike])])
        elif is_card and passages and passages[-1].has_margin:
            passages[-1].slots[-1].margin += alike
        else:
            for part in alike:
                _set(part, passages, waiting)
    _stand(passages, waiting, [])
    return passages


def _set(part: Part, passages: list[Passage], waiting: list[Part]) -> None:
    """Set `part` at the end of `passages`; one of the margin waits for the text that follows it."""
    if part.shape == "margin":
        waiting.append(part)
    elif part.is_wide:
        _stand(passages, waiting, [Passage([Slot(part)])])
    else:
        slot = Slot(part, waiting.copy())
        waiting.clear()
        if passages and passages[-1].has_margin:
            passages[-1].slots.append(slot)
        else:
            passages.append(Passage([slot]))


def _stand(passages: list[Passage], waiting: list[Part], ahead: list[Passage]) -> None:
    """Add what comes `ahead`; what waited for text until here stands before it."""
    passages += [Passage([Slot(part)]) for part in waiting] + ahead
    waiting.clear()
