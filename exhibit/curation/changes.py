"""Changes field by field, as people read them: which field, what it said, what it says."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exhibit.curation.differences import Piece, differences, readable
from exhibit.models import Record
from exhibit.translation import FIELDS, in_language

UNTOLD = {"ordering", "region", "key", "parent", "width", "height", "checksum"}
"""Columns that follow from others, or say only where a row stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that says something else than before. `row` is the kind of row it belongs to, "" for the record."""

    row: str
    label: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """Both texts as one, word by word."""
        return differences(self.old, self.new)


def changes(
    noun: type[models.Model], before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Change]:
    """Yield what changed between two states of rows of a noun, by their keys: fields, rows added, rows removed."""
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key, {}), after.get(key, {})
        for name in _told(noun):
            was, now = old.get(name), new.get(name)
            if (was or None) != (now or None):
                yield change_of(noun, key, name, was, now)


def changes_of_all(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what changed between two states of rows of several nouns, by their labels."""
    for label in {**after, **before}:
        yield from changes(apps.get_model(label), before.get(label, {}), after.get(label, {}))


def _told(noun: type[models.Model]) -> list[str]:
    translated = FIELDS.get(noun, ())
    fields = [field for field in (*noun._meta.concrete_fields, *noun._meta.many_to_many) if not field.primary_key]
    return [
        field.name
        for field in fields
        if field.name not in translated and field.name not in UNTOLD and not _is_derived(field)
    ]


def _is_derived(field: Any) -> bool:
    """Whether a column is the bound of a date, which changes with it."""
    return hasattr(field, "of")


def change_of(noun: type[models.Model], key: str, name: str, old: Any, new: Any) -> Change:
    """Return the change of one field from one stored value to another."""
    row = "" if issubclass(noun, Record) else str(capfirst(noun._meta.verbose_name))
    return Change(row, label_of(noun, name), in_words(noun, name, old), in_words(noun, name, new))


def label_of(noun: type[models.Model], name: str) -> str:
    """Return the name of a field, with its language where it has one."""
    try:
        field: Any = noun._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    original = getattr(field, "translated_field", None)
    if original is None:
        return str(capfirst(field.verbose_name))
    return in_language(original.verbose_name, field.language)


def in_words(noun: type[models.Model], name: str, value: Any) -> str:
    """Return a stored value as a person reads it: names of what it points at, words of a choice, plain text."""
    if value in (None, "", []):
        return ""
    try:
        field: Any = noun._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value)
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        found = {str(one.pk): str(one) for one in field.related_model._base_manager.filter(pk__in=keys)}
        return ", ".join(found.get(str(key), _("deleted")) for key in keys)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return str(value).replace("T", " ")[:16]
    with suppress(ValidationError):
        value = field.to_python(value)
    return readable(str(value))
