"""
What an UncertainDate needs to live in a database, and in a form.

The column holds EDTF text, which a fixture shows as it is; two more columns, `<name>_earliest`
and `<name>_latest`, hold its bounds, indexed. They exist because no database can compare
"spring 1957" with "about 1956", and they belong to the field, not to `save()`, because
`loaddata` and bulk writes never call that:

- on an instance a bound is read from the date itself, so `save`, raw saves (fixtures, reverts),
  `bulk_create` and `update_or_create` cannot write another one, and what is assigned is ignored;
- every UPDATE and upsert that sets the date passes `get_placeholder`, which adds the bounds:
  `update`, `bulk_update`, `save(update_fields=["date"])`, saves of deferred instances;
- a date that comes from SQL (`update(date=F("other"))`) is refused with a FieldError.

Only a bound written alone, without its date, would go unnoticed: `UncertainDateQuerySet.update`
refuses that. Sort by `"date_earliest", "date_latest"`: the text sorts differently under every
collation. Undated rows have null bounds; an open end is `date.min` or `date.max`.
"""

from collections.abc import Sequence
from typing import Any, Literal

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql.subqueries import InsertQuery, UpdateQuery
from django.utils.translation import gettext_lazy as _

from exhibit.dates import UncertainDate
from exhibit.fields.forms import HELP_TEXT, UncertainDateFormField, dated

MAX_LENGTH = 64


class DateAttribute(DeferredAttribute):
    """Parses what is assigned, so that an instance never holds a text for a date."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if not hasattr(value, "resolve_expression"):
            value = self.field.to_python(value)
        instance.__dict__[self.field.attname] = value


class BoundAttribute(DeferredAttribute):
    """Reads a bound from the instance's date; the column's own value only where that is deferred."""

    field: "DateBoundField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is not None and self.field.of in instance.__dict__:
            return self.field.bound(instance.__dict__[self.field.of])
        return super().__get__(instance, cls)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value  # tells Django that the column was loaded


FIXED = {"null": True, "blank": True, "editable": False, "serialize": False, "db_index": True}
"""What is so for every bound: migrations need not say it."""


class DateBoundField(models.DateField):
    """The earliest or latest day of the UncertainDateField named `of`, which adds it by itself."""

    descriptor_class = BoundAttribute

    def __init__(self, *args: Any, of: str, end: Literal["earliest", "latest"], **kwargs: Any) -> None:
        self.of, self.end = of, end
        super().__init__(*args, **kwargs | FIXED)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs = {key: value for key, value in kwargs.items() if key not in FIXED}
        return name, "exhibit.fields.DateBoundField", args, kwargs | {"of": self.of, "end": self.end}

    def contribute_to_class(  # type: ignore[override]  # the stubs forget `private_only` for date fields
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        """Join once, and only beside the date: a subclass copies the bounds of its abstract base too."""
        names = {field.name for field in cls._meta.local_fields}
        if name not in names and (self.of in names or is_historical(cls)):
            super().contribute_to_class(cls, name, private_only=private_only)

    def bound(self, value: Any) -> Any:
        """This bound of a date, or of an expression that is made of known dates."""
        match value:
            case None:
                return None
            case UncertainDate():
                return getattr(value, self.end)
            case str():
                return self.bound(dated(UncertainDate.parse, value))
            case models.Value():
                return models.Value(self.bound(value.value), output_field=self)
            case models.When():
                condition, result = value.get_source_expressions()
                return self.rebuilt(value, [condition, self.bound(result)])
            case models.Case() | Cast():  # what bulk_update writes
                rebuilt = self.rebuilt(value, [self.bound(part) for part in value.get_source_expressions()])
                rebuilt.output_field = self
                return rebuilt
        raise FieldError(
            f"{self.name} cannot be derived from the expression {value!r}."
            f" Set “{self.of}” to a date, or save the records one by one."
        )

    @staticmethod
    def rebuilt(expression: Any, parts: list[Any]) -> Any:
        copy = expression.copy()
        copy.set_source_expressions(parts)
        return copy


class UncertainDateField(models.CharField):
    """An UncertainDate or None as EDTF text, with its bounds in two columns beside it."""

    description = _("Date as exactly as it is known (EDTF, up to %(max_length)s characters)")
    descriptor_class = DateAttribute
    _pyi_private_set_type: UncertainDate | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: UncertainDate  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("help_text", HELP_TEXT)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        defaults = {"max_length": MAX_LENGTH, "help_text": HELP_TEXT}
        kwargs = {key: value for key, value in kwargs.items() if value != defaults.get(key)}
        return name, "exhibit.fields.UncertainDateField", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        if not is_historical(cls):  # a migration lists the bounds by itself, perhaps only in its next step
            for end in ("earliest", "latest"):
                DateBoundField(of=name, end=end).contribute_to_class(cls, f"{name}_{end}")

    @property
    def bounds(self) -> tuple[DateBoundField, DateBoundField]:
        """The fields of the earliest and the latest day."""
        earliest, latest = (self.model._meta.get_field(f"{self.name}_{end}") for end in ("earliest", "latest"))
        return earliest, latest  # type: ignore[return-value]

    # Values

    def to_python(self, value: Any) -> UncertainDate | None:
        return dated(UncertainDate.parse, value)

    def from_db_value(self, value: str | None, *context: Any) -> UncertainDate | None:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        if hasattr(value, "resolve_expression"):
            return value
        date = self.to_python(value)
        return None if date is None else str(date)

    def value_to_string(self, obj: models.Model) -> str:
        date = self.value_from_object(obj)
        return "" if date is None else str(date)

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else str(value))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": UncertainDateFormField, **kwargs})

    # Queries

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Add the bounds to any UPDATE or upsert that sets this column: its compiler asks here.

        Both lists are the statement's own, and the compiler reads on to what is added at their ends.
        """
        if isinstance(compiler.query, UpdateQuery):
            values: list[tuple[models.Field[Any, Any], Any, Any]] = compiler.query.values  # type: ignore[attr-defined]
            written = {field.name: value for field, _model, value in values}
            if self.name in written:
                missing = [bound for bound in self.bounds if bound.name not in written]
                values += [(bound, None, bound.bound(written[self.name])) for bound in missing]
        elif isinstance(compiler.query, InsertQuery):
            updated: list[models.Field[Any, Any]] = compiler.query.update_fields  # type: ignore[attr-defined]
            if self in updated:
                updated += [bound for bound in self.bounds if bound not in updated]
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("gt", "gte", "lt", "lte", "range"):
            raise FieldError(f"Compare {self.name}_earliest or {self.name}_latest, or use {self.name}__between.")
        return super().get_lookup(lookup_name)


def is_historical(cls: type[models.Model]) -> bool:
    """Whether a migration made this model: Django gives such classes this module name."""
    return cls.__module__ == "__fake__"


class UncertainDateQuerySet(models.QuerySet[Any]):
    """Refuses to set a bound by hand, which the field itself cannot see."""

    def update(self, **kwargs: Any) -> int:
        for name in kwargs:
            field = self.model._meta.get_field(name)
            if isinstance(field, DateBoundField) and field.of not in kwargs:
                raise FieldError(f"{name} is derived: set “{field.of}” instead.")
        return super().update(**kwargs)
