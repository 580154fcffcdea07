"""From the database into a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import translation

from exhibit import models as nouns
from exhibit.interop.folder.rows import FILES, FolderError, Row, filled, rows, text_of


def dump_folder(folder: Path) -> dict[str, int]:
    """Write everything to `folder`; return the number of rows by file name.

    Raises:
        FolderError: where the folder holds other fixtures; nothing is written then.
    """
    if others := sorted(file.name for file in folder.glob("*.json") if file.name not in FILES):
        raise FolderError(
            f"{folder}: {', '.join(others)} would be loaded again: take them out or choose another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    with one_moment():
        for name, models_of_file in FILES.items():
            if count := _write(folder / name, rows(models_of_file)):
                written[name] = count
        pictures = picture_files()
    for name in pictures:
        if default_storage.exists(name):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as opened:
                target.write_bytes(opened.read())
    return written


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is at one moment, in the museum's first language."""
    is_first = not connection.in_atomic_block
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        if connection.vendor == "postgresql" and is_first:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def picture_files() -> list[str]:
    """Return the names of all picture files, in order."""
    return sorted({str(image.file.name) for image in nouns.Image.objects.exclude(file="")})


def _write(file: Path, found: Iterator[Row]) -> int:
    """Write a fixture, in place of the one before only when it is whole; return how many rows it has."""
    if (there := filled(found)) is None:
        file.unlink(missing_ok=True)
        return 0
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in there:
            count += 1
            yield row

    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as opened:
        opened.writelines(text_of(counted()))
    part.replace(file)
    return count
