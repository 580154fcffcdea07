"""All that happened on one even line: what the museum's door shows of its timeline.

The timeline itself says each event in words; this only tells when most of it fell. The drawing is
decoration, without names.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from exhibit.dates import UncertainDate
from exhibit.models import Event
from exhibit.timeline.ruler import Ruler, Segment, Tick, percent

TURN = 50.0
"""Beyond the middle, words stand to the left of their mark: the end of the line is near."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event: a tick at `x`, or a bar over `span`."""

    event: Event
    x: str
    span: Segment | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A line from the year `first` to `last`; `own` is where the film on show stands, if it is dated."""

    first: int
    last: int
    ticks: list[Tick]
    marks: list[Mark]
    own: str = ""
    is_turned: bool = False


def overview(events: Sequence[Event], own: UncertainDate | None = None) -> Overview | None:
    """Return the line of `events`, whose lanes are loaded; None where there are none.

    `own` is left out where it lies outside the years of the events.
    """
    if not events:
        return None
    years = [day.year for event in events for day in event.date.known_days]
    ruler = Ruler(min(years), max(years) + 1)
    step = ruler.step
    round_years = range(-(-ruler.first // step) * step, ruler.last, step)
    at = ruler.at(own) if own and ruler.first <= own.year < ruler.last else None
    return Overview(
        ruler.first,
        max(years),
        [Tick(year, percent(ruler.share(datetime.date(year, 1, 1)))) for year in round_years],
        [_mark(event, ruler) for event in events],
        "" if at is None else percent(at),
        at is not None and at > TURN,
    )


def _mark(event: Event, ruler: Ruler) -> Mark:
    date = event.date
    is_bar = date.is_interval and not date.is_open
    return Mark(event, percent(ruler.at(date)), ruler.segment(*date.known_days) if is_bar else None)
