"""What the rows of a form have chosen, loaded at once: Django's own fields ask the database one by one."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, RelatedFieldWidgetWrapper
from django.db import models
from django.forms.models import ModelChoiceIterator

from exhibit.models import Award

NAMED_BY: dict[type[models.Model], tuple[str, ...]] = {Award: ("body",)}
"""Records whose names take another record's."""


class Chosen(ModelChoiceIterator):
    """Choices of a field that are in memory; an autocomplete field asks for those of its value alone."""

    def __init__(self, field: Any, known: dict[str, models.Model]) -> None:
        super().__init__(field)
        self.known = known
        self.queryset: Any = self

    def using(self, alias: str | None) -> "Chosen":
        """Answer as a queryset would."""
        return self

    def filter(self, **wanted: Iterable[Any]) -> list[models.Model]:
        """Return the records of these keys."""
        (keys,) = wanted.values()
        return [self.known[str(key)] for key in keys if str(key) in self.known]


def load_chosen(shown: Iterable[forms.BaseForm]) -> None:
    """Load what these forms have chosen: one query for each kind of record."""
    asked: dict[type[models.Model], set[str]] = defaultdict(set)
    fields: list[tuple[Any, Any]] = []
    for form in shown:
        for name, declared in form.fields.items():
            field: Any = declared
            widget = field.widget.widget if isinstance(field.widget, RelatedFieldWidgetWrapper) else field.widget
            if not isinstance(widget, AutocompleteMixin):
                continue
            value = form[name].value()
            many = value if isinstance(value, (list, tuple)) else [value]
            keys = {str(getattr(one, "pk", one)) for one in many if one not in (None, "")}
            asked[field.queryset.model] |= {key for key in keys if key.lstrip("-").isdigit()}
            fields.append((field, widget))
    known = {
        noun: {
            str(one.pk): one
            for one in noun._default_manager.filter(pk__in=keys).select_related(*NAMED_BY.get(noun, ())).order_by()
        }
        if keys
        else {}
        for noun, keys in asked.items()
    }
    for field, widget in fields:
        widget.choices = Chosen(field, known[field.queryset.model])
