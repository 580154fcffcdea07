"""Which records must be read again: the database itself notes it, by triggers, whatever path a change took.

A row tells of its own record, and of those whose documents say something of it: who is renamed is read again with all
films, events and awards in which that name stands. Bulk writes, fixtures and a shell are seen as the desk is.
"""

import datetime
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.models import F, Q
from django.utils import timezone

from exhibit.models import BLOCKS, Image, SearchChange
from exhibit.models.record import nouns
from exhibit.search.engines import engine


class Own(NamedTuple):
    """The record of this noun whose key stands in a column of the row."""

    noun: str
    column: str = "id"


class Via(NamedTuple):
    """The records of this noun that `table` joins, by its `column`, to the row, by its `key`."""

    noun: str
    table: str
    column: str
    key: str


TELLS: dict[str, tuple[Own | Via, ...]] = {
    "film": (
        Own("film"),
        Own("image", "image_id"),
        Via("person", "credit", "person_id", "film_id"),
        Via("event", "event_films", "event_id", "film_id"),
        Via("award", "award_films", "award_id", "film_id"),
        Via("exhibit", "exhibit", "id", "film_id"),
        Via("image", "image_shows_films", "image_id", "film_id"),
    ),
    "filmtitle": (Own("film", "film_id"),),
    "release": (Own("film", "film_id"),),
    "credit": (Own("film", "film_id"), Own("person", "person_id")),
    "person": (
        Own("person"),
        Own("image", "image_id"),
        Via("film", "credit", "film_id", "person_id"),
        Via("event", "event_people", "event_id", "person_id"),
        Via("award", "awardrecipient", "award_id", "person_id"),
        Via("image", "image_shows_people", "image_id", "person_id"),
    ),
    "place": (
        Own("place"),
        Own("image", "image_id"),
        Via("event", "event", "id", "place_id"),
        Via("film", "release", "film_id", "place_id"),
        Via("person", "person", "id", "birth_place_id"),
        Via("person", "person", "id", "death_place_id"),
    ),
    "event": (Own("event"), Own("image", "image_id")),
    "event_people": (Own("event", "event_id"),),
    "event_films": (Own("event", "event_id"),),
    "awardbody": (Own("awardbody"), Own("image", "image_id"), Via("award", "award", "id", "body_id")),
    "award": (Own("award"),),
    "award_films": (Own("award", "award_id"),),
    "awardrecipient": (Own("award", "award_id"),),
    "exhibit": (
        Own("exhibit"),
        Own("film", "film_id"),
        Own("image", "image_id"),
        Via("image", "figureblock", "image_id", "parent_id"),
    ),
    "image": (Own("image"),),
    "image_shows_people": (Own("image", "image_id"),),
    "image_shows_films": (Own("image", "image_id"),),
    "figureblock": (Own("exhibit", "parent_id"), Own("image", "image_id")),
}
"""By table without "exhibit_": of which records a row tells; blocks of stories tell of their exhibit."""


def tells() -> dict[str, tuple[Own | Via, ...]]:
    """Return the same with every kind of block."""
    blocks = {str(block._meta.model_name): (Own("exhibit", "parent_id"),) for block in BLOCKS}
    return {**blocks, **TELLS}


def install(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make triggers and the place of words after each migration: SQLite drops them with tables that it rebuilds."""
    if not router.allow_migrate_model(using, SearchChange):
        return
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if SearchChange._meta.db_table not in there:
        return
    engine(using).install()
    with connection.cursor() as cursor:
        for name, told in tells().items():
            table = f"exhibit_{name}"
            if table in there:
                for statement in STATEMENTS[connection.vendor](table, told):
                    cursor.execute(statement)


def uninstall(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Take the triggers off before migrations, which may take away what they name."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted({f"exhibit_{name}" for name in tells()} & there):
            for verb in ("insert", "update", "delete"):
                name = f"searched_{verb}" if connection.vendor == "postgresql" else f"{table}_{verb}_searched"
                place = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{place}')


def _for_sqlite(table: str, told: tuple[Own | Via, ...]) -> list[str]:
    statements = []
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("NEW", "OLD")), ("DELETE", ("OLD",))):
        name = f"{table}_{verb.lower()}_searched"
        body = " ".join(f"{_noted(one, row)};" for row in rows for one in told)
        statements += [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" AFTER {verb} ON "{table}" BEGIN {body} END',
        ]
    return statements


def _noted(one: Own | Via, row: str) -> str:
    """The statement that notes the records of which one row tells."""
    if isinstance(one, Own):
        found = f"SELECT '{one.noun}:' || {row}.{one.column} WHERE {row}.{one.column} IS NOT NULL"
    else:
        found = (
            f"SELECT DISTINCT '{one.noun}:' || t.{one.column} FROM exhibit_{one.table} t"  # noqa: S608
            f" WHERE t.{one.key} = {row}.id AND t.{one.column} IS NOT NULL"
        )
    return f"INSERT INTO exhibit_searchchange (unit) {found}"


def _for_postgresql(table: str, told: tuple[Own | Via, ...]) -> list[str]:
    """The same for all rows of a statement at once."""
    statements = []
    for verb, rows in (("INSERT", ("come",)), ("UPDATE", ("come", "gone")), ("DELETE", ("gone",))):
        name = f"{table}_{verb.lower()}_searched"
        body = " ".join(f"{_noted_of_many(one, row)};" for row in rows for one in told)
        known = {"come": "NEW TABLE AS come", "gone": "OLD TABLE AS gone"}
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} RETURN NULL; END $$",
            f'CREATE OR REPLACE TRIGGER searched_{verb.lower()} AFTER {verb} ON "{table}"'
            f" REFERENCING {' '.join(known[row] for row in rows)} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return statements


def _noted_of_many(one: Own | Via, rows: str) -> str:
    if isinstance(one, Own):
        found = f"SELECT DISTINCT '{one.noun}:' || {one.column} FROM {rows} WHERE {one.column} IS NOT NULL"  # noqa: S608
    else:
        found = (
            f"SELECT DISTINCT '{one.noun}:' || t.{one.column} FROM exhibit_{one.table} t"  # noqa: S608
            f" JOIN {rows} r ON t.{one.key} = r.id WHERE t.{one.column} IS NOT NULL"
        )
    return f"INSERT INTO exhibit_searchchange (unit) {found}"


STATEMENTS = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}


def note_scheduled(since: datetime.datetime, now: datetime.datetime) -> None:
    """Note what has appeared or disappeared by itself between two moments: its rows are written as they are.

    So the triggers find what depends on it, as after any other change. Where nothing has, nothing is written.
    """
    for noun in nouns():
        passed = Q(publish_at__gt=since, publish_at__lte=now) | Q(unpublish_at__gt=since, unpublish_at__lte=now)
        if noun._base_manager.filter(passed).exists():
            noun._base_manager.filter(passed).update(status=F("status"))
    ended = Q(rights_expire_on__lt=timezone.localdate(now), rights_expire_on__gte=timezone.localdate(since))
    if Image._base_manager.filter(ended).exists():
        Image._base_manager.filter(ended).update(rights=F("rights"))
