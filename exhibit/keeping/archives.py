"""Whether an archive is what it was: an export, a bag, a frozen copy, a backup; and which record of it is not."""

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.db import DEFAULT_DB_ALIAS, connections

from exhibit.interop.folder import checksums
from exhibit.keeping import tables
from exhibit.keeping.layout import AT_ONCE, DATABASES, BackupError
from exhibit.keeping.reading import Read, look_through
from exhibit.keeping.sealing import is_sealed
from exhibit.publishing.collection.layout import DATA, ROOT
from exhibit.publishing.collection.layout import TAG_FILES as OF_COLLECTION
from exhibit.publishing.freezing import bag, releases


def faults_of(place: Path, keys: Sequence[Any] = ()) -> Iterator[str]:
    """Yield what is wrong with an archive, a sentence for each file; nothing where it is what it was.

    Raises:
        BackupError: where it is none that this museum makes.
    """
    if place.is_dir():
        yield from _of_folder(releases.current(place) or place)
    elif not place.is_file():
        raise BackupError(f"There is nothing at {place}. Name an export, a bag, a frozen copy or a backup.")
    elif is_zipfile(place):
        yield from _of_collection(place)
    elif is_sealed(place) and not keys:
        yield from _by_its_note(place)
    else:
        yield from _of_backup(place, keys)


def _of_folder(root: Path) -> Iterator[str]:
    try:
        for fault in bag.faults(root):
            file = root / fault.partition(" ")[0]
            yield fault
            if file.suffix == ".json" and file.is_file() and "is not what it was" in fault:
                beside = file.parent / checksums.file_of(file.name)
                if beside.is_file():
                    with file.open(encoding="utf-8", errors="replace", newline="\n") as opened:
                        yield from _records(file.name, opened, beside.read_text(encoding="utf-8").splitlines())
    except bag.BagError as problem:
        raise BackupError(str(problem)) from problem


def _records(fixture: str, lines: Iterable[str], told: Iterable[str]) -> Iterator[str]:
    for named in checksums.damaged(lines, told):
        yield f"{fixture}, {named}, is damaged."


def _of_collection(file: Path) -> Iterator[str]:
    try:
        packed = ZipFile(file)
    except (BadZipFile, OSError) as problem:
        raise BackupError(f"{file.name} is no whole archive ({problem}). Take another copy.") from problem
    with packed:
        there: dict[str, str] = {}
        for entry in packed.infolist():
            name = entry.filename.removeprefix(f"{ROOT}/")
            there[name] = _checksum(packed, entry.filename)
        told: dict[str, str] = {}
        for name in (bag.MANIFEST, bag.TAG_MANIFEST):
            if there.get(name, ""):
                told |= _manifest(packed.read(f"{ROOT}/{name}").decode("utf-8", "replace"), name)
            else:
                yield f"{name} is missing or damaged."
        for name in sorted(told.keys() | there.keys()):
            if name == bag.TAG_MANIFEST:
                continue
            if name not in there:
                yield f"{name} is missing."
            elif name not in told:
                if name not in OF_COLLECTION:
                    yield f"{name} stands in no manifest: it was put there later."
            elif there[name] != told[name]:
                yield f"{name} is not what it was when the archive was made."
                yield from _records_of_entry(packed, name)


def _checksum(packed: ZipFile, name: str) -> str:
    """Return the SHA-512 of a file of an archive, "" where it cannot even be unpacked."""
    checksum = hashlib.sha512()
    with suppress(Exception):  # a flipped bit makes any decoder say anything
        with packed.open(name) as opened:
            while some := opened.read(AT_ONCE):
                checksum.update(some)
        return checksum.hexdigest()
    return ""


def _records_of_entry(packed: ZipFile, name: str) -> Iterator[str]:
    fixture = name.removeprefix(f"{DATA}/")
    if not fixture.endswith(".json"):
        return
    try:
        told = packed.read(f"{ROOT}/{DATA}/{checksums.file_of(fixture)}").decode().splitlines()
    except Exception:
        return
    yield from _records(fixture, io.StringIO(_as_far_as_it_goes(packed, name)), told)


def _as_far_as_it_goes(packed: ZipFile, name: str) -> str:
    """Return the text of a damaged file up to where it cannot be unpacked any more."""
    some = bytearray()
    with suppress(Exception), packed.open(f"{ROOT}/{name}") as opened:
        while more := opened.read(4096):
            some += more
    return some.decode("utf-8", "replace")


def _manifest(text: str, name: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        if not (parts := bag.LINE.fullmatch(line)):
            raise BackupError(f"{name} has a line that is none of a manifest: {line[:60]}. Take another copy.")
        found[parts[2]] = parts[1].lower()
    return found


def _by_its_note(file: Path) -> Iterator[str]:
    """Compare an encrypted backup, for which there is no key here, with the checksum that lies beside it."""
    note = file.with_name(f"{file.name}.sha512")
    if not note.is_file():
        raise BackupError(
            f"{file.name} is encrypted, and {note.name} does not lie beside it. Give the secret key by --identity."
        )
    with file.open("rb") as opened:
        there = hashlib.file_digest(opened, "sha512").hexdigest()
    if there != note.read_text(encoding="utf-8").split(" ")[0]:
        yield f"{file.name} is not what it was when the backup was made."


def _of_backup(file: Path, keys: Sequence[Any]) -> Iterator[str]:
    read = look_through(file, keys)
    yield from read.faults()
    database = DATABASES["sqlite"]
    if read.about and database in read.there and read.there[database] != read.told.get(database):
        yield from _tables(file, keys, database, read)


def _tables(file: Path, keys: Sequence[Any], database: str, read: Read) -> Iterator[str]:
    """Say which tables a damage in the database of a backup hit, as far as it can be opened."""
    assert read.about is not None
    engine: Any = connections[DEFAULT_DB_ALIAS]
    if engine.vendor != "sqlite":
        return
    with tempfile.TemporaryDirectory() as folder:
        look_through(file, keys, Path(folder), is_wanted=lambda name: name == database)
        try:
            with closing(engine.Database.connect(Path(folder, database))) as copy:
                yield from tables.differences(read.about.tables, tables.of_sqlite(copy))
        except engine.Database.Error as problem:
            yield f"Its database cannot be opened: {problem}."
