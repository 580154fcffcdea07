"""From a folder into the database, all or nothing, every fault by file, record and reason."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import reversion
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation

from exhibit import models as nouns
from exhibit.interop.folder.pictures import Pictures
from exhibit.interop.folder.report import Report, compare, snapshot
from exhibit.interop.folder.rows import KINDS, OWNED, FolderError, Row
from exhibit.languages import column_of
from exhibit.translation import FIELDS

Loaded = tuple[str, DeserializedObject]  # with the file, number and name of its row


def load_folder(
    folder: Path, finish: Callable[[], None] | None = None, progress: Callable[[], Any] = lambda: None
) -> Report:
    """Load `folder`, all or nothing; `finish` adds what belongs to it and stands elsewhere; `progress` hears each row.

    Raises:
        FolderError: naming the file, the record and the reason; nothing is changed then.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise FolderError(f"{folder}: there are no .json files here. Name a folder such as fixtures/.")
    before = snapshot()
    pictures = Pictures(folder)
    try:
        with (
            _named(str(folder)),
            translation.override(settings.LANGUAGE_CODE),
            transaction.atomic(),
            reversion.create_revision(),
        ):
            reversion.set_comment(f"Loaded from {folder.name}/")
            loaded = list(_load_files(files, pictures, progress))
            _resolve_forward_references(loaded)
            _remove_what_the_folder_no_longer_names([deserialized for _where, deserialized in loaded])
            for where, deserialized in loaded:
                with _named(where):  # constraints and uniqueness were enforced when it was saved
                    deserialized.object.full_clean(validate_unique=False, validate_constraints=False)
            if finish:
                finish()
            reversion.set_date_created(timezone.now())  # visitors see it from now on, not since it was begun
    except BaseException:
        pictures.take_back()
        raise
    return compare(before, snapshot(), pictures.copied)


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


def _load_files(files: Iterable[Path], pictures: Pictures, progress: Callable[[], Any]) -> Iterator[Loaded]:
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
            progress()
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
    _check_languages(model, row["fields"], where)
    for column in (*model._meta.fields, *model._meta.many_to_many):
        value = row["fields"].get(column.name)
        keys = value if column.many_to_many and isinstance(value, list) else [value]
        if column.is_relation and column.name in row["fields"]:
            optional = not column.many_to_many and value is None
            if not optional and not all(isinstance(key, list) for key in keys):
                raise FolderError(f'{where}: {column.name} names other records by a list, for example ["slug"].')
    return model


def _check_languages(model: type[models.Model], fields: Row, where: str) -> None:
    """Refuse texts in a language that this museum does not speak, with the remedy."""
    known = {column.name for column in model._meta.get_fields()}
    for name in fields.keys() - known:
        for code in LANG_INFO:
            if name in (column_of(translated, code) for translated in FIELDS.get(model, ())):
                raise FolderError(f"{where}: {name} is in a language that is not set. Add “{code}” to LANGUAGES first.")


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
