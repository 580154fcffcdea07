"""No line of the log opens a door, and none pretends to be two."""

import json
import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.module_loading import import_string

from config import logs
from config.logs import AccessLines, AccessTextLines, JsonLines, ServerTextLines, TextLines, masked
from exhibit.management.commands.serve import log_settings
from tests.strangers import Request, application, ask

CANARY = "c4n4ry-0f-4-s3cr3t"

PLACES = (
    "GET /review/{}/ 200",
    "Not Found: /ru/review/{}/",
    "/review/{}/?said",
    "/admin/reset/MQ/{}/",
    "Gone: /ru/admin/invited/{}/",
    "?password={}&next=/",
    "?q=a&token={}",
    "?csrfmiddlewaretoken={};x",
    "Cookie: sessionid={}; csrftoken={}",
    "Set-Cookie: __Host-sessionid={}; Path=/",
    "'HTTP_COOKIE': 'sessionid={}'",
    "Authorization: Bearer {}",
    "Authorization: Basic {}",
    "{{'password': '{}'}}",
    '{{"new_password1": "{}", "otp_token": "{}"}}',
    "SECRET_KEY={}",
    "METRICS_TOKEN={}",
    "AWS_SECRET_ACCESS_KEY={}",
    'connection to "postgres://museum:{}@db.example/museum" failed',
    "redis://:{}@cache:6379/1",
    "api-key: {}",
    "password%3D{}",
)

FORMATS: dict[str, Callable[[], logging.Formatter]] = {
    "text": TextLines,
    "server": ServerTextLines,
    "json": JsonLines,
    "access": AccessLines,
    "access as text": AccessTextLines,
}


def record(message: Any, *args: Any, **more: Any) -> logging.LogRecord:
    found = logging.LogRecord("exhibit", logging.INFO, "x.py", 1, message, args, more.pop("exc_info", None))
    vars(found).update(more)
    return found


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "server"])
def test_a_line_says_when_and_in_which_zone(form: str) -> None:
    said = record("seen")
    found = re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", FORMATS[form]().format(said))
    assert found
    assert datetime.fromisoformat(found[0]).timestamp() == pytest.approx(said.created, abs=0.001)


@pytest.mark.parametrize("form", FORMATS)
def test_ten_thousand_lines_hold_no_secret(form: str) -> None:
    formatter, written = FORMATS[form](), []
    for number in range(10_000):
        place = PLACES[number % len(PLACES)].replace("{}", CANARY).replace("{{", "{").replace("}}", "}")
        words = {"path": place, "query_string": place, "status": 200, "method": "GET", "addr": place, "dt_ms": 1.0}
        message = "%(method)s %(path)s %(query_string)s" if form.startswith("access") else f"{number} {place}"
        written.append(formatter.format(record(message, *([words] if form.startswith("access") else []))))
    assert len(written) == 10_000
    assert [line for line in written if CANARY in line] == []
    assert all("\n" not in line for line in written)


@pytest.mark.parametrize("place", PLACES)
def test_without_the_mask_it_would_be_there(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = place.replace("{}", CANARY)
    assert CANARY not in masked(text)
    monkeypatch.setattr(logs, "masked", lambda text: text)
    assert CANARY in FORMATS["text"]().format(record(text.replace("%", "%%")))


def test_a_traceback_is_masked_too() -> None:
    try:
        raise ValueError(f"could not connect to postgres://museum:{CANARY}@db/museum")
    except ValueError as problem:
        told = (type(problem), problem, problem.__traceback__)
    for form in ("text", "json"):
        line = FORMATS[form]().format(record("A fault.", exc_info=told))
        assert "ValueError" in line
        assert CANARY not in line


@pytest.mark.parametrize(
    "kept",
    [
        "GET /films/cranes-are-flying/ 200",
        "Redis does not answer (timeout): the museum goes on without what it keeps there.",
        "links: 6 known, 6 asked, 3 broken",
        "https://example.org/review of the film",
        "The renditions of “secretary” were not made. Try: manage.py make_renditions",
        "passed over 3 rows; session ended",
        "http://testserver/?q=password",
    ],
)
def test_what_is_no_secret_stays(kept: str) -> None:
    assert masked(kept) == kept


def test_a_visitor_writes_no_line_of_their_own() -> None:
    forged = "/x\r\n2026-11-30 INFO root: nothing happened\x1b[2K\x1b[1A"
    for form in ("text", "json"):
        line = FORMATS[form]().format(record("Not Found: %s", forged))
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line


def test_a_line_of_any_length_is_masked_in_its_length() -> None:
    """By steps of the pattern's engine one cannot count; a quadratic one would take minutes here."""
    for sign in ("-", "_", "password", "://a", "/review/", "token=", "Cookie:"):
        masked(sign * (200_000 // len(sign)))


def test_what_the_museum_itself_logs_is_masked(museum: None, caplog: pytest.LogCaptureFixture) -> None:
    formatter = FORMATS["text"]()
    for path in (f"/review/{CANARY}/", f"/ru/review/{CANARY}/", f"/nowhere/?token={CANARY}"):
        ask(application(), Request("GET", path.partition("?")[0].encode(), path.partition("?")[2]))
    Client().post("/admin/login/", {"username": "olga", "password": CANARY})
    assert caplog.records
    assert any(CANARY in one.getMessage() for one in caplog.records)  # what Django says by itself
    assert [line for one in caplog.records if CANARY in (line := formatter.format(one))] == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_server_writes_by_them(form: str) -> None:
    made = log_settings(form)
    json.dumps(made)
    expected = {"text": {ServerTextLines, AccessTextLines}, "json": {JsonLines, AccessLines}}
    assert {import_string(one["()"]) for one in made["formatters"].values()} == expected[form]


def test_the_settings_write_by_them(settings: Any) -> None:
    made = settings.LOGGING["formatters"].values()
    assert {import_string(one["()"]) for one in made} == {TextLines, JsonLines}
