"""Which fields speak which languages. Each gets a column a language: title_en, title_ru."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from modeltranslation.translator import TranslationOptions, translator

from exhibit import models

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
    models.Edition: ("title", "note"),
}


def own_name(language: str) -> str:
    """Return what a language calls itself: Русский."""
    return str(get_language_info(language)["name_local"]).capitalize()


def in_language(name: Any, language: str) -> str:
    """Return the name of a column with the language it is in: "Title · Русский"."""
    return f"{capfirst(str(name))} · {own_name(language)}"


def language_of(record: Model, name: str) -> str:
    """Return the language in which `record` answers for the field `name`."""
    asked = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return asked if getattr(record, f"{name}_{asked}", "") else settings.LANGUAGE_CODE


for model, fields in FIELDS.items():
    blank = {column.name for column in model._meta.fields if column.blank}
    required = {"en": tuple(name for name in fields if name not in blank)}
    options = type(
        f"{model.__name__}TranslationOptions", (TranslationOptions,), {"fields": fields, "required_languages": required}
    )
    translator.register(model, options)
