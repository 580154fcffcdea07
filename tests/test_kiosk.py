"""The wall screen: every page leads only to pages of the kiosk, and a normal visit knows nothing of it."""

from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import html5lib
import pytest
from django.test import Client, RequestFactory

from exhibit.models import Film, PastSlug, Person
from exhibit.publishing.pages import public_pages
from exhibit.views.kiosk import lead_inside

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
ADDRESS = "/people/kalatozov/?kiosk"


@pytest.fixture
def visitor() -> Client:
    return Client()


def parsed(html: str) -> tuple[Any, list[Any]]:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    return parser.parse(html), parser.errors


def is_inside(address: str) -> bool:
    parts = urlsplit(address)
    query = parse_qs(parts.query, keep_blank_values=True)
    return parts.netloc == "testserver" and parts.path.endswith("/") and "kiosk" in query


def changed(html: str) -> str:
    return lead_inside(html, RequestFactory().get(ADDRESS))


def test_every_page_of_the_kiosk_leads_only_to_the_kiosk(visitor: Client) -> None:
    links = outside = 0
    for page in public_pages():
        answer = visitor.get(page.path + "?kiosk")
        document, errors = parsed(answer.content.decode())
        assert errors == [], (page.path, errors[:3])
        assert document.get("class") == "kiosk", page.path
        for link in document.iter("a"):
            href = link.get("href")
            if href and not href.startswith("#"):
                links += 1
                assert is_inside(urljoin(HERE + page.path, href)), (page.path, href)
        outside += sum(span.get("class") == "outside" for span in document.iter("span"))
        for form in document.iter("form"):
            if form.get("method") == "get":
                assert [field.get("type") for field in form.iter("input") if field.get("name") == "kiosk"] == ["hidden"]
        assert answer["X-Robots-Tag"] == "noindex"
        canonical = [link.get("href") for link in document.iter("link") if link.get("rel") == "canonical"]
        if page.name != "timeline_entry":  # where its record has a page, that one is meant
            assert canonical in ([HERE + page.path], []), page.path
    assert links > 1000
    assert outside > 100


def test_words_of_a_link_that_leaves_stay_with_their_language() -> None:
    before = (
        '<p><a class="source" href="https://kinopoisk.ru/a?b&amp;c" lang="ru" rel="external">Кино &amp; зал</a>.</p>'
    )
    assert changed(before) == '<p><span class="outside" lang="ru">Кино &amp; зал</span>.</p>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/films/", "/films/?kiosk"),
        ("?zoom", "?zoom&amp;kiosk"),
        ("/timeline/?lane=war&amp;from=1941#entries", "/timeline/?lane=war&amp;from=1941&amp;kiosk#entries"),
        ("/ru/people/?kiosk", "/ru/people/?kiosk"),
        ("http://testserver/films/", "http://testserver/films/?kiosk"),
        ("#note-1", "#note-1"),
    ],
)
def test_a_link_inside_keeps_its_address_and_the_mode(before: str, after: str) -> None:
    assert changed(f'<a class="x" href="{before}">so</a>') == f'<a class="x" href="{after}">so</a>'


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "//example.org/",
        "mailto:olga@example.org",
        "tel:+7495",
        "javascript:void(0)",
        "/admin/",
        "/ru/admin/exhibit/film/",
        "/media/poster.jpg",
        "/timeline.json",
        "http://testserver:8000/films/",
        "http://[",
    ],
)
def test_what_is_no_page_of_the_museum_becomes_text(address: str) -> None:
    assert changed(f'<a href="{address}"><b>so</b></a>') == '<span class="outside"><b>so</b></span>'


def test_a_download_becomes_text() -> None:
    assert changed('<a href="/films/" download>so</a>') == '<span class="outside">so</span>'


@pytest.mark.parametrize(
    "html",
    [
        '<!-- <a href="https://example.org/">so</a> -->',
        '<script type="application/ld+json">"<a href=\'https://example.org/\'>"</script>',
        '<article href="/films/"></article><abbr title="<a href=\'/\'>">x</abbr>',
        '<form method="post"></form><a id="here">so</a>',
    ],
)
def test_nothing_else_is_touched(html: str) -> None:
    assert changed(html) == html


def test_a_question_keeps_the_mode() -> None:
    before = '<form action="/timeline/#entries" method="get"><input name="from"></form>'
    assert changed(before) == before.replace('"get">', '"get"><input type="hidden" name="kiosk" value="">')


def test_an_old_address_leads_on_within_the_kiosk(visitor: Client) -> None:
    PastSlug.objects.create(noun="film", slug="old-name", current="cranes-are-flying")
    assert Film.objects.published().filter(slug="cranes-are-flying").exists()
    answer = visitor.get("/films/old-name/?kiosk")
    assert (answer.status_code, answer["Location"]) == (301, "/films/cranes-are-flying/?kiosk")


def test_a_page_that_is_not_on_show_leads_back_into_the_kiosk(visitor: Client) -> None:
    answer = visitor.get("/films/no-such-film/?kiosk")
    assert answer.status_code == 404
    document, _errors = parsed(answer.content.decode())
    links = [link.get("href") for link in document.iter("a") if not link.get("href").startswith("#")]
    assert links
    assert [href for href in links if not is_inside(urljoin(HERE, href))] == []


def test_a_normal_page_is_as_it_was(visitor: Client) -> None:
    html = visitor.get("/people/kalatozov/").content.decode()
    assert "kiosk" not in html
    assert 'class="outside"' not in html
    assert "X-Robots-Tag" not in visitor.get("/people/kalatozov/")


def test_the_desk_is_never_in_the_kiosk(curator_client: Client) -> None:
    person = Person.objects.get(slug="kalatozov")
    answer = curator_client.get(f"/admin/exhibit/person/{person.pk}/change/?kiosk")
    assert answer.status_code == 200
    assert 'class="outside"' not in answer.content.decode()


def test_the_worker_may_answer_for_the_whole_site_and_names_its_edition(visitor: Client) -> None:
    answer = visitor.get("/kiosk-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer.content.decode().startswith('const EDITION = "')
    assert "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_for_hours_without_a_network_speaks_both_languages(visitor: Client) -> None:
    document, errors = parsed(visitor.get("/kiosk-offline/?kiosk").content.decode())
    assert errors == []
    ways = {link.get("href") for link in document.iter("a") if "button" in (link.get("class") or "")}
    assert ways == {"/?kiosk", "/ru/?kiosk"}
    assert {"en", "ru"} <= {element.get("lang") for element in document.iter() if element.get("lang")}


def test_a_wall_screen_leaves_a_failure_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr("exhibit.views.pages.Film.objects.published", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/ru/films/?kiosk")
    assert answer.status_code == 500
    assert answer["Refresh"] == "30; url=/ru/?kiosk"
    assert not client.get("/ru/films/").has_header("Refresh")
