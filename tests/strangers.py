"""What strangers ask: addresses, questions, headers and bodies that no browser sends, made by Hypothesis.

They go to the whole application as a server calls it (WSGI), so that bytes arrive as they come over the wire: invalid
UTF-8, NUL, a header twice. `asked` returns what was said; `faults` names what no answer may have or cost.
"""

import io
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from django.contrib import admin
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception
from django.db import connection
from hypothesis import strategies as st

from exhibit.publishing.finished import FinishedPages
from exhibit.publishing.negotiation import Negotiation
from exhibit.publishing.operations import Operations
from exhibit.publishing.pages import public_pages
from exhibit.publishing.shelf import Shelf
from exhibit.publishing.showing import Showings

ROOT = Path(__file__).resolve().parent.parent
MOST_QUERIES = 120
"""That an answer may take: twice the largest budget of a page in tests/test_pages.py."""

MOST_BYTES = 4_000_000

PLACES = b"|".join(re.escape(f"{place}/".encode()) for place in (ROOT, tempfile.gettempdir()))
TRACE = re.compile(
    rb"Traceback \(most recent|File \"/|site-packages|django\.(db|core|http)|sqlite3\.|psycopg|SELECT |" + PLACES
)

NASTY: tuple[bytes, ...] = (
    b"",
    b"\0",
    b"a\0b",
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xff\xfe",
    b"\xc0\xaf",
    b"%",
    b"%zz",
    b"%00",
    b"-1",
    b"0",
    b"00",
    b"1e9",
    b"NaN",
    b"9" * 400,
    b"-" + b"9" * 400,
    b"a" * 10_000,
    b"( " * 2_000,
    b'"' * 501,
    b"' OR 1=1 --",
    b'"); DROP TABLE exhibit_film;--',
    b"%s %(a)s {0} {{ 7*7 }}",
    b"<script>alert(1)</script>",
    b"../../../../etc/passwd",
    b"\r\nSet-Cookie: a=b",
    b"\xe2\x80\xae\xe2\x81\xa6",  # from right to left
    "ａ１２３".encode(),
    "²³½".encode(),
    "٣٤٥".encode(),
    "İıßﬀ".encode(),
    "😀".encode() * 200,
    "̈".encode() * 500,
    b"2026-02-30",
    b"0000",
    b"9999-12-31",
    b"-9999",
    b"1957-10-12/",
    b"1941/1945",
    b"196X",
    b"1957~?%",
    b"0,0,0,0",
    b"cranes-are-flying",
    b"mikhail-kalatozov",
    b"None",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"*",
    b"NEAR(a b)",
    b"col:a AND (b OR",
    b"a OR b NOT c*",
    b"^a",
    b"\xd0\xba\xd0\xb0",
)
"""Values at which parsers have failed, here or elsewhere."""

NAMES = """
    q page kind decade lane film person place from to beside entry after width overview verb metadataPrefix identifier
    resumptionToken set until url format maxwidth maxheight kiosk first second a b name style size per print language
    next id slug noun callback utm_source said
""".split()

values = st.one_of(
    st.sampled_from(NASTY),
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
)

DATES = st.one_of(
    st.integers(-10_000, 20_000).map(lambda year: str(year).encode()),
    st.dates().map(lambda day: day.isoformat().encode()),
    values,
)


def _pair(name: bytes, value: bytes) -> bytes:
    return name + b"=" + quote_from_bytes(value, safe=b"").encode()


names = st.one_of(st.sampled_from(NAMES).map(str.encode), values.map(lambda some: quote_from_bytes(some).encode()))
pairs = st.builds(_pair, names, st.one_of(values, DATES))
repeated = st.builds(lambda pair, count: b"&".join([pair] * count), pairs, st.integers(2, 300))
queries = st.one_of(
    st.lists(pairs, max_size=6).map(b"&".join),
    st.lists(st.one_of(pairs, repeated), max_size=3).map(b"&".join),
    st.binary(max_size=200),  # no form at all
).map(lambda raw: raw.replace(b"#", b"").decode("latin-1"))

SEGMENTS = (
    b"..",
    b".",
    b"",
    b"%2e%2e",
    b"admin",
    b"after",
    b"cite.ris",
    b"manifest.json",
    b"info.json",
    b"editions",
    b"labels",
)
HEADERS = (
    "ACCEPT ACCEPT_LANGUAGE ACCEPT_ENCODING RANGE IF_NONE_MATCH IF_MODIFIED_SINCE IF_RANGE COOKIE HOST ORIGIN REFERER "
    "X_FORWARDED_FOR X_FORWARDED_HOST X_FORWARDED_PROTO X_ORIGINAL_URL X_REWRITE_URL X_HTTP_METHOD_OVERRIDE FORWARDED "
    "AUTHORIZATION USER_AGENT CONTENT_TYPE X_REQUESTED_WITH EXPECT"
).split()
USUAL = {
    "ACCEPT": [b"application/json", b"application/ld+json;profile=x;q=1.0", b"*/*;q=" + b"9" * 400, b"json," * 2_000],
    "ACCEPT_LANGUAGE": [b"ru", b"ru;q=9e9", b"xx-" * 300, b"de-DE,*;q=0.000001", b"i-klingon"],
    "ACCEPT_ENCODING": [b"br", b"zstd", b"gzip;q=0", b"br;" * 500, b"identity;q=0, *;q=0"],
    "RANGE": [b"bytes=0-0", b"bytes=-" + b"9" * 400, b"bytes=9-1", b"bytes=" + b"0-1," * 900, b"lines=1-2"],
    "IF_NONE_MATCH": [b"*", b'W/"a"', b'"' * 99, b'"a",' * 900],
    "IF_MODIFIED_SINCE": [b"Thu, 01 Jan 1970 00:00:00 GMT", b"Mon, 99 Foo 99999 99:99:99 GMT", b"0"],
    "COOKIE": [
        b"sessionid=" + b"a" * 4_000,
        b"django_language=ru; csrftoken=\xff",
        b"=;=;=",
        b'messages=[["__json_message"]]',
    ],
    "HOST": [
        b"testserver",
        b"testserver:80",
        b"evil.example",
        b"testserver:80:80",
        b"[::1]",
        b"[",
        b"testserver\0",
        b"a b",
    ],
    "X_FORWARDED_PROTO": [b"https", b"http,https", b"gopher"],
    "CONTENT_TYPE": [
        b"application/json",
        b"multipart/form-data; boundary=",
        b"text/plain; charset=nonsense",
        b"multipart/form-data; boundary=" + b"x" * 300,
    ],
}


@st.composite
def _header(draw: Any) -> tuple[str, str]:
    name = draw(st.sampled_from(HEADERS))
    value = draw(st.one_of(st.sampled_from(USUAL.get(name, [b"x"])), values))
    found = (
        value.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"").decode("latin-1")
    )  # no server lets these in
    return ("" if name == "CONTENT_TYPE" else "HTTP_") + name, found


headers = st.lists(_header(), max_size=4).map(dict)
bodies = st.one_of(
    st.just(b""),
    st.binary(max_size=300),
    st.lists(pairs, max_size=6).map(b"&".join),
    st.sampled_from([b"[" * 100_000, b'{"a":' * 50_000, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n']),
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; the path as bytes of the wire, percent signs and all."""

    method: str
    path: bytes
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def paths(known: list[str]) -> Any:
    """Return a strategy for addresses: those that there are, and what becomes of them in a careless or evil hand."""
    real = st.sampled_from([path.encode() for path in known])

    @st.composite
    def bent(draw: Any) -> bytes:
        parts: list[bytes] = draw(real).split(b"/")
        place = draw(st.integers(1, max(1, len(parts) - 1)))
        piece = draw(st.one_of(st.sampled_from(SEGMENTS), values.map(lambda value: quote_from_bytes(value).encode())))
        how = draw(st.sampled_from("replace insert cut ending".split()))
        if how == "replace":
            parts[place : place + 1] = [piece]
        elif how == "insert":
            parts.insert(place, piece)
        elif how == "cut":
            del parts[place:]
        else:
            parts[-1:] = [
                piece + b"." + draw(st.sampled_from([b"json", b"jsonld", b"csv", b"ics", b"", b"xml", b"jpg"]))
            ]
        return b"/".join(parts)

    return st.one_of(real, bent())


def requests(known: list[str]) -> Any:
    """Return a strategy for whole requests."""
    methods = st.sampled_from(["GET"] * 12 + ["HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
    return st.builds(
        lambda method, path, query, said, body: Request(
            method, path, query, tuple(said.items()), body if method not in ("GET", "HEAD") else b""
        ),
        methods,
        paths(known),
        queries,
        headers,
        bodies,
    )


ASKED_MOST = (
    "/search/data.json",
    "/search/suggestions.json",
    "/timeline/data.json",
    "/timeline/embed/",
    "/oembed/",
    "/oai/",
    "/ru/search/",
)


def public_addresses() -> list[str]:
    """Return one address of each kind and language, and all those that only programs ask for; heavy ones once."""
    seen: dict[tuple[str, str], str] = {}
    for page in public_pages():
        seen.setdefault((page.name, page.language), page.path)
    film, person, place, body = (
        seen[name, "en"].strip("/").split("/")[1]
        for name in ("film_detail", "person_detail", "place_detail", "award_body_detail")
    )
    image = seen["image_detail", "en"].strip("/").split("/")[1]
    exhibit = seen["exhibit_detail", "en"].strip("/").split("/")[1]
    return [
        *seen.values(),
        *(place for place in ASKED_MOST for _time in range(3)),
        *(f"/timeline/export/{name}" for name in ("timeline.json", "timeline.csv", "timeline.ics", "timelinejs.json")),
        *(f"/films/{film}{ending}" for ending in (".json", ".jsonld", "/cite.ris", "/cite.bib")),
        *(f"/{noun}.csv" for noun in ("films", "people", "credits")),
        f"/films/after/{film}/",
        f"/people/{person}/films/",
        f"/places/{place}/",
        f"/awards/{body}/",
        f"/cards/film/{film}.jpg",
        f"/compare/films/{film}/{film}/",
        f"/exhibits/{exhibit}/editions/1/",
        f"/exhibits/{exhibit}/editions.atom",
        "/feeds/new.atom",
        "/exhibits/coming.ics",
        "/iiif/collection.json",
        f"/iiif/films/{film}/manifest.json",
        f"/iiif/images/{image}/info.json",
        f"/iiif/images/{image}/full/max/0/default.jpg",
        f"/iiif/images/{image}/0,0,512,512/512,512/0/default.jpg",
        "/api/openapi.json",
        "/films.json",
        "/media/images/x.png",
        "/sitemap.xml",
        "/sitemap/film_detail-1.xml",
        "/robots.txt",
        "/.well-known/security.txt",
        "/kiosk-worker.js",
        "/kiosk-offline/",
        "/manifest.webmanifest",
        "/review/x.y.z/",
        "/health/ready",
        "/metrics",
        "/nowhere/",
    ]


DESK = """
    o p q e all _popup _to_field _changelist_filters app_label model_name field_name term list format table show page
    action select_across _selected_action index status__exact date id id__in id__isnull film__slug film__id__exact
    person__id__exact at language day width from to kind exhibit title_en title_en__regex year month readiness state
    film__credits__person__pk password user__password _save _continue key content mark files
""".split()


def desk_requests() -> Any:
    """Return a strategy for requests of somebody signed in at the desk, to every kind of page that it has."""
    asked = st.builds(
        _pair,
        st.one_of(st.sampled_from(DESK).map(str.encode), names),
        st.one_of(
            values, DATES, st.sampled_from([b"film", b"exhibit", b"1", b"1.-2.3", b"csv", b"xlsx", b"exhibit.film"])
        ),
    )
    return st.builds(
        lambda method, path, query, body: Request(method, path, query, (), body if method == "POST" else b""),
        st.sampled_from(["GET"] * 8 + ["POST", "POST", "HEAD", "PUT"]),
        paths(desk_addresses()),
        st.lists(asked, max_size=4).map(lambda some: b"&".join(some).decode("latin-1")),
        st.one_of(st.lists(asked, max_size=6).map(b"&".join), bodies),
    )


def desk_addresses() -> list[str]:
    """Return the pages of the desk: of each noun those of its list and of its first record."""
    found = [
        f"/admin/{page}" for page in ("", "readiness/", "translation/", "imports/", "imports/1/", "guide/", "jsi18n/")
    ]
    found += ["/ru/admin/", *["/admin/autocomplete/"] * 8]
    for noun in admin.site._registry:
        base = f"/admin/{noun._meta.app_label}/{noun._meta.model_name}/"
        first = noun._default_manager.order_by("pk").first()
        record = f"{base}{first.pk if first else 1}/"
        found += [*[base] * 4, f"{base}add/", f"{record}editions/1/", *[f"{base}export/"] * 2, f"{base}import/1/"]
        found += [f"{base}{page}/" for page in ("import", "recover")]
        found += [f"{record}{page}/" for page in "change history delete usage preview merge discard editions".split()]
    return [
        *found,
        *(f"/admin/exhibit/image/upload/{page}" for page in ("", "file/", "x/thumbnail/", "x/throw-away/")),
        "/admin/exhibit/event/import-timelinejs/",
    ]


def application() -> Any:
    """Return the whole museum, as config.wsgi has it, with little room for finished pages."""
    return Operations(Negotiation(FinishedPages(WSGIHandler(), Shelf(2_000_000, None), Showings())))


@dataclass
class Answer:
    """What was said, and what it cost."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    query_count: int
    error: BaseException | None = None

    def header(self, name: str) -> str:
        return ", ".join(value for known, value in self.headers if known.lower() == name.lower())


def ask(museum: Any, request: Request, **more: Any) -> Answer:
    """Ask a WSGI application as a server would; an error that escapes it is the answer's."""
    said: dict[str, Any] = {"status": "0", "headers": []}
    errors: list[BaseException] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        said.update(status=status, headers=headers)

    def keep(**told: Any) -> None:
        errors.append(sys.exc_info()[1] or Exception(str(told.get("request"))))

    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if request.body:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"

    def counting(execute: Any, *asked: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*asked)

    got_request_exception.connect(keep)
    body, count = b"", 0
    try:
        with connection.execute_wrapper(counting):
            chunks = museum(environ | dict(request.headers) | more, start)
            try:
                for chunk in chunks:
                    body += chunk
                    if len(body) > MOST_BYTES + len(request.query):
                        break
            finally:
                if hasattr(chunks, "close"):
                    chunks.close()
    except Exception as problem:  # a server would cut the connection
        errors.append(problem)
    finally:
        got_request_exception.disconnect(keep)
    status = 500 if errors and said["status"] == "0" else int(said["status"][:3])
    return Answer(status, said["headers"], body, count, errors[0] if errors else None)


def faults(request: Request, answer: Answer, most_queries: int = MOST_QUERIES) -> list[str]:
    """Return what no answer may have or cost, in words."""
    found = []
    is_oembeds = answer.status == 501 and request.path.endswith(b"/oembed/")  # so it calls a format that is not there
    if (answer.status >= 500 and not is_oembeds) or answer.error is not None:
        found.append(f"{answer.status}: {answer.error!r}")
    if answer.status == 0:
        found.append("nothing was said")
    if found_trace := TRACE.search(answer.body):
        found.append(f"it says {found_trace[0]!r}")
    if answer.query_count > most_queries:
        found.append(f"{answer.query_count} queries")
    if len(answer.body) > MOST_BYTES + len(request.query):  # which the way to another language says once more
        found.append("too long")
    for name, value in answer.headers:
        if re.search(r"[\r\n\0]", name + value):
            found.append(f"a split header: {name}: {value!r}")
        try:
            value.encode("latin-1")
        except UnicodeEncodeError:
            found.append(f"a header that is none: {name}: {value!r}")
        if name.lower() == "set-cookie" and answer.status == 200 and "/admin/" not in request.path.decode("latin-1"):
            found.append(f"a cookie: {value[:60]}")
    return found
