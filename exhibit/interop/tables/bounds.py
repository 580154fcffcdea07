"""What a workbook may hold, looked at before anything of it is built in memory.

A packed file of a few kilobytes can say millions of words, styles or cells, and a reader of XML makes objects of all of
them. So each part is unpacked once as bytes, piece by piece, and counted; only what is no larger than any table of the
museum is read. What would hide pieces from the count, comments and declarations, no office program writes there.
"""

import io
import zipfile
from typing import IO

MOST_UNPACKED = 50_000_000
MOST_PARTS = 500
MOST_WORDS = 200_000
MOST_LINES = 200_000
MOST_SIGNS = 100_000
"""Elements in one line of a sheet, or in a part that is neither a sheet nor words, with their ends."""

LONGEST_PIECE = 4_000_000
AT_ONCE = 1 << 16


class TooMuchError(ValueError):
    """A workbook that holds more than is read."""


def check(content: bytes) -> None:
    """Look through the parts of a workbook.

    Raises:
        TooMuchError: where one is larger than it may be.
        zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zlib.error: where it is none.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TooMuchError
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with packed.open(part) as opened:
                    _check_part(part.filename, opened)


def _check_part(name: str, opened: IO[bytes]) -> None:
    if "/worksheets/" in name and not name.endswith(".rels"):
        _check_pieces(opened, b"</row", MOST_LINES)
    elif name.endswith("sharedStrings.xml"):
        _check_pieces(opened, b"</si", MOST_WORDS)
    else:
        _check_pieces(opened, b"", 1)


def _check_pieces(opened: IO[bytes], end: bytes, most: int) -> None:
    """Count the pieces of a part by what they end with; a part without pieces is one."""
    count, rest = 0, b""
    while some := opened.read(AT_ONCE):
        *whole, rest = (rest + some).split(end) if end else [rest + some]
        count += len(whole)
        if count > most:
            raise TooMuchError
        for piece in (*whole, rest):
            if len(piece) > LONGEST_PIECE or piece.count(b"<") > MOST_SIGNS:
                raise TooMuchError
            if (b"<!" if end else b"<!DOCTYPE") in piece:
                raise ValueError("No office program writes this.")
