"""What is new: records as they appeared, and editions of exhibits as they were released.

The museum knows when something appeared only where a curator gave it a day, and when an edition was released. The
history of the desk does not say it of the others: what was loaded from a folder has none. So they are not listed.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exhibit.interop.atom import News
from exhibit.languages import active, every
from exhibit.models import Award, Edition, Exhibit, Record
from exhibit.models.record import nouns
from exhibit.translation import language_of

MOST = 50
SUMMARIES = ("lead", "significance", "synopsis", "biography", "description")
"""Fields that say in a few sentences what a record is, the first that has words."""


def appeared(at: datetime.datetime | None = None) -> list[News]:
    """Return what appeared last, the newest first: records with a day of their own, and editions."""
    found = [_of_record(record) for noun in nouns() for record in _dated(noun, at)]
    found += released(at)
    return sorted(found, key=lambda news: (-news.at.timestamp(), news.key))[:MOST]


def released(at: datetime.datetime | None = None, exhibit: Exhibit | None = None) -> list[News]:
    """Return the editions that were released last, of all exhibits or of one; none whose text was withdrawn."""
    rows = Edition.objects.shown(at).filter(withdrawn_at=None).select_related("exhibit")
    rows = rows.filter(exhibit=exhibit) if exhibit else rows
    return [_of_edition(edition) for edition in rows.order_by("-released_at", "-pk")[:MOST]]


def _dated(noun: type[Record], at: datetime.datetime | None) -> Any:
    rows = noun._default_manager.published(at).exclude(publish_at=None)
    rows = rows.select_related("body") if noun is Award else rows
    return rows.order_by("-publish_at", "-pk")[:MOST]


def _of_record(record: Any) -> News:
    summary = next((name for name in SUMMARIES if getattr(record, name, "")), "")
    return News(
        key=f"{record._meta.model_name}/{record.pk}",
        kind=capfirst(str(record._meta.verbose_name)),
        title=(str(record), language_of(record, record.name_field)),
        summary=(getattr(record, summary), language_of(record, summary)) if summary else ("", active()),
        at=record.publish_at,
        pages=_pages(record.get_absolute_url),
    )


def _of_edition(edition: Edition) -> News:
    name = _("%(title)s: edition %(number)s") % {"title": edition.exhibit.title, "number": edition.number}
    return News(
        key=f"edition/{edition.pk}",
        kind=capfirst(str(edition._meta.verbose_name)),
        title=(f"{name}. {edition.title}", active()),
        summary=(edition.note, language_of(edition, "note")),
        at=edition.released_at,
        pages=_pages(edition.get_absolute_url),
    )


def _pages(address: Callable[[], str]) -> dict[str, str]:
    """Return the addresses of a page by language."""
    found = {}
    for language in every():
        with translation.override(language):
            found[language] = address()
    return found
