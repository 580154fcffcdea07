"""How a page is shared: which card stands for it, what kind of thing it is, whether other sites may show it.

The card of /films/x/ is /cards/films/x.jpg, of /ru/awards/cannes/y/ it is /ru/cards/awards/cannes/y.jpg.
https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards/overview/summary-card-with-large-image
"""

import locale
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import to_locale

from exhibit.models import Image, Record, Release
from exhibit.publishing.registers import PARTS

RECORD_PAGES = {
    "exhibit_detail": "article",
    "film_detail": "video.movie",
    "person_detail": "profile",
    "event_detail": "article",
    "place_detail": "article",
    "award_body_detail": "article",
    "award_detail": "article",
    "image_detail": "article",
}
"""Pages with a card of their own, and what the Open Graph calls such a thing."""

FURTHER = {
    "exhibit_editions": "exhibit_detail",
    "edition_detail": "exhibit_detail",
    **{
        f"{name}{more}": f"{name.partition('_')[0]}_detail"
        for name in PARTS
        for more in ("", "_after")
        if name not in RECORD_PAGES
    },
    "award_body_detail_after": "award_body_detail",
}
"""Pages that say more of a record, and share its card, by the record's own page."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """The path of a page's card, what the Open Graph calls it, and whether oEmbed knows it."""

    card: str
    kind: str = "website"
    is_embeddable: bool = False


def sharing_of(view: str, names: Mapping[str, Any], record: Any = None) -> Sharing:
    """Return how a page is shared: by its name and what its address names, or by the record that it tells of."""
    if record is not None:
        return Sharing(card_path(record))
    if view in RECORD_PAGES:
        return Sharing(_card(reverse(view, kwargs=dict(names))), RECORD_PAGES[view], is_embeddable=True)
    if view in FURTHER:
        return Sharing(_card(reverse(FURTHER[view], args=(names["slug"],))), "article")
    return Sharing(reverse("museum_card"))


def card_path(record: Record | Image | Release) -> str:
    """Return the address of a record's card from the root; that of its film for a release."""
    page = record.film if isinstance(record, Release) else record
    return _card(page.get_absolute_url())  # type: ignore[union-attr]


def _card(page: str) -> str:
    home = reverse("home")
    return f"{home}cards/{page.removeprefix(home).rstrip('/')}.jpg"


def territory(language: str) -> str:
    """Return a language as the Open Graph writes it, with the country in which it is mostly spoken: ru_RU."""
    return locale.normalize(to_locale(language)).partition(".")[0]
