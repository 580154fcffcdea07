"""One visitor's headers change nobody else's page: what is kept is named by all that it depends on, and by no more."""

import re
from typing import Any

import pytest
from django.test import Client

from exhibit.publishing import finished
from tests.strangers import Answer, Request, application, ask

pytestmark = pytest.mark.usefixtures("museum")

FILM = b"/films/cranes-are-flying/"
CANARY = "evil.example"

UNKEYED = {
    "HTTP_X_FORWARDED_HOST": CANARY,
    "HTTP_X_FORWARDED_SERVER": CANARY,
    "HTTP_X_HOST": CANARY,
    "HTTP_FORWARDED": f"host={CANARY};proto=https",
    "HTTP_X_FORWARDED_FOR": CANARY,
    "HTTP_X_FORWARDED_PREFIX": f"/{CANARY}",
    "HTTP_X_FORWARDED_SCHEME": "http",
    "HTTP_X_FORWARDED_PORT": "8443",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_ORIGINAL_URL": f"/{CANARY}",
    "HTTP_X_REWRITE_URL": f"/{CANARY}",
    "HTTP_X_ORIGINAL_HOST": CANARY,
    "HTTP_X_SCRIPT_NAME": f"/{CANARY}",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_X_HTTP_METHOD": "DELETE",
    "HTTP_REFERER": f"http://{CANARY}/",
    "HTTP_ORIGIN": f"http://{CANARY}",
    "HTTP_USER_AGENT": CANARY,
    "HTTP_ACCEPT_LANGUAGE": "ru",
    "HTTP_COOKIE": f"django_language=ru; sessionid={CANARY}; a={CANARY}",
    "HTTP_AUTHORIZATION": f"Bearer {CANARY}",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
    "HTTP_PREFER": "safe",
    "HTTP_SAVE_DATA": "on",
    "HTTP_DNT": "1",
    "HTTP_CACHE_CONTROL": "no-cache",
    "HTTP_PRAGMA": "no-cache",
    "HTTP_TRANSFER_ENCODING": "xchunked",
    "HTTP_X_WAP_PROFILE": f"http://{CANARY}/",
    "HTTP_TRUE_CLIENT_IP": CANARY,
    "HTTP_X_ARBITRARY": CANARY,
}
PLACES = [FILM, b"/", b"/ru/", b"/timeline/data.json", b"/films.json", b"/feeds/new.atom", b"/iiif/collection.json"]


def whole(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    return answer.status, answer.body, {name: value for name, value in answer.headers if name != "Cache-Status"}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.decode())
def test_no_other_header_changes_an_answer(place: bytes) -> None:
    """Asked first by an evil visitor, whose answer is kept, then by a good one; and all of them get the same."""
    plain = whole(ask(application(), Request("GET", place)))
    assert plain[0] == 200
    for name, value in UNKEYED.items():
        museum = application()
        poisoned = ask(museum, Request("GET", place), **{name: value})
        assert whole(poisoned) == plain, name
        assert whole(ask(museum, Request("GET", place))) == plain, name
        assert CANARY not in str(poisoned.headers) + poisoned.body.decode(errors="replace"), name


def test_a_page_that_listens_to_one_would_be_seen(settings: Any) -> None:
    settings.USE_X_FORWARDED_HOST = True
    settings.ALLOWED_HOSTS = ["*"]
    poisoned = ask(application(), Request("GET", FILM), HTTP_X_FORWARDED_HOST=CANARY)
    assert CANARY in poisoned.body.decode()


@pytest.mark.parametrize(
    "host",
    [
        CANARY,
        f"testserver@{CANARY}",
        f"testserver.{CANARY}",
        f"testserver,{CANARY}",
        f"testserver {CANARY}",
        "testserver:80:80",
        f"testserver:80@{CANARY}",
        f"testserver/{CANARY}",
        f"testserver#{CANARY}",
        f"testserver\\{CANARY}",
        "testserver:port",
        "[::1]",
        "testserver\0",
        "testserver\r\nX: y",
        "ＴＥＳＴＳＥＲＶＥＲ",
        "a" * 5_000,
    ],
)
def test_no_other_host_is_answered_or_kept(host: str) -> None:
    museum = application()
    answer = ask(museum, Request("GET", FILM), HTTP_HOST=host)
    assert answer.status == 400
    assert "Cache-Status" not in dict(answer.headers)
    assert CANARY not in answer.body.decode()
    assert CANARY not in ask(museum, Request("GET", FILM)).body.decode()


def test_each_host_of_ours_is_kept_by_itself_and_alike() -> None:
    museum = application()
    for host in ("testserver", "localhost", "TestServer", "testserver:8000", "localhost."):
        answer = ask(museum, Request("GET", FILM), HTTP_HOST=host)
        assert answer.status == 200, host
        named = set(re.findall(r'<link rel="canonical" href="http://([^/]*)/', answer.body.decode()))
        assert {one.lower() for one in named} == {host.lower()}
        again = ask(museum, Request("GET", FILM), HTTP_HOST=host)
        assert again.body == answer.body
        assert again.header("Cache-Status") == "exhibit; hit"


def test_without_the_host_in_its_name_a_page_would_be_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finished, "_place", lambda host: "")
    museum = application()
    ask(museum, Request("GET", FILM), HTTP_HOST="localhost")
    assert "http://localhost/" in ask(museum, Request("GET", FILM)).body.decode()


@pytest.mark.parametrize(
    "path",
    [
        b"//films/cranes-are-flying/",
        b"/films//cranes-are-flying/",
        b"/films/./cranes-are-flying/",
        b"/films/%2e/cranes-are-flying/",
        b"/x/../films/cranes-are-flying/",
        b"/x/%2e%2e/films/cranes-are-flying/",
        b"/films/cranes-are-flying/.",
        b"/films/cranes-are-flying/;x",
        b"/films/cranes-are-flying/%00",
        b"/films/cranes-are-flying/index.html",
        b"/films/cranes-are-flying/x.css",
        b"/films/cranes-are-flying%2f",
        b"/FILMS/cranes-are-flying/",
        b"//evil.example/films/",
        b"/\\evil.example/",
        b"http://evil.example/films/",
        b"/%0d%0aX-Header:%20x",
    ],
)
def test_another_spelling_of_an_address_is_no_page_and_leads_nowhere_else(path: bytes) -> None:
    """A cache in front that takes /x.css for a file, or puts two slashes together, keeps nothing of ours under it."""
    answer = ask(application(), Request("GET", path))
    assert answer.status in (400, 404, 301, 200)
    assert answer.status != 200 or path == b"/films/cranes-are-flying%2f", "the same letters, read"
    assert answer.status == 200 or "public" not in answer.header("Cache-Control")
    place = answer.header("Location")
    assert not place.startswith(("//", "/\\", "http")), place
    assert CANARY not in place.partition("?")[0].lstrip("/").partition("/")[0]


def test_noise_in_the_question_fills_a_quarter_of_the_memory_at_most() -> None:
    museum = application()
    shelf = museum.application.application.shelf
    page = ask(museum, Request("GET", FILM))
    for number in range(40):
        noisy = ask(museum, Request("GET", FILM, f"utm_source={number}&fbclid={'x' * 90}"))
        assert noisy.status == 200
    assert ask(museum, Request("GET", FILM)).header("Cache-Status") == "exhibit; hit"
    assert page.status == 200
    assert shelf is not None


@pytest.mark.parametrize("accepts", ["application/json", "application/ld+json", "text/html;q=0.1, application/json"])
def test_who_rather_takes_data_is_led_there_and_nobody_else(accepts: str) -> None:
    museum = application()
    led = ask(museum, Request("GET", FILM), HTTP_ACCEPT=accepts)
    assert (led.status, led.header("Vary"), led.header("Cache-Control")) == (303, "Accept", "no-store")
    assert led.header("Location").startswith("/films/cranes-are-flying.")
    page = ask(museum, Request("GET", FILM))
    assert (page.status, "html" in page.header("Content-Type")) == (200, True)


def test_a_part_of_a_page_is_kept_for_nobody() -> None:
    museum = application()
    first = ask(museum, Request("GET", FILM), HTTP_RANGE="bytes=0-9")
    assert first.status == 200
    assert len(first.body) > 1_000
    head = ask(museum, Request("HEAD", b"/places/"))
    assert head.body == b""
    assert len(ask(museum, Request("GET", b"/places/")).body) > 1_000


def test_a_host_twice_is_one_or_none() -> None:
    """Servers join a header that comes twice, or take the first; joined it is no host."""
    assert Client(headers={"host": f"testserver,{CANARY}"}).get("/").status_code == 400
