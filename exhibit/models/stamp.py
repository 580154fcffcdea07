"""One mark that changes with every committed change of what visitors see, by whatever path it came.

Pages and sums that are kept in memory carry the stamp for which they were made: a new stamp makes
them void, and nothing is ever invalidated by hand. The database itself makes it, by triggers on
every public table, because bulk writes, fixtures and a shell send no signals. It is a random
number and not a count: one that was rolled back never comes again.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models, router

FUNCTION = "exhibit_stamp_now"
UPSERT = (
    "INSERT INTO exhibit_stamp (id, value) VALUES (1, {random}) ON CONFLICT (id) DO UPDATE SET value = excluded.value;"
)


class Stamp(models.Model):
    """The one row; without it nothing was ever written."""

    value = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)


def current() -> int:
    """Return the stamp of what the database now holds; 0 for one that is empty since its birth."""
    return Stamp.objects.values_list("value", flat=True).first() or 0


def install(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make the triggers anew after each migration: SQLite drops them with the tables that it rebuilds."""
    if not router.allow_migrate_model(using, Stamp):
        return
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    public = apps.get_app_config("exhibit").get_models(include_auto_created=True)
    stamped = sorted({model._meta.db_table for model in public if model is not Stamp} & tables)
    if Stamp._meta.db_table not in tables:
        return
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor](stamped):
            cursor.execute(statement)


def _for_sqlite(tables: list[str]) -> list[str]:
    upsert = UPSERT.format(random="random()")
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
    """Before the statement, so that every transaction takes the stamp first: two never wait for each other."""
    upsert = UPSERT.format(random="(random() * 9e18)::bigint")
    statements = [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {upsert} RETURN NULL; END $$"
    ]
    for table in tables:
        statements += [
            f'DROP TRIGGER IF EXISTS stamps ON "{table}"',
            f'CREATE TRIGGER stamps BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
        ]
    return statements


STATEMENTS = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
