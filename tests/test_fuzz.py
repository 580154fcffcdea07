"""What strangers invent, asked of every public address and of the desk: nothing breaks, splits, leaks or runs away.

2,000 requests here, 10,000 in `python -m tests.drills.fuzz`; what the API's own description allows is in
`test_fuzz_api`.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort

from exhibit.publishing import public
from exhibit.publishing.finished import Answer
from tests import strangers
from tests.strangers import Request, ask, faults

pytestmark = pytest.mark.usefixtures("museum")

MANY = effort(
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SECRET = "a" * 32


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    """Thousands of refusals need no line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_public_address_answers_every_stranger() -> None:
    museum = strangers.application()
    statuses: dict[int, int] = {}

    @effort(MANY, max_examples=2_000)
    @given(strangers.requests(strangers.public_addresses()))
    def each(request: Request) -> None:
        answer = ask(museum, request)
        assert faults(request, answer) == [], answer.error
        statuses[answer.status] = statuses.get(answer.status, 0) + 1

    each()
    assert {200, 301, 400, 404, 405} <= statuses.keys()  # they came through to all kinds of answers
    assert statuses[200] > 200


def at_the_desk(client: Client) -> dict[str, str]:
    """Return what a signed-in browser sends with each request."""
    cookies = [f"{name}={morsel.value}" for name, morsel in client.cookies.items()]
    return {"HTTP_COOKIE": "; ".join([*cookies, f"csrftoken={SECRET}"]), "HTTP_X_CSRFTOKEN": SECRET}


OF_A_DAY = (b"/recover/", b"/history/")
"""Addresses of the history put a whole day's work back to show it: as many queries as that day had records."""


def test_the_desk_answers_a_curator_whatever_stands_in_the_address(admin_client: Client) -> None:
    museum, signed_in = strangers.application(), at_the_desk(admin_client)

    @effort(MANY, max_examples=250)
    @given(strangers.desk_requests())
    def each(request: Request) -> None:
        answer = ask(museum, request, **signed_in)
        most = 100_000 if any(part in request.path for part in OF_A_DAY) else 200
        assert [fault for fault in faults(request, answer, most) if not fault.startswith("it says")] == []

    each()


@pytest.mark.parametrize(
    "part", ["usage", "preview", "discard", "merge", "editions", "editions/1", "history", "change"]
)
@pytest.mark.parametrize("key", ["x", "%00", "1_2F2", "9" * 30, "-1", "1.5", "None/1"])
def test_a_key_of_the_desk_that_is_none_is_not_found(admin_client: Client, part: str, key: str) -> None:
    answer = ask(
        strangers.application(),
        Request("GET", f"/admin/exhibit/exhibit/{key}/{part}/".encode()),
        **at_the_desk(admin_client),
    )
    # Django's own pages lead back to the front, and a NUL is refused before anything is looked up.
    assert (answer.status, answer.error) in ((404, None), (302, None), (400, None))


def test_a_page_that_is_kept_for_everybody_was_made_for_nobody(admin_client: Client) -> None:
    """Nor does a cookie that cannot be read keep it from being kept."""
    museum = strangers.application()
    for cookie in ("csrftoken=\xff", at_the_desk(admin_client)["HTTP_COOKIE"]):
        answer = ask(museum, Request("GET", b"/films/cranes-are-flying/", query=cookie[:4]), HTTP_COOKIE=cookie)
        assert answer.header("Set-Cookie") == ""
        assert answer.header("Cache-Status") == "exhibit; fwd=miss; stored"


def test_with_the_visitors_cookies_it_would_not_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above: the guards taken out, it goes red."""
    monkeypatch.setattr(public, "_forget_what_is_no_token", lambda request: None)
    plain = Answer.__init__

    def with_cookie(self: Any, application: Any, environ: dict[str, Any]) -> None:
        plain(self, lambda inner, start: application(inner | {"HTTP_COOKIE": environ["HTTP_COOKIE"]}, start), environ)

    monkeypatch.setattr(Answer, "__init__", with_cookie)
    answer = ask(strangers.application(), Request("GET", b"/films/cranes-are-flying/"), HTTP_COOKIE="csrftoken=\xff")
    assert answer.header("Set-Cookie")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (("500 X", [], b""), "500: None"),
        (("200 OK", [], b"Traceback (most recent call last)"), "it says b'Traceback (most recent'"),
        (("200 OK", [("Location", "/a\r\nSet-Cookie: b")], b""), "a split header: Location: '/a\\r\\nSet-Cookie: b'"),
        (("200 OK", [("Set-Cookie", "a=b")], b""), "a cookie: a=b"),
        (("200 OK", [], b"x" * 5_000_000), "too long"),
    ],
)
def test_a_fault_would_be_seen(said: Any, fault: str) -> None:
    status, headers, body = said

    def broken(_environ: Any, start: Any) -> list[bytes]:
        start(status, headers)
        return [body]

    request = Request("GET", b"/")
    assert faults(request, ask(broken, request)) == [fault]


def test_an_error_and_too_many_questions_would_be_seen(museum: None) -> None:
    from django.db import connection

    def failing(_environ: Any, _start: Any) -> list[bytes]:
        for _time in range(130):
            connection.cursor().execute("SELECT 1")
        raise ValueError("9" * 400)

    request = Request("GET", b"/")
    assert [one.partition(":")[0] for one in faults(request, ask(failing, request))] == ["500", "130 queries"]
