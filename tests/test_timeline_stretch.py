"""A record's stretch of the timeline, and what happened meanwhile."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.dates import UncertainDate
from exhibit.models import Event, Film, Lane
from exhibit.timeline import around_event, around_film, stretch
from exhibit.timeline.meanwhile import MOST, _nearest, distance
from exhibit.timeline.stretch import LEFT, RIGHT, Stretch

WAR = Lane(slug="war", name="War", position=1, mark="war")
LIFE = Lane(slug="life", name="Life", position=2, mark="life")


def event(date: str, lane: Lane = WAR, title: str = "Something") -> Event:
    return Event(slug=date, title=title, date=date, lane=lane)


def drawing(*events: Event, own: str = "") -> Stretch:
    drawn = stretch(events, UncertainDate(own) if own else None)
    assert drawn is not None
    return drawn


def marks(drawn: Stretch) -> dict[str, Any]:
    return {str(mark.event.date): mark for row in drawn.rows for mark in row.marks}


class TestTheStretch:
    def test_of_nothing_is_nothing(self) -> None:
        assert stretch([]) is None
        assert stretch([], UncertainDate("1957")) is None

    def test_of_a_single_day_is_one_year_with_one_point(self) -> None:
        drawn = drawing(event("1957-10-12"))
        [span] = drawn.spans
        assert (span.first.year, span.x, span.end) == (1957, LEFT, RIGHT)
        [row] = drawn.rows
        [mark] = row.marks
        assert mark.width == 0
        assert LEFT + 0.75 * (RIGHT - LEFT) < mark.x < LEFT + 0.8 * (RIGHT - LEFT)

    def test_a_span_is_a_bar_from_its_first_day_to_its_last(self) -> None:
        bar = marks(drawing(event("1957/1958"), event("1958-05-18")))["1957/1958"]
        assert bar.x == LEFT
        assert bar.end == pytest.approx(RIGHT, abs=0.02)

    def test_an_open_span_reaches_the_edge(self) -> None:
        drawn = marks(drawing(event("1957/.."), event("../1960")))
        assert drawn["1957/.."].end == pytest.approx(RIGHT, abs=0.02)
        assert drawn["../1960"].x == LEFT

    def test_empty_years_shrink_to_a_break(self) -> None:
        drawn = drawing(event("1941-06-22"), event("1957"), event("2022"))
        assert [span.first.year for span in drawn.years] == [1941, 1957, 2022]
        assert [(gap.first.year, gap.last.year) for gap in drawn.breaks] == [(1942, 1956), (1958, 2021)]
        assert all(gap.width < year.width for gap in drawn.breaks for year in drawn.years)

    def test_a_full_year_is_wider(self) -> None:
        full = drawing(event("1956"), *[event(f"1957-0{month}") for month in range(1, 9)])
        assert full.years[1].width > 2 * full.years[0].width

    def test_lanes_are_rows_in_the_curators_order(self) -> None:
        drawn = drawing(event("1957", LIFE), event("1958", WAR))
        assert [row.lane.slug for row in drawn.rows] == ["war", "life"]
        assert drawn.rows[0].y + drawn.rows[0].height == drawn.rows[1].y

    def test_marks_that_would_cover_each_other_stand_on_levels(self) -> None:
        drawn = drawing(event("1957~"), event("1957?"), event("1957"), event("1941"))
        assert len({mark.y for mark in drawn.rows[0].marks if mark.event.date.year == 1957}) == 3
        assert drawn.rows[0].height > drawing(event("1957")).rows[0].height

    def test_the_records_own_date_is_a_band_and_has_its_year_on_the_ruler(self) -> None:
        drawn = drawing(event("1960"), own="1957")
        assert [span.first.year for span in drawn.years] == [1957, 1960]
        assert drawn.own == (drawn.years[0].x, pytest.approx(drawn.years[0].width, abs=0.02))
        assert drawing(event("1960")).own is None

    @given(
        st.lists(
            st.sampled_from("1903-12-28 1941 1941-06-22 1956~ 1957-21? 195X 1943-07/1945 1957/.. ../1960".split()),
            min_size=1,
            max_size=25,
        )
    )
    def test_everything_lies_within_the_drawing(self, dates: list[str]) -> None:
        drawn = drawing(*[event(date) for date in dates], own="1957")
        assert sum(len(row.marks) for row in drawn.rows) == len(dates)
        for row in drawn.rows:
            for mark in row.marks:
                assert LEFT <= mark.x <= mark.end <= RIGHT + 0.02
                assert row.y < mark.y < row.y + row.height <= drawn.height
        ends = [span.end for span in drawn.spans]
        assert [span.x for span in drawn.spans[1:]] == pytest.approx(ends[:-1], abs=0.02)

    @pytest.mark.parametrize(
        ("date", "shape"), [("1957-10-12", "exact"), ("1957-10", "part"), ("1957", "part"), ("1957~", "unsure")]
    )
    def test_a_mark_says_how_sure_its_date_is(self, date: str, shape: str) -> None:
        html = render_to_string("partials/stretch.html", {"stretch": drawing(event(date))})
        assert re.findall(r"stretch__mark stretch__mark--(\w+)", html) == [shape]

    def test_russian_draws_with_decimal_points(self) -> None:
        with translation.override("ru"):
            html = render_to_string("partials/stretch.html", {"stretch": drawing(event("1941"), event("1957~"))})
        assert not re.search(r'"\d+,\d', html)


class TestDistance:
    @pytest.mark.parametrize(
        ("date", "other", "said"),
        [
            ("1958-05-18", "1958-05-18", "the same day"),
            ("1958-05-18", "1958-05-05", "13 days earlier"),
            ("1958-05-18", "1958-05-19", "1 day later"),
            ("1958-05-18", "1958-06-11", "3 weeks later"),
            ("1958-05-18", "1958-05", "the same month"),
            ("1958-05-18", "1958-07", "2 months later"),
            ("1958-05-18", "1958-02-18", "3 months earlier"),
            ("1958-05-18", "1956", "2 years earlier"),
            ("1957", "1957-10-12", "the same year"),
            ("1957~", "1957-07-28/1957-08-11", "the same year"),
            ("1958-05-02/1958-05-18", "1958-05-05", "at the same time"),
            ("1958-05-05", "1958-05-02/1958-05-18", "at the same time"),
            ("1958-05-05", "1959/..", "1 year later"),
        ],
    )
    def test_is_said_no_more_exactly_than_both_dates_are_known(self, date: str, other: str, said: str) -> None:
        assert distance(UncertainDate(date), UncertainDate(other)) == said

    def test_about_dates_are_never_days_apart(self) -> None:
        assert distance(UncertainDate("1958-05-18"), UncertainDate("1958-05-19~")) == "the same year"


@pytest.mark.django_db
class TestMeanwhile:
    @pytest.fixture
    def lanes(self) -> tuple[Lane, Lane]:
        Event.objects.update(status="draft")
        Film.objects.update(status="draft")
        return Lane.objects.get(slug="war"), Lane.objects.get(slug="theatre")

    def happen(self, lane: Lane, *dates: str, status: str = "published") -> list[Event]:
        return [
            Event.objects.create(
                slug=f"{lane.slug}-{date}".replace("/", "--"), title="E", date=date, lane=lane, status=status
            )
            for date in dates
        ]

    def found(self, event: Event) -> list[str]:
        return [str(neighbour.record.date) for neighbour in around_event(event)]

    def test_the_window_is_as_wide_as_it_must_be(self, lanes: tuple[Lane, Lane]) -> None:
        war, theatre = lanes
        [here] = self.happen(war, "1957-10-12")
        self.happen(theatre, "1951", "1963")
        assert self.found(here) == ["1951", "1963"], "little happened: years around count"
        self.happen(theatre, "1957-09-30", "1957-10-02", "1957-10-20", "1957-11-01")
        assert self.found(here) == ["1957-09-30", "1957-10-02", "1957-10-20", "1957-11-01"], "the month is enough"

    def test_what_lies_too_far_off_is_not_meanwhile(self, lanes: tuple[Lane, Lane]) -> None:
        war, theatre = lanes
        [here] = self.happen(war, "1957-10-12")
        self.happen(theatre, "1903", "2022")
        assert self.found(here) == []

    @pytest.mark.parametrize("date", ["1957-10-12/..", "../1957-10-12"])
    def test_a_time_open_at_one_end_counts_by_the_other(self, lanes: tuple[Lane, Lane], date: str) -> None:
        war, theatre = lanes
        [here] = self.happen(war, date)
        self.happen(theatre, *[f"{year}" for year in range(1900, 1930)], "1957-10-10", "1957-10-14", "2022")
        assert self.found(here) == ["1957-10-10", "1957-10-14"]

    def test_it_is_never_the_event_itself_nor_its_lane(self, lanes: tuple[Lane, Lane]) -> None:
        war, theatre = lanes
        here, _beside = self.happen(war, "1957-10-12", "1957-10-13")
        [other] = self.happen(theatre, "1957-10-14")
        assert [neighbour.record for neighbour in around_event(here)] == [other]

    def test_drafts_are_never_shown(self, lanes: tuple[Lane, Lane]) -> None:
        war, theatre = lanes
        [here] = self.happen(war, "1957-10-12")
        self.happen(theatre, "1957-10-13", status="draft")
        Film.objects.update(status="draft")
        assert around_event(here) == []

    def test_the_nearest_are_chosen_and_stand_in_order(self, lanes: tuple[Lane, Lane]) -> None:
        war, theatre = lanes
        [here] = self.happen(war, "1957-10-12")
        self.happen(theatre, *[f"1957-{month:02}-12" for month in range(1, 13)])
        assert self.found(here) == [f"1957-{month:02}-12" for month in range(7, 13)]

    def test_around_a_film_its_own_events_are_left_out(self) -> None:
        cranes = Film.objects.get(slug="cranes-are-flying")
        neighbours = around_film(cranes, UncertainDate("1957-10-12"))
        assert neighbours
        assert len(neighbours) <= MOST
        assert cranes not in [neighbour.record for neighbour in neighbours]
        assert not {neighbour.record.slug for neighbour in neighbours} & set(
            cranes.events.values_list("slug", flat=True)
        )
        assert around_film(cranes, None) == []

    def test_it_takes_two_queries(self, django_assert_num_queries: Any) -> None:
        palme = Event.objects.get(slug="palme")
        with django_assert_num_queries(2):
            assert around_event(palme)

    @given(
        dates=st.lists(
            st.dates(datetime.date(1955, 1, 1), datetime.date(1959, 12, 31)).flatmap(
                lambda day: st.sampled_from(
                    [day.isoformat(), day.isoformat()[:7], f"{day.year}", f"{day.year}/..", f"1950/{day.isoformat()}"]
                )
            ),
            max_size=60,
        ),
        around=st.sampled_from(["1957-10-12", "1957-03", "1957", "1956-02-29/..", "../1957-07-31", "1955/1958"]),
    )
    @effort(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_nearest_are_those_that_a_look_at_everything_finds(
        self, lanes: tuple[Lane, Lane], dates: list[str], around: str
    ) -> None:
        with transaction.atomic():
            events = Event.objects.bulk_create(
                Event(slug=f"near-{number:02}", title_en="E", date=UncertainDate.parse(date), lane=lanes[number % 2])
                for number, date in enumerate(dates)
            )
            date = UncertainDate.parse(around)
            nearest = sorted(
                events, key=lambda event: (abs((event.date.earliest - date.known_days[0]).days), event.slug)
            )
            found = _nearest(Event.objects.filter(slug__startswith="near-"), date)
            assert [event.slug for event in found] == [event.slug for event in nearest[: 3 * MOST]]
            transaction.set_rollback(True)

    def test_months_are_as_long_as_they_are(self, lanes: tuple[Lane, Lane]) -> None:
        Event.objects.all().delete()
        self.happen(lanes[0], *[f"1957-02-{day:02}" for day in range(20, 29)], "1957-03-08", "1957-03-09")
        found = [event.date.edtf for event in _nearest(Event.objects.all(), UncertainDate("1957-03-01"))]
        assert found[6:] == ["1957-02-22", "1957-03-08", "1957-02-21", "1957-03-09", "1957-02-20"]

    def test_it_walks_along_an_index(self, lanes: tuple[Lane, Lane]) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("another planner may look at so small a table as a whole")
        day = datetime.date(1950, 1, 1)
        Event.objects.bulk_create(
            Event(slug=f"e{n}", title="E", date=day + datetime.timedelta(days=n), lane=lanes[n % 2], status="published")
            for n in range(2000)
        )
        plans: list[str] = []

        def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            context["cursor"].cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plans.extend(step[-1] for step in context["cursor"].cursor.fetchall())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(explained):
            assert len(around_event(Event.objects.get(slug="e1000"))) == MOST
            assert around_film(Film.objects.get(slug="cranes-are-flying"), UncertainDate("1953-03"))
        assert any(step.startswith("SEARCH exhibit_event USING INDEX") for step in plans)
        assert not [step for step in plans if step.startswith("SCAN exhibit_event") and "exhibit_event_" not in step]
