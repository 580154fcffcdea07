"""Copies side by side: the one that visitors have, the one before, and the one that is being made.

```
DIR/current -> releases/20261129T071651Z    what a web server serves: DIR/current/data/site
DIR/releases/20261129T071651Z               a bag
DIR/releases/20261128T220000Z               the one before: point `current` at it to go back
```

`current` is turned in one step of the file system, when all else is on the disk. Until then nothing counts: whatever
ends a freeze, the copy that visitors have stays as it is, and the next freeze clears away what was left.
"""

import datetime
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exhibit.publishing.freezing.handler import FreezeError

CURRENT = "current"
RELEASES = "releases"
MAKING = ".making"
KEPT = 2


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let nobody else freeze into a folder meanwhile; the system lets go when the process ends, however it ends.

    Raises:
        FreezeError: where somebody does, or the folder cannot be written.
    """
    if (folder / CURRENT).exists() and not (folder / CURRENT).is_symlink():
        raise FreezeError(f"{folder / CURRENT} is not a link that `freeze` has made. Name another folder.")
    try:
        (folder / RELEASES).mkdir(parents=True, exist_ok=True)
        opened = (folder / ".lock").open("w")
    except OSError as problem:
        raise FreezeError(f"{folder} cannot be written ({problem}). Name a folder that you may write to.") from problem
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise FreezeError(f"Another freeze writes to {folder}. Wait until it has ended.") from problem
        yield


def current(folder: Path) -> Path | None:
    """Return the copy that visitors have; None where there is none."""
    found = folder / CURRENT
    return found.resolve() if found.is_dir() else None


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Give an empty folder for a new copy, and take it away again if it does not come to an end."""
    place = folder / RELEASES / MAKING
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def release(folder: Path, made: Path, at: datetime.datetime) -> Path:
    """Make a finished copy the one that visitors have, in one step; keep the one before, and none older."""
    os.sync()
    stamp = at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (f"{stamp}{more}" for more in ["", *(f"-{number}" for number in range(2, 1000))])
    place = next(path for name in names if not (path := folder / RELEASES / name).exists())
    before = current(folder)
    made.rename(place)
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(place.relative_to(folder))
    sync(folder / RELEASES)
    link.replace(folder / CURRENT)
    sync(folder)
    _clear(folder, {place.resolve(), before} if before else {place.resolve()})
    return place


def _clear(folder: Path, kept: set[Path]) -> None:
    """Remove the oldest copies beyond those that are kept."""
    all_copies = sorted(path for path in (folder / RELEASES).iterdir() if path.name != MAKING)
    spare = [path for path in all_copies if path.resolve() not in kept]
    for path in spare[: max(len(all_copies) - KEPT, 0)]:
        shutil.rmtree(path, ignore_errors=True)


def sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
