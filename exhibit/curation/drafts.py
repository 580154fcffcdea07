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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from exhibit.curation.changes import Change, change_of, changes_of_all
from exhibit.models import Draft, Record
from exhibit.translation import FIELDS

Contents = dict[str, Any]
"""{"exhibit.film": {"12": {column: value}}, "exhibit.credit": {...}}: rows by their labels and keys."""

Owned = Iterable[tuple[type[models.Model], str]]
"""The kinds of rows that a record owns, each with the name of the key that says so."""


class DraftError(Exception):
    """A draft that cannot be applied, with the remedy in words."""


@contextmanager
def rolled_back() -> Iterator[None]:
    """Let anything be written within, and leave the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def contents_of(record: models.Model, owned: Owned) -> Contents:
    """Return a record and its rows as the database has them now."""
    found = {_label(type(record)): {str(record.pk): _columns(type(record)._base_manager.get(pk=record.pk))}}
    for noun, key in owned:
        rows = noun._base_manager.filter(**{key: record.pk}).order_by("pk")
        found[_label(noun)] = {str(row.pk): _columns(row) for row in rows}
    return found


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


def keep(record: models.Model, base: Contents, contents: Contents, **values: Any) -> Draft:
    """Keep a draft of `record` in place of an older one."""
    kind = ContentType.objects.get_for_model(record)
    return Draft.objects.update_or_create(
        content_type=kind, object_id=record.pk, defaults={"base": base, "contents": contents, **values}
    )[0]


def apply(draft: Draft, *, for_good: bool = False) -> dict[str, str]:
    """Write the difference into the live rows; return the new keys of rows that were new, where it is for good.

    Raises:
        DraftError: where what the draft names is no longer there.
    """
    keys: dict[str, str] = {}
    try:
        with transaction.atomic():
            for label, rows in draft.contents.items():
                noun, before = apps.get_model(label), draft.base.get(label, {})
                gone = [key for key in before if key not in rows]
                for row in noun._base_manager.filter(pk__in=gone):
                    row.delete()
                for key, columns in rows.items():
                    new_key = _write(noun, key, before.get(key, {}), columns, for_good=for_good)
                    if new_key != key:
                        keys[key] = new_key
    except (IntegrityError, DeserializationError, ObjectDoesNotExist, ValueError) as problem:
        raise DraftError(
            _(
                "The draft of “%(name)s” cannot be shown: something that it names was deleted or has changed since. "
                "Discard the draft, or restore what is missing from the history."
            )
            % {"name": draft.record}
        ) from problem
    return keys


def _write(noun: type[models.Model], key: str, before: Contents, columns: Contents, *, for_good: bool) -> str:
    changed = {name: value for name, value in columns.items() if name not in before or before[name] != value}
    if not changed:
        return key
    _must_be_there(noun, changed)
    row = noun._base_manager.filter(pk=key).first()
    if row is None and issubclass(noun, Record):
        raise ObjectDoesNotExist
    fields = {**columns, **(_columns(row) if row else {}), **changed}
    pk = None if for_good and int(key) < 0 else int(key)
    data = {"model": _label(noun), "pk": pk, "fields": fields}
    (restored,) = serializers.deserialize("python", [data], ignorenonexistent=True)
    restored.object.save()
    for name, values in (restored.m2m_data or {}).items():
        getattr(restored.object, name).set(values)
    return str(restored.object.pk)


def _must_be_there(noun: type[models.Model], changed: Contents) -> None:
    """Databases look after references only when a transaction ends, and one for a look never does."""
    for name, value in changed.items():
        field: Any = noun._meta.get_field(name)
        if field.is_relation and value:
            keys = set(value) if isinstance(value, list) else {value}
            if field.related_model._base_manager.filter(pk__in=keys).count() < len(keys):
                raise ObjectDoesNotExist


def conflicts(draft: Draft) -> list[Change]:
    """Return the fields that the draft changes and that were changed in the live record too, since it was begun."""
    found = []
    for label, rows in draft.contents.items():
        noun = apps.get_model(label)
        before = draft.base.get(label, {})
        live = {str(row.pk): _columns(row) for row in noun._base_manager.filter(pk__in=list(before))}
        for key, columns in rows.items():
            for name, value in columns.items():
                was, now = before.get(key, {}).get(name), live.get(key, {}).get(name)
                is_gone = key in before and key not in live and was != value
                if is_gone or (key in live and was not in (now, value) and now != value):
                    found.append(change_of(noun, key, name, now, value))
    return found


def _label(noun: type[models.Model]) -> str:
    return noun._meta.label_lower


def _columns(row: models.Model) -> Contents:
    """The columns of a row, and its lists of others, as JSON has them."""
    (data,) = serializers.serialize("python", [row])
    translated = FIELDS.get(type(row), ())  # these have a column for each language beside them
    return {name: _plain(value) for name, value in data["fields"].items() if name not in translated}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(_plain(one) for one in value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else _as_text(value)


def _as_text(value: Any) -> str:
    """Return a date or time as a fixture writes it."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def differences_of(draft: Draft) -> Iterator[Change]:
    """Yield what the draft changes, field by field."""
    yield from changes_of_all(draft.base, draft.contents)
