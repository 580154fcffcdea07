"""Which nouns are tables, and how a row of one is named.

A record is named by its slug. A row without one of its own is named by its natural key in one cell, `key`: a release by
`cranes-are-flying|moscow|1957-10-12`. That name means the same in every database, where a number would not, and with
it each of its parts can be changed by a table.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from exhibit import models as nouns
from exhibit.models.evidence import CITED

TABLES: dict[type[models.Model], tuple[type[models.Model], ...]] = {
    nouns.Film: (nouns.Film, nouns.FilmTitle),
    nouns.Person: (nouns.Person,),
    nouns.Event: (nouns.Event,),
    nouns.Award: (nouns.Award, nouns.AwardRecipient),
    nouns.AwardBody: (nouns.AwardBody,),
    nouns.Place: (nouns.Place,),
    nouns.Credit: (nouns.Credit,),
    nouns.Release: (nouns.Release,),
    nouns.Admission: (nouns.Admission,),
    nouns.Exhibit: (nouns.Exhibit,),
    nouns.Statement: (nouns.Statement,),
    nouns.Dispute: (nouns.Dispute, nouns.DisputeSide),
    nouns.Source: (nouns.Source, nouns.Citation),
    nouns.Image: (nouns.Image,),
    nouns.Lane: (nouns.Lane,),
    nouns.PastSlug: (nouns.PastSlug,),
}
"""The tables that each list of the desk takes and gives: of its own records, and of rows that have no list."""

NOUNS: dict[str, type[models.Model]] = {
    str(noun._meta.model_name): noun for tables in TABLES.values() for noun in tables
}
OWNERS: dict[type[models.Model], str] = {
    nouns.FilmTitle: "film",
    nouns.AwardRecipient: "award",
    nouns.DisputeSide: "dispute",
    nouns.Citation: "record",
}
"""Rows without a page of their own: the page that shows them is their owner's."""

LISTED_WITH: dict[type[models.Model], str] = {**OWNERS, nouns.Citation: "source"}
"""By which field a row belongs to the list of the desk that takes and gives its table."""

KEY = "key"
SEPARATOR = "|"
AT_ONCE = 300


def parts_of(noun: Any) -> tuple[str, ...]:
    """Return the fields by which a row is named: its slug, or what the database keeps unique."""
    return _parts(noun)


@cache
def _parts(noun: type[models.Model]) -> tuple[str, ...]:
    if has_slug(noun):
        return ("slug",)
    if noun is nouns.Citation:
        return ("about", "source", "value")
    rules = (rule for rule in noun._meta.constraints if isinstance(rule, models.UniqueConstraint))
    return tuple(next(rule.fields for rule in rules if rule.condition is None))


def has_slug(noun: type[models.Model]) -> bool:
    """Whether a row is named by a slug of its own."""
    return any(field.name == "slug" and field.unique for field in noun._meta.fields)


def page_of(row: Any) -> Any:
    """Return the record on whose page at the desk a row stands, which may be the row itself."""
    return getattr(row, OWNERS[type(row)]) if type(row) in OWNERS else row


def key_of(row: Any) -> str:
    """Return the name of a row."""
    said = [_part(getattr(row, name)) for name in parts_of(type(row))]
    if isinstance(row, nouns.Citation):
        said = [row.noun, key_of(row.record), *said]
    return SEPARATOR.join(said)


def _part(value: Any) -> str:
    return key_of(value) if isinstance(value, models.Model) else str(value)


def filters_of(noun: type[models.Model], key: str) -> dict[str, str] | None:
    """Return what finds the row of this name, None for a text that can be no name."""
    filters: dict[str, str] = {}
    pieces = key.split(SEPARATOR)
    try:
        _take(noun, pieces, "", filters)
    except (IndexError, LookupError, ValidationError, ValueError, TypeError):
        return None
    return None if pieces else filters


def _take(noun: type[models.Model], pieces: list[str], path: str, filters: dict[str, str]) -> None:
    """Take from the front of `pieces` what names a row of this noun."""
    if noun is nouns.Citation:
        cited = CITED[CITED.index(pieces.pop(0))]
        _take(_target(noun, cited), pieces, f"{path}{cited}__", filters)
        about, source, *value = pieces
        filters |= {f"{path}about": about, f"{path}source__slug": source, f"{path}value": SEPARATOR.join(value)}
        pieces.clear()
        return
    for name in parts_of(noun):
        field = noun._meta.get_field(name)
        if field.is_relation:
            _take(_target(noun, name), pieces, f"{path}{name}__", filters)
        else:
            filters[path + name] = pieces.pop(0)
            field.get_prep_value(filters[path + name])  # type: ignore[union-attr]  # refuses what no column can hold


def _target(noun: type[models.Model], name: str) -> type[models.Model]:
    return noun._meta.get_field(name).related_model  # type: ignore[return-value]


def needed(noun: Any) -> tuple[str, ...]:
    """Return the relations that a row of a table names, and those that their names and words take."""
    return _needed(noun)


@cache
def _needed(noun: type[models.Model]) -> tuple[str, ...]:
    return tuple(sorted({"__".join(path) for path in _paths(noun)}))


def _paths(noun: type[models.Model], *, within: bool = False) -> Iterator[tuple[str, ...]]:
    told = {nouns.Award: ("body",), nouns.Credit: ("person",)}.get(noun, ()) if within else ()
    for field in noun._meta.fields:
        if field.is_relation and (not within or field.name in (*told, *parts_of(noun))):
            yield (field.name,)
            for further in _paths(_target(noun, field.name), within=True):
                yield (field.name, *further)


def with_references(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Load with rows all that their table names: keys in the same query, lists in one more each."""
    noun = rows.model
    return rows.select_related(*needed(noun)).prefetch_related(*(field.name for field in noun._meta.many_to_many))


def find(
    noun: type[models.Model],
    keys: Iterable[str],
    load: Callable[[models.QuerySet[Any]], models.QuerySet[Any]] = lambda rows: rows.select_related(
        *needed(rows.model)
    ),
) -> dict[str, Any]:
    """Return the rows of these names by their names, a query for each few hundred; perhaps others too."""
    found: dict[str, Any] = {}
    rows = load(noun._base_manager.order_by())
    shapes: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for key in sorted({key for key in keys if key}):
        if (filters := filters_of(noun, key)) is not None:
            shapes.setdefault(tuple(filters), []).append(filters)
    for names, filters_of_shape in shapes.items():
        asked = iter(filters_of_shape)
        while some := list(islice(asked, AT_ONCE)):
            together = {f"{name}__in": sorted({filters[name] for filters in some}) for name in names}
            found |= {key_of(row): row for row in rows.filter(**together)}
    return found


def live_rows(noun: type[models.Model], keys: Iterable[Any]) -> dict[str, Any]:
    """Return rows as the database has them now, by their primary keys as text."""
    rows = with_references(noun._base_manager.filter(pk__in=list(keys)).order_by("pk"))
    return {str(row.pk): row for row in rows}
