"""Where a record is used: every row of every table that points at it, told by the record it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from exhibit.languages import columns_of
from exhibit.models import Award, AwardRecipient, Block, Citation, Credit, Exhibit, Statement, TextBlock
from exhibit.rich_text import note_slugs

MOST_SHOWN = 50
OWNERS: dict[type[models.Model], str] = {Credit: "film", AwardRecipient: "award"}
"""Rows that belong to a record: it is what one looks for."""

NEEDED: dict[type[models.Model], tuple[str, ...]] = {
    Award: ("body",),
    Credit: ("film",),
    AwardRecipient: ("award__body",),
}
"""What the names of rows take from others."""


@dataclass(frozen=True, slots=True)
class Use:
    """One kind of use: what it is called, the records, whether there are more, and whether it keeps from deletion."""

    label: str
    records: list[Any]
    is_more: bool
    protects: bool


def usage(record: models.Model) -> list[Use]:
    """Return every kind of use of a record; a query for each relation that may point at it."""
    found = []
    for relation in record._meta.get_fields(include_hidden=True):
        if not isinstance(relation, (models.ManyToOneRel, models.ManyToManyRel)):
            continue
        noun: Any = relation.related_model
        if noun._meta.auto_created or _is_own(noun, relation):
            continue
        rows = noun._base_manager.filter(**{relation.field.name: record.pk}).order_by("pk").distinct()
        rows = list(rows.select_related(*NEEDED.get(noun, ()))[: MOST_SHOWN + 1])
        if rows:
            owners = {(type(owner), owner.pk): owner for row in rows[:MOST_SHOWN] if (owner := _owner(row)) is not None}
            protects = getattr(relation, "on_delete", None) is models.PROTECT
            found.append(Use(_label(noun, relation), list(owners.values()), len(rows) > MOST_SHOWN, protects))
    if isinstance(record, Statement):
        told = list(told_in(record))
        if told:
            found.append(Use(str(Exhibit._meta.verbose_name_plural), told, is_more=False, protects=True))
    return found


def _is_own(noun: type[models.Model], relation: Any) -> bool:
    """Whether the rows are a part of the record itself, which its own form shows."""
    name = relation.field.name
    if noun is Citation:
        return name != "source"
    return (
        name == "parent"
        or (noun in OWNERS and OWNERS[noun] == name)
        or getattr(relation, "on_delete", None) is models.CASCADE
    )


def _owner(row: Any) -> Any:
    """The record that a curator knows the row by."""
    if isinstance(row, Block):
        return row.parent
    if isinstance(row, Citation):
        return row.record
    name = OWNERS.get(type(row))
    return getattr(row, name) if name else row


def _label(noun: Any, relation: Any) -> str:
    if issubclass(noun, Block):
        words = _("Exhibits, in a block: %(kind)s")
        return words % {"kind": noun._meta.verbose_name}
    return f"{noun._meta.verbose_name_plural}: {relation.field.verbose_name}"


def told_in(statement: Statement) -> Iterator[Exhibit]:
    """Yield the exhibits whose texts refer to a statement."""
    seen = set()
    for noun, name in ((TextBlock, "text"), (Exhibit, "closing")):
        refers = models.Q()
        for column in columns_of(name):
            refers |= models.Q(**{f"{column}__contains": f"[^{statement.slug}]"})
        rows: Any = noun._base_manager.filter(refers)
        for row in rows:  # SQLite's `contains` ignores case; the story does not
            texts = " ".join(getattr(row, column) or "" for column in columns_of(name))
            owner = _owner(row)
            if statement.slug in note_slugs(texts) and owner.pk not in seen:
                seen.add(owner.pk)
                yield owner
