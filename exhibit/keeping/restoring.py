"""From a backup to the museum: compared to the last byte first, then all of it, or the state before.

Nothing of the old is touched until the new lies complete beside it. Then files change places by renaming, each step
noted, so that what was interrupted is taken back by the next restoration, or by `manage.py restore --undo`.
On PostgreSQL the database changes in one transaction, after the pictures; a machine that fails between its commit and
the end of the note has the new rows and the old pictures until the restoration is run again.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from exhibit.keeping import events, moves, sealing
from exhibit.keeping.layout import DATABASES, About, BackupError
from exhibit.keeping.places import Place, check_database, fill_postgresql, is_served
from exhibit.keeping.reading import peek, read_backup
from exhibit.keeping.rendering import run
from exhibit.keeping.snapshot import ask_postgresql
from exhibit.models import PreservationEvent

Progress = Callable[[int, int], Any]


@dataclass(slots=True)
class Restored:
    """What was restored: what the backup says, how many files, where the state before is, which migrations ran."""

    about: About
    files: int
    aside: Path | None
    is_older: bool


def restore(
    file: Path,
    *,
    secrets: Sequence[Path] = (),
    is_over: bool = False,
    progress: Progress = lambda done, known: None,
) -> Restored:
    """Make the museum of the settings what a backup says.

    Raises:
        BackupError: naming what is in the way; the museum is as it was then.
    """
    place, keys = Place.of_settings(), sealing.identities(secrets)
    undo(place)
    about = peek(file, keys)
    is_older = _check(place, about, is_over)
    shutil.rmtree(place.staging, ignore_errors=True)
    _check_room(file, place)
    done, known = 0, file.stat().st_size

    def came(size: int) -> None:
        nonlocal done
        done += size
        progress(done, max(done, known))

    try:
        place.staging.mkdir(mode=0o700, parents=True)
        read_backup(file, keys, place.staging, came)
        files = sum(one.is_file() for one in (place.staging / "data" / "media").rglob("*"))
        aside = _put(place, about, is_older, came)
    finally:
        shutil.rmtree(place.staging, ignore_errors=True)
    if aside and not is_over:  # of an empty place
        shutil.rmtree(aside, ignore_errors=True)
        if place.is_sqlite:
            shutil.rmtree(place.database.parent / aside.name, ignore_errors=True)
    if is_older and not place.is_sqlite:
        call_command("migrate", verbosity=0)
    events.tell(PreservationEvent.Kind.RESTORATION, file.name, f"As of {about.made_at}.")
    return Restored(about, files, aside if is_over else None, is_older)


def undo(place: Place | None = None) -> bool:
    """Take back a restoration that was interrupted; whether there was one."""
    place = place or Place.of_settings()
    place.connection.close()
    is_undone = moves.take_back(place.note)
    if is_undone and place.is_sqlite:
        place.database.with_name(f"{place.database.name}.incoming").unlink(missing_ok=True)
    return is_undone


def _check(place: Place, about: About, is_over: bool) -> bool:
    """Refuse what cannot be restored here; return whether the backup is of an older release."""
    if about.vendor != place.connection.vendor:
        raise BackupError(
            f"The backup is of {about.vendor} and DATABASE_URL names {place.connection.vendor}. Restore it where"
            " DATABASE_URL names the same, then move by export_collection and import_collection."
        )
    is_older = older(about)
    if number := is_served():
        raise BackupError(f"The museum is being served by process {number}. Stop it, restore, and start it again.")
    if not is_over and (held := place.held()):
        raise BackupError(
            f"This place is not empty: {held}. Name an empty one, or add --over: what is here is kept aside."
        )
    if is_over and place.media is None and place.held():
        raise BackupError("Object storage is not written over. Name an empty bucket or folder in MEDIA_STORAGE.")
    return is_older


def older(about: About) -> bool:
    """Whether a backup is of an older release than this.

    Raises:
        BackupError: where it is of a newer one.
    """
    known = set(MigrationLoader(None).disk_migrations)
    applied = {(app, name) for app, name in about.migrations}
    replaced = {key for migration in MigrationLoader(None).disk_migrations.values() for key in migration.replaces}
    if unknown := sorted(applied - known - replaced):
        raise BackupError(
            f"It was made by a newer release, {about.release}, or by a museum with other languages: this one does not"
            f" know the migration {'.'.join(unknown[0])}. Install that release, then restore."
        )
    return bool(known - applied)


def _check_room(file: Path, place: Place) -> None:
    beside = place.staging.parent
    beside.mkdir(parents=True, exist_ok=True)
    needed, free = file.stat().st_size, shutil.disk_usage(beside).free
    if needed > free:
        raise BackupError(f"The backup has {needed / 1e6:.0f} MB, and only {free / 1e6:.0f} MB are free in {beside}.")


def _put(place: Place, about: About, is_older: bool, came: Callable[[int], Any]) -> Path:
    """Let what was unpacked be the museum; return where the state before is."""
    data = place.staging / "data"
    aside = place.staging.parent / f"before-restore-{timezone.now():%Y%m%dT%H%M%SZ}"
    database = data / Path(DATABASES[about.vendor]).name
    if place.is_sqlite:
        check_database(database, place.connection)
        if is_older:
            run(["migrate", "--verbosity=0"], f"sqlite:///{database}")
            check_database(database, place.connection)
    os.sync()
    place.connection.close()
    steps = place.moves_of(data, aside)

    def finish() -> None:
        if place.media is None:
            place.put_pictures(data / "media", came)
        if not place.is_sqlite:
            fill_postgresql(place.connection, database)

    if not place.is_sqlite and place.filled():
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        ask_postgresql("pg_dump", place.connection, ["-Fc", f"--file={aside / 'database.dump'}"])
    moves.move_all(steps, place.note, finish)
    return aside
