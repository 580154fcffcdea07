"""An exhibit as a folder: its records as fixtures, one file a noun, and its pictures.

A folder is what one museum hands to another and what a curator may edit by hand. Loading is all
or nothing, and makes the records that the folder holds, with all that they own, equal to the
folder; records that it does not name stay as they are. The files are ordinary Django fixtures in
load order, so `manage.py loaddata folder/*.json` reads them too. Dumping writes the same bytes
for the same data: natural keys, sorted rows, no value that is the field's own default.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import reversion
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import IntegrityError, models, transaction
from django.utils import translation

from exhibit import models as nouns
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

Row = dict[str, Any]
Key = tuple[str, str]
Loaded = tuple[str, DeserializedObject]  # with the file, number and name of its row


class FolderError(Exception):
    """The folder cannot be loaded or written; the text names file, record and reason."""


@dataclass(slots=True)
class Report:
    """What loading did: for each kind of row, how many were created, changed, removed or left."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    pictures: int = 0

    def lines(self) -> Iterator[str]:
        """Yield one line for each kind of row."""
        for kind in sorted({*self.created, *self.changed, *self.removed, *self.unchanged}):
            parts = [
                f"{counter[kind]} {verb}"
                for verb, counter in (
                    ("created", self.created),
                    ("changed", self.changed),
                    ("removed", self.removed),
                    ("unchanged", self.unchanged),
                )
                if counter[kind]
            ]
            yield f"{kind}: {', '.join(parts)}"
        if self.pictures:
            yield f"picture files: {self.pictures} copied"


def rows(models_of_file: Iterable[type[models.Model]]) -> list[Row]:
    """Return all rows of these models as fixture objects, in stable order."""
    with translation.override("en"):
        found = [
            (_order(record), _row(record))
            for model in models_of_file
            for record in model._base_manager.order_by("pk").iterator(chunk_size=500)
        ]
    return [row for _order_key, row in sorted(found, key=lambda pair: pair[0])]


def dump_folder(folder: Path) -> dict[str, int]:
    """Write everything to `folder`; return the number of rows by file name.

    Raises:
        FolderError: where the folder holds other fixtures; nothing is written then.
    """
    if others := sorted(file.name for file in folder.glob("*.json") if file.name not in FILES):
        raise FolderError(
            f"{folder}: {', '.join(others)} would be loaded again: take them out or choose another folder."
        )
    with transaction.atomic():
        found = {name: rows(models_of_file) for name, models_of_file in FILES.items()}
        pictures = [str(image.file.name) for image in nouns.Image.objects.exclude(file="")]
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows_of_file in found.items():
        if rows_of_file:
            text = json.dumps(rows_of_file, ensure_ascii=False, indent=2)
            (folder / name).write_text(text + "\n", encoding="utf-8")
        else:
            (folder / name).unlink(missing_ok=True)
    for name in pictures:
        if default_storage.exists(name):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as opened:
                target.write_bytes(opened.read())
    return {name: len(rows_of_file) for name, rows_of_file in found.items() if rows_of_file}


def load_folder(folder: Path) -> Report:
    """Load `folder`, all or nothing.

    Raises:
        FolderError: naming the file, the record and the reason; nothing is changed then.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise FolderError(f"{folder}: there are no .json files here. Name a folder such as fixtures/.")
    before = _snapshot()
    pictures = _Pictures(folder)
    try:
        with (
            _named(str(folder)),
            translation.override("en"),
            transaction.atomic(),
            reversion.create_revision(),
        ):
            reversion.set_comment(f"Loaded from {folder.name}/")
            loaded = list(_load_files(files, pictures))
            _resolve_forward_references(loaded)
            _remove_what_the_folder_no_longer_names([deserialized for _where, deserialized in loaded])
            for where, deserialized in loaded:
                with _named(where):  # constraints and uniqueness were enforced when it was saved
                    deserialized.object.full_clean(validate_unique=False, validate_constraints=False)
    except BaseException:
        pictures.take_back()
        raise
    return _report(before, _snapshot(), pictures.copied)


@contextmanager
def _named(where: str) -> Iterator[None]:
    """End whatever is wrong with a file or record as a FolderError that names it.

    A row written by hand can fail in any layer below, from the JSON reader to the database.
    """
    try:
        yield
    except FolderError:
        raise
    except Exception as problem:
        raise FolderError(f"{where}: {_reason(problem)}") from problem


def _load_files(files: Iterable[Path], pictures: "_Pictures") -> Iterator[Loaded]:
    seen: dict[tuple[type[models.Model], Any], str] = {}
    for file in files:
        for number, row in enumerate(_read(file), start=1):
            where = f"{file.name}, record {number}{_name(row)}"
            with _named(where):
                deserialized = _deserialize(row, where)
                record = deserialized.object
                if first := seen.get((type(record), record.pk)):
                    raise FolderError(f"{where}: is named twice, first in {first}.")
                if isinstance(record, nouns.Image):
                    pictures.copy(str(row["fields"].get("file", "")), where)
                record.clean_fields(exclude=_not_yet_known(record))
                deserialized.save()
                if isinstance(record, nouns.Image):
                    record.save()  # measures the file
                    if record.width is None:
                        raise FolderError(f"{where}: “{record.file.name}” is no picture that can be shown.")
                seen[type(record), record.pk] = where
            yield where, deserialized


def _read(file: Path) -> list[Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise FolderError(f"{file.name}: not readable as JSON ({problem}).") from problem
    if not isinstance(content, list):
        raise FolderError(f"{file.name}: a list of records is expected.")
    return content


def _deserialize(row: Any, where: str) -> DeserializedObject:
    """Return the record that a row describes, not yet saved; lists that it leaves out are empty."""
    model = _kind(row, where)
    lists: Row = {column.name: [] for column in model._meta.many_to_many}
    row = {"model": row["model"], "fields": lists | row["fields"]}
    [deserialized] = serializers.deserialize("python", [row], handle_forward_references=True)
    missing = [column for column in deserialized.deferred_fields if not column.many_to_many]
    if missing:
        raise FolderError(f"{where}: {_missing(deserialized, missing)}")
    record = deserialized.object
    if isinstance(record, nouns.Block) and record.region not in (known := [r.key for r in nouns.Exhibit.regions]):
        raise FolderError(f"{where}: there is no region “{record.region}”. Use one of: {', '.join(known)}.")
    return deserialized


def _kind(row: Any, where: str) -> type[models.Model]:
    """Return the model of a row; refuse a row that is none of ours, or not in our way of writing."""
    if not isinstance(row, dict) or not isinstance(row.get("fields"), dict) or not isinstance(row.get("model"), str):
        raise FolderError(f"{where}: a record needs “model”, a text, and “fields”.")
    if row["model"] not in KINDS:
        raise FolderError(f"{where}: “{row['model'][:80]}” is not a kind of record that an exhibit holds.")
    model = KINDS[row["model"]]
    if "pk" in row or {"pk", model._meta.pk.name} & row["fields"].keys():
        raise FolderError(f"{where}: take out “pk”: records are known by their names, not by numbers.")
    if any("\0" in text for text in _texts(row["fields"])):
        raise FolderError(f"{where}: a text holds a NUL character. Take it out.")
    for column in (*model._meta.fields, *model._meta.many_to_many):
        value = row["fields"].get(column.name)
        keys = value if column.many_to_many and isinstance(value, list) else [value]
        if column.is_relation and column.name in row["fields"]:
            optional = not column.many_to_many and value is None
            if not optional and not all(isinstance(key, list) for key in keys):
                raise FolderError(f'{where}: {column.name} names other records by a list, for example ["slug"].')
    return model


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _not_yet_known(record: models.Model) -> set[str]:
    """Columns that cannot be checked before saving: what is derived then, and references."""
    return {
        column.name
        for column in record._meta.fields
        if column.is_relation or (not column.editable and column.value_from_object(record) in column.empty_values)
    }


def _resolve_forward_references(loaded: list[Loaded]) -> None:
    """Set the lists that name later records: pictures come before the people whom they show."""
    for where, deserialized in loaded:
        if not deserialized.deferred_fields:
            continue
        with _named(where):
            try:
                deserialized.save_deferred_fields()
            except (DeserializationError, ObjectDoesNotExist) as problem:
                missing = _missing(deserialized, deserialized.deferred_fields)
                raise FolderError(f"{where}: {missing}") from problem


def _missing(deserialized: DeserializedObject, columns: Iterable[models.Field]) -> str:
    named = "; ".join(f"{column.name} {deserialized.deferred_fields[column]}" for column in columns)
    return f"refers to something that does not exist: {named}."


def _remove_what_the_folder_no_longer_names(loaded: list[DeserializedObject]) -> None:
    kept: dict[type[models.Model], set[Any]] = {}
    for deserialized in loaded:
        kept.setdefault(type(deserialized.object), set()).add(deserialized.object.pk)
    for model, owners in OWNED.items():
        owned = models.Q()
        for owner in owners:
            owner_model = model._meta.get_field(owner).related_model
            owned |= models.Q(**{f"{owner}__in": kept.get(owner_model, set())})  # type: ignore[arg-type]
        model._base_manager.filter(owned).exclude(pk__in=kept.get(model, set())).delete()


class _Pictures:
    """Copies picture files into the storage, and takes them back when loading fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.replaced: dict[str, bytes | None] = {}

    @property
    def copied(self) -> int:
        return len(self.replaced)

    def copy(self, name: str, where: str) -> None:
        source, path = (self.folder / name).resolve(), PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
            raise FolderError(
                f"{where}: the picture file “{name}” is not in the folder. Write its path like images/plate.png."
            )
        if not source.is_relative_to(self.folder.resolve()) or not source.is_file():
            raise FolderError(f"{where}: the picture file “{name}” is not in the folder.")
        content, old = source.read_bytes(), None
        if default_storage.exists(name):
            with default_storage.open(name) as opened:
                old = opened.read()
            if old == content:
                return
            default_storage.delete(name)
        self.replaced[name] = old
        default_storage.save(name, ContentFile(content))

    def take_back(self) -> None:
        for name, old in self.replaced.items():
            default_storage.delete(name)
            if old is not None:
                default_storage.save(name, ContentFile(old))


def _row(record: models.Model) -> Row:
    """Return one fixture object without defaults and without columns that others derive."""
    [row] = serializers.serialize("python", [record], use_natural_foreign_keys=True, use_natural_primary_keys=True)
    row.pop("pk", None)
    for name in FIELDS.get(type(record), ()):
        row["fields"].pop(name, None)  # the column without a language repeats the English one
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


def _order(record: models.Model) -> tuple[Any, ...]:
    if isinstance(record, nouns.Block):
        return (record.parent.slug, 1, record.ordering, record.key)
    if isinstance(record, nouns.Exhibit):
        return (record.slug, 0)
    kinds = [model for models_of_file in FILES.values() for model in models_of_file]
    return (kinds.index(type(record)), json.dumps(record.natural_key()))  # type: ignore[attr-defined]


def _snapshot() -> dict[Key, str]:
    found = {}
    for models_of_file in FILES.values():
        for model in models_of_file:
            plural = str(model._meta.verbose_name_plural)
            kind = f"blocks, {plural}" if issubclass(model, nouns.Block) else plural
            for record in model._base_manager.iterator(chunk_size=500):
                key = (kind, json.dumps(record.natural_key()))  # type: ignore[attr-defined]
                found[key] = json.dumps(_row(record), sort_keys=True)
    return found


def _report(before: dict[Key, str], after: dict[Key, str], pictures: int) -> Report:
    report = Report(pictures=pictures)
    for kind, key in before.keys() | after.keys():
        old, new = before.get((kind, key)), after.get((kind, key))
        if old is None:
            report.created[kind] += 1
        elif new is None:
            report.removed[kind] += 1
        elif old == new:
            report.unchanged[kind] += 1
        else:
            report.changed[kind] += 1
    return report


def _name(row: Any) -> str:
    """Return how a row names itself, in brackets; whatever else stands in it."""
    if not isinstance(row, dict):
        return ""
    model, fields = row.get("model"), row.get("fields")
    name = (fields.get("slug") or fields.get("key")) if isinstance(fields, dict) else None
    said = model[:80] if isinstance(model, str) else "?"
    return f" ({said} “{name[:80]}”)" if isinstance(name, str) else f" ({said})"


def _reason(problem: Exception) -> str:
    """Return the words for the curator; of an error chain the innermost, where Django keeps the value."""
    cause = problem.__cause__ or problem.__context__
    match problem:
        case ValidationError(error_dict=_):
            return "; ".join(f"{name}: {' '.join(map(str, texts))}" for name, texts in problem.message_dict.items())
        case ValidationError():
            return "; ".join(problem.messages)
        case IntegrityError():
            return _broken_rule(problem)
        case RecursionError():
            return "lists are nested too deeply."
        case DeserializationError() if isinstance(cause, Exception):
            return f"{problem} {_reason(cause)}".strip()
    return str(problem) or type(problem).__name__


def _broken_rule(problem: IntegrityError) -> str:
    """Return the curator's message of the constraint that the database names, or the database's words."""
    for model in KINDS.values():
        for constraint in model._meta.constraints:
            if constraint.name in str(problem):
                return str(constraint.get_violation_error_message())
    return str(problem)
