"""Two records of one thing made one: all that refers to the one that goes refers to the one that stays.

Old addresses lead on. What is empty in the record that stays is filled from the other; what both have stays as it
is there. Rows that would be the same twice are dropped; rows that differ and cannot both be kept stop the merging
before anything is changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exhibit.curation.changes import in_words, label_of
from exhibit.curation.usage import usage
from exhibit.models import AwardRecipient, Citation, PastSlug, Record
from exhibit.translation import FIELDS

SAME_WHEN_UNIQUE: tuple[type[models.Model], ...] = (AwardRecipient, Citation)
"""Rows of which a second one with the same keys says nothing more."""

OWN_TO_EACH = {"id", "slug", "status", "publish_at", "unpublish_at", "position"}


class MergeError(ValueError):
    """Two records that cannot be made one, with the reason in words."""


@dataclass(slots=True)
class Merging:
    """What will become of two records: fields that are filled, rows that stand in the way."""

    stays: Any
    goes: Any
    filled: list[tuple[str, str]] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    @property
    def uses(self) -> list[Any]:
        """Where the one that goes is used."""
        return usage(self.goes)


def planned(stays: Record, goes: Record) -> Merging:
    """Return what merging would do; nothing is changed.

    Raises:
        MergeError: where the two are of different kinds, or one and the same.
    """
    if type(stays) is not type(goes):
        raise MergeError(_("Only records of one kind can be merged."))
    if stays.pk == goes.pk:
        raise MergeError(_("This is the same record. Choose the other one."))
    found = Merging(stays, goes)
    for name, value in _filled(stays, goes):
        found.filled.append((label_of(type(stays), name), in_words(type(stays), name, value)))
    for noun, name in _keys(type(goes)):
        for row in noun._base_manager.filter(**{name: goes.pk}):
            if noun not in SAME_WHEN_UNIQUE and _twin(row, name, stays) is not None:
                found.clashes.append(f"{capfirst(str(noun._meta.verbose_name))}: {row}")
    return found


def merge(stays: Any, goes: Any) -> None:
    """Make two records one; all or nothing.

    Raises:
        MergeError: where rows of both cannot be kept.
    """
    with transaction.atomic():
        plan = planned(stays, goes)
        if plan.clashes:
            raise MergeError(_("Both have: %(rows)s. Remove one of each first.") % {"rows": "; ".join(plan.clashes)})
        for name, value in _filled(stays, goes):
            setattr(stays, name, value)
        for noun, name in _keys(type(goes)):
            for row in noun._base_manager.filter(**{name: goes.pk}):
                if _twin(row, name, stays) is not None:
                    row.delete()
                else:
                    setattr(row, name, stays)
                    row.save()
        for owner, name in _lists(goes):
            listed = getattr(owner, name)
            listed.add(stays)
            listed.remove(goes)
        for own in type(goes)._meta.many_to_many:
            getattr(stays, own.name).add(*getattr(goes, own.name).all())
        slug, noun_name = goes.slug, str(type(goes)._meta.model_name)
        type(goes)._base_manager.get(pk=goes.pk).delete()
        stays.save()
        PastSlug.objects.remember(noun_name, slug, stays.slug)


def _filled(stays: Any, goes: Any) -> Iterator[tuple[str, Any]]:
    """Yield the columns that are empty in the one and not in the other."""
    for column in type(stays)._meta.concrete_fields:
        name = column.name
        if name in OWN_TO_EACH or name in FIELDS.get(type(stays), ()) or hasattr(column, "of"):
            continue
        value = getattr(goes, column.attname)
        if getattr(stays, column.attname) in (None, "") and value not in (None, ""):
            yield column.attname if column.is_relation else name, value


def _keys(noun: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """Yield the kinds of rows that point at a record by a key, each with the name of the key."""
    for relation in noun._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not relation.related_model._meta.auto_created:
            yield relation.related_model, relation.field.name


def _lists(record: Any) -> Iterator[tuple[Any, str]]:
    """Yield the records that have this one in a list, each with the name of the list."""
    for relation in type(record)._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToManyRel):
            for owner in relation.related_model._base_manager.filter(**{relation.field.name: record.pk}):
                yield owner, relation.field.name


def _twin(row: Any, name: str, stays: Any) -> Any:
    """Return the row that already is what this one would be, by the rules of the database; None if there is none."""
    for rule in type(row)._meta.constraints:
        if not isinstance(rule, models.UniqueConstraint) or name not in rule.fields:
            continue
        keys = {
            key: stays.pk if key == name else getattr(row, type(row)._meta.get_field(key).attname)
            for key in rule.fields
        }
        if twin := type(row)._base_manager.filter(**keys).exclude(pk=row.pk).first():
            return twin
    return None
