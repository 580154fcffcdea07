"""Every table of a database: how many rows it has, and a number to which they come whatever their order.

The number tells that something differs and where, not what: files are compared by SHA-512. Sessions are left out, for
none is ever restored, and so is what a database keeps for itself.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from exhibit.keeping.layout import Table

SESSIONS = ("django_session", "exhibit_session")
AT_ONCE = 2000
BITS = 64

SQLITE_TABLES = """
    SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
"""
POSTGRESQL_SUM = """
    SELECT count(*), coalesce(sum(('x' || substr(md5(row::text), 1, 16))::bit(64)::bigint::numeric), 0)::text
    FROM {table} AS row
"""


def of_sqlite(connection: Any) -> dict[str, Table]:
    """Return the tables of an open SQLite database, but for those that FTS5 keeps for itself."""
    names = [name for [name] in connection.execute(SQLITE_TABLES)]
    return {name: _sum(connection, name) for name in names if name not in SESSIONS}


def _sum(connection: Any, name: str) -> Table:
    rows, total = 0, 0
    for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
        rows += 1
        total += int.from_bytes(hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=8).digest())
    return Table(rows, f"{total % (1 << BITS):016x}")


def of_postgresql(connection: BaseDatabaseWrapper) -> dict[str, Table]:
    """Return the tables of a PostgreSQL database as the transaction sees them."""
    found = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            if name not in SESSIONS:
                cursor.execute(POSTGRESQL_SUM.format(table=connection.ops.quote_name(name)))
                rows, total = cursor.fetchone()
                found[name] = Table(rows, total)
    return found


def differences(told: dict[str, Table], there: dict[str, Table]) -> Iterator[str]:
    """Yield a sentence for each table that is not as it was told."""
    for name in sorted(told.keys() | there.keys()):
        one, other = told.get(name), there.get(name)
        if one is None or other is None:
            yield f"The table {name} is {'missing' if other is None else 'one too many'}."
        elif one.rows != other.rows:
            yield f"The table {name} has {other.rows} rows instead of {one.rows}."
        elif one.sum != other.sum:
            yield f"The table {name} has {one.rows} rows as it had, but they do not say the same."
