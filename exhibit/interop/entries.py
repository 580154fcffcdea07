"""All entries of a window as one JSON document to take along, version 1.

It is the document of a window (see `windows`) without what is made for a drawing: `version`,
`language`, `window`, `extent`, `count`, `lanes`, `beside`, and all `entries` in full. These tell more:
`text` with its language in `text_lang`, and `place`, each only where there is one. `url` and `record`
are full addresses, for the file will be read elsewhere.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from exhibit.interop.streamed import json_pieces
from exhibit.interop.windows import VERSION, companion_document, entry_document
from exhibit.languages import active
from exhibit.timeline.companions import Companion
from exhibit.timeline.told import Told
from exhibit.timeline.whole import Whole


def entries_pieces(found: Whole, origin: str, companions: Sequence[Companion] = ()) -> Iterator[str]:
    """Yield the document in pieces; `origin` is scheme and host."""
    head = {
        "version": VERSION,
        "language": active(),
        "window": {"from": found.first.isoformat(), "to": found.last.isoformat()},
        "extent": dict(zip(("from", "to"), map(str, found.extent), strict=True)) if found.extent else None,
        "count": found.count,
        "lanes": [
            {"slug": lane.slug, "name": lane.name, "mark": lane.mark, "count": lane.count} for lane in found.lanes
        ],
        "beside": [_absolute(companion_document(companion), origin) for companion in companions],
    }
    return json_pieces(head, "entries", (_entry(told, origin, companions) for told in found.told()))


def _entry(told: Told, origin: str, companions: Sequence[Companion]) -> dict[str, Any]:
    document = _absolute(entry_document(told.entry, companions), origin)
    if told.text:
        document |= {"text": told.text, "text_lang": told.language}
    if told.place:
        document["place"] = told.place
    return document


def _absolute(document: dict[str, Any], origin: str) -> dict[str, Any]:
    return document | {name: f"{origin}{document[name]}" for name in ("url", "record") if name in document}
