"""Two lives: year by year what each did and what both shared."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exhibit.dates import UncertainDate
from exhibit.models import Award, Credit, Event, Person
from exhibit.models.record import visible
from exhibit.timeline.flags import Flag
from exhibit.timeline.life import Life, lifespan
from exhibit.timeline.moments import Ages, Moment, moments_of
from exhibit.timeline.ruler import Ruler

ROUND_AGES = (30, 60)
"""Ages that a year names as reached, where something happened in it."""


@dataclass(slots=True)
class Column:
    """One person's part in a year: the age then, the age just reached, and what happened.

    `is_before_birth` and `is_after_death` are said in the first such year only.
    """

    ages: Ages | None = None
    turns: int | None = None
    is_before_birth: bool = False
    is_after_death: bool = False
    moments: list[Moment] = field(default_factory=list)


@dataclass(slots=True)
class SharedYear:
    """A year of two lives; `together` is what they share in it."""

    number: int
    first: Column
    second: Column
    together: list[tuple[Moment, Moment]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TwoLives:
    """Two people on one ruler, where there is one. `gap_years`: how many full years lie between their births,
    at least and at most; `common_years`: the first and last year in which both lived. None: not surely known.
    """

    first: Life
    second: Life
    years: list[SharedYear]
    gap_years: Ages | None
    common_years: tuple[int, int] | None

    @property
    def ruler(self) -> Ruler | None:
        return self.first.ruler

    @property
    def works(self) -> list[tuple[Moment, Moment]]:
        """Films on which both worked, oldest first, each as the one and as the other knew it."""
        return [pair for year in self.years for pair in year.together if pair[0].film]


def two_lives(people: Sequence[Person]) -> TwoLives:
    """Compare two people, loaded with their places."""
    known = [_moments(person) for person in people]
    dates = [moment.date for moments in known for moment in moments]
    ruler = Ruler.around(dates) if dates and any(person.birth for person in people) else None
    first, second = (_on(ruler, person, moments) for person, moments in zip(people, known, strict=True))
    return TwoLives(first, second, _years(first, second), _gap(*people), _common_years(*people))


def _moments(person: Person) -> list[Moment]:
    credits = Credit.objects.filter(visible(of="film"), person=person).with_films()
    events = Event.objects.published().filter(people=person).chronological().with_context()
    awards = Award.objects.published().filter(recipients__person=person).chronological().with_recipients()
    return moments_of(person, credits.order_by("slug"), events, awards)


def _on(ruler: Ruler | None, person: Person, moments: list[Moment]) -> Life:
    """A life on a ruler that it shares, its moments marked there without words."""
    if ruler is None:
        return Life(person, moments, None, None, [])
    flags = [Flag(moment, ruler.at(moment.date), 0) for moment in moments]
    return Life(person, moments, ruler, lifespan(person, moments, ruler), flags)


def _years(first: Life, second: Life) -> list[SharedYear]:
    """The years in which something of either is known."""
    shared = {moment.record for moment in first.moments} & {moment.record for moment in second.moments} - {None}
    numbers = {moment.date.year for life in (first, second) for moment in life.moments}
    rows = {
        number: SharedYear(number, _column(first.person, number), _column(second.person, number))
        for number in sorted(numbers)
    }
    twins = {moment.record: moment for moment in second.moments if moment.record in shared}
    for moment in first.moments:
        row = rows[moment.date.year]
        if moment.record in twins:
            row.together.append((moment, twins[moment.record]))
        else:
            row.first.moments.append(moment)
    for moment in second.moments:
        if moment.record not in shared:
            rows[moment.date.year].second.moments.append(moment)
    _say_once([row.first for row in rows.values()])
    _say_once([row.second for row in rows.values()])
    return list(rows.values())


def _say_once(columns: Sequence[Column]) -> None:
    """Leave "before birth" and "after death" in the first of the years for which it holds."""
    for name in ("is_before_birth", "is_after_death"):
        for column in [column for column in columns if getattr(column, name)][1:]:
            setattr(column, name, False)


def _column(person: Person, number: int) -> Column:
    year = UncertainDate.parse(f"{number:04}")
    return Column(
        ages=person.age_on(year),
        turns=_turning(person).get(number),
        is_before_birth=person.birth is not None and number < person.birth.earliest.year,
        is_after_death=person.death is not None and number > person.death.latest.year,
    )


def _turning(person: Person) -> dict[int, int]:
    """The years in which `person` reached a round age, with that age; none without a known end of the life."""
    if not (person.birth and person.death) or (born := person.birth.sure_year) is None:
        return {}
    last = person.death.earliest.year
    return {born + age: age for age in ROUND_AGES if born + age < last}


def _gap(first: Person, second: Person) -> Ages | None:
    """How old the elder was when the younger was born; None where a birth is not sure."""
    if first.birth is None or second.birth is None:
        return None
    return first.age_on(second.birth) if first.birth < second.birth else second.age_on(first.birth)


def _common_years(first: Person, second: Person) -> tuple[int, int] | None:
    """The first and last year in which both lived; None where a year is not sure."""
    births = [person.birth.sure_year if person.birth else None for person in (first, second)]
    deaths = [person.death.sure_year if person.death else None for person in (first, second)]
    if None in births or None in deaths:
        return None
    start, end = max(filter(None, births)), min(filter(None, deaths))
    return (start, end) if start <= end else None
