"""The date columns of a slide and its display date, as one uncertain date.

The columns say where TimelineJS puts a slide, the display date what a visitor reads: "c. 1957",
"spring 1957". Where the words can be read as a date and one of the two lies within the other, the
words are the date, for they say what is known; otherwise the columns are. What is not taken is
kept, and said.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibit.dates import DateError, UncertainDate
from exhibit.interop.timelinejs.plain import line
from exhibit.interop.timelinejs.slides import Label, Moment, Slide, SlideError
from exhibit.languages import active

NUMBER = re.compile(r"([-−–]?)0*([0-9]+)(?:\.0*)?")
BEFORE_OUR_ERA = re.compile(r"\bb\.?\s?c\b|\bbce\b|до\s+н\.?\s*э", re.IGNORECASE)
TIME_OF_DAY = re.compile(r"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9]){1,2}(?:\.[0-9]+)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)


@dataclass(slots=True)
class Margin:
    """What is written beside a slide: remarks for the report, and what goes to the event's note."""

    remarks: list[str] = field(default_factory=list)
    kept: list[tuple[Label, str | UncertainDate]] = field(default_factory=list)

    def keep(self, label: Label, value: str | UncertainDate) -> None:
        if value:
            self.kept.append((label, value))


def dated(slide: Slide, margin: Margin) -> tuple[UncertainDate, UncertainDate]:
    """Return the date of a slide, and the one that its columns state; SlideError where there is none."""
    start, end = stated(slide.start, margin), stated(slide.end, margin)
    if end and not start:
        raise SlideError(_("It has an end but no start. Fill in its year."))
    columns = joined(start, end) if start and end else start
    keep_times(slide, margin)
    display = line(displayed(slide, margin))
    if columns is None and not display:
        raise SlideError(_("It has no year. Fill in its year."))
    date = shown(display, columns, margin) if display else columns
    assert date is not None  # either of the two is there
    return date, columns or date


def stated(moment: Moment, margin: Margin) -> UncertainDate | None:
    """Return the date of year, month and day; None without a year, SlideError outside the calendar."""
    if not moment.year:
        if moment.month or moment.day:
            margin.remarks.append(_("A month or day without its year is kept in the note."))
            margin.keep(_MONTH, moment.month)
            margin.keep(_DAY, moment.day)
        return None
    text = f"{year_of(moment.year):04}"
    if moment.month:
        month = number_of(moment.month, 12, _("The month “%(text)s” is no number from 1 to 12."))
        text += f"-{month:02}"
    if moment.day and not moment.month:
        margin.remarks.append(_("A day without its month is kept in the note."))
        margin.keep(_DAY, moment.day)
    elif moment.day:
        day = number_of(moment.day, 31, _("The day “%(text)s” is no number from 1 to 31."))
        text += f"-{day:02}"
    try:
        return UncertainDate.parse(text)
    except DateError as problem:
        raise SlideError(_("The calendar has no day %(text)s. Correct it in the file.") % {"text": text}) from problem


def year_of(text: str) -> int:
    """Return a year from 1 to 9999; commas and spaces between its figures do not matter."""
    said = {"text": text[:40]}
    match = NUMBER.fullmatch(re.sub(r"[\s,]", "", text))
    if BEFORE_OUR_ERA.search(text) or (match and (match[1] or match[2] == "0")):
        raise SlideError(
            _("The year %(text)s is before our era. Dates here begin with the year 1; tell of it in a text instead.")
            % said
        )
    if match is None:
        raise SlideError(
            _("The year “%(text)s” is no whole number. Write it in figures; words such as “about” go to Display Date.")
            % said
        )
    if len(match[2]) > 4:
        raise SlideError(_("The year %(text)s is too large. Dates here end with the year 9999.") % said)
    return int(match[2])


def number_of(text: str, most: int, reason: str) -> int:
    match = NUMBER.fullmatch(text)
    if match is None or match[1] or len(match[2]) > 2 or not 1 <= int(match[2]) <= most:
        raise SlideError(reason % {"text": text[:40]})
    return int(match[2])


def joined(start: UncertainDate, end: UncertainDate) -> UncertainDate:
    """Return the interval of two dates, or the one date that both are."""
    if start == end:
        return start
    try:
        return UncertainDate.parse(f"{start}/{end}")
    except DateError as problem:
        raise SlideError(
            _("It ends (%(end)s) before it begins (%(start)s). Correct one of the two in the file.")
            % {"start": spoken(start), "end": spoken(end)}
        ) from problem


def keep_times(slide: Slide, margin: Margin) -> None:
    """Keep times of day: a date here knows days. 24:00 is the midnight that ends the day."""
    for label, time in ((_TIME, slide.start.time), (_END_TIME, slide.end.time)):
        margin.keep(label, time)
        if time and not TIME_OF_DAY.fullmatch(time):
            margin.remarks.append(_("“%(text)s” is no time of day; it is kept in the note.") % {"text": time[:40]})


def displayed(slide: Slide, margin: Margin) -> str:
    """Return the display date that TimelineJS shows; others of the same slide are kept."""
    ends = [slide.start.display, slide.end.display]
    if not slide.display and all(ends):
        return " – ".join(ends)
    if not slide.display and not slide.end.year and ends[0]:
        return ends[0]
    for text in ends:
        margin.keep(_DISPLAY, line(text) if text != slide.display else "")
    return slide.display


def shown(display: str, columns: UncertainDate | None, margin: Margin) -> UncertainDate:
    """Return the date that a display date and the columns mean together."""
    said = {"display": display[:100], "columns": spoken(columns) if columns else ""}
    try:
        words = UncertainDate.understand(display)
    except DateError as problem:
        said |= {"reason": _(problem.reason)}
        if columns is None:
            raise SlideError(_("It has no year, and “%(display)s” is no date: %(reason)s.") % said) from problem
        margin.keep(_DISPLAY, display)
        margin.remarks.append(
            _("The display date “%(display)s” cannot be read: %(reason)s. It is kept in the note.") % said
        )
        return columns
    if columns is None:
        margin.remarks.append(_("It has no year; the display date “%(display)s” gives the date.") % said)
        return words
    if not agree(words, columns):
        margin.keep(_DISPLAY, display)
        margin.remarks.append(
            _("The display date “%(display)s” contradicts the columns (%(columns)s); it is kept in the note.") % said
        )
        return columns
    if not lies_within(words, columns):
        margin.keep(_COLUMNS, columns)
        margin.remarks.append(
            _("The display date “%(display)s” gives the date; the columns (%(columns)s) are kept in the note.") % said
        )
    return words


def agree(words: UncertainDate, columns: UncertainDate) -> bool:
    """Whether the words may mean the columns: they cover them, or each of their ends lies within."""
    if lies_within(columns, words):
        return True
    ends = words.start and columns.start and words.end and columns.end
    return bool(
        ends
        and columns.start.earliest <= words.earliest <= columns.start.latest  # type: ignore[union-attr]
        and columns.end.earliest <= words.latest <= columns.end.latest  # type: ignore[union-attr]
    )


def lies_within(inner: UncertainDate, outer: UncertainDate) -> bool:
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def spoken(date: UncertainDate) -> str:
    """Return a date in the words of whoever reads the report."""
    return date.words(active())


_MONTH = gettext_lazy("Month in the file")
_DAY = gettext_lazy("Day in the file")
_TIME = gettext_lazy("Time")
_END_TIME = gettext_lazy("Time of the end")
_DISPLAY = gettext_lazy("Display date")
_COLUMNS = gettext_lazy("Date in the columns")
