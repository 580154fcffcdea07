"""What a template cannot say: dates in words, the language of a text, drawings, addresses.

Where a record has no text in the page's language, the first is shown and marked `lang="en"`, so that a screen
reader changes its voice and a translator sees the gap.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse, translate_url
from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext

from exhibit import typography
from exhibit.dates import UncertainDate
from exhibit.interop.oembed import frame
from exhibit.languages import active, every, own_name, with_words
from exhibit.models import Film, Person
from exhibit.models.drawings import Drawing
from exhibit.publishing import numbered
from exhibit.publishing.addresses import origin
from exhibit.ties import Near, Tie
from exhibit.timeline import Entry, TimelineQuery
from exhibit.timeline.companions import Companion
from exhibit.timeline.query import MOST_BESIDE
from exhibit.timeline.sources import Kind
from exhibit.translation import language_of

register = template.Library()

DESCRIPTION = 160
"""Letters that a search engine shows of a page's description."""
NUMBER = re.compile(r"(\d[\d–]*)")


@register.simple_tag
def say(record: Model, name: str) -> str:
    """The text of a field, typeset, in a `span lang` where it is not in the page's language."""
    language = language_of(record, name)
    text = typography.typeset(getattr(record, name) or "", language)
    if not text or language == active():
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag
def because(tie: Tie) -> str:
    """Why a film stands beside another: a phrase with the names of those who worked on both."""
    names = format_html_join(", ", "{}", ((say(person, "name"),) for person in tie.named))
    if tie.has_more:
        names = mark_safe(gettext("%(names)s and others") % {"names": names})  # noqa: S308
    return mark_safe(tie.words % {"names": names, "count": len(tie.people)})  # noqa: S308


@register.simple_tag
def in_common(near: Near) -> str:
    """Why an event stands beside another: a phrase with the name of the film or place of both."""
    name = say(near.shared, near.shared.name_field)
    return mark_safe(near.words % {"name": format_html("<cite>{}</cite>", name) if near.is_film else name})  # noqa: S308


@register.simple_tag
def early_script() -> str:
    """The script that must run before the first paint, in the page itself (see the settings)."""
    return format_html("<script>{}</script>", mark_safe(settings.EARLY_SCRIPT))  # noqa: S308


@register.simple_tag
def lang(record: Model, name: str) -> str:
    """A `lang` attribute where the field's text is not in the page's language, else nothing."""
    language = language_of(record, name)
    return format_html(' lang="{}"', language) if getattr(record, name) and language != active() else ""


@register.simple_tag
def paragraphs(record: Model, name: str) -> str:
    """The text of a field, typeset, in paragraphs; where it stands says its language by `lang`."""
    text = typeset(getattr(record, name) or "", language_of(record, name))
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308


@register.simple_tag
def in_short(record: Model, *names: str) -> str:
    """What a search engine shows: the first of these fields with a text in the page's language, else in another."""
    filled = [name for name in names if getattr(record, name)]
    own = [name for name in filled if language_of(record, name) == active()]
    text = getattr(record, next(iter(own or filled), names[-1]))
    return typography.shortened(" ".join(text.split()), DESCRIPTION)


@register.filter
def typeset(text: str, language: str) -> str:
    """A text that names its own language, typeset in it: {{ film.original_title|typeset:film.original_language }}."""
    return typography.typeset(text, language)


@register.simple_tag
def when(date: UncertainDate | None, short: bool = False) -> str:
    """A date in words, as `time` where it is a single one; its class tells how sure it is."""
    if date is None:
        return ""
    language = active()
    words = typeset(date.words(language, short=short), language)
    kind = "date date--unsure" if date.is_approximate or date.is_uncertain else "date"
    if value := date.html_datetime:
        return format_html('<time class="{}" datetime="{}">{}</time>', kind, value, words)
    return format_html('<span class="{}">{}</span>', kind, words)


@register.simple_tag
def year(date: UncertainDate | None) -> str:
    """The bare year of a date that surely lies in it, else the date's short words."""
    if date is None:
        return ""
    if date.sure_year is None:
        return when(date, short=True)
    value = date.html_datetime or f"{date.sure_year:04}"
    return format_html('<time class="date" datetime="{}">{}</time>', value, date.sure_year)


@register.simple_tag
def numerals(date: UncertainDate) -> str:
    """A date in words with its numbers in `b`, so that a page may build with them."""
    words = date.words(active())
    parts = ((f"<b>{part}</b>" if part[0].isdigit() else escape(part)) for part in NUMBER.split(words) if part)
    said = mark_safe("".join(parts))  # noqa: S308
    if value := date.html_datetime:
        return format_html('<time datetime="{}">{}</time>', value, said)
    return said


@register.filter
def certainty(date: UncertainDate) -> str:
    """How a timeline marks a date: "exact" day, "part" of one, "span", or "unsure"."""
    if date.is_approximate or date.is_uncertain or date.is_open:
        return "unsure"
    if date.is_interval:
        return "span"
    return "exact" if date.is_exact else "part"


@register.filter
def language_in_words(code: str) -> str:
    """The name of a language in the page's language; the code itself where Django does not know it."""
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
    """The other languages of this page: code, name in that language, address, and address without query.

    A reviewer's page is there in them too, under its own address; the one beside a form has its choice in the form.
    """
    request: HttpRequest = context["request"]
    here = active()
    if preview := getattr(request, "preview", None):
        there = [(code, translate_url(preview.address, code)) for code in every() if preview.address and code != here]
        return [{"code": code, "name": own_name(code), "url": url, "path": url} for code, url in there]
    return [
        {
            "code": code,
            "name": own_name(code),
            "url": translate_url(request.get_full_path(), code),
            "path": translate_url(request.path, code),
        }
        for code in every()
        if code != here
    ]


@register.simple_tag
def languages_with_words() -> list[str]:
    """The languages of a page that speaks to everybody at once: what it says is there in each of them."""
    return with_words()


@register.simple_tag
def request_number() -> str:
    """The number under which the log has this request."""
    return numbered.number()


@register.simple_tag(takes_context=True)
def site_origin(context: Context) -> str:
    """Scheme and host of the full addresses on this page."""
    return origin(context["request"])


@register.simple_tag
def art(name: str, title: str = "", key: str = "") -> SafeString:
    """A drawing from static/art, inline so that it takes the colour of the text.

    With `title` it is an image of that name, described in words where it is one that curators may
    hang; without, it is decoration and not spoken. `key` is its id on the page, for `art_again`, and
    tells its inner ids from those of another.
    """
    drawing = _drawing(name)
    role = format_html('role="img" aria-label="{}"', title) if title else 'aria-hidden="true" focusable="false"'
    if title and name in Drawing.values:
        role += format_html(' aria-description="{}"', Drawing(name).description)
    if key:
        drawing = re.sub(r'( id="| href="#)', rf"\g<1>{key}-", drawing)
        role += format_html(' id="{}"', key)
    return mark_safe(drawing.replace("<svg", f'<svg class="{_classes(name)}" {role}', 1))  # noqa: S308


@register.simple_tag
def art_again(name: str, key: str) -> SafeString:
    """The same drawing a second time on a page, as decoration, for a few bytes."""
    view_box = re.search(r'viewBox="[^"]*"', _drawing(name))
    again = f'<svg class="{_classes(name)}" {view_box and view_box[0]} aria-hidden="true" focusable="false">'
    return mark_safe(again + format_html('<use href="#{}"/></svg>', key))  # noqa: S308


def _classes(name: str) -> str:
    return f"art art--{name.replace('/', '-')}"


@register.simple_tag
def lettering(exhibit: Model) -> SafeString:
    """The exhibit's title as it was drawn by hand, where static/art/titles/<slug>.<language>.svg holds it.

    Decoration: the page says the title in text as well. Empty without such a drawing.
    """
    name = f"titles/{exhibit.slug}.{active()}"  # type: ignore[attr-defined]
    return art(name) if finders.find(f"art/{name}.svg") else SafeString()


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    path = finders.find(f"art/{name}.svg")
    if path is None:
        raise template.TemplateSyntaxError(f"There is no drawing “{name}” in static/art/.")
    with open(path, encoding="utf-8") as opened:
        return opened.read().strip()


@register.simple_tag
def says(companion: Companion, entry: Entry) -> str:
    """What a person or film on the ruler has to say of an entry: an age, years before or after; else ""."""
    return companion.says(entry)


@register.simple_tag
def on_or_off_the_ruler(query: TimelineQuery, entry: Entry) -> str:
    """The query string of this timeline with an entry put on the ruler or taken off; of two the first makes room."""
    others = tuple(anchor for anchor in query.beside if anchor != entry.anchor)
    beside = others if entry.anchor in query.beside else (*others, entry.anchor)[-MOST_BESIDE:]
    return query.address(beside=beside, entry="")


@register.simple_tag
def both_on_the_ruler(first: Film | Person, second: Film | Person) -> str:
    """The query string of the timeline with two people or two films on the ruler; "" where one of them has no date."""
    kind = Kind.FILM if isinstance(first, Film) else Kind.LIFE
    dated = [record.date if isinstance(record, Film) else record.birth or record.death for record in (first, second)]
    return TimelineQuery(beside=(f"{kind}-{first.slug}", f"{kind}-{second.slug}")).address() if all(dated) else ""


@register.simple_tag
def keeping(companions: Sequence[Companion]) -> str:
    """What an entry's address needs so that its page knows who is on the ruler; "" for nobody."""
    asked = TimelineQuery(beside=tuple(companion.entry.anchor for companion in companions)).address()
    return f"?{asked}" if asked else ""


@register.simple_tag
def without_companion(query: TimelineQuery, companion: Companion) -> str:
    """The query string of the same timeline with one fewer on the ruler."""
    return query.address(beside=tuple(anchor for anchor in query.beside if anchor != companion.entry.anchor))


@register.simple_tag(takes_context=True)
def timeline_frame(context: Context, query: TimelineQuery) -> str:
    """The HTML with which another page shows this timeline; it is text to be copied, so it is escaped here."""
    asked = query.address(entry="", after="")
    address = f"{origin(context['request'])}{reverse('timeline_embed')}" + (f"?{asked}" if asked else "")
    return escape(frame(address, gettext("Timeline")))
