"""A museum in a place of its own on the disk, worked by processes of its own: what happens there is real."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import config  # noqa: F401  # which sees to it that `sqlite3` is the library of the museum

import sqlite3  # isort: skip

ROOT = Path(__file__).parent.parent


def ready() -> None:
    """Let a drill, which no test runner has prepared, use the museum's own code."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


class Place:
    """A database file and a folder of pictures, and the commands of the museum on them: of today's code, or another."""

    def __init__(self, folder: Path, code: Path = ROOT, **environment: str) -> None:
        self.folder, self.code = folder, code
        self.database, self.media, self.backups = folder / "db.sqlite3", folder / "media", folder / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "CACHE_URL": "locmemcache://",
            "MEDIA_ROOT": str(self.media),
            "BACKUP_ROOT": str(self.backups),
            "RUN_ROOT": str(folder / "run"),
            "PYTHONPATH": str(code),
            "PYTHONWARNINGS": "ignore",
            **environment,
        }

    def start(self, *words: str, **options: Any) -> "subprocess.Popen[str]":
        """Start a Python process of this museum."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, *words], env=self.environment, cwd=self.code, **(pipes | options))

    def ask(self, *words: Any, fails: bool = False) -> str:
        """Run a command, which is to work or, with `fails`, to refuse; return all that it said."""
        process = self.start("manage.py", *map(str, words))
        said = "".join(process.communicate(timeout=300))
        assert bool(process.returncode) is fails, said
        assert "Traceback" not in said, said
        return said

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The database, by the library that the museum uses."""
        with closing(sqlite3.connect(self.database)) as found:
            yield found

    def rows(self, *but: str) -> dict[str, list[Any]]:
        """Every row of every table, in an order of its own."""
        with self.opened() as database:
            return rows_of(database, but)

    def files(self) -> dict[str, bytes]:
        """Every picture file by name."""
        return files_of(self.media)

    def state(self) -> tuple[Any, Any]:
        """All that is here, to be compared."""
        return (self.rows() if self.database.exists() else None, self.files())


def copied(folder: Path, blocker: Any) -> Place:
    """The museum of the tests in a place of its own; `blocker` is pytest-django's, which lets the database be read."""
    from django.conf import settings
    from django.db import connection

    from exhibit.keeping import snapshot

    place, database = Place(folder), connection
    with blocker.unblock(), closing(database.Database.connect(place.database)) as copy:  # type: ignore[attr-defined]
        snapshot.copy_sqlite(database, copy)
    shutil.copytree(settings.MEDIA_ROOT, place.media)
    return place


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by name."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }


def rows_of(database: Any, but: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Every row of every table of an open SQLite database but these."""
    names = database.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    tables = sorted(name for [name] in names if not name.startswith("sqlite_") and name not in but)
    return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in tables}  # noqa: S608


def flipped(file: Path, place: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    with file.open("r+b") as opened:
        opened.seek(place)
        [byte] = opened.read(1)
        opened.seek(place)
        opened.write(bytes([byte ^ (1 << bit)]))
