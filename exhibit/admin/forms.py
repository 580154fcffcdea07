"""Forms of the desk and of the rows inside them: both languages, and errors in words.

Everything that the database refuses has to come out as a message beside the form. Django sees to
that for what one row alone can break; what two rows of one submission break is looked for here.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline, TranslationTabularInline
from modeltranslation.utils import get_translation_fields

from exhibit.fields import UncertainDateField
from exhibit.fields.forms import HELP_TEXT
from exhibit.models import Citation


def both(name: str) -> tuple[str, ...]:
    """Return the columns of a translated field as one line of a fieldset: side by side."""
    return tuple(get_translation_fields(name))


sentences = lazy(lambda *texts: " ".join(str(text) for text in texts), str)


class Bilingual(BaseModelAdmin):
    """Says of every field in which language it is written, to curators and to spell checkers."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; dates keep their manual even where the model adds a sentence."""
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if original := getattr(db_field, "translated_field", None):
            language = db_field.language  # type: ignore[attr-defined]
            name = get_language_info(language)["name_local"].capitalize()
            field.label = f"{capfirst(original.verbose_name)} · {name}"
            field.widget.attrs["lang"] = language
            if language != settings.LANGUAGE_CODE:
                field.help_text = ""  # it stands under the English field beside this one
        if isinstance(db_field, UncertainDateField) and str(db_field.help_text) != str(HELP_TEXT):
            field.help_text = sentences(db_field.help_text, HELP_TEXT)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False  # what others may hold is deleted on its own page
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3  # the style sheet lets it grow with its text
        return field


class Rows(Bilingual, TranslationTabularInline):
    """Rows of a record, one line each; what a row names may be added from here, no more."""

    extra = 0

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field, with room for nothing but itself and an “add”."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field


class Cards(Bilingual, TranslationStackedInline):
    """Rows of a record that need more than a line each."""

    extra = 0


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

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Citation]:
        """Load each citation's source in the same query."""
        queryset: models.QuerySet[Citation] = super().get_queryset(request).select_related("source")
        return queryset
