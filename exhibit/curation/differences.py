"""Two texts word by word: what one has and the other has not."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
PARAGRAPH = re.compile(r"</(?:p|li|ul|ol)>")
TAGS = re.compile(r"<[^>]+>")
MOST_WORDS = 6000
"""Longer texts are told apart as a whole: finding every word would take seconds."""

MOST_PAIRS = 200_000
"""Pairs of the same word, one in each text: prose has half as many, and texts of one word repeated take minutes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `kind` is "same", "old" (only in the first) or "new" (only in the second)."""

    kind: str
    text: str


def readable(text: str) -> str:
    """Return rich text as a person reads it: a line for each paragraph, without markup."""
    if "<" not in text:
        return text
    return unescape(TAGS.sub("", PARAGRAPH.sub("\n", text))).strip()


def differences(old: str, new: str, most: int = MOST_WORDS) -> list[Piece]:
    """Return both texts as one: what stayed, what is only in the old one, what is only in the new one."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > most or _pairs(before, after) > MOST_PAIRS:
        return [Piece(kind, text) for kind, text in (("old", old), ("new", new)) if text]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece("old", "".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece("new", "".join(after[new_start:new_end])))
    return pieces


def _pairs(before: list[str], after: list[str]) -> int:
    counts = Counter(word for word in after if not word.isspace())
    return sum(amount * counts[word] for word, amount in Counter(before).items())
