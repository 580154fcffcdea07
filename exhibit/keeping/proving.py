"""A backup is proved by restoring it: into a place of its own, where rows, files and pages must be what it says."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from exhibit.keeping import events, sealing, tables
from exhibit.keeping.layout import DATABASES, About, BackupError
from exhibit.keeping.places import check_database, fill_postgresql, url_of
from exhibit.keeping.reading import read_backup
from exhibit.keeping.rendering import checksums_of
from exhibit.keeping.restoring import older
from exhibit.models import PreservationEvent
from exhibit.publishing.release import release


@dataclass(slots=True)
class Proof:
    """What was compared, and every difference in words; none where the backup is good."""

    about: About
    files: int = 0
    rows: int = 0
    pages: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What was compared, or what differed."""
        if self.faults:
            return "\n".join(self.faults)
        pages = f"{self.pages} pages" if self.pages else "no pages, which another release or other settings made"
        return f"{self.rows} rows, {self.files} files and {pages} are those of {self.about.made_at}."


def prove(file: Path, *, secrets: Sequence[Path] = (), progress: Callable[[int], Any] = lambda size: None) -> Proof:
    """Restore a backup aside, compare it, and write down how that ended.

    Raises:
        BackupError: where it cannot be restored at all; that is written down too.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="proof-") as folder:
            proof = _proved(file, Path(folder), sealing.identities(secrets), progress)
    except BackupError as problem:
        events.tell(PreservationEvent.Kind.PROOF, file.name, str(problem), is_good=False)
        raise
    events.tell(PreservationEvent.Kind.PROOF, file.name, proof.words, is_good=not proof.faults)
    return proof


def _proved(file: Path, folder: Path, keys: list[Any], progress: Callable[[int], Any]) -> Proof:
    about = read_backup(file, keys, folder, progress)  # every file is compared here
    data = folder / "data"
    proof = Proof(about, files=sum(one.is_file() for one in (data / "media").rglob("*")))
    older(about)
    with _opened(about, data) as (url, there):
        proof.faults += tables.differences(about.tables, there)
        proof.rows = sum(table.rows for table in there.values())
        if about.pages and about.pages_by == release() and not older(about):
            shown = checksums_of(url, len(about.pages), datetime.fromisoformat(about.made_at), data / "media")
            proof.pages = len(shown)
            for path in sorted(about.pages.keys() | shown.keys()):
                if about.pages.get(path) != shown.get(path):
                    proof.faults.append(f"The page {path} is not what visitors had.")
    return proof


@contextmanager
def _opened(about: About, data: Path) -> Iterator[tuple[str, dict[str, tables.Table]]]:
    """Give the address of the database that a backup holds, and what its tables have."""
    connection = connections[DEFAULT_DB_ALIAS]
    database = data / Path(DATABASES[about.vendor]).name
    if about.vendor != connection.vendor:
        raise BackupError(f"The backup is of {about.vendor}; DATABASE_URL names {connection.vendor}. Prove it there.")
    if about.vendor == "sqlite":
        check_database(database, connection)
        with closing(connection.Database.connect(database)) as copy:  # type: ignore[attr-defined]
            there = tables.of_sqlite(copy)
        yield f"sqlite:///{database}", there
        return
    name = f"proof_{token_hex(6)}"
    with _nobody_else(connection) as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        fill_postgresql(connection, database, name)
        with closing(_to(connection, name)) as other:
            there = tables.of_postgresql(other)
        yield url_of(connection, name), there
    finally:
        with _nobody_else(connection) as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _to(connection: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    return other


@contextmanager
def _nobody_else(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """A cursor outside of every transaction: databases are made and dropped there only."""
    with closing(connection.copy()) as other, other.cursor() as cursor:
        yield cursor
