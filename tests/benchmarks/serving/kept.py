"""What takes long to prepare is kept in var/benchmarks/ for the next run, until what it was made from changes."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
FOLDER = ROOT / "var" / "benchmarks"


def kept(name: str, made_from: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """Return a folder that `make` filled, in this run or an earlier one; what it left unfinished is thrown away.

    Of several processes that ask at once, one makes it, and the others wait.
    """
    place = FOLDER / f"{name}-{fingerprint(made_from)}"
    if place.exists():
        return place
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            partial = FOLDER / f"{name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            make(partial)
            for older in FOLDER.glob(f"{name}-*"):
                shutil.rmtree(older)
            partial.rename(place)
    return place


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a short text that is another one when a file has changed, came or went."""
    found = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        found.update(f"{path.name} {len(content)} ".encode() + content)
    return found.hexdigest()[:12]
