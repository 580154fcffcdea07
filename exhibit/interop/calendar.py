"""Entries of the timeline as an iCalendar file (RFC 5545): whole days, in words where they are not sure.

A calendar knows no uncertain date: an entry covers all days that it may mean, and its summary says
what is known. An end that is open or unknown closes with the date at the other end.
"""

import datetime
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from exhibit.dates import Precision
from exhibit.dates.parsing import Point
from exhibit.timeline import Entry
from exhibit.timeline.told import Told

LINE_OCTETS = 75
REVISED = "19700101T000000Z"
"""A calendar wants to know when an entry was last revised. Nobody does, and the same data gives the same file."""

NO_EVENT = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)

CONTROLS = {code: None for code in (*range(0x20), 0x7F) if code != 0x09}
ESCAPED = str.maketrans(CONTROLS | {ord("\n"): "\\n", ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,"})
LAST_DAY = datetime.date.max


def calendar_pieces(entries: Iterable[Told], origin: str, name: str) -> Iterator[str]:
    """Yield the file in pieces; `origin` is scheme and host, `name` what the calendar is called."""
    host = urlsplit(origin).hostname or "museum"
    return calendar((_event(told, origin, host) for told in entries), name)


def calendar(events: Iterable[Iterable[str]], name: str) -> Iterator[str]:
    """Yield a calendar of events, each as its lines."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Film museum//Timeline//EN", f"X-WR-CALNAME:{escaped(name)}")
    yield _lines(head)
    is_empty = True
    for event in events:
        is_empty = False
        yield _lines(event)
    if is_empty:  # the standard wants one part at least
        yield _lines(NO_EVENT)
    yield _lines(["END:VCALENDAR"])


def _event(told: Told, origin: str, host: str) -> list[str]:
    entry = told.entry
    first, last = covered(entry)
    title = entry.title if _is_known_to_the_day(entry) else f"{entry.title} ({entry.words})"
    end = last + datetime.timedelta(days=1) if last < LAST_DAY else LAST_DAY
    words = f"{entry.words} ({told.caution})" if told.caution else entry.words
    said = f"{words}\n\n{told.text}" if told.text else words
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.anchor}@{host}",
        f"DTSTAMP:{REVISED}",
        f"DTSTART;VALUE=DATE:{day_text(first)}",
        *([f"DTEND;VALUE=DATE:{day_text(end)}"] if end > first else []),
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(said)}",
        *([f"LOCATION:{escaped(told.place)}"] if told.place else []),
        f"CATEGORIES:{escaped(entry.lane.name)}",
        f"URL:{origin}{entry.get_absolute_url()}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def covered(entry: Entry) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that an entry may mean."""
    stated = _stated(entry)
    return entry.first or stated[0].earliest, entry.last or stated[-1].latest


def _stated(entry: Entry) -> list[Point]:
    """The ends of its dates that are known, in order; there is always one."""
    return [point for date in entry.dates for point in (date.start, date.end) if point]


def _is_known_to_the_day(entry: Entry) -> bool:
    """Whether the days in a calendar say it all."""
    is_exact = all(point.precision is Precision.DAY for point in _stated(entry))
    return is_exact and entry.certainty in ("exact", "span")


def day_text(day: datetime.date) -> str:
    """Return a day as the standard writes it: 19570312."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(map(folded, lines))


def escaped(text: str) -> str:
    """Return a text as the standard writes it, in one line and without control characters."""
    return text.translate(ESCAPED)


def folded(line: str) -> str:
    """Return a line broken after 75 octets, never inside a letter, each part but the first after a space."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE_OCTETS:
            parts.append(part)
            part, size = "", 1  # the space before it
        part, size = part + letter, size + octets
    return "\r\n ".join([*parts, part]) + "\r\n"
