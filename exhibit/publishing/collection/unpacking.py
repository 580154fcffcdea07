"""A file that anybody may have made, into a folder: bounded, nothing outside of it, and only if it is one of ours.

Nothing of it is believed before it is compared: names, sizes and the kind of each entry first, then the contents
while they are unpacked, then all files with the manifests of the bag.
"""

import errno
import re
import shutil
import stat
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from exhibit.publishing.collection.layout import ROOT, TAG_FILES, VERSION, VERSION_TAG, CollectionError
from exhibit.publishing.freezing import bag

MOST_FILES = 200_000
LARGEST_TAG_FILE = 100_000_000
LARGEST_FILE = 4_000_000_000
MOST_TO_ONE = 200
"""How much larger than in the archive a file may be; fixtures are some twenty times as large."""
HARMLESS_BYTES = 1_000_000
"""A file below may be packed as tightly as it likes."""

NAME = re.compile(r"[^\\:\x00-\x1f\x7f]+")
AT_ONCE = 1 << 20
AGAIN = "Get the file again from where it was exported."
ANOTHER = "Name a file that export_collection made."

Progress = Callable[[int, int], None]
"""Is told how many bytes are done, and of how many."""


def unpack(file: Path, folder: Path, progress: Progress = lambda done, known: None) -> Path:
    """Unpack an archive into an empty folder, compare all with its manifests, and return the bag's folder.

    Raises:
        CollectionError: naming the file and what is wrong with it.
    """
    try:
        with ZipFile(file) as packed:
            entries = packed.infolist()
            _check_entries(entries, file.stat().st_size)
            _check_room(entries, folder)
            _unpack_all(packed, entries, folder, progress)
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # which says that the archive names a place outside of itself
            raise
        raise CollectionError(f"It is no whole ZIP archive ({problem}). {AGAIN}") from problem
    except (BadZipFile, LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as problem:
        raise CollectionError(f"It is no whole ZIP archive ({problem}). {AGAIN}") from problem
    return checked(folder / ROOT)


def checked(root: Path) -> Path:
    """Compare the folder of a bag with its manifests, and return it.

    Raises:
        CollectionError: naming the file and what is wrong with it.
    """
    _check_version(root)
    try:
        for fault in bag.faults(root):
            raise CollectionError(f"{fault} {AGAIN}")
    except bag.BagError as problem:
        raise CollectionError(str(problem).replace(f"{root}: ", "")) from problem
    return root


def _check_entries(entries: list[ZipInfo], size: int) -> None:
    if len(entries) > MOST_FILES:
        raise CollectionError(f"It holds {len(entries)} files; a collection has at most {MOST_FILES}.")
    seen: set[str] = set()
    for entry in entries:
        name = _name_of(entry)
        if name.casefold() in seen:
            raise CollectionError(f"“{name}” is in it twice. Export the collection again.")
        seen.add(name.casefold())
        most = LARGEST_TAG_FILE if name in TAG_FILES else LARGEST_FILE
        if entry.file_size > most:
            raise CollectionError(f"“{name}” would have {entry.file_size} bytes; at most {most} are unpacked.")
        if entry.file_size > HARMLESS_BYTES and entry.file_size > MOST_TO_ONE * entry.compress_size:
            raise CollectionError(
                f"“{name}” has {entry.file_size} bytes packed into {entry.compress_size}: no collection does. {AGAIN}"
            )
    if sum(entry.compress_size for entry in entries) > size:
        raise CollectionError(f"Its files lie over one another. {AGAIN}")
    if missing := sorted(TAG_FILES - seen):
        raise CollectionError(f"{missing[0]} is missing: it is no collection. {ANOTHER}")


def _name_of(entry: ZipInfo) -> str:
    """Return the name of a file below the one folder of the archive; refuse what can be no file of a collection."""
    name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
    parts = name.split("/")
    if not NAME.fullmatch(name) or not all(parts) or {".", ".."} & set(parts):
        raise CollectionError(f"“{name[:80]}” is no path within a collection. Export the collection again.")
    inner = name.removeprefix(f"{ROOT}/")
    if inner == name or (inner not in TAG_FILES and not inner.startswith(f"{bag.PAYLOAD}/")):
        raise CollectionError(f"“{name[:80]}” is no part of a collection. {ANOTHER}")
    if kind not in (0, stat.S_IFREG) or entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise CollectionError(f"“{inner[:80]}” is no plain file. Export the collection again.")
    return inner


def _check_room(entries: list[ZipInfo], folder: Path) -> None:
    needed, free = sum(entry.file_size for entry in entries), shutil.disk_usage(folder).free
    if needed > free:
        raise CollectionError(
            f"Unpacked it has {needed / 1e6:.0f} MB, and only {free / 1e6:.0f} MB are free in {folder.parent}."
            " Make room, or name another place in TMPDIR."
        )


def _unpack_all(packed: ZipFile, entries: list[ZipInfo], folder: Path, progress: Progress) -> None:
    known, done = sum(entry.file_size for entry in entries), 0
    for entry in entries:
        target = folder / entry.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with packed.open(entry) as opened, target.open("xb") as written:
                while some := opened.read(AT_ONCE):
                    written.write(some)
                    done += len(some)
                    progress(done, known)
        except (BadZipFile, zlib.error, EOFError) as problem:
            raise CollectionError(f"“{_name_of(entry)}” is damaged ({problem}). {AGAIN}") from problem


def _check_version(root: Path) -> None:
    said = bag.read_information(root).get(VERSION_TAG, "")
    if not re.fullmatch(r"[0-9]{1,6}", said):
        raise CollectionError(f"{bag.INFORMATION} names no version of a collection. {ANOTHER}")
    if int(said) > VERSION:
        raise CollectionError(
            f"It was written by a newer release: its format is version {said}, and this one reads version {VERSION}."
            " Update the museum, then import it."
        )
    if int(said) < VERSION:
        raise CollectionError(f"There is no version {said} of the format. Export the collection again.")
