"""What Django says at its start: of the library under the database, and of a restoration that was interrupted."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

from exhibit.keeping.layout import BackupError
from exhibit.keeping.places import Place
from exhibit.keeping.sqlite import has_wal_reset_bug


def check_sqlite(**kwargs: Any) -> list[CheckMessage]:
    """Warn of SQLite's WAL-reset bug where a database is a file in WAL mode."""
    version = SQLite.Database.sqlite_version_info
    if not has_wal_reset_bug(version):
        return []
    said = ".".join(map(str, version))
    return [
        checks.Warning(
            f"SQLite {said} has the WAL-reset bug (3.7.0 to 3.51.2): it can, rarely, spoil the database “{alias}”.",
            hint="Run: pip install pysqlite3 (or use Python with SQLite 3.51.3, 3.50.7 or 3.44.6, or PostgreSQL).",
            id="exhibit.W001",
        )
        for alias in _files_in_wal_mode()
    ]


def _files_in_wal_mode() -> Iterator[str]:
    for alias, told in settings.DATABASES.items():
        name, asked = str(told.get("NAME", "")), told.get("OPTIONS", {}).get("init_command", "").lower()
        is_file = name and ":memory:" not in name and "mode=memory" not in name
        if told["ENGINE"] == "django.db.backends.sqlite3" and is_file and "journal_mode=wal" in asked.replace(" ", ""):
            yield alias


def check_restoration(**kwargs: Any) -> list[CheckMessage]:
    """Let nothing start on a museum of which a restoration was interrupted half way."""
    place = Place.of_settings()
    if place.connection.alias not in connections:
        return []
    try:
        is_interrupted = place.note.is_file()
    except BackupError:  # a database in memory
        return []
    return (
        [
            checks.Error(
                "A restoration was interrupted: files of two museums are mixed.",
                hint="Run: manage.py restore --undo, or the same restoration again.",
                id="exhibit.E001",
            )
        ]
        if is_interrupted
        else []
    )
