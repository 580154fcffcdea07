"""A short checksum of every record beside its fixture, in the same order: so that damage can be named by its record.

That a file is whole, the manifest around it says. What stands here only tells where to look.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from exhibit import languages

FOLDER = "checksums"
BYTES = 8

FIRST, LAST = "  {", "  }"
"""The lines between which a record stands in a fixture."""


def file_of(fixture: str) -> str:
    """Return the file of the checksums of a fixture: checksums/05_films.txt."""
    return f"{FOLDER}/{PurePosixPath(fixture).stem}.txt"


class Checksums:
    """Gathers the checksum of each record while its text is written."""

    def __init__(self) -> None:
        self.gathered = bytearray()

    def watch(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield the pieces of a fixture as they come, one a record."""
        for piece in pieces:
            if (start := piece.find("{")) >= 0:
                self.gathered += _digest(piece[start:])
            yield piece

    def lines(self) -> Iterator[str]:
        """Yield them as they stand in their file."""
        for start in range(0, len(self.gathered), BYTES):
            yield f"{self.gathered[start : start + BYTES].hex()}\n"


def damaged(fixture: Iterable[str], checksums: Iterable[str]) -> Iterator[str]:
    """Yield the records of a fixture, given as lines, that are not what they were: by number and name."""
    told = [line.strip() for line in checksums]
    there = list(_records(fixture))
    for number, (text, sum_) in enumerate(zip(there, told, strict=False), start=1):
        if _digest(text).hex() != sum_:
            yield f"record {number}{_name(text)}"
    if len(there) != len(told):
        yield f"{len(there)} records instead of {len(told)}"


def _records(lines: Iterable[str]) -> Iterator[str]:
    gathered: list[str] = []
    for line in lines:
        line = line.rstrip("\n")
        if line == FIRST:
            if gathered:  # the end of the one before is what was damaged
                yield "\n".join(gathered)
            gathered = ["{"]
        elif gathered and line.rstrip(",") == LAST:
            yield "\n".join([*gathered, LAST])
            gathered = []
        elif gathered:
            gathered.append(line)
    if gathered:
        yield "\n".join(gathered)


def _name(text: str) -> str:
    """Return how a record names itself, as far as it can still be read."""
    try:
        row = json.loads(text)
        fields = row["fields"]
        name = fields.get("slug") or fields.get("key") or fields.get(languages.original_of("title")) or ""
        return f" ({row['model']}{f' “{name}”' if name else ''})"
    except (ValueError, KeyError, TypeError, AttributeError):
        for line in text.splitlines():
            if '"slug": ' in line:
                return f" ({line.strip().rstrip(',')})"
        return ""


def _digest(text: str) -> bytes:
    return hashlib.sha512(text.encode("utf-8", "surrogatepass")).digest()[:BYTES]
