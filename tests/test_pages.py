"""Pages: every public address answers, within its budget, in valid HTML, and gives nothing away."""

import base64
import gzip
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import brotli
import html5lib
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from config.static import is_ours
from exhibit.curation.contents import rolled_back
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Lane, Person, Place
from exhibit.publishing import sitemap
from exhibit.publishing.editions import release
from exhibit.publishing.pages import (
    BESIDE,
    CITATIONS,
    FURTHER,
    IN_ALL_LANGUAGES,
    PAIRS,
    RECORDS,
    REPEATING,
    STANDING,
    Page,
    name_of,
    public_pages,
)
from exhibit.timeline import Timeline

pytestmark = pytest.mark.django_db

SITE = "http://testserver"

# Queries that each kind of page may ask, whatever the size of the collection.
BUDGET = {
    "home": 7,
    "exhibit_list": 4,
    "exhibit_detail": 32,
    "exhibit_editions": 3,
    "edition_detail": 6,
    "exhibit_labels": 30,
    "film_list": 3,
    "film_detail": 19,
    "person_list": 1,
    "person_detail": 15,
    "event_detail": 18,
    "place_list": 1,
    "place_detail": 9,
    "compare": 2,
    "search": 6,
    "image_detail": 14,
    "award_list": 3,
    "award_body_detail": 10,
    "award_detail": 10,
    "timeline": 41,  # of which 29 are for sums over everything, kept until something changes
    "timeline_entry": 12,
    "timeline_poster": 34,  # likewise
    "timeline_list": 44,
    "api": 17,
}
HTML_BYTES = {
    "exhibit_detail": 72_000,
    "edition_detail": 72_000,
    "exhibit_labels": 26_000,
    "film_detail": 24_000,
    "timeline": 30_000,  # the first window of the instrument is in it
}  # compressed; every other page below 20,000

ABSENT = [
    ("exhibit_detail", Exhibit),
    ("film_detail", Film),
    ("person_detail", Person),
    ("event_detail", Event),
    ("place_detail", Place),
    ("award_body_detail", AwardBody),
]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=True)


def elements(html: str, name: str) -> list[Any]:
    return list(html5lib.parse(html, namespaceHTMLElements=False).iter(name))


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as a visitor got it, and what it took to make it."""

    page: Page
    answer: Any
    query_count: int
    document: Any
    faults: list[Any]

    def elements(self, name: str) -> list[Any]:
        return list(self.document.iter(name))


def visited(page: Page) -> Visit:
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(page.path)
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    document = parser.parse(answer.content.decode())
    return Visit(page, answer, len(asked), document, parser.errors)


@pytest.fixture(scope="module")
def visits(django_db_setup: None, django_db_blocker: Any) -> list[Visit]:
    """Every page, asked for and parsed once; the exhibits have an edition each."""
    with django_db_blocker.unblock(), rolled_back():
        for exhibit in Exhibit.objects.published():
            release(exhibit, title_en="As it opened", title_ru="К открытию")
        return [visited(page) for page in list(public_pages())]


def test_the_list_of_pages_is_complete() -> None:
    pages = list(public_pages())
    assert len(pages) == len({page.path for page in pages})
    records = sum(m.objects.published().count() for m in (*RECORDS.values(), Award)) + Image.objects.shown().count()
    assert len(pages) == 2 * (len(STANDING) + records + len(Timeline().anchors()))
    from exhibit.urls import iiif_patterns, urlpatterns

    alone = {"award_detail", "image_detail", "timeline_entry", "exhibit_editions", "edition_detail"}
    private = {"review"}  # for those who have been sent it
    found = {pattern.name for pattern in urlpatterns if pattern.name} - private
    assert found == {*STANDING, *RECORDS, *PAIRS, *REPEATING, *BESIDE, *FURTHER, *alone}
    assert set(BUDGET) == {*STANDING, *RECORDS, *alone}
    assert {pattern.name for pattern in iiif_patterns} == set(IN_ALL_LANGUAGES)


def leads_to_what_no_list_has(visitor: Client, path: str, pages: Collection[str]) -> bool:
    if name_of(path) in CITATIONS:  # beside the page that is cited
        return path.rpartition("/cite.")[0] + "/" in pages
    if name_of(path) == "feed_exhibit":  # beside the list of editions
        return path.removesuffix(".atom") + "/" in pages
    unlisted = (*PAIRS, *BESIDE, *IN_ALL_LANGUAGES, "timeline_export", "timeline_embed")
    return name_of(path) in unlisted and visitor.get(path).status_code == 200


def wants_to_be_found(visit: Visit) -> bool:
    """Whether search engines may list a page, by what it says itself."""
    robots = [meta.get("content") for meta in visit.elements("meta") if meta.get("name") == "robots"]
    own = [link.get("href") for link in visit.elements("link") if link.get("rel") == "canonical"]
    return "noindex" not in robots and own == [f"{SITE}{visit.page.path}"]


class TestEveryPage:
    def test_it_answers_within_its_budget(self, visits: list[Visit]) -> None:
        for visit in visits:
            page, answer = visit.page, visit.answer
            assert answer.status_code == 200, page.path
            assert len(gzip.compress(answer.content)) < HTML_BYTES.get(page.name, 20_000), page.path
            assert not answer.cookies, page.path
        counts = {visit.page: visit.query_count for visit in visits}
        assert {page.path: count for page, count in counts.items() if count > BUDGET[page.name]} == {}

    def test_it_is_valid_html(self, visits: list[Visit]) -> None:
        for visit in visits:
            assert visit.faults == [], (visit.page.path, visit.faults[:3])
            ids = [element.get("id") for element in visit.document.iter() if element.get("id")]
            assert len(ids) == len(set(ids)), (visit.page.path, [name for name in ids if ids.count(name) > 1])

    def test_it_has_one_heading_its_language_and_its_twin(self, visits: list[Visit]) -> None:
        for visit in visits:
            path = visit.page.path
            assert len(visit.elements("h1")) == 1, path
            assert [root.get("lang") for root in visit.elements("html")] == [visit.page.language], path
            alternates = {link.get("hreflang") for link in visit.elements("link") if link.get("rel") == "alternate"}
            assert {"en", "ru"} <= alternates, path
            [title] = visit.elements("title")
            assert title.text.strip(), path
            assert visit.elements("main"), path

    def test_it_carries_no_inline_script_but_the_one_that_its_policy_names(self, visits: list[Visit]) -> None:
        for visit in visits:
            path, policy = visit.page.path, visit.answer["Content-Security-Policy"]
            inline = [element for element in visit.elements("script") if not element.get("src")]
            data = {"application/json", "application/ld+json"}
            run = [element.text for element in inline if element.get("type") not in data]
            assert len(run) == 1, path
            digest = base64.b64encode(hashlib.sha256(run[0].encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy, path
            assert visit.elements("style") == [], path
            assert not re.search(r"\s(style|on\w+)=[\"']", visit.answer.content.decode()), path
            assert "default-src 'none'" in policy, path
            assert "unsafe" not in policy, path

    def test_it_says_how_it_looks_where_it_is_shared(self, visits: list[Visit], visitor: Client) -> None:
        cards: dict[str, str] = {}
        for visit in visits:
            metas = {one.get("property") or one.get("name"): one.get("content") for one in visit.elements("meta")}
            if "og:title" not in metas:
                assert metas["robots"] == "noindex", visit.page.path
                continue
            assert metas["og:url"] == f"{SITE}{visit.page.path}"
            assert metas["og:title"].strip(" ·") == metas["og:title"] != "", visit.page.path
            assert 0 < len(metas["og:description"]) <= 200, visit.page.path
            assert metas["twitter:card"] == "summary_large_image"
            cards[metas["og:image"].removeprefix(SITE)] = visit.page.path
        assert len(cards) > 300
        some = [card for number, card in enumerate(sorted(cards)) if number % 10 == 0 and "/exhibits/" not in card]
        for card in some:
            assert visitor.get(card).status_code == 200, (card, cards[card])

    def test_search_engines_find_it_listed_if_it_wants_to_be_found(self, visits: list[Visit], visitor: Client) -> None:
        """But for the further sheets of a list: all that they name is listed itself. Editions have their own test."""
        listed: set[str] = set()
        for name, number in sitemap.parts():
            part = visitor.get(sitemap.part_path(name, number)).getvalue().decode()
            listed |= set(re.findall("<url><loc>([^<]*)</loc>", part))
        wanted = {
            f"{SITE}{visit.page.path}"
            for visit in visits
            if visit.page.name not in (*FURTHER, "exhibit_editions") and wants_to_be_found(visit)
        }
        assert listed == wanted

    def test_every_link_inside_the_site_leads_somewhere(self, visits: list[Visit], visitor: Client) -> None:
        pages: dict[str, set[str]] = {}
        links: set[tuple[str, str, str]] = set()
        for visit in visits:
            here = visit.page.path
            pages[here] = {element.get("id") for element in visit.document.iter() if element.get("id")}
            for link in visit.elements("a"):
                href = link.get("href", "")
                if href.startswith(("/", "#", "?")):
                    path, _hash, anchor = href.partition("#")
                    links.add((here, (path or here).split("?")[0] or here, anchor))
        elsewhere = {path for _here, path, _anchor in links} - pages.keys()
        missing = {
            path
            for path in elsewhere
            if not path.startswith("/static/") and not leads_to_what_no_list_has(visitor, path, pages)
        }
        broken = {
            (here, path, anchor)
            for here, path, anchor in links
            if path in missing or (anchor and anchor not in pages.get(path, {anchor}))
        }
        assert broken == set()

    def test_it_has_one_canonical_address_and_a_title_and_description_of_its_own(self, visits: list[Visit]) -> None:
        """Only a page that names another as its canonical one, an entry of the timeline, may say what that one says."""
        said: dict[tuple[str, str], list[str]] = {}
        for visit in visits:
            page, links = visit.page, visit.elements("link")
            [canonical] = [link.get("href") for link in links if link.get("rel") == "canonical"]
            [title] = [element.text.strip() for element in visit.elements("title")]
            metas = [element for element in visit.elements("meta") if element.get("name") == "description"]
            [description] = [element.get("content").strip() for element in metas]
            assert 20 <= len(description) <= 300, (page.path, description)
            assert title.count("·") or page.name == "home", page.path
            assert canonical.startswith("http://testserver/"), page.path
            if canonical == f"http://testserver{quote(page.path)}":
                for text in (title, description):
                    said.setdefault((page.language, text), []).append(page.path)
            else:
                assert page.name == "timeline_entry", page.path
        assert {text: paths for text, paths in said.items() if len(paths) > 1} == {}

    def test_its_description_is_in_its_language(self, visits: list[Visit]) -> None:
        for visit in visits:
            [meta] = [element for element in visit.elements("meta") if element.get("name") == "description"]
            if visit.page.name in RECORDS and visit.page.language == "ru":
                assert re.search("[а-яё]", meta.get("content")), visit.page.path

    def test_below_a_list_it_says_where_it_is(self, visits: list[Visit]) -> None:
        lists = {"exhibit_list", "film_list", "person_list", "award_list", "place_list"}
        at_the_top = {"home", "search", "timeline", *lists}
        paths = {visit.page.path for visit in visits}
        for visit in visits:
            crumbs = [nav for nav in visit.elements("nav") if nav.get("class") == "breadcrumb"]
            assert len(crumbs) == (visit.page.name not in at_the_top), visit.page.path
            for nav in crumbs:
                assert nav.get("aria-label"), visit.page.path
                *steps, here = nav.iter("li")
                assert here.get("aria-current") == "page", visit.page.path
                assert "".join(here.itertext()).strip(), visit.page.path
                ways = [link.get("href").partition("#")[0] for step in steps for link in step.iter("a")]
                assert ways[0] == ("/ru/" if visit.page.language == "ru" else "/")
                assert len(ways) == len(steps)
                assert set(ways) - {"/compare/", "/ru/compare/"} <= paths, visit.page.path
                assert len(ways) > 1 or visit.page.name in ("api", "compare"), visit.page.path

    def test_it_can_be_reached_from_home_and_each_record_in_three_steps(self, visits: list[Visit]) -> None:
        """By links alone, within its language. What long lists put further away (a museum of thousands: its lists
        have sheets) is near by its letter or decade, by the timeline's filters and by a record that names it."""
        links: dict[str, set[str]] = {}
        for visit in visits:
            hrefs = (link.get("href", "") for link in visit.elements("a"))
            links[visit.page.path] = {unquote(href.partition("#")[0].partition("?")[0]) for href in hrefs}
        for language, home in (("en", "/"), ("ru", "/ru/")):
            pages = {visit.page.path: visit.page.name for visit in visits if visit.page.language == language}
            steps, edge = {home: 0}, [home]
            while edge:
                further = {path for here in edge for path in links[here] & pages.keys() - steps.keys()}
                steps |= dict.fromkeys(further, steps[edge[0]] + 1)
                edge = sorted(further)
            assert {path for path in pages if path not in steps} == set()
            records = {*RECORDS, "award_detail", "image_detail"} - {"exhibit_labels"}
            assert {path: steps[path] for path, name in pages.items() if name in records and steps[path] > 3} == {}


def test_the_language_switch_stays_on_the_page(visitor: Client) -> None:
    html = visitor.get("/ru/timeline/?lane=festival&from=1957&to=1959").content.decode()
    switches = [link for link in elements(html, "a") if link.get("hreflang") == "en"]
    assert [link.get("href") for link in switches] == ["/timeline/?lane=festival&from=1957&to=1959"]


@pytest.mark.parametrize(("name", "model"), ABSENT)
def test_absent_and_unpublished_are_the_same_404(visitor: Client, name: str, model: Any) -> None:
    record = model.objects.published().first()
    path = record.get_absolute_url()
    model.objects.filter(pk=record.pk).update(status="draft")
    hidden = visitor.get(path)
    unknown = "x" * len(record.slug)
    never = visitor.get(path.replace(record.slug, unknown))
    assert hidden.status_code == never.status_code == 404
    assert hidden.content.decode().replace(record.slug, "") == never.content.decode().replace(
        "x" * len(record.slug), ""
    )


@pytest.mark.parametrize(("name", "model"), ABSENT)
def test_an_old_address_leads_to_the_new_one(visitor: Client, name: str, model: Any) -> None:
    record = model.objects.published().first()
    before = record.get_absolute_url()
    record.slug = "another-address"
    record.save()
    after = record.get_absolute_url()
    answer = visitor.get(before)
    assert answer.status_code == 301
    assert answer["Location"] == after
    assert visitor.get("/ru" + before)["Location"] == "/ru" + after
    model.objects.filter(pk=record.pk).update(status="draft")
    assert visitor.get(before).status_code == 404


@pytest.mark.parametrize("path", ["/no-such-page/", "/ru/no-such-page/", "/films/no-such-film/"])
def test_a_missing_page_helps(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    html = answer.content.decode()
    hrefs = {link.get("href") for link in elements(html, "a")}
    prefix = "/ru" if path.startswith("/ru") else ""
    assert {f"{prefix}/", f"{prefix}/films/", f"{prefix}/timeline/"} <= hrefs


def test_a_failure_says_so_without_the_database(settings: Any) -> None:
    from django.template.loader import render_to_string

    html = render_to_string("500.html")
    assert html5lib.HTMLParser(strict=True).parse(html) is not None
    assert "Что-то" in html or "ошибка" in html.lower()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_read_only(visitor: Client, method: str) -> None:
    for name in ("/", "/timeline/", "/films/cranes-are-flying/"):
        assert getattr(visitor, method)(name).status_code == 405


def test_an_empty_museum_has_pages_too(visitor: Client) -> None:
    for model in (Exhibit, Film, Person, Event, AwardBody):
        model.objects.update(status="draft")
    for name in ("/", "/exhibits/", "/films/", "/people/", "/awards/", "/timeline/", "/ru/", "/ru/timeline/"):
        assert visitor.get(name).status_code == 200


def test_query_counts_do_not_grow_with_the_collection(visitor: Client) -> None:
    paths = [
        "/",
        "/timeline/",
        "/films/",
        "/people/",
        "/awards/",
        "/awards/cannes/",
        "/films/cranes-are-flying/",
        "/people/achard/",
        "/events/palme/",
        "/exhibits/the-cranes-are-flying/",
    ]
    _grow(20)  # more films than one page has
    before = _twice_asked(visitor, paths)
    _grow(20)
    assert _twice_asked(visitor, paths) == before


def _grow(count: int) -> None:
    cranes, lane, person = Film.objects.get(slug="cranes-are-flying"), Lane.objects.all()[0], Person.objects.all()[0]
    begun = Film.objects.count()
    for number in range(begun, begun + count):
        film = Film.objects.create(
            slug=f"film-{number}", status="published", title="Film", original_title="Film", date="1957"
        )
        film.credits.create(slug="a", person=person, department="directing", job="director")
        event = Event.objects.create(slug=f"event-{number}", status="published", title="E", date="1957", lane=lane)
        event.films.add(cranes, film)
        event.people.add(person)


def _twice_asked(visitor: Client, paths: list[str]) -> dict[str, int]:
    """How many questions each page asks once what is kept until something changes is kept."""
    for path in paths:
        visitor.get(path)
    return {path: _queries(visitor, path) for path in paths}


def _queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    return len(asked)


class TestTimelinePage:
    def test_its_sums_are_kept_until_something_changes(self, visitor: Client) -> None:
        first = _queries(visitor, "/timeline/")
        assert _queries(visitor, "/timeline/") <= 12 < first
        Event.objects.filter(slug="palme").update(importance=1)
        assert _queries(visitor, "/timeline/") > 12

    def entries(self, visitor: Client, **asked: Any) -> list[str]:
        html = visitor.get(f"/timeline/?{urlencode(asked, doseq=True)}").content.decode()
        return [
            item.get("id")
            for item in elements(html, "li")
            if (item.get("id") or "").startswith(("event-", "film-", "life-", "award-", "release-"))
        ]

    def test_its_pages_list_every_entry_once_in_order(self, visitor: Client) -> None:
        shown, asked = [], {}
        while True:
            page = self.entries(visitor, **asked)
            shown += page
            if len(page) < 60:
                break
            asked = {"after": page[-1]}
        assert shown == Timeline().anchors()
        assert len(shown) == len(set(shown)) == 98

    def test_lanes_and_years_narrow_it(self, visitor: Client) -> None:
        assert self.entries(visitor, **{"lane": "festival", "from": 1957, "to": 1959}) == [
            "event-cannes-festival",
            "event-locarno",
            "event-mexico",
        ]

    def test_film_person_and_place_narrow_it(self, visitor: Client) -> None:
        assert self.entries(visitor, person="lelouch") == [
            "life-lelouch",
            "event-youth-festival",
            "event-lelouch-palme",
            "film-a-man-and-a-woman",
            "award-oscar67-foreign",
            "award-oscar67-screenplay",
        ]
        assert "film-i-am-cuba" in self.entries(visitor, film="i-am-cuba")
        assert self.entries(visitor, place="tiflis", lane="life") == ["event-kalatozov-born", "event-nail-banned"]

    def test_words_are_found_in_both_languages_and_any_case(self, visitor: Client) -> None:
        assert "event-palme" in self.entries(visitor, q="PALME")
        assert "event-palme" in self.entries(visitor, q="пальмовая ветвь")
        assert self.entries(visitor, q="no such words") == []

    def test_an_interval_is_found_in_each_of_its_years(self, visitor: Client) -> None:
        for year in (1943, 1944, 1945):
            assert "event-kalatozov-usa" in self.entries(visitor, **{"from": year, "to": year})
        assert "event-kalatozov-usa" not in self.entries(visitor, **{"from": 1946})

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("from=57", "“57” is no year, month or day"),
            ("to=abc", "“abc” is no year, month or day"),
            ("from=0000", "“0000” is no year, month or day"),
            ("from=1957-13", "“1957-13” is no year, month or day"),
            ("place=nowhere", "There is no place “nowhere”"),
            ("beside=event-palme", "“event-palme” cannot be put on the ruler"),
            ("entry=event-none", "There is no entry “event-none”"),
            ("after=event-none", "cannot go on after “event-none”"),
            ("lane=opera", "There is no lane “opera”"),
            ("film=nothing", "There is no film “nothing”"),
            ("person=nobody", "There is nobody “nobody”"),
            ("from=1960&to=1950", "1960 lies after 1950"),
        ],
    )
    def test_a_value_that_cannot_be_understood_is_named(self, visitor: Client, asked: str, said: str) -> None:
        answer = visitor.get(f"/timeline/?{asked}")
        assert answer.status_code == 200
        assert said in answer.content.decode()

    def test_nothing_found_helps(self, visitor: Client) -> None:
        html = visitor.get("/timeline/?from=1800&to=1801").content.decode()
        assert "/timeline/" in {link.get("href") for link in elements(html, "a")}
        assert self.entries(visitor, **{"from": 1800, "to": 1801}) == ["life-achard"], "the nearest"

    def test_uncertain_dates_read_uncertain(self, visitor: Client) -> None:
        html = visitor.get("/timeline/?from=1957&to=1957").content.decode()
        assert "c.\N{NO-BREAK SPACE}1957" in html
        assert 'class="date date--unsure"' in html

    @given(
        st.dictionaries(
            st.sampled_from(["lane", "film", "person", "place", "q", "from", "to", "beside", "entry", "after", "x"]),
            st.lists(st.text(max_size=30) | st.from_regex(r"[0-9]{1,400}", fullmatch=True), max_size=3),
        )
    )
    @effort(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_query_breaks_it(self, visitor: Client, asked: dict[str, list[str]]) -> None:
        query = urlencode(asked, doseq=True, errors="surrogatepass")
        assert visitor.get(f"/timeline/?{query}").status_code == 200
        assert visitor.get(f"/timeline/data.json?{query}").status_code in {200, 400}

    @pytest.mark.parametrize(
        "raw", ["%00", "from=%00", "lane=%FF%FE", "film=%00", "from=１９５７", "lane=" + "a" * 5000]
    )
    def test_no_raw_address_breaks_it(self, visitor: Client, raw: str) -> None:
        assert visitor.get(f"/timeline/?{raw}").status_code == 200


def test_russian_pages_mark_english_text(visitor: Client) -> None:
    Film.objects.filter(slug="red-tent").update(significance_ru="")
    html = visitor.get("/ru/films/red-tent/").content.decode()
    marked = [
        element for element in html5lib.parse(html, namespaceHTMLElements=False).iter() if element.get("lang") == "en"
    ]
    assert any("Nobile" in "".join(element.itertext()) for element in marked)


@pytest.mark.parametrize(
    ("slug", "standing"), [("play-kostroma", "attributed"), ("youth-festival", "disputed"), ("palme", "verified")]
)
def test_an_event_says_how_it_stands(visitor: Client, slug: str, standing: str) -> None:
    html = visitor.get(f"/events/{slug}/").content.decode()
    shown = [
        element.get("class")
        for element in elements(html, "span")
        if (element.get("class") or "").startswith("standing ")
    ]
    assert shown[0] == f"standing standing--{standing}"


def test_attributed_awards_say_so_in_the_grid(visitor: Client) -> None:
    document = html5lib.parse(visitor.get("/awards/").content.decode(), namespaceHTMLElements=False)
    said = {
        "".join(award.itertext()).split("\n")[0]: "attributed" in "".join(award.itertext())
        for award in document.iter("div")
        if "award--reported" in (award.get("class") or "")
    }
    assert said
    assert all(said.values())


CANARY = "canary5f1e"
HIDDEN = {
    Film: {"title_en": CANARY, "title_ru": CANARY, "original_title": CANARY},
    Person: {"name_en": CANARY, "name_ru": CANARY, "sort_name_en": CANARY, "sort_name_ru": CANARY},
    Place: {"name_en": CANARY, "name_ru": CANARY},
    Event: {"title_en": CANARY, "title_ru": CANARY},
    Award: {"category_en": CANARY, "category_ru": CANARY},
    AwardBody: {"name_en": CANARY, "name_ru": CANARY},
    Exhibit: {"title_en": CANARY, "title_ru": CANARY},
}


@pytest.mark.parametrize("model", HIDDEN)
def test_nothing_of_a_draft_is_on_any_page(visitor: Client, model: Any) -> None:
    """Every record of the kind is marked and hidden: its mark may be nowhere, and is there when published."""
    model.objects.update(**HIDDEN[model])
    paths = [page.path for page in public_pages() if page.language == "en" or page.name == "exhibit_detail"]
    assert any(CANARY in visitor.get(path).content.decode() for path in paths), "the mark is not shown when published"
    model.objects.update(status="draft")
    leaks = [page.path for page in public_pages() if CANARY in visitor.get(page.path).content.decode()]
    assert leaks == []


def test_static_files_leave_hashed_and_light(tmp_path: Path, settings: Any) -> None:
    """Without comments; the timeline's instrument with all that it begins with is one file of 20 kB in Brotli."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static.SlimStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = staticfiles_storage.hashed_files
    ours = {name: (tmp_path / collected[name]).read_text() for name in collected if is_ours(name)}
    assert {"css/tokens.css", "js/timeline.js"} <= set(ours)
    for name, text in ours.items():
        assert "/*" not in text, name
        assert len(text) > 100, name
    assert "light-dark(" in ours["css/tokens.css"]
    for sheet in ("css/site.css", "css/timeline.css"):
        assert "@import" not in ours[sheet], "a browser would ask for one sheet after another"
    instrument = ours["js/timeline/instrument.js"]
    for module in (instrument, ours["js/site.js"]):
        assert not re.search(r"\bimport\b(?!\()", module), "but for what is asked for later"
    assert len(brotli.compress(instrument.encode())) < 20_000
