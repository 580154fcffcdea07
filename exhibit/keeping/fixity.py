"""Whether bytes are still what they were: every picture file against its row, every archive against its manifests."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from exhibit.keeping import pictures
from exhibit.keeping.layout import AT_ONCE
from exhibit.models import Arrival, Image, unfinished

DAMAGED, MISSING, UNCHECKED = "damaged", "missing", "unchecked"


@dataclass(frozen=True, slots=True)
class Fault:
    """One file that is not as it should be: which, whose, in which way, and the checksum that it should have."""

    name: str
    of: str
    kind: str
    checksum: str = ""

    def __str__(self) -> str:
        said = {
            DAMAGED: f"is not what it was when it came: its SHA-512 should begin with {self.checksum[:12]}",
            MISSING: "is missing",
            UNCHECKED: "cannot be checked: its row knows no checksum. Save the picture once",
        }[self.kind]
        return f"{self.name} ({self.of}) {said}."


@dataclass(slots=True)
class Report:
    """How many files were compared, what is wrong, which renditions are gone, and which files no row names."""

    checked: int = 0
    faults: list[Fault] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)


def look(progress: Callable[[], Any] = lambda: None) -> Report:
    """Compare every picture file with the checksum in its row."""
    report = Report()
    kept: dict[str, str] = {}
    for name, of, checksum in _expected():
        progress()
        kept[name] = of
        there = checksum_of(name)
        report.checked += 1
        if there is None:
            report.faults.append(Fault(name, of, MISSING, checksum))
        elif not checksum:
            report.faults.append(Fault(name, of, UNCHECKED))
        elif there != checksum:
            report.faults.append(Fault(name, of, DAMAGED, checksum))
    named = pictures.named_now()
    there_now = set(stored())
    report.lost = sorted(named - there_now - kept.keys())
    report.unnamed = sorted(there_now - named)
    return report


def count() -> int:
    """Return how many files `look` compares."""
    return sum(rows.count() for _what, rows in _rows())


def _rows() -> Iterator[tuple[str, QuerySet[Any]]]:
    yield "picture", Image.objects.exclude(file="").order_by("file")
    yield "uploaded picture that waits for its words,", Arrival.objects.exclude(file="").order_by("file")


def _expected() -> Iterator[tuple[str, str, str]]:
    for what, rows in _rows():
        for name, slug, checksum in rows.values_list("file", "slug", "checksum").iterator():
            yield name, f"{what} “{slug}”", checksum


def checksum_of(name: str) -> str | None:
    """Return the SHA-512 of a file in the storage; None where there is none."""
    checksum = hashlib.sha512()
    try:
        with default_storage.open(name) as opened:
            for some in opened.chunks(AT_ONCE):
                checksum.update(some)
    except FileNotFoundError:
        return None
    return checksum.hexdigest()


def stored(folder: str = "") -> Iterator[str]:
    """Yield the name of every file in the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    beside = f"{folder}/" if folder else ""
    yield from (f"{beside}{name}" for name in files if name)
    for name in folders:
        if name and not name.startswith(".") and beside + name != unfinished.FOLDER:
            yield from stored(f"{beside}{name}")
