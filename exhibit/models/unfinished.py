"""Files on their way to their rows: noted in the storage before they are written, forgotten once the row is committed.

A process that is killed in between leaves its note. From it the darkroom knows later which file belongs to nobody, and
what a file was that was to be replaced: the state before can be had again. Nothing else is ever taken away.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

FOLDER = "unfinished"
AFTER = timedelta(days=1)
"""Longer than any save or load takes: what is younger may still get its row."""


def note(name: str, before: bytes | None = None) -> None:
    """Note that the file `name` is about to be written, over what it was `before`; it is forgotten with the commit.

    A storage that fails just then leaves the note, which does no harm: the row is there, and must not be called lost.
    """
    file = _note_of(name)
    if not default_storage.exists(file):  # one that is there knows what was before the first attempt
        head = json.dumps({"file": name, "replaces": before is not None}).encode()
        default_storage.save(file, ContentFile(head + b"\n" + (before or b"")))
    transaction.on_commit(lambda: forget(name), robust=True)


def forget(name: str) -> None:
    """Forget a file that has its row, or was taken back."""
    default_storage.delete(_note_of(name))


def left_over() -> Iterator[tuple[str, bytes | None]]:
    """Yield files whose save never came to its end, each with what it was before, if it was."""
    try:
        notes = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for file in sorted(notes):
        path = f"{FOLDER}/{file}"
        if default_storage.get_modified_time(path) >= timezone.now() - AFTER:
            continue
        with default_storage.open(path) as opened:
            head, _newline, before = opened.read().partition(b"\n")
        try:
            said = json.loads(head)
        except ValueError:  # it was cut off while it was written: nothing had happened yet
            default_storage.delete(path)
            continue
        yield said["file"], before if said["replaces"] else None


def _note_of(name: str) -> str:
    return f"{FOLDER}/{hashlib.sha256(name.encode()).hexdigest()[:32]}"
