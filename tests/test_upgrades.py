"""Upgrades: one line of migrations, each with a way back, and nothing lost on the way from the first to the last."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

from tests.places import Place, copied

APP = "exhibit"


def faults(found: dict[tuple[str, str], migrations.Migration]) -> Iterator[str]:
    """Yield what is wrong with the migrations of the app: forks, gaps, and what cannot be taken back."""
    ours = {name: one for (app, name), one in found.items() if app == APP}
    needed = [name for one in ours.values() for app, name in one.dependencies if app == APP]
    if leaves := sorted(ours.keys() - set(needed))[1:]:
        yield f"There are two ends, {leaves[0]} is one."
    for name, one in sorted(ours.items()):
        before = [parent for app, parent in one.dependencies if app == APP]
        if len(before) != (not name.startswith("0001_")) or one.replaces:
            yield f"{name} stands after {before}: one migration stands before each but the first."
        if not one.atomic:
            yield f"{name} is not all or nothing."
        for step in one.operations:
            if not step.reversible:
                yield f"{name} cannot be taken back: {step.describe()}."


def test_there_is_one_line_and_a_way_back() -> None:
    assert list(faults(MigrationLoader(None).disk_migrations)) == []


def test_a_fork_and_a_step_without_a_way_back_are_found() -> None:
    class Forked(migrations.Migration):
        atomic = False
        dependencies = [(APP, "0012_indexes")]
        operations = [migrations.RunPython(lambda apps, editor: None)]

    found = MigrationLoader(None).disk_migrations | {(APP, "0099_forked"): Forked("0099_forked", APP)}
    said = " ".join(faults(found))
    assert "There are two ends" in said
    assert "0099_forked cannot be taken back" in said
    assert "0099_forked is not all or nothing" in said


@pytest.fixture(scope="session")
def place(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The museum of the tests in a place of its own."""
    return copied(tmp_path_factory.mktemp("upgraded"), django_db_blocker)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="on a file; the drill does it on PostgreSQL too")
def test_from_the_first_release_to_today_nothing_is_lost(place: Place) -> None:
    """Row 9: the museum's own records in the tables of the first release, then every migration."""
    place.ask("migrate", APP, "0001", "--verbosity=0")
    first = tables(place)
    assert sum(len(rows) for _columns, rows in first.values()) > 1500
    assert "exhibit_draft" not in first, "of a later release"
    place.ask("migrate", "--verbosity=0")
    last = tables(place)
    assert "exhibit_draft" in last
    assert list(lost(first, last)) == []
    assert "OK" in place.ask("shell", "-c", LOOK)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="on a file; the drill does it on PostgreSQL too")
def test_an_upgrade_that_was_killed_before_the_search_had_read_is_ended_by_the_same_command(place: Place) -> None:
    """Killed between the last migration and what follows all of them: the next run has no migration left to do."""
    place.ask("migrate", "--verbosity=0")
    good = place.rows()["exhibit_searchword"]
    place.ask("migrate", APP, "0015", "--verbosity=0")
    place.ask("shell", "-c", KILLED)
    place.ask("migrate", "--verbosity=0")
    assert len(good) > 1000
    assert len(place.rows()["exhibit_searchword"]) == len(good)


KILLED = """
import os
from django.core.management import call_command
from django.db.models.signals import post_migrate
from exhibit.models import SearchWord
def die(**kwargs):
    SearchWord.objects.all().delete()
    os._exit(0)
post_migrate.receivers.clear()
post_migrate.sender_receivers_cache.clear()
post_migrate.connect(die, weak=False)
call_command("migrate", verbosity=0)
"""


def _killed_before_the_note(folder: Path, start: str, end: str, command: str) -> bool:
    """Migrate to the start, then to the end, killed where that is noted; return whether tables and notes agree."""
    place = Place(folder)
    place.ask("migrate", APP, start, "--verbosity=0")
    place.ask("shell", "-c", KILLED_AT_THE_NOTE.format(command=command, end=end), fails=True)
    with place.opened() as database:
        noted = database.execute("SELECT 1 FROM django_migrations WHERE name = '0016_accounts'").fetchall()
        there = database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'exhibit_unsavedform'").fetchall()
    return bool(noted) is bool(there)


@pytest.mark.parametrize(("start", "end"), [("0015", "0016"), ("0016", "0015")])
def test_a_migration_is_there_with_its_note_or_neither_is(tmp_path: Path, start: str, end: str) -> None:
    assert _killed_before_the_note(tmp_path, start, end, "exhibit")
    place = Place(tmp_path)
    place.ask("migrate", "--verbosity=0")
    with place.opened() as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(("start", "end"), [("0015", "0016"), ("0016", "0015")])
def test_by_djangos_own_command_it_would_be_there_without(tmp_path: Path, start: str, end: str) -> None:
    """The fault."""
    assert not _killed_before_the_note(tmp_path, start, end, "django.core")


KILLED_AT_THE_NOTE = """
import os
from django.core.management import call_command, load_command_class
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
def die(self, app, name):
    os._exit(9)
command = load_command_class("{command}", "migrate")
if "{command}" == "django.core":
    migrate.MigrationExecutor = MigrationExecutor
MigrationRecorder.record_applied = MigrationRecorder.record_unapplied = die
call_command(command, "exhibit", "{end}", verbosity=0)
"""


def test_a_lost_column_row_and_word_are_found() -> None:
    first = {"film": (["id", "title", "year"], [(1, "Cranes", 1957), (2, "Cuba", 1964)])}
    last = {"film": (["id", "title"], [(1, "Storks")])}
    assert list(lost(first, last)) == [
        "film.year is gone.",
        "film 2 is gone.",
        "film 1: title is “Storks”, was “Cranes”.",
    ]


LOOK = """
from django.test import Client
from exhibit.models import Film
assert Film.objects.count() > 10
assert {Client().get(path).status_code for path in ('/', '/films/', '/timeline/', '/ru/people/')} == {200}
print("OK")
"""
Table = tuple[list[str], list[tuple[Any, ...]]]
DERIVED = {"exhibit_stamp"}
"""Tables that the database fills anew by itself."""


def tables(place: Place) -> dict[str, Table]:
    """Every table of our own with its columns and rows."""
    found: dict[str, Table] = {}
    with place.opened() as database:
        names = database.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND name LIKE 'exhibit\\_%' ESCAPE '\\'"
        )
        for [name] in names.fetchall():
            rows = database.execute(f'SELECT * FROM "{name}" ORDER BY 1')  # noqa: S608
            found[name] = ([column[0] for column in rows.description], rows.fetchall())
    return {name: table for name, table in found.items() if name not in DERIVED}


def lost(first: dict[str, Table], last: dict[str, Table]) -> Iterator[str]:
    """Yield what was in the first tables and is not in the last."""
    for name, (columns, rows) in first.items():
        if name not in last:
            if rows:
                yield f"{name} is gone."
            continue
        there = {row[0]: dict(zip(last[name][0], row, strict=True)) for row in last[name][1]}
        yield from (f"{name}.{column} is gone." for column in columns if column not in last[name][0])
        yield from (f"{name} {row[0]} is gone." for row in rows if row[0] not in there)
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                now = there.get(row[0], {}).get(column, value)
                if column in last[name][0] and now != value:
                    yield f"{name} {row[0]}: {column} is “{now}”, was “{value}”."
