"""Versions: a record with all it owns as it is, kept by reversion, each in a revision of its own.

To revert one record then reverts nothing else.
"""

from collections.abc import Iterable
from typing import Any

import reversion
from django.db import models
from django.utils.translation import gettext as _
from reversion.models import Version


def keep(record: models.Model, comment: str, user: Any = None) -> None:
    """Keep a version of a record, and of what it owns, as they are in the database; `user` made them so."""
    with reversion.create_revision():
        reversion.set_comment(comment)
        if user is not None:
            reversion.set_user(user)
        reversion.add_to_revision(record)


def keep_first(noun: type[models.Model], records: Iterable[models.Model]) -> None:
    """Keep those records of a noun that have no version yet, as they were before anybody changed them here."""
    by_key = {str(record.pk): record for record in records}
    versions = Version.objects.get_for_model(noun).filter(object_id__in=list(by_key))
    known = set(versions.values_list("object_id", flat=True))
    for key, record in by_key.items():
        if key not in known:
            keep(record, _("As it was before its first change here."))
