"""Ways to every decade, each large enough for a thumb: where bars of a drawing would be too narrow to touch.

Where there are very many decades the steps are wider: quarters of a century, centuries.
"""

import datetime
from dataclasses import dataclass

from exhibit.dates import UncertainDate
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.windows import Timeline, Window

STEPS = (10, 25, 50, 100, 250, 500)
MOST = 16


@dataclass(frozen=True, slots=True)
class Decade:
    """A step of years: the first of them, in words, its query string, and how many entries that leads to."""

    year: int
    words: str
    count: int
    address: str
    is_seen: bool


def decades(timeline: Timeline, query: TimelineQuery, window: Window, language: str) -> list[Decade]:
    """Return the steps, from the first entry to the last, in which something begins that answers `query`."""
    if window.extent is None:
        return []
    first, last = (day.year for day in window.extent)
    size = next((step for step in STEPS if last // step - first // step < MOST), STEPS[-1])
    sky = timeline.skyline(query)
    found = []
    for year in range(first // size * size, last + 1, size):
        start = datetime.date(max(year, datetime.MINYEAR), 1, 1)
        end = datetime.date(min(year + size - 1, datetime.MAXYEAR), 12, 31)
        if any(lane.begun(start.toordinal(), end.toordinal()) for lane in sky.lanes.values()):
            count = sum(sky.touching(start, end).values())
            text = f"{year // 10:03}X" if size == 10 else f"{start.year:04}/{end.year:04}"
            words = UncertainDate.parse(text).words(language)
            is_seen = query.has_window and start <= window.last and end >= window.first
            found.append(Decade(start.year, words, count, query.within(start, end), is_seen))
    return found
