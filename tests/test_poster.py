"""The timeline on paper: a poster on which nothing covers anything and nobody is forgotten, and the whole list."""

import datetime
import re
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.models import Event, Film, Lane, Person
from exhibit.timeline import Timeline, TimelineQuery
from exhibit.timeline.companions import companions
from exhibit.timeline.poster import Poster, paper, poster
from exhibit.timeline.poster.foot import address_lines
from exhibit.timeline.poster.letters import width, wrapped
from exhibit.timeline.poster.marks import trace
from exhibit.timeline.poster.placed import Placed
from exhibit.timeline.poster.rows import APART, Rows, Stretch
from exhibit.timeline.poster.scale import Scale
from exhibit.timeline.printed import MOST, PrintedList, printed_list
from exhibit.timeline.shown import shown

pytestmark = pytest.mark.django_db

ASKED = [
    "",
    "from=1956&to=1960",
    "film=cranes-are-flying",
    "person=kalatozov",
    "from=1957-07&to=1957-09",
    "from=1957-10-12&to=1957-10-12",
    "lane=award&lane=lives",
    "from=1800&to=1801",
    "from=0001&to=9999",
]


def sheet(asked: str = "") -> Poster:
    line = Timeline()
    query = TimelineQuery.read(QueryDict(asked), line.lanes)
    beside, _problems = companions(line, query)
    return poster(line, query, beside, "museum.org/timeline/")


def ruler(asked: str = "") -> Scale:
    return sheet(asked).scale


def placed(drawn: Poster) -> list[Placed]:
    return [one for band in drawn.drawn.bands for one in band.seen]


def one(drawn: Poster, anchor: str) -> Placed:
    return next(found for found in placed(drawn) if found.entry.anchor == anchor)


def event(slug: str, date: str, lane: str = "war", **more: Any) -> Event:
    return Event.objects.create(
        slug=slug, title=f"Event {slug}", date=date, lane=Lane.objects.get(slug=lane), status="published", **more
    )


class TestLetters:
    def test_wide_letters_count_for_more_than_narrow_ones(self) -> None:
        assert width("Щж", 10) > width("aa", 10) > width("il", 10)
        assert width("aa", 20) == 2 * width("aa", 10)

    def test_no_line_is_wider_than_its_measure_and_none_is_left_nearly_empty(self) -> None:
        words = "Special prize of the jury of a festival in a town by the sea".split()
        lines = wrapped(words, 30, 2)
        assert " ".join(lines).split() == words
        assert max(width(line, 2) for line in lines) <= 30
        assert min(width(line, 2) for line in lines) > 15


class TestScale:
    def test_a_fuller_year_is_wider(self) -> None:
        wide = {span.first.year: span.width for span in ruler().spans}
        assert wide[1958] > wide[1957] > wide[1956] > wide[1960] > wide[1930] > wide[1920]

    def test_it_fills_the_field_in_order(self) -> None:
        for asked in ASKED:
            spans = ruler(asked).spans
            assert spans[0].x == paper.LEFT
            assert spans[-1].end == pytest.approx(paper.RIGHT, abs=0.05)
            for before, after in pairwise(spans):
                assert before.end == pytest.approx(after.x, abs=0.02)
                assert after.first == before.last + datetime.timedelta(days=1)

    def test_silence_becomes_a_break(self) -> None:
        breaks = {(span.first.year, span.last.year) for span in ruler("person=kalatozov").breaks}
        assert breaks == {(1974, 2004), (2006, 2018)}

    def test_where_nothing_is_years_are_even(self) -> None:
        assert len({span.width for span in ruler("from=1800&to=1805").spans}) == 1

    def test_numbers_do_not_touch(self) -> None:
        for asked in ASKED:
            numbers = ruler(asked).years
            for before, after in pairwise(numbers):
                assert before.x + width(before.text, before.size) < after.x
            assert all(number.size >= paper.SMALLEST for number in numbers)

    def test_a_short_window_names_its_months_and_numbers_its_days(self) -> None:
        assert [part.text for part in ruler("from=1957-07&to=1957-09").subdivisions] == ["Jul", "Aug", "Sep"]
        days = [part.text for part in ruler("from=1957-10-10&to=1957-10-15").subdivisions]
        assert days == ["Oct", "11", "12", "13", "14", "15"]


class TestMarks:
    def test_a_known_day_has_no_trace_and_a_month_one_as_long_as_it_is(self) -> None:
        drawn = sheet("from=1957&to=1957")
        assert one(drawn, "event-ussr-release").trace is None
        line = one(drawn, "event-mosfilm-council").trace
        assert line
        days = drawn.scale.extent(datetime.date(1957, 8, 1), datetime.date(1957, 8, 31))
        assert (line.left, line.right) == days
        assert not line.tapers

    def test_what_is_not_known_tapers_over_the_days_that_it_may_mean(self) -> None:
        event("long", "1956-03/1958")
        drawn = sheet("from=1955&to=1959")
        line = one(drawn, "event-long").trace
        assert line
        assert line.tapers
        begin, full, less, stop = (x for x, _thick in line.outline)
        assert (begin, full) == drawn.scale.extent(datetime.date(1956, 3, 1), datetime.date(1956, 3, 31))
        assert (less, stop) == drawn.scale.extent(datetime.date(1958, 1, 1), datetime.date(1958, 12, 31))

    def test_days_that_are_known_end_square(self) -> None:
        event("festival-days", "1957-07-28/1957-08-11")
        line = one(sheet("from=1957-07&to=1957-08"), "event-festival-days").trace
        assert line
        assert not line.tapers

    def test_an_end_that_nobody_knows_goes_on_in_dashes(self) -> None:
        line = one(sheet(), "life-lelouch").trace
        assert line
        assert line.is_open
        assert line.end == paper.RIGHT
        event("until", "/1950")
        line = one(sheet("from=1930&to=1960"), "event-until").trace
        assert line
        assert line.begin == paper.LEFT

    def test_an_interval_on_two_days_of_a_wide_ruler_is_still_seen(self) -> None:
        event("raid", "1941-07-21/1941-07-22")
        drawn = sheet()
        line = trace(one(drawn, "event-raid").entry, drawn.scale, 2.4)
        assert line
        assert line.right - line.left >= 0.9


def stretches() -> st.SearchStrategy[list[Stretch]]:
    return st.lists(st.tuples(st.floats(40, 300), st.floats(1, 90)).map(lambda pair: (pair[0], sum(pair))), max_size=40)


@given(stretches())
def test_on_a_line_nothing_covers_anything(taken: list[Stretch]) -> None:
    rows = Rows()
    for covers in taken:
        row = next(row for row in range(99) if rows.is_free(row, [covers]))
        rows.take(row, [covers])
    for line in rows.taken:
        ordered = sorted(line)
        assert all(before[1] + APART <= after[0] for before, after in pairwise(ordered))


class TestPoster:
    @pytest.mark.parametrize("language", ["en", "ru"])
    @pytest.mark.parametrize("asked", ASKED)
    def test_everybody_is_named_numbered_or_counted(self, asked: str, language: str) -> None:
        with translation.override(language):
            drawn = sheet(asked)
        named = [found for found in placed(drawn) if found.caption]
        numbered = sorted(found.number for found in placed(drawn) if found.number)
        passing = sum(len(re.findall(r"\d–", line)) for band in drawn.drawn.bands for line in band.throughout)
        left_out = int(re.search(r"\d+", drawn.left_out)[0]) if drawn.left_out else 0  # type: ignore[index]
        lines = Timeline()
        window = lines.window(TimelineQuery.read(QueryDict(asked), lines.lanes))
        assert len(named) + len(numbered) + passing + left_out == window.count
        assert numbered == [note.number for note in drawn.notes] == list(range(1, len(numbered) + 1))

    @pytest.mark.parametrize("asked", ASKED)
    def test_all_of_it_lies_on_the_sheet(self, asked: str) -> None:
        drawn = sheet(asked)
        bands = drawn.drawn.bands
        assert all(before.y + before.height <= after.y + 0.05 for before, after in pairwise(bands))
        assert not bands or bands[-1].y + bands[-1].height <= paper.FOOT + 0.1
        for found in placed(drawn):
            assert paper.LEFT <= found.at <= paper.RIGHT
            for y, _line in found.lines:
                assert drawn.scale.lanes_top < y < paper.FOOT
        for note in drawn.notes:
            assert all(y < paper.HEIGHT for y, _line in note.lines)
        for key in drawn.keys:
            assert all(y < paper.HEIGHT for y, _line in key.lines)

    def test_few_entries_are_set_in_large_letters_and_many_in_small_ones(self) -> None:
        few, some, all_of_them = (sheet(asked).drawn.size for asked in ("person=rozov", "from=1956&to=1960", ""))
        assert few > some > all_of_them >= paper.SMALLEST

    def test_the_whole_museum_is_on_one_sheet(self) -> None:
        drawn = sheet()
        assert drawn.left_out == ""
        assert len(drawn.notes) <= 8

    def test_what_was_asked_is_its_title(self) -> None:
        assert sheet().title.lines == ["Timeline"]
        film = sheet("film=cranes-are-flying&from=1957&to=1958&lane=award&q=palme")
        assert film.title.lines == ["The Cranes Are Flying"]
        assert film.shown.is_film
        assert film.years.lines == ["1957–1958"]
        assert film.chosen == "Award · “palme” · 2 entries"
        with translation.override("ru"):
            assert sheet("person=kalatozov&film=cranes-are-flying").chosen.startswith("Михаил Калатозов · ")

    def test_a_long_title_is_set_on_two_lines_and_stays_on_the_sheet(self) -> None:
        Film.objects.filter(slug="cranes-are-flying").update(title_en="A very long title of a film " * 6)
        title = sheet("film=cranes-are-flying").title
        assert all(width(line, title.size) <= paper.WIDTH for line in title.lines)
        assert 1 <= len(title.lines) <= 2

    def test_how_a_statement_stands_is_said_by_a_sign_and_a_word(self) -> None:
        drawn = sheet()
        disputed = one(drawn, "event-youth-festival")
        assert disputed.sign
        assert disputed.caption
        assert disputed.caption.lines[-1][-1].text == "disputed"
        assert not one(drawn, "event-palme").sign
        assert {"attributed", "disputed"} <= {key.mark for key in drawn.keys}

    def test_a_year_on_the_ruler_is_not_said_again(self) -> None:
        caption = one(sheet("from=1956&to=1960"), "event-ussr-release").caption
        assert caption
        assert caption.lines[0][0].text == "12\N{NO-BREAK SPACE}Oct"

    def test_key_events_choose_first_and_have_larger_marks(self) -> None:
        for number in range(40):
            event(f"e-{number:02}", "1958", importance=2)
        event("most-important", "1958", importance=3)
        drawn = sheet("lane=war&from=1958&to=1958")
        key = one(drawn, "event-most-important")
        assert key.caption
        assert key.row == 0
        assert key.radius > one(drawn, "event-e-00").radius

    def test_those_without_room_have_numbers_and_the_rest_are_counted(self) -> None:
        for number in range(150):
            event(f"e-{number:03}", "1958")
        drawn = sheet("lane=war&from=1958&to=1958")
        assert drawn.notes
        assert {key.mark for key in drawn.keys} >= {"part", "number"}
        assert re.fullmatch(r"And \d+ entries more: see the whole list\.", drawn.left_out)

    def test_too_many_to_name_are_an_outline_of_how_many(self) -> None:
        war = Lane.objects.get(slug="war")
        Event.objects.bulk_create(
            Event(slug=f"e-{n}", title_en="E", date=f"{1900 + n % 90}-05-{1 + n % 28:02}", lane=war, status="published")
            for n in range(900)
        )
        drawn = sheet()
        band = next(band for band in drawn.drawn.bands if band.lane.slug == "war")
        assert band.skirt.startswith("M")
        assert not band.seen
        assert "skirt" in {key.mark for key in drawn.keys}

    def test_what_only_runs_through_the_window_shares_a_bar(self) -> None:
        drawn = sheet("from=1957&to=1958")
        lives = next(band for band in drawn.drawn.bands if band.lane.slug == "lives")
        assert not lives.seen
        assert "Mikhail\N{NO-BREAK SPACE}Kalatozov\N{NO-BREAK SPACE}1903–1973" in " ".join(lives.throughout)

    def test_who_is_put_on_the_ruler_stands_above_the_lanes(self) -> None:
        first, *_others = sheet("beside=life-kalatozov&lane=award").drawn.bands
        assert first.lane.name == "On the ruler"
        assert [found.entry.anchor for found in first.seen] == ["life-kalatozov"]

    def test_a_long_address_is_shown_without_its_query(self) -> None:
        assert [line for _y, line in address_lines("museum.org/timeline/")] == ["museum.org/timeline/"]
        long = address_lines("museum.org/timeline/?" + "&".join(["lane=production-of-films"] * 9))
        assert [line for _y, line in long] == ["museum.org/timeline/"]


@pytest.fixture
def visitor() -> Client:
    return Client()


class TestPosterPage:
    def test_it_leads_back_and_to_the_list_with_the_same_question(self, visitor: Client) -> None:
        html = visitor.get("/timeline/poster/?film=cranes-are-flying&from=1957&x=1").content.decode()
        for path in ("/timeline/", "/timeline/list/"):
            assert f'href="{path}?from=1957&amp;film=cranes-are-flying"' in html
        assert 'content="noindex"' in html

    @pytest.mark.parametrize(
        ("asked", "reading"),
        [
            ("", 0),
            ("from=1956&to=1960", 0),
            ("lane=war&q=Moscow", 0),
            ("film=cranes-are-flying", 1),
            ("film=cranes-are-flying&person=samoilova&place=moscow", 3),
            ("beside=life-kalatozov&beside=film-cranes-are-flying", 5),
        ],
    )
    def test_asked_again_it_is_drawn_already(
        self, visitor: Client, django_assert_num_queries: Any, asked: str, reading: int
    ) -> None:
        address = f"/timeline/poster/?{asked}"
        before = visitor.get(address).content
        with django_assert_num_queries(1 + reading) as queries:
            assert visitor.get(address).content == before
        assert "exhibit_stamp" in queries.captured_queries[0]["sql"]

    def test_what_changed_is_drawn_anew(self, visitor: Client) -> None:
        assert "Another war" not in visitor.get("/timeline/poster/?lane=war").content.decode()
        Event.objects.filter(lane__slug="war").update(title_en="Another war")
        assert "Another war" in visitor.get("/timeline/poster/?lane=war").content.decode()

    def test_each_language_and_each_address_has_its_own(self) -> None:
        english = sheet()
        with translation.override("ru"):
            russian = sheet()
        assert (english.title.lines, russian.title.lines) == (["Timeline"], ["Хроника"])
        elsewhere = poster(Timeline(), TimelineQuery(), (), "elsewhere.org/timeline/")
        assert [line for _y, line in elsewhere.address] == ["elsewhere.org/timeline/"]

    def test_numbers_have_no_decimal_commas_in_russian(self, visitor: Client) -> None:
        html = visitor.get("/ru/timeline/poster/").content.decode()
        drawing = html[html.index('<svg class="poster__sheet') :]
        assert not re.search(r' (?:x|y|d|r|cx|cy|width|height|font-size)="[^"]*\d,\d', drawing)
        assert "Хроника" in drawing

    def test_a_value_that_cannot_be_understood_is_named(self, visitor: Client) -> None:
        for path in ("poster", "list"):
            html = visitor.get(f"/timeline/{path}/?from=57&beside=nobody").content.decode()
            assert "“57” is no year" in html
            assert "“nobody” cannot be put on the ruler" in html

    @pytest.mark.parametrize("path", ["poster", "list"])
    @pytest.mark.parametrize("raw", ["%00", "from=%00", "lane=%FF", f"q={quote('ж' * 90)}", "beside=" + "a" * 9000])
    def test_no_raw_address_breaks_it(self, visitor: Client, path: str, raw: str) -> None:
        assert visitor.get(f"/timeline/{path}/?{raw}").status_code == 200

    @given(st.dictionaries(st.sampled_from(["from", "to"]), st.integers(1, 9999).map("{:04}".format)))
    @effort(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_window_breaks_it(self, visitor: Client, asked: dict[str, str]) -> None:
        assert visitor.get("/timeline/poster/", asked).status_code == 200

    def test_an_empty_museum_has_a_poster_and_a_list(self, visitor: Client) -> None:
        for model in (Event, Film, Person):
            model.objects.update(status="draft")
        for path in ("poster", "list"):
            assert "Nothing here answers" in visitor.get(f"/timeline/{path}/?lane=war").content.decode()


class TestWholeList:
    def whole(self, asked: str = "") -> PrintedList:
        line = Timeline()
        return printed_list(line, TimelineQuery.read(QueryDict(asked), line.lanes))

    def test_it_holds_the_whole_window_once(self) -> None:
        found = self.whole()
        anchors = [entry.anchor for year in found.years for entry in year.entries]
        assert len(anchors) == len(set(anchors)) == found.count == 98
        assert anchors == Timeline().anchors()
        assert not found.more

    def test_what_was_under_way_stands_before_its_years(self) -> None:
        found = self.whole("from=1956&to=1960")
        assert {year.number for year in found.years} == {1956, 1957, 1958, 1959, 1960}
        begun = sum(len(year.entries) for year in found.years)
        assert begun + len(found.under_way) + found.unseen_count == found.count

    def test_more_than_anybody_would_print_goes_on_elsewhere(self, visitor: Client) -> None:
        war = Lane.objects.get(slug="war")
        Event.objects.bulk_create(
            Event(slug=f"e-{n}", title_en="E", date=f"{1900 + n // 10}", lane=war, status="published")
            for n in range(MOST + 50)
        )
        found = self.whole("lane=war")
        assert sum(len(year.entries) for year in found.years) == MOST
        assert found.more == found.count - MOST
        assert found.onward == "from=1959&lane=war"
        html = visitor.get("/timeline/list/?lane=war").content.decode()
        assert 'href="/timeline/list/?from=1959&amp;lane=war"' in html

    def test_a_day_with_more_than_that_does_not_go_in_circles(self) -> None:
        war = Lane.objects.get(slug="war")
        Event.objects.bulk_create(
            Event(slug=f"e-{n}", title_en="E", date="1958-05-18", lane=war, status="published") for n in range(MOST + 5)
        )
        found = self.whole("lane=war&from=1958-05-18")
        assert found.more == 5
        assert found.onward == ""

    def test_the_words_of_a_window(self) -> None:
        line = Timeline()
        query = TimelineQuery.read(QueryDict("from=1957-10&to=1957-10-12&place=moscow"), line.lanes)
        assert query.first
        assert query.last
        says = shown(line, query, query.first, query.last)
        assert (says.title, says.years) == ("Moscow", "Oct 1957 – 12 Oct 1957")
