"""All that happened on one even line: what the museum's door shows of its timeline.

The timeline itself says each event in words; this only tells when most of it fell. The drawing is
decoration, without names. Of more events than a line has room for it shows how many there are.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from exhibit.dates import UncertainDate
from exhibit.models import Event, Lane
from exhibit.timeline.density import bins
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.ruler import Ruler, Segment, Tick, percent
from exhibit.timeline.sources import Kind
from exhibit.timeline.windows import Timeline

MOST_EVENTS = 400
WIDTH_PIXELS = 1000
FOOT, HEIGHT = 64.0, 52.0
"""In per cent of the drawing: where its line lies, and how high the fullest time is."""

TURN = 50.0
"""Beyond the middle, words stand to the left of their mark: the end of the line is near."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event: a tick at `x`, or a bar over `span`."""

    event: Event
    x: str
    span: Segment | None


@dataclass(frozen=True, slots=True)
class Bar:
    """How much there is at `x`: as high as its `top` is above the line."""

    x: str
    top: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A line from the year `first` to `last`; `own` is where the film on show stands, if it is dated."""

    first: int
    last: int
    ticks: list[Tick]
    marks: list[Mark]
    bars: list[Bar]
    own: str = ""
    is_turned: bool = False


def door(own: UncertainDate | None = None) -> tuple[int, Overview | None]:
    """Return how many events visitors may see, and their line: each by itself, or where they are many how many."""
    events = list(Event.objects.published().chronological().select_related("lane")[: MOST_EVENTS + 1])
    if len(events) <= MOST_EVENTS:
        return len(events), overview(events, own)
    timeline = Timeline()
    sky = timeline.skyline(TimelineQuery())
    lanes = [lane.pk for lane in timeline.lanes if lane.gathers != Lane.Gathers.LIVES]
    extent = sky.extent_of(lanes)
    assert extent, "there are events"
    scale = bins(*extent, WIDTH_PIXELS)
    amounts = sky.amounts(scale.edges, lanes)
    ruler = Ruler(extent[0].year, extent[1].year + 1)
    most = max(amounts)
    bars = [
        Bar(percent(ruler.share(day)), percent(FOOT - HEIGHT * sqrt(amount / most)))
        for day, amount in zip(scale.days, amounts, strict=False)
        if amount
    ]
    return sky.sizes[Kind.EVENT].total(), _line(ruler, extent[1].year, [], bars, own)


def overview(events: Sequence[Event], own: UncertainDate | None = None) -> Overview | None:
    """Return the line of `events`, whose lanes are loaded; None where there are none.

    `own` is left out where it lies outside the years of the events.
    """
    if not events:
        return None
    years = [day.year for event in events for day in event.date.known_days]
    ruler = Ruler(min(years), max(years) + 1)
    return _line(ruler, max(years), [_mark(event, ruler) for event in events], [], own)


def _line(ruler: Ruler, last: int, marks: list[Mark], bars: list[Bar], own: UncertainDate | None) -> Overview:
    round_years = range(-(-ruler.first // ruler.step) * ruler.step, ruler.last, ruler.step)
    at = ruler.at(own) if own and ruler.first <= own.year < ruler.last else None
    return Overview(
        ruler.first,
        last,
        [Tick(year, percent(ruler.share(datetime.date(year, 1, 1)))) for year in round_years],
        marks,
        bars,
        "" if at is None else percent(at),
        at is not None and at > TURN,
    )


def _mark(event: Event, ruler: Ruler) -> Mark:
    date = event.date
    is_bar = date.is_interval and not date.is_open
    return Mark(event, percent(ruler.at(date)), ruler.segment(*date.known_days) if is_bar else None)
