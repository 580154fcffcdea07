"""Many rows into the database at once, as Django would write them and several times faster than `bulk_create`.

Django is asked once what a row with nothing but its defaults is in each column. SQLite then takes the
rows by one statement for many; PostgreSQL copies them, which asks each trigger once for all of them.
"""

import datetime
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from exhibit.dates import UncertainDate

BATCH = 20_000


def write(noun: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows by their columns; all of them name the same ones beside those that may be left out."""
    bare = noun()
    defaults = {
        str(field.column): field.get_db_prep_save(field.pre_save(bare, True), connection)
        for field in noun._meta.concrete_fields
        if not field.primary_key
    }
    left = iter(rows)
    first = next(left, None)
    if first is None:
        return
    table, names = noun._meta.db_table, ", ".join(map(connection.ops.quote_name, defaults | first))
    values = (tuple((defaults | row).values()) for row in chain([first], left))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(defaults | first))})"  # noqa: S608
        while batch := list(islice(values, BATCH)):
            cursor.executemany(insert, batch)


def next_key(noun: type[models.Model]) -> int:
    """Return the first key that is free, and all after it."""
    highest: int | None = noun._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    return (highest or 0) + 1


def settle(nouns: Iterable[type[models.Model]]) -> None:
    """Let the database number new rows after those written with keys of their own.

    PostgreSQL learns at once how many there are, as it would by itself; SQLite learns it in no museum.
    """
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(nouns)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def date_columns(name: str, text: str) -> dict[str, Any]:
    """Return the three columns of a date."""
    earliest, latest = _bounds(text)
    return {name: text, f"{name}_earliest": earliest, f"{name}_latest": latest}


def beginning_of(year: int) -> Any:
    """Return the first moment of a year as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(datetime.datetime(year, 1, 1, tzinfo=datetime.UTC))


@lru_cache(maxsize=100_000)
def _bounds(text: str) -> tuple[Any, Any]:
    date = UncertainDate.parse(text)
    as_day = connection.ops.adapt_datefield_value
    return as_day(date.earliest), as_day(date.latest)


def counted(rows: Iterable[dict[str, Any]], told: Any) -> Iterator[dict[str, Any]]:
    """Yield rows, telling a progress bar of some at a time."""
    number = 0
    for number, row in enumerate(rows, 1):
        yield row
        if number % 1000 == 0:
            told.update(1000)
    told.update(number % 1000)
