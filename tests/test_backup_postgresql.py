"""Backups on PostgreSQL: one moment by pg_dump, proved in a database of its own, restored in one transaction."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from exhibit.keeping.rotation import backups_in
from tests.conftest import FIXTURES
from tests.places import Place
from tests.test_services import POSTGRES, answers

pytestmark = [
    pytest.mark.skipif(not answers(POSTGRES), reason=f"there is no PostgreSQL at {POSTGRES} (TEST_POSTGRES_URL)"),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed (postgresql-client)"),
]


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """The addresses of two empty databases."""
    names = [f"exhibit_kept_{secrets.token_hex(4)}" for _number in range(2)]
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        yield [urlsplit(POSTGRES)._replace(path=f"/{name}").geturl() for name in names]
        for name in names:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def rows(url: str) -> dict[str, list[str]]:
    found = {}
    with psycopg.connect(url) as database:
        names = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        for [name] in names:
            query = f'SELECT t::text FROM "{name}" AS t ORDER BY 1'  # noqa: S608
            found[name] = [row for [row] in database.execute(query).fetchall()]  # type: ignore[call-overload]
    return found


def test_there_and_back(databases: list[str], tmp_path: Path) -> None:
    """Every row and file; a spoilt one, and a place that is not empty, change nothing; what was over it is kept."""
    first, second = databases
    here = Place(tmp_path / "here", DATABASE_URL=first)
    here.ask("migrate", "--verbosity=0")
    here.ask("load_exhibit", FIXTURES, "--renditions-later")
    before = rows(first)
    here.ask("backup", "--pages=8")
    [file] = backups_in(here.backups)
    assert "8 pages" in (said := here.ask("prove_backup")) or "pages are those of" in said
    there = Place(tmp_path / "there", DATABASE_URL=second)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert "Nothing was changed." in there.ask("restore", file, fails=True)
    assert rows(second) == {}
    file.write_bytes(whole)
    there.ask("restore", file)
    after = rows(second)
    log = "exhibit_preservationevent"
    assert {name for name in before if name != log and before[name] != after[name]} == set()
    assert after["exhibit_session"] == []
    assert there.files() == here.files()
    assert "not empty: the database has rows in" in there.ask("restore", file, fails=True)
    with psycopg.connect(second) as database:
        database.execute("UPDATE exhibit_film SET title_en = 'Storks'")
    assert "is kept in" in there.ask("restore", file, "--over")
    assert rows(second)["exhibit_film"] == before["exhibit_film"]
    [aside] = (tmp_path / "there").glob("before-restore-*")
    assert (aside / "database.dump").stat().st_size > 10_000
    with psycopg.connect(POSTGRES) as server:
        left = server.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'proof_%'").fetchone()
    assert left == (0,), "the place of the proof is gone"
