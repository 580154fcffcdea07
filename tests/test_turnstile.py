"""The turnstile: who asks for more than a minute's work waits, all others never notice it."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory, override_settings

from exhibit.models import Film
from exhibit.publishing import turnstile
from exhibit.publishing.finished import FinishedPages
from exhibit.publishing.freezing.handler import Museum
from exhibit.publishing.pages import PUBLIC
from exhibit.publishing.shelf import Shelf
from exhibit.publishing.showing import Showings
from exhibit.publishing.turnstile import LONG, Remembered, Shared, Turnstile, visitor_of
from tests.strangers import Answer, Request, ask

FILM = "/films/cranes-are-flying/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved on."""
    now = [1_000_000.0]
    monkeypatch.setattr(turnstile.time, "time", lambda: now[0])
    return now


@pytest.fixture
def limited(museum: None, settings: Any, clock: list[float]) -> Any:
    """The application with room for six answers a minute; asked from any address."""
    settings.RATE_LIMIT = 6
    pages = FinishedPages(WSGIHandler(), Shelf(2_000_000, None), Showings())

    def get(path: str, who: str = "192.0.2.1", **more: str) -> Answer:
        path, _mark, query = path.partition("?")
        return ask(pages, Request("GET", path.encode(), query), REMOTE_ADDR=who, **more)

    return get


def test_who_asks_for_too_much_is_told_when_to_come_again(limited: Any, clock: list[float]) -> None:
    statuses = [limited(f"/search/?q={number}").status for number in range(8)]
    assert statuses == [200] * 6 + [429] * 2
    busy = limited("/search/?q=more")
    assert busy.header("Retry-After") == "10"
    assert busy.header("Cache-Control") == "no-store"
    assert "default-src 'none'" in busy.header("Content-Security-Policy")
    text = busy.body.decode()
    assert "Very much is being asked from your address. Please try again in 10 seconds" in text
    assert '<div class="heading" lang="ru">' in text
    clock[0] += 10
    assert limited("/search/?q=again").status == 200
    assert limited("/search/?q=at-once").status == 429


def test_programs_are_told_in_a_document(limited: Any) -> None:
    for number in range(6):
        assert limited(f"/timeline/data.json?from=195{number}").status == 200
    busy = limited("/ru/timeline/data.json?from=1956")
    assert (busy.status, busy.header("Retry-After")) == (429, "10")
    assert json.loads(busy.body)["problem"]
    assert busy.header("Access-Control-Allow-Origin") == "*"
    assert busy.header("Content-Type") == "application/json"


def test_what_is_finished_costs_nothing_and_is_handed_out_to_who_must_wait(limited: Any) -> None:
    """A class of thirty behind one address reads the same pages."""
    assert {limited(FILM).status for _pupil in range(40)} == {200}
    for number in range(10):
        limited(f"/search/?q={number}")
    assert limited("/search/?q=new").status == 429
    assert limited(FILM).status == 200


def test_each_address_has_its_own_and_a_forged_header_is_nobodys(limited: Any, settings: Any) -> None:
    for number in range(6):
        assert limited(f"/search/?q={number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").status == 200
    assert limited("/search/?q=a", HTTP_X_FORWARDED_FOR="198.51.100.99").status == 429
    assert limited("/search/?q=b", who="192.0.2.2").status == 200
    settings.TRUST_PROXY, settings.PROXY_COUNT = True, 1
    assert limited("/search/?q=c", HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7").status == 200
    assert limited("/search/?q=d", HTTP_X_FORWARDED_FOR="9.9.9.9, 192.0.2.1").status == 429


@pytest.mark.parametrize(
    ("meta", "proxies", "who"),
    [
        ({"REMOTE_ADDR": "192.0.2.9", "HTTP_X_FORWARDED_FOR": "203.0.113.5"}, 0, "192.0.2.9"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.5"}, 1, "203.0.113.5"),
        ({"REMOTE_ADDR": "2001:db8::1:2:3:4"}, 0, "2001:db8::/64"),
        ({"REMOTE_ADDR": "127.0.0.1"}, 0, "127.0.0.1"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.5"}, 0, ""),
        ({"REMOTE_ADDR": ""}, 0, ""),
        ({"REMOTE_ADDR": "unix:"}, 0, ""),
    ],
)
def test_whose_work_it_is(meta: dict[str, str], proxies: int, who: str) -> None:
    with override_settings(TRUST_PROXY=bool(proxies), PROXY_COUNT=proxies):
        assert visitor_of(RequestFactory().get("/", **meta)) == who


def test_what_is_as_long_as_the_collection_costs_ten_pages(limited: Any, settings: Any) -> None:
    settings.RATE_LIMIT = 20
    assert [limited("/films.csv").status for _time in range(3)] == [200, 200, 429]
    assert LONG <= PUBLIC


def test_the_desk_and_files_are_not_counted(limited: Any) -> None:
    for _time in range(10):
        assert limited("/admin/login/").status == 200
        assert limited("/static/css/site.css").status == 200
        assert limited("/nowhere/").status == 404


def test_a_copy_can_be_frozen(museum: None, settings: Any) -> None:
    settings.RATE_LIMIT = 2
    inside = Museum()
    assert {inside.ask(f"/search/?q={number}").status for number in range(6)} == {200}


def test_nothing_is_counted_where_there_is_no_limit(limited: Any, settings: Any) -> None:
    settings.RATE_LIMIT = 0
    assert {limited(f"/search/?q={number}").status for number in range(10)} == {200}


def test_it_remembers_no_more_addresses_than_it_may() -> None:
    kept = Remembered(most=100)
    for number in range(10_000):
        kept.take(str(number), 0.0, 1.0)
    assert len(kept.moments) == 100


def test_the_same_is_kept_in_the_cache_of_all_processes(settings: Any) -> None:
    cache.clear()
    one, other = Shared(), Shared()
    waits = [kept.take("turnstile:192.0.2.1", 1_000.0, 15.0) for kept in (one, other, one, other, one)]
    assert waits == [0, 0, 0, 0, 15.0]
    assert one.take("turnstile:192.0.2.1", 1_015.0, 15.0) == 0
    settings.CACHES = {"default": {"BACKEND": "config.caching.PatientRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    assert isinstance(Turnstile(lambda _request: None).kept, Shared)  # type: ignore[arg-type, return-value]


def test_it_asks_the_database_nothing(museum: None, settings: Any, django_assert_num_queries: Any) -> None:
    settings.RATE_LIMIT = 1
    request = RequestFactory().get(FILM)
    stile = Turnstile(lambda _request: None)  # type: ignore[arg-type, return-value]
    request.resolver_match = type("Match", (), {"view_name": "film_detail"})()  # type: ignore[assignment]
    with django_assert_num_queries(0):
        assert stile.process_view(request) is None
        busy = stile.process_view(request)
    assert busy
    assert busy.status_code == 429
    assert Film.objects.exists()
