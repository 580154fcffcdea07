"""A list of records as a document: one sheet of it, and the address of the next."""

from collections.abc import Iterable
from typing import Any

from exhibit.interop.records.parts import VERSION, Document, dated, link
from exhibit.languages import active

DATES = {"film": ("date",), "event": ("date",), "award": ("date",), "person": ("birth", "death")}
"""Which dates an item of a list has."""


def list_document(noun: str, rows: Iterable[Any], following: str, origin: str) -> Document:
    """Return a sheet; `following` is the path of the next one, "" after the last."""
    return {
        "version": VERSION,
        "noun": noun,
        "language": active(),
        "items": [_item(noun, row, origin) for row in rows],
        "next": f"{origin}{following}" if following else None,
    }


def _item(noun: str, row: Any, origin: str) -> Document:
    return link(row, origin) | {name: dated(getattr(row, name)) for name in DATES.get(noun, ())}
