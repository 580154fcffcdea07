"""Which dates reach over years, said so that a partial index may hold them."""

from typing import Any

from django.db.models import BooleanField, Func

LONGEST_SHORT_DAYS = 731
"""What does not span years is shorter than this: two calendar years, one of them a leap year."""


class SpansYears(Func):
    """Whether a whole calendar year or more lies between the years of two bounds, as 1941 and 1943.

    Both databases can tell it from the row alone, as an index asks: days between two dates would
    take SQLite a function of Django's, which no index may call.
    """

    arity = 2
    arg_joiner = ") - EXTRACT(YEAR FROM "
    template = "(EXTRACT(YEAR FROM %(expressions)s) < -1)"
    output_field = BooleanField()
    conditional = True

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(substr(%(expressions)s, 1, 4) < -1)",
            arg_joiner=", 1, 4) - substr(",
        )
