"""A reference in a style, as pieces: a page sets a title in italics where it shall be, and marks other languages."""

from dataclasses import dataclass
from enum import StrEnum

from exhibit.interop.citations.item import Item

DAY = "{day}"
"""Stands where the day belongs on which the page was read."""

ENDS = (".", "?", "!", "…")


class Kind(StrEnum):
    """What a piece is: words of the page's language or of the style's, the title, the day, the address."""

    WORDS = "words"
    OWN = "own"
    TITLE = "title"
    ITALIC = "italic"
    READ = "read"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reference."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An item as one style writes it. `language` is that of the style's own words; `day` is how it writes a day.

    The style is named as its readers know it; `key` tells it from the others on a page.
    """

    key: str
    style: str
    language: str
    day: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The reference without the day on which the page was read."""
        return "".join(piece.text for piece in self.pieces if piece.kind is not Kind.READ)

    def text_read(self, day: str) -> str:
        """The reference of somebody who read the page on `day`, which is said as the style says it."""
        return "".join(piece.text for piece in self.pieces).replace(DAY, day)


def author_of(item: Item) -> str:
    """Return the museum as the author of an item."""
    return item["author"][0]["literal"]


def day_of(item: Item) -> tuple[int, int, int] | None:
    """Return year, month and day of what has a date; None for a page that changes without one."""
    if "issued" not in item:
        return None
    year, month, day = item["issued"]["date-parts"][0]
    return year, month, day


def ended(text: str, end: str = ".") -> str:
    """Return a text with a full stop, unless it ends a sentence by itself."""
    return text if text.endswith(ENDS) else f"{text}{end}"


def ordinal(number: str) -> str:
    """Return a number as English counts editions: 1st, 2nd, 3rd, 11th."""
    ends = {"1": "st", "2": "nd", "3": "rd"}
    return f"{number}{'th' if number[-2:] in ('11', '12', '13') else ends.get(number[-1], 'th')}"
