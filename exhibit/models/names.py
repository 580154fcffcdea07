"""Names in the order of the alphabet of each language, by an index that the database can walk.

The museum's languages are its own affair, and so are these indexes: they are made after each migration,
as the stamp's triggers are, and not by one of ours.
"""

from operator import attrgetter
from typing import Any

from django.db import connections, models, router

from exhibit.languages import column_of, every, original_of


class FirstFilled(models.Func):
    """The first of two texts, where that is empty the other; with no parameter, so that an index may hold it."""

    arity = 2
    arg_joiner = ", ''), "
    template = "COALESCE(NULLIF(%(expressions)s, '')"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compared by the numbers of letters, as SQLite does, in whatever locale the database was made."""
        return self.as_sql(compiler, connection, template=f"({self.template}) {IN_ORDER}", **context)


IN_ORDER = 'COLLATE "C"'


def spelled(name: str, language: str) -> FirstFilled:
    """Return how the translated field `name` is written in a language, in the museum's first where that is missing."""
    return FirstFilled(models.F(column_of(name, language)), models.F(original_of(name)))


def install(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make the indexes of the languages whose columns are there."""
    from exhibit.models.record import nouns  # it builds on this room

    connection = connections[using]
    for model in filter(attrgetter("spelled_by"), nouns()):
        table = model._meta.db_table
        if not router.allow_migrate_model(using, model) or table not in connection.introspection.table_names():
            continue
        collation = IN_ORDER if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for language in every():
                own, original = column_of(model.spelled_by, language), original_of(model.spelled_by)
                if {own, original} <= there:
                    cursor.execute(
                        f'CREATE INDEX IF NOT EXISTS "{table}_{own}_spelled" ON "{table}"'
                        f' ((COALESCE(NULLIF("{own}", \'\'), "{original}", \'\')) {collation}, "slug")'
                    )
