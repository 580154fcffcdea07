"""Versions and entries of the log for all that a table touches: one of its own for each record.

To revert a record then reverts nothing else.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models

from exhibit.curation import versions

AT_ONCE = 500


class History:
    """What is kept and told of one import, or of its undo."""

    def __init__(self, user: Any, comment: str) -> None:
        self.user = user
        self.comment = comment

    def keep_first(self, records: Iterable[Any]) -> None:
        """Keep what has no version yet as it was before."""
        for records_of_noun in by_noun(records):
            for some in batches(records_of_noun):
                versions.keep_first(type(some[0]), some)

    def keep(self, records: Iterable[Any], comment: str = "") -> None:
        """Keep records as they are now, a version each."""
        for records_of_noun in by_noun(records):
            for record in records_of_noun:
                versions.keep(record, comment or self.comment, self.user)

    def log(self, records: Iterable[Any], flag: int) -> None:
        """Tell the log, where somebody is known to have done it."""
        if self.user is None:
            return
        for records_of_noun in by_noun(records):
            LogEntry.objects.log_actions(self.user.pk, records_of_noun, flag, change_message=self.comment)


def by_noun(records: Iterable[Any]) -> list[list[Any]]:
    """Return records in groups of one noun, each once."""
    found: dict[type[models.Model], dict[Any, Any]] = {}
    for record in records:
        found.setdefault(type(record), {})[record.pk] = record
    return [list(of_noun.values()) for of_noun in found.values()]


def batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield some hundreds at once."""
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some
