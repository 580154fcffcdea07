"""An exhibit as a document: its story in chapters, each part with its texts and what it shows, and the evidence."""

from typing import Any

from exhibit.interop.records.awards import award_entry
from exhibit.interop.records.events import event_entry
from exhibit.interop.records.parts import (
    Document,
    citation,
    dispute,
    disputes,
    head,
    link,
    linked,
    picture,
    source,
    standing,
    texts,
)
from exhibit.models import (
    AwardListBlock,
    DiagramBlock,
    DisputeBlock,
    Edition,
    Exhibit,
    FigureBlock,
    FilmBlock,
    PersonBlock,
    QuotationBlock,
    TimelineBlock,
)
from exhibit.story import Chapter, Part, tell
from exhibit.story.notes import Note


def edition_of(exhibit: Any) -> Edition | None:
    """Return the newest edition of an exhibit that may be read; None where there is none."""
    newest: Edition | None = exhibit.editions.newest_first().filter(withdrawn_at=None).first()
    return newest


def exhibit_document(exhibit: Exhibit, origin: str) -> Document:
    """Return an exhibit as it is told now; loaded with `with_film()`."""
    edition = edition_of(exhibit)
    page = f"{origin}{exhibit.get_absolute_url()}"
    return head(exhibit, origin) | {
        "film": linked(exhibit.film, origin),
        "image": picture(exhibit.image, origin),
        "edition": edition and {"number": edition.number, "url": f"{origin}{edition.get_absolute_url()}"},
        "chapters": [_chapter(one, page, origin) for one in tell(exhibit).chapters],
        "disputes": disputes(exhibit),
    }


def _chapter(chapter: Chapter, page: str, origin: str) -> Document:
    """Return a chapter; what stands before the first has no address of its own."""
    heading = chapter.heading
    return {
        "number": chapter.number,
        "url": f"{page}#{heading.slug}" if heading else page,
        "texts": texts(heading) if heading else {},
        "parts": [_part(one, page, origin) for one in chapter.parts],
        "notes": [_note(one, page) for one in chapter.notes],
    }


def _part(part: Part, page: str, origin: str) -> Document:
    """Return a part of a story: its kind, its texts as curators write them, and what it shows."""
    block = part.block
    written = {} if isinstance(block, DisputeBlock) else texts(block)
    return {"kind": block.kind, "url": f"{page}#{part.anchor}", "texts": written, **_shown(part, block, origin)}


def _shown(part: Part, block: Any, origin: str) -> Document:
    match block:
        case FilmBlock():
            return {"film": link(block.film, origin)}
        case PersonBlock():
            return {"person": link(block.person, origin)}
        case FigureBlock():
            return {"image": picture(block.image, origin)}
        case TimelineBlock():
            return {"events": [event_entry(entry.record, origin) for entry in part.records]}
        case AwardListBlock():
            return {"awards": [award_entry(award, origin) for award in part.records]}
        case DisputeBlock():
            return {"dispute": dispute(block.dispute)}
        case QuotationBlock():
            return {"source": source(block.source) if block.source else None}
        case DiagramBlock():
            return {"drawing": block.drawing}
    return {}


def _note(note: Note, page: str) -> Document:
    """Return a statement to which `[^key]` in a text refers, with its sources."""
    statement = note.statement
    return {
        "key": statement.slug,
        "number": note.number,
        "url": f"{page}#{note.anchor}",
        "texts": texts(statement),
        **standing(statement),
        "citations": [citation(one) for one in statement.citations.all()],
    }
