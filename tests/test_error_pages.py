"""What is wrong with us, or with what was asked, is told calmly, in every language, and tells nothing of us."""

import json
import logging
import platform
import re
from collections.abc import Callable, Iterator
from typing import Any

import django
import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousFileOperation, SuspiciousOperation
from django.db import DatabaseError, OperationalError, ProgrammingError, connection, connections
from django.http import HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.logs import JsonLines, TextLines
from exhibit.models import Film
from exhibit.models.images import ImageQuerySet
from exhibit.publishing.numbered import HEADER

pytestmark = pytest.mark.usefixtures("museum")

FILM = "/films/cranes-are-flying/"
SECRET = "SELECT exhibit_film FROM /srv/exhibit/db.sqlite3 PASSWORD=hunter2"
TELLING = re.compile(
    "|".join(
        (
            *(re.escape(text) for text in (SECRET, str(project.BASE_DIR), project.SECRET_KEY, django.get_version())),
            *(re.escape(platform.python_version()), "Traceback", r"File &quot;|File \"", "site-packages"),
            *(r"\bSELECT\b", r"\bINSERT\b", "exhibit_[a-z]+", "sqlite", "psycopg", r"\bDjango\b", "Exception Type"),
            *(r"\bDEBUG\b", "SECRET_KEY", "DATABASE", "settings", r"[\w/]+\.py\b", r"\w+Error\b", "hunter2"),
        )
    ),
    re.IGNORECASE,
)
"""A path, a statement, a version, a setting, a stack: what no visitor should read."""


def raising(problem: BaseException) -> Callable[..., Any]:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise problem

    return fail


class Wrong:
    """Ways in which something goes wrong; each returns the answer and the status that it should have."""

    def __init__(self, patch: pytest.MonkeyPatch, curator: User) -> None:
        self.patch = patch
        self.visitor = Client(raise_request_exception=False)
        self.desk = Client(raise_request_exception=False)
        self.desk.force_login(curator)

    def view(self, problem: BaseException) -> HttpResponse:
        self.patch.setattr(type(Film.objects), "published", raising(problem))
        return self.visitor.get(FILM)

    def template(self, problem: BaseException) -> HttpResponse:
        engine = engines["django"].engine
        real = type(engine).find_template
        broken = raising(problem)
        self.patch.setattr(
            type(engine),
            "find_template",
            lambda self, name, *more, **words: (
                broken() if name == "films/detail.html" else real(self, name, *more, **words)
            ),
        )
        for loader in engine.template_loaders:
            loader.reset()
        return self.visitor.get(FILM)

    def database(self, problem: BaseException) -> HttpResponse:
        self.patch.setattr(connections["default"], "cursor", raising(problem))
        return self.visitor.get(FILM)


WAYS: dict[str, tuple[int, Callable[[Wrong], Any]]] = {
    "a view fails": (500, lambda wrong: wrong.view(LookupError(SECRET))),
    "a view divides by nothing": (500, lambda wrong: wrong.view(ZeroDivisionError(SECRET))),
    "there is no memory": (500, lambda wrong: wrong.view(MemoryError(SECRET))),
    "it never ends": (500, lambda wrong: wrong.view(RecursionError(SECRET))),
    "a letter cannot be written": (500, lambda wrong: wrong.view(UnicodeEncodeError("utf-8", SECRET, 0, 1, SECRET))),
    "a template is broken": (500, lambda wrong: wrong.template(TemplateSyntaxError(SECRET))),
    "a template is missing": (500, lambda wrong: wrong.template(TemplateDoesNotExist(SECRET))),
    "the database does not understand": (500, lambda wrong: wrong.database(ProgrammingError(SECRET))),
    "the database fails": (500, lambda wrong: wrong.database(DatabaseError(SECRET))),
    "the database is away": (503, lambda wrong: wrong.database(OperationalError(SECRET))),
    "a disk fails": (503, lambda wrong: wrong.view(OSError(5, SECRET, "/srv/exhibit/var"))),
    "something is suspicious": (400, lambda wrong: wrong.view(SuspiciousOperation(SECRET))),
    "a path is suspicious": (400, lambda wrong: wrong.view(SuspiciousFileOperation(SECRET))),
    "a body is too large": (400, lambda wrong: wrong.view(RequestDataTooBig(SECRET))),
    "it is not allowed": (403, lambda wrong: wrong.view(PermissionDenied(SECRET))),
    "there are too many fields": (
        400,
        lambda wrong: wrong.visitor.post("/admin/login/", {f"field{n}": "" for n in range(10_001)}),
    ),
    "a form is no form": (
        400,
        lambda wrong: wrong.visitor.generic("POST", "/admin/login/", b"--x", "multipart/form-data; boundary="),
    ),
    "a length is no number": (200, lambda wrong: wrong.visitor.get("/", headers={"Content-Length": "many"})),
    "a host is not ours": (400, lambda wrong: wrong.visitor.get("/", headers={"Host": "evil.example"})),
    "a token is missing": (403, lambda wrong: Client(enforce_csrf_checks=True).post("/admin/login/", {"a": "b"})),
    "there is no such page": (404, lambda wrong: wrong.visitor.get("/no/such/page.php?id=1'")),
    "there is no such record": (404, lambda wrong: wrong.visitor.get("/ru/films/нет/")),
    "the desk has no such page": (404, lambda wrong: wrong.desk.get("/admin/no-such-page/")),
    "the desk has no such record": (302, lambda wrong: wrong.desk.get("/admin/exhibit/film/999999/change/")),
    "the desk is not for all": (403, lambda wrong: wrong.desk.get("/admin/auth/user/")),
    "a zero byte": (400, lambda wrong: wrong.desk.get("/admin/exhibit/film/?q=a%00b")),
    "a cookie is forged": (302, lambda wrong: forged(wrong).get("/admin/")),
    "a method is not known": (405, lambda wrong: wrong.visitor.generic("BREW", FILM)),
    "a method is not meant": (405, lambda wrong: wrong.visitor.delete(FILM)),
    "JSON is broken": (405, lambda wrong: wrong.visitor.post("/search/data.json", "{", "application/json")),
    "a width is none": (400, lambda wrong: wrong.visitor.get("/timeline/data.json?width=wide")),
    "letters are none": (404, lambda wrong: wrong.visitor.get("/films/%ff%fe/")),
    "a verb is none": (200, lambda wrong: wrong.visitor.get("/oai/?verb=%27%3B--")),
    "a picture cannot be read": (500, lambda wrong: unreadable(wrong)),
    "the page about faults is at fault": (500, lambda wrong: twice(wrong)),
}


def forged(wrong: Wrong) -> Client:
    wrong.visitor.cookies["sessionid"] = "x' OR 1=1 --"
    return wrong.visitor


def unreadable(wrong: Wrong) -> HttpResponse:
    wrong.patch.setattr(ImageQuerySet, "shown", raising(OSError(SECRET)))
    return wrong.visitor.get("/media/images/crowd.webp")


def twice(wrong: Wrong) -> HttpResponse:
    wrong.patch.setattr("exhibit.templatetags.exhibit.with_words", raising(LookupError(SECRET)))
    return wrong.view(LookupError(SECRET))


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, curator: User) -> Iterator[Wrong]:
    yield Wrong(monkeypatch, curator)
    monkeypatch.undo()
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


def told(answer: Any) -> list[str]:
    text = b"".join(answer) if answer.streaming else answer.content
    return TELLING.findall(text.decode(errors="replace") + repr(dict(answer.headers)))


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_tells_nothing_of_us(wrong: Wrong, way: str) -> None:
    status, happens = WAYS[way]
    answer = happens(wrong)
    assert answer.status_code == status
    assert told(answer) == []


def test_there_are_enough_ways() -> None:
    assert sum(status >= 400 for status, _happens in WAYS.values()) >= 20


@pytest.mark.parametrize("way", ["a view fails", "a template is broken", "a host is not ours", "there is no such page"])
def test_with_pages_for_developers_the_same_check_finds_much(wrong: Wrong, settings: Any, way: str) -> None:
    settings.DEBUG = True
    assert told(WAYS[way][1](wrong))


# The number


class Lines(logging.Handler):
    """Keeps what a formatter makes of each record."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.formatter = formatter
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(params=[TextLines, JsonLines])
def log(request: pytest.FixtureRequest) -> Iterator[Lines]:
    handler = Lines(request.param())
    logging.getLogger("django").addHandler(handler)
    yield handler
    logging.getLogger("django").removeHandler(handler)


@pytest.mark.parametrize(
    "way",
    ["a view fails", "the database is away", "something is suspicious", "it is not allowed", "a token is missing"],
)
def test_the_number_on_the_page_is_the_one_in_the_log(wrong: Wrong, log: Lines, way: str) -> None:
    answer = WAYS[way][1](wrong)
    number = answer.headers[HEADER]
    assert re.fullmatch("[0-9a-f]{16}", number)
    page = answer.content.decode()
    assert page.count(number) == 2, "once in each language"
    assert [line for line in log.lines if number in line]


@pytest.mark.parametrize("path", [FILM, "/no-such-page/"])
def test_what_is_well_and_what_is_not_there_has_none(path: str) -> None:
    answer = Client().get(path)
    assert HEADER not in answer.headers
    assert "name this number" not in answer.content.decode()


@pytest.mark.parametrize(
    ("brought", "is_trusted", "is_taken"),
    [
        ("7c3f09f2a1b44e55", True, True),
        ("7c3f09f2a1b44e55", False, False),
        ("short", True, False),
        ("x" * 65, True, False),
        ("<script>alert(1)</script>", True, False),
        ("line\nforged-line", True, False),
        ("\x1b[31mcoloured", True, False),
    ],
)
def test_a_number_is_taken_from_our_own_server_in_front_alone(
    settings: Any, brought: str, is_trusted: bool, is_taken: bool
) -> None:
    settings.TRUST_PROXY = is_trusted
    answer = Client().post(FILM, headers={HEADER: brought})
    assert answer.status_code == 405
    assert (answer.headers[HEADER] == brought) is is_taken


def test_a_line_of_the_log_is_one_line_whatever_is_asked(log: Lines) -> None:
    for path in ("/a%0d%0a2026-01-01 INFO forged: all is well", "/a%1b[2J%1b[31m", "/a%e2%80%ae%c2%85", "/%00"):
        Client().get(path)
    assert len(log.lines) == 4
    for line in log.lines:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", line)
        if line.startswith("{"):
            json.loads(line)


def test_no_line_of_a_traceback_looks_like_a_message(log: Lines, wrong: Wrong) -> None:
    wrong.view(LookupError("well\n2026-01-01 00:00:00 INFO forged [-]: all is well\r\x1b[31m"))
    [line] = log.lines
    assert "forged" in line
    assert not re.search("^2026-01-01", line, re.MULTILINE)
    assert "\x1b" not in line
    assert "\r" not in line


def test_without_that_a_visitor_writes_into_the_log() -> None:
    handler = Lines(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("django").addHandler(handler)
    try:
        # Django itself writes such paths safely since 5.2.3; what we log, it does not.
        logging.getLogger("django").warning("Refused: %s", "a\n2026-01-01 INFO forged: all is well")
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert "\n2026-01-01" in handler.lines[0]


# The pages themselves


@pytest.mark.parametrize("way", ["a view fails", "something is suspicious", "it is not allowed", "a token is missing"])
def test_they_speak_every_language_and_ask_nothing(wrong: Wrong, way: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = WAYS[way][1](wrong).content.decode()
    assert len(queries) == 0
    assert '<html lang="en">' in page
    assert 'lang="ru"' in page
    assert "На входе" in page or "ко входу" in page.lower() or "вход" in page


def test_the_page_of_what_is_not_there_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert len(queries) == 0
