"""What a search found as JSON documents, version 1.

An answer has `version`, `language`, `question` (its query string), `count`, `isCut` (there may be more than are
counted), `isLoose` (nothing has all words: these have some), `meant` (what words were taken for: lists, by the word
that was asked), `found`, `facets`, and `next`, the query string of the next page or null.

Each of `found` has `kind`, `slug`, `title`, `language`, `url`, `date` (EDTF, or null), `heading` and `text` (where and
what in it answers; either may be empty), and `marks`: the places in `text` of the words that were asked for, as pairs
of first letter and end. Each facet has `key` (its name in the query string), `name` and `choices`: `value`, `name`,
`count`, `isChosen`.
"""

from collections.abc import Iterable
from typing import Any

from exhibit.languages import active
from exhibit.search.choices import Facet
from exhibit.search.finding import Answer
from exhibit.search.found import Found, Piece

VERSION = 1


def answer_document(answer: Answer, found: Iterable[Found], facets: Iterable[Facet], site: str) -> dict[str, Any]:
    """Return an answer as a document; `site` is scheme and host of its full addresses."""
    question = answer.question
    return {
        "version": VERSION,
        "language": active(),
        "question": question.address(),
        "count": answer.total,
        "isCut": answer.is_cut,
        "isLoose": answer.is_loose,
        "meant": {one.wanted.text: one.meant for one in answer.expanded if one.meant},
        "found": [_found(one, site) for one in found],
        "facets": [_facet(facet) for facet in facets],
        "next": question.address(page=question.page + 1) if question.page < answer.pages else None,
    }


def suggestions_document(found: Iterable[Found]) -> dict[str, Any]:
    """Return what to suggest: name, kind in words, and address from the root."""
    shown = [{"title": one.title, "language": one.language, "kind": one.kind, "url": one.address} for one in found]
    return {"version": VERSION, "suggestions": shown}


def _found(one: Found, site: str) -> dict[str, Any]:
    text, places = _joined(one.snippet)
    return {
        "kind": one.noun,
        "slug": one.record.slug,
        "title": one.title,
        "language": one.language,
        "url": f"{site}{one.address}",
        "date": one.date.edtf if one.date else None,
        "heading": str(one.heading),
        "text": text,
        "textLanguage": one.snippet_language,
        "marks": places,
    }


def _joined(pieces: Iterable[Piece]) -> tuple[str, list[tuple[int, int]]]:
    text, places = "", []
    for piece, is_asked in pieces:
        if is_asked:
            places.append((len(text), len(text) + len(piece)))
        text += piece
    return text, places


def _facet(facet: Facet) -> dict[str, Any]:
    choices = [
        {"value": one.value, "name": one.name, "count": one.count, "isChosen": one.is_chosen} for one in facet.choices
    ]
    return {"key": facet.key, "name": str(facet.name), "choices": choices}
