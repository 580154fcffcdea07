"""The density of everything as a drawing: bars over a ruler, each a link to its own years.

It is complete without a script. Positions across are percentages, heights are pixels of a fixed
height, so that a bar keeps its edge on every screen.
"""

import datetime
from dataclasses import dataclass
from math import sqrt

from exhibit.dates import UncertainDate
from exhibit.timeline.density import Bins, Skyline
from exhibit.timeline.ruler import Ruler, Segment, Tick, percent
from exhibit.timeline.windows import Window

HEIGHT_PIXELS = 72
LEAST_PIXELS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin that holds something: where it stands, its query string, and how many entries that leads to."""

    x: str
    width: str
    y: float
    height: float
    address: str
    words: str
    count: int
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """All that answers the filters, from the first year to the last; `seen` is the window, unless that is all."""

    first: int
    last: int
    ticks: list[Tick]
    bars: list[Bar]
    seen: Segment | None
    height: int = HEIGHT_PIXELS


def histogram(window: Window, sky: Skyline, language: str) -> Histogram | None:
    """Return the drawing of a window's overview, summed up in `sky`, its words in `language`; None for nothing."""
    if window.overview is None or window.extent is None:
        return None
    scale, amounts = window.overview
    first, last = scale.days[0].year, max(scale.days[-1].year, scale.days[0].year + 1)
    ruler = Ruler(first, last)
    most = max(amounts, default=0) or 1
    bars = [
        _bar(window, sky, scale, index, HEIGHT_PIXELS * sqrt(amount / most), ruler, language)
        for index, amount in enumerate(amounts)
        if amount > 0
    ]
    is_all = (window.first, window.last) == window.extent
    step = ruler.step
    return Histogram(
        first,
        last,
        [
            Tick(year, percent(ruler.share(datetime.date(year, 1, 1))))
            for year in range(-(-first // step) * step, last, step)
        ],
        bars,
        None if is_all else ruler.segment(window.first, window.last),
    )


def _bar(window: Window, sky: Skyline, scale: Bins, index: int, high: float, ruler: Ruler, language: str) -> Bar:
    start = scale.days[index]
    end = scale.days[index + 1] - datetime.timedelta(days=1)
    left, right = ruler.share(start), ruler.share(scale.days[index + 1])
    height = max(high, LEAST_PIXELS)
    text = f"{start.year:04}" if start.year == end.year else f"{start.year:04}/{end.year:04}"
    return Bar(
        percent(left),
        percent(right - left),
        round(HEIGHT_PIXELS - height, 1),
        round(height, 1),
        window.query.within(start, end),
        UncertainDate.parse(text).words(language),
        sum(sky.touching(start, end).values()),
        start <= window.last and end >= window.first,
    )
