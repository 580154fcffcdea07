"""Editions, behind their pages: the rows of which a story is made, what changed in them since, and putting it back.

A story is made of its blocks and of what these show: each such record with all it owns, the evidence of both, and the
names of whom and what they mention. Nothing beyond is kept, so that an edition is as large as its story and not
as the collection.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from exhibit.curation.changes import Change, changes
from exhibit.curation.contents import Contents, apply, as_stored, label_of_noun, owners
from exhibit.languages import columns_of
from exhibit.models import Dispute, Edition, Exhibit, Image, PastSlug, Record, Statement, TextBlock
from exhibit.rich_text import note_slugs

Key = tuple[type[models.Model], int]


@dataclass(slots=True)
class Rows:
    """The rows of a story at one moment. Of records that are `whole` ("label/key") all that they own is there too."""

    contents: Contents
    whole: set[str]

    @classmethod
    def of(cls, edition: Edition) -> "Rows":
        return cls(edition.contents, set(edition.whole))


AT_ONCE = 200
"""Records that one query looks for in editions."""

EVIDENCE: tuple[type[models.Model], ...] = (Statement, Dispute)
"""What is kept with all it owns wherever it is mentioned."""

STAYS: dict[type[models.Model], set[str]] = {
    Record: {"slug", "status", "publish_at", "unpublish_at"},
    Exhibit: {"is_announced"},
    Image: {"slug", "file", "width", "height", "checksum"},
}
"""Columns that are as they are now when an edition is put back: addresses, publication, files."""


@dataclass(slots=True)
class Changed:
    """A record that says something else than in an edition. `record` is None where it was deleted since, and
    `was_there` is false where the edition does not know it.
    """

    label: str
    key: str
    name: str
    record: Any
    was_there: bool
    changes: list[Change] = field(default_factory=list)

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.label}/{self.key}"

    @property
    def kind(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def noun(self) -> str:
        return str(self.kind._meta.verbose_name)


def rows_of(exhibit: Exhibit, like: Rows | None = None) -> Rows:
    """Return the rows of which a story is made, as the database has them now; and those of which it was `like`."""
    found: dict[Key, models.Model] = {}
    whole: set[Key] = {(Exhibit, exhibit.pk)}
    waiting: set[Key] = set(whole)
    if like:
        then = {(apps.get_model(label), int(key)) for label, rows in like.contents.items() for key in rows}
        whole |= {key for key in then if _value(*key) in like.whole}
        waiting |= {key for key in then if not owners(key[0])}
    while waiting:
        rows = list(_fetched(waiting))
        found |= {(type(row), row.pk): row for row in rows}
        rows += list(_owned([row for row in rows if (type(row), row.pk) in whole], found))
        waiting = set()
        for row in rows:
            for key in _mentioned(row):
                if _is_whole(row, key, exhibit) and key not in whole:
                    whole.add(key)
                    waiting.add(key)
                elif key not in found:
                    waiting.add(key)
    contents: Contents = {}
    for (noun, pk), row in found.items():
        contents.setdefault(label_of_noun(noun), {})[str(pk)] = as_stored(row)
    return Rows(contents, {_value(*key) for key in whole})


def telling(records: Sequence[models.Model]) -> list[Edition]:
    """Return the editions that visitors may read and that keep rows of any of these records, which are of one noun."""
    found: dict[int, Edition] = {}
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        kept = {f"contents__{label_of_noun(type(some[0]))}__has_any_keys": [str(record.pk) for record in some]}
        rows = Edition.objects.filter(withdrawn_at=None, **kept).newest_first().select_related("exhibit")
        found |= {edition.pk: edition for edition in rows}
    return sorted(found.values(), key=lambda edition: (edition.exhibit_id, edition.number))


def _value(noun: type[models.Model], pk: int) -> str:
    return f"{label_of_noun(noun)}/{pk}"


def _fetched(keys: Iterable[Key]) -> Iterator[Any]:
    by_noun: dict[type[models.Model], list[int]] = {}
    for noun, pk in keys:
        by_noun.setdefault(noun, []).append(pk)
    for noun, pks in by_noun.items():
        yield from _with_lists(noun._base_manager.filter(pk__in=pks))


def _with_lists(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.prefetch_related(*(one.name for one in rows.model._meta.many_to_many))


def _owned(rows: list[Any], found: dict[Key, models.Model]) -> Iterator[Any]:
    """Yield, and note as found, the rows that belong to others, and the rows that belong to these."""
    by_noun: dict[type[models.Model], list[int]] = {}
    for row in rows:
        by_noun.setdefault(type(row), []).append(row.pk)
    more = []
    for noun, pks in by_noun.items():
        for owner in _museum():
            for key in owners(owner):
                if key.related_model is noun:
                    own = _with_lists(owner._base_manager.filter(**{f"{key.name}__in": pks}))
                    more += [row for row in own if (type(row), row.pk) not in found]
    found |= {(type(row), row.pk): row for row in more}
    yield from more
    if more:
        yield from _owned(more, found)


def _museum() -> list[type[models.Model]]:
    """The kinds of rows that say something to visitors: those that fixtures hold."""
    nouns = apps.get_app_config("exhibit").get_models()
    return [noun for noun in nouns if hasattr(noun, "natural_key") and noun not in (PastSlug, Edition)]


def _mentioned(row: Any) -> Iterator[Key]:
    for column in row._meta.concrete_fields:
        if column.is_relation and getattr(row, column.attname) is not None:
            yield column.related_model, getattr(row, column.attname)
    if isinstance(row, Image):
        return  # what a picture shows is no part of the story
    for column in row._meta.many_to_many:
        for other in getattr(row, column.name).all():
            yield column.related_model, other.pk
    if isinstance(row, TextBlock):
        texts = [getattr(row, column) or "" for column in columns_of("text")]
        slugs = {slug for text in texts for slug in note_slugs(text)}
        for pk in Statement.objects.filter(slug__in=slugs).values_list("pk", flat=True):
            yield Statement, pk


def _is_whole(row: Any, key: Key, exhibit: Exhibit) -> bool:
    """Whether what a row mentions is told with all it owns: what the story shows, and all evidence."""
    return key[0] in EVIDENCE or getattr(row, "parent_id", None) == exhibit.pk or isinstance(row, Exhibit)


def changed_between(before: Rows, after: Rows) -> list[Changed]:
    """Return the records that differ between two states of a story, each with what changed in it and its rows."""
    found: dict[tuple[str, str], Changed] = {}
    for label, key, owner in _comparable(before, after):
        old, new = before.contents.get(label, {}), after.contents.get(label, {})
        if one := list(changes(apps.get_model(label), _only(old, key), _only(new, key))):
            if owner not in found:
                found[owner] = _named(*owner, before.contents, after.contents)
            found[owner].changes += one
    return list(found.values())


def _comparable(before: Rows, after: Rows) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield label, key and owner of every row of either; not of what a record owns that is bare in one of them."""
    old, new = before.contents, after.contents
    for label in {**new, **old}:
        for key in {**new.get(label, {}), **old.get(label, {})}:
            owner = _owner_of(label, key, old, new)
            name, pk = owner
            is_in_both = pk in old.get(name, {}) and pk in new.get(name, {})
            if owner == (label, key) or not is_in_both or f"{name}/{pk}" in before.whole & after.whole:
                yield label, key, owner


def _only(rows: Contents, key: str) -> Contents:
    return {key: rows[key]} if key in rows else {}


def _owner_of(label: str, key: str, before: Contents, after: Contents) -> tuple[str, str]:
    """Return label and key of the record to which a row belongs, itself where it belongs to none."""
    columns = after.get(label, {}).get(key) or before[label][key]
    for column in owners(apps.get_model(label)):
        owner, pk = label_of_noun(column.related_model), str(columns.get(column.name))
        if columns.get(column.name) is not None and (pk in after.get(owner, {}) or pk in before.get(owner, {})):
            return _owner_of(owner, pk, before, after)
    return label, key


def _named(label: str, key: str, before: Contents, after: Contents) -> Changed:
    noun = apps.get_model(label)
    record = noun._base_manager.filter(pk=key).first()
    columns = after.get(label, {}).get(key) or before[label][key]
    name = str(record) if record else str(columns.get("slug", key))
    return Changed(label, key, name, record, was_there=key in before.get(label, {}))


def put_back(edition: Edition, chosen: Iterable[str], live: Rows) -> None:
    """Let the chosen records (`Changed.value`) say again what they said in an edition; all or nothing.

    Records that came since stay; those that went come back. Addresses, publication and files are left as they are.

    Raises:
        ContentsError: where something that they name is gone for good.
    """
    wanted = set(chosen)
    base: Contents = {}
    contents: Contents = {}
    for label, key, (owner, pk) in _comparable(Rows.of(edition), live):
        then, now = edition.contents.get(label, {}), live.contents.get(label, {})
        if f"{owner}/{pk}" not in wanted or pk not in edition.contents.get(owner, {}):
            continue
        base.setdefault(label, {}), contents.setdefault(label, {})
        if key in now:
            base[label][key] = now[key]
        if key in then:
            contents[label][key] = then[key] | _staying(label, now.get(key, {}))
    apply(base, contents, for_good=True, restores=True)


def _staying(label: str, now: Contents) -> Contents:
    noun = apps.get_model(label)
    names = {name for kind, names in STAYS.items() if issubclass(noun, kind) for name in names}
    return {name: value for name, value in now.items() if name in names}
