"""Marks that every committed change renews, by whatever path it came: of what has a date, and of all that is public.

Sums and finished pages that are kept in memory carry the stamp for which they were made: a new stamp makes
them void, and nothing is ever invalidated by hand. The database itself makes it, by triggers on its tables,
because bulk writes, fixtures and a shell send no signals. It is random and not a count: one that was rolled
back never comes again. On PostgreSQL every renewed stamp is also announced, so that processes need not ask.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models, router, transaction

DATED, PUBLIC = 1, 2
"""The rows of the two stamps."""

TABLES = """
    award award_films awardbody awardrecipient credit event event_films event_people film lane person place release
"""
"""What the timeline reads, without "exhibit_"."""

UNSEEN = """
    accountevent arrival attempts authenticator checkedlink deskvisit draft import passkey preservationevent
    recoverycode reviewcomment reviewlink searchchange searchdocument searchstate searchword session severed stamp
    unsavedform upload usedchallenge
"""
"""What no visitor ever sees. All other tables of the house are public, those of days to come too."""

CHANNEL = "exhibit_stamp"
"""Where PostgreSQL announces a new stamp of what is public."""

UPSERT = "INSERT INTO exhibit_stamp (id, value) VALUES {rows} ON CONFLICT (id) DO UPDATE SET value = excluded.value;"


REMOVE = "DELETE FROM exhibit_stamp WHERE id = NEW.id;"


class Stamp(models.Model):
    """Two rows; without them nothing was ever written. A transaction on PostgreSQL sees its own beside them."""

    value = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)


def current(of: int = DATED) -> tuple[int, ...]:
    """Return the stamp of what the database now holds; () where nothing was written since its birth."""
    return tuple(Stamp.objects.filter(OWN[of] | models.Q(pk=of)).order_by("pk").values_list("value", flat=True))


OWN = {DATED: models.Q(pk__lt=0), PUBLIC: models.Q(pk__gt=PUBLIC)}
"""Rows of a transaction of PostgreSQL that is not committed yet: its number, and below zero for what has a date."""


def install(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make the triggers anew after each migration: SQLite drops them with the tables that it rebuilds."""
    if not router.allow_migrate_model(using, Stamp):
        return
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if Stamp._meta.db_table not in there:
        return
    dated = {f"exhibit_{name}" for name in TABLES.split()} & there
    parts = STATEMENTS[connection.vendor](public_tables(there), dated)
    if kwargs.get("plan", True):  # while a migration makes a table anew, it has no triggers
        parts.append(RENEW[connection.vendor])
    for together in parts:
        with transaction.atomic(using), connection.cursor() as cursor:
            for statement in together:
                cursor.execute(statement)


def public_tables(there: Iterable[str]) -> list[str]:
    """Return the tables whose rows visitors may see."""
    unseen = {f"exhibit_{name}" for name in UNSEEN.split()}
    return sorted(name for name in there if name.startswith("exhibit_") and name not in unseen)


def _for_sqlite(tables: list[str], dated: set[str]) -> list[list[str]]:
    """Return the statements in parts, each of which is done as a whole."""
    statements = []
    for table in tables:
        rows = [f"({of}, random())" for of in ((DATED, PUBLIC) if table in dated else (PUBLIC,))]
        for verb in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{verb.lower()}_stamps"
            statements += [
                f'DROP TRIGGER IF EXISTS "{name}"',
                f'CREATE TRIGGER "{name}" AFTER {verb} ON "{table}" BEGIN {UPSERT.format(rows=", ".join(rows))} END',
            ]
    return [statements]


def _for_postgresql(tables: list[str], dated: set[str]) -> list[list[str]]:
    """Return the same: a transaction first writes rows of its own, which nobody waits for, and at its end those of all.

    What is public comes first in every transaction, so that no two wait for each other. Table by table, so that
    curators who work meanwhile are not held up.
    """
    random = "(random() * 9e18)::bigint"
    public = UPSERT.format(rows=f"(txid_current(), {random})")
    both = f"{public} IF TG_NARGS > 0 THEN {UPSERT.format(rows=f'(-txid_current(), {random})')} END IF;"
    of_all = UPSERT.format(rows=f"(CASE WHEN NEW.id < 0 THEN {DATED} ELSE {PUBLIC} END, {random})")
    settling = [
        "CREATE OR REPLACE FUNCTION exhibit_stamp_now() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {both} RETURN NULL; END $$",
        "CREATE OR REPLACE FUNCTION exhibit_stamp_settle() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {REMOVE} {of_all} PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$",
        "DROP TRIGGER IF EXISTS settles ON exhibit_stamp",
        "CREATE CONSTRAINT TRIGGER settles AFTER INSERT ON exhibit_stamp DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW WHEN (NEW.id NOT IN ({DATED}, {PUBLIC})) EXECUTE FUNCTION exhibit_stamp_settle()",
    ]
    stamping = []
    for table in tables:
        argument = "'dated'" if table in dated else ""
        stamping.append(
            f'CREATE OR REPLACE TRIGGER stamps BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION exhibit_stamp_now({argument})"
        )
    return [settling, *([one] for one in stamping)]


RENEW = {
    "sqlite": [UPSERT.format(rows=f"({DATED}, random()), ({PUBLIC}, random())")],
    "postgresql": [
        f"DELETE FROM exhibit_stamp WHERE id NOT IN ({DATED}, {PUBLIC})",  # noqa: S608
        UPSERT.format(rows="(txid_current(), 0), (-txid_current(), 0)"),  # they settle with the transaction
    ],
}
STATEMENTS = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
