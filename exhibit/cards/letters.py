"""Letters of a card: which typeface, how large, and where a line ends.

The faces are those of the pages' own style sheet, from packages, so that a card looks alike on every machine. They
know Latin and Cyrillic. A text in other letters is left out: a row of empty boxes says nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import fontpkg
from PIL import ImageFont

SERIF, NARROW = "PT Serif", "PT Sans Narrow"
NB_HYPHEN = "\u2011"
NO_LETTER = "\U0010ffff"
ELLIPSIS = "…"


@lru_cache(maxsize=64)
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a typeface in so many pixels."""
    return ImageFont.truetype(fontpkg.path(name), size)


@lru_cache(maxsize=4096)
def _has(name: str, letter: str) -> bool:
    font = face(name, 24)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(NO_LETTER))


def is_legible(text: str, name: str) -> bool:
    """Whether a typeface has all letters of a text."""
    return all(_has(name, letter) for letter in set(text) - {NB_HYPHEN})


@dataclass(frozen=True, slots=True)
class Lines:
    """A text as it is set: its face and size in pixels, and its lines."""

    name: str
    size: int
    lines: tuple[str, ...]
    leading: float = 1.14

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the foot of the last."""
        return round(self.size * self.leading * len(self.lines))


NOTHING = Lines(SERIF, 1, ())


def fitted(text: str, name: str, sizes: Iterable[int], width: int, most: int, height: int) -> Lines:
    """Return a text in the largest of `sizes` in which it needs at most so many lines and pixels.

    In the smallest what does not fit is cut off; a text that has no letters in this face is nothing.
    """
    if not text or not is_legible(text, name):
        return NOTHING
    text = text.replace(NB_HYPHEN, "-")
    for size in sizes:
        found = Lines(name, size, tuple(_balanced(text, face(name, size), width)))
        is_whole = all(face(name, size).getlength(line) <= width for line in found.lines)
        if is_whole and len(found.lines) <= most and found.height <= height:
            return found
    broken = [part for line in found.lines for part in _broken(line, face(name, size), width)]
    room = max(1, min(most, int(height / (size * found.leading))))
    if len(broken) > room:
        broken = [*broken[: room - 1], _cut(broken[room - 1], face(name, size), width)]
    return Lines(name, size, tuple(broken))


def _balanced(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return as few lines as there can be, of much the same length."""
    found = _wrapped(text, font, width)
    narrow, wide = 0, width
    while wide - narrow > width // 40:
        between = (narrow + wide) // 2
        tried = _wrapped(text, font, between)
        if len(tried) > len(found) or any(font.getlength(line) > between for line in tried):
            narrow = between
        else:
            wide = between
    return _wrapped(text, font, wide)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _broken(line: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """Yield a line in parts that are narrow enough: no word that long has a better place to part it."""
    while font.getlength(line) > width:
        count = next(n for n in range(len(line), 0, -1) if n == 1 or font.getlength(line[:n]) <= width)
        yield line[:count]
        line = line[count:]
    yield line


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while line and font.getlength(f"{line}{ELLIPSIS}") > width:
        line = line[:-1]
    return f"{line.rstrip(' ,.;:–—')}{ELLIPSIS}"
