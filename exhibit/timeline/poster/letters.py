"""How wide words are, before anybody has set them.

The style sheet makes all typefaces equally large by their x-height (`font-size-adjust`), so a letter's
width can be told within a few per cent whatever face a reader's machine has. The shares of the
size below are those of the widest common faces: words come out narrower, never wider.
"""

from collections.abc import Iterable
from functools import lru_cache

SHARES = {
    0.30: "ijlI.,:;!|’‘' \u00a0",
    0.38: "ftr()-/“”‑łJ",
    0.71: "wмыъ&DHNOQGДДОИЙНПУ",
    0.86: "mжшщфюMWШМФЦ%—…",
    0.97: "ЖЩЮ№@",
}
LETTER, CAPITAL, FIGURE = 0.56, 0.66, 0.56
BOLD = 1.12
_shares = {letter: share for share, letters in SHARES.items() for letter in letters}


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return how wide `text` is at most, set in letters of `size`, in the unit of `size`."""
    return _share(text) * size * (BOLD if is_bold else 1)


@lru_cache(maxsize=4096)
def _share(text: str) -> float:
    return sum(_shares.get(letter) or (CAPITAL if letter.isupper() else LETTER) for letter in text)


def wrapped(words: Iterable[str], measure: float, size: float) -> list[str]:
    """Return `words` in lines no wider than `measure`, as few as they need and as even as that allows."""
    words = list(words)
    lines = filled(words, measure, size)
    narrower = measure
    while len(lines) > 1 and narrower > measure / 2:
        narrower *= 0.94
        closer = filled(words, narrower, size)
        if len(closer) > len(lines) or any(width(line, size) > measure for line in closer):
            break
        lines = closer
    return lines


def filled(words: Iterable[str], measure: float, size: float) -> list[str]:
    """Return `words` in lines as full as a measure allows."""
    lines: list[str] = []
    room = 0.0
    for word in words:
        wide = width(word, size)
        space = width(" ", size)
        if lines and space + wide <= room:
            lines[-1] += f" {word}"
            room -= space + wide
        else:
            lines.append(word)
            room = measure - wide
    return lines
