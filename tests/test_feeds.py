"""Feeds and the calendar of exhibits: what appeared, when it did, and nothing that visitors do not see."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from defusedxml import ElementTree
from django.test import Client
from django.utils import timezone, translation
from lxml import etree

from exhibit.models import Award, Edition, Event, Exhibit, Film, PastSlug
from exhibit.models.record import nouns
from exhibit.publishing.editions import release
from exhibit.publishing.news import MOST
from tests.fetched import unpacked

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
MARK = "zanzibarquux"
DAY = datetime.timedelta(days=1)
CRANES = "/exhibits/the-cranes-are-flying/"
LISTS = ("/feeds/new.atom", "/feeds/editions.atom", "/exhibits/coming.ics", "/sitemap/exhibits-0.xml")


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


@pytest.fixture
def edition(museum: None) -> Edition:
    exhibit = Exhibit.objects.published().get()
    return release(exhibit, title_en="As it opened", title_ru="К открытию", note_en="The first words.")


def read(visitor: Client, path: str) -> Any:
    """A feed as a reader of feeds understands it; each is well-formed, and all that the standard asks for is there."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.id == f"{SITE}{path}" == next(one.href for one in feed.feed.links if one.rel == "self")
    assert feed.feed.title
    assert feed.feed.author
    assert feed.feed.updated_parsed
    ids = [entry.id for entry in feed.entries]
    assert len(ids) == len(set(ids))
    for entry in feed.entries:
        assert entry.id.startswith("tag:testserver,")
        assert entry.title
        assert entry.updated_parsed <= feed.feed.updated_parsed
        [page] = [link for link in entry.links if link.rel == "alternate"]
        assert page.hreflang == feed.feed.language
        assert {link.hreflang for link in entry.links} == {"en", "ru"}
    return feed


def text(visitor: Client, path: str) -> str:
    return visitor.get(path).getvalue().decode()


def appear(model: Any, slug: str, days_ago: float) -> None:
    model.objects.filter(slug=slug).update(publish_at=timezone.now() - days_ago * DAY)


@pytest.mark.parametrize(
    "path", ["/feeds/new.atom", "/ru/feeds/new.atom", "/feeds/editions.atom", f"{CRANES}editions.atom"]
)
def test_each_feed_is_as_the_standards_grammar_has_it(visitor: Client, edition: Edition, path: str) -> None:
    appear(Film, "cranes-are-flying", 3)
    grammar = etree.RelaxNG(file=str(unpacked("lxml-6.1.3.tar.gz") / "doc" / "s5" / "ep2008" / "atom.rng"))
    feed = etree.fromstring(visitor.get(path).getvalue())
    assert feed.find("{*}entry") is not None
    grammar.assertValid(feed)
    feed.remove(feed.find("{*}id"))
    assert not grammar.validate(feed)


class TestNew:
    def test_a_record_is_new_on_the_day_that_a_curator_gave_it(self, visitor: Client) -> None:
        appear(Film, "cranes-are-flying", 3)
        appear(Event, "palme", 1)
        feed = read(visitor, "/feeds/new.atom")
        assert [entry.title for entry in feed.entries] == ["Palme d’Or", "The Cranes Are Flying"]
        assert feed.entries[1].link == f"{SITE}/films/cranes-are-flying/"
        assert feed.entries[1].tags[0].term == "Film"
        assert feed.entries[1].summary
        assert feed.feed.updated_parsed == feed.entries[0].updated_parsed

    def test_without_a_day_nothing_is_new(self, visitor: Client) -> None:
        feed = read(visitor, "/feeds/new.atom")
        assert feed.entries == []
        assert feed.feed.updated == "1970-01-01T00:00:00+00:00"

    def test_editions_are_new_when_they_are_released(self, visitor: Client, edition: Edition) -> None:
        feed = read(visitor, "/feeds/new.atom")
        assert [entry.link for entry in feed.entries] == [f"{SITE}{edition.get_absolute_url()}"]
        assert feed.entries[0].summary == "The first words."

    def test_each_language_has_its_own(self, visitor: Client) -> None:
        appear(Film, "cranes-are-flying", 3)
        feed = read(visitor, "/ru/feeds/new.atom")
        assert feed.feed.language == "ru"
        assert feed.entries[0].title == "Летят журавли"
        assert feed.entries[0].link == f"{SITE}/ru/films/cranes-are-flying/"
        assert feed.entries[0].id != read(visitor, "/feeds/new.atom").entries[0].id

    def test_a_text_that_is_not_translated_says_its_language(self, visitor: Client) -> None:
        appear(Film, "cranes-are-flying", 3)
        Film.objects.update(title_ru="", significance_ru="")
        root = ElementTree.fromstring(visitor.get("/ru/feeds/new.atom").content)
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        title = root.find("{*}entry/{*}title")
        assert (root.get(lang), title.get(lang), title.text) == ("ru", "en", "The Cranes Are Flying")

    def test_an_entry_keeps_its_name_when_its_address_changes(self, visitor: Client) -> None:
        appear(Film, "cranes-are-flying", 3)
        before = read(visitor, "/feeds/new.atom").entries[0]
        film = Film.objects.get(slug="cranes-are-flying")
        film.slug = "another-address"
        film.save()
        after = read(visitor, "/feeds/new.atom").entries[0]
        assert after.id == before.id
        assert after.link != before.link

    def test_only_the_latest_are_listed(self, visitor: Client) -> None:
        for number in range(MOST + 5):
            when = timezone.now() - (number + 1) * DAY
            Film.objects.create(
                slug=f"f{number}", title=f"F{number}", original_title="F", status="published", publish_at=when
            )
        titles = [entry.title for entry in read(visitor, "/feeds/new.atom").entries]
        assert titles == [f"F{number}" for number in range(MOST)]

    @pytest.mark.parametrize("path", LISTS)
    def test_nothing_unpublished_is_in_it(self, visitor: Client, edition: Edition, path: str) -> None:
        now = timezone.now()
        hidden: list[dict[str, Any]] = [
            {"status": "draft", "publish_at": now - DAY},
            {"status": "published", "publish_at": now + DAY},
            {"status": "published", "publish_at": now - 2 * DAY, "unpublish_at": now - DAY},
        ]
        for number, state in enumerate(hidden):
            slug = f"{MARK}-{number}"
            Film.objects.create(slug=slug, title=MARK, original_title=MARK, **state)
            other = Exhibit.objects.create(slug=slug, title=MARK, lead=MARK, **state)
            Edition.objects.create(exhibit=other, number=1, title=MARK, released_at=now - DAY, contents=[])
        assert MARK not in text(visitor, path)
        Exhibit.objects.filter(slug__startswith=MARK).update(
            status="published", publish_at=now - DAY, unpublish_at=None
        )
        assert MARK in text(visitor, path), "the search finds it once it is shown"

    def test_its_questions_do_not_grow(self, visitor: Client, edition: Edition, django_assert_num_queries: Any) -> None:
        for noun in nouns():
            noun._base_manager.update(publish_at=timezone.now() - DAY)
        assert Award.objects.published().count() > 10
        with django_assert_num_queries(8):
            visitor.get("/feeds/new.atom")

    def test_who_has_it_hears_that_nothing_changed(self, visitor: Client) -> None:
        answer = visitor.get("/feeds/new.atom")
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        again = visitor.get("/feeds/new.atom", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


class TestEditions:
    def test_all_and_those_of_one_exhibit(self, visitor: Client, edition: Edition) -> None:
        for path in ("/feeds/editions.atom", f"/exhibits/{edition.exhibit.slug}/editions.atom"):
            feed = read(visitor, path)
            assert [entry.title for entry in feed.entries] == ["The Cranes Are Flying: edition 1. As it opened"]

    def test_a_withdrawn_one_is_not_offered(self, visitor: Client, edition: Edition) -> None:
        Edition.objects.update(withdrawn_at=timezone.now(), reason="Rights.")
        assert read(visitor, "/feeds/editions.atom").entries == []
        assert visitor.get(f"/exhibits/{edition.exhibit.slug}/editions.atom").status_code == 404

    def test_an_exhibit_without_editions_has_no_feed(self, visitor: Client) -> None:
        slug = Exhibit.objects.published().get().slug
        assert visitor.get(f"/exhibits/{slug}/editions.atom").status_code == 404
        assert visitor.get("/exhibits/no-such/editions.atom").status_code == 404

    def test_an_old_address_leads_to_the_present_one(self, visitor: Client, edition: Edition) -> None:
        slug = edition.exhibit.slug
        PastSlug.objects.remember("exhibit", "zhuravli", slug)
        answer = visitor.get("/ru/exhibits/zhuravli/editions.atom")
        assert (answer.status_code, answer["Location"]) == (301, f"/ru/exhibits/{slug}/editions.atom")

    @pytest.mark.parametrize(
        ("page", "feeds"),
        [
            ("/", ["/feeds/new.atom"]),
            ("/ru/exhibits/", ["/ru/feeds/new.atom", "/ru/feeds/editions.atom"]),
            (f"{CRANES}editions/", [f"{CRANES}editions.atom", "/feeds/new.atom"]),
        ],
    )
    def test_pages_name_their_feeds(self, visitor: Client, edition: Edition, page: str, feeds: list[str]) -> None:
        html = visitor.get(page).content.decode()
        for feed in feeds:
            assert f'<link rel="alternate" type="application/atom+xml" href="{SITE}{feed}"' in html
            assert visitor.get(feed).status_code == 200
        assert html.count('<link rel="alternate" type="application/atom+xml"') == len(feeds)


def openings(visitor: Client, path: str = "/exhibits/coming.ics") -> list[Any]:
    answer = visitor.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(answer.content)
    assert found.errors == []
    events = found.walk("VEVENT")
    assert [event.errors for event in events] == [[] for _ in events]
    return list(events)


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


class TestCalendar:
    def exhibit(self, **words: Any) -> Exhibit:
        usual = {"slug": "x", "title": "X; and Y, too", "title_ru": "Икс", "lead": "Words.", "status": "published"}
        return Exhibit.objects.create(**usual | words)

    def test_an_exhibit_lasts_until_the_day_before_it_disappears_at_midnight(self, visitor: Client) -> None:
        self.exhibit(publish_at=moment("2026-01-10T08:00"), unpublish_at=moment("2999-03-01T00:00"))
        [event] = openings(visitor)
        assert (event.start, event.end) == (datetime.date(2026, 1, 10), datetime.date(2999, 3, 1))
        assert str(event["summary"]) == "X; and Y, too"
        assert str(event["url"]) == f"{SITE}/exhibits/x/"

    def test_on_the_day_of_its_end_it_is_still_there(self, visitor: Client) -> None:
        self.exhibit(unpublish_at=moment("2999-03-01T18:00"))
        [event] = openings(visitor)
        assert (event.start, event.end) == (datetime.date(2999, 3, 1), datetime.date(2999, 3, 2))
        assert str(event["summary"]) == "Last day: X; and Y, too"

    def test_days_are_those_of_the_museum(self, visitor: Client) -> None:
        self.exhibit(publish_at=moment("2026-01-10T22:30"))
        with timezone.override(ZoneInfo("Europe/Moscow")):
            [event] = openings(visitor)
        assert event.start == datetime.date(2026, 1, 11)
        assert str(event["summary"]) == "Opens: X; and Y, too"

    def test_an_exhibit_that_is_always_there_is_not_in_it(self, visitor: Client) -> None:
        assert Exhibit.objects.published().exists()
        assert openings(visitor) == []
        parts = icalendar.Calendar.from_ical(visitor.get("/exhibits/coming.ics").content).subcomponents
        assert [part.name for part in parts] == ["VTIMEZONE"], "a calendar has one part at least (RFC 5545, 3.6)"

    def test_only_an_announced_one_is_there_before_it_opens(self, visitor: Client) -> None:
        coming = self.exhibit(publish_at=moment("2999-05-04T10:00"), subtitle="Its subtitle", lead=MARK)
        assert openings(visitor) == []
        assert "X; and Y, too" not in visitor.get("/exhibits/").content.decode()
        Exhibit.objects.update(is_announced=True)
        [event] = openings(visitor)
        assert str(event["summary"]) == "Opens: X; and Y, too"
        assert str(event["url"]) == f"{SITE}/exhibits/", "its own page is not there yet"
        html = visitor.get("/exhibits/").content.decode()
        assert "X; and Y, too" in html
        assert "Its subtitle" in html
        assert '<time datetime="2999-05-04">4 May 2999</time>' in html
        for path in ("/exhibits/", "/exhibits/coming.ics", "/", "/feeds/new.atom", "/sitemap/exhibits-0.xml"):
            assert MARK not in text(visitor, path)
            assert "/exhibits/x/" not in text(visitor, path)
        assert visitor.get(coming.get_absolute_url()).status_code == 404
        assert visitor.get("/cards/exhibits/x.jpg").status_code == 404

    def test_an_announced_draft_stays_a_draft(self, visitor: Client) -> None:
        self.exhibit(publish_at=moment("2999-05-04T10:00"), is_announced=True, status="draft")
        assert openings(visitor) == []
        assert "X; and Y, too" not in visitor.get("/exhibits/").content.decode()

    def test_it_speaks_the_language_of_its_address(self, visitor: Client) -> None:
        self.exhibit(publish_at=moment("2999-05-04T10:00"), is_announced=True)
        with translation.override("ru"):
            [event] = openings(visitor, "/ru/exhibits/coming.ics")
        assert "Икс" in str(event["summary"])

    def test_it_asks_once(self, visitor: Client, django_assert_num_queries: Any) -> None:
        for number in range(5):
            self.exhibit(slug=f"x{number}", publish_at=moment("2026-01-10T08:00"))
        with django_assert_num_queries(1):
            assert len(openings(visitor)) == 5
