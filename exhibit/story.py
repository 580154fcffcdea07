"""A story as it is read: chapters of blocks, with evidence notes numbered in reading order.

The note marks `[^key]` in a text become links to notes beside it. A note keeps its number when
it is referred to again, and stands beside the text that named it first.
"""

import datetime
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from content_editor.contents import contents_for_item
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from exhibit.models import (
    BLOCKS,
    AwardListBlock,
    Block,
    ChapterBlock,
    Exhibit,
    FigureBlock,
    Film,
    Person,
    Record,
    Statement,
    TimelineBlock,
)
from exhibit.rich_text import NOTE, TAG, note_slugs


@dataclass(slots=True)
class Note:
    """An evidence note: the statement with its citations loaded, and its number in the story."""

    number: int
    statement: Statement

    @property
    def anchor(self) -> str:
        return f"note-{self.statement.slug}"

    @property
    def mark_anchor(self) -> str:
        """The id of the first mark that refers to this note, for the way back."""
        return f"mark-{self.statement.slug}"


@dataclass(slots=True)
class Part:
    """A block as shown: its text with note marks, its published records, and the notes beside it."""

    block: Block
    records: list[Record] = field(default_factory=list)
    html: SafeString = field(default_factory=SafeString)
    notes: list[Note] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether it reaches beyond the reading column."""
        return isinstance(self.block, FigureBlock) and self.block.width != FigureBlock.Width.COLUMN


@dataclass(slots=True)
class Chapter:
    """A chapter heading and what follows until the next; `heading` is None before the first."""

    heading: ChapterBlock | None
    number: int = 0
    parts: list[Part] = field(default_factory=list)
    following: ChapterBlock | None = None

    @property
    def passages(self) -> list[list[Part]]:
        """The parts in runs that share a margin: new notes begin one, and so does a wide figure."""
        runs: list[list[Part]] = []
        for part in self.parts:
            if part.notes or part.is_wide or not runs:
                runs.append([])
            runs[-1].append(part)
        return runs


@dataclass(slots=True)
class Story:
    """An exhibit ready to be read."""

    exhibit: Exhibit
    chapters: list[Chapter]


def outline(exhibit: Exhibit) -> Story:
    """Return only the chapter headings of `exhibit`, in one query."""
    headings = ChapterBlock.objects.filter(parent=exhibit).order_by("ordering")
    return Story(exhibit, [Chapter(heading, number) for number, heading in enumerate(headings, start=1)])


def tell(exhibit: Exhibit, at: datetime.datetime | None = None) -> Story:
    """Return `exhibit` as chapters; blocks whose record is not published at `at` are left out."""
    blocks = [block for block in contents_for_item(exhibit, plugins=BLOCKS).story if _is_showable(block, at)]
    statements = _statements([slug for block in blocks for slug in note_slugs(getattr(block, "text", ""))])
    chapters = [Chapter(None)]
    numbered: dict[str, Note] = {}
    for block in blocks:
        if isinstance(block, ChapterBlock):
            chapters.append(Chapter(block, number=chapters[-1].number + 1))
        else:
            chapters[-1].parts.append(_part(block, statements, numbered, at))
    for chapter, after in pairwise(chapters):
        chapter.following = after.heading
    return Story(exhibit, [chapter for chapter in chapters if chapter.heading or chapter.parts])


def _is_showable(block: Block, at: datetime.datetime | None) -> bool:
    record = getattr(block, block.kind, None) if block.kind in {"film", "person"} else None
    if isinstance(record, Film | Person):
        return record.is_published(at)
    if block.kind == "figure":
        return block.image.is_showable(at)
    return True


def _statements(slugs: list[str]) -> dict[str, Statement]:
    found = Statement.objects.filter(slug__in=slugs).prefetch_related("citations__source")
    return {statement.slug: statement for statement in found}


def _part(
    block: Block, statements: dict[str, Statement], numbered: dict[str, Note], at: datetime.datetime | None
) -> Part:
    part = Part(block)
    if isinstance(block, TimelineBlock):
        part.records = [event for event in block.events.all() if event.is_published(at)]
    if isinstance(block, AwardListBlock):
        part.records = [award for award in block.awards.all() if award.is_published(at) and award.body.is_published(at)]
    if not hasattr(block, "text"):
        return part

    def mark(match: Any) -> str:
        slug = match.group(1)
        if slug not in statements:
            return ""
        own_id = SafeString()
        if slug not in numbered:
            numbered[slug] = Note(len(numbered) + 1, statements[slug])
            part.notes.append(numbered[slug])
            own_id = format_html(' id="{}"', numbered[slug].mark_anchor)
        note = numbered[slug]
        link = '<a class="note-mark"{} href="#{}" role="doc-noteref">{}</a>'
        return format_html(link, own_id, note.anchor, note.number)

    # RichTextField cleans in every save, and the marks are escaped: the result is safe.
    pieces = TAG.split(block.text or "")  # text and tags by turns: a mark inside a tag stays what it is
    marked = (piece if piece.startswith("<") else NOTE.sub(mark, piece) for piece in pieces)
    part.html = mark_safe("".join(marked))  # noqa: S308
    return part
