"""What is kept of the timeline: made once, made anew after every change that it tells of, and never half made."""

import re
from collections.abc import Callable, Hashable
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exhibit.models import DeskVisit, schedule, stamp
from exhibit.models.stamp import Stamp
from exhibit.timeline import kept
from exhibit.timeline.kept import Keeper

pytestmark = pytest.mark.django_db

READ = sorted(f"exhibit_{name}" for name in stamp.TABLES.split())
OTHERS = sorted(
    model._meta.db_table
    for model in apps.get_app_config("exhibit").get_models(include_auto_created=True)
    if model is not Stamp and model._meta.db_table not in READ
)


TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE '%%_stamps'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = 'stamps' AND tgrelid = %s::regclass",
}


def touch(table: str) -> None:
    """Write what is there already."""
    with connection.cursor() as cursor:
        column = connection.introspection.get_primary_key_column(cursor, table)
        cursor.execute(f'UPDATE "{table}" SET "{column}" = "{column}"')  # noqa: S608


class TestStamp:
    """The mark of a change follows the tables that the timeline reads, and no others."""

    @pytest.mark.parametrize("table", READ)
    def test_a_change_of_what_the_timeline_reads_renews_it(self, museum: None, table: str) -> None:
        stamps = [stamp.current()]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMPORARY TABLE kept AS SELECT * FROM "{table}"')  # noqa: S608
            for change in (
                f'UPDATE "{table}" SET id = id',  # noqa: S608
                f'DELETE FROM "{table}"',  # noqa: S608
                f'INSERT INTO "{table}" SELECT * FROM kept',  # noqa: S608
            ):
                cursor.execute(change)
                stamps.append(stamp.current())
            transaction.set_rollback(True)
        assert len(set(stamps)) == 4
        assert stamp.current() == stamps[0]

    @pytest.mark.parametrize("table", OTHERS)
    def test_a_change_of_anything_else_does_not(self, museum: None, table: str) -> None:
        before = stamp.current()
        touch(table)
        assert stamp.current() == before

    @pytest.mark.parametrize("table", stamp.public_tables(READ + OTHERS))
    def test_the_stamp_of_all_that_is_public_follows_every_table_that_visitors_may_see(
        self, museum: None, table: str
    ) -> None:
        before = stamp.current(stamp.PUBLIC)
        touch(table)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            has_rows = cursor.fetchone()[0] > 0
            cursor.execute(TRIGGERS[connection.vendor], [table])
            assert cursor.fetchone()[0] == (3 if connection.vendor == "sqlite" else 1)
        assert (stamp.current(stamp.PUBLIC) != before) or not has_rows

    def test_what_was_written_while_a_migration_had_taken_the_triggers_away_is_noticed(self, museum: None) -> None:
        before = [stamp.current(of) for of in (stamp.DATED, stamp.PUBLIC)]
        stamp.install(plan=[])
        assert [stamp.current(of) for of in (stamp.DATED, stamp.PUBLIC)] == before, "there was nothing to migrate"
        stamp.install(plan=["a migration"])
        after = [stamp.current(of) for of in (stamp.DATED, stamp.PUBLIC)]
        assert all(one != other for one, other in zip(before, after, strict=True))

    def test_what_no_visitor_sees_renews_nothing(self, museum: None, curator: User) -> None:
        before = stamp.current(stamp.PUBLIC)
        DeskVisit.objects.of(curator).create(user=curator, content_type_id=1, object_id=1)
        assert stamp.current(stamp.PUBLIC) == before

    def test_sources_and_renditions_are_among_the_others(self) -> None:
        assert {"exhibit_source", "exhibit_rendition", "exhibit_citation", "exhibit_image"} <= set(OTHERS)

    def test_all_that_is_kept_is_read_from_tables_that_renew_it(
        self, museum: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: dict[str, set[str]] = {}
        keep = Keeper.keep

        def watched(self: Keeper, key: Hashable, make: Callable[[], Any]) -> Any:
            def making() -> Any:
                with CaptureQueriesContext(connection) as queries:
                    answer = make()
                tables = {name for query in queries for name in re.findall(r'"(exhibit_\w+)"\.', query["sql"])}
                assert isinstance(key, tuple)
                read.setdefault(key[0], set()).update(tables)
                return answer

            return keep(self, key, making)

        monkeypatch.setattr(Keeper, "keep", watched)
        choices = "film=cranes-are-flying&person=kalatozov&place=moscow&q=war"
        for query in ("", "from=1950&to=1960", choices, f"{choices}&from=1900&lane=war", "beside=life-kalatozov"):
            for path in ("", "poster/", "list/"):
                assert Client().get(f"/timeline/{path}?{query}").status_code == 200
        assert set(read) == {"lanes", "skyline", "facets", "poster"}
        assert set.union(*read.values()) <= set(READ)
        assert set(READ) - set.union(*read.values()) == set()


class TestKeeper:
    def test_what_was_made_once_is_not_made_again(self, museum: None) -> None:
        assert Keeper().keep("answer", lambda: 1) == 1
        assert Keeper().keep("answer", lambda: 2) == 1
        touch("exhibit_lane")
        assert Keeper().keep("answer", lambda: 3) == 3

    def test_a_failure_leaves_nothing_behind_and_the_next_tries_again(self, museum: None) -> None:
        def fail() -> None:
            raise LookupError("nothing to be had")

        for _time in range(2):
            with pytest.raises(LookupError):
                Keeper().keep("answer", fail)
            assert kept._making == {}
        assert Keeper().keep("answer", lambda: 1) == 1
        assert kept._making == {}

    def test_others_who_wait_for_a_failure_try_for_themselves(
        self, museum: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stamp, "current", lambda: (1,))
        monkeypatch.setattr(schedule, "next_moment", lambda now: None)
        begun, goes_on, answers = Signal(), Signal(), []

        def fail() -> None:
            begun.set()
            goes_on.wait(30)
            raise LookupError("nothing to be had")

        def first() -> None:
            with pytest.raises(LookupError):
                Keeper().keep("answer", fail)

        def others() -> None:
            answers.append(Keeper().keep("answer", lambda: 1))

        threads = [Thread(target=first), *(Thread(target=others) for _number in range(3))]
        threads[0].start()
        assert begun.wait(30)
        for thread in threads[1:]:
            thread.start()
        goes_on.set()
        for thread in threads:
            thread.join(30)
        assert answers == [1, 1, 1]
        assert kept._making == {}
