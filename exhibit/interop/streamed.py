"""Long JSON documents, written piece by piece, so that none ever stands in memory as a whole."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def json_pieces(head: Mapping[str, Any], name: str, items: Iterable[Any]) -> Iterator[str]:
    """Yield the object `head` with one more member, the array `name` of `items`, an item to a line."""
    yield "{"
    for key, value in head.items():
        yield f"{_json(key)}: {_json(value)},\n"
    yield f"{_json(name)}: ["
    for index, item in enumerate(items):
        yield (",\n" if index else "\n") + _json(item)
    yield "\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
