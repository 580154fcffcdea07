"""A story as a reader reads it: its words, passage by passage, out of its finished page; and what changed in them.

Only what is on the page can be told here, so that a public list of changes never says what visitors may not see.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

from exhibit.curation.differences import Piece, differences

PASSAGES = set(
    "address article aside blockquote caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header li main ol p section summary table td th tr ul".split()
)
UNREAD = {"nav", "svg", "button", "script", "style", "template", "label"}
"""Elements that lead through a page, draw or set it."""

UNREAD_CLASSES = {"turn", "whereabouts", "note__number", "folded__mark"}
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPACE = re.compile(r"\s+")
MOST_TOLD_APART = 1500
"""Words of passages of which some came or went; more are told as a whole."""

AROUND = 60
"""Characters of unchanged text that are told on each side of a change."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, caption or line of a list. `chapter` is the id of its section, "" before the first."""

    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Passages of one chapter that say something else than before."""

    chapter: str
    title: str
    pieces: list[Piece]

    def as_json(self) -> dict[str, Any]:
        pieces = [[piece.kind, piece.text] for piece in self.pieces]
        return {"chapter": self.chapter, "title": self.title, "pieces": pieces}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self.titles: dict[str, str] = {}
        self.open: list[tuple[str, bool, str]] = []  # tag, whether it is unread, chapter outside it
        self.words: list[str] = []
        self.chapter = ""

    @property
    def is_unread(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.words.append(" ")
            return
        if tag in PASSAGES:
            self.close_passage()
        known = dict(attrs)
        classes = set((known.get("class") or "").split())
        is_unread = self.is_unread or tag in UNREAD or bool(classes & UNREAD_CLASSES)
        self.open.append((tag, is_unread, self.chapter))
        if tag == "section" and "chapter" in classes:
            self.chapter = known.get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _unread, _chapter in self.open}:
            return
        if tag in PASSAGES:
            self.close_passage(is_title=tag == "h2")
        while self.open:
            name, _unread, chapter = self.open.pop()
            self.chapter = chapter
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.is_unread:
            self.words.append(data)

    def close_passage(self, *, is_title: bool = False) -> None:
        text = SPACE.sub(" ", "".join(self.words)).strip()
        self.words.clear()
        if text:
            self.passages.append(Passage(self.chapter, text))
            if is_title:
                self.titles.setdefault(self.chapter, text)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.close_passage()
    return reader


def passages(html: str) -> list[Passage]:
    """Return what a reader reads on a page, in reading order."""
    return _read(html).passages


def changes(old: str, new: str) -> list[Difference]:
    """Return what two pages of one story say differently, in the order of the new one; chapters that went come last."""
    before, after = _read(old), _read(new)
    titles = before.titles | after.titles
    were, are = _by_chapter(before.passages), _by_chapter(after.passages)
    found = []
    for chapter in {**are, **were}:
        for pieces in _differences(were.get(chapter, []), are.get(chapter, [])):
            found.append(Difference(chapter, titles.get(chapter, ""), pieces))
    return found


def _by_chapter(found: list[Passage]) -> dict[str, list[str]]:
    chapters: dict[str, list[str]] = {}
    for chapter, group in groupby(found, key=lambda passage: passage.chapter):
        chapters.setdefault(chapter, []).extend(passage.text for passage in group)
    return chapters


def _differences(old: list[str], new: list[str]) -> list[list[Piece]]:
    found = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        was, now = old[start:end], new[new_start:new_end]
        if len(was) == len(now):
            found += [shortened(differences(one, other)) for one, other in zip(was, now, strict=True)]
        else:
            found.append(shortened(differences("\n".join(was), "\n".join(now), most=MOST_TOLD_APART)))
    return found


def shortened(pieces: list[Piece]) -> list[Piece]:
    """Return pieces with only the words next to a change."""
    found = []
    for place, piece in enumerate(pieces):
        text = piece.text
        is_first, is_last = place == 0, place == len(pieces) - 1
        most = AROUND * (1 if is_first or is_last else 2)
        if piece.kind == "same" and len(text) > most:
            head = "" if is_first else text[:AROUND].rpartition(" ")[0] + " "
            tail = "" if is_last else " " + text[-AROUND:].partition(" ")[2]
            text = f"{head}…{tail}"
        found.append(Piece(piece.kind, text))
    return found
