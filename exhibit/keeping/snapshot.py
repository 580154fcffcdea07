"""The database at one moment, while others go on writing, and all that must agree with that moment.

SQLite: its online backup through the connection, in one step. A file that is copied while it is written is no
database. PostgreSQL: `pg_dump` with the snapshot of a transaction, in which everything else is read too.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone

from exhibit.interop.folder.writing import one_moment
from exhibit.keeping import pictures, tables
from exhibit.keeping.layout import BackupError, Table
from exhibit.keeping.rendering import checksums_of, page_checksums

LONGEST_WAIT = 60
"""Seconds for which a database may be locked before a backup is given up."""

MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


@dataclass(slots=True)
class Snapshot:
    """A copy of the database, and what was true in its moment."""

    vendor: str
    file: Path
    made_at: datetime
    tables: dict[str, Table]
    migrations: list[list[str]]
    named: list[str]
    pages: dict[str, str]


@contextmanager
def snapshot(folder: Path, pages: int) -> Iterator[Snapshot]:
    """Copy the database into `folder`, and compare it with itself; the copy goes afterwards.

    Raises:
        BackupError: where the database is damaged, or the tool that copies it is not there.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    made = (_of_sqlite if connection.vendor == "sqlite" else _of_postgresql)(connection, folder, pages)
    try:
        yield made
    finally:
        made.file.unlink(missing_ok=True)


def _of_sqlite(connection: Any, folder: Path, pages: int) -> Snapshot:
    file = folder / "database.sqlite3"
    with closing(connection.Database.connect(file, isolation_level=None)) as copy:
        copy_sqlite(connection, copy)
        made_at = timezone.now()
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        there = {name for [name] in copy.execute(tables.SQLITE_TABLES).fetchall()}  # an older release has fewer
        for name in there.intersection(tables.SESSIONS):
            copy.execute(f'DELETE FROM "{name}"')  # noqa: S608
        check_sqlite(copy)
        found = tables.of_sqlite(copy)
        cursor = copy.cursor()
        migrations = [list(row) for row in cursor.execute(MIGRATIONS).fetchall()]
        named = list(pictures.named(cursor))
    return Snapshot(
        "sqlite", file, made_at, found, migrations, named, checksums_of(f"sqlite:///{file}", pages, made_at)
    )


def copy_sqlite(connection: Any, copy: Any) -> None:
    """Copy a database, as it was last committed, into another that is open; in one step, so that it is of one moment.

    Raises:
        BackupError: where somebody keeps it locked.
    """
    connection.ensure_connection()
    until = time.monotonic() + LONGEST_WAIT

    def waited(*_state: int) -> None:
        if time.monotonic() > until:
            raise BackupError("Somebody keeps the database locked. Try again when that has ended.")

    connection.connection.backup(copy, progress=waited)


def check_sqlite(copy: Any) -> None:
    """Have SQLite look through an open database.

    Raises:
        BackupError: with the first of what it found.
    """
    try:
        faults = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(3)")]
    except Exception as problem:  # a file that is badly spoilt is not read as a database at all
        faults = [str(problem)]
    if faults != ["ok"]:
        raise BackupError(f"The database is damaged: {'; '.join(faults)[:300]}. Restore the last backup that is whole.")


def _of_postgresql(connection: BaseDatabaseWrapper, folder: Path, pages: int) -> Snapshot:
    file = folder / "database.dump"
    made_at = timezone.now()
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        [shared] = cursor.fetchone()
        told = [f"--exclude-table-data=*.{name}" for name in tables.SESSIONS]
        ask_postgresql("pg_dump", connection, ["-Fc", f"--snapshot={shared}", f"--file={file}", *told])
        found = tables.of_postgresql(connection)
        cursor.execute(MIGRATIONS)
        migrations = [list(row) for row in cursor.fetchall()]
        named = list(pictures.named(cursor))
        return Snapshot("postgresql", file, made_at, found, migrations, named, page_checksums(pages, made_at))


def ask_postgresql(tool: str, connection: BaseDatabaseWrapper, words: list[str], database: str = "") -> None:
    """Run one of PostgreSQL's own programs on a database, by default that of the connection.

    Raises:
        BackupError: where it is not installed, or with its last words.
    """
    if not shutil.which(tool):
        raise BackupError(
            f"{tool} is not installed on this machine. Install PostgreSQL's client programs, of the server's version"
            " or newer: apt-get install postgresql-client."
        )
    settings = dict(connection.settings_dict) | ({"NAME": database} if database else {})
    asked, secret = DatabaseClient.settings_to_cmd_args_env(settings, [])
    *place, name = asked[1:]
    said = subprocess.run(  # noqa: S603
        [tool, *words, *place, "--dbname", name],
        env=os.environ | (secret or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        last = (said.stderr.strip() or "no word").splitlines()[-1]
        raise BackupError(f"{tool} did not finish: {last}")
