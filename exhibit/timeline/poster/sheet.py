"""The whole sheet: its heading, its ruler, its bands and its foot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exhibit.languages import active
from exhibit.models import Lane
from exhibit.timeline.companions import Companion
from exhibit.timeline.entries import Entry
from exhibit.timeline.lanes import LaneChoice
from exhibit.timeline.poster import paper
from exhibit.timeline.poster.bands import MOST_LANES, Bands, bands
from exhibit.timeline.poster.foot import Key, Note, address_lines, keys, notes
from exhibit.timeline.poster.letters import width, wrapped
from exhibit.timeline.poster.paper import LEFT, RULE_TOP, SMALLEST
from exhibit.timeline.poster.scale import Scale, scale
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.shown import Shown, shown
from exhibit.timeline.windows import Timeline

WIDTH_PIXELS = 1440
"""The width for which a window is asked: as many entries as one sheet can hold at best."""

TITLE, TITLE_OF_TWO, TITLE_MEASURE = 20.0, 8.8, 280.0
YEARS_MEASURE = 116.0
SERIF = 1.06
"""Letters of the heading are wider by so much than those of the sheet."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Words in lines of one size, the last of them on the base of the heading."""

    lines: list[str]
    size: float

    @property
    def placed(self) -> list[tuple[float, str]]:
        """Each line with the height of its base."""
        last = len(self.lines) - 1
        return [(round(paper.TITLE_BASE - (last - n) * self.size * 1.02, 2), line) for n, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class Poster:
    """What the sheet says and where, in millimetres."""

    shown: Shown
    title: Heading
    years: Heading
    chosen: str
    scale: Scale
    drawn: Bands
    notes: list[Note]
    left_out: str
    keys: list[Key]
    address: list[tuple[float, str]]

    paper = paper

    @property
    def chosen_size(self) -> float:
        """How large the letters of what was chosen can be on one line."""
        return round(min(paper.CHOSEN, paper.WIDTH / width(self.chosen, 1)), 2)

    @property
    def note(self) -> list[tuple[float, str]]:
        """How to read the ruler, in lines beside it that end at its base; nothing to say of a single year."""
        if len({span.width for span in self.scale.spans}) < 2:
            return []
        lines = wrapped(_("A year is as wide as it is full.").split(" "), LEFT - 6, SMALLEST)
        return [(round(RULE_TOP + 1.2 - 3 * (len(lines) - 1 - n), 2), line) for n, line in enumerate(lines)]


def poster(timeline: Timeline, query: TimelineQuery, beside: Sequence[Companion] = (), address: str = "") -> Poster:
    """Return the sheet for what `query` asks, with those who are put on the ruler above the lanes.

    `address` is where the same stands in full, without its scheme. The work is done once for each question.
    """
    key = ("poster", query, address, active())
    drawn: Poster = timeline.keeper.keep(key, lambda: _drawn(timeline, query, beside, address))
    return drawn


def _drawn(timeline: Timeline, query: TimelineQuery, beside: Sequence[Companion], address: str) -> Poster:
    window = timeline.window(query, WIDTH_PIXELS)
    says = shown(timeline, query, window.first, window.last)
    lanes = [lane for lane in window.lanes if lane.count]
    short = [lane.pk for lane in lanes if lane.gathers != Lane.Gathers.LIVES] or None
    ruler = scale(timeline.skyline(query), window.first, window.last, short)
    entries = list(window.entries)
    if beside:
        first = LaneChoice(0, "", _("On the ruler"), "life", count=len(beside))
        lanes.insert(0, first)
        entries += [_beside(companion.entry, first) for companion in beside]
    drawn = bands(lanes, entries, window.crowded, ruler)
    told, left_out = notes(drawn)
    drawn.draw(window.bins, ruler)
    left_out += window.more + sum(lane.count for lane in lanes[MOST_LANES:])
    count = ngettext("%(entries)s entry", "%(entries)s entries", window.count) % {"entries": window.count}
    return Poster(
        says,
        _heading(says.title, TITLE_MEASURE, is_breakable=True),
        _heading(says.years, YEARS_MEASURE),
        " · ".join([*says.chosen, count]),
        ruler,
        drawn,
        told,
        _left_out(left_out),
        keys(drawn, ruler),
        address_lines(address),
    )


def _beside(entry: Entry, lane: LaneChoice) -> Entry:
    return replace(entry, lane=lane)


def _heading(words: str, measure: float, *, is_breakable: bool = False) -> Heading:
    """Set words as large as one line allows, or two."""
    one = min(measure / width(words, SERIF), TITLE)
    lines = wrapped(words.split(" "), width(words, SERIF) * 0.62, SERIF)
    two = min(measure / max(width(line, SERIF) for line in lines), TITLE_OF_TWO)
    if is_breakable and len(lines) == 2 and two > one:
        return Heading(lines, round(two, 2))
    return Heading([words], round(one, 2))


def _left_out(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "And %(entries)s entry more: see the whole list.", "And %(entries)s entries more: see the whole list.", count
    ) % {"entries": count}
