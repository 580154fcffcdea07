"""From a backup: every byte of it compared with what it says of itself, and unpacked where that is asked for.

It passes by once, some at a time; what was unpacked is only good when this has come to its end.
"""

import hashlib
import re
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from exhibit.keeping.layout import ABOUT, AT_ONCE, ROOT, TAG_FILES, About, BackupError, read_about
from exhibit.keeping.sealing import unsealed
from exhibit.publishing.freezing import bag

NAMED = re.compile(r"[^\\:\x00-\x1f\x7f]+")
LARGEST_NOTE = 500_000_000
ANOTHER = "Take another backup."

Progress = Callable[[int], Any]
"""Is told how many bytes came."""


@dataclass(slots=True)
class Read:
    """What a backup held: the checksum of each file of its payload as it is, and as it should be."""

    about: About | None = None
    there: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with it, a sentence for each file."""
        for name in sorted(self.told.keys() | self.there.keys()):
            if name not in self.there:
                yield f"{name} is missing."
            elif name not in self.told:
                yield f"{name} stands in no manifest: it was put there later."
            elif self.there[name] != self.told[name]:
                yield f"{name} is not what it was when the backup was made."


def read_backup(
    file: Path, keys: Sequence[Any] = (), into: Path | None = None, progress: Progress = lambda size: None
) -> About:
    """Read a backup to its end, compare all of it, and return what it says of the museum; unpack it `into` a folder.

    Raises:
        BackupError: naming the file and what is wrong with it.
    """
    read = look_through(file, keys, into, progress)
    for fault in read.faults():
        raise BackupError(f"{file.name}: {fault} {ANOTHER}")
    if read.about is None:
        raise BackupError(f"{file.name} is no backup: {ABOUT} is not in it. Name a file that `backup` made.")
    return read.about


def look_through(
    file: Path,
    keys: Sequence[Any] = (),
    into: Path | None = None,
    progress: Progress = lambda size: None,
    is_wanted: Callable[[str], bool] = lambda name: True,
) -> Read:
    """Read a backup to its end and return what it held, whatever is wrong with single files; unpack what is wanted.

    Raises:
        BackupError: where it is no backup, or was cut off.
    """
    read = Read()
    tags: dict[str, bytes] = {}
    try:
        with unsealed(file, keys) as opened, tarfile.open(fileobj=opened, mode="r|", bufsize=AT_ONCE) as packed:
            for entry in packed:
                name = _name_of(entry)
                content = packed.extractfile(entry)
                assert content is not None
                if name in TAG_FILES or name == ABOUT:
                    tags[name] = _note(name, entry.size, content)
                if name in TAG_FILES:
                    continue
                if name in read.there:
                    raise BackupError(f"{file.name}: “{name}” is in it twice. {ANOTHER}")
                if name == ABOUT:
                    read.there[name] = hashlib.sha512(tags[name]).hexdigest()
                    _write(into, name, tags[name])
                else:
                    read.there[name] = _pass(content, into if is_wanted(name) else None, name, progress)
            while opened.read(AT_ONCE):  # what age signed is known to be whole only at its end
                pass
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as problem:
        raise BackupError(f"{file.name} is no whole backup ({problem}). {ANOTHER}") from problem
    except OSError as problem:
        if problem.errno is None:  # as tarfile says that a file was cut off
            raise BackupError(f"{file.name} is no whole backup ({problem}). {ANOTHER}") from problem
        raise
    if missing := sorted(TAG_FILES - tags.keys()):
        raise BackupError(f"{file.name} is no whole backup: {missing[0]} is missing. {ANOTHER}")
    read.told = _manifest(file, tags[bag.MANIFEST])
    for name, checksum in _manifest(file, tags[bag.TAG_MANIFEST]).items():
        read.told[name] = checksum
    read.there |= {name: bag.digest(tags[name]) for name in TAG_FILES - {bag.TAG_MANIFEST}}
    if ABOUT in tags and read.there[ABOUT] == read.told.get(ABOUT):
        read.about = read_about(tags[ABOUT])
    return read


def peek(file: Path, keys: Sequence[Any] = ()) -> About:
    """Return what a backup says of itself, which is its first file; nothing of it is compared yet.

    Raises:
        BackupError: where it is none.
    """
    try:
        with unsealed(file, keys) as opened, tarfile.open(fileobj=opened, mode="r|", bufsize=AT_ONCE) as packed:
            if (entry := packed.next()) is not None and _name_of(entry) == ABOUT:
                content = packed.extractfile(entry)
                assert content is not None
                return read_about(_note(ABOUT, entry.size, content))
    except FileNotFoundError as problem:
        raise BackupError(f"There is no file {file}. Name one that `backup` made.") from problem
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as problem:
        raise BackupError(f"{file.name} is no backup ({problem}). Name a file that `backup` made.") from problem
    raise BackupError(f"{file.name} does not begin as a backup does. Name a file that `backup` made.")


def _name_of(entry: tarfile.TarInfo) -> str:
    """Return the name of a file below the one folder of a backup; refuse what can be no file of one."""
    parts = entry.name.split("/")
    inner = entry.name.removeprefix(f"{ROOT}/")
    is_ours = inner != entry.name and (inner in TAG_FILES or inner.startswith(f"{bag.PAYLOAD}/"))
    if not entry.isreg() or not NAMED.fullmatch(entry.name) or not all(parts) or {".", ".."} & set(parts):
        raise BackupError(f"“{entry.name[:80]}” is no plain file within a backup. {ANOTHER}")
    if not is_ours:
        raise BackupError(f"“{entry.name[:80]}” is no part of a backup. Name a file that `backup` made.")
    return inner


def _note(name: str, size: int, content: Any) -> bytes:
    if size > LARGEST_NOTE:
        raise BackupError(f"“{name}” would have {size} bytes; at most {LARGEST_NOTE} are read. {ANOTHER}")
    return bytes(content.read())


def _write(into: Path | None, name: str, content: bytes) -> None:
    if into is not None:
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _pass(content: Any, into: Path | None, name: str, progress: Progress) -> str:
    """Read a file, write it where that is asked for, and return its SHA-512."""
    checksum = hashlib.sha512()
    target: BinaryIO | None = None
    if into is not None:
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        target = (into / name).open("xb")
    try:
        while some := content.read(AT_ONCE):
            checksum.update(some)
            if target:
                target.write(some)
            progress(len(some))
    finally:
        if target:
            target.close()
    return checksum.hexdigest()


def _manifest(file: Path, text: bytes) -> dict[str, str]:
    found = {}
    for line in text.decode("utf-8", "replace").splitlines():
        if not (parts := bag.LINE.fullmatch(line)):
            raise BackupError(f"{file.name}: a manifest has a line that is none: {line[:60]} {ANOTHER}")
        found[unquote(parts[2])] = parts[1].lower()
    return found
