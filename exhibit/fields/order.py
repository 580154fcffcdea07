"""In which order keys and dates stand: one order, whichever database and in whichever locale it was made.

SQLite compares the numbers of letters; PostgreSQL compares as its database was told when it was created, which may
look over hyphens. So on PostgreSQL the columns of keys and dates (ASCII only) get the collation "C". Python sorts so
too, and a page that ends at a key goes on after the same one.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections, models

from exhibit.fields.columns import UncertainDateField

COLUMNS = """
    SELECT table_name, column_name, character_maximum_length FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = ANY(%s) AND collation_name IS DISTINCT FROM 'C'
"""


def install(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Have PostgreSQL compare keys and dates by the numbers of letters; a migration may have made new ones."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    plain = {
        (model._meta.db_table, field.column)
        for model in sender.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.SlugField | UncertainDateField)
    }
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [sorted({table for table, _column in plain})])
        for table, column, length in cursor.fetchall():
            if (table, column) in plain:
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar({length}) COLLATE "C"')
