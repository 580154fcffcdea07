"""Telling: an exhibit's blocks become chapters, and what visitors may not see is left out."""

import datetime
from collections.abc import Iterable
from itertools import pairwise

from content_editor.contents import contents_for_item

from exhibit.models import (
    BLOCKS,
    AwardListBlock,
    Block,
    ChapterBlock,
    Exhibit,
    FigureBlock,
    FilmBlock,
    PersonBlock,
    TextBlock,
    TimelineBlock,
)
from exhibit.story.chapters import Chapter, Story
from exhibit.story.notes import Notes
from exhibit.story.parts import Part
from exhibit.timeline import Entry


def tell(exhibit: Exhibit, at: datetime.datetime | None = None) -> Story:
    """Return `exhibit` as chapters; blocks whose record is not published at `at` are left out."""
    blocks = [block for block in contents_for_item(exhibit, plugins=BLOCKS).story if _is_showable(block, at)]
    notes = Notes(block for block in blocks if isinstance(block, TextBlock))
    chapters = [Chapter(None)]
    for block in blocks:
        if isinstance(block, ChapterBlock):
            chapters.append(Chapter(block, number=chapters[-1].number + 1))
            continue
        part = _part(block, at)
        if isinstance(block, TimelineBlock | AwardListBlock) and not part.records:
            continue
        chapters[-1].parts.append(part)
        if isinstance(block, TextBlock):
            part.html, first_named = notes.mark(block)
            chapters[-1].notes += first_named
    for chapter, after in pairwise(chapters[1:]):
        chapter.following, after.preceding = after, chapter
    for chapter in chapters:
        _fold(chapter.parts)
    story = Story(exhibit, [chapter for chapter in chapters if chapter.heading or chapter.parts], at)
    _credit_once(exhibit, story.parts, at)
    return story


def _is_showable(block: Block, at: datetime.datetime | None) -> bool:
    match block:
        case FilmBlock():
            return block.film.is_published(at)
        case PersonBlock():
            return block.person.is_published(at)
        case FigureBlock():
            return block.image.is_showable(at)
    return True


def _part(block: Block, at: datetime.datetime | None) -> Part:
    """Return `block` with its records, without those that are not published at `at`."""
    match block:
        case TimelineBlock():
            entries = [Entry.of_event(event) for event in block.events.all() if event.is_published(at)]
            return Part(block, sorted(entries, key=lambda entry: entry.place_in_order))
        case AwardListBlock():
            awards = block.awards.all()
            return Part(block, [one for one in awards if one.is_published(at) and one.body.is_published(at)])
    return Part(block)


def _fold(parts: Iterable[Part]) -> None:
    """Fold the disputes of a chapter under their questions, but for the first: a story is no questionnaire."""
    for part in [part for part in parts if part.block.kind == "dispute"][1:]:
        part.is_folded = True


def _credit_once(exhibit: Exhibit, parts: Iterable[Part], at: datetime.datetime | None) -> None:
    """Leave out the credit of a figure where the picture before it has said the same."""
    before = exhibit.image if exhibit.image and exhibit.image.is_showable(at) else None
    for part in parts:
        if isinstance(part.block, FigureBlock):
            image = part.block.image
            part.repeats_credit = before is not None and (image.credit, image.rights) == (before.credit, before.rights)
            before = image
