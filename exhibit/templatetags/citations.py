"""How the page that is shown is cited: its references, its files, its address."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from exhibit.interop.citations import FORMATS, Item, Reference, item_of, item_of_edition, references
from exhibit.languages import active
from exhibit.models import Edition, EditionPage
from exhibit.publishing.addresses import origin
from exhibit.translation import language_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cited:
    """What a page says of how it is cited. `language` is that of its title, where it is not the page's; else ""."""

    item: Item
    path: str
    language: str

    @property
    def references(self) -> list[Reference]:
        return references(self.item)

    @property
    def files(self) -> list[tuple[str, str]]:
        """Names of formats, each with the address of the file."""
        return [(form.NAME, f"{self.path}cite.{ending}") for ending, form in FORMATS.items()]


@register.simple_tag(takes_context=True)
def cited(context: Context, record: Any) -> Cited:
    """The page of a record or picture as it is cited: {% cited film as cited %}."""
    language = language_of(record, getattr(record, "name_field", "alt"))
    return _cited(item_of(record, origin(context["request"])), record, language)


@register.simple_tag(takes_context=True)
def cited_edition(context: Context, edition: Edition, page: EditionPage) -> Cited:
    """An edition as it is cited: {% cited_edition edition page as cited %}."""
    return _cited(item_of_edition(edition, page, origin(context["request"])), edition, page.language)


def _cited(item: Item, shown: Any, language: str) -> Cited:
    return Cited(item, shown.get_absolute_url(), "" if language == active() else language)
