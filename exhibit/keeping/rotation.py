"""Which older backups go: of N days, N weeks and N months the newest of each stays, and all that is not ours."""

import datetime
from collections.abc import Callable
from pathlib import Path

from exhibit.keeping.layout import NAME

Span = Callable[[datetime.datetime], tuple[int, ...]]
SPANS: tuple[Span, ...] = (
    lambda at: (at.year, at.timetuple().tm_yday),
    lambda at: at.isocalendar()[:2],
    lambda at: (at.year, at.month),
)


def backups_in(folder: Path) -> list[Path]:
    """Return the backups in a folder, the newest first."""
    found = [file for file in folder.glob("exhibit-*.tar*") if NAME.fullmatch(file.name)] if folder.is_dir() else []
    return sorted(found, key=lambda file: file.name, reverse=True)


def moment_of(file: Path) -> datetime.datetime:
    """Return the moment in the name of a backup."""
    told = NAME.fullmatch(file.name)
    assert told is not None
    return datetime.datetime.strptime(told[1], "%Y%m%dT%H%M%S").replace(tzinfo=datetime.UTC)


def outdated(files: list[Path], keep: int) -> list[Path]:
    """Return those of `files`, the newest first, that go. The newest never does."""
    kept = set(files[:1])
    for span in SPANS:
        newest: dict[tuple[int, ...], Path] = {}
        for file in files:
            newest.setdefault(span(moment_of(file)), file)
        kept |= set(list(newest.values())[:keep])
    return [file for file in files if file not in kept]
