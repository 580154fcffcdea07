"""Entries: events and films seen alike, in one order."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from exhibit.dates import UncertainDate
from exhibit.models import Event, Film, Lane
from exhibit.timeline.lanes import FILM_LANE
from exhibit.timeline.query import TimelineQuery


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated thing; `anchor` is its stable id on the page, `record` the event or film itself."""

    anchor: str
    date: UncertainDate
    lane: str
    mark: str
    record: Event | Film

    @property
    def is_film(self) -> bool:
        return isinstance(self.record, Film)


@dataclass(frozen=True, slots=True)
class Year:
    """The entries that begin in one year."""

    number: int
    entries: list[Entry]


def entries(query: TimelineQuery | None = None, at: datetime.datetime | None = None) -> list[Entry]:
    """Return what `query` asks for among what is published at `at`, in chronological order."""
    query = query or TimelineQuery()
    found = [*_event_entries(query, at), *_film_entries(query, at)]
    return sorted(found, key=lambda entry: (entry.date.year, entry.date, entry.anchor))


def years(found: list[Entry]) -> list[Year]:
    """Group entries, already in order, by the year in which they begin."""
    return [Year(number, list(group)) for number, group in groupby(found, key=lambda entry: entry.date.year)]


def _event_entries(query: TimelineQuery, at: datetime.datetime | None) -> list[Entry]:
    events = Event.objects.published(at).between(query.first_year, query.last_year).with_context()
    if query.lanes:
        events = events.filter(lane__slug__in=query.lanes)
    if query.film:
        events = events.filter(films__slug=query.film)
    if query.person:
        events = events.filter(people__slug=query.person)
    return [
        Entry(f"event-{event.slug}", event.date, event.lane.slug, event.lane.mark, event) for event in events.distinct()
    ]


def _film_entries(query: TimelineQuery, at: datetime.datetime | None) -> list[Entry]:
    if query.lanes and FILM_LANE not in query.lanes:
        return []
    films = Film.objects.published(at).between(query.first_year, query.last_year).exclude(date=None).with_directors()
    if query.film:
        films = films.filter(slug=query.film)
    if query.person:
        films = films.filter(credits__person__slug=query.person)
    return [Entry(f"film-{film.slug}", film.date, FILM_LANE, Lane.Mark.FILM.value, film) for film in films.distinct()]
