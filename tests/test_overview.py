"""The timeline on one line: what the museum's door shows of it."""

from typing import Any

import pytest

from exhibit.dates import UncertainDate
from exhibit.models import Event, Lane
from exhibit.timeline import overview
from exhibit.timeline.overview import MOST_EVENTS, door


def event(date: str) -> Event:
    return Event(date=UncertainDate.parse(date))


def test_the_line_reaches_from_the_first_year_to_the_last() -> None:
    line = overview([event("1903-12-28"), event("1941/1945"), event("2022-05")])
    assert line
    assert (line.first, line.last) == (1903, 2022)
    assert [tick.number for tick in line.ticks][:2] == [1910, 1920]


def test_a_long_event_is_a_bar_and_a_day_a_tick() -> None:
    line = overview([event("1900-01-01"), event("1941/1945"), event("1999-12-31")])
    assert line
    assert [bool(mark.span) for mark in line.marks] == [False, True, False]
    assert line.marks[0].x == "0.00%"


def test_an_open_end_does_not_stretch_the_line() -> None:
    line = overview([event("1950"), event("1960/..")])
    assert line
    assert (line.first, line.last) == (1950, 1960)


def test_the_film_is_marked_only_between_the_first_and_the_last_year() -> None:
    events = [event("1950"), event("1959")]
    inside, outside = (overview(events, UncertainDate.parse(date)) for date in ("1957-10-12", "1970"))
    assert inside
    assert outside
    assert inside.own
    assert inside.is_turned
    assert not outside.own


def test_nothing_is_drawn_of_nothing() -> None:
    assert overview([]) is None


@pytest.mark.django_db
def test_of_very_many_it_shows_how_many_by_a_few_questions(django_assert_max_num_queries: Any) -> None:
    lane = Lane.objects.get(slug="release")
    Event.objects.bulk_create(
        Event(slug=f"many-{n}", title_en="x", date=f"{1900 + n % 100}-05", lane=lane, status="published")
        for n in range(MOST_EVENTS + 1)
    )
    with django_assert_max_num_queries(12):
        count, line = door(UncertainDate.parse("1957-10-12"))
    assert count == Event.objects.published().count() > MOST_EVENTS
    assert line
    assert not line.marks
    assert 50 < len(line.bars) < 400
    assert line.own
    tops = [float(bar.top[:-1]) for bar in line.bars]
    assert min(tops) == 12
    assert max(tops) < 64
