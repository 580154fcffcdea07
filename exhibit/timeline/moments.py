"""The moments of a life: what somebody made, won and lived through, in one order, with ages."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exhibit.dates import UncertainDate
from exhibit.models import Award, Credit, Event, Film, Lane, Person, Place

Ages = tuple[int, int]


class Kind(StrEnum):
    """What a moment of a life is."""

    BIRTH = "birth"
    WORK = "work"
    EVENT = "event"
    AWARD = "award"
    DEATH = "death"


ENDS = {Kind.BIRTH, Kind.DEATH}


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated thing in a life. `awards` are those that an event gave to this person."""

    kind: Kind
    date: UncertainDate
    ages: Ages | None = None
    film: Film | None = None
    credits: tuple[Credit, ...] = ()
    event: Event | None = None
    awards: tuple[Award, ...] = ()
    place: Place | None = None

    @property
    def mark(self) -> str:
        """The drawing that stands for it: the event's lane, else what kind of thing it is."""
        if self.event:
            return str(self.event.lane.mark)
        return str({Kind.WORK: Lane.Mark.FILM, Kind.AWARD: Lane.Mark.AWARD}.get(self.kind, Lane.Mark.LIFE))

    @property
    def is_above(self) -> bool:
        """Whether it flies above the line: the two ends of the life and the works."""
        return self.kind in ENDS or self.kind is Kind.WORK

    @property
    def words(self) -> str:
        """Its title in the page's language; for an end of a life, the place."""
        if self.place:
            return str(self.place.name)
        if self.film:
            return str(self.film.title)
        if self.event and self.kind is Kind.EVENT:
            return str(self.event.title)
        return str(self.awards[0].category) if self.awards else ""

    @property
    def record(self) -> tuple[str, int] | None:
        """What it is about, comparable between two lives; None for the ends of a life."""
        if self.kind in ENDS:
            return None
        subject = self.film or self.event or self.awards[0]
        return subject._meta.model_name or "", subject.pk

    @property
    def order(self) -> tuple[int, datetime.date, datetime.date, bool]:
        """Chronological, and a birth before, a death after whatever else is dated alike."""
        ends = {Kind.BIRTH: datetime.date.min, Kind.DEATH: self.date.latest}
        return self.date.year, ends.get(self.kind, self.date.earliest), self.date.latest, self.kind is Kind.DEATH


def moments_of(
    person: Person, credits: Iterable[Credit], events: Iterable[Event], awards: Iterable[Award]
) -> list[Moment]:
    """Return what is dated, in order.

    One event that tells of the birth, or of the death, is that moment; an award joins the event at
    which it was given; several jobs on a film are one work.
    """
    events, awards = list(events), list(awards)
    born = _told_by(events, person.birth)
    died = _told_by([event for event in events if event is not born], person.death)
    shown = [event for event in events if event not in (born, died)]
    given = {event.pk: tuple(award for award in awards if award.event_id == event.pk) for event in shown}
    works: dict[Film, list[Credit]] = {}
    for credit in credits:
        works.setdefault(credit.film, []).append(credit)
    age = person.age_on

    moments = [
        Moment(Kind.WORK, film.date, age(film.date), film, tuple(jobs)) for film, jobs in works.items() if film.date
    ]
    moments += [Moment(Kind.EVENT, event.date, age(event.date), event=event, awards=given[event.pk]) for event in shown]
    moments += [
        Moment(Kind.AWARD, award.date, age(award.date), awards=(award,))
        for award in awards
        if award.date and award.event_id not in given
    ]
    if person.birth:
        moments.append(Moment(Kind.BIRTH, person.birth, event=born, place=_shown(person.birth_place)))
    if person.death:
        end = Moment(Kind.DEATH, person.death, age(person.death), event=died, place=_shown(person.death_place))
        moments.append(end)
    return sorted(moments, key=lambda moment: (*moment.order, moment.words))


def _shown(place: Place | None) -> Place | None:
    return place if place and place.is_published() else None


def _told_by(events: Sequence[Event], date: UncertainDate | None) -> Event | None:
    """The one event about a life, and about nobody else, that has this date."""
    for event in events:
        if date and event.date == date and event.lane.mark == Lane.Mark.LIFE and len(event.people.all()) == 1:
            return event
    return None
