"""A folder of what visitors may see: the public records with all that belongs to them, and nothing else.

It loads like any other folder. What a public record says of one that is not shown is left out: an optional
reference, a place in a list; a row that is nothing without it, a showing in a hidden town, goes with it. Sources,
statements and disputes are in it where something public rests on them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db import models

from exhibit import models as nouns
from exhibit.interop.folder.checksums import Checksums, file_of
from exhibit.interop.folder.rows import AT_ONCE, FILES, NOTHING, Row, order_of, row_of, text_of
from exhibit.interop.folder.sorting import in_order
from exhibit.interop.folder.writing import one_moment
from exhibit.interop.tables.nouns import with_references
from exhibit.languages import columns_of
from exhibit.models.evidence import CITED
from exhibit.rich_text import RichTextField, note_slugs
from exhibit.translation import FIELDS

Keys = dict[type[models.Model], set[Any]]

DESK_ONLY: dict[type[models.Model], tuple[str, ...]] = {nouns.Event: ("desk_note",), nouns.Source: ("note",)}
"""Columns that no page shows."""

NOTHING_WITHOUT: dict[type[models.Model], tuple[str, ...]] = {nouns.Credit: ("person",), nouns.Citation: CITED}
"""Optional references whose row means something else without them."""

PICTURE = re.compile(r'<picture data-image="([-\w]+)"')
ROOTS = (nouns.Statement, nouns.Dispute, nouns.Source)
"""Rows that are public by what rests on them."""


def public_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the folder by name: fixtures, each with the checksums of its records, then pictures."""
    with one_moment():
        keys = public_keys()
        checksums = {name: Checksums() for name in FILES}
        fixtures = {name: "".join(checksums[name].watch(text_of(found))) for name, found in public_rows(keys).items()}
        pictures = public_pictures(keys)
    for name, text in fixtures.items():
        if text != NOTHING:
            yield name, text.encode()
            yield file_of(name), "".join(checksums[name].lines()).encode()
    for name in pictures:
        with default_storage.open(name) as opened:
            yield name, opened.read()


def public_rows(keys: Keys) -> dict[str, Iterator[Row]]:
    """Return the rows of each fixture by its name."""
    return {name: _rows(models_of_file, keys) for name, models_of_file in FILES.items()}


def public_pictures(keys: Keys) -> list[str]:
    """Return the names of the picture files, in order."""
    return sorted({str(image.file.name) for image in nouns.Image.objects.filter(pk__in=keys[nouns.Image])})


def public_keys() -> Keys:
    """Return the primary keys of all rows that the public folder has, by model."""
    keys: Keys = {nouns.Lane: _all(nouns.Lane.objects.all()), nouns.Image: _pictures()}
    every_model = [model for models_of_file in FILES.values() for model in models_of_file]
    for model in every_model:
        if issubclass(model, nouns.Record):
            keys[model] = _all(model._default_manager.published())
    for root in ROOTS:
        keys[root] = _all(root._base_manager.all())  # narrowed below, when all that rests on them is known
    waiting = [model for model in every_model if model not in keys and model is not nouns.PastSlug]
    for model in sorted(waiting, key=lambda model: model is nouns.Citation):
        keys[model] = _owned(model, keys)
    keys[nouns.Statement] = _stated(keys)
    keys[nouns.Dispute] = _disputed(keys)
    for model in (nouns.DisputeSide, nouns.Citation):
        keys[model] = _owned(model, keys)
    keys[nouns.Source] = _named(nouns.Source, keys)
    keys[nouns.PastSlug] = _past(keys)
    return keys


def _pictures() -> set[Any]:
    """The pictures that hang now, and those in editions that may be read."""
    readable = nouns.EditionPage.objects.filter(edition__in=nouns.Edition.objects.shown(), edition__withdrawn_at=None)
    hung = {slug for html in readable.values_list("html", flat=True) for slug in PICTURE.findall(html)}
    shown = nouns.Image.objects.shown()
    return _all(shown) | _all(nouns.Image.objects.showable().filter(slug__in=hung))


def _all(rows: models.QuerySet[Any]) -> set[Any]:
    return set(rows.order_by().values_list("pk", flat=True))


def _owned(model: type[models.Model], keys: Keys) -> set[Any]:
    """The rows of a model whose owners are public, and all without which they would be nothing."""
    rows = model._base_manager.order_by()
    for column in model._meta.fields:
        target = column.related_model
        if isinstance(column, models.ForeignKey) and target in keys:
            there = models.Q(**{f"{column.name}__in": keys[target]})
            if not column.null:
                rows = rows.filter(there)
            elif column.name in NOTHING_WITHOUT.get(model, ()):
                rows = rows.filter(there | models.Q(**{f"{column.name}__isnull": True}))
    if issubclass(model, nouns.Block):
        for several in model._meta.many_to_many:  # a list of which nothing is shown
            rows = rows.filter(**{f"{several.name}__in": keys[several.related_model]})
    return _all(rows)


def _stated(keys: Keys) -> set[Any]:
    """The statements to which public texts refer."""
    slugs: set[str] = set()
    for model in (nouns.Exhibit, *nouns.BLOCKS):
        texts = [column.name for column in model._meta.fields if isinstance(column, RichTextField)]
        columns = [column for name in texts for column in (columns_of(name) if name in FIELDS[model] else [name])]
        for row in model._base_manager.filter(pk__in=keys[model]).values_list(*columns) if columns else ():
            slugs |= {slug for text in row if text for slug in note_slugs(text)}
    return _all(nouns.Statement.objects.filter(slug__in=slugs))


def _disputed(keys: Keys) -> set[Any]:
    """The disputes that public records and stories show."""
    return _named(nouns.Dispute, {model: found for model, found in keys.items() if model is not nouns.DisputeSide})


def _named(target: type[models.Model], keys: Keys) -> set[Any]:
    """The rows of `target` that public rows of other models name."""
    found: set[Any] = set()
    for model, public in keys.items():
        for column in (*model._meta.fields, *model._meta.many_to_many):
            if column.related_model is target and model is not target:
                rows = model._base_manager.order_by().filter(pk__in=public, **{f"{column.name}__isnull": False})
                found |= set(rows.values_list(column.name, flat=True))
    return found


def _past(keys: Keys) -> set[Any]:
    """The old addresses of public records."""
    found: set[Any] = set()
    for model, public in keys.items():
        if issubclass(model, nouns.Record):
            slugs = model._base_manager.filter(pk__in=public).values("slug")
            found |= _all(nouns.PastSlug.objects.filter(noun=model._meta.model_name, current__in=slugs))
    return found


def _rows(models_of_file: Iterable[type[models.Model]], keys: Keys) -> Iterator[Row]:
    return in_order(
        (order_of(record), _row(record, keys))
        for model in models_of_file
        for record in with_references(model._base_manager.filter(pk__in=keys[model]).order_by("pk")).iterator(AT_ONCE)
    )


def _row(record: models.Model, keys: Keys) -> Row:
    """A public record as a row, without what it says of others that are not."""
    row = row_of(record)
    fields = row["fields"]
    for column in record._meta.fields:
        target = column.related_model
        if target in keys and getattr(record, column.attname) not in keys[target]:
            fields.pop(column.name, None)
    for several in record._meta.many_to_many:
        named = getattr(record, several.name).all()
        shown = [list(one.natural_key()) for one in named if one.pk in keys[several.related_model]]
        fields[several.name] = sorted(shown)
    for name in DESK_ONLY.get(type(record), ()):
        fields.pop(name, None)
    return row
