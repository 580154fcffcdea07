"""Finished pages: made once, handed out without a query, and never after what they say has changed."""

import datetime
import io
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibit.models import Citation, Event, Film, Image, Person, Place
from exhibit.publishing import shelf as shelves
from exhibit.publishing.finished import FinishedPages, _place
from exhibit.publishing.glances import OutOfReachError, QueryGlance
from exhibit.publishing.pages import public_pages
from exhibit.publishing.public import POLICY
from exhibit.publishing.shelf import Finished, Memory, Shared, Shelf
from exhibit.publishing.showing import Showing, Showings
from tests.conftest import FIXTURES
from tests.test_admin import address, opened

FILM = "/films/cranes-are-flying/"
Asked = dict[str, Any]


class Visitor:
    """Asks a WSGI application, and tells what it said."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def ask(self, path: str, method: str = "GET", **headers: str) -> "Said":
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        said = Said()
        chunks = self.application(environ | headers, said.start)
        said.body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return said


class Said:
    """An answer."""

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = {name.lower(): value for name, value in headers}
        assert len(self.headers) == len(headers), "a header was said twice"

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def source(self) -> str:
        return self.headers.get("cache-status", "")

    @property
    def text(self) -> str:
        return self.body.decode()


class StubGlance:
    """A database that a test changes and takes away."""

    def __init__(self) -> None:
        self.is_there = True
        self.value = 1
        self.looked_again = 0

    def stamp(self) -> int:
        if not self.is_there:
            raise OutOfReachError("gone")
        return self.value

    def look_again(self) -> None:
        self.looked_again += 1


class Counting:
    """Django's application, counting what it is asked."""

    def __init__(self, application: Any = None) -> None:
        self.application = application or WSGIHandler()
        self.count = 0

    def __call__(self, environ: Asked, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.count += 1
        answer: Iterable[bytes] = self.application(environ, start_response)
        return answer


def page(content: bytes = b"a page", status: str = "200 OK", policy: str = "public") -> Any:
    """An application that says one thing."""

    def application(environ: Asked, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = ("Content-Length", str(len(content)))
        start_response(status, [("Content-Type", "text/html"), ("Cache-Control", policy), length])
        return [content]

    return application


def finished(application: Any = None, most: int = 10_000_000, **kept: Any) -> FinishedPages:
    showings = kept.get("showings") or Showings(QueryGlance("default"))  # tests commit nothing
    return FinishedPages(Counting(application), Shelf(most, kept.get("shared")), showings)


@pytest.fixture
def pages(museum: None) -> FinishedPages:
    return finished()


@pytest.fixture
def visitor(pages: FinishedPages) -> Visitor:
    return Visitor(pages)


class TestAPage:
    def test_is_made_once_and_handed_out_without_a_query(self, pages: FinishedPages, visitor: Visitor) -> None:
        first = visitor.ask(FILM)
        with CaptureQueriesContext(connection) as queries:
            second = visitor.ask(FILM)
        assert (first.status, first.source) == (200, "exhibit; fwd=miss; stored")
        assert (second.status, second.source, second.body) == (200, "exhibit; hit", first.body)
        assert pages.django.count == 1  # type: ignore[attr-defined]
        assert ["exhibit_stamp" in query["sql"] for query in queries] == [True]  # a database in memory is asked for it

    @pytest.mark.parametrize(
        ("accepts", "encoding", "unpack"),
        [
            ("gzip, deflate, br, zstd", "br", brotli.decompress),
            ("zstd, gzip", "zstd", zstandard.ZstdDecompressor().decompress),
            ("gzip", "gzip", lambda body: __import__("gzip").decompress(body)),
            ("", None, lambda body: body),
            ("br;q=0, identity", None, lambda body: body),
        ],
    )
    def test_comes_in_the_encoding_that_a_browser_takes(
        self, visitor: Visitor, accepts: str, encoding: str | None, unpack: Callable[[bytes], bytes]
    ) -> None:
        plain = Visitor(visitor.application.application).ask(FILM).body
        for _time in range(2):
            said = visitor.ask(FILM, HTTP_ACCEPT_ENCODING=accepts)
            assert said.headers.get("content-encoding") == encoding
            assert int(said.headers["content-length"]) == len(said.body)
            assert unpack(said.body).split() == plain.split()
        assert said.headers["vary"] == "Accept-Encoding"

    def test_has_a_name_by_which_a_browser_need_not_fetch_it_again(self, visitor: Visitor) -> None:
        etags = [visitor.ask(FILM, HTTP_ACCEPT_ENCODING=way).headers["etag"] for way in ("", "br", "gzip")]
        assert len(set(etags)) == 3
        for asked in (etags[1], f'"other", W/{etags[1]}', "*"):
            said = visitor.ask(FILM, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=asked)
            assert (said.status, said.body, said.headers["etag"]) == (304, b"", etags[1])
            assert said.headers["cache-control"] == POLICY
            assert "content-length" not in said.headers
        assert visitor.ask(FILM, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=etags[0]).status == 200

    def test_answers_head_with_the_same_headers(self, pages: FinishedPages, visitor: Visitor) -> None:
        head, whole = visitor.ask(FILM, "HEAD"), visitor.ask(FILM)
        assert head.body == b""
        assert whole.source == "exhibit; hit"
        assert whole.body
        assert {**head.headers, "cache-status": ""} == {**whole.headers, "cache-status": ""}

    def test_is_the_same_for_a_curator_who_is_signed_in(self, visitor: Visitor, curator_client: Client) -> None:
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in curator_client.cookies.items())
        assert cookie
        theirs = visitor.ask(FILM, HTTP_COOKIE=cookie)
        assert "set-cookie" not in theirs.headers
        assert visitor.ask(FILM).body == theirs.body

    def test_keeps_each_question_and_each_host_apart(self, visitor: Visitor) -> None:
        asked = [("/timeline/", "testserver"), ("/timeline/?from=1957", "testserver"), ("/timeline/", "localhost")]
        first = [visitor.ask(path, HTTP_HOST=host) for path, host in asked]
        again = [visitor.ask(path, HTTP_HOST=host) for path, host in asked]
        assert {said.source for said in first} == {"exhibit; fwd=miss; stored"}
        assert {said.source for said in again} == {"exhibit; hit"}
        assert len({said.body for said in again}) == 3

    def test_is_one_for_all_spellings_of_a_host_where_the_site_has_an_address(
        self, pages: FinishedPages, visitor: Visitor, settings: Any
    ) -> None:
        settings.SITE_URL = "https://museum.example"
        _place.cache_clear()
        try:
            for host in ("testserver", "TESTSERVER", "testserver:8000", "testserver.", "testserver:1"):
                assert visitor.ask(FILM, HTTP_HOST=host).status == 200
            assert pages.django.count == 1  # type: ignore[attr-defined]
        finally:
            _place.cache_clear()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_may_be_kept_by_all_and_names_nobody(museum: None, language: str) -> None:
    visitor = Visitor(finished())
    seen = set()
    for listed in public_pages():
        if listed.language == language and listed.name not in seen:
            seen.add(listed.name)
            said = visitor.ask(listed.path)
            assert (said.status, said.source) == (200, "exhibit; fwd=miss; stored"), listed
            assert said.headers["cache-control"] == POLICY
            assert said.headers.get("vary", "Accept-Encoding") == "Accept-Encoding"
            assert "set-cookie" not in said.headers
            assert visitor.ask(listed.path).source == "exhibit; hit"
    assert len(seen) > 15


class TestAChange:
    """Whatever way it comes, the next request sees it."""

    def test_by_a_form_of_the_desk(self, visitor: Visitor, curator_client: Client) -> None:
        before = visitor.ask("/places/moscow/").text
        place = Place.objects.get(slug="moscow")
        form = opened(curator_client, place) | {"name_en": ["Moscow on the river"]}
        assert curator_client.post(address(place), form).status_code == 302
        after = visitor.ask("/places/moscow/").text
        assert "Moscow on the river" in after
        assert "Moscow on the river" not in before

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Film.objects.filter(slug="cranes-are-flying").update(title_en="The cranes fly on"),
            lambda: Film.objects.bulk_update(_renamed(), ["title_en"]),
            lambda: _execute("UPDATE exhibit_film SET title_en = 'The cranes fly on' WHERE slug = 'cranes-are-flying'"),
            lambda: call_command("loaddata", _renamed_fixture(), verbosity=0),
        ],
        ids=["queryset", "bulk", "sql", "loaddata"],
    )
    def test_by_any_other_way(
        self, visitor: Visitor, change: Callable[[], Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert "The cranes fly on" not in visitor.ask(FILM).text
        change()
        assert "The cranes fly on" in visitor.ask(FILM).text

    def test_of_what_belongs_to_it(self, visitor: Visitor) -> None:
        for model in (Citation, Image, Person, Event):
            visitor.ask(FILM)
            row = model._base_manager.first()
            assert row is not None
            row.save()
            assert visitor.ask(FILM).source == "exhibit; fwd=miss; stored", model
        visitor.ask(FILM)
        Event.people.through.objects.filter(pk=Event.people.through.objects.first().pk).delete()  # type: ignore[union-attr]
        assert visitor.ask(FILM).source == "exhibit; fwd=miss; stored"

    def test_that_was_rolled_back_makes_nothing_void(self, visitor: Visitor) -> None:
        from django.db import transaction

        before = visitor.ask(FILM)
        with transaction.atomic():
            Film.objects.update(title_en="Gone again")
            transaction.set_rollback(True)
        after = visitor.ask(FILM)
        assert (after.source, after.body) == ("exhibit; hit", before.body)

    def test_at_its_minute(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        noon = timezone.now() + datetime.timedelta(hours=1)
        Film.objects.filter(slug="cranes-are-flying").update(unpublish_at=noon)
        Event.objects.filter(slug="kalatozov-usa").update(publish_at=noon)
        assert visitor.ask(FILM).status == 200
        assert visitor.ask("/events/kalatozov-usa/").status == 404
        monkeypatch.setattr(timezone, "now", lambda: noon - datetime.timedelta(seconds=1))
        assert visitor.ask(FILM).source == "exhibit; hit"
        monkeypatch.setattr(timezone, "now", lambda: noon)
        assert visitor.ask(FILM).status == 404
        assert visitor.ask("/events/kalatozov-usa/").status == 200

    def test_of_the_rights_in_a_picture(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        today = timezone.localdate()
        Image.objects.update(rights_expire_on=today)
        image = Image.objects.shown().first()
        assert image is not None
        assert visitor.ask(f"/images/{image.slug}/").status == 200
        tomorrow = datetime.datetime.combine(
            today + datetime.timedelta(days=1), datetime.time(), timezone.get_default_timezone()
        )
        monkeypatch.setattr(timezone, "now", lambda: tomorrow)
        assert visitor.ask(f"/images/{image.slug}/").status == 404


class TestWhatIsNotKept:
    @pytest.mark.parametrize(
        "path",
        [
            "/no-such-page/",
            "/films/no-such-film/",
            "/timeline/data.json?width=a",
            "/admin/login/",
            "/review/no-such-token/",
            "/timeline/export/timeline.csv",
            "/kiosk-worker.js",
        ],
    )
    def test_passes_each_time(self, pages: FinishedPages, visitor: Visitor, path: str) -> None:
        for _time in range(2):
            assert visitor.ask(path).source == ""
        assert pages.django.count == 2  # type: ignore[attr-defined]
        assert pages.shelf.size == 0

    def test_the_desk_keeps_its_own_packing(self, visitor: Visitor, curator_client: Client) -> None:
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in curator_client.cookies.items())
        said = visitor.ask("/admin/", HTTP_COOKIE=cookie, HTTP_ACCEPT_ENCODING="gzip, br")
        assert said.headers["content-encoding"] == "gzip"
        assert "no-store" in said.headers["cache-control"]

    def test_a_host_that_is_not_ours(self, visitor: Visitor) -> None:
        for _time in range(2):
            assert (visitor.ask(FILM, HTTP_HOST="evil.example").status) == 400

    @pytest.mark.parametrize(
        "application",
        [
            page(status="404 Not Found"),
            page(policy="private"),
            page(policy="no-store"),
            lambda _environ, start: [start("200 OK", [("Cache-Control", "public")]), b"piece by piece"][1:],
            lambda _environ, start: [
                start("200 OK", [("Cache-Control", "public"), ("Content-Length", "1"), ("Set-Cookie", "a=b")]),
                b"1",
            ][1:],
        ],
        ids=["404", "private", "no-store", "streamed", "cookie"],
    )
    def test_an_answer_that_is_not_for_all(self, application: Any) -> None:
        kept = finished(application, showings=_fixed())
        said = Visitor(kept).ask(FILM)
        assert said.body in (b"a page", b"piece by piece", b"1")
        assert kept.shelf.size == 0

    def test_an_address_longer_than_any_of_ours(self) -> None:
        kept = finished(page(), showings=_fixed())
        Visitor(kept).ask("/timeline/?q=" + "a" * 3000)
        assert kept.shelf.size == 0

    def test_whoever_changes_something_is_sure_to_see_it(self) -> None:
        glance = StubGlance()
        kept = finished(page(), showings=_fixed(glance))
        Visitor(kept).ask("/admin/", "POST")
        assert glance.looked_again == 1


class TestMemory:
    def test_has_a_bound_and_what_was_asked_last_stays(self) -> None:
        memory = Memory(100_000)
        for number in range(100):
            memory.put(str(number), _finished(b"x" * 8_000))
            assert memory.get("0") is not None
        assert memory.size <= 100_000
        assert len(memory) == 10
        assert memory.get("99")
        assert memory.get("50") is None

    def test_one_page_does_not_push_out_all_others(self) -> None:
        memory = Memory(100_000)
        memory.put("small", _finished(b"x"))
        memory.put("large", _finished(b"x" * 50_000))
        assert memory.get("small")
        assert memory.get("large") is None

    def test_grows_with_the_encodings_that_are_asked_for(self) -> None:
        kept = finished(page(b"a page " * 500), showings=_fixed())
        sizes = []
        for accepts in ("br", "gzip", "zstd", ""):
            Visitor(kept).ask(FILM, HTTP_ACCEPT_ENCODING=accepts)
            sizes.append(kept.shelf.size)
        assert sizes[0] < sizes[1] < sizes[2] == sizes[3]

    def test_invented_questions_do_not_push_the_pages_out(self) -> None:
        kept = finished(page(b"a page" * 400), most=40_000, showings=_fixed())
        visitor = Visitor(kept)
        visitor.ask(FILM)
        for number in range(50):
            visitor.ask(f"/timeline/?q={number}")
        assert visitor.ask(FILM).source == "exhibit; hit"
        assert kept.shelf.size <= 40_000

    def test_a_new_showing_begins_with_an_empty_shelf(self) -> None:
        glance = StubGlance()
        kept = finished(page(), showings=_fixed(glance))
        visitor = Visitor(kept)
        visitor.ask(FILM)
        glance.value = 2
        assert visitor.ask("/films/").source == "exhibit; fwd=miss; stored"
        assert len(kept.shelf.pages) == 1

    def test_a_page_that_comes_late_is_not_shown_with_the_next_showing(self) -> None:
        shelf = Shelf(100_000, None)
        shelf.put("first", "/", _finished(b"the next"))

        class Late(Finished):
            def size(self) -> int:
                shelf.put("second", "/other/", _finished(b"other"))  # the showing changes while it is put away
                return 100

        late = _finished(b"late")
        shelf.put("first", "/", Late(late.status, late.headers, late.digest, late.bodies, False, False))
        assert shelf.get("second", "/") is None


class TestAStampede:
    def test_makes_one_page(self) -> None:
        begun, goes_on = threading.Event(), threading.Event()

        def slow(environ: Asked, start_response: Callable[..., Any]) -> Iterable[bytes]:
            begun.set()
            goes_on.wait(30)
            return page()(environ, start_response)  # type: ignore[no-any-return]

        kept = finished(slow, showings=_fixed())
        said: list[Said] = []
        threads = [threading.Thread(target=lambda: said.append(Visitor(kept).ask(FILM))) for _number in range(20)]
        threads[0].start()
        assert begun.wait(30)
        for thread in threads[1:]:
            thread.start()
        goes_on.set()
        for thread in threads:
            thread.join(30)
        assert kept.django.count == 1  # type: ignore[attr-defined]
        assert [one.body for one in said] == [b"a page"] * 20
        assert sorted(one.source for one in said) == ["exhibit; fwd=miss; stored", *["exhibit; hit"] * 19]
        assert kept._making == {}

    def test_on_several_machines_makes_one_page(self, shared: Shared) -> None:
        begun, goes_on = threading.Event(), threading.Event()

        def slow(environ: Asked, start_response: Callable[..., Any]) -> Iterable[bytes]:
            begun.set()
            goes_on.wait(30)
            return page()(environ, start_response)  # type: ignore[no-any-return]

        one, other = (finished(slow, showings=_fixed(), shared=shared) for _machine in range(2))
        said: list[Said] = []
        threads = [
            threading.Thread(target=lambda kept=kept: said.append(Visitor(kept).ask(FILM))) for kept in (one, other)
        ]  # type: ignore[misc]
        threads[0].start()
        assert begun.wait(30)
        threads[1].start()
        goes_on.set()
        for thread in threads:
            thread.join(30)
        assert one.django.count + other.django.count == 1  # type: ignore[attr-defined]
        assert [one.body for one in said] == [b"a page"] * 2


@pytest.fixture
def shared() -> Shared:
    return Shared(caches["default"], "release")


class TestSharedPages:
    def test_what_one_process_made_another_hands_out(self, shared: Shared) -> None:
        one, other = (finished(page(b"a page " * 200), showings=_fixed(), shared=shared) for _process in range(2))
        first = Visitor(one).ask(FILM, HTTP_ACCEPT_ENCODING="gzip")
        second = Visitor(other).ask(FILM, HTTP_ACCEPT_ENCODING="gzip")
        assert second.source == "exhibit; hit"
        assert second.body == first.body
        assert other.django.count == 0  # type: ignore[attr-defined]

    def test_another_release_makes_its_own(self, shared: Shared) -> None:
        Visitor(finished(page(b"old words"), showings=_fixed(), shared=shared)).ask(FILM)
        newer = finished(page(b"new words"), showings=_fixed(), shared=Shared(caches["default"], "newer"))
        assert Visitor(newer).ask(FILM).body == b"new words"

    def test_a_shared_cache_that_fails_holds_nobody_up(self, shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = []

        def fail(*words: Any) -> None:
            asked.append(words)
            raise ConnectionError("no Redis")

        for verb in ("get", "set", "add", "delete"):
            monkeypatch.setattr(shared.cache, verb, fail, raising=False)
        kept = finished(page(), showings=_fixed(), shared=shared)
        assert Visitor(kept).ask(FILM).body == b"a page"
        assert Visitor(kept).ask("/films/").body == b"a page"
        assert len(asked) == 1  # and is left alone for a while

    def test_a_process_that_never_finishes_is_not_waited_for_long(
        self, shared: Shared, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shelves, "RENDERING", 0.1)
        kept = finished(page(), showings=_fixed(), shared=shared)
        showing = kept.showings.now()
        assert not shared.others_make(showing.name, "http://testserver" + FILM)
        assert Visitor(kept).ask(FILM).body == b"a page"


class TestWithoutADatabase:
    def test_the_pages_of_the_last_showing_are_handed_out_and_say_so(self) -> None:
        glance = StubGlance()
        visitor = Visitor(finished(page(), showings=_fixed(glance)))
        visitor.ask(FILM)
        glance.is_there = False
        said = visitor.ask(FILM)
        assert (said.status, said.body) == (200, b"a page")
        assert said.source == 'exhibit; hit; detail="database out of reach"'
        glance.is_there = True
        assert visitor.ask(FILM).source == "exhibit; hit"

    def test_what_should_have_gone_meanwhile_is_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        glance, noon = StubGlance(), timezone.now() + datetime.timedelta(hours=1)
        kept = finished(page(), showings=_fixed(glance, ends_at=noon))
        visitor = Visitor(kept)
        visitor.ask(FILM)
        glance.is_there = False
        assert visitor.ask(FILM).source.endswith('detail="database out of reach"')
        monkeypatch.setattr(timezone, "now", lambda: noon)
        assert visitor.ask(FILM).source == ""

    def test_a_process_that_begins_without_it_finds_them_in_the_shared_cache(self, shared: Shared) -> None:
        Visitor(finished(page(), showings=_fixed(), shared=shared)).ask(FILM)
        gone = StubGlance()
        gone.is_there = False
        kept = finished(page(b"made without a database"), showings=Showings(gone), shared=shared)
        said = Visitor(kept).ask(FILM)
        assert said.body == b"a page"
        assert said.source.endswith('detail="database out of reach"')

    def test_a_page_that_nobody_kept_is_a_calm_503_in_every_language(
        self, museum: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise OperationalError("could not connect")

        client = Client(raise_request_exception=False)
        with monkeypatch.context() as gone:
            gone.setattr(connections["default"], "cursor", fail)
            answers = [client.get(path) for path in (FILM, "/ru/people/")]
        for answer in answers:
            assert answer.status_code == 503
            assert answer["Retry-After"] == "30"
            assert answer["Cache-Control"] == "no-store"
            assert "Back in a moment" in answer.text
            assert "Сейчас вернёмся" in answer.text

    def test_a_fault_of_ours_is_still_a_500(self, museum: None, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise LookupError("a fault")

        monkeypatch.setattr(type(Film.objects), "published", fail)
        answer = Client(raise_request_exception=False).get(FILM)
        assert answer.status_code == 500
        assert "The fault is ours" in answer.text


def _fixed(glance: Any = None, ends_at: datetime.datetime | None = None) -> Showings:
    """Showings of a database that needs no tables."""
    glance = glance or StubGlance()

    class Fixed(Showings):
        def _look(self, stamp: Any) -> Showing:
            return Showing(f"showing-{stamp}", ends_at, ends_at)

    return Fixed(glance)


def _finished(content: bytes) -> Finished:
    return Finished("200 OK", [], "digest", {"br": content}, is_packable=True, is_invented=False)


def _renamed() -> list[Film]:
    film = Film.objects.get(slug="cranes-are-flying")
    film.title_en = "The cranes fly on"  # type: ignore[attr-defined]
    return [film]


def _renamed_fixture() -> str:
    text = next(FIXTURES.glob("*films.json")).read_text(encoding="utf-8")
    changed = text.replace('"The Cranes Are Flying"', '"The cranes fly on"')
    assert changed != text
    Path("changed.json").write_text(changed, encoding="utf-8")
    return "changed.json"


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
