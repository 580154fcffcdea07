"""Files put in place of others, so that an interruption at any moment can be taken back.

What is to be moved is written down first, and the note goes last. Whoever finds a note finds an interrupted
restoration; to take it back is to move what was moved back again, which may itself be interrupted and done again.
"""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Move = tuple[Path, Path]


def move_all(moves: Sequence[Move], note: Path, finish: Callable[[], Any] = lambda: None) -> None:
    """Rename all, in order, then `finish`; or nothing."""
    part = note.with_name(f"{note.name}.part")
    with part.open("w", encoding="utf-8") as opened:
        json.dump([[str(old), str(new)] for old, new in moves], opened)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(note)
    settle(note.parent)
    try:
        for old, new in moves:
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
            settle(new.parent)
        finish()
    except BaseException:
        take_back(note)
        raise
    note.unlink()
    settle(note.parent)


def take_back(note: Path) -> bool:
    """Take back moves that were interrupted; whether there were any."""
    if not note.is_file():
        return False
    for old, new in reversed(json.loads(note.read_text(encoding="utf-8"))):
        if Path(new).exists() and not Path(old).exists():
            Path(old).parent.mkdir(parents=True, exist_ok=True)
            Path(new).rename(old)
            settle(Path(old).parent)
    note.unlink()
    settle(note.parent)
    return True


def settle(folder: Path) -> None:
    """Have the disk know of new names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
