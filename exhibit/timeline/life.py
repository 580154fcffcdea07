"""A life as a line: its moments in one order, and the years lived, on a ruler where there is enough to draw.

The page shows one list. A narrow screen reads it downwards; a wide one sets its entries as flags
along a ruler of years.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exhibit.dates import UncertainDate
from exhibit.models import Award, Credit, Event, Person
from exhibit.timeline.flags import Flag, flags_on
from exhibit.timeline.moments import ENDS, Kind, Moment, moments_of
from exhibit.timeline.ruler import APART, Ruler, Segment, Tick, percent

FEWEST = 4
"""Dated things without which a life is a list and no drawing."""

SHORTEST = 5
"""Years between the first and the last of them without which it is none either."""


@dataclass(frozen=True, slots=True)
class Lifespan:
    """A life on a ruler: the years surely lived, and the years in which it may have begun or ended."""

    sure: Segment | None
    begun: Segment | None = None
    ended: Segment | None = None
    onward: Segment | None = None
    ages: list[Tick] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Life:
    """What is dated of one person, in order; `ruler` is None where there is too little to draw."""

    person: Person
    moments: list[Moment]
    ruler: Ruler | None
    span: Lifespan | None
    flags: list[Flag]

    @property
    def rows_above(self) -> int:
        """How high the flags above the ruler fly; a page keeps the room while it is still coming in."""
        return self._rows(is_above=True)

    @property
    def rows_below(self) -> int:
        return self._rows(is_above=False)

    def _rows(self, *, is_above: bool) -> int:
        rows = [max(flag.row, 1) for flag in self.flags if flag.moment.is_above is is_above]
        return max(rows, default=0)

    @property
    def is_told_elsewhere(self) -> bool:
        """Whether all of it stands in the lists of films and awards, and in the dates of the life."""
        return all(moment.kind is not Kind.EVENT for moment in self.moments)


def life_of(person: Person, credits: Iterable[Credit], events: Iterable[Event], awards: Iterable[Award]) -> Life:
    """Return the life of `person` from what visitors may see of it; undated things are left out."""
    moments = moments_of(person, credits, events, awards)
    ruler = Ruler.of_life([moment.date for moment in moments], person.death) if _is_worth_drawing(moments) else None
    if ruler is None:
        return Life(person, moments, None, None, [Flag(moment, 0, 0) for moment in moments])
    return Life(person, moments, ruler, lifespan(person, moments, ruler), flags_on(ruler, moments))


def lifespan(person: Person, moments: Sequence[Moment], ruler: Ruler) -> Lifespan | None:
    """Return the life itself on `ruler`; None where no birth is known.

    Where no death is known the line goes on, broken, from the last thing known of the person.
    """
    if person.birth is None:
        return None
    birth, death = person.birth, person.death
    begun, last = birth.known_days
    ends = death.known_days if death else None
    known = ends[0] if ends else max([last, *(moment.date.known_days[0] for moment in moments)])
    return Lifespan(
        sure=ruler.segment(last, known) if last <= known else None,
        begun=ruler.segment(begun, last) if begun < last else None,
        ended=ruler.segment(*ends) if ends and ends[0] < ends[1] else None,
        onward=None if ends else Segment(percent(ruler.share(known)), "100%"),
        ages=_age_ticks(birth, known, ruler),
    )


def _is_worth_drawing(moments: Sequence[Moment]) -> bool:
    """Without an end of the life, or with little in it, a ruler would be mostly empty."""
    is_life = any(moment.kind in ENDS for moment in moments)
    return is_life and len(moments) >= FEWEST and moments[-1].date.year - moments[0].date.year >= SHORTEST


def _age_ticks(birth: UncertainDate, known: datetime.date, ruler: Ruler) -> list[Tick]:
    if birth.sure_year is None:
        return []
    step = max(10, ruler.step)
    middle = birth.earliest + (birth.latest - birth.earliest) / 2
    ticks = []
    for age in range(step, known.year - middle.year + 1, step):
        day = datetime.date(middle.year + age, middle.month, min(middle.day, 28))
        if day <= known and ruler.share(day) - ruler.share(middle) >= APART:
            ticks.append(Tick(age, percent(ruler.share(day))))
    return ticks
