"""One mark that changes with every committed change of what has a date, by whatever path it came.

Sums that are kept in memory carry the stamp for which they were made: a new stamp makes them void,
and nothing is ever invalidated by hand. The database itself makes it, by triggers on every table
that the timeline reads, because bulk writes, fixtures and a shell send no signals. It is random and
not a count: one that was rolled back never comes again.
"""

from typing import Any

from django.db import connections, models, router

TABLES = """
    award award_films awardbody awardrecipient credit event event_films event_people film lane person place release
"""
"""What the timeline reads, without "exhibit_"."""

UPSERT = (
    "INSERT INTO exhibit_stamp (id, value) VALUES ({id}, {random})"
    " ON CONFLICT (id) DO UPDATE SET value = excluded.value;"
)

REMOVE = "DELETE FROM exhibit_stamp WHERE id = NEW.id;"


class Stamp(models.Model):
    """One row; without it nothing was ever written. A transaction on PostgreSQL sees one of its own beside it."""

    value = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)


def current() -> tuple[int, ...]:
    """Return the stamp of what the database now holds; () for one that is empty since its birth."""
    return tuple(Stamp.objects.order_by("pk").values_list("value", flat=True))


def install(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make the triggers anew after each migration: SQLite drops them with the tables that it rebuilds."""
    if not router.allow_migrate_model(using, Stamp):
        return
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if Stamp._meta.db_table not in there:
        return
    stamped = sorted({f"exhibit_{name}" for name in TABLES.split()} & there)
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor](stamped):
            cursor.execute(statement)


def _for_sqlite(tables: list[str]) -> list[str]:
    upsert = UPSERT.format(id=1, random="random()")
    statements = []
    for table in tables:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{verb.lower()}_stamps"
            statements += [
                f'DROP TRIGGER IF EXISTS "{name}"',
                f'CREATE TRIGGER "{name}" AFTER {verb} ON "{table}" BEGIN {upsert} END',
            ]
    return statements


def _for_postgresql(tables: list[str]) -> list[str]:
    """A transaction first writes a row of its own, which nobody waits for, and at its end the one of all."""
    random = "(random() * 9e18)::bigint"
    of_its_own, of_all = UPSERT.format(id="txid_current()", random=random), UPSERT.format(id=1, random=random)
    statements = [
        "CREATE OR REPLACE FUNCTION exhibit_stamp_now() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {of_its_own} RETURN NULL; END $$",
        "CREATE OR REPLACE FUNCTION exhibit_stamp_settle() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {REMOVE} {of_all} RETURN NULL; END $$",
        "DROP TRIGGER IF EXISTS settles ON exhibit_stamp",
        "CREATE CONSTRAINT TRIGGER settles AFTER INSERT ON exhibit_stamp DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION exhibit_stamp_settle()",
    ]
    for table in tables:
        statements += [
            f'DROP TRIGGER IF EXISTS stamps ON "{table}"',
            f'CREATE TRIGGER stamps BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION exhibit_stamp_now()",
        ]
    return statements


STATEMENTS = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
