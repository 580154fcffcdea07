"""Finished answers: the bytes of a public page, handed out before Django is asked for anything.

It stands in front of the whole application as WSGI. What Django calls public (`publishing.public`) is kept
for the present showing and handed out again, with no session, user or query; a new showing, by whatever path
records were changed, makes all of it void. One request makes a page, however many ask for it at once.

If the database does not answer, the pages of the last showing still are, and Cache-Status says so; but not if anything
was changed since that showing, by this process or noticed by its watch: that may have been a takedown.
https://httpwg.org/specs/rfc9211.html
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import get_path_info
from django.db import DEFAULT_DB_ALIAS, connections
from django.http.request import split_domain_port, validate_host
from prometheus_client import Counter

from exhibit.publishing import packing
from exhibit.publishing.glances import BusyError, OutOfReachError, QueryGlance
from exhibit.publishing.pages import is_kept
from exhibit.publishing.patience import AWAY, while_it_answers
from exhibit.publishing.release import release
from exhibit.publishing.shelf import Finished, Headers, Ready, Shared, Shelf
from exhibit.publishing.showing import Showing, Showings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
DONE = {"200", "201", "204", "302", "303"}  # how a form answers that may have changed something
LONGEST_ADDRESS = 2_000  # letters; longer ones are answered, not kept
HIT, MADE, LAST = "exhibit; hit", "exhibit; fwd=miss; stored", 'exhibit; hit; detail="database out of reach"'
SCHEME = settings.SECURE_PROXY_SSL_HEADER and settings.SECURE_PROXY_SSL_HEADER[0]
FILES = (settings.STATIC_URL, settings.MEDIA_URL) if settings.MEDIA_URL.startswith("/") else (settings.STATIC_URL,)
NOT_MODIFIED = "304 Not Modified"
KEPT_304 = {"cache-control", "vary", "etag", "cache-status", "content-location", "expires", "link"}
OWN = {"content-encoding", "content-length", "etag", "cache-status"}
"""Headers that belong to one encoding of the answer, or to one way of finding it."""

ANSWERS = Counter("exhibit_answers", "Answers by where they came from.", ["source"])
COUNTS = {source: ANSWERS.labels(source) for source in ("hit", "shared", "made", "last", "passed")}


def with_finished_pages(application: Application) -> Application:
    """Put finished pages in front of an application, in as much memory as PAGE_CACHE_MB allows; 0 leaves them out."""
    if not settings.PAGE_CACHE_MB:
        return application
    is_shared = settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
    shared = Shared(cache, release()) if is_shared else None
    return FinishedPages(application, Shelf(settings.PAGE_CACHE_MB * 1_000_000, shared), Showings(), is_watchful=True)


class FinishedPages:
    """The application, with its finished answers in front."""

    def __init__(
        self, application: Application, shelf: Shelf, showings: Showings, *, is_watchful: bool = False
    ) -> None:
        self.django = application
        self.shelf = shelf
        self.showings = showings
        self.is_watchful = is_watchful and not isinstance(showings.glance, QueryGlance)
        self._remembered = ""
        self._making: dict[str, Lock] = {}
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self.is_watchful:
            self.showings.watch(self._forget)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._changing(environ, start_response)
        if environ.get("PATH_INFO", "").startswith(FILES):
            return self.application(environ, start_response)
        key = _key(environ)
        if not key:
            return self._passed(environ, start_response)
        try:
            showing = self.showings.now()
        except OutOfReachError:
            return self._without_database(key, environ, start_response)
        if self.shelf.shared and showing.name != self._remembered:
            self.shelf.shared.remember(showing)
            self._remembered = showing.name
        page = self.shelf.get(showing.name, key)
        if page is not None:
            COUNTS["hit"].inc()
            return self._deliver(page, HIT, showing, key, environ, start_response)
        if len(key) > LONGEST_ADDRESS or not is_kept(get_path_info(environ)):
            return self._passed(environ, start_response)
        with self._alone(key):
            page = self.shelf.get(showing.name, key)
            if page is not None:
                COUNTS["hit"].inc()
                return self._deliver(page, HIT, showing, key, environ, start_response)
            return self._found_or_made(showing, key, environ, start_response)

    def application(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Ask Django; not for longer than the database answers."""
        with while_it_answers(connections[DEFAULT_DB_ALIAS], self._is_away):
            return self.django(environ, start_response)

    def _is_away(self) -> bool:
        try:
            self.showings.glance.stamp()
        except BusyError:
            return False
        except OutOfReachError:
            return True
        return False

    def _changing(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Whoever has changed something sees it with the next request, and nobody sees what was before."""
        said: list[str] = []

        def start(status: str, headers: Headers, *more: Any) -> Any:
            said.append(status[:3])
            return start_response(status, headers, *more)

        try:
            return self._passed(environ | {AWAY: self._is_away()}, start)
        finally:
            if environ["REQUEST_METHOD"] not in SAFE:
                if said and said[-1] in DONE:
                    self.showings.doubt()
                    self._forget()
                else:
                    self.showings.glance.look_again()

    def _forget(self) -> None:
        """Let no process that begins without a database begin with what was on show before a change."""
        self._remembered = ""
        if self.shelf.shared:
            self.shelf.shared.forget()

    def _passed(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        COUNTS["passed"].inc()
        return self.application(environ, start_response)

    def _without_database(
        self, key: str, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Hand out the page of the last showing; what nobody kept is Django's to refuse."""
        shared = self.shelf.shared
        if shared and self.showings.last() is None and (remembered := shared.remembered()):
            self.showings.take(remembered)
        if showing := self.showings.last():
            page = self.shelf.get(showing.name, key) or (shared and shared.get(showing.name, key))
            if page:
                COUNTS["last"].inc()
                return self._deliver(page, LAST, showing, key, environ, start_response)
        return self._passed(environ | {AWAY: self._is_away()}, start_response)

    def _found_or_made(
        self, showing: Showing, key: str, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        shared = self.shelf.shared
        if shared:
            page = shared.get(showing.name, key)
            if page is None and shared.others_make(showing.name, key):
                page = shared.wait(showing.name, key)
            if page is not None:
                COUNTS["shared"].inc()
                self.shelf.put(showing.name, key, page)
                return self._deliver(page, HIT, showing, key, environ, start_response)
        answer = Answer(self.application, environ)
        if (page := answer.finished(key)) is None:
            if shared:
                shared.leave(showing.name, key)
            COUNTS["passed"].inc()
            return answer.passed_on(environ["REQUEST_METHOD"], start_response)
        COUNTS["made"].inc()
        self.shelf.put(showing.name, key, page)
        if shared:
            page.body(packing.ENCODINGS[0] if page.is_packable else "")
            shared.put(showing.name, key, page)
        return self._deliver(page, MADE, showing, key, environ, start_response)

    def _deliver(
        self,
        page: Finished,
        said: str,
        showing: Showing,
        key: str,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        encoding = packing.chosen(environ.get("HTTP_ACCEPT_ENCODING", "")) if page.is_packable else ""
        is_new = bool(encoding) and encoding not in page.bodies
        body = page.body(encoding)
        if is_new:
            self.shelf.put(showing.name, key, page)  # it has grown
        ready = page.ready.get((encoding, said))
        if ready is None:
            ready = page.ready[(encoding, said)] = _ready(page, encoding, said, len(body))
        if (asked := environ.get("HTTP_IF_NONE_MATCH")) and _matches(asked, ready.etag):
            start_response(NOT_MODIFIED, list(ready.unchanged))
            return []
        start_response(page.status, list(ready.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """One makes the page of this key, the others wait."""
        with self._lock:
            lock = self._making.setdefault(key, Lock())
        try:
            with lock:
                yield
        finally:
            with self._lock:
                self._making.pop(key, None)


class Answer:
    """What the application says to a plain GET for a page: unpacked, whoever asks and whatever their browser has."""

    def __init__(self, application: Application, environ: dict[str, Any]) -> None:
        plain = {name: value for name, value in environ.items() if not name.startswith("HTTP_IF_")}
        plain.pop("HTTP_RANGE", None)
        plain.pop("HTTP_COOKIE", None)  # what is kept for everybody knows of nobody
        if environ["REQUEST_METHOD"] == "HEAD":
            plain["REQUEST_METHOD"] = "GET"
        self.environ = environ
        self.status = ""
        self.headers: Headers = []
        self.chunks = application(plain | {"HTTP_ACCEPT_ENCODING": ""}, self._start)

    def _start(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status, self.headers = status, headers

    def finished(self, key: str) -> Finished | None:
        """Return the answer as one to keep; None if it is not public, is written piece by piece, or no page."""
        known = {name.lower(): value for name, value in self.headers}
        is_public = "public" in known.get("cache-control", "") and "set-cookie" not in known
        if not is_public or "content-length" not in known or not self.status.startswith("200"):
            return None
        content_type = known.get("content-type", "")
        content = packing.without_indent(content_type, self._read())
        is_packable, is_invented = packing.is_worth_packing(content_type, content), "?" in key
        taken = packing.chosen(self.environ.get("HTTP_ACCEPT_ENCODING", ""))
        encoding = (taken or packing.ENCODINGS[0]) if is_packable else ""
        body = packing.pack(content, encoding, is_invented=is_invented) if encoding else content
        return Finished(
            self.status,
            [(name, value) for name, value in self.headers if name.lower() not in OWN],
            hashlib.sha256(content).hexdigest()[:20],
            {encoding: body},
            is_packable,
            is_invented,
        )

    def passed_on(self, method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Hand the answer on as it is."""
        start_response(self.status, self.headers)
        if method == "HEAD":
            self._close()
            return []
        return self.chunks

    def _read(self) -> bytes:
        try:
            return b"".join(self.chunks)
        finally:
            self._close()

    def _close(self) -> None:
        close = getattr(self.chunks, "close", None)
        if close:
            close()


@lru_cache(maxsize=256)
def _place(host: str) -> str | None:
    """Name the host of a page: with SITE_URL all of ours are alike; None for one that is not ours."""
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return None
    return "" if settings.SITE_URL else host.lower()


def _key(environ: dict[str, Any]) -> str:
    """Name what is asked: scheme, host, path and question; "" for a host that is not ours."""
    scheme = environ.get(SCHEME, "") if SCHEME else environ["wsgi.url_scheme"]
    host = environ.get("HTTP_HOST") or f"{environ.get('SERVER_NAME', '')}:{environ.get('SERVER_PORT', '')}"
    place = _place(host)
    if place is None:
        return ""
    key = f"{scheme}://{place}{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    return f"{key}?{asked}" if (asked := environ.get("QUERY_STRING")) else key


def _ready(page: Finished, encoding: str, said: str, length: int) -> Ready:
    etag = f'"{page.digest}-{encoding}"' if encoding else f'"{page.digest}"'
    headers = [*page.headers, ("Content-Length", str(length)), ("ETag", etag)]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Cache-Status", said))
    return Ready(headers, [pair for pair in headers if pair[0].lower() in KEPT_304], etag)


def _matches(asked: str, etag: str) -> bool:
    """Whether a browser has this answer. https://httpwg.org/specs/rfc9110.html#field.if-none-match"""
    return asked.strip() == "*" or any(part.strip().removeprefix("W/") == etag for part in asked.split(","))
