"""Wikidata's times as uncertain dates: https://www.wikidata.org/wiki/Help:Dates

A time has a precision: 11 is a day, 10 a month, 9 a year, 8 a decade, 7 a century, which is counted from its year 1.
"""

import re
from typing import Any

from exhibit.dates import DateError, UncertainDate
from exhibit.interop.wikidata.statements import Stated, UnclearError, one_of

TIME = re.compile(r"([+-])0*([0-9]{1,16})-([0-9]{2})-([0-9]{2})T[0-9:]{8}Z")
JULIAN = "Q1985786"
CALENDARS = {"Q1985727", JULIAN}
DAY, MONTH, YEAR, DECADE, CENTURY = 11, 10, 9, 8, 7

CIRCUMSTANCES = "P1480"
MARKS = {"Q5727902": "~", "Q18122778": "?"}
"""Circumstances of a statement that a date here can say: "circa" and "presumably"."""
BOUNDS = ("P1319", "P1326")
"""The earliest and the latest date, beside one that is known roughly."""


def date_in(said: Stated) -> UncertainDate:
    """Return the date that a statement gives.

    Raises:
        UnclearError: where it is none that could be kept here as exactly as it is meant.
    """
    value: dict[str, Any] = said.value if isinstance(said.value, dict) else {}
    text, precision = str(value.get("time", ""))[:60], value.get("precision")
    match = TIME.fullmatch(text)
    if said.kind != "time" or match is None:
        raise UnclearError(f"“{text}” is no time")
    sign, year, month, day = match[1], int(match[2]), match[3], match[4]
    if sign == "-" or not 1 <= year <= 9999:
        raise UnclearError(f"“{text}” lies outside of the years 1 to 9999")
    if any(name in said.qualifiers for name in BOUNDS):
        raise UnclearError("has an earliest or latest date beside it: write it by hand")
    calendar = str(value.get("calendarmodel", "")).rpartition("/")[2]
    if calendar not in CALENDARS:
        raise UnclearError(f"is in a calendar that is not known here ({calendar[:20] or 'none'})")
    if calendar == JULIAN and precision in (DAY, MONTH):
        raise UnclearError(f"“{text[1:11]}” is in the Julian calendar: convert it and write it by hand")
    match precision:
        case int(11):
            edtf = f"{year:04}-{month}-{day}"
        case int(10):
            edtf = f"{year:04}-{month}"
        case int(9):
            edtf = f"{year:04}"
        case int(8):
            edtf = f"{year // 10:03}X"
        case int(7):
            edtf = f"{(year - 1) // 100:02}XX"
        case _:
            raise UnclearError(f"has a precision that a date here cannot say ({str(precision)[:20]})")
    try:
        return UncertainDate.parse(edtf + _mark(said))
    except DateError as problem:
        raise UnclearError(f"“{text}” is no day of the calendar") from problem


def _mark(said: Stated) -> str:
    """Return how a date says the circumstances of its statement, "" without any."""
    found = said.qualifiers.get(CIRCUMSTANCES) or []
    numbers = [_number(snak) for snak in found] if isinstance(found, list) else [""]
    if unknown := [number for number in numbers if number not in MARKS]:
        raise UnclearError(f"holds under circumstances that a date here cannot say ({unknown[0] or 'unknown'})")
    marks = {MARKS[number] for number in numbers}
    return "%" if len(marks) > 1 else "".join(marks)


def _number(snak: Any) -> str:
    held = snak.get("datavalue") if isinstance(snak, dict) else None
    value = held.get("value") if isinstance(held, dict) else None
    return str(value.get("id", ""))[:20] if isinstance(value, dict) else ""


def earliest_of(values: list[Stated]) -> UncertainDate:
    """Return the earliest of several dates; of those within it the first that says more."""
    dates = sorted({date_in(said) for said in values})
    first = dates[0]
    within = [date for date in dates if first.earliest <= date.earliest and date.latest <= first.latest]
    return min(within, key=lambda date: (date.latest - date.earliest, date))


def only_date(values: list[Stated]) -> UncertainDate:
    """Return the date on which statements agree."""
    date: UncertainDate = one_of([date_in(said) for said in values])
    return date
