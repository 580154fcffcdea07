"""The whole of it, written in one transaction: all or nothing."""

from typing import Any

from django.db import transaction
from tqdm import tqdm

from exhibit.invented.amounts import Amounts
from exhibit.invented.nouns import Invention
from exhibit.invented.writing import counted, settle, write
from exhibit.models import AwardBody, Event, Exhibit, Film, Person, Place, Source

RECORDS = (Place, Person, Film, Event, AwardBody, Source, Exhibit)


def holds_records() -> bool:
    """Whether the database is somebody's collection already."""
    return any(noun._base_manager.exists() for noun in RECORDS)


def invent(amounts: Amounts, seed: int, *, progress: bool | None = None) -> dict[str, int]:
    """Write an invented collection; return how many rows of each kind there are now.

    `progress` shows a bar; None only where somebody is looking on.
    """
    hidden = None if progress is None else not progress
    with transaction.atomic():
        tables = Invention(amounts, seed).tables()
        with tqdm(total=sum(count for _noun, count, _rows in tables), unit=" rows", disable=hidden) as bar:
            for noun, _count, rows in tables:
                bar.set_description(str(noun._meta.verbose_name_plural))
                write(noun, counted(rows, bar))
        nouns: list[Any] = [noun for noun, _count, _rows in tables]
        settle(nouns)
    return {str(noun._meta.verbose_name_plural): noun._base_manager.count() for noun in nouns}
