"""Bands: the lanes down the sheet, in the largest letters in which all their entries have room.

Where even the smallest letters leave some without room, each lane has the lines that its name and
its bars need, for which no number could stand; every other line goes where it saves the most
entries from losing their words. Who finds no room becomes a numbered mark (see `foot`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from exhibit.timeline.density import Bins
from exhibit.timeline.entries import Entry
from exhibit.timeline.lanes import LaneChoice
from exhibit.timeline.poster.band import Band, band
from exhibit.timeline.poster.paper import FOOT, SMALLEST
from exhibit.timeline.poster.rows import Rows
from exhibit.timeline.poster.scale import Scale

SIZES = (7.0, 6.0, 5.2, 4.6, 4.1, 3.7, 3.4, 3.1, 2.9, 2.7, 2.5, 2.4, SMALLEST)
"""Sizes of letters to try, in millimetres: 20 to 6.5 points."""

LINE, LOOSER, LOOSEST = 1.22, 1.3, 1.6
"""From line to line, in sizes of the letters: as close as traces allow; as far as lines hold together beside
outlines of how much there is, which need the room more, and without them."""

AHEAD = 3
"""Words of several lines need several at once: so many are looked ahead."""

MOST_LANES = 24


@dataclass(frozen=True, slots=True)
class Bands:
    """All lanes, the size of their letters, and how far it is from line to line."""

    bands: list[Band]
    size: float
    line: float

    def draw(self, bins: Bins, scale: Scale) -> None:
        """Give what has a line its place on the sheet."""
        most = max((amount for one in self.bands for amount in one.amounts), default=0.0) or 1.0
        for one in self.bands:
            one.draw(self.size, self.line)
            if one.amounts:
                one.draw_amounts(bins, scale, self.line, most)


def bands(
    lanes: Sequence[LaneChoice],
    entries: Sequence[Entry],
    crowded: dict[int, list[float]],
    scale: Scale,
) -> Bands:
    """Return the lanes that have something, from the ruler to the foot."""
    room = FOOT - scale.lanes_top

    def tried(size: float) -> tuple[bool, list[Band]]:
        found = [band(lane, entries, crowded.get(lane.pk, ()), scale, size) for lane in lanes[:MOST_LANES]]
        for one in found:
            one.fill()
        return sum(one.need(size * LINE) for one in found) <= room, found

    at = bisect_left(SIZES, True, key=lambda size: tried(size)[0])
    size = SIZES[min(at, len(SIZES) - 1)]
    fits, found = tried(size)
    if not fits:
        _share(found, size * LINE, room)
    return Bands(found, size, _spread(found, size, scale.lanes_top, room))


def _share(found: list[Band], line: float, room: float) -> None:
    """Divide the lines that there are, and fill them anew."""
    lines = int((room - sum(one.fixed_height for one in found)) / line) - sum(len(one.throughout) for one in found)
    names = [0 if one.amounts else max(ceil(one.name_height / line) - len(one.throughout), 0) for one in found]
    needs = [one.rows.count for one in found]
    least = [max(name, _bars(one)) for name, one in zip(names, found, strict=True)]
    shares = least if sum(least) <= lines else names

    @cache
    def lost(index: int, most: int) -> int:
        return found[index].fill(most)

    def saved(way: tuple[int, int]) -> tuple[float, int]:
        """How many entries each further line of a lane saves; where none does, the lane that lost the most is next."""
        index, ahead = way
        return (lost(index, shares[index]) - lost(index, shares[index] + ahead)) / ahead, lost(index, shares[index])

    while (left := lines - sum(shares)) > 0:
        ways = [
            (index, ahead)
            for index, need in enumerate(needs)
            for ahead in range(1, min(AHEAD, left, need - shares[index]) + 1)
        ]
        if not ways:
            break
        index, ahead = max(ways, key=saved)
        shares[index] += ahead
    for one, most in zip(found, shares, strict=True):
        one.fill(most)


def _bars(one: Band) -> int:
    """How many lines the bars of a band need."""
    rows = Rows()
    rows.fill(placed for placed in one.entries if placed.entry.is_bar)
    return rows.count


def _spread(found: list[Band], size: float, top: float, room: float) -> float:
    """Give the bands the whole room: first between the lines, then to all of them alike. Return the line."""
    line = size * LINE
    lines = sum(one.lines for one in found)
    spare = room - sum(one.need(line) for one in found)
    crowded = [one for one in found if one.amounts]
    if lines and spare > 0:
        line = min(line + spare / lines, size * (LOOSER if crowded else LOOSEST))
    needs = [one.need(line) for one in found]
    wider = crowded or found
    spare = max(room - sum(needs), 0.0) / max(len(wider), 1)
    y = top
    for one, need in zip(found, needs, strict=True):
        one.y, one.height = round(y, 2), round(need + (spare if one in wider else 0.0), 2)
        y += one.height
    return line
