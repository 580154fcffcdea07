"""Where a museum is: its database and its pictures; whether anything is there, and something put in its place."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from exhibit.interop.folder.rows import KINDS
from exhibit.keeping import moves
from exhibit.keeping.layout import BackupError
from exhibit.keeping.snapshot import ask_postgresql, check_sqlite
from exhibit.models import Lane

HELD = ("auth_user", *sorted(kind._meta.db_table for kind in KINDS.values() if kind is not Lane))
"""Tables of which a row means that somebody's museum is there. Lanes come with the migrations."""

STAGING = ".exhibit-restoring"
SIDE_FILES = ("", "-wal", "-shm")


@dataclass(slots=True)
class Place:
    """The place that the settings name: its database, and the folder of its pictures, None for object storage."""

    connection: BaseDatabaseWrapper
    media: Path | None

    @classmethod
    def of_settings(cls) -> "Place":
        """Return this museum's own."""
        is_folder = isinstance(default_storage._wrapped, FileSystemStorage) or isinstance(  # type: ignore[attr-defined]
            default_storage, FileSystemStorage
        )
        return cls(connections[DEFAULT_DB_ALIAS], Path(settings.MEDIA_ROOT).absolute() if is_folder else None)

    @property
    def database(self) -> Path:
        """The file of an SQLite database.

        Raises:
            BackupError: where it is none.
        """
        name = str(self.connection.settings_dict["NAME"])
        if name.startswith("file:") or ":memory:" in name:
            raise BackupError("The database is in memory only. Name a file in DATABASE_URL.")
        return Path(name).absolute()

    @property
    def is_sqlite(self) -> bool:
        return self.connection.vendor == "sqlite"

    @property
    def note(self) -> Path:
        """Where moves that are under way are written down."""
        beside = self.database if self.is_sqlite else self.media or Path(settings.BASE_DIR) / "exhibit"
        return beside.with_name(f"{beside.name}.restoring.json")

    @property
    def staging(self) -> Path:
        """Where a backup is unpacked, on the disk of the pictures."""
        return (self.media.parent if self.media else self.note.parent) / STAGING

    def held(self) -> str:
        """Return what is here already, in words; "" for an empty place."""
        if name := self.filled():
            return f"the database has rows in {name}"
        if self.media and self.media.is_dir() and (file := next(_files(self.media), None)):
            return f"{self.media} has files, {file.relative_to(self.media)} for one"
        if self.media is None and (folders_and_files := default_storage.listdir("")) and any(folders_and_files):
            return "the object storage has files"
        return ""

    def filled(self) -> str:
        """Return a table that has rows of somebody's; "" where there is none."""
        if self.is_sqlite and not self.database.exists():
            return ""
        with self.connection.cursor() as cursor:
            there = set(self.connection.introspection.table_names(cursor))
            for name in HELD:
                if name in there:
                    cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')  # noqa: S608
                    if cursor.fetchone():
                        return name
        self.connection.close()
        return ""

    def moves_of(self, unpacked: Path, aside: Path) -> list[moves.Move]:
        """Return the moves by which what was unpacked comes here, and what is here goes aside."""
        found: list[moves.Move] = []
        incoming = self.database.with_name(f"{self.database.name}.incoming") if self.is_sqlite else None
        if incoming:
            shutil.move(unpacked / "database.sqlite3", incoming)
            for ending in SIDE_FILES:
                file = self.database.with_name(f"{self.database.name}{ending}")
                if file.exists():
                    found.append((file, self.database.parent / aside.name / file.name))
        if self.media:
            self.media.mkdir(parents=True, exist_ok=True)
            found += [(one, aside / self.media.name / one.name) for one in sorted(self.media.iterdir())]
            pictures = unpacked / "media"
            found += [(one, self.media / one.name) for one in (sorted(pictures.iterdir()) if pictures.is_dir() else [])]
        if incoming:
            found.append((incoming, self.database))
        return found

    def put_pictures(self, unpacked: Path, told: Callable[[int], Any]) -> None:
        """Put pictures into object storage; what was put is taken out again if one fails."""
        put: list[str] = []
        try:
            for file in sorted(_files(unpacked)):
                name = file.relative_to(unpacked).as_posix()
                with file.open("rb") as opened:
                    stored = default_storage.save(name, File(opened))
                put.append(stored)
                if stored != name:
                    raise BackupError(f"The object storage has “{name}” already. Name an empty bucket or folder of it.")
                told(file.stat().st_size)
        except BaseException:
            for name in put:
                default_storage.delete(name)
            raise


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def check_database(file: Path, connection: Any) -> None:
    """Have SQLite look through a file of its own, and leave it in one piece.

    Raises:
        BackupError: where it is damaged.
    """
    with closing(connection.Database.connect(file, isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
        check_sqlite(opened)


def fill_postgresql(connection: BaseDatabaseWrapper, dump: Path, database: str = "") -> None:
    """Make a PostgreSQL database, by default that of the connection, what a dump says, in one transaction.

    Raises:
        BackupError: with the last words of PostgreSQL's programs; nothing is changed then.
    """
    script = dump.with_suffix(".sql")
    convert = ["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump)]
    if not shutil.which("pg_restore"):
        raise BackupError("pg_restore is not installed. Run: apt-get install postgresql-client.")
    said = subprocess.run(convert, capture_output=True, text=True, check=False)  # noqa: S603
    if said.returncode:
        raise BackupError(f"pg_restore did not read the database: {(said.stderr.strip() or '-').splitlines()[-1]}")
    anew = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;"
    words = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null"]
    try:
        ask_postgresql("psql", connection, [*words, f"--command={anew}", f"--file={script}"], database)
    finally:
        script.unlink(missing_ok=True)


def url_of(connection: BaseDatabaseWrapper, database: str) -> str:
    """Return the address of another database on the server of a connection."""
    told = connection.settings_dict
    who = quote(told["USER"] or "", safe="") + (f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else "")
    host = quote(told["HOST"] or "", safe="[]:")
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgres://{who}@{host}{port}/{quote(database, safe='')}"


def is_served() -> int:
    """Return the number of the process that serves the museum from here; 0 if none does."""
    try:
        number = int((Path(settings.RUN_ROOT) / "serve.pid").read_text(encoding="ascii").strip())
        os.kill(number, 0)
    except (OSError, ValueError):
        return 0
    return number
