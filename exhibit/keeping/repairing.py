"""Good bytes from a second copy: a backup, an export, a bag, a frozen copy, or a folder of pictures.

Only bytes of the checksum that the row has are taken, from wherever; a file is replaced at once or not at all.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.core.files import File
from django.core.files.storage import default_storage

from exhibit.keeping import events
from exhibit.keeping.fixity import DAMAGED, MISSING, Fault, checksum_of
from exhibit.keeping.layout import MEDIA, BackupError
from exhibit.keeping.reading import look_through
from exhibit.models import PreservationEvent
from exhibit.publishing.collection.layout import DATA, ROOT

WITHIN = ("", "data/media", "data/exhibit", "current/data/exhibit", "collection/data/exhibit")
"""Where in a folder pictures may lie."""


def repair(faults: Sequence[Fault], source: Path, keys: Sequence[Any] = ()) -> Iterator[Fault]:
    """Repair what can be repaired from a second copy, and yield it.

    Raises:
        BackupError: where there is no such copy.
    """
    wanted = {fault.name: fault for fault in faults if fault.kind in {DAMAGED, MISSING} and fault.checksum}
    with tempfile.TemporaryDirectory(prefix="repair-") as folder:
        for name, file in _copies(source, set(wanted), keys, Path(folder)):
            fault = wanted.get(name)
            if fault is None or not _is(file, fault.checksum):
                continue
            _replace(name, file)
            if checksum_of(name) != fault.checksum:
                raise BackupError(f"{name} was written again and is not what was written. Look at the disk.")
            events.tell(PreservationEvent.Kind.REPAIR, name, f"From {source.name}: {fault}")
            del wanted[name]
            yield fault


def _copies(source: Path, names: set[str], keys: Sequence[Any], folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield files of these names in a copy, which may be good or not."""
    if source.is_dir():
        for name in sorted(names):
            for within in WITHIN:
                if (file := source / within / name).is_file():
                    yield name, file
    elif not source.is_file():
        raise BackupError(f"There is nothing at {source}. Name a backup, an export, or a folder with pictures.")
    elif is_zipfile(source):
        yield from _of_collection(source, names, folder)
    else:
        look_through(source, keys, folder, is_wanted=lambda name: name.removeprefix(f"{MEDIA}/") in names)
        yield from ((name, file) for name in sorted(names) if (file := folder / MEDIA / name).is_file())


def _of_collection(source: Path, names: set[str], folder: Path) -> Iterator[tuple[str, Path]]:
    with ZipFile(source) as packed:
        there = set(packed.namelist())
        for number, name in enumerate(sorted(names)):
            if (entry := f"{ROOT}/{DATA}/{name}") in there:
                file = folder / str(number)
                try:
                    with packed.open(entry) as opened, file.open("wb") as target:
                        shutil.copyfileobj(opened, target)
                except (BadZipFile, OSError, EOFError):  # the copy is the damaged one
                    continue
                yield name, file


def _is(file: Path, checksum: str) -> bool:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha512").hexdigest() == checksum


def _replace(name: str, file: Path) -> None:
    """Put a file in the storage in place of a bad one."""
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:  # object storage, which replaces a file as a whole
        default_storage.delete(name)
        with file.open("rb") as opened:
            stored = default_storage.save(name, File(opened))
        if stored != name:
            raise BackupError(f"The storage calls {name} now {stored}. Delete the one before by hand.") from None
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.repairing")
    with file.open("rb") as opened, part.open("wb") as written:
        shutil.copyfileobj(opened, written)
        written.flush()
        os.fsync(written.fileno())
    part.replace(target)
