"""Versions and entries of the log for all that a table touches: one of its own for each record.

To revert a record then reverts nothing else.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import reversion
from django.contrib.admin.models import LogEntry
from django.db import models
from django.utils.translation import gettext as _
from reversion.models import Version

AT_ONCE = 500


class History:
    """What is kept and told of one import, or of its undo."""

    def __init__(self, user: Any, comment: str) -> None:
        self.user = user
        self.comment = comment

    def keep_first(self, records: Iterable[Any]) -> None:
        """Keep what has no version yet as it was before."""
        words = _("As it was before its first change here.")
        for records_of_noun in by_noun(records):
            noun = type(records_of_noun[0])
            for some in batches(records_of_noun):
                keys = [str(record.pk) for record in some]
                known = set(
                    Version.objects.get_for_model(noun).filter(object_id__in=keys).values_list("object_id", flat=True)
                )
                self._keep([record for record in some if str(record.pk) not in known], words, user=None)

    def keep(self, records: Iterable[Any], comment: str = "") -> None:
        """Keep records as they are now, a version each."""
        for records_of_noun in by_noun(records):
            self._keep(records_of_noun, comment or self.comment, user=self.user)

    def _keep(self, records: Iterable[Any], comment: str, user: Any) -> None:
        for record in records:
            with reversion.create_revision():
                reversion.set_comment(comment)
                if user is not None:
                    reversion.set_user(user)
                reversion.add_to_revision(record)

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
