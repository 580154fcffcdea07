"""The museum's texts for a translator: a gettext catalogue (PO) with a message for each text of each record.

A message's context says where it stands, "exhibit.film/cranes-are-flying/synopsis"; its id is the text in the
museum's first language, its translation the one in the other. Any tool for translators can open it. On the way
back a message is taken only where the first language still says what was translated; all else is told by message.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polib
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from reversion import add_to_revision, create_revision, set_comment, set_user

from exhibit.languages import column_of, original_of
from exhibit.models import BLOCKS, Exhibit
from exhibit.translation import FIELDS


class CatalogueError(ValueError):
    """A file that is no catalogue, with the remedy in words."""


@dataclass(slots=True)
class MessageOutcome:
    """What becomes of one message: "taken", "same", "empty" or "refused"; `words` say why."""

    place: str
    kind: str
    source: str = ""
    old: str = ""
    new: str = ""
    words: str = ""


def exported(language: str, exhibit: Exhibit | None = None) -> str:
    """Return the catalogue of one language: of everything, or of an exhibit with all its blocks."""
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": exhibit.slug if exhibit else "museum",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for record in _records(exhibit):
        for name in FIELDS[type(record)]:
            if source := getattr(record, original_of(name)):
                translated = getattr(record, column_of(name, language)) or ""
                place = _place(record, name)
                catalogue.append(polib.POEntry(msgctxt=place, msgid=source, msgstr=translated))
    return str(catalogue)


def read(text: str, language: str) -> list[MessageOutcome]:
    """Return what would become of each message of a catalogue; nothing is changed.

    Raises:
        CatalogueError: where the text is no catalogue.
    """
    try:
        catalogue = polib.pofile(text) if text.lstrip().startswith(("msgid", "#", '"', "msgctxt")) else None
    except (OSError, UnicodeError, ValueError) as problem:
        raise CatalogueError(_("This is no PO file: %(problem)s") % {"problem": str(problem)[:200]}) from problem
    if not catalogue or not any(message.msgctxt for message in catalogue):
        raise CatalogueError(_("This is no PO file. Use the file that was exported here."))
    return [_outcome(message, language)[0] for message in catalogue]


def take(text: str, language: str, user: Any = None) -> list[MessageOutcome]:
    """Take over all messages that can be, each record with a version of its own; return what became of each."""
    outcomes = read(text, language)
    changed: dict[tuple[type[models.Model], Any], tuple[Any, list[str]]] = {}
    with transaction.atomic():
        for message in polib.pofile(text):
            outcome, record, name = _outcome(message, language)
            if outcome.kind != "taken":
                continue
            kept, names = changed.setdefault((type(record), record.pk), (record, []))
            setattr(kept, column_of(name, language), message.msgstr)
            names.append(column_of(name, language))
        for record, names in changed.values():
            with create_revision():
                record.save(update_fields=names)
                add_to_revision(getattr(record, "parent", record))
                set_comment(_("Texts from a translator."))
                if user is not None:
                    set_user(user)
    return outcomes


def _records(exhibit: Exhibit | None) -> Iterator[Any]:
    if exhibit is None:
        for noun in FIELDS:
            yield from noun._base_manager.order_by("pk").iterator(chunk_size=500)
        return
    yield exhibit
    kinds = [kind for kind in BLOCKS if kind in FIELDS]
    blocks: list[Any] = [block for kind in kinds for block in kind._base_manager.filter(parent=exhibit.pk)]
    yield from sorted(blocks, key=lambda block: (block.ordering, block.key))


def _place(record: Any, name: str) -> str:
    return f"{record._meta.label_lower}/{json.dumps(record.natural_key(), ensure_ascii=False)}/{name}"


def _outcome(message: polib.POEntry, language: str) -> tuple[MessageOutcome, Any, str]:
    place = message.msgctxt or ""
    label, _slash, rest = place.partition("/")
    key, _slash, name = rest.rpartition("/")
    outcome = MessageOutcome(place, "refused", message.msgid, new=message.msgstr)
    try:
        noun = apps.get_model(label)
        record = noun._default_manager.get_by_natural_key(*json.loads(key))
    except (LookupError, ValueError, TypeError, ObjectDoesNotExist):
        outcome.words = _("There is no such record any more.")
        return outcome, None, ""
    if name not in FIELDS.get(noun, ()):
        outcome.words = _("There is no such text.")
        return outcome, None, ""
    outcome.old = getattr(record, column_of(name, language)) or ""
    if not message.msgstr or message.fuzzy:
        outcome.kind = "empty"
    elif getattr(record, original_of(name)) != message.msgid:
        outcome.words = _("The text was changed after it was sent to the translator. Export it again.")
    elif message.msgstr == outcome.old:
        outcome.kind = "same"
    else:
        field: Any = noun._meta.get_field(column_of(name, language))
        try:
            field.clean(message.msgstr, record)
            outcome.kind = "taken"
        except ValidationError as problem:
            outcome.words = " ".join(problem.messages)
    return outcome, record, name


def counted(outcomes: Iterable[MessageOutcome]) -> dict[str, int]:
    """Return how many messages have which outcome."""
    found = {"taken": 0, "same": 0, "empty": 0, "refused": 0}
    for outcome in outcomes:
        found[outcome.kind] += 1
    return found
