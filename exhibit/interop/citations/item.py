"""A page as an item to be cited: a dict as CSL-JSON has it."""

from typing import Any, TypedDict

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from exhibit.languages import active
from exhibit.models import Award, Edition, EditionPage, Film, Image

MOST_WORDS = 12
"""Of a picture's description; the title of its page has as many."""


class Name(TypedDict):
    literal: str


Date = TypedDict("Date", {"date-parts": list[list[int]]})


class Item(TypedDict, total=False):
    id: str
    type: str
    title: str
    author: list[Name]
    URL: str
    language: str
    edition: str
    issued: Date


def item_of(record: Any, site: str) -> Item:
    """Return the page of a record or picture, in the active language; `site` is scheme and host of its address."""
    return _item(title_of(record), record.get_absolute_url(), site, active())


def item_of_edition(edition: Edition, page: EditionPage, site: str) -> Item:
    """Return an edition: under the title that its exhibit then had, with its number and its day."""
    day = timezone.localdate(edition.released_at)
    issued: Date = {"date-parts": [[day.year, day.month, day.day]]}
    item = _item(page.title, edition.get_absolute_url(), site, page.language)
    return {**item, "edition": str(edition.number), "issued": issued}


def _item(title: str, path: str, site: str, language: str) -> Item:
    return {
        "id": path.strip("/"),
        "type": "webpage",
        "title": " ".join(title.split()),
        "author": [{"literal": _("Film museum")}],
        "URL": f"{site}{path}",
        "language": language,
    }


def title_of(record: models.Model) -> str:
    """Return the title of a record's page."""
    match record:
        case Film():
            return _dated(record.title, record.date)
        case Award():
            return _dated(f"{record.category}, {record.body.name}", record.date)
        case Image():
            return Truncator(record.alt).words(MOST_WORDS)
    return str(getattr(record, record.name_field))  # type: ignore[attr-defined]


def _dated(title: str, date: Any) -> str:
    return f"{title} ({date.year})" if date else title
