"""The columns of each table, made from the models: a new field is a new column, without a line here."""

from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import ModelResource

from exhibit.curation.changes import label_of
from exhibit.interop.tables.cells import Cell, cell_of
from exhibit.interop.tables.nouns import KEY, has_slug, key_of
from exhibit.models.record import FOR_PUBLISHERS
from exhibit.translation import FIELDS

LAST = ("image", "disputes", *FOR_PUBLISHERS)
"""What every record has stands behind what it is."""


class TableResource(ModelResource):
    """A table: a column for each field that a curator edits, named as the field is."""

    def dehydrate_key(self, row: models.Model) -> str:
        """Return the name of a row that has no slug of its own."""
        return key_of(row)

    @property
    def columns(self) -> dict[str, Field]:
        """The columns by name, in the order in which they are written."""
        return {name: self.fields[name] for name in self.get_export_order()}

    def cell(self, name: str) -> Cell:
        """Return the kind of cell of a column."""
        widget: Cell = self.fields[name].widget
        return widget

    def label(self, name: str) -> str:
        """Return the name of a column as forms say it."""
        if name == KEY:
            return KEY
        field = self._meta.model._meta.get_field(name)
        if field.is_relation and field.verbose_name == name:  # which has no words of its own
            return str(capfirst(field.related_model._meta.verbose_name))
        return str(capfirst(label_of(self._meta.model, name)))

    def row_of(self, record: models.Model) -> list[str]:
        """Return the cells of a record."""
        return [key_of(record) if name == KEY else field.export(record) for name, field in self._written]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._written = list(self.columns.items())


def resource_of(noun: Any) -> TableResource:
    """Return the table of a noun."""
    return _made(noun)


@cache
def _made(noun: type[models.Model]) -> TableResource:
    names = [field.name for field in _edited(noun)]
    declared = {field.name: Field(field.name, field.name, cell_of(field)) for field in _edited(noun)}
    if not has_slug(noun):
        names.insert(0, KEY)
        declared[KEY] = Field(column_name=KEY, widget=Cell(), readonly=True)
    elif names[0] != "slug":
        names.insert(0, names.pop(names.index("slug")))
    meta = type("Meta", (), {"model": noun, "fields": tuple(names), "export_order": tuple(names)})
    made: type[TableResource] = type(f"{noun.__name__}Table", (TableResource,), {"Meta": meta, **declared})
    return made()


def _edited(noun: type[models.Model]) -> list[Any]:
    """Return the fields that a curator edits: no files, nothing that others derive, a column for each language."""
    translated = FIELDS.get(noun, ())
    found = [
        field
        for field in (*noun._meta.concrete_fields, *noun._meta.many_to_many)
        if field.editable
        and not field.primary_key
        and field.name not in translated
        and not isinstance(field, models.FileField)
    ]
    return sorted(found, key=lambda field: LAST.index(field.name) if field.name in LAST else -1)
