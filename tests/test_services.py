"""The same museum on PostgreSQL and Redis, by environment variable and nothing else.

Each test uses a server that this machine runs, and says so clearly where there is none.
"""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

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
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_museum_lives_on_postgresql(postgres: str, tmp_path: Path) -> None:
    manage("migrate", DATABASE_URL=postgres)
    assert "films: 14 created" in manage("load_exhibit", "fixtures", DATABASE_URL=postgres)
    manage("dump_exhibit", str(tmp_path), DATABASE_URL=postgres)
    written = {path.name: path.read_bytes() for path in tmp_path.glob("*.json")}
    assert written == {path.name: path.read_bytes() for path in FIXTURES.glob("*.json")}
    count, statuses, found, event = manage("shell", "-v0", "-c", VISIT, DATABASE_URL=postgres).split()[-4:]
    assert int(count) > 200
    assert (statuses, found, event) == ("{200}", "1", "kalatozov-usa")


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


def test_the_cache_lives_on_redis() -> None:
    if not answers(REDIS):
        pytest.skip(f"Redis does not answer at {urlsplit(REDIS).netloc}; name one in TEST_REDIS_URL")
    said = manage("shell", "-v0", "-c", REMEMBER, CACHE_URL=REDIS)
    assert said.split()[-2:] == ["журавли", "django.core.cache.backends.redis"]
