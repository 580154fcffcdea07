"""A glance at the database sees every commit and nothing else, and says when there is nothing to see."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exhibit.models.stamp import PUBLIC
from exhibit.publishing import glances
from exhibit.publishing.glances import OutOfReachError, SqliteGlance

CHANGE = f"UPDATE exhibit_stamp SET value = value + 1 WHERE id = {PUBLIC}"  # noqa: S608


def made(path: Path, value: int = 1, mode: str = "WAL") -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as new:
        new.execute(f"PRAGMA journal_mode={mode}")
        new.execute("CREATE TABLE exhibit_stamp (id INTEGER PRIMARY KEY, value INTEGER)")
        new.execute("INSERT INTO exhibit_stamp VALUES (?, ?)", (PUBLIC, value))
    return path


@pytest.fixture(params=["WAL", "DELETE"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return made(tmp_path / "museum.sqlite3", mode=request.param)


@pytest.fixture
def curator(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as writing:
        yield writing


@pytest.fixture(autouse=True)
def _closed_in_the_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[SqliteGlance] = []
    begin = SqliteGlance.__init__

    def remembered(self: SqliteGlance, path: str) -> None:
        made.append(self)
        begin(self, path)

    monkeypatch.setattr(SqliteGlance, "__init__", remembered)
    yield
    for glance in made:
        glance.close()


class TestSqlite:
    def test_a_commit_is_seen_at_once(self, path: Path, curator: sqlite3.Connection) -> None:
        glance = SqliteGlance(str(path))
        for number in range(2, 50):
            assert glance.stamp() == number - 1
            curator.execute(CHANGE)
            assert glance.stamp() == number

    def test_what_is_not_committed_is_not_seen(self, path: Path, curator: sqlite3.Connection) -> None:
        glance = SqliteGlance(str(path))
        curator.execute("BEGIN IMMEDIATE")
        curator.execute(CHANGE)
        assert glance.stamp() == 1
        curator.execute("ROLLBACK")
        assert glance.stamp() == 1

    def test_commits_are_seen_after_the_log_was_written_back(self, path: Path, curator: sqlite3.Connection) -> None:
        glance = SqliteGlance(str(path))
        for number in range(2, 8):
            curator.execute(CHANGE)
            assert glance.stamp() == number
            curator.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert glance.stamp() == number

    def test_while_nothing_changes_sqlite_is_not_asked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(glances, "ASKED_EVERY", 1000.0)
        glance = SqliteGlance(str(made(tmp_path / "museum.sqlite3")))
        assert glance.stamp() == 1
        monkeypatch.setattr(glance, "_asked", lambda: 1 / 0)
        assert glance.stamp() == 1

    def test_sqlite_keeps_its_locks(self, tmp_path: Path) -> None:
        """To close its index anywhere in the process would let go of them, and the next process would rebuild it."""
        if not Path("/proc/locks").exists():
            pytest.skip("only Linux tells who holds which lock")
        path = made(tmp_path / "museum.sqlite3")
        with closing(sqlite3.connect(path)) as other:
            other.execute(CHANGE)
            for _glance in range(2):
                glance = SqliteGlance(str(path))
                glance.stamp()
                glance.close()
            index = f":{os.stat(f'{path}-shm').st_ino} "
            ours = [lock for lock in Path("/proc/locks").read_text().splitlines() if f" {os.getpid()} " in lock]
            assert any(index in lock and " WRITE " in lock for lock in ours), "the writer's lock is gone"

    def test_a_file_that_is_not_there_is_out_of_reach_until_it_is(self, tmp_path: Path) -> None:
        glance = SqliteGlance(str(tmp_path / "museum.sqlite3"))
        with pytest.raises(OutOfReachError):
            glance.stamp()
        assert not (tmp_path / "museum.sqlite3").exists()
        made(tmp_path / "museum.sqlite3")
        assert glance.stamp() == 1

    def test_a_copy_that_was_put_back_is_seen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(glances, "ASKED_EVERY", 0.0)
        path, copy = made(tmp_path / "museum.sqlite3"), made(tmp_path / "copy.sqlite3", value=7)
        glance = SqliteGlance(str(path))
        assert glance.stamp() == 1
        copy.replace(path)
        assert glance.stamp() == 7

    def test_a_log_that_was_taken_away_from_under_it_is_noticed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(glances, "ASKED_EVERY", 0.0)
        path = made(tmp_path / "museum.sqlite3")
        glance = SqliteGlance(str(path))
        assert glance.stamp() == 1
        for name in ("museum.sqlite3-wal", "museum.sqlite3-shm"):
            (tmp_path / name).unlink()
        with closing(sqlite3.connect(path, isolation_level=None)) as curator:
            curator.execute(CHANGE)
            assert glance.stamp() == 2

    def test_a_file_that_went_away_is_out_of_reach(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(glances, "ASKED_EVERY", 0.0)
        path = made(tmp_path / "museum.sqlite3")
        glance = SqliteGlance(str(path))
        glance.stamp()
        path.rename(tmp_path / "elsewhere.sqlite3")
        with pytest.raises(OutOfReachError):
            glance.stamp()
        (tmp_path / "elsewhere.sqlite3").rename(path)
        assert glance.stamp() == 1

    def test_a_database_without_our_tables_is_out_of_reach(self, tmp_path: Path) -> None:
        sqlite3.connect(tmp_path / "empty.sqlite3").close()
        with pytest.raises(OutOfReachError):
            SqliteGlance(str(tmp_path / "empty.sqlite3")).stamp()
