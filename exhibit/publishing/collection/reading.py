"""From an archive into the database: compared to the last byte first, then loaded, all or nothing."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exhibit.interop.folder import FolderError, Report, load_folder
from exhibit.publishing.collection.layout import DATA, EDITIONS, CollectionError
from exhibit.publishing.collection.unpacking import Progress, checked, unpack
from exhibit.publishing.freezing import editions
from exhibit.publishing.freezing.thawing import is_empty


@dataclass(slots=True)
class Loaded:
    """What an import did to the records, and how many editions it brought."""

    report: Report
    editions: int = 0


def read_collection(
    file: Path,
    *,
    is_update: bool = False,
    unpacked: Progress = lambda done, known: None,
    loaded: Callable[[], Any] = lambda: None,
) -> Loaded:
    """Load an archive, or the folder of a bag, into an empty database, or with `is_update` over what is there.

    Records of the archive become as it says, with all that they own; others stay as they are.

    Raises:
        CollectionError: naming what is in the way; nothing is changed then.
    """
    if not is_update and not is_empty():
        raise CollectionError(
            "There are records in the database already. Name an empty one, or add --update:"
            " records that the file names become as it says, others stay."
        )
    with tempfile.TemporaryDirectory(prefix="collection-") as folder:
        root = checked(file) if file.is_dir() else unpack(file, Path(folder), unpacked)
        done = Loaded(Report())
        try:
            told = editions.read_editions(root / EDITIONS)

            def finish() -> None:
                done.editions = editions.load_editions(told)

            done.report = load_folder(root / DATA, finish, loaded)
        except (FolderError, ValueError) as problem:
            raise CollectionError(str(problem).replace(f"{root}/", "")) from problem
    return done
