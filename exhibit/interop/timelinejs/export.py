"""Entries of the timeline as TimelineJS JSON (https://timeline.knightlab.com/docs/json-format.html).

TimelineJS has no uncertain dates: each gets what is known of it, year, month or day, and our words
for it stand in `display_date`. `unique_id` is the entry's anchor, by which an import knows it again.
All that it shows it takes for HTML. It has no limit, but lays out every slide at once: it is meant for
some hundreds at most, so one should choose before one downloads.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from exhibit.dates import Precision
from exhibit.dates.parsing import Point
from exhibit.interop.streamed import json_pieces
from exhibit.languages import active
from exhibit.timeline import Entry
from exhibit.timeline.told import Told

PARAGRAPHS = re.compile(r"\n\s*\n")


def timelinejs_pieces(entries: Iterable[Told], origin: str, title: str) -> Iterator[str]:
    """Yield the document in pieces; `origin` is scheme and host, `title` what the opening slide says."""
    head = {"title": {"text": {"headline": _html(title)}}}
    return json_pieces(head, "events", (slide(told, origin) for told in entries))


def slide(told: Told, origin: str) -> dict[str, Any]:
    """Return one entry; its text ends with the way to its page."""
    entry = told.entry
    title = f'<span lang="{entry.language}">{_html(entry.title)}</span>' if entry.is_foreign else _html(entry.title)
    found: dict[str, Any] = {
        "unique_id": entry.anchor,
        "group": _html(entry.lane.name),
        "display_date": _html(entry.words),
        "start_date": _date(entry.date.start or entry.date.end),
        "text": {"headline": title, "text": _text(told, f"{origin}{entry.get_absolute_url()}")},
    }
    if end := _end(entry):
        found["end_date"] = _date(end, is_end=True)
    return found


def _text(told: Told, address: str) -> str:
    words = [f"<p>{_html(told.caution)}</p>"] if told.caution else []
    lang = f' lang="{told.language}"' if told.language != active() else ""
    words += [f"<p{lang}>{_html(part)}</p>" for part in PARAGRAPHS.split(told.text.strip()) if part]
    words.append(f'<p><a href="{escape(address)}">{_html(_("See it at the museum"))}</a></p>')
    return "".join(words)


def _html(text: str) -> str:
    return escape(text, quote=False)


def _end(entry: Entry) -> Point | None:
    """Return the known end of what lasted."""
    if entry.death:
        return entry.death.end or entry.death.start
    return entry.date.end if entry.date.is_interval and entry.date.start else None


def _date(point: Point | None, *, is_end: bool = False) -> dict[str, int]:
    """Return year, month and day as far as they are known, those of the last day for an end."""
    assert point is not None  # one end of a date is always known
    day = point.latest if is_end else point.earliest
    found = {"year": day.year}
    if point.precision in (Precision.DAY, Precision.MONTH):
        found["month"] = day.month
    if point.precision is Precision.DAY:
        found["day"] = day.day
    return found
