"""Files of a copy that is being made: written once, packed for the wire, taken over where nothing changed.

A file that says what it said in the copy before is that very file, by a hard link, and so are its packed variants:
to pack tightly takes longer than all else. What is taken over is compared first, so that a copy that somebody has
touched is not handed on.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exhibit.publishing.packing import pack_at

PACKED = {".html", ".css", ".js", ".json", ".jsonld", ".svg", ".xml", ".txt", ".csv", ".ics", ".webmanifest"}
SHORTEST = 300  # bytes; below, a packed variant saves nothing
VARIANTS = {".br": "br", ".gz": "gzip", ".zst": "zstd"}
QUALITY = {".br": 11, ".gz": 9, ".zst": 19}
"""As tight as each gets: it is done once, and sent for years."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of the copy, from the root of the bag, with its SHA-512; `is_new` if the copy before had it not."""

    file: str
    checksum: str
    size: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a copy is made, and the one before it with its checksums by file."""

    root: Path
    before: Path | None
    known: Mapping[str, str]

    def put(self, file: str, content: bytes, *, is_packed: bool = True) -> list[Kept]:
        """Write `content`, with its packed variants if it is text, and return all that was written."""
        is_new = not self._take_over(file, content)
        if is_new:
            self._write(file, content)
        found = [Kept(file, digest(content), len(content), is_new)]
        if is_packed and Path(file).suffix in PACKED and len(content) >= SHORTEST:
            found += [self._packed(f"{file}{ending}", content, is_new) for ending in VARIANTS]
        return found

    def _packed(self, file: str, content: bytes, is_new: bool) -> Kept:
        if not is_new and (checksum := self.known.get(file)) and self.before:
            there = (self.before / file).read_bytes() if (self.before / file).is_file() else b""
            if digest(there) == checksum and self._take_over(file, there):
                return Kept(file, checksum, len(there), is_new=False)
        ending = Path(file).suffix
        packed = pack_at(QUALITY[ending], content, VARIANTS[ending])
        self._write(file, packed)
        return Kept(file, digest(packed), len(packed), is_new=True)

    def _take_over(self, file: str, content: bytes) -> bool:
        """Link the file of the copy before, if it says just this."""
        if self.before is None:
            return False
        old, new = self.before / file, self.root / file
        try:
            if old.is_symlink() or old.stat().st_size != len(content) or old.read_bytes() != content:
                return False
        except OSError:
            return False
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, new)
        except FileExistsError:
            raise
        except OSError:  # a disk without links
            shutil.copyfile(old, new)
        return True

    def _write(self, file: str, content: bytes) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as opened:
            opened.write(content)


def digest(content: bytes) -> str:
    """Return the SHA-512 of `content`, in hexadecimal digits."""
    return hashlib.sha512(content).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-512 of a file, however large it is."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha512").hexdigest()


def files_below(root: Path) -> Iterator[str]:
    """Yield every file below a folder by its path from there, in order."""
    yield from sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
