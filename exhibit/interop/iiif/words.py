"""Language maps: a text in each language that has it. https://iiif.io/api/presentation/3.0/#44-language-of-property-values"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.text import capfirst

from exhibit.dates import UncertainDate
from exhibit.languages import column_of, every, with_words

LanguageMap = dict[str, list[str]]
Fact = dict[str, LanguageMap]


def said(record: Model, name: str) -> LanguageMap:
    """Return a translated field of a record in each language in which it was written."""
    found = {language: getattr(record, column_of(name, language)) for language in every()}
    return {language: [text] for language, text in found.items() if text}


def together(maps: Iterable[LanguageMap]) -> LanguageMap:
    """Return what several maps say, each text once, in their order."""
    found: dict[str, dict[str, None]] = {}
    for one in maps:
        for language, texts in one.items():
            found.setdefault(language, {}).update(dict.fromkeys(texts))
    return {language: list(texts) for language, texts in found.items()}


def spoken(word: Callable[[], Any]) -> LanguageMap:
    """Return words of the interface in each language that it has words for; `word` says them in the active one."""
    found: LanguageMap = {}
    for language in with_words():
        with translation.override(language):
            found[language] = [str(capfirst(str(word())))]
    return found


def dated(date: UncertainDate) -> LanguageMap:
    """Return a date in the words of each language."""
    return {language: [date.words(language)] for language in every()}


def untranslated(text: str) -> LanguageMap:
    """Return a text that is the same in every language."""
    return {"none": [text]}


def fact(label: Any, value: LanguageMap) -> list[Fact]:
    """Return a label and what it says; nothing where there is nothing to say."""
    return [{"label": spoken(lambda: label), "value": value}] if value else []


def field_fact(record: Model, name: str) -> list[Fact]:
    """Return what a translated field says, under the field's own name."""
    return fact(label_of(record, name), said(record, name))


def label_of(record: Model | type[Model], name: str) -> Any:
    """Return what a field is called."""
    return record._meta.get_field(name).verbose_name  # type: ignore[union-attr]
