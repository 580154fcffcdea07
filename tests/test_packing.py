"""Pages leave in brotli where the browser takes it, and nothing secret is packed with them."""

import brotli
import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from exhibit.publishing import packing

PAGE = b"<p>The cranes are flying.</p>" * 100


def packed(accepts: str, response: HttpResponse, path: str = "/") -> HttpResponse:
    request = RequestFactory().get(path, headers={"Accept-Encoding": accepts})
    answer = packing.Packing(lambda _request: response)(request)
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize("accepts", ["br", "gzip, deflate, br, zstd", "gzip;q=1.0, br;q=0.5", "deflate,br"])
def test_a_browser_that_takes_brotli_gets_it(accepts: str) -> None:
    answer = packed(accepts, HttpResponse(PAGE))
    assert answer["Content-Encoding"] == "br"
    assert answer["Vary"] == "Accept-Encoding"
    assert int(answer["Content-Length"]) == len(answer.content) < len(PAGE)
    assert brotli.decompress(answer.content) == PAGE


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, zstd", "zstd"), ("gzip", "gzip"), ("gzip, br; q=0.0", "gzip"), ("GZIP", "gzip")]
)
def test_another_gets_what_it_takes(accepts: str, encoding: str) -> None:
    answer = packed(accepts, HttpResponse(PAGE))
    assert answer["Content-Encoding"] == encoding
    assert len(answer.content) < len(PAGE)
    assert packing.unpack(answer.content, encoding) == PAGE


@pytest.mark.parametrize("accepts", ["", "identity", "deflate", "br;q=0", "br ; q=0.000", "brx", "xbr"])
def test_and_one_that_takes_none_gets_the_page_as_it_is(accepts: str) -> None:
    answer = packed(accepts, HttpResponse(PAGE))
    assert not answer.has_header("Content-Encoding")
    assert answer.content == PAGE


def test_indentation_is_left_behind_but_not_in_preformatted_text() -> None:
    indented = b"<ul>\n    <li>one\n\n      two\n</ul>" * 50
    assert brotli.decompress(packed("br", HttpResponse(indented)).content) == b"<ul>\n<li>one\ntwo\n</ul>" * 50
    for content in (indented + b"<pre>a\n  b</pre>", indented + b"<textarea>a\n  b</textarea>"):
        assert brotli.decompress(packed("br", HttpResponse(content)).content) == content
    as_text = HttpResponse(indented, content_type="text/plain")
    assert brotli.decompress(packed("br", as_text).content) == indented


def test_what_a_visitor_alone_may_see_is_left_to_gzip() -> None:
    with_cookie = HttpResponse(PAGE)
    with_cookie.set_cookie("csrftoken", "secret")
    for response in (with_cookie, HttpResponse(PAGE, headers={"Vary": "Cookie"})):
        assert not packed("br", response).has_header("Content-Encoding")


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"short"),
        HttpResponse(PAGE, content_type="image/avif"),
        HttpResponse(PAGE, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_what_would_not_shrink_is_left_alone(response: HttpResponse) -> None:
    before = response.content, response.get("Content-Encoding")
    answer = packed("br", response)
    assert (answer.content, answer.get("Content-Encoding")) == before


def test_a_page_is_packed_once_and_an_invented_address_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def spy(content: bytes, encoding: str, *, is_invented: bool = False) -> bytes:
        asked.append(is_invented)
        return content

    monkeypatch.setattr(packing, "pack", spy)
    middleware = packing.Packing(lambda _request: HttpResponse(PAGE))
    for path in ("/", "/", "/?a=1", "/?a=1"):
        middleware(RequestFactory().get(path, headers={"Accept-Encoding": "br"}))
    assert asked == [False, True, True]


@pytest.mark.django_db
def test_public_pages_are_packed_and_the_desk_is_not(curator: User) -> None:
    client = Client(headers={"Accept-Encoding": "gzip, br"})
    assert client.get("/")["Content-Encoding"] == "br"
    client.force_login(curator)
    assert client.get("/admin/")["Content-Encoding"] == "gzip"
