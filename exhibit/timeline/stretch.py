"""A record's own stretch of the timeline as a drawing: lanes down, years across.

What touches one film is crowded into a few years, with decades of silence before and after. On an
even scale most of it would fall on one spot, so a year here is as wide as it is full, and a run of
empty years shrinks to a break that the drawing shows. Within a year days keep their proportion.

`x` and `width` are percentages of the drawing, `y` and `height` pixels: type and marks then keep
their size on every screen. The drawing is decoration; the list of events beside it says it all.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import log2

from exhibit.dates import UncertainDate
from exhibit.models import Event, Lane

LEFT = 11.0  # the names of the lanes stand before it
RIGHT = 99.0
APART = 1.5  # marks of one lane nearer than this stand on two levels
LABEL = 3.0  # a year's number needs as much
BREAK = 0.6  # a break is as wide as this part of a year
TOP, LEVEL, PADDING = 34, 18, 12


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the ruler: one year, or a break that stands for a run of empty ones."""

    first: datetime.date
    last: datetime.date
    x: float
    width: float
    is_labelled: bool = False
    is_break: bool = False

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)

    def place(self, day: datetime.date) -> float:
        """Where `day` lies; a day outside is at the nearer end."""
        part = (day - self.first).days / ((self.last - self.first).days + 1)
        return self.x + self.width * min(max(part, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """One event: a point at the middle of its days, or a bar where it has a `width`."""

    event: Event
    x: float
    width: float
    y: int

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(slots=True)
class Row:
    """A lane; marks that would cover each other stand on several levels."""

    lane: Lane
    y: int
    marks: list[Mark] = field(default_factory=list)
    height: int = 0

    @property
    def first_line(self) -> int:
        """Where its first level is, and its name."""
        return self.y + PADDING + LEVEL // 2


@dataclass(slots=True)
class Stretch:
    """The drawing. `own` is where the record's own date lies, if it has one."""

    spans: list[Span]
    rows: list[Row]
    height: int
    own: tuple[float, float] | None = None

    @property
    def years(self) -> list[Span]:
        return [span for span in self.spans if not span.is_break]

    @property
    def breaks(self) -> list[Span]:
        return [span for span in self.spans if span.is_break]


def stretch(events: Iterable[Event], own: UncertainDate | None = None) -> Stretch | None:
    """Return the drawing of `events`, whose lanes are loaded; None where there are none."""
    events = sorted(events, key=lambda event: (event.lane.position, event.lane.slug, event.date))
    if not events:
        return None
    dates = [event.date for event in events]
    spans = _ruler([*dates, own] if own else dates)
    rows: list[Row] = []
    y = TOP
    for lane, group in groupby(events, key=lambda event: event.lane):
        rows.append(_row(lane, list(group), spans, y))
        y += rows[-1].height
    band = _extent(own, spans) if own else None
    return Stretch(spans, rows, y + PADDING, band)


def _ruler(dates: Sequence[UncertainDate]) -> list[Span]:
    """Return the years in which dates begin or end, and breaks for what lies between, over the whole width."""
    full = Counter(year for date in dates for year in {day.year for day in date.known_days})
    pieces: list[tuple[int, int, float]] = []  # first year, last year, weight; a break weighs BREAK
    for year in sorted(full):
        if pieces and year > pieces[-1][1] + 1:
            pieces.append((pieces[-1][1] + 1, year - 1, BREAK))
        pieces.append((year, year, 1.0 + log2(full[year])))
    unit = (RIGHT - LEFT) / sum(weight for _first, _last, weight in pieces)
    spans: list[Span] = []
    x, labelled_until = LEFT, LEFT
    for first, last, weight in pieces:
        is_break = weight == BREAK
        is_labelled = not is_break and x >= labelled_until
        if is_labelled:
            labelled_until = x + LABEL
        days = datetime.date(first, 1, 1), datetime.date(last, 12, 31)
        spans.append(Span(*days, round(x, 2), round(weight * unit, 2), is_labelled, is_break))
        x += weight * unit
    return spans


def _place(day: datetime.date, spans: list[Span]) -> float:
    return next((span for span in spans if day <= span.last), spans[-1]).place(day)


def _extent(date: UncertainDate, spans: list[Span]) -> tuple[float, float]:
    """Return `x` and `width` of all days that a date may mean; an open end reaches the edge."""
    x = _place(date.earliest, spans)
    latest = date.latest if date.latest == datetime.date.max else date.latest + datetime.timedelta(days=1)
    return round(x, 2), round(_place(latest, spans) - x, 2)


def _row(lane: Lane, events: list[Event], spans: list[Span], y: int) -> Row:
    row = Row(lane, y)
    free_from: list[float] = []  # for each level, where its last mark ends
    placed = [(*_extent(event.date, spans), event) for event in events]
    points = [
        (x, width, event) if event.date.is_interval else (x + width / 2, 0.0, event) for x, width, event in placed
    ]
    for x, width, event in sorted(points, key=lambda point: point[:2]):
        level = next((n for n, taken in enumerate(free_from) if x >= taken), len(free_from))
        free_from[level : level + 1] = [x + width + APART]
        row.marks.append(Mark(event, round(x, 2), width, row.first_line + LEVEL * level))
    row.height = 2 * PADDING + LEVEL * len(free_from)
    return row
