"""Exhibits as an iCalendar file (RFC 5545): from the day on which each opens to the last on which it is shown.

An exhibit whose end is not known is there on its first day only, and one that was always there on its last: a
calendar has no event without an end, and we do not invent one.
"""

import datetime
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from exhibit.interop.calendar import REVISED, calendar, day_text, escaped
from exhibit.models import Exhibit

ONE_DAY = datetime.timedelta(days=1)


def openings_pieces(exhibits: Iterable[Exhibit], origin: str, home: str, name: str) -> Iterator[str]:
    """Yield the file in pieces; `home` is the page of those that have none of their own yet."""
    host = urlsplit(origin).hostname or "museum"
    return calendar((_event(exhibit, origin, home, host) for exhibit in exhibits), name)


def _event(exhibit: Exhibit, origin: str, home: str, host: str) -> list[str]:
    first, last = first_day(exhibit), last_day(exhibit)
    start = first or last
    assert start, exhibit
    end = (last or start) + ONE_DAY
    page = exhibit.get_absolute_url() if exhibit.is_published() else home
    return [
        "BEGIN:VEVENT",
        f"UID:exhibit-{exhibit.pk}@{host}",
        f"DTSTAMP:{REVISED}",
        f"DTSTART;VALUE=DATE:{day_text(start)}",
        f"DTEND;VALUE=DATE:{day_text(end)}",
        f"SUMMARY:{escaped(_summary(exhibit, first, last))}",
        *([f"DESCRIPTION:{escaped(exhibit.subtitle)}"] if exhibit.subtitle else []),
        f"URL:{origin}{page}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _summary(exhibit: Exhibit, first: datetime.date | None, last: datetime.date | None) -> str:
    if first and last:
        return exhibit.title
    words = _("Opens: %(title)s") if first else _("Last day: %(title)s")
    return words % {"title": exhibit.title}


def first_day(exhibit: Exhibit) -> datetime.date | None:
    """Return the museum's day on which an exhibit appears."""
    return timezone.localdate(exhibit.publish_at) if exhibit.publish_at else None


def last_day(exhibit: Exhibit) -> datetime.date | None:
    """Return the last day on which it is shown: the one before, where it disappears at midnight."""
    if exhibit.unpublish_at is None:
        return None
    return timezone.localdate(exhibit.unpublish_at - datetime.timedelta(microseconds=1))
