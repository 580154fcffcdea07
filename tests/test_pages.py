"""Pages: every public address answers, within its budget, in valid HTML, and gives nothing away."""

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Lane, Person, Place
from exhibit.publishing.pages import RECORDS, STANDING, Page, public_pages

pytestmark = pytest.mark.django_db

# Queries that each kind of page may ask, whatever the size of the collection.
BUDGET = {
    "home": 7,
    "exhibit_list": 1,
    "exhibit_detail": 30,
    "film_list": 2,
    "film_detail": 18,
    "person_list": 1,
    "person_detail": 12,
    "event_detail": 13,
    "award_list": 3,
    "award_body_detail": 10,
    "timeline": 9,
}
HTML_BYTES = {"exhibit_detail": 70_000}  # compressed; every other page below 20,000

ABSENT = [
    ("exhibit_detail", Exhibit),
    ("film_detail", Film),
    ("person_detail", Person),
    ("event_detail", Event),
    ("award_body_detail", AwardBody),
]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=True)


def every_page() -> Iterator[Page]:
    yield from public_pages()


def elements(html: str, name: str) -> list[Any]:
    return list(html5lib.parse(html, namespaceHTMLElements=False).iter(name))


def test_the_list_of_pages_is_complete() -> None:
    pages = list(every_page())
    assert len(pages) == len({page.path for page in pages})
    assert len(pages) == 2 * (len(STANDING) + sum(m.objects.published().count() for m in RECORDS.values()))
    from exhibit.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} == {*STANDING, *RECORDS} == set(BUDGET)


def test_every_page_answers_within_its_budget(visitor: Client) -> None:
    over = []
    for page in every_page():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = visitor.get(page.path)
        assert answer.status_code == 200, page.path
        if len(asked) > BUDGET[page.name]:
            over.append((page.path, len(asked)))
        assert len(gzip.compress(answer.content)) < HTML_BYTES.get(page.name, 20_000), page.path
        assert not answer.cookies, page.path
    assert over == []


def test_every_page_is_valid_html(visitor: Client) -> None:
    for page in every_page():
        html = visitor.get(page.path).content.decode()
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
        document = parser.parse(html)
        assert parser.errors == [], (page.path, parser.errors[:3])
        ids = [element.get("id") for element in document.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), (page.path, [name for name in ids if ids.count(name) > 1])


def test_every_page_has_one_heading_its_language_and_its_twin(visitor: Client) -> None:
    for page in every_page():
        html = visitor.get(page.path).content.decode()
        assert len(elements(html, "h1")) == 1, page.path
        [root] = elements(html, "html")
        assert root.get("lang") == page.language
        alternates = {
            link.get("hreflang"): link.get("href") for link in elements(html, "link") if link.get("rel") == "alternate"
        }
        assert {"en", "ru"} <= set(alternates), page.path
        [title] = elements(html, "title")
        assert title.text.strip()
        assert elements(html, "main")


def test_no_page_carries_inline_script_or_style(visitor: Client) -> None:
    for page in every_page():
        answer = visitor.get(page.path)
        html = answer.content.decode()
        assert [element for element in elements(html, "script") if not element.get("src")] == []
        assert elements(html, "style") == []
        assert not re.search(r"\s(style|on\w+)=[\"']", html), page.path
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_every_link_inside_the_site_leads_somewhere(visitor: Client) -> None:
    pages: dict[str, set[str]] = {}
    links: set[tuple[str, str, str]] = set()
    for page in every_page():
        document = html5lib.parse(visitor.get(page.path).content.decode(), namespaceHTMLElements=False)
        pages[page.path] = {element.get("id") for element in document.iter() if element.get("id")}
        for link in document.iter("a"):
            href = link.get("href", "")
            if href.startswith(("/", "#", "?")):
                path, _hash, anchor = href.partition("#")
                links.add((page.path, (path or page.path).split("?")[0] or page.path, anchor))
    broken = {
        (here, path, anchor)
        for here, path, anchor in links
        if (path not in pages and not path.startswith("/static/"))
        or (anchor and anchor not in pages.get(path, {anchor}))
    }
    assert broken == set()


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
    before = {path: _queries(visitor, path) for path in paths}
    cranes, lane, person = Film.objects.get(slug="cranes-are-flying"), Lane.objects.all()[0], Person.objects.all()[0]
    for number in range(30):
        film = Film.objects.create(
            slug=f"film-{number}", status="published", title="Film", original_title="Film", date="1957"
        )
        film.credits.create(slug="a", person=person, department="directing", job="director")
        event = Event.objects.create(slug=f"event-{number}", status="published", title="E", date="1957", lane=lane)
        event.films.add(cranes, film)
        event.people.add(person)
    assert {path: _queries(visitor, path) for path in paths} == before


def _queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    return len(asked)


class TestTimelinePage:
    def entries(self, visitor: Client, **asked: Any) -> list[str]:
        html = visitor.get(f"/timeline/?{urlencode(asked, doseq=True)}").content.decode()
        return [
            item.get("id") for item in elements(html, "li") if (item.get("id") or "").startswith(("event-", "film-"))
        ]

    def test_it_lists_every_event_and_film_once(self, visitor: Client) -> None:
        shown = self.entries(visitor)
        assert len(shown) == len(set(shown)) == 64

    def test_lanes_and_years_narrow_it(self, visitor: Client) -> None:
        assert self.entries(visitor, **{"lane": "festival", "from": 1957, "to": 1959}) == [
            "event-cannes-festival",
            "event-locarno",
            "event-mexico",
        ]

    def test_film_and_person_narrow_it(self, visitor: Client) -> None:
        assert self.entries(visitor, person="lelouch") == [
            "event-youth-festival",
            "event-lelouch-palme",
            "film-a-man-and-a-woman",
        ]
        assert self.entries(visitor, film="i-am-cuba") == ["film-i-am-cuba"]

    def test_an_interval_is_found_in_each_of_its_years(self, visitor: Client) -> None:
        for year in (1943, 1944, 1945):
            assert "event-kalatozov-usa" in self.entries(visitor, **{"from": year, "to": year})
        assert "event-kalatozov-usa" not in self.entries(visitor, **{"from": 1946})

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("from=57", "“57” is not a year"),
            ("to=abc", "“abc” is not a year"),
            ("from=0000", "“0000” is not a year"),
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
        assert not self.entries(visitor, **{"from": 1800, "to": 1801})

    def test_uncertain_dates_read_uncertain(self, visitor: Client) -> None:
        html = visitor.get("/timeline/?from=1957&to=1957").content.decode()
        assert "c.\N{NO-BREAK SPACE}1957" in html
        assert 'class="date date--unsure"' in html

    @given(
        st.dictionaries(
            st.sampled_from(["lane", "film", "person", "from", "to", "page", "x"]),
            st.lists(st.text(max_size=30) | st.from_regex(r"[0-9]{1,400}", fullmatch=True), max_size=3),
        )
    )
    @effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_query_breaks_it(self, visitor: Client, asked: dict[str, list[str]]) -> None:
        assert visitor.get("/timeline/?" + urlencode(asked, doseq=True, errors="surrogatepass")).status_code == 200

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
    paths = [page.path for page in every_page() if page.language == "en" or page.name == "exhibit_detail"]
    assert any(CANARY in visitor.get(path).content.decode() for path in paths), "the mark is not shown when published"
    model.objects.update(status="draft")
    leaks = [path for page in every_page() for path in [page.path] if CANARY in visitor.get(path).content.decode()]
    assert leaks == []


def test_static_files_may_be_hashed(tmp_path: Any, settings: Any) -> None:
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("css/tokens.*.css"))
