"""Addresses of the timeline: each entry has its own, old ones lead on, and no window is too wide to be asked."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import cycle
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.models import Award, Citation, Event, Film, Lane, Person, Place, Release
from exhibit.timeline import Timeline, TimelineQuery, around_event, around_film, listing
from exhibit.timeline.loading import with_records
from exhibit.views.take import FORMATS

pytestmark = pytest.mark.django_db

PAGES = ("", "embed/", "list/", "poster/", "data.json", *(f"export/{name}" for name in FORMATS))


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


def read(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


class TestWidestWindows:
    """What a date can say may be asked, to both ends of the calendar."""

    WINDOWS = (
        ("1957", "9999"),
        ("0001", "1957"),
        ("1950", "3950"),
        ("0001", "9999"),
        ("0001", "0001"),
        ("9999-12-31", "9999-12-31"),
        ("", "0001-01-01"),
        ("9999", ""),
    )

    @pytest.fixture
    def ends(self, museum: None) -> list[str]:
        """Entries that lie at the ends of the calendar, by their anchors."""
        dates = ("0001-01-01", "9999-12-31", "../1957", "1957/..", "0001/9999")
        lane = Lane.objects.all()[0]
        for number, date in enumerate(dates):
            Event.objects.create(slug=f"end-{number}", title_en="E", date=date, lane=lane, status="published")
        return [f"event-end-{number}" for number in range(len(dates))]

    def every_page_answers(self, visitor: Client, first: str, last: str) -> None:
        for path, prefix in zip(PAGES, cycle(("", "/ru")), strict=False):
            answer = visitor.get(f"{prefix}/timeline/{path}?from={first}&to={last}")
            assert answer.status_code == 200, path
            assert read(answer)

    @pytest.mark.parametrize(("first", "last"), WINDOWS)
    def test_every_page_answers(self, visitor: Client, first: str, last: str) -> None:
        self.every_page_answers(visitor, first, last)

    @pytest.mark.usefixtures("ends")
    @pytest.mark.parametrize(("first", "last"), WINDOWS)
    def test_every_page_answers_where_entries_lie_there(self, visitor: Client, first: str, last: str) -> None:
        self.every_page_answers(visitor, first, last)

    @pytest.mark.parametrize("query", ["from=9999&to=1957", "from=1957&to=0001", "from=3950&to=1950&lane=war"])
    def test_two_days_in_the_wrong_order_are_exchanged(self, visitor: Client, query: str) -> None:
        for path in ("", "list/", "embed/", "poster/"):
            assert 'role="alert"' in read(visitor.get(f"/timeline/{path}?{query}"))
        for path in ("data.json", "export/timeline.csv"):
            assert visitor.get(f"/timeline/{path}?{query}").status_code == 400

    @pytest.mark.parametrize("path", ["", "list/"])
    @pytest.mark.parametrize("query", ["from=1957&to=9999", "from=0001&to=1957"])
    def test_a_filter_that_leaves_little_or_nothing_changes_nothing(
        self, visitor: Client, path: str, query: str
    ) -> None:
        for more in ("lane=war", "q=unheard"):
            assert visitor.get(f"/timeline/{path}?{query}&{more}").status_code == 200

    @given(st.tuples(*[st.dates().map(lambda day: day.isoformat())] * 2).map(sorted))
    @effort(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_windows_beside_any_other_can_be_asked(self, visitor: Client, days: list[str]) -> None:
        timeline = Timeline()
        found = listing(timeline, TimelineQuery.read(QueryDict(f"from={days[0]}&to={days[1]}"), timeline.lanes))
        for way in filter(None, (found.earlier, found.later)):
            query = TimelineQuery.read(QueryDict(way.address), timeline.lanes)
            assert not query.problems
            assert listing(timeline, query).count == way.count

    def test_each_entry_has_a_page_at_the_ends_of_the_calendar(self, visitor: Client, ends: list[str]) -> None:
        for anchor in ends:
            assert visitor.get(f"/timeline/{anchor}/").status_code == 200
            assert visitor.get("/oembed/", {"url": f"http://testserver/timeline/{anchor}/"}).status_code == 200
            assert visitor.get(f"/events/{anchor.removeprefix('event-')}/").status_code == 200


def rename(model: Any, old: str, new: str) -> None:
    """Give a record another address, as a curator does."""
    record = model.objects.get(slug=old)
    record.slug = new
    record.save()


RELEASE = "release-cranes-are-flying.usa.1960-03-21"


class TestRenamed:
    """What had another address is found under it."""

    def moves(self, visitor: Client, old: str, new: str) -> None:
        for prefix in ("", "/ru"):
            answer = visitor.get(f"{prefix}/timeline/{old}/")
            assert (answer.status_code, answer["Location"]) == (301, f"{prefix}/timeline/{new}/")
            assert answer["Cache-Control"] == "max-age=300"
            assert visitor.get(answer["Location"]).status_code == 200

    @pytest.mark.parametrize(
        ("model", "kind", "slug"),
        [
            (Event, "event", "palme"),
            (Film, "film", "cranes-are-flying"),
            (Person, "life", "kalatozov"),
            (Award, "award", ""),
        ],
    )
    def test_the_old_address_leads_to_the_new_one(self, visitor: Client, model: Any, kind: str, slug: str) -> None:
        kept = [anchor for anchor in Timeline().anchors() if anchor.startswith(f"{kind}-")]
        slug = slug or kept[0].removeprefix(f"{kind}-")
        rename(model, slug, "new-name")
        self.moves(visitor, f"{kind}-{slug}", f"{kind}-new-name")
        rename(model, "new-name", "newer-name")
        self.moves(visitor, f"{kind}-{slug}", f"{kind}-newer-name")
        self.moves(visitor, f"{kind}-new-name", f"{kind}-newer-name")

    @pytest.mark.parametrize(
        ("renamed", "new"),
        [
            ({Film: ("cranes-are-flying", "cranes")}, "release-cranes.usa.1960-03-21"),
            ({Place: ("usa", "america")}, "release-cranes-are-flying.america.1960-03-21"),
            (
                {Film: ("cranes-are-flying", "cranes"), Place: ("usa", "america")},
                "release-cranes.america.1960-03-21",
            ),
        ],
        ids=["film", "place", "both"],
    )
    def test_a_release_is_found_by_the_old_name_of_its_film_and_its_place(
        self, visitor: Client, renamed: dict[Any, tuple[str, str]], new: str
    ) -> None:
        for model, (old_slug, new_slug) in renamed.items():
            rename(model, old_slug, new_slug)
        self.moves(visitor, RELEASE, new)
        assert f'data-anchor="{new}"' in visitor.get(f"/timeline/?entry={RELEASE}").content.decode()
        assert visitor.get("/oembed/", {"url": f"http://testserver/timeline/{RELEASE}/"}).status_code == 200

    def test_the_timeline_opens_what_an_old_address_names(self, visitor: Client) -> None:
        rename(Event, "palme", "grand-prix")
        for path in ("/timeline/", "/ru/timeline/", "/timeline/embed/"):
            html = visitor.get(f"{path}?from=1957&to=1959&entry=event-palme").content.decode()
            assert 'data-anchor="event-grand-prix"' in html
            assert 'role="alert"' not in html

    @pytest.mark.parametrize(
        ("model", "name", "slug"),
        [(Film, "film", "cranes-are-flying"), (Person, "person", "kalatozov"), (Place, "place", "moscow")],
    )
    def test_an_old_name_still_filters(self, visitor: Client, model: Any, name: str, slug: str) -> None:
        before = visitor.get(f"/timeline/data.json?{name}={slug}").json()
        rename(model, slug, "new-name")
        for path in ("", "embed/", "list/", "poster/", "export/timeline.csv"):
            assert visitor.get(f"/timeline/{path}?{name}={slug}").status_code == 200
        after = visitor.get(f"/timeline/data.json?{name}={slug}").json()
        assert after["count"] == before["count"] > 0
        query = TimelineQuery.read(QueryDict(f"{name}={slug}"), Timeline().lanes)
        assert (getattr(query, name), query.problems, query.address()) == ("new-name", (), f"{name}=new-name")

    def test_who_was_put_on_the_ruler_stays_there(self, visitor: Client) -> None:
        rename(Person, "kalatozov", "mikhail")
        rename(Film, "cranes-are-flying", "cranes")
        query = "beside=life-kalatozov&beside=film-cranes-are-flying"
        document = visitor.get(f"/timeline/data.json?{query}").json()
        assert [companion["id"] for companion in document["beside"]] == ["life-mikhail", "film-cranes"]
        for path in ("", "embed/", "list/", "poster/"):
            assert "cannot be put on the ruler" not in visitor.get(f"/timeline/{path}?{query}").content.decode()

    def test_a_list_goes_on_after_what_was_renamed(self, visitor: Client) -> None:
        rename(Event, "palme", "grand-prix")
        assert "cannot go on after" not in read(visitor.get("/timeline/?after=event-palme"))
        timeline = Timeline()
        old, new = (listing(timeline, TimelineQuery(after=f"event-{slug}")).years for slug in ("palme", "grand-prix"))
        assert [entry.anchor for year in old for entry in year.entries] == [
            entry.anchor for year in new for entry in year.entries
        ]
        assert old[0].number == 1958

    def test_its_frame_shows_it_under_its_name_of_today(self, visitor: Client) -> None:
        rename(Event, "palme", "grand-prix")
        old, new = (
            visitor.get("/oembed/", {"url": f"http://testserver/timeline/event-{slug}/"})
            for slug in ("palme", "grand-prix")
        )
        assert old.status_code == 200
        assert old.json() == new.json()
        [address] = re.findall(r'src="([^"]+)"', old.json()["html"])
        assert parse_qs(urlsplit(address.replace("&amp;", "&")).query)["entry"] == ["event-grand-prix"]

    def test_an_old_name_tells_nothing_of_a_draft(self, visitor: Client) -> None:
        rename(Event, "palme", "grand-prix")
        rename(Film, "cranes-are-flying", "cranes")
        rename(Person, "kalatozov", "mikhail")
        for model in (Event, Film, Person):
            model.objects.filter(slug__in=["grand-prix", "cranes", "mikhail"]).update(status="draft")
        for anchor in ("event-palme", "film-cranes-are-flying", "life-kalatozov", RELEASE):
            assert visitor.get(f"/timeline/{anchor}/").status_code == 404
        for query in ("film=cranes-are-flying", "person=kalatozov", "beside=life-kalatozov"):
            assert visitor.get(f"/timeline/data.json?{query}").status_code == 400

    def test_a_name_taken_by_another_is_that_one_s(self, visitor: Client) -> None:
        rename(Event, "palme", "grand-prix")
        rename(Event, "victory", "palme")
        assert visitor.get("/timeline/event-palme/").status_code == 200
        found = Timeline().find("event-palme")
        assert found
        assert found.year == 1945


@pytest.mark.parametrize("path", ["/timeline/{}/", "/timeline/?entry={}", "/ru/timeline/{}/"])
class TestOpened:
    """An entry has its evidence and its links, at its own address and where the timeline opens it."""

    LINKS = {
        "event-palme": ("/events/palme/", "/places/cannes/", "/films/cranes-are-flying/"),
        "film-cranes-are-flying": ("/films/cranes-are-flying/", "/timeline/?beside=film-cranes-are-flying"),
        RELEASE: ("/films/cranes-are-flying/", "/places/usa/"),
        "life-kalatozov": ("/people/kalatozov/", "/timeline/?beside=life-kalatozov"),
        "award-cannes58-orange": ("/awards/cannes-custom/cannes58-orange/", "/people/samoilova/"),
    }

    def card(self, visitor: Client, address: str) -> Any:
        document = html5lib.parse(read(visitor.get(address)), namespaceHTMLElements=False)
        [card] = [one for one in document.iter("article") if one.get("id") == "entry"]
        return card

    @pytest.mark.parametrize("anchor", LINKS)
    def test_it_names_its_sources(self, visitor: Client, path: str, anchor: str) -> None:
        entry = Timeline().find(anchor)
        assert entry
        with_records([entry])
        record: Any = entry.record
        cited = Citation.objects.filter(**{record._meta.model_name: record})
        sources = {(citation.source.title, citation.source.url or None) for citation in cited}
        card = self.card(visitor, path.format(anchor))
        [evidence] = [one for one in card.iter("div") if one.get("class") == "entry-card__evidence"]
        shown = [one for one in evidence.iter() if one.get("class") == "source"]
        assert {("".join(one.itertext()), one.get("href")) for one in shown} == sources
        assert sources

    @pytest.mark.parametrize("anchor", LINKS)
    def test_it_leads_to_its_record_and_its_place(self, visitor: Client, path: str, anchor: str) -> None:
        hrefs = {link.get("href") for link in self.card(visitor, path.format(anchor)).iter("a")}
        prefix = "/ru" if path.startswith("/ru") else ""
        assert {f"{prefix}{address}" for address in self.LINKS[anchor]} <= hrefs

    @pytest.mark.parametrize("anchor", ["event-palme", "film-cranes-are-flying"])
    def test_it_says_what_happened_meanwhile(self, visitor: Client, path: str, anchor: str) -> None:
        entry = Timeline().find(anchor)
        assert entry
        with_records([entry])
        record: Any = entry.record
        with translation.override("ru" if path.startswith("/ru") else "en"):
            found = around_event(record) if isinstance(record, Event) else around_film(record, record.date)
            expected = [(near.distance, near.record.get_absolute_url()) for near in found]
        card = self.card(visitor, path.format(anchor))
        [meanwhile] = [one for one in card.iter("div") if one.get("class") == "entry-card__meanwhile"]
        told = [("".join(one.find("span").itertext()), one.find("a").get("href")) for one in meanwhile.iter("li")]
        assert told == expected
        assert len(told) > 2


class Named(HTMLParser):
    """Collects the ids of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]


class TestReleases:
    """Releases of one film at one place are told apart by what is known of their dates."""

    DATES = ("1999", "1999-01", "1999-01-01", "1999/2000", "1999~", "1999-01-01/1999-01-02")
    PLACE = "release-cranes-are-flying.paris"

    @pytest.fixture(autouse=True)
    def _releases(self, museum: None) -> None:
        film, place = Film.objects.get(slug="cranes-are-flying"), Place.objects.get(slug="paris")
        for date in self.DATES:
            Release.objects.create(film=film, place=place, date=date, kind_en="Return", note_en=f"Note of {date}.")

    @property
    def anchors(self) -> list[str]:
        return [f"{self.PLACE}.{date.replace('/', '_')}" for date in self.DATES]

    def test_each_has_a_name_of_its_own(self) -> None:
        found = Counter(Timeline().anchors())
        assert {anchor: found[anchor] for anchor in self.anchors} == dict.fromkeys(self.anchors, 1)

    def test_each_name_leads_to_its_own_record(self) -> None:
        timeline = Timeline()
        for anchor, date in zip(self.anchors, self.DATES, strict=True):
            entry = timeline.find(anchor)
            assert entry
            assert (entry.anchor, str(entry.date)) == (anchor, date)
            [loaded] = with_records([entry])
            assert isinstance(loaded.record, Release)
            assert loaded.record.note == f"Note of {date}."

    @pytest.mark.parametrize("prefix", ["", "/ru"])
    def test_each_has_a_page_with_its_own_note(self, prefix: str) -> None:
        for anchor, date in zip(self.anchors, self.DATES, strict=True):
            answer = Client().get(f"{prefix}/timeline/{anchor}/")
            assert answer.status_code == 200
            html = answer.content.decode().replace("\u00a0", " ")
            assert re.findall(r"Note of ([^<]+)\.", html) == [date]

    def test_a_place_and_a_date_that_have_none_are_no_address(self) -> None:
        for name in ("1998", "1999-01-02", "1999_2001", "1999/2000", "spring", "", "1999.1999"):
            assert Client().get(f"/timeline/{self.PLACE}.{name}/").status_code == 404

    @pytest.mark.parametrize("path", ["", "embed/", "list/"])
    @pytest.mark.parametrize("query", ["from=1999&to=1999", "from=1999-01-02&to=2001", ""])
    def test_a_page_gives_no_name_twice(self, path: str, query: str) -> None:
        ids = Counter(Named(Client().get(f"/timeline/{path}?{query}").content.decode()).ids)
        assert [name for name, times in ids.items() if times > 1] == []
        if query.startswith("from=1999&"):
            assert set(self.anchors) <= set(ids)

    def test_files_tell_them_apart(self) -> None:
        calendar = read(Client().get("/timeline/export/timeline.ics?place=paris&from=1999&to=2000"))
        unfolded = calendar.replace("\r\n ", "")
        uids = [uid for uid in re.findall(r"UID:(.*)@", unfolded) if uid.startswith(self.PLACE)]
        assert sorted(uids) == sorted(self.anchors)
        entries = json.loads(read(Client().get("/timeline/export/timeline.json?place=paris&from=1999&to=2000")))
        texts = {entry["id"]: entry.get("text") for entry in entries["entries"]}
        for anchor, date in zip(self.anchors, self.DATES, strict=True):
            assert texts[anchor] == f"Note of {date}."
