"""Drafts beside what visitors see: taken from a form, applied for a look, published for good.

A draft is the serialised record with the rows that its form edits, twice: as they were when it was
begun (`base`) and as they shall be (`contents`). Only the difference is ever applied. It was chosen over
a second table for each noun, and over a column that says which row is live, because

- the live rows stay as they are: every query, page and index knows nothing of drafts;
- a preview is the ordinary page: the difference is applied in a transaction, the page rendered, and all
  of it rolled back, so that nothing can be forgotten in a preview that a page would show;
- what somebody else changes meanwhile in other fields or rows, also on their own pages, stays theirs.

A row that is new in a draft has a negative key until it is published: no row of the database has one, and
the numbering of the tables never notices.
"""

import secrets
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from exhibit.curation import contents
from exhibit.curation.changes import Change, changes_of_all
from exhibit.curation.contents import Contents, ContentsError, Owned, contents_of
from exhibit.models import Draft


class DraftError(Exception):
    """A draft that cannot be applied, with the remedy in words."""


def take(record: models.Model, owned: Owned, live: Contents) -> Contents:
    """Return the contents of a draft: those of the database now, rows that are not `live` by negative keys."""
    found = contents_of(record, owned)
    return {
        label: {
            key if key in live.get(label, {}) or int(key) < 0 else str(-secrets.randbelow(2**47) - 1): columns
            for key, columns in rows.items()
        }
        for label, rows in found.items()
    }


def rebased(draft: Draft, live: Contents) -> Contents:
    """Return what a draft that is saved again is compared with: the live rows as they are now.

    Columns that it had changed keep what they were when it was begun, so that a change of both is still noticed.
    """
    base = {label: {key: dict(columns) for key, columns in rows.items()} for label, rows in live.items()}
    for label, rows in draft.contents.items():
        before = draft.base.get(label, {})
        for key, columns in rows.items():
            for name, value in columns.items():
                if key in before and key in base.get(label, {}) and before[key].get(name) != value:
                    base[label][key][name] = before[key].get(name)
    return base


def keep(record: models.Model, base: Contents, now: Contents, **values: Any) -> Draft:
    """Keep a draft of `record` in place of an older one."""
    kind = ContentType.objects.get_for_model(record)
    return Draft.objects.update_or_create(
        content_type=kind, object_id=record.pk, defaults={"base": base, "contents": now, **values}
    )[0]


def apply(draft: Draft, *, for_good: bool = False) -> dict[str, str]:
    """Write the draft into the live rows; return the new keys of rows that were new, where it is for good.

    Raises:
        DraftError: where what the draft names is no longer there.
    """
    try:
        return contents.apply(draft.base, draft.contents, for_good=for_good)
    except ContentsError as problem:
        raise DraftError(
            _(
                "The draft of “%(name)s” cannot be shown: something that it names was deleted or has changed since. "
                "Discard the draft, or restore what is missing from the history."
            )
            % {"name": draft.record}
        ) from problem


def conflicts(draft: Draft) -> list[Change]:
    """Return the fields that the draft changes and that were changed in the live record too, since it was begun."""
    return contents.conflicts(draft.base, draft.contents)


def differences_of(draft: Draft) -> Iterator[Change]:
    """Yield what the draft changes, field by field."""
    yield from changes_of_all(draft.base, draft.contents)
