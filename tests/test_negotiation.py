"""Who asks a page for data is led to the document beside it; everybody else gets the page, kept once for all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibit.interop.formats import ALL, JSON, JSON_LD, LINKED_ART, PLAIN, Format
from exhibit.publishing.negotiation import Negotiation, preferred
from tests.test_finished import Visitor, finished

FILM = "/films/cranes-are-flying"
PROFILE = 'application/ld+json;profile="https://linked.art/ns/v1/linked-art.json"'
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accepts", "form"),
    [
        ("application/json", JSON),
        ("application/ld+json", JSON_LD),
        (PROFILE, LINKED_ART),
        (f"{PROFILE}, application/json;q=0.5", LINKED_ART),
        ("application/ld+json, application/json;q=0.9", JSON_LD),
        ("application/ld+json;q=0.5, application/json;q=0.9", JSON),
        ("application/json, */*;q=0.1", JSON),
        ("application/json;q=0.6, text/html;q=0.5", JSON),
        ("APPLICATION/JSON ; Q=1.0", JSON),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"', JSON_LD),
        (BROWSER, None),
        ("*/*", None),
        ("", None),
        ("application/json, text/plain, */*", None),
        ("application/json, text/html", None),
        ("text/html, application/json;q=0.9", None),
        ("application/json;q=0.5, text/*;q=0.8", None),
        ("application/json;q=0", None),
        ("application/json;q=nonsense", None),
        ("application/json;q=7", None),
        ("application/problem+json", None),
        ("application/geo+json, text/turtle", None),
        ("application/jsonp", None),
    ],
)
def test_weights_are_compared(accepts: str, form: Format | None) -> None:
    assert preferred(accepts, ALL) == form


def test_of_what_there_is_the_best_liked_is_taken() -> None:
    assert preferred(f"{PROFILE}, application/json;q=0.5", PLAIN) == JSON
    assert preferred(PROFILE, PLAIN) is None


@given(
    st.text()
    | st.lists(st.sampled_from(["application/json", ";q=", "0.5", ",", "*/*", '"', "profile=", " "])).map("".join)
)
def test_no_header_breaks_it(accepts: str) -> None:
    assert preferred(accepts, ALL) in (None, *ALL)


@pytest.fixture
def visitor(museum: None) -> Visitor:
    return Visitor(Negotiation(finished()))


class TestWay:
    @pytest.mark.parametrize(
        ("path", "accepts", "document"),
        [
            (f"{FILM}/", "application/json", f"{FILM}.json"),
            (f"/ru{FILM}/", "application/ld+json", f"/ru{FILM}.jsonld"),
            ("/people/kalatozov/", PROFILE, "/people/kalatozov.linked-art.json"),
            ("/awards/cannes/cannes58-palme/", "application/json", "/awards/cannes/cannes58-palme.json"),
            ("/images/crane/?zoom", "application/json", "/images/crane.json"),
        ],
    )
    def test_a_page_leads_to_its_document(self, visitor: Visitor, path: str, accepts: str, document: str) -> None:
        for method in ("GET", "HEAD"):
            said = visitor.ask(path, method, HTTP_ACCEPT=accepts)
            assert said.status == 303
            assert said.headers["location"] == document
            assert said.headers["vary"] == "Accept"
            assert said.headers["cache-control"] == "no-store"
            assert said.body == b""
        assert visitor.ask(document).status == 200

    @pytest.mark.parametrize("path", ["/", "/films/", "/timeline/", "/timeline/data.json", f"{FILM}.json", "/api/"])
    def test_what_is_no_page_of_a_record_is_as_ever(self, visitor: Visitor, path: str) -> None:
        said = visitor.ask(path, HTTP_ACCEPT="application/json")
        assert said.status == 200
        assert "Accept" not in said.headers.get("vary", "").split(", ")

    def test_a_form_is_for_reading(self, visitor: Visitor) -> None:
        assert visitor.ask(f"{FILM}/", "POST", HTTP_ACCEPT="application/json").status in (403, 405)

    def test_pages_are_kept_once_and_know_nothing_of_it(self, visitor: Visitor) -> None:
        first = visitor.ask(f"{FILM}/", HTTP_ACCEPT=BROWSER)
        assert first.headers.get("vary") == "Accept-Encoding"
        assert 'rel="alternate"; type="application/ld+json"' in first.headers["link"]
        for accepts in ("*/*", "application/json, text/html", "text/turtle"):
            again = visitor.ask(f"{FILM}/", HTTP_ACCEPT=accepts)
            assert again.source == "exhibit; hit"
            assert again.headers["link"] == first.headers["link"]

    def test_documents_are_kept_too_with_their_headers(self, visitor: Visitor) -> None:
        first, second = (visitor.ask(f"{FILM}.jsonld", HTTP_ACCEPT_ENCODING="br") for _time in range(2))
        assert "hit" in second.source
        assert second.headers["content-encoding"] == "br"
        for name in ("link", "access-control-allow-origin", "content-type", "etag"):
            assert first.headers[name] == second.headers[name]
        unchanged = visitor.ask(f"{FILM}.jsonld", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=second.headers["etag"])
        assert unchanged.status == 304


def test_who_names_no_data_costs_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: Any) -> str:
        raise AssertionError

    monkeypatch.setattr("exhibit.publishing.negotiation.document_for", never)
    application = Negotiation(lambda environ, start: [b"the page"])
    for headers in ({}, {"HTTP_ACCEPT": BROWSER}):
        assert application({"REQUEST_METHOD": "GET", "PATH_INFO": f"{FILM}/", **headers}, never) == [b"the page"]
