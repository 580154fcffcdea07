"""Marks: what a document can be chosen by, as words that no text has.

A mark is one more word of a document, so that one index answers words and choices alike. Dates are marked by the
years, months and days that they may mean, as exactly as they are known: "October 1957" finds what is dated so, and
also what is only known to lie in 1957, but not another month of that year.
"""

import datetime
from collections.abc import Iterator

from exhibit.dates import UncertainDate

SIGN = "="
KIND, DECADE, LANE, FILM, PERSON, PLACE = "n", "c", "l", "f", "p", "s"
VAGUE = "uw"
"""Of dates: in some month of that year, on some day of that month."""
MOST_YEARS = 12
"""A date that may mean more years than these is not said to be of any of them."""
YEARS_ASKED = 200


def mark(kind: str, value: object) -> str:
    """Return the mark of a choice: "=f12" is all that has to do with the film of that key."""
    return f"{SIGN}{kind}{value}"


def of_date(date: UncertainDate | None) -> Iterator[str]:
    """Yield the marks of a date: years, then months or "some month of it", then the day or "some day of it"."""
    if date is None or date.is_open:
        return
    first, last = date.earliest, date.latest
    years = range(first.year, last.year + 1)
    if len(years) > MOST_YEARS:
        return
    yield from (mark("y", year) for year in years)
    if (first.year, first.month) != (last.year, last.month):
        yield from (mark("u", year) for year in years)
        return
    yield mark("m", f"{first:%Y%m}")
    yield mark("d", f"{first:%Y%m%d}") if first == last else mark("w", f"{first:%Y%m}")


def decade_of(date: UncertainDate | None) -> Iterator[str]:
    """Yield the mark of the decade under which a date is filed, if it lies in one."""
    if date is not None and date.decade is not None:
        yield mark(DECADE, date.decade)


def asked(first: datetime.date, last: datetime.date) -> list[str]:
    """Return the marks of which a document dated within these days has at least one.

    A part of a year finds what is known no better than to the year, and a day what is known to the month.
    """
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return [mark("y", year) for year in range(first.year, last.year + 1)]
    found = [mark("u", year) for year in range(first.year, last.year + 1)]
    months = list(_months(first, last))
    for year, month in months:
        start, end = _days_of(year, month)
        if first <= start and end <= last:
            found.append(mark("m", f"{year:04}{month:02}"))
            continue
        found.append(mark("w", f"{year:04}{month:02}"))
        days = range(max(first, start).day, min(last, end).day + 1)
        found += [mark("d", f"{year:04}{month:02}{day:02}") for day in days]
    return found


def _months(first: datetime.date, last: datetime.date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def _days_of(year: int, month: int) -> tuple[datetime.date, datetime.date]:
    found = UncertainDate.parse(f"{year:04}-{month:02}")
    return found.earliest, found.latest
