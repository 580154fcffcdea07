"""The same museum on PostgreSQL and Redis, by environment variable and nothing else.

Each test uses a server that this machine runs, and says so clearly where there is none.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from select import select
from urllib.parse import urlsplit

import psycopg
import pytest

from exhibit.publishing import glances
from exhibit.publishing.glances import OutOfReachError, PostgresGlance
from tests.conftest import FIXTURES

ROOT = Path(__file__).parent.parent
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")

VISIT = """
from django.test import Client
from exhibit.models import Event, Film
from exhibit.publishing.pages import public_pages
answers = [Client().get(page.path).status_code for page in public_pages()]
print(len(answers), set(answers), Film.objects.filter(title_ru__contains_any_case='ЖУРАВЛИ').count(),
      Event.objects.published().between(1944, 1944).get().slug)
"""
SORTS_AS_READERS_DO = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
"""As most databases are made, and otherwise than SQLite: hyphens are looked over, capitals come late."""

CHANGE = "UPDATE exhibit_lane SET position = position"
REMEMBER = """
from django.core.cache import cache
cache.set('exhibit-test', 'журавли', 5)
print(cache.get('exhibit-test'), type(cache._cache).__module__)
"""


def answers(url: str) -> bool:
    """Whether something listens where `url` points."""
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 0)) == 0


def manage(*words: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of a new, empty database, dropped afterwards."""
    if not answers(POSTGRES):
        pytest.skip(f"PostgreSQL does not answer at {urlsplit(POSTGRES).netloc}; name one in TEST_POSTGRES_URL")
    name = f"exhibit_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {SORTS_AS_READERS_DO}")
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


SMALL = """
from exhibit.models.record import nouns
for noun in nouns():
    noun.objects.exclude(slug__in=["cranes-are-flying", "kalatozov", "moscow"]).update(status="draft")
"""
"""Leaves a film, its director and a place, so that a copy is soon made."""


def test_the_museum_lives_on_postgresql(postgres: str, tmp_path: Path) -> None:
    manage("migrate", DATABASE_URL=postgres)
    assert "films: 14 created" in manage("load_exhibit", "fixtures", DATABASE_URL=postgres)
    manage("dump_exhibit", str(tmp_path), DATABASE_URL=postgres)
    order = "import json; from exhibit.timeline import Timeline; from exhibit.models import Person as P;"
    order += "print(json.dumps([Timeline().anchors(), list(P.objects.alphabetical().values_list('slug', flat=True))]))"
    sqlite = f"sqlite:///{tmp_path / 'museum.sqlite3'}"
    manage("migrate", DATABASE_URL=sqlite)
    manage("load_exhibit", "fixtures", "--renditions-later", DATABASE_URL=sqlite)
    orders = {manage("shell", "-v0", "-c", order, DATABASE_URL=url) for url in (postgres, sqlite)}
    assert len(orders) == 1
    written = {path.name: path.read_bytes() for path in tmp_path.glob("*.json")}
    assert written == {path.name: path.read_bytes() for path in FIXTURES.glob("*.json")}
    count, statuses, found, event = manage("shell", "-v0", "-c", VISIT, DATABASE_URL=postgres).split()[-4:]
    assert int(count) > 200
    assert (statuses, found, event) == ("{200}", "1", "kalatozov-usa")
    manage("shell", "-v0", "-c", SMALL, DATABASE_URL=postgres)
    said = manage("freeze", str(tmp_path / "frozen"), "--jobs", "2", DATABASE_URL=postgres)
    assert re.match(r"\d+ pages, \d+ files", said), said


def test_migrations_go_back_to_nothing_and_forth_again_on_sqlite(tmp_path: Path) -> None:
    there_and_back(f"sqlite:///{tmp_path / 'museum.sqlite3'}")


def test_migrations_go_back_to_nothing_and_forth_again_on_postgresql(postgres: str) -> None:
    there_and_back(postgres)


def there_and_back(url: str) -> None:
    manage("migrate", "-v0", DATABASE_URL=url)
    manage("migrate", "-v0", "exhibit", "zero", DATABASE_URL=url)
    manage("migrate", "-v0", "exhibit", DATABASE_URL=url)
    assert "No changes detected" in manage("makemigrations", "--check", "--dry-run", DATABASE_URL=url)


class TestStamp:
    """The mark of what changed, where many write at once."""

    @pytest.fixture
    def museum(self, postgres: str) -> str:
        manage("migrate", DATABASE_URL=postgres)
        with psycopg.connect(postgres) as connection:
            connection.execute(CHANGE)
        return postgres

    def stamp(self, connection: psycopg.Connection) -> list[tuple[int, int]]:
        """The stamp of what has a date; the one of all that is public (above 1) is renewed with it."""
        return connection.execute("SELECT id, value FROM exhibit_stamp WHERE id <= 1 ORDER BY id").fetchall()

    def test_nobody_waits_for_a_transaction_that_has_written(self, museum: str) -> None:
        with psycopg.connect(museum) as one, psycopg.connect(museum, autocommit=True) as other:
            other.execute("SET lock_timeout = '5s'")
            [before] = self.stamp(other)
            one.execute(CHANGE)
            other.execute(CHANGE)
            with other.transaction():
                other.execute(CHANGE)
            [between] = self.stamp(other)
            one.commit()
            [after] = self.stamp(other)
        assert (before[0], between[0], after[0]) == (1, 1, 1)
        assert len({before[1], between[1], after[1]}) == 3

    def test_a_transaction_sees_what_it_wrote_and_nobody_else_does(self, museum: str) -> None:
        with psycopg.connect(museum) as one, psycopg.connect(museum, autocommit=True) as other:
            before = self.stamp(other)
            seen = [self.stamp(one)]
            for _change in range(3):
                one.execute(CHANGE)
                seen.append(self.stamp(one))
                assert self.stamp(other) == before
            assert len({tuple(stamp) for stamp in seen}) == 4
            one.rollback()
            assert self.stamp(one) == self.stamp(other) == before

    def test_what_was_undone_within_leaves_no_trace(self, museum: str) -> None:
        with psycopg.connect(museum, autocommit=True) as one:
            before = self.stamp(one)
            with one.transaction():
                with one.transaction(force_rollback=True):
                    one.execute(CHANGE)
                assert self.stamp(one) == before
            assert self.stamp(one) == before
            with one.transaction():
                with one.transaction(force_rollback=True):
                    one.execute(CHANGE)
                one.execute(CHANGE)
            [after] = self.stamp(one)
        assert after[0] == 1
        assert [after] != before

    def test_emptying_a_table_is_a_change(self, museum: str) -> None:
        with psycopg.connect(museum, autocommit=True) as one:
            before = self.stamp(one)
            one.execute("TRUNCATE exhibit_lane CASCADE")
            [after] = self.stamp(one)
        assert [after] != before

    def test_constraints_that_are_checked_early_do_no_harm(self, museum: str) -> None:
        with psycopg.connect(museum) as one:
            one.execute(CHANGE)
            one.execute("SET CONSTRAINTS ALL IMMEDIATE")
            one.execute(CHANGE)
            one.execute("SET CONSTRAINTS ALL DEFERRED")
            one.execute(CHANGE)
            inside = self.stamp(one)
            one.commit()
            [after] = self.stamp(one)
        assert after[0] == 1
        assert after not in inside


class TestGlance:
    """How a process learns of a change that another made, without asking the server each time."""

    @pytest.fixture
    def museum(self, postgres: str) -> str:
        manage("migrate", DATABASE_URL=postgres)
        return postgres

    @pytest.fixture
    def glance(self, museum: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresGlance]:
        monkeypatch.setattr(glances, "ASKED_EVERY", 1000.0)  # only what is announced, then
        with closing(PostgresGlance({"conninfo": museum})) as looking:
            yield looking

    def test_a_commit_is_announced(self, museum: str, glance: PostgresGlance) -> None:
        with psycopg.connect(museum) as curator:
            curator.execute(CHANGE)
            before = glance.stamp()
            assert glance.stamp() == before
            curator.commit()
            after = self.announced(glance, before)
            curator.execute("UPDATE exhibit_deskvisit SET is_open = is_open")
            curator.commit()
            curator.execute(CHANGE)
            curator.rollback()
        assert glance.stamp() == after
        assert select([glance._connection], [], [], 0.2)[0] == []  # type: ignore[list-item]

    def test_who_has_written_is_sure_to_see_it(self, museum: str, glance: PostgresGlance) -> None:
        before = glance.stamp()
        with psycopg.connect(museum) as curator:
            curator.execute(CHANGE)
        glance.look_again()
        assert glance.stamp() != before

    def test_a_connection_that_was_cut_is_made_anew_and_nothing_old_is_shown(
        self, museum: str, glance: PostgresGlance
    ) -> None:
        before, connection = glance.stamp(), glance._connection
        with psycopg.connect(museum, autocommit=True) as operator:
            operator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'exhibit: glance'"
                " AND datname = current_database()"
            )
            operator.execute(CHANGE)
        assert self.announced(glance, before) != before
        assert glance._connection is not connection

    def test_what_is_announced_while_it_asks_is_seen(self, museum: str, glance: PostgresGlance) -> None:
        before = glance.stamp()
        assert glance._connection
        with psycopg.connect(museum, autocommit=True) as curator:
            curator.execute(CHANGE)
        time.sleep(0.2)
        glance._connection.execute("SELECT 1")  # which reads the announcement as well
        assert glance.stamp() != before

    def test_a_server_that_does_not_answer_is_not_asked_by_everybody(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            glance = PostgresGlance({"conninfo": f"postgres://nobody@127.0.0.1:{closed.getsockname()[1]}/none"})
        with pytest.raises(OutOfReachError, match="refused"):
            glance.stamp()
        with pytest.raises(OutOfReachError, match="a moment ago"):
            glance.stamp()

    def announced(self, glance: PostgresGlance, before: object) -> object:
        for _attempt in range(100):
            if (now := glance.stamp()) != before:
                return now
            time.sleep(0.05)
        raise AssertionError("nothing was announced")


def test_the_cache_lives_on_redis() -> None:
    if not answers(REDIS):
        pytest.skip(f"Redis does not answer at {urlsplit(REDIS).netloc}; name one in TEST_REDIS_URL")
    said = manage("shell", "-v0", "-c", REMEMBER, CACHE_URL=REDIS)
    assert said.split()[-2:] == ["журавли", "config.caching"]
