"""SQLite's WAL-reset bug is named where it can strike, and the library that the museum brings does not have it."""

import platform
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db.backends.sqlite3.base import DatabaseWrapper

from config import settings as own
from exhibit.keeping import checks
from exhibit.keeping.sqlite import has_wal_reset_bug
from tests.places import ROOT, Place

AFFECTED = ["3.7.0", "3.34.1", "3.40.1", "3.44.5", "3.46.1", "3.50.4", "3.50.6", "3.51.2"]
MENDED = ["3.44.6", "3.50.7", "3.51.3", "3.53.4"]


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@pytest.fixture
def a_file_in_wal_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}
    engine = "django.db.backends.sqlite3"
    told = {"ENGINE": engine, "NAME": "/srv/exhibit/var/db.sqlite3", "OPTIONS": options}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": told}))


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Any:
    def of(version: str) -> None:
        monkeypatch.setattr(DatabaseWrapper.Database, "sqlite_version_info", numbers(version))

    return of


@pytest.mark.parametrize("version", AFFECTED)
def test_an_affected_library_is_named_with_the_remedy(a_file_in_wal_mode: None, library: Any, version: str) -> None:
    """Row 12: each of eight."""
    library(version)
    [found] = [one for one in run_checks() if one.id == "exhibit.W001"]
    assert f"SQLite {version} has the WAL-reset bug" in found.msg
    assert "pip install pysqlite3" in str(found.hint)


@pytest.mark.parametrize("version", MENDED)
def test_a_mended_one_is_not(a_file_in_wal_mode: None, library: Any, version: str) -> None:
    library(version)
    assert not [one for one in run_checks() if one.id == "exhibit.W001"]


def test_without_the_check_nobody_would_know(a_file_in_wal_mode: None, library: Any, monkeypatch: Any) -> None:
    library("3.40.1")
    monkeypatch.setattr(checks, "has_wal_reset_bug", lambda version: False)
    assert not [one for one in run_checks() if one.id == "exhibit.W001"]


@pytest.mark.parametrize(
    ("engine", "name", "options"),
    [
        ("django.db.backends.postgresql", "exhibit", {}),
        ("django.db.backends.sqlite3", ":memory:", {"init_command": "PRAGMA journal_mode=WAL"}),
        ("django.db.backends.sqlite3", "/srv/db.sqlite3", {}),
    ],
)
def test_where_it_cannot_strike_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, library: Any, engine: str, name: str, options: dict[str, str]
) -> None:
    library("3.40.1")
    told = {"ENGINE": engine, "NAME": name, "OPTIONS": options}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": told}))
    assert checks.check_sqlite() == []


def test_older_and_odd_numbers_are_understood() -> None:
    assert not has_wal_reset_bug((3, 6, 23))
    assert has_wal_reset_bug((3, 7))
    assert not has_wal_reset_bug((4, 0, 0))


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64") or sys.version_info >= (3, 15), reason="there is no wheel"
)
def test_django_runs_on_the_library_that_the_museum_brings() -> None:
    """On this machine the wheel is among what `make run` installs: the README promises it."""
    asked = (
        "import config, sqlite3; from django.db.backends.sqlite3.base import Database;"
        "print(Database.sqlite_version, sqlite3.sqlite_version, Database.__name__)"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    version, plain, module = said.stdout.split()
    assert version == plain, "two libraries in one process would not see each other's locks"
    assert module.startswith("pysqlite3")
    assert not has_wal_reset_bug(numbers(version))


def test_without_the_wheel_python_s_own_goes_on() -> None:
    asked = "import sys; sys.modules['pysqlite3'] = None; import config, sqlite3; print(sqlite3.__name__)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "sqlite3"


def test_a_save_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    """Row 2: WAL with synchronous=FULL on the connection itself; the drill counts what the disk is asked for."""
    place = Place(tmp_path)
    asked = (
        "from django.db import connection; c = connection.cursor();"
        "print([c.execute(f'PRAGMA {name}').fetchone()[0] for name in ('journal_mode', 'synchronous', 'busy_timeout')])"
    )
    assert "['wal', 2, 20000]" in place.ask("shell", "-c", asked)
    assert own.DATABASES["default"].get("OPTIONS", {}).get("transaction_mode", "IMMEDIATE") == "IMMEDIATE"
