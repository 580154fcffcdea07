"""How far a translation is: counted by the database for nouns and exhibits, and on what a form shows already.

A text counts where the museum's first language has it; it is translated where the other language has it too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Sum, Value, When

from exhibit.curation.checks import blank
from exhibit.languages import column_of, original_of
from exhibit.models import BLOCKS, Exhibit
from exhibit.translation import FIELDS

PARTS: dict[type[models.Model], str] = {Exhibit: "pk", **dict.fromkeys(BLOCKS, "parent")}
"""What an exhibit consists of, each with the column that says of which."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many texts there are, and how many of them are translated."""

    texts: int = 0
    translated: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(self.texts + other.texts, self.translated + other.translated)

    @property
    def percent(self) -> int:
        """Whole per cent, 100 only where nothing is missing."""
        return int(100 * self.translated / self.texts) if self.texts else 100


@dataclass(frozen=True, slots=True)
class ExhibitProgress:
    """How far an exhibit is: `own` with its blocks, `shown` of the records that they show."""

    exhibit: Exhibit
    own: Progress
    shown: Progress


def of_nouns(language: str) -> dict[type[models.Model], Progress]:
    """Return the progress of every noun that has texts; each counts a whole table in one query."""
    found = {noun: _total(noun, language) for noun in FIELDS}
    return {noun: progress for noun, progress in found.items() if progress.texts}


def of_exhibits(language: str) -> list[ExhibitProgress]:
    """Return the progress of every exhibit; a fixed number of queries for any number of them."""
    own: dict[int, Progress] = defaultdict(Progress)
    for kind, key in PARTS.items():
        if kind in FIELDS:
            for pk, progress in _by(key, kind._base_manager.all(), language):
                own[pk] += progress
    shown: dict[int, Progress] = defaultdict(Progress)
    for noun, showing in _shown().items():
        records = noun._base_manager.filter(pk__in={record for _exhibit, record in showing})
        progress_of = dict(_by("pk", records, language))
        for exhibit, record in showing:
            shown[exhibit] += progress_of[record]
    return [ExhibitProgress(one, own[one.pk], shown[one.pk]) for one in Exhibit.objects.in_order()]


def of_records(records: Iterable[models.Model], language: str) -> Progress:
    """Return the progress of records that are loaded; no query."""
    texts = translated = 0
    for record in records:
        for name in FIELDS.get(type(record), ()):
            if getattr(record, original_of(name)):
                texts += 1
                translated += bool(getattr(record, column_of(name, language)))
    return Progress(texts, translated)


def untranslated(rows: models.QuerySet[Any], language: str) -> models.QuerySet[Any]:
    """Return the rows of which a text is missing in a language; exhibits also where one of their blocks lacks it."""
    noun: type[models.Model] = rows.model
    missing = _missing(noun, language)
    if noun is Exhibit:
        for kind in (kind for kind in BLOCKS if kind in FIELDS):
            blocks = kind._base_manager.filter(_missing(kind, language), parent=OuterRef("pk"))
            missing |= Q(Exists(blocks))
    return rows.filter(missing)


def _missing(noun: type[models.Model], language: str) -> Q:
    found = Q(pk__in=())
    for name in FIELDS[noun]:
        found |= ~blank(original_of(name)) & blank(column_of(name, language))
    return found


def _sums(noun: type[models.Model], language: str) -> list[Sum]:
    """How many texts rows have, and how many of these are translated."""
    said = [~blank(original_of(name)) for name in FIELDS[noun]]
    there = [~blank(original_of(name)) & ~blank(column_of(name, language)) for name in FIELDS[noun]]
    return [
        Sum(sum((Case(When(one, then=Value(1)), default=Value(0)) for one in conditions), start=Value(0)), default=0)
        for conditions in (said, there)
    ]


def _total(noun: type[models.Model], language: str) -> Progress:
    texts, translated = _sums(noun, language)
    return Progress(**noun._base_manager.aggregate(texts=texts, translated=translated))


def _by(key: str, rows: models.QuerySet[Any], language: str) -> Iterator[tuple[Any, Progress]]:
    """Yield the progress of rows by their `key`."""
    texts, translated = _sums(rows.model, language)
    grouped = rows.order_by().values_list(key).annotate(told=texts, translated=translated)
    for pk, *counts in grouped:
        yield pk, Progress(*counts)


def _shown() -> dict[type[models.Model], set[tuple[int, int]]]:
    """Return what exhibits and their blocks show of each noun that has texts: pairs of exhibit and record."""
    found: dict[type[models.Model], set[tuple[int, int]]] = defaultdict(set)
    for kind, key in PARTS.items():
        fields: list[Any] = [*kind._meta.concrete_fields, *kind._meta.many_to_many]
        for field in fields:
            if field.name != "parent" and field.related_model in FIELDS:
                named = kind._base_manager.filter(**{f"{field.name}__isnull": False})
                found[field.related_model].update(named.order_by().values_list(key, field.name))
    return found
