"""A database again from what a copy carries: the public records, their pictures, and editions.

What was never public is not there: drafts, notes of the desk, accounts, history. For those there are backups.
"""

from dataclasses import dataclass
from pathlib import Path

from exhibit.interop.folder import FILES, FolderError, Report, load_folder
from exhibit.models import Lane
from exhibit.publishing.freezing import bag, editions, releases


class ThawError(Exception):
    """A copy that cannot be thawed; the text says what is in the way, and that nothing was changed."""


@dataclass(slots=True)
class Thawed:
    """What a thaw did: files compared, what loading did to the records, editions brought back."""

    files: int
    report: Report
    editions: int = 0


def thaw(folder: Path) -> Thawed:
    """Load what a copy carries, all or nothing. `folder` is a bag, or where `freeze` keeps its copies.

    Raises:
        ThawError: where the copy is not what it was when it was made, or the database holds a museum already.
    """
    place = releases.current(folder) or folder
    if not is_empty():
        raise ThawError(
            "There are records in the database already, of which a copy does not hold all. Name an empty one."
        )
    try:
        thawed = Thawed(bag.verify_bag(place), Report())
        found = editions.read_editions(place / bag.PAYLOAD / editions.FILE)

        def finish() -> None:
            thawed.editions = editions.load_editions(found)

        thawed.report = load_folder(place / bag.PAYLOAD / "exhibit", finish)
    except (bag.BagError, FolderError) as problem:
        raise ThawError(str(problem)) from problem
    return thawed


def is_empty() -> bool:
    """Whether the database holds no record yet."""
    kinds = (model for models_of_file in FILES.values() for model in models_of_file if model is not Lane)
    return not any(model._base_manager.exists() for model in kinds)
