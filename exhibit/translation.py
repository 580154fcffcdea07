"""Which fields are translated. Each gets a column a language: title_en, title_ru."""

from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.utils.text import capfirst
from modeltranslation.translator import TranslationOptions, translator

from exhibit import models
from exhibit.languages import active, column_of, every, own_name

FIELDS: dict[type[Model], tuple[str, ...]] = {
    models.Statement: ("text", "note"),
    models.Dispute: ("question", "resolution", "recommended_wording"),
    models.DisputeSide: ("claim",),
    models.Citation: ("note",),
    models.Image: ("alt", "caption", "credit"),
    models.Place: ("name",),
    models.Person: (
        "name",
        "sort_name",
        "other_names",
        "occupations",
        "birth_note",
        "death_note",
        "biography",
        "honours",
        "note",
    ),
    models.Film: (
        "title",
        "colour",
        "sound",
        "spoken_language",
        "country",
        "studio",
        "genre",
        "based_on",
        "synopsis",
        "significance",
        "note",
    ),
    models.Release: ("kind", "note"),
    models.Admission: ("note",),
    models.Credit: ("name", "job", "character", "note"),
    models.Lane: ("name",),
    models.Event: ("title", "description", "note"),
    models.AwardBody: ("name", "description"),
    models.Award: ("edition", "category", "note"),
    models.Exhibit: ("title", "subtitle", "lead", "closing"),
    models.ChapterBlock: ("title", "summary_text"),
    models.TextBlock: ("text",),
    models.QuotationBlock: ("quotation", "attribution"),
    models.FigureBlock: ("caption",),
    models.FilmBlock: ("note",),
    models.PersonBlock: ("note",),
    models.TimelineBlock: ("title",),
    models.AwardListBlock: ("title",),
    models.DiagramBlock: ("title", "caption"),
}


def in_language(name: Any, language: str) -> str:
    """Return the name of a column with the language it is in: "Title · Русский"."""
    return f"{capfirst(str(name))} · {own_name(language)}"


def without_columns() -> list[str]:
    """Return the languages of the settings for whose texts no migration makes columns yet."""
    state = MigrationLoader(None).project_state()
    made = state.models["exhibit", models.Exhibit._meta.model_name].fields
    return [language for language in every() if column_of("title", language) not in made]


def language_of(record: Model, name: str) -> str:
    """Return the language in which `record` answers for the field `name`."""
    asked = active()
    return asked if getattr(record, column_of(name, asked), "") else settings.LANGUAGE_CODE


KEPT: dict[type[Model], tuple[str, ...]] = {models.Edition: ("title", "note")}
"""Written once, in every language at a time: no translator is asked for them later."""

for model, fields in {**FIELDS, **KEPT}.items():
    blank = {column.name for column in model._meta.fields if column.blank}
    required = {settings.LANGUAGE_CODE: tuple(name for name in fields if name not in blank)}
    options = type(
        f"{model.__name__}TranslationOptions", (TranslationOptions,), {"fields": fields, "required_languages": required}
    )
    translator.register(model, options)
