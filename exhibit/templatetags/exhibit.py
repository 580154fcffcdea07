"""What a template cannot say: dates in words, the language of a text, drawings, addresses.

Where a record has no Russian text, its English is shown and marked `lang="en"`, so that a screen
reader changes its voice and a translator sees the gap.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from exhibit.dates import UncertainDate

register = template.Library()


def language_of(record: Model, name: str) -> str:
    """Return the language in which `record` answers for the field `name`."""
    asked = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return asked if getattr(record, f"{name}_{asked}", "") else settings.LANGUAGE_CODE


@register.simple_tag
def say(record: Model, name: str) -> str:
    """The text of a field, in a `span lang` where it is not in the page's language."""
    text = getattr(record, name) or ""
    language = language_of(record, name)
    if not text or language == get_language():
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag
def lang(record: Model, name: str) -> str:
    """A `lang` attribute where the field's text is not in the page's language, else nothing."""
    language = language_of(record, name)
    return format_html(' lang="{}"', language) if getattr(record, name) and language != get_language() else ""


@register.simple_tag
def when(date: UncertainDate | None, short: bool = False) -> str:
    """A date in words, as `time` where it is a single one; its class tells how sure it is."""
    if date is None:
        return ""
    words = date.words(get_language() or settings.LANGUAGE_CODE, short=short)
    kind = "date date--unsure" if date.is_approximate or date.is_uncertain else "date"
    if value := date.html_datetime:
        return format_html('<time class="{}" datetime="{}">{}</time>', kind, value, words)
    return format_html('<span class="{}">{}</span>', kind, words)


@register.simple_tag
def year(date: UncertainDate | None) -> str:
    """The bare year of a date known at least to the year, else the date's short words."""
    if date is None:
        return ""
    if date.html_datetime and not (date.is_approximate or date.is_uncertain):
        return format_html('<time class="date" datetime="{}">{}</time>', date.html_datetime, date.year)
    return when(date, short=True)


@register.filter
def certainty(date: UncertainDate) -> str:
    """How a timeline marks a date: "exact" day, "part" of one, "span", or "unsure"."""
    if date.is_approximate or date.is_uncertain or date.is_open:
        return "unsure"
    if date.is_interval:
        return "span"
    return "exact" if date.is_exact else "part"


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the page's language; the code itself where it is not known."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def number(value: int) -> str:
    """A whole number with the thousands separator of the page's language."""
    return number_format(value, use_l10n=True, force_grouping=True)


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, Any]]:
    """The other languages of this page: code, name in that language, address, and address without query."""
    request: HttpRequest = context["request"]
    here = get_language()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(request.get_full_path(), code),
            "path": translate_url(request.path, code),
        }
        for code, _name in settings.LANGUAGES
        if code != here
    ]


@register.simple_tag
def art(name: str, title: str = "") -> SafeString:
    """A drawing from static/art, inline so that it takes the colour of the text.

    With `title` it is an image with that name; without, it is decoration and not spoken.
    """
    drawing = _drawing(name)
    role = format_html('role="img" aria-label="{}"', title) if title else 'aria-hidden="true" focusable="false"'
    return mark_safe(drawing.replace("<svg", f'<svg class="art art--{name.replace("/", "-")}" {role}', 1))  # noqa: S308


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    path = finders.find(f"art/{name}.svg")
    if path is None:
        raise template.TemplateSyntaxError(f"There is no drawing “{name}” in static/art/.")
    with open(path, encoding="utf-8") as opened:
        return opened.read().strip()
