"""Forms of the desk and of the rows inside them: all languages, and errors in words.

Everything that the database refuses has to come out as a message beside the form. Django sees to
that for what one row alone can break; what two rows of one submission break is looked for here.
"""

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from js_asset import Script
from modeltranslation.admin import TranslationStackedInline, TranslationTabularInline

from exhibit.fields import UncertainDateField
from exhibit.fields.forms import HELP_TEXT
from exhibit.languages import columns_of
from exhibit.models import Citation
from exhibit.translation import in_language


def each(name: str) -> tuple[str, ...]:
    """Return the columns of a translated field, one a language, as one line of a fieldset: side by side."""
    return tuple(columns_of(name))


sentences = lazy(lambda *texts: " ".join(str(text) for text in texts), str)


heading = lazy(in_language, str)


@cache
def columns(model: type[models.Model], name: str) -> tuple[Callable[[Any], Any], ...]:
    """Return the columns of a translated field for `list_display`, each under the name of its language."""
    return tuple(_column(model._meta.get_field(column)) for column in each(name))


def _column(field: Any) -> Callable[[Any], Any]:
    label = heading(field.translated_field.verbose_name, field.language)

    @admin.display(description=label, ordering=field.name, empty_value="–")
    def show(record: Any) -> Any:
        return getattr(record, field.name) or None

    show.__name__ = field.name
    return show


class Moment(forms.SplitDateTimeField):
    """A day and a time; a day alone is meant from its first minute on."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, list) and value[0] and not value[1]:
            value = [value[0], "00:00"]
        return super().clean(value)


class Multilingual(BaseModelAdmin):
    """Says of every field in which language it is written, to curators and to spell checkers."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; dates keep their manual even where the model adds a sentence."""
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if isinstance(db_field, models.DateTimeField):
            kwargs |= {
                "form_class": Moment,
                "help_text": db_field.help_text or _("Without a time: from the first minute of the day."),
            }
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if original := getattr(db_field, "translated_field", None):
            language = db_field.language  # type: ignore[attr-defined]
            field.label = in_language(original.verbose_name, language)
            field.widget.attrs["lang"] = language
            if language != settings.LANGUAGE_CODE:
                field.help_text = ""  # it stands under the first language's field beside this one
        if isinstance(db_field, UncertainDateField) and str(db_field.help_text) != str(HELP_TEXT):
            field.help_text = sentences(db_field.help_text, HELP_TEXT)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False  # what others may hold is deleted on its own page
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3  # the style sheet lets it grow with its text
        return field


class Ordered(BaseModelAdmin):
    """Rows that stand in an order: the number in `order_field` can be typed, and the rows be moved."""

    order_field = ""

    @property
    def media(self) -> Any:
        """Add the module that moves rows."""
        return super().media + forms.Media(js=[Script("js/rows-desk.js", type="module")])

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; the number says in words how rows are moved."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == self.order_field:
            words = {
                "up": gettext("Move up (Alt and the arrow up)"),
                "down": gettext("Move down (Alt and the arrow down)"),
                "drag": gettext("Drag to another place"),
                "moved": gettext("Now at place {place} of {count}."),
            }
            field.widget.attrs["data-order"] = json.dumps(words, ensure_ascii=False)
        return field


class PlainRows(Multilingual, admin.TabularInline):
    """Rows of a record, one line each; what a row names may be added from here, no more."""

    extra = 0

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Load what a row names in the same query."""
        rows: models.QuerySet[Any] = super().get_queryset(request)
        named = [
            field.name
            for field in self.model._meta.concrete_fields
            if field.many_to_one
            and (field.name in self.autocomplete_fields or field.related_model is self.parent_model)
        ]
        return rows.select_related(*named)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field, with room for nothing but itself and an “add”."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field


class Rows(PlainRows, TranslationTabularInline):
    """Rows with words in every language."""


class Cards(Multilingual, TranslationStackedInline):
    """Rows of a record that need more than a line each."""

    extra = 0


ASIDE = 10_000
"""Places where no row stands."""


def _without_place(exclusions: Callable[[], set[str]]) -> set[str]:
    return exclusions() | {"position"}


class NumberedFormSet(forms.BaseInlineFormSet):
    """Gives each row added in this submission the next free position where its own is taken.

    Every new row comes as number 1. This is done before the rows are validated, for each row is
    then compared with those in the database; a row that is being deleted still holds its number.
    Rows that exchange their places do not stand in each other's way: each leaves its place before any takes another.
    """

    def full_clean(self) -> None:
        if self.is_bound and self.management_form.is_valid():
            self._number()
            self._part()
        super().full_clean()

    def _part(self) -> None:
        """Where all rows have places of their own, compare none with a place that its row is leaving."""
        kept = [form for form in self.forms if form.add_prefix("DELETE") not in form.data]
        places = [self._position(form) for form in kept]
        if None in places or len(set(places)) < len(places):
            return
        form: Any
        for form in kept:
            form._get_validation_exclusions = partial(_without_place, form._get_validation_exclusions)

    def save(self, commit: bool = True) -> Any:
        """Save the rows, all of them out of the way first."""
        if commit and any("position" in form.changed_data for form in self.initial_forms):
            noun: Any = self.model
            rows = noun._default_manager.filter(pk__in=[form.instance.pk for form in self.initial_forms])
            rows.update(position=models.F("position") + ASIDE)
            for form in self.initial_forms:
                if "position" not in form.changed_data and form not in self.deleted_forms:
                    rows.filter(pk=form.instance.pk).update(position=form.instance.position)
        return super().save(commit)

    def _number(self) -> None:
        taken = {self._position(form) for form in self.initial_forms}
        for form in self.extra_forms:
            position = self._position(form)
            if position is None or not form.has_changed() or form.add_prefix("DELETE") in form.data:
                continue
            if position in taken:
                while position in taken:
                    position += 1
                data: Any = form.data
                form.data = data.copy()  # a request's own data cannot be changed
                form.data[form.add_prefix("position")] = str(position)  # type: ignore[index]
            taken.add(position)

    def _position(self, form: forms.ModelForm) -> int | None:
        """The number written in a row, or that of its record where the row is not for writing."""
        try:
            return int(form["position"].data)
        except (TypeError, ValueError, KeyError):
            return form.instance.position if form.instance.pk else None


class CitationFormSet(forms.BaseInlineFormSet):
    """Refuses the same source twice in one submission, which the database would refuse later."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            cited = form.cleaned_data if form.is_valid() else {}
            if not cited.get("source") or cited.get("DELETE"):
                continue
            key = (cited["about"], cited["source"], cited["value"])
            if key in seen:
                form.add_error("source", _("This source is already cited for the same thing."))
            seen.add(key)


class CitationInline(Rows):
    """The sources of a record; the record's own column is found by Django, the others stay empty."""

    model = Citation
    formset = CitationFormSet
    fields = ("source", "about", "stance", "value", "confidence", "note")
    autocomplete_fields = ("source",)
    classes = ("citations",)
