"""Which translations are older than what they translate: found in the history of a record."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import models
from reversion.models import Version

from exhibit.curation.changes import label_of
from exhibit.curation.differences import Piece, differences, readable
from exhibit.languages import column_of, original_of, others
from exhibit.translation import FIELDS

MOST_READ = 60
"""Versions looked through, the newest first."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A text that changed in the first language after it was translated: what the translator knew, and what it says."""

    label: str
    target: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """Both as one, word by word."""
        return differences(readable(self.old), readable(self.new))


def stale(record: models.Model) -> list[Stale]:
    """Return the translations of a record that are older than their original; one query."""
    names = FIELDS.get(type(record), ())
    versions = Version.objects.get_for_object(record).order_by("-pk").values_list("serialized_data", flat=True)
    known: list[dict[str, Any]] = [json.loads(data)[0]["fields"] for data in versions[:MOST_READ]] if names else []
    found = []
    for name in names:
        now = getattr(record, original_of(name)) or ""
        for language in others():
            column = column_of(name, language)
            if not getattr(record, column):
                continue
            written = _written_for(known, original_of(name), column, getattr(record, column))
            if written is not None and written != now:
                found.append(Stale(label_of(type(record), column), f"id_{column}", written, now))
    return found


def _written_for(known: list[dict[str, Any]], original: str, column: str, text: str) -> str | None:
    """What the original said in the oldest version, counted back from now, in which the translation is the same."""
    written = None
    for fields in known:
        if (fields.get(column) or "") != text:
            break
        written = fields.get(original) or ""
    return written
