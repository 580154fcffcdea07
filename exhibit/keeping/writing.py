"""From the museum into one file: written aside, read again from its beginning, and only then called a backup."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.core.files.storage import default_storage

from exhibit.keeping import pictures
from exhibit.keeping.layout import (
    ABOUT,
    AT_ONCE,
    DATABASES,
    ENDING,
    MEDIA,
    ROOT,
    SEALED,
    VERSION,
    VERSION_TAG,
    About,
    BackupError,
    software_version,
    told_settings,
)
from exhibit.keeping.moves import settle
from exhibit.keeping.reading import read_backup
from exhibit.keeping.rendering import MOST
from exhibit.keeping.rotation import backups_in, outdated
from exhibit.keeping.sealing import recipients, sealed
from exhibit.keeping.snapshot import Snapshot, snapshot
from exhibit.publishing.freezing import bag
from exhibit.publishing.release import release

ATTEMPTS = 3

Progress = Callable[[int, int], Any]
"""Is told how many bytes are done, and of how many."""


class MovedError(Exception):
    """A file that a row of the snapshot names was taken away meanwhile, with its row."""


@dataclass(slots=True)
class Made:
    """What was made: where it is, what it says of itself, how large it is, what was lost before, what went."""

    file: Path
    about: About
    files: int = 0
    size: int = 0
    lost: list[str] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


def write_backup(
    folder: Path,
    *,
    keys: Sequence[str] = (),
    keep: int | None = None,
    pages: int = MOST,
    progress: Progress = lambda done, known: None,
) -> Made:
    """Back up the museum into a file of its own in `folder`, for `keys` if there are any, then let older ones go.

    Raises:
        BackupError: naming what is in the way; no backup was made or removed then.
    """
    wanted = recipients(keys)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as aside:
        made = _attempted(Path(aside), wanted, pages, progress)
        moment = datetime.fromisoformat(made.about.made_at).astimezone(UTC)
        target = folder / f"exhibit-{moment:%Y%m%dT%H%M%SZ}{SEALED if wanted else ENDING}"
        if target.exists():
            raise BackupError(f"{target} was made in this second already. Try again.")
        checksum = _checksum(made.file)
        note = target.with_name(f"{target.name}.sha512")
        _write_down(note, f"{checksum}  {target.name}\n")
        made.file.rename(target)
        made.file = target
        settle(folder)
    if keep is not None:
        made.removed = outdated(backups_in(folder), keep)
        for file in made.removed:
            file.unlink()
            file.with_name(f"{file.name}.sha512").unlink(missing_ok=True)
    return made


def _attempted(aside: Path, wanted: list[Any], pages: int, progress: Progress) -> Made:
    """Make it; anew where a file went with its row while it was on its way into the backup."""
    for attempt in range(1, ATTEMPTS + 1):
        with snapshot(aside, pages) as seen:
            try:
                return _write(aside / "backup", seen, wanted, progress, is_last=attempt == ATTEMPTS)
            except MovedError:
                continue
    raise AssertionError("the last attempt takes what it finds")


def _write(file: Path, seen: Snapshot, wanted: list[Any], progress: Progress, *, is_last: bool) -> Made:
    sizes, lost = _sizes(seen.named, is_last=is_last)
    about = About(
        made_at=seen.made_at.isoformat(),
        release=software_version(),
        pages_by=release(),
        vendor=seen.vendor,
        migrations=seen.migrations,
        tables=seen.tables,
        pages=seen.pages,
        lost=lost,
        settings=told_settings(),
    )
    known = 2 * (sum(sizes.values()) + seen.file.stat().st_size)  # written, then read again
    own = pyrage.x25519.Identity.generate()  # for this reading only: it is forgotten with the process
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        with sealed(opened, [*wanted, own.to_public()] if wanted else []) as target:
            packing = _Packing(target, lambda done: progress(done, known))
            try:
                _pack(packing, seen, about, sizes)
            except BaseException:
                packing.abandon()
                raise
        opened.flush()
        os.fsync(opened.fileno())
    done = packing.done
    made = Made(file, about, len(sizes), file.stat().st_size, lost)

    def read(size: int) -> None:
        nonlocal done
        done += size
        progress(done, known)

    read_backup(file, [own], progress=read)
    return made


def _pack(packing: "_Packing", seen: Snapshot, about: About, sizes: dict[str, int]) -> None:
    packing.note(ABOUT, about.text())
    with seen.file.open("rb") as database:
        packing.put(DATABASES[seen.vendor], seen.file.stat().st_size, database)
    for name, size in sizes.items():
        try:
            with default_storage.open(name) as picture:
                packing.put(f"{MEDIA}/{name}", size, picture)
        except FileNotFoundError as problem:
            raise MovedError(name) from problem
    packing.close(about)


def _sizes(names: list[str], *, is_last: bool) -> tuple[dict[str, int], list[str]]:
    """Return the size of each file that rows name, and which are lost: gone although a row still names them."""
    sizes, gone = {}, []
    for name in names:
        try:
            sizes[name] = default_storage.size(name)
        except FileNotFoundError:
            gone.append(name)
    if gone and not is_last and not set(gone) <= pictures.named_now():
        raise MovedError(gone[0])
    return sizes, gone


class _Packing:
    def __init__(self, target: BinaryIO, progress: Callable[[int], Any]) -> None:
        self.packed = tarfile.TarFile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT, bufsize=AT_ONCE)
        self.progress = progress
        self.checksums: dict[str, str] = {}
        self.done = self.size = 0

    def put(self, name: str, size: int, content: Any) -> None:
        """Put in a file of the payload, whatever its size."""
        reading = _Hashing(content, self._tell)
        try:
            self.packed.addfile(_entry(name, size), reading)  # type: ignore[arg-type]
        except OSError as problem:
            if problem.errno is None:  # it is shorter than a moment ago
                raise MovedError(name) from problem
            raise
        self.checksums[name] = reading.checksum.hexdigest()
        self.size += size

    def note(self, name: str, text: bytes) -> None:
        self.put(name, len(text), io.BytesIO(text))

    def close(self, about: About) -> None:
        information = {
            "Bag-Software-Agent": f"film-exhibit {about.release}, manage.py backup",
            "Bagging-Date": about.made_at[:10],
            "External-Description": "A museum's database and pictures, for its own operators only: with accounts",
            VERSION_TAG: str(VERSION),
            "Payload-Oxum": f"{self.size}.{len(self.checksums)}",
        }
        for name, text in bag.tag_files(self.checksums, information).items():
            self.packed.addfile(_entry(name, len(text.encode())), io.BytesIO(text.encode()))
        self.packed.close()

    def abandon(self) -> None:
        """Leave it as it is: what is closed later must not be written to any more."""
        self.packed.fileobj.closed = True  # type: ignore[attr-defined]

    def _tell(self, size: int) -> None:
        self.done += size
        self.progress(self.done)


class _Hashing:
    """A file that is read, and its checksum."""

    def __init__(self, content: Any, told: Callable[[int], Any]) -> None:
        self.content = content
        self.told = told
        self.checksum = hashlib.sha512()

    def read(self, size: int) -> bytes:
        some = bytes(self.content.read(size))
        self.checksum.update(some)
        self.told(len(some))
        return some


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(f"{ROOT}/{name}")
    entry.size = size
    entry.mode = 0o600
    return entry


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha512").hexdigest()


def _write_down(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
