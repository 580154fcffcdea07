"""The timeline taken along in files: whole, as it is known, and safe in whatever opens them."""

import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from exhibit.dates import UncertainDate
from exhibit.interop import timelinejs
from exhibit.interop.calendar import escaped, folded
from exhibit.interop.spreadsheet import COLUMNS, PLAIN
from exhibit.models import Event, Lane, Person, Place
from exhibit.timeline import Timeline, TimelineQuery
from exhibit.timeline import whole as wholes
from exhibit.timeline.whole import Whole, whole
from exhibit.views.take import FORMATS

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


@pytest.fixture
def lane(museum: None) -> Lane:
    """The only lane: there is nothing else."""
    Event.objects.all().delete()
    Person.objects.update(status="draft")
    Lane.objects.all().delete()
    return Lane.objects.create(slug="all", name_en="All", name_ru="Все", mark="history")


Many = Callable[..., list[Event]]


@pytest.fixture
def many(lane: Lane) -> Many:
    """Make published events of given dates at once; fields are the same for all."""

    def make(*dates: str, **fields: Any) -> list[Event]:
        first = Event.objects.count()
        return Event.objects.bulk_create(
            Event(
                **{"slug": f"e{first + index}", "title_en": f"Event {first + index}", "lane": lane}
                | {"date": UncertainDate.parse(date), "status": "published", "evidence_status": "verified"}
                | fields
            )
            for index, date in enumerate(dates)
        )

    return make


def fetched(visitor: Client, name: str, query: str = "", prefix: str = "") -> str:
    """Return a file as it arrives, after the language of its request is gone."""
    answer = visitor.get(f"{prefix}/timeline/export/{name}?{query}")
    assert answer.status_code == 200, answer.content
    with translation.override("de"):
        return b"".join(answer.streaming_content).decode()


def rows(text: str) -> list[dict[str, str]]:
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def all_of(query: str = "") -> Whole:
    line = Timeline()
    return whole(line, TimelineQuery.read(QueryDict(query), line.lanes))


def anchors(query: str = "") -> list[str]:
    return [told.entry.anchor for told in all_of(query).told()]


Property = tuple[str, str, str]


def components(text: str) -> Iterator[list[Property]]:
    """Read iCalendar as strictly as RFC 5545 writes it: the calendar's own properties, then those of each event."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded: list[str] = []
    for line in lines:
        if line.startswith(" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    found: list[list[Property]] = [[]]
    for line in unfolded:
        match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", line)
        assert match, line
        if line == "BEGIN:VEVENT":
            found.append([])
        found[-1].append((match[1], match[2], match[3]))
    assert found[0][0] == ("BEGIN", "", "VCALENDAR")
    assert [name for name, _parameters, _value in found[0]].count("VERSION") == 1
    assert found[-1].pop() == ("END", "", "VCALENDAR")
    for event in found[1:]:
        assert event[0] == ("BEGIN", "", "VEVENT")
        assert event[-1] == ("END", "", "VEVENT")
        names = [name for name, _parameters, _value in event]
        assert len(set(names)) == len(names)
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(names)
    yield from found


def events(text: str) -> list[dict[str, str]]:
    return [{name: read(value) for name, _parameters, value in event} for event in list(components(text))[1:]]


def read(value: str) -> str:
    """Return the text that an escaped one means."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", re.sub(r"^https?:.*", "", value))
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


class TestWhole:
    """A file leaves nothing out and says nothing twice."""

    QUERIES = (
        "",
        "from=1941&to=1945",
        "from=1957-10&to=1957-10",
        "lane=war&lane=release",
        "film=cranes-are-flying",
        "person=kalatozov",
        "place=moscow",
        "q=Cannes",
        "film=cranes-are-flying&person=samoilova&lane=release&lane=award&q=cannes&from=1957&to=1960",
        "from=2190",
    )

    @pytest.mark.parametrize("query", QUERIES)
    @pytest.mark.parametrize("per_query", [3, 1000])
    def test_it_has_what_the_window_counts(
        self, museum: None, monkeypatch: pytest.MonkeyPatch, query: str, per_query: int
    ) -> None:
        monkeypatch.setattr(wholes, "PER_QUERY", per_query)
        found = anchors(query)
        line = Timeline()
        window = line.window(TimelineQuery.read(QueryDict(query), line.lanes), 8000)
        assert len(found) == len(set(found)) == window.count
        if not window.crowded and not window.more:
            assert found == [entry.anchor for entry in window.entries]

    @pytest.mark.parametrize("per_query", [1, 7, 20, 1000])
    def test_those_that_begin_on_one_day_are_parted_without_a_loss(
        self, many: Many, monkeypatch: pytest.MonkeyPatch, per_query: int
    ) -> None:
        monkeypatch.setattr(wholes, "PER_QUERY", per_query)
        many(*["1957"] * 9, *["1957-01-01"] * 9, *["1957-01"] * 9, importance=1)
        many(*["1957"] * 9, *["1957/1958"] * 9, *["1900/1999"] * 4, importance=3)
        found = list(all_of("from=1950").told())
        keys = [
            (told.entry.date.earliest, told.entry.date.latest, -told.entry.weight, told.entry.slug) for told in found
        ]
        assert len(keys) == 49
        assert keys == sorted(keys)

    def test_a_life_without_a_known_death_comes_while_it_may_last(self, lane: Lane) -> None:
        Lane.objects.create(slug="lives", name_en="Lives", mark="life", gathers="lives")
        Person.objects.create(slug="ann", name_en="Ann", sort_name_en="Ann", birth="1850", status="published")
        Person.objects.create(slug="bob", name_en="Bob", sort_name_en="Bob", death="1950~", status="published")
        assert anchors("from=1940&to=1945") == ["life-ann"]
        assert anchors("from=1949&to=1970") == ["life-ann", "life-bob"]
        assert anchors("from=1970") == []

    def test_thousands_take_the_same_few_queries_for_each_part(
        self, many: Many, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        first = datetime.date(1950, 1, 1)
        many(*[(first + datetime.timedelta(days=day)).isoformat() for day in range(5000)])
        found = all_of()
        with django_assert_num_queries(6 * 1 + 5 * 2):  # six parts, the last of nothing; texts and places of five
            assert sum(1 for _told in found.told()) == 5000

    def test_a_part_is_asked_for_when_the_one_before_is_gone(
        self, many: Many, visitor: Client, django_assert_max_num_queries: Any
    ) -> None:
        many(*["1957-10-12"] * 3000)
        answer = visitor.get("/timeline/export/timeline.csv")
        assert answer.streaming
        with django_assert_max_num_queries(3):
            assert len(next(iter(answer.streaming_content)).splitlines()) == 200

    def test_what_is_saved_meanwhile_moves_nothing(self, many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wholes, "PER_QUERY", 10)
        many(*["1957"] * 25)
        coming = all_of().told()
        found = [next(coming).entry.anchor for _index in range(10)]
        many("1940/1957", "1956/1957")
        assert sorted(found + [told.entry.anchor for told in coming]) == sorted(f"event-e{n}" for n in range(25))

    def test_it_tells_the_text_and_a_place_that_visitors_may_see(self, many: Many) -> None:
        here = Place.objects.create(slug="here", name_en="Here", status="published")
        away = Place.objects.create(slug="away", name_en="Away", status="draft")
        many("1957", description_en="In English", description_ru="По русски", place=here)
        many("1958", description_en="Only in English", place=away)
        with translation.override("ru"):
            told = [(one.text, one.language, one.place) for one in all_of().told()]
        assert told == [("По\u00a0русски", "ru", "Here"), ("Only in English", "en", "")]

    def test_drafts_stay_at_home(self, many: Many, visitor: Client) -> None:
        many("1957", status="draft")
        assert rows(fetched(visitor, "timeline.csv")) == []


class TestLives:
    """A life is one EDTF interval, whatever is known of its ends: the standard has none within another."""

    @pytest.mark.parametrize(
        ("birth", "death", "edtf"),
        [
            ("1903-12-28", "1973-03", "1903-12-28/1973-03"),
            ("1890/1895", "1960", "1890~/1960"),
            ("1900", "1960/1965", "1900/1965~"),
            ("1890/1895", "1960/1965", "1890~/1965~"),
            ("1890~/1895?", "1960%/1965-03~", "1890~/1965-03~"),
            ("1890/..", "1960", "1890~/1960"),
            ("../1895", "1960", "1895~/1960"),
            ("1900", "1960/..", "1900/1960~"),
            ("1900", "../1965", "1900/1965~"),
            ("1903?", "1973~", "1903?/1973~"),
            ("190X", "1973-21", "190X/1973-21"),
            ("1890/1895", None, "1890~/"),
            ("1890-03/1890-05", None, "1890-03~/"),
            (None, "1960/1965", "/1965~"),
            ("1903", None, "1903/"),
            (None, "1973", "/1973"),
        ],
    )
    def test_a_life_says_what_is_known_of_its_ends(
        self, lane: Lane, visitor: Client, birth: str | None, death: str | None, edtf: str
    ) -> None:
        Lane.objects.create(slug="lives", name_en="Lives", mark="life", gathers="lives")
        Person.objects.create(
            slug="ann", name_en="Ann", sort_name_en="Ann", birth=birth, death=death, status="published"
        )
        entry = Timeline().find("life-ann")
        assert entry
        assert entry.edtf == edtf
        read = UncertainDate.parse(edtf)
        assert read.is_interval
        assert birth is None or read.earliest >= UncertainDate.parse(birth).earliest
        assert death is None or read.latest <= UncertainDate.parse(death).latest
        [row] = rows(fetched(visitor, "timeline.csv"))
        assert row["date"] == edtf
        [found] = visitor.get("/timeline/data.json").json()["entries"]
        assert found["date"] == edtf


class TestFiles:
    """What is the same for all of them."""

    @pytest.mark.parametrize("name", FORMATS)
    def test_a_file_is_attached_and_is_no_page(self, visitor: Client, name: str) -> None:
        answer = visitor.get(f"/timeline/export/{name}?from=1941&to=1945-05&film=cranes-are-flying")
        stem, _dot, ending = name.partition(".")
        wanted = f'attachment; filename="{stem}-cranes-are-flying-1941-1945-05.{ending}"'
        assert answer["Content-Disposition"] == wanted
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies

    @pytest.mark.parametrize("name", FORMATS)
    def test_the_same_data_gives_the_same_bytes(self, visitor: Client, name: str) -> None:
        assert fetched(visitor, name) == fetched(visitor, name)

    @pytest.mark.parametrize("name", FORMATS)
    def test_it_speaks_the_language_of_its_address_to_its_end(self, visitor: Client, name: str) -> None:
        text = fetched(visitor, name, prefix="/ru").replace("\r\n ", "").translate(PLAIN)
        first, *_between, last = anchors()
        with translation.override("ru"):
            titles = [Timeline().find(anchor).title.translate(PLAIN) for anchor in (first, last)]
        assert all(escaped(title) in text or title in text for title in titles)
        assert f"{SITE}/ru/timeline/{last}/" in text

    @pytest.mark.parametrize("name", FORMATS)
    def test_nothing_is_a_file_too(self, visitor: Client, name: str) -> None:
        assert fetched(visitor, name, "from=2190")

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("from=abc", "“abc” is no year, month or day."),
            ("lane=opera", "There is no lane “opera”."),
            ("from=1960&to=1950", "1960 lies after 1950"),
            ("beside=event-x", "“event-x” cannot be put on the ruler."),
        ],
    )
    def test_what_cannot_be_understood_is_said_in_plain_words(self, visitor: Client, query: str, words: str) -> None:
        answer = visitor.get(f"/timeline/export/timeline.csv?{query}")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert words in answer.content.decode()

    @pytest.mark.parametrize("name", ["timeline.xml", "timelinejs.csv", "csv", "..", "timeline.csv/"])
    def test_there_are_no_others(self, visitor: Client, name: str) -> None:
        assert visitor.get(f"/timeline/export/{name}").status_code == 404

    def test_nothing_is_written_by_asking(self, visitor: Client) -> None:
        assert visitor.post("/timeline/export/timeline.csv").status_code == 405
        assert visitor.head("/timeline/export/timeline.csv").status_code == 200


class TestSpreadsheet:
    def test_a_row_says_what_is_known_and_no_more(self, many: Many, visitor: Client) -> None:
        many("1957~", title_en="A “title”, with a comma", evidence_status="attributed", description_en="One\n\ntwo")
        [row] = rows(fetched(visitor, "timeline.csv"))
        assert tuple(row) == COLUMNS
        assert row == {
            "id": "event-e0",
            "kind": "event",
            "lane": "All",
            "title": "A “title”, with a comma",
            "language": "en",
            "date": "1957~",
            "words": "c. 1957",
            "earliest": "1957-01-01",
            "latest": "1957-12-31",
            "certainty": "unsure",
            "standing": "attributed",
            "importance": "2",
            "place": "",
            "text": "One\n\ntwo",
            "text_language": "en",
            "address": f"{SITE}/timeline/event-e0/",
        }

    def test_lines_end_as_the_standard_says(self, many: Many, visitor: Client) -> None:
        many("1957", "1958")
        assert fetched(visitor, "timeline.csv").count("\r\n") == 3

    @pytest.mark.parametrize(
        "title", ['=HYPERLINK("http://x.example","y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\u00a0=1"[1:]]
    )
    def test_no_cell_is_a_formula(self, many: Many, visitor: Client, title: str) -> None:
        many("1957", title_en=title, description_en=title)
        [row] = rows(fetched(visitor, "timeline.csv"))
        assert row["title"][0] == row["text"][0] == "'"

    def test_an_open_end_is_empty(self, many: Many, visitor: Client) -> None:
        many("1959/..", "../1940")
        bounds = [(row["earliest"], row["latest"]) for row in rows(fetched(visitor, "timeline.csv"))]
        assert bounds == [("", "1940-12-31"), ("1959-01-01", "")]

    def test_words_can_be_found_by_typing_them(self, many: Many, visitor: Client) -> None:
        many("1957-10-12", title_en="Premiere", title_ru="Премьера в Москве")
        [row] = rows(fetched(visitor, "timeline.csv", prefix="/ru"))
        assert (row["title"], row["words"], row["lane"]) == ("Премьера в Москве", "12 октября 1957 г.", "Все")


class TestCalendar:
    @pytest.mark.parametrize(
        ("date", "start", "end", "summary"),
        [
            ("1957-10-12", "19571012", "19571013", "Event 0"),
            ("1957-10", "19571001", "19571101", "Event 0 (October 1957)"),
            ("1957", "19570101", "19580101", "Event 0 (1957)"),
            ("1957~", "19570101", "19580101", "Event 0 (c. 1957)"),
            ("1957-10-12?", "19571012", "19571013", "Event 0 (probably 12 October 1957)"),
            ("195X", "19500101", "19600101", "Event 0 (1950s)"),
            ("1957-21", "19570301", "19570601", "Event 0 (spring 1957)"),
            ("1941-06-22/1945-05-09", "19410622", "19450510", "Event 0"),
            ("1941/1945-05-09", "19410101", "19450510", "Event 0 (1941 – 9 May 1945)"),
            ("1959/..", "19590101", "19600101", None),
            ("../1957-10", "19571001", "19571101", None),
            ("0001", "00010101", "00020101", None),
            ("1582-10", "15821001", "15821101", "Event 0 (October 1582)"),
            ("9999", "99990101", "99991231", None),
            ("9999-12-31", "99991231", None, "Event 0"),
        ],
    )
    def test_an_entry_covers_all_days_that_it_may_mean(
        self, many: Many, visitor: Client, date: str, start: str, end: str | None, summary: str | None
    ) -> None:
        many(date)
        [event] = events(fetched(visitor, "timeline.ics"))
        assert (event["DTSTART"], event.get("DTEND")) == (start, end)
        words = UncertainDate.parse(date).words().replace("\u00a0", " ")
        assert event["SUMMARY"].replace("\u00a0", " ") == (summary or f"Event 0 ({words})")
        assert event["DESCRIPTION"].replace("\u00a0", " ") == words

    def test_days_are_dates_and_not_midnights(self, visitor: Client) -> None:
        found = list(components(fetched(visitor, "timeline.ics")))
        days = [part for event in found[1:] for part in event if part[0] in ("DTSTART", "DTEND")]
        assert {parameters for _name, parameters, _value in days} == {";VALUE=DATE"}
        assert all(re.fullmatch(r"\d{8}", value) for _name, _parameters, value in days)

    @pytest.mark.parametrize("prefix", ["", "/ru"])
    def test_the_whole_museum_is_a_calendar(self, visitor: Client, prefix: str) -> None:
        found = events(fetched(visitor, "timeline.ics", prefix=prefix))
        assert [event["UID"] for event in found] == [f"{anchor}@testserver" for anchor in anchors()]
        assert all(event["URL"].startswith(f"{SITE}{prefix}/timeline/") for event in found)

    def test_text_is_escaped_byte_for_byte(self, many: Many, visitor: Client) -> None:
        many("1957-10-12", title_en="a,b;c\\d:e", description_en="One\r\ntwo\x0b", evidence_status="disputed")
        text = fetched(visitor, "timeline.ics")
        assert "\r\nSUMMARY:a\\,b\\;c\\\\d:e\r\n" in text
        assert "\r\nDESCRIPTION:12\u00a0October 1957 (disputed)\\n\\nOne\\ntwo\r\n" in text

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_what_is_escaped_is_read_again(self, text: str) -> None:
        kept = "".join(letter for letter in text if letter in "\n\t" or (letter >= " " and letter != "\x7f"))
        assert read(escaped(text)) == kept

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
    def test_a_folded_line_is_short_and_the_same(self, line: str) -> None:
        parts = folded(line).removesuffix("\r\n").split("\r\n")
        assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
        assert all(part[0] == " " for part in parts[1:])
        assert all(len(part.encode()) <= 75 for part in parts)

    def test_folding_counts_bytes(self) -> None:
        assert folded("x" * 75) == "x" * 75 + "\r\n"
        assert folded("x" * 76) == "x" * 75 + "\r\n x\r\n"
        assert folded("x" + "я" * 38) == "x" + "я" * 37 + "\r\n я\r\n"


class TestTimelineJS:
    @pytest.mark.parametrize(
        ("date", "start", "end", "words"),
        [
            ("1957-10-12", {"year": 1957, "month": 10, "day": 12}, None, "12 October 1957"),
            ("1957-10~", {"year": 1957, "month": 10}, None, "c. October 1957"),
            ("195X", {"year": 1950}, None, "1950s"),
            ("1941-06-22/1945", {"year": 1941, "month": 6, "day": 22}, {"year": 1945}, "22 June 1941 – 1945"),
            ("1959/..", {"year": 1959}, None, None),
            ("../1957-10", {"year": 1957, "month": 10}, None, None),
        ],
    )
    def test_a_slide_has_only_what_is_known(
        self, many: Many, visitor: Client, date: str, start: dict[str, int], end: dict[str, int] | None, words: str
    ) -> None:
        many(date)
        [slide] = json.loads(fetched(visitor, "timelinejs.json"))["events"]
        assert (slide["start_date"], slide.get("end_date")) == (start, end)
        shown = slide["display_date"].replace("\u00a0", " ")
        assert shown == (words or UncertainDate.parse(date).words().replace("\u00a0", " "))

    def test_a_life_ends_where_a_death_is_known(self, lane: Lane, visitor: Client) -> None:
        Lane.objects.create(slug="lives", name_en="Lives", mark="life", gathers="lives")
        dates = {"ann": ("1903", "1973-03"), "bob": ("1910", None), "cid": (None, "1980")}
        for slug, (birth, death) in dates.items():
            Person.objects.create(
                slug=slug, name_en=slug, sort_name_en=slug, birth=birth, death=death, status="published"
            )
        slides = json.loads(fetched(visitor, "timelinejs.json"))["events"]
        assert [(one["start_date"], one.get("end_date")) for one in slides] == [
            ({"year": 1903}, {"year": 1973, "month": 3}),
            ({"year": 1910}, None),
            ({"year": 1980}, None),
        ]

    def test_what_it_takes_for_html_is_text(self, many: Many, visitor: Client) -> None:
        Lane.objects.update(name_en="A <b>lane</b>")
        many("1957", title_en="<script>alert(1)</script>", description_en="a < b\n\n<img src=x onerror=y>")
        text = fetched(visitor, "timelinejs.json")
        [slide] = json.loads(text)["events"]
        assert set(re.findall(r"<(\w+)", text)) == {"p", "a"}
        assert slide["group"] == "A &lt;b&gt;lane&lt;/b&gt;"
        assert slide["text"]["text"] == (
            "<p>a\u00a0&lt; b</p><p>&lt;img src=x onerror=y&gt;</p>"
            f'<p><a href="{SITE}/timeline/event-e0/">See it at the museum</a></p>'
        )

    @pytest.mark.parametrize("prefix", ["", "/ru"])
    def test_our_own_import_reads_it_and_knows_every_event_again(self, visitor: Client, prefix: str) -> None:
        content = fetched(visitor, "timelinejs.json", prefix=prefix).encode()
        plan = timelinejs.draft(timelinejs.read(content, "timelinejs.json"), timelinejs.Wishes())
        outcomes = dict(zip(["", *anchors()], (line.outcome for line in plan.lines), strict=True))
        assert {outcome for anchor, outcome in outcomes.items() if anchor.startswith("event-")} == {"here"}
        assert "refused" not in outcomes.values()


class TestData:
    def test_entries_are_those_of_the_window_with_their_texts(self, visitor: Client) -> None:
        query = "film=cranes-are-flying&lane=release&beside=life-kalatozov"
        document = json.loads(fetched(visitor, "timeline.json", query, "/ru"))
        window = visitor.get(f"/ru/timeline/data.json?{query}").json()
        assert {name: document[name] for name in ("version", "language", "window", "extent", "count")} == {
            name: window[name] for name in ("version", "language", "window", "extent", "count")
        }
        assert [one["id"] for one in document["beside"]] == ["life-kalatozov"]
        assert any(entry.get("text") and entry.get("place") for entry in document["entries"])
        for whole_entry, entry in zip(document["entries"], window["entries"], strict=True):
            assert whole_entry.get("text_lang", "ru") == "ru"
            for name in ("url", "record"):
                entry[name] = SITE + entry[name]
            assert entry.items() <= whole_entry.items()

    def test_the_count_is_right(self, visitor: Client) -> None:
        document = json.loads(fetched(visitor, "timeline.json"))
        assert document["count"] == len(document["entries"]) == sum(lane["count"] for lane in document["lanes"])
