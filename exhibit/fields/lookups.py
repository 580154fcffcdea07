"""
Questions that Django has no word for: `date__between` and `text__contains_any_case`.

SQLite's `icontains` knows the case of ASCII letters only: «летят» does not find «Летят
журавли». There the folding is Python's, through a function that this module gives to every
connection when it opens (it is connected on import, and models import it). PostgreSQL's own
`lower` is as good in any UTF-8 locale (`C.UTF-8` included, plain `C` not).
"""

import datetime
from typing import Any

from django.core.exceptions import FieldError
from django.db import NotSupportedError, models
from django.db.backends.signals import connection_created
from django.db.models.expressions import Col
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual, Lookup
from django.dispatch import receiver

from exhibit.dates import UncertainDate
from exhibit.fields.columns import UncertainDateField


@UncertainDateField.register_lookup
class Between(Lookup):
    """
    `date__between=(first, last)`: may the date lie within these days?

    Each end is a year (int), a `datetime.date`, an UncertainDate, EDTF text, or None for open.
    A ValueError where they are none of these, or in the wrong order.
    """

    lookup_name = "between"

    def get_prep_lookup(self) -> tuple[datetime.date, datetime.date]:
        try:
            first, last = self.rhs
        except (TypeError, ValueError):
            raise ValueError(f"between takes a pair (first, last), not {self.rhs!r}.") from None
        earliest = datetime.date.min if first is None else days(first).earliest
        latest = datetime.date.max if last is None else days(last).latest
        if latest < earliest:
            raise ValueError(f"between: {last} lies before {first}.")
        return earliest, latest

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Two comparisons of the indexed bounds, under the same table alias as the date."""
        if not (isinstance(self.lhs, Col) and isinstance(self.lhs.target, UncertainDateField)):
            raise FieldError("between asks a column of a model, not an expression.")
        earliest, latest = (Col(self.lhs.alias, bound) for bound in self.lhs.target.bounds)
        first, last = self.rhs
        starts, starts_params = compiler.compile(LessThanOrEqual(earliest, last))
        ends, ends_params = compiler.compile(GreaterThanOrEqual(latest, first))
        return f"({starts} AND {ends})", (*starts_params, *ends_params)


def days(value: object) -> UncertainDate:
    """The days that one end of `between` covers."""
    match value:
        case UncertainDate():
            return value
        case bool():
            raise ValueError(f"{value} is no date.")
        case int():
            return UncertainDate.parse(f"{value:04}")
        case datetime.date():
            return UncertainDate.parse(value.isoformat()[:10])  # a datetime is its day
        case str():
            return UncertainDate.parse(value)
    raise ValueError(f"{value!r} is no date.")


@models.CharField.register_lookup
@models.TextField.register_lookup
class ContainsAnyCase(Lookup):
    """Containment in any letter case, «ё» equal to «е». `%` and `_` mean themselves."""

    lookup_name = "contains_any_case"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        raise NotSupportedError(f"contains_any_case is written for SQLite and PostgreSQL, not {connection.vendor}.")

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if isinstance(self.rhs, str) and self.rhs.isascii():  # LIKE knows these letters, and is ten times as fast
            text, params = self.process_lhs(compiler, connection)
            return f"{text} LIKE %s ESCAPE '\\'", (*params, f"%{connection.ops.prep_for_like_query(self.rhs)}%")
        return self.position_in("instr(exhibit_folded({}), exhibit_folded({})) > 0", compiler, connection)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        letters = "replace(lower({}), 'ё', 'е')"
        return self.position_in(f"strpos({letters}, {letters}) > 0", compiler, connection)

    def position_in(self, template: str, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, text_params = self.process_lhs(compiler, connection)
        part, part_params = self.process_rhs(compiler, connection)
        return template.format(text, part), (*text_params, *part_params)


@receiver(connection_created, dispatch_uid="exhibit_folded")
def teach_sqlite_letters(connection: Any, **kwargs: Any) -> None:
    """Give SQLite `exhibit_folded(text)`; deterministic, so that a constant is folded once."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("exhibit_folded", 1, folded, deterministic=True)


def folded(text: str | None) -> str | None:
    """Lower case without «ё», as PostgreSQL's side of the lookup says it."""
    return None if text is None else text.lower().replace("ё", "е")
