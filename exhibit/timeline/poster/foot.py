"""The foot of the sheet: what marks mean, and the entries that had room for no more than a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exhibit.timeline.poster.bands import Bands
from exhibit.timeline.poster.captions import said
from exhibit.timeline.poster.letters import width, wrapped
from exhibit.timeline.poster.paper import FOOT, HEIGHT, SMALLEST
from exhibit.timeline.poster.placed import Placed
from exhibit.timeline.poster.scale import Scale

TOP = FOOT + 5.8
"""The base of the first line of the foot."""

NOTE_COLUMNS, NOTE_MEASURE, NOTE_LINE, NOTE_INDENT = (204.0, 270.0), 56.0, 3.1, 5.2
LINES = int((HEIGHT - TOP) / NOTE_LINE)
KEY_COLUMNS, KEY_MEASURE, KEY_LINE, KEY_STEP = (0.0, 66.0, 132.0), 52.0, 2.7, 5.8
KEY_SIZE = 2.4
ADDRESS_TOP, ADDRESS_LINE, ADDRESS_LINES, ADDRESS_MEASURE, ADDRESS_SIZE = FOOT + 13.2, 3.1, 3, 38.0, 2.5


@dataclass(frozen=True, slots=True)
class Note:
    """What a number stands for: its lines, each with its place."""

    number: int
    x: float
    y: float
    lines: list[tuple[float, str]]
    language: str

    @property
    def words_at(self) -> float:
        return self.x + NOTE_INDENT


@dataclass(frozen=True, slots=True)
class Key:
    """A mark and what it means, the mark's middle at `x` and `y`."""

    mark: str
    x: float
    y: float
    lines: list[tuple[float, str]]

    @property
    def words_at(self) -> float:
        return self.x + 10.0


def notes(drawn: Bands) -> tuple[list[Note], int]:
    """Number the marks that have no words, as many as the foot holds; return them, and how many are left out.

    The important first. Who is left out is not drawn; in a crowded lane the density tells of it all
    the same, and it does not count.
    """
    lines = left_out = 0
    waiting = [(placed, band) for band in drawn.bands for placed in band.left_over]
    for placed, band in sorted(waiting, key=lambda pair: pair[0].rank):
        needs = len(_lines(placed))
        if placed.row >= 0 and lines + needs <= (LINES - 1) * len(NOTE_COLUMNS):
            lines += needs
            placed.number = 1
        else:
            placed.row = -1
            left_out += not band.amounts
    numbered = [placed for band in drawn.bands for placed in sorted(band.entries, key=_place) if placed.number]
    for number, placed in enumerate(numbered, start=1):
        placed.number = number
    return list(_flowed(numbered)), left_out


def _place(placed: Placed) -> tuple[float, int]:
    return placed.at, placed.row


def _lines(placed: Placed) -> list[str]:
    words = [said(placed.entry).replace(" ", "\u00a0") + ",", *placed.entry.title.split(" ")]
    return wrapped(words, NOTE_MEASURE, SMALLEST)


def _flowed(numbered: list[Placed]) -> Iterator[Note]:
    """Yield the notes down the columns; none is broken between two of them."""
    column = line = 0
    for placed in numbered:
        words = _lines(placed)
        if line + len(words) > LINES - (column == len(NOTE_COLUMNS) - 1):
            column, line = min(column + 1, len(NOTE_COLUMNS) - 1), 0
        y = TOP + NOTE_LINE * line
        lines = [(round(y + NOTE_LINE * index, 2), text) for index, text in enumerate(words)]
        language = placed.entry.language if placed.entry.is_foreign else ""
        yield Note(placed.number, NOTE_COLUMNS[column], round(y, 2), lines, language)
        line += len(words)


def keys(drawn: Bands, scale: Scale) -> list[Key]:
    """Return the marks that this sheet has, each with its meaning, in columns."""
    seen = [placed for band in drawn.bands for placed in band.seen]
    entries = [placed.entry for placed in seen]
    points = [entry for entry in entries if not entry.is_bar]
    bars = [placed.trace for placed in seen if placed.entry.is_bar and placed.trace]
    standings = {entry.standing for entry in entries}
    said_if = (
        ("exact", _("on this day"), any(entry.certainty == "exact" for entry in points)),
        ("part", _("in this month or year: the line is as long"), any(entry.certainty == "part" for entry in points)),
        (
            "unsure",
            _("about then; the line tapers as it grows less likely"),
            any(e.certainty == "unsure" for e in points),
        ),
        ("bar", _("it lasted so long"), bool(bars or any(band.throughout for band in drawn.bands))),
        ("taper", _("it began or ended somewhere in the taper"), any(line.tapers for line in bars)),
        ("open", _("no end is known"), any(line.is_open for line in bars)),
        ("attributed", _("attributed: told, but not proved"), "attributed" in standings),
        ("disputed", _("disputed: the sources disagree"), "disputed" in standings),
        ("unconfirmed", _("unconfirmed"), "unconfirmed" in standings),
        ("number", _("told below, under its number"), any(placed.number for placed in seen)),
        ("skirt", _("how many, where they are too many to name"), any(band.amounts for band in drawn.bands)),
        ("break", _("years in which nothing here is dated"), bool(scale.breaks)),
    )
    shown = [(mark, words) for mark, words, is_shown in said_if if is_shown]
    in_column = int((HEIGHT - TOP) / KEY_STEP) + 1
    found = []
    for index, (mark, words) in enumerate(shown):
        column, row = divmod(index, in_column)
        y = TOP + KEY_STEP * row
        lines = wrapped(words.split(" "), KEY_MEASURE, KEY_SIZE)
        placed_lines = [(round(y + KEY_LINE * at, 2), text) for at, text in enumerate(lines)]
        found.append(Key(mark, KEY_COLUMNS[column], round(y - 0.8, 2), placed_lines))
    return found


def address_lines(address: str) -> list[tuple[float, str]]:
    """Return an address in a few lines, broken where a reader sees that it goes on; a longer one without its query."""
    lines = [""]
    for step in re.findall(r"[^/&]{1,26}[/&]?|[/&]", address):
        if lines[-1] and width(lines[-1] + step, ADDRESS_SIZE) > ADDRESS_MEASURE:
            lines.append("")
        lines[-1] += step
    if len(lines) > ADDRESS_LINES and "?" in address:
        return address_lines(address.partition("?")[0])
    return [(round(ADDRESS_TOP + ADDRESS_LINE * at, 2), line) for at, line in enumerate(lines[:ADDRESS_LINES])]
