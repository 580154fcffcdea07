"""What a folder holds, file by file, and a record as a row of one."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.core import serializers
from django.db import models

from exhibit import models as nouns
from exhibit.interop.folder.sorting import in_order
from exhibit.interop.tables.nouns import with_references
from exhibit.translation import FIELDS

FILES: dict[str, tuple[type[models.Model], ...]] = {
    "01_evidence.json": (nouns.Source, nouns.Statement, nouns.Dispute, nouns.DisputeSide),
    "02_images.json": (nouns.Image,),
    "03_places.json": (nouns.Place,),
    "04_people.json": (nouns.Person,),
    "05_films.json": (nouns.Film, nouns.FilmTitle, nouns.Release, nouns.Admission),
    "06_credits.json": (nouns.Credit,),
    "07_events.json": (nouns.Lane, nouns.Event),
    "08_awards.json": (nouns.AwardBody, nouns.Award, nouns.AwardRecipient),
    "09_stories.json": (nouns.Exhibit, *nouns.BLOCKS),
    "10_citations.json": (nouns.Citation,),
    "11_past_addresses.json": (nouns.PastSlug,),
}
KINDS = {model._meta.label_lower: model for models_of_file in FILES.values() for model in models_of_file}
POSITIONS = {model: position for position, model in enumerate(KINDS.values())}
# Rows that belong to another record and go when its folder no longer names them.
OWNED: dict[type[models.Model], tuple[str, ...]] = {
    nouns.DisputeSide: ("dispute",),
    nouns.FilmTitle: ("film",),
    nouns.Release: ("film",),
    nouns.Admission: ("film",),
    nouns.Credit: ("film",),
    nouns.AwardRecipient: ("award",),
    nouns.Citation: nouns.evidence.CITED,
    **dict.fromkeys(nouns.BLOCKS, ("parent",)),
}

AT_ONCE = 500
NOTHING = "[]\n"
"""The text of a fixture without rows; no folder has such a file."""

Row = dict[str, Any]
Key = tuple[str, str]


class FolderError(Exception):
    """The folder cannot be loaded or written; the text names file, record and reason."""


def rows(models_of_file: Iterable[type[models.Model]]) -> Iterator[Row]:
    """Yield all rows of these models as fixture objects, in stable order; in the museum's first language."""
    return in_order(
        (order_of(record), row_of(record))
        for model in models_of_file
        for record in with_references(model._base_manager.order_by("pk")).iterator(chunk_size=AT_ONCE)
    )


def filled(found: Iterator[Row]) -> Iterator[Row] | None:
    """Return the same rows, None where there are none: no fixture is written of those."""
    first = next(found, None)
    return None if first is None else chain([first], found)


def text_of(found: Iterable[Row]) -> Iterator[str]:
    """Yield the text of a fixture piece by piece: what `json.dumps` makes of the whole list."""
    before = "[\n  "
    for row in found:
        yield before + json.dumps(row, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        before = ",\n  "
    yield "\n]\n" if before != "[\n  " else NOTHING


def row_of(record: models.Model) -> Row:
    """Return one fixture object without defaults and without columns that others derive."""
    [row] = serializers.serialize("python", [record], use_natural_foreign_keys=True, use_natural_primary_keys=True)
    row.pop("pk", None)
    for name in FIELDS.get(type(record), ()):
        row["fields"].pop(name, None)  # the column without a language repeats the first language
    for column in record._meta.get_fields():
        if column.name not in row["fields"] or not isinstance(column, models.Field):
            continue
        value = row["fields"][column.name]
        if isinstance(column, models.ManyToManyField):
            row["fields"][column.name] = sorted(map(list, value))
        elif value is None or value == (column.get_default() if column.has_default() else ""):
            del row["fields"][column.name]
        elif not isinstance(value, bool | int | float | list | tuple):
            row["fields"][column.name] = column.value_to_string(record)
    return row


def order_of(record: models.Model) -> tuple[Any, ...]:
    """Return by what a row is sorted in its file."""
    if isinstance(record, nouns.Block):
        return (record.parent.slug, 1, record.ordering, record.key)
    if isinstance(record, nouns.Exhibit):
        return (record.slug, 0)
    return (POSITIONS[type(record)], json.dumps(record.natural_key()))  # type: ignore[attr-defined]
