"""Windows: the answer is as large as the screen, right at every edge, and by few queries."""

import datetime
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from exhibit.dates import UncertainDate
from exhibit.models import Event, Film, Lane, Person, Place, Release, stamp
from exhibit.timeline import Timeline, TimelineQuery, Window, windows
from exhibit.timeline.density import UNITS, bins
from exhibit.timeline.listing import PER_PAGE, listing
from exhibit.timeline.sources import LONGEST_LIFE_YEARS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lane(db: None) -> Lane:
    """The only lane: there is nothing else."""
    Event.objects.all().delete()
    Person.objects.update(status="draft")
    Lane.objects.all().delete()
    return Lane.objects.create(slug="all", name_en="All", mark="history")


Many = Callable[..., list[Event]]


@pytest.fixture
def many(lane: Lane) -> Many:
    """Make published events of given dates at once."""

    def make(*dates: str, **fields: object) -> list[Event]:
        first = Event.objects.count()
        return Event.objects.bulk_create(
            [
                Event(
                    slug=f"e{first + index}",
                    title_en=f"Event {first + index}",
                    date=UncertainDate.parse(date),
                    status="published",
                    **{"lane": lane} | fields,
                )
                for index, date in enumerate(dates)
            ]
        )

    return make


def asked(query: str) -> TimelineQuery:
    return TimelineQuery.read(QueryDict(query), Timeline().lanes)


def window(query: str = "", width: int = 1200) -> Window:
    return Timeline().window(asked(query), width)


def names(found: Window) -> set[str]:
    return {entry.anchor for entry in found.entries}


class TestTouching:
    """A window has what may touch it: no more, no less, whatever the size of the collection."""

    DATES = (
        "1941-06-22",
        "1957-10-12",
        "1957-10",
        "1957",
        "1957~",
        "195X",
        "1941/1945",
        "1957-09-30/1957-10-01",
        "1957-10-31/1958",
        "1900/1999",
        "../1957-10-11",
        "1957-10-13/..",
        "1955-12-31/1956-01-01",
        "1958-01-01",
    )
    DAYS = (
        ("1957-10-12", "1957-10-12"),
        ("1957-10-01", "1957-10-31"),
        ("1957-01-01", "1957-12-31"),
        ("1941-06-23", "1941-06-30"),
        ("1958-01-02", "1960-12-31"),
        ("1890-01-01", "1899-12-31"),
        ("2001-01-01", "2010-12-31"),
        ("1900-01-01", "2020-12-31"),
    )

    @pytest.mark.parametrize("small", [2000, 0], ids=["in one range", "by parts"])
    @pytest.mark.parametrize(("first", "last"), DAYS)
    def test_what_may_touch_is_there(
        self, many: Many, monkeypatch: pytest.MonkeyPatch, small: int, first: str, last: str
    ) -> None:
        monkeypatch.setattr(windows, "SMALL", small)
        events = many(*self.DATES)
        found = window(f"from={first}&to={last}")
        days = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
        touching = {
            f"event-{event.slug}" for event in events if event.date.earliest <= days[1] and event.date.latest >= days[0]
        }
        assert names(found) == touching
        assert found.count == len(touching)
        assert found.more == 0

    @given(
        dates=st.lists(
            st.dates(datetime.date(1890, 1, 1), datetime.date(2030, 1, 1)).flatmap(
                lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], f"{day.year}", f"{day.year}~"])
            ),
            max_size=30,
        ),
        start=st.dates(datetime.date(1890, 1, 1), datetime.date(2030, 1, 1)),
        days=st.integers(0, 20_000),
    )
    @effort(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_totals_count_what_a_look_at_everything_would(
        self, many: Many, dates: list[str], start: datetime.date, days: int
    ) -> None:
        with transaction.atomic():
            events = many(*dates)
            end = start + datetime.timedelta(days=days)
            timeline = Timeline()
            sky = timeline.skyline(TimelineQuery())
            touching = sum(event.date.earliest <= end and event.date.latest >= start for event in events)
            assert sum(sky.touching(start, end).values()) == touching
            assert sky.count == len(events)
            if events:
                edges = bins(*sky.extent, 600).edges
                assert sum(sky.amounts(edges)) == pytest.approx(len(events), abs=0.01 * len(edges))
            transaction.set_rollback(True)

    def test_a_life_without_a_known_death_is_not_endless(self, lane: Lane) -> None:
        Lane.objects.create(slug="lives", name_en="Lives", mark="life", gathers="lives")
        Person.objects.create(slug="ann", name_en="Ann", sort_name_en="Ann", birth="1850", status="published")
        assert names(window(f"from={1850 + LONGEST_LIFE_YEARS}")) == {"life-ann"}
        assert not names(window(f"from={1851 + LONGEST_LIFE_YEARS}"))

    def test_a_death_alone_is_an_entry(self, lane: Lane) -> None:
        Lane.objects.create(slug="lives", name_en="Lives", mark="life", gathers="lives")
        Person.objects.create(slug="bob", name_en="Bob", sort_name_en="Bob", death="1941", status="published")
        [entry] = window().entries
        assert (entry.words, entry.edtf, entry.anchor) == ("died 1941", "/1941", "life-bob")


class TestCrowds:
    def test_a_crowded_lane_comes_as_bins_and_an_empty_one_as_entries(self, many: Many, lane: Lane) -> None:
        quiet = Lane.objects.create(slug="quiet", name_en="Quiet", mark="war")
        many(*(f"19{year:02}-05-{day:02}" for year in range(20, 40) for day in range(1, 21)))
        many("1930-01-01", lane=quiet)
        found = window()
        assert [entry.lane.slug for entry in found.entries] == ["quiet"]
        assert set(found.crowded) == {lane.pk}
        assert sum(found.crowded[lane.pk]) == pytest.approx(400)
        assert found.count == 401

    def test_key_events_stay_in_a_crowd_as_long_as_they_are_few(self, many: Many) -> None:
        many(*["1930-05-05"] * 300)
        many("1931-01-01", "1932", importance=Event.Importance.KEY)
        assert names(window()) == {"event-e300", "event-e301"}
        many(*["1933"] * 50, importance=Event.Importance.KEY)
        assert not names(window())

    @pytest.mark.parametrize("width", [200, 390, 1200, 2560, 8000, 10**9])
    def test_the_answer_is_as_large_as_the_screen(self, many: Many, width: int) -> None:
        many(*(f"{year}-{month:02}" for year in range(1900, 2000) for month in range(1, 13)))
        found = window(width=width)
        assert len(found.entries) <= windows.MOST_ENTRIES + windows.MOST_KEYS
        assert len(found.bins.edges) <= 8000 // 6 + 2

    def test_a_year_alone_is_no_peak_in_january(self, many: Many, lane: Lane) -> None:
        many(*["1957"] * 365)
        found = window("from=1957-01-01&to=1957-02-28")
        amounts = found.crowded[lane.pk]
        assert found.bins.unit.name == "day"
        assert set(amounts) == {1.0}

    def test_what_only_runs_through_is_counted_where_it_finds_no_room(
        self, many: Many, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(windows, "SMALL", 0)
        many(*["1957"] * 500)
        found = window("from=1957-05-05&to=1957-05-06")
        assert len(found.entries) + found.more == found.count == 500
        assert 0 < len(found.entries) <= 240

    @pytest.mark.parametrize("small", [2000, 0], ids=["in one range", "by parts"])
    def test_what_happens_in_a_window_is_there_whatever_runs_through_it(
        self, many: Many, monkeypatch: pytest.MonkeyPatch, small: int
    ) -> None:
        monkeypatch.setattr(windows, "SMALL", small)
        lives = Lane.objects.create(slug="lives", name_en="Lives", mark="life", gathers="lives")
        people = [Person(slug=f"p{number}", name_en="P", birth="1900", death="1980") for number in range(300)]
        people += [Person(slug="born", name_en="B", birth="1957-05-06"), Person(slug="died", name_en="D", birth="1900")]
        people[-1].death = UncertainDate.parse("1957-05-05")
        for person in people:
            person.status, person.sort_name_en = "published", person.name_en
        Person.objects.bulk_create(people)
        many(*["1957"] * 300, *["1900/1999"] * 300)
        begins = many("1957-05-05", "1957-05-06/1960", "1957-05-06")
        ends = many("1900/1957-05-05", "1957-04/1957-05-06", "1900/1957-05-06")
        found = window("from=1957-05-05&to=1957-05-06")
        assert {f"event-{event.slug}" for event in [*begins, *ends]} | {"life-born", "life-died"} <= names(found)
        assert not found.crowded
        assert len(found.entries) == 1200 // windows.PIXELS_PER_ENTRY
        assert len(found.entries) + found.more == found.count == 900 + 8
        assert {lane.slug: lane.count for lane in found.lanes} == {"all": 606, lives.slug: 302}
        order = [entry.place_in_order for entry in found.entries]
        assert order == sorted(order)

    @pytest.mark.parametrize("small", [2000, 0], ids=["in one range", "by parts"])
    def test_key_events_of_a_crowd_take_no_room_from_what_happens(
        self, many: Many, monkeypatch: pytest.MonkeyPatch, small: int
    ) -> None:
        monkeypatch.setattr(windows, "SMALL", small)
        quiet = Lane.objects.create(slug="quiet", name_en="Quiet", mark="war")
        many(*["1957-05-05"] * 300)
        keys = many(*["1957-05-05"] * 30, importance=Event.Importance.KEY)
        many(*["1900/1999"] * 300, lane=quiet)
        happens = many(*["1957-05-05/1960"] * 190, lane=quiet)
        found = window("from=1957-05-05&to=1957-05-06")
        assert {f"event-{event.slug}" for event in [*keys, *happens]} <= names(found)
        assert len(found.entries) == 200 + 30
        assert found.more == 300 - 10

    @pytest.mark.parametrize("small", [2000, 0], ids=["in one range", "by parts"])
    def test_of_what_runs_through_the_nearest_are_there(
        self, many: Many, monkeypatch: pytest.MonkeyPatch, small: int
    ) -> None:
        monkeypatch.setattr(windows, "SMALL", small)
        many(*(f"{1500 + number}/1999" for number in range(300)))
        found = window("from=1957&to=1957", width=600)
        assert [entry.year for entry in found.entries] == list(range(1700, 1800))
        assert found.more == 200

    def test_a_lane_made_meanwhile_waits_for_the_next_request(self, many: Many) -> None:
        timeline = Timeline()
        many("1957")
        many("1958", lane=Lane.objects.create(slug="new", name_en="New", mark="war"))
        assert [entry.anchor for entry in timeline.window(TimelineQuery()).entries] == ["event-e0"]
        assert timeline.find("event-e1") is None
        assert names(window()) == {"event-e0", "event-e1"}


class TestBins:
    @given(
        st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31)), st.integers(0, 3_600_000), st.integers(200, 8000)
    )
    @effort(max_examples=200)
    def test_bins_cover_the_days_and_are_wide_enough(self, first: datetime.date, days: int, width: int) -> None:
        last = min(first, datetime.date.max - datetime.timedelta(days=days + 1)) + datetime.timedelta(days=days)
        first = min(first, last)
        found = bins(first, last, width)
        assert found.days[0] <= first
        assert found.days[-1] > last or found.days[-1] == datetime.date.max
        assert found.edges == sorted(set(found.edges))
        assert len(found.edges) - 1 <= max(width // 6, 8) + 2 or found.unit == UNITS[-1]


class TestQueries:
    """What a window asks of the database does not grow."""

    @pytest.mark.parametrize("query", ["", "from=1957&to=1959", "from=1957-10-12&to=1957-10-12", "lane=war"])
    def test_a_window_takes_two_queries(
        self, museum: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries, query: str
    ) -> None:
        address = f"/timeline/data.json?{query}"
        client.get(address)  # the totals are made once
        with django_assert_num_queries(2):
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("query", ["from=1957&to=1957", "from=1957-10-12&to=1957-10-12", "from=1930&to=1949"])
    def test_each_part_of_it_walks_along_an_index(
        self, many: Many, monkeypatch: pytest.MonkeyPatch, query: str
    ) -> None:
        monkeypatch.setattr(windows, "SMALL", 0)
        many(*(f"{year}-{month:02}-01" for year in range(1900, 2000) for month in (1, 6)), "1900/1999")
        if connection.vendor != "sqlite":
            pytest.skip("plans of so small a table say nothing on PostgreSQL")
        plans: list[str] = []
        find = Timeline.entries_of

        def spy(self: Timeline, arms: list, *way: object) -> list:
            plans.extend(arm.explain() for arm in arms)
            return find(self, arms, *way)

        monkeypatch.setattr(Timeline, "entries_of", spy)
        window(query)
        assert plans
        assert not [plan for plan in plans if "SCAN" in plan]

    def test_the_first_of_a_list_come_by_an_index_whatever_the_database_has_learnt(
        self, sqlite_counting: None, many: Many
    ) -> None:
        """SQLite that has counted its rows sorted all of them, where the order named what is the same for all."""
        many(*(f"{1900 + number % 90}-{number % 12 + 1:02}-01" for number in range(4000)))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE exhibit_event")
        [events] = [one for one in Timeline().sources(asked("")) if one.kind == "event"]
        rows = events.rows.filter(date_earliest__range=("1900-01-01", "2099-12-31"))
        plan = windows.soonest(events, rows, PER_PAGE).order_by().explain()
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan

    def test_all_entries_of_a_long_list_are_met_page_by_page(self, many: Many) -> None:
        many(*(f"{1900 + number % 50}" for number in range(3 * PER_PAGE)))
        many(*(f"{1900 + number % 50}-01-01" for number in range(20)), importance=Event.Importance.KEY)
        met, query = [], ""
        while True:
            page = listing(Timeline(), asked(query))
            met += [entry.anchor for year in page.years for entry in year.entries]
            if page.onward is None:
                break
            query = page.onward.address
        assert met == Timeline().anchors()
        assert len(set(met)) == 3 * PER_PAGE + 20


class TestStamp:
    """Whatever changes what visitors see makes the next answer new."""

    def count(self) -> int:
        return window().count

    def test_every_way_of_writing_is_seen_at_once(self, many: Many) -> None:
        assert self.count() == 0
        [event, *_others] = many("1957", "1958", "1959")
        assert self.count() == 3
        event.status = "draft"
        event.save()
        assert self.count() == 2
        Event.objects.all().update(status="published")
        assert self.count() == 3
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM exhibit_event WHERE slug = 'e0'")
        assert self.count() == 2

    def test_what_was_rolled_back_never_counts(self, many: Many) -> None:
        before = stamp.current()
        with transaction.atomic():
            many("1957")
            assert self.count() == 1
            inside = stamp.current()
            transaction.set_rollback(True)
        assert self.count() == 0
        assert stamp.current() == before != inside
        many("1958")
        assert stamp.current() not in (before, inside)

    def test_the_clock_alone_brings_what_is_due(self, many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
        now = timezone.now()
        many("1957", publish_at=now + datetime.timedelta(minutes=5))
        assert self.count() == 0
        monkeypatch.setattr(timezone, "now", lambda: now + datetime.timedelta(minutes=6))
        assert self.count() == 1

    def test_names_of_lanes_are_those_of_the_language(self, museum: None) -> None:
        english = [lane.name for lane in Timeline().lanes]
        with translation.override("ru"):
            assert "Война" in [lane.name for lane in Timeline().lanes]
        assert "War" in english


class TestKinds:
    """What else than events is on the timeline, and when not."""

    def test_a_release_that_an_event_tells_is_not_said_twice(self, museum: None) -> None:
        anchors = {anchor for anchor in Timeline().anchors() if anchor.startswith("release-")}
        assert anchors == {
            "release-cranes-are-flying.usa.1960-03-21",
            "release-cranes-are-flying.france.2019-10-30",
        }
        Event.objects.filter(slug="ussr-release").update(status="draft")
        assert "release-cranes-are-flying.ussr.1957-10-12" in Timeline().anchors()

    def test_a_release_goes_with_its_film_and_its_place(self, museum: None) -> None:
        Place.objects.filter(slug="usa").update(status="draft")
        assert "release-cranes-are-flying.usa.1960-03-21" not in Timeline().anchors()
        Film.objects.filter(slug="cranes-are-flying").update(status="draft")
        assert not [anchor for anchor in Timeline().anchors() if anchor.startswith("release-")]
        assert Release.objects.exists()

    def test_an_award_that_an_event_tells_is_not_said_twice(self, museum: None) -> None:
        before = {anchor for anchor in Timeline().anchors() if anchor.startswith("award-")}
        Event.objects.filter(slug="bafta").update(status="draft")
        after = {anchor for anchor in Timeline().anchors() if anchor.startswith("award-")}
        assert before < after

    def test_what_no_lane_gathers_is_not_on_the_timeline(self, museum: None) -> None:
        Lane.objects.filter(gathers="lives").update(gathers="")
        assert not [anchor for anchor in Timeline().anchors() if anchor.startswith("life-")]

    def test_each_anchor_leads_to_its_entry(self, museum: None) -> None:
        timeline = Timeline()
        for anchor in timeline.anchors():
            found = timeline.find(anchor)
            assert found is not None
            assert found.anchor == anchor

    @pytest.mark.parametrize(
        "anchor", ["", "event", "event-", "life-\0", "release-a.b", "release-a.b.1957-99-99", "x-y"]
    )
    def test_an_anchor_of_nothing_finds_nothing(self, museum: None, anchor: str) -> None:
        assert Timeline().find(anchor) is None


class TestDocument:
    """The window as JSON, as `interop.windows` describes it."""

    def document(self, client: Client, query: str = "", prefix: str = "") -> dict:
        answer = client.get(f"{prefix}/timeline/data.json?{query}")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/json"
        return json.loads(answer.content)

    def test_it_says_what_was_asked_and_what_there_is(self, museum: None, client: Client) -> None:
        found = self.document(client, "from=1957&to=1957-10&overview")
        assert found["window"] == {"from": "1957-01-01", "to": "1957-10-31"}
        assert found["extent"] == {"from": "1899-07-05", "to": "2022-10-13"}
        assert found["count"] == sum(lane["count"] for lane in found["lanes"])
        assert len(found["overview"]["starts"]) == len(found["overview"]["lanes"]["all"]) + 1
        [release] = [entry for entry in found["entries"] if entry["id"] == "event-ussr-release"]
        assert release["earliest"] == release["latest"] == release["date"] == "1957-10-12"
        assert (release["shape"], release["certainty"], release.get("begun")) == ("point", "exact", None)
        assert release["url"] == "/timeline/event-ussr-release/"
        assert release["record"] == "/events/ussr-release/"

    def test_what_is_not_known_is_said(self, museum: None, client: Client) -> None:
        entries = {entry["id"]: entry for entry in self.document(client)["entries"]}
        about = entries["event-circular-rails"]
        assert (about["about"], about["certainty"], about["date"]) == (True, "unsure", "1957~")
        doubted = entries["event-batalov-injury"]
        assert (doubted["doubted"], doubted["certainty"]) == (True, "unsure")
        life = entries["life-kalatozov"]
        assert (life["begun"], life["ended"]) == ("1903-12-28", "1973-03-01")
        assert life["date"] == "1903-12-28/1973-03"
        living = entries["life-lelouch"]
        assert (living["latest"], living["ended"], living["date"]) == (None, None, "1937-10-30/")
        assert (living["begun"], living["ended"], living["bound"]) == ("1937-10-30", None, "2047-10-30")
        assert "begun" not in about
        assert "bound" not in life

    def test_between_is_a_point_within_bounds_and_a_duration_a_bar(self, many: Many, client: Client) -> None:
        many("[1941..1945]", "1941/1945", "1941~/1945~")
        [once, whole, about] = sorted(self.document(client)["entries"], key=lambda entry: entry["id"])
        assert (
            (once["earliest"], once["latest"]) == (whole["earliest"], whole["latest"]) == ("1941-01-01", "1945-12-31")
        )
        assert (once["shape"], once["certainty"], once["words"]) == ("point", "part", "between 1941 and 1945")
        assert (whole["shape"], whole["certainty"], whole["words"]) == ("bar", "span", "1941–1945")
        assert (about["shape"], about["certainty"], about["about"]) == ("bar", "unsure", True)
        assert once["date"] == "[1941..1945]"

    def test_it_says_where_each_lane_goes_on(self, many: Many, lane: Lane, client: Client) -> None:
        Lane.objects.create(slug="none", name_en="None", mark="war")
        many("../1930", "1935-02-03", "1940-05", "1941-06-22", "1950-05-09", "1955/1960", "1970")

        def goes_on(query: str) -> dict[str, tuple[str | None, str | None]]:
            return {one["slug"]: (one["previous"], one["next"]) for one in self.document(client, query)["lanes"]}

        assert goes_on("from=1941&to=1949") == {"all": ("1940-05-01", "1950-05-09"), "none": (None, None)}
        assert goes_on("from=1930&to=1934")["all"] == (None, "1935-02-03")
        assert goes_on("from=1957&to=1960")["all"] == ("1955-01-01", "1970-01-01")
        assert goes_on("from=1970&to=1980")["all"] == ("1955-01-01", None)

    @pytest.mark.parametrize(
        ("date", "begun", "ended"),
        [
            ("1957/1957", "1957-12-31", "1957-01-01"),
            ("1957/..", "1957-12-31", None),
            ("../1957-05", None, "1957-05-01"),
            ("1956/1958", "1956-12-31", "1958-01-01"),
        ],
    )
    def test_what_each_end_leaves_open_is_said(
        self, many: Many, client: Client, date: str, begun: str | None, ended: str | None
    ) -> None:
        many(date)
        [found] = self.document(client)["entries"]
        assert (found["begun"], found["ended"]) == (begun, ended)

    def test_one_who_is_only_known_to_have_died_has_not_ended_before(self, museum: None, client: Client) -> None:
        Person.objects.filter(slug="lelouch").update(birth=None, birth_earliest=None, birth_latest=None)
        lelouch = Person.objects.get(slug="lelouch")
        lelouch.death = UncertainDate.parse("2001")
        lelouch.save()
        [found] = [entry for entry in self.document(client)["entries"] if entry["id"] == "life-lelouch"]
        assert (found["begun"], found["ended"], found["latest"]) == (None, "2001-01-01", "2001-12-31")

    def test_a_title_in_another_language_says_so(self, museum: None, client: Client) -> None:
        Person.objects.filter(slug="kalatozov").update(name_ru="")
        found = self.document(client, "lane=lives&beside=life-kalatozov&beside=life-lelouch", prefix="/ru")
        assert [companion.get("lang") for companion in found["beside"]] == ["en", None]
        assert {entry["id"] for entry in found["entries"] if "lang" in entry} == {"life-kalatozov"}
        page = client.get("/ru/timeline/?beside=life-kalatozov").content.decode()
        assert re.search(r'beside__one"><a href="[^"]+" lang="en">Mikhail Kalatozov</a>', page)
        assert '<span lang="en">Mikhail Kalatozov</span>' in page

    def test_it_speaks_the_language_of_its_address(self, museum: None, client: Client) -> None:
        found = self.document(client, "lane=war", prefix="/ru")
        assert found["language"] == "ru"
        assert "Война" in {lane["name"] for lane in found["lanes"]}
        assert all("lang" not in entry for entry in found["entries"])

    def test_those_beside_say_their_ages_and_years(self, museum: None, client: Client) -> None:
        found = self.document(client, "from=1941&to=1959&beside=life-kalatozov&beside=film-cranes-are-flying")
        entries = {entry["id"]: entry["beside"] for entry in found["entries"]}
        assert entries["event-invasion"] == ["Mikhail Kalatozov: aged 37", "The Cranes Are Flying: 16 years before"]
        assert entries["event-palme"] == ["Mikhail Kalatozov: aged 54", "The Cranes Are Flying: 1 year after"]
        assert entries["event-circular-rails"][0] == ""
        assert [companion["id"] for companion in found["beside"]] == ["life-kalatozov", "film-cranes-are-flying"]
        alone = self.document(client, "from=1941&to=1959&beside=life-kalatozov")["entries"]
        assert {"event-palme": ["aged 54"], "life-samoilova": [""]}.items() <= {
            entry["id"]: entry["beside"] for entry in alone
        }.items()

    @pytest.mark.parametrize(
        "query", ["from=x", "lane=opera", "film=none", "width=wide", "width=-5", "beside=event-palme", "width=999999"]
    )
    def test_what_cannot_be_understood_is_refused_with_the_remedy(
        self, museum: None, client: Client, query: str
    ) -> None:
        answer = client.get(f"/timeline/data.json?{query}")
        assert answer.status_code == 400
        [problem] = json.loads(answer.content)["problems"]
        assert query.partition("=")[2] in problem
