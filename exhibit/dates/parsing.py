"""
EDTF text, and the days it covers: https://www.loc.gov/standards/datetime/

One regular expression reads one end of an interval or a whole single date, so that a
thousand rows parse in a few milliseconds. The calendar itself is `datetime.date`'s.
"""

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import NamedTuple


def gettext_noop(text: str) -> str:
    """Mark a text for Django's `makemessages`; this room may not import Django."""
    return text


EXAMPLES = gettext_noop(
    "1957, 1957-10, 1957-10-12, 1957~ (about), 1957? (uncertain), 195X, 1941/1945, 1959/.., [1941..1945] (between)"
)
UNREADABLE = gettext_noop("it is not written in a way that is understood here")
NO_SUCH_DAY = gettext_noop("the calendar has no such day, month or season")
REVERSED = gettext_noop("it ends before it begins")
ENDLESS = gettext_noop("at least one end has to be known")


class DateError(ValueError):
    """A text that is no date. `text` is what was given, `reason` one translatable clause."""

    def __init__(self, text: str, reason: str = UNREADABLE) -> None:
        self.text = text if len(text) <= 60 else f"{text[:60]}…"
        self.reason = reason
        super().__init__(f"“{self.text}” is no date: {reason}. Understood are: {EXAMPLES}.")

    def __reduce__(self) -> tuple[type["DateError"], tuple[str, str]]:
        return DateError, (self.text, self.reason)


class Precision(StrEnum):
    """How much of a date is stated."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"
    BETWEEN = "between"


class Point(NamedTuple):
    """One end of an interval, or a whole single date. `earliest` and `latest` are inclusive."""

    precision: Precision
    earliest: date
    latest: date
    is_approximate: bool = False
    is_uncertain: bool = False


POINT = re.compile(
    r"""
    (?: (?P<decade>[0-9]{3})X
      | (?P<century>[0-9]{2})XX
      | (?P<year>[0-9]{4}) (?: -(?P<month>[0-9]{2}|XX) (?: -(?P<day>[0-9]{2}|XX) )? )?
    )
    (?P<qualifier>[~?%]?)
    """,
    re.VERBOSE,
)
BETWEEN = re.compile(r"\[([^./]+)\.\.([^./]+)\]")
SEASONS = {"21": 3, "22": 6, "23": 9, "24": 12}
"""EDTF's number of a season, and the month in which we let it begin."""


def points(text: str) -> tuple[Point | None, Point | None]:
    """The two ends of an EDTF text; None for an open or unknown one, twice the same for a single date."""
    if between := BETWEEN.fullmatch(text):
        first, last = (point(part, text) for part in between.groups())
        return in_order(first, last, text)
    left, slash, right = text.partition("/")
    if not slash:
        single = point(left, text)
        return single, single
    start = None if left in ("", "..") else point(left, text)
    end = None if right in ("", "..") else point(right, text)
    if start is None and end is None:
        raise DateError(text, ENDLESS)
    return in_order(start, end, text)


def in_order(start: Point | None, end: Point | None, text: str) -> tuple[Point | None, Point | None]:
    """The two ends as they are; DateError where the second lies before the first."""
    if start and end and end.latest < start.earliest:
        raise DateError(text, REVERSED)
    return start, end


def point(part: str, text: str) -> Point:
    """One point of the whole `text`, which errors name."""
    match = POINT.fullmatch(part)
    if match is None:
        raise DateError(text)
    decade, century, year, month, day, qualifier = match.groups()
    try:
        if year:
            precision, earliest, latest = span(int(year), month, day)
        elif decade:
            precision = Precision.DECADE
            earliest, latest = years(int(decade) * 10, 10)
        else:
            precision = Precision.CENTURY
            earliest, latest = years(int(century) * 100, 100)
    except ValueError as error:
        raise DateError(text, UNREADABLE if isinstance(error, DateError) else NO_SUCH_DAY) from None
    return Point(
        precision,
        earliest,
        latest,
        is_approximate=qualifier in ("~", "%"),
        is_uncertain=qualifier in ("?", "%"),
    )


def span(year: int, month: str | None, day: str | None) -> tuple[Precision, date, date]:
    """The days that a year, or a month or season of it, or a day covers; ValueError outside the calendar."""
    if month is None or month == "XX":
        if day not in (None, "XX"):  # a known day of an unknown month is level 2
            raise DateError(f"{year:04}-{month}-{day}")
        return Precision.YEAR, *years(year, 1)
    if month in SEASONS and day is None:
        return Precision.SEASON, *season(year, SEASONS[month])
    if day is None or day == "XX":
        first = date(year, int(month), 1)
        return Precision.MONTH, first, first.replace(day=monthrange(year, first.month)[1])
    exact = date(year, int(month), int(day))
    return Precision.DAY, exact, exact


def years(first: int, count: int) -> tuple[date, date]:
    """`count` whole years. A decade or century without a year 1 begins with year 1."""
    return date(max(first, 1) if count > 1 else first, 1, 1), date(first + count - 1, 12, 31)


def season(year: int, month: int) -> tuple[date, date]:
    """Three whole months; winter ends with the February of the next year."""
    if month < 12:
        return date(year, month, 1), date(year, month + 2, monthrange(year, month + 2)[1])
    if year == date.max.year:
        return date(year, month, 1), date.max
    return date(year, month, 1), date(year + 1, 2, monthrange(year + 1, 2)[1])
