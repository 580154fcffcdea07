"""Contents: a record with the rows that it owns, as JSON keeps them; and what differs between two states of them.

Only a difference is ever applied, so that what somebody else changes meanwhile in other fields or rows stays theirs.
Drafts, editions and imports are each two such states: what was, and what shall be.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction

from exhibit.curation.changes import Change, change_of
from exhibit.models import Record
from exhibit.translation import FIELDS

Contents = dict[str, Any]
"""{"exhibit.film": {"12": {column: value}}, "exhibit.credit": {...}}: rows by their labels and keys."""

Owned = Iterable[tuple[type[models.Model], str]]
"""The kinds of rows that a record owns, each with the name of the key that says so."""


class ContentsError(Exception):
    """A difference that cannot be applied: something that it names is no longer there, or is needed."""


@contextmanager
def rolled_back() -> Iterator[None]:
    """Let anything be written within, and leave the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def contents_of(record: models.Model, owned: Owned) -> Contents:
    """Return a record and its rows as the database has them now."""
    found = {label_of_noun(type(record)): {str(record.pk): as_stored(type(record)._base_manager.get(pk=record.pk))}}
    for noun, key in owned:
        rows = noun._base_manager.filter(**{key: record.pk}).order_by("pk")
        found[label_of_noun(noun)] = {str(row.pk): as_stored(row) for row in rows}
    return found


def apply(base: Contents, contents: Contents, *, for_good: bool = False, restores: bool = False) -> dict[str, str]:
    """Write the difference into the live rows; return the new keys of rows with negative ones, where it is for good.

    `restores`: records that were deleted since come back too.

    Raises:
        ContentsError: where what it names is no longer there, or what it removes is used.
    """
    keys: dict[str, str] = {}
    lists = []
    nouns = in_order_of_need({**base, **contents})
    owned = [noun for noun in nouns if owners(noun)]
    try:
        with transaction.atomic():
            _remove(owned, base, contents)
            for noun in nouns:
                before = base.get(label_of_noun(noun), {})
                for key, columns in contents.get(label_of_noun(noun), {}).items():
                    written = _write(noun, key, before.get(key, {}), columns, for_good=for_good, restores=restores)
                    if written is not None:
                        lists.append(written)
                        keys[key] = str(written.object.pk)
            for written in lists:
                for name, values in (written.m2m_data or {}).items():
                    _must_be_there(type(written.object), {name: values})
                    getattr(written.object, name).set(values)
            _remove([noun for noun in nouns if noun not in owned], base, contents)
    except (IntegrityError, DeserializationError, ObjectDoesNotExist, ValueError) as problem:
        raise ContentsError(str(problem)) from problem
    return {key: new for key, new in keys.items() if key != new}


def in_order_of_need(labels: Iterable[str]) -> list[type[models.Model]]:
    """Return kinds of rows, those to which others point before these."""
    nouns = [apps.get_model(label) for label in labels]
    needs = {
        noun: [column.related_model for column in noun._meta.concrete_fields if column.related_model in nouns]
        for noun in nouns
    }
    return list(TopologicalSorter(needs).static_order())


def owners(noun: type[models.Model]) -> list[Any]:
    """Return the keys that say to what a row belongs; none for a thing of its own."""
    columns: list[Any] = [column for column in noun._meta.concrete_fields if column.is_relation]
    return [column for column in columns if column.remote_field.on_delete is models.CASCADE]


def _remove(nouns: list[type[models.Model]], base: Contents, contents: Contents) -> None:
    """Delete the rows that are no longer there, those that refer to others first."""
    for noun in reversed(nouns):
        label = label_of_noun(noun)
        gone = [key for key in base.get(label, {}) if key not in contents.get(label, {})]
        for row in noun._base_manager.filter(pk__in=gone):
            row.delete()


def _write(
    noun: type[models.Model], key: str, before: Contents, columns: Contents, *, for_good: bool, restores: bool
) -> Any:
    """Write what changed in one row and return it, its lists still to be set; None where nothing changed."""
    names = {field.name for field in (*noun._meta.concrete_fields, *noun._meta.many_to_many)}
    columns = {name: value for name, value in columns.items() if name in names}  # a language may have been taken out
    changed = {name: value for name, value in columns.items() if name not in before or before[name] != value}
    if not changed:
        return None
    _must_be_there(noun, {name: value for name, value in changed.items() if not isinstance(value, list)})
    row = noun._base_manager.filter(pk=key).first()
    if row is None and issubclass(noun, Record) and not restores:
        raise ObjectDoesNotExist
    fields = {**columns, **(as_stored(row) if row else {}), **changed}
    pk = None if for_good and int(key) < 0 else int(key)
    data = {"model": label_of_noun(noun), "pk": pk, "fields": fields}
    (written,) = serializers.deserialize("python", [data], ignorenonexistent=True)
    written.object.save()
    return written


def _must_be_there(noun: type[models.Model], changed: Contents) -> None:
    """Databases look after references only when a transaction ends, and one for a look never does."""
    for name, value in changed.items():
        field: Any = noun._meta.get_field(name)
        if field.is_relation and value:
            keys = set(value) if isinstance(value, list) else {value}
            if field.related_model._base_manager.filter(pk__in=keys).count() < len(keys):
                raise ObjectDoesNotExist


def conflicts(base: Contents, contents: Contents) -> list[Change]:
    """Return the fields that differ between the two and that say something third in the live rows."""
    found = []
    for label, rows in contents.items():
        noun = apps.get_model(label)
        before = base.get(label, {})
        live = {str(row.pk): as_stored(row) for row in noun._base_manager.filter(pk__in=list(before))}
        for key, columns in rows.items():
            for name, value in columns.items():
                was, now = before.get(key, {}).get(name), live.get(key, {}).get(name)
                is_gone = key in before and key not in live and was != value
                if is_gone or (key in live and was not in (now, value) and now != value):
                    found.append(change_of(noun, key, name, now, value))
    return found


def label_of_noun(noun: type[models.Model]) -> str:
    return noun._meta.label_lower


def as_stored(row: models.Model) -> Contents:
    """Return the columns of a row, and its lists of others, as JSON has them."""
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
