"""Nothing is lost: the drills with small numbers, and beside each what would be lost without its guard.

`make drill` runs them at full length.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest import SkipTest

import pytest

from tests.drills import full_disk, interrupted, kills, two_curators, writers
from tests.drills.house import ROOT, House

if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    pytest.skip("these bring their own databases", allow_module_level=True)

SAVE = """
import os, signal, sys
import django; django.setup()
from django.db import connection, transaction
from exhibit.models import Source
with connection.cursor() as cursor:
    cursor.execute("PRAGMA synchronous=" + sys.argv[1])
for number in range(100):
    Source.objects.create(slug=f"drill-{number}", title="A source")
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path)
    found.furnish()
    yield found
    found.kill()


def test_acknowledged_saves_outlive_kills_of_the_server(tmp_path: Path) -> None:
    assert "0 lost" in kills.killed(tmp_path, saves=100, kills=2)


def test_the_check_finds_one_lost_save(house: House) -> None:
    """The twin of the kills: a row, a picture's bytes and a title that are not what was acknowledged."""
    saves = kills.Saves(1, sources={"drill-lost": "A title"})
    with pytest.raises(AssertionError, match="1 of 1 acknowledged sources are lost"):
        kills.check(house, saves)
    with pytest.raises(AssertionError, match="picture drill-lost is lost"):
        kills.check(house, kills.Saves(1, pictures={"drill-lost": ""}))
    with pytest.raises(AssertionError, match="1 acknowledged titles"):
        kills.check(house, kills.Saves(1, titles={1: ["Another title"]}))
    (house.media / "images" / "stray.png").write_bytes(b"a stray")
    with pytest.raises(AssertionError, match="belong to no picture"):
        kills.tidied(house)


def test_each_save_is_synced_to_the_disk(house: House) -> None:
    """kill -9 cannot see a power cut: so it is counted that each save asks the disk to keep it."""
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed: apt-get install strace")

    def syncs(mode: str) -> int:
        counted = house.folder / f"syncs-{mode}"
        words = [strace, "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", counted, sys.executable, "-c", SAVE, mode]
        with closing(sqlite3.connect(house.file)) as connection, connection:
            connection.execute("DELETE FROM exhibit_source WHERE slug LIKE 'drill-%'")
        done = subprocess.run(words, cwd=ROOT, env=house.environment, capture_output=True, text=True)
        if "ptrace" in done.stderr:
            pytest.skip("strace may not trace here")
        assert done.returncode == 0, done.stderr
        rows = [line.split() for line in counted.read_text().splitlines()]
        return sum(int(row[3]) for row in rows if row and row[-1] in ("fsync", "fdatasync"))

    assert syncs("FULL") >= 100
    assert syncs("NORMAL") < 100, "without it they are not: the count can tell"


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    try:
        said = full_disk.run(tmp_path, room=700_000)
    except SkipTest as reason:
        pytest.skip(str(reason))
    assert "the words in each" in said


def test_a_killed_load_leaves_nothing_or_everything(tmp_path: Path) -> None:
    assert "0 parts" in interrupted.loads(tmp_path / "museum", kills=2)


def test_a_load_without_its_transaction_would_leave_a_part(tmp_path: Path) -> None:
    """The twin: Django's own `loaddata` of file after file, each a transaction of its own."""
    house = interrupted.an_empty(tmp_path / "museum")
    files = sorted((ROOT / "fixtures").glob("*.json"))
    house.manage("loaddata", str(files[0]), "--verbosity=0")  # and then it is killed
    found = interrupted.counts(house)
    whole = House(tmp_path / "whole")
    whole.furnish()
    assert found not in (tuple(0 for _noun in found), interrupted.counts(whole))


def test_second_savers_are_told_and_nothing_is_written_over(house: House) -> None:
    house.serve()
    assert two_curators.crossed(house, 6).total() == 6


def test_without_the_mark_the_second_save_goes_over_the_first(house: House) -> None:
    """The twin: a form that does not say what it was made from."""
    house.serve()
    page, mine, other = two_curators.address("event", 1), house.curator("olga"), house.curator("anna")
    form = mine.form(page)
    del form["_made_from"]
    assert other.send(page, other.form(page) | {"title_en": ["Hers"]})[0] == 302
    with pytest.raises(AssertionError, match="answered 302"):
        two_curators._refused(mine.send(page, form | {"title_en": ["Mine"]}), "Hers", "Mine")
    assert house.rows("SELECT title_en FROM exhibit_event WHERE id = 1") == [("Mine",)]


def test_many_writers_at_once_see_no_error_and_lose_no_addition(tmp_path: Path) -> None:
    assert "800 of 800" in writers.by_the_database(tmp_path / "database", additions=100)[0]
    assert "0 answers 5xx" in writers.run(tmp_path / "forms", additions=2)


def test_with_sqlites_own_defaults_a_writer_is_refused(house: House) -> None:
    """The twin: a transaction that begins with reading cannot wait, whatever the timeout."""
    with (
        closing(sqlite3.connect(house.file, timeout=5, isolation_level=None)) as one,
        closing(sqlite3.connect(house.file, timeout=5, isolation_level=None)) as other,
    ):
        for connection in (one, other):
            connection.execute("BEGIN DEFERRED")
            connection.execute("SELECT COUNT(*) FROM exhibit_lane").fetchone()
        one.execute("UPDATE exhibit_lane SET position = position + 100")
        one.execute("COMMIT")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE exhibit_lane SET position = position + 100")
