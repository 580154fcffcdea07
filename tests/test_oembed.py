"""The museum on other sites: the timeline framed where it may be, records as links, and no way in for anybody."""

import datetime
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
from django.core.exceptions import DisallowedHost
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, PastSlug, Person, Place
from exhibit.timeline import Timeline

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


class TestEmbed:
    def test_it_may_be_framed_by_anybody(self, visitor: Client) -> None:
        answer = visitor.get("/ru/timeline/embed/?from=1957")
        assert "X-Frame-Options" not in answer
        policy = answer["Content-Security-Policy"].split("; ")
        assert "frame-ancestors *" in policy
        usual = visitor.get("/timeline/")["Content-Security-Policy"].split("; ")
        assert set(usual) - set(policy) == {"frame-ancestors 'none'"}

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/timeline/",
            "/timeline/event-ussr-release/",
            "/timeline/data.json",
            "/timeline/poster/",
            "/timeline/export/timeline.csv",
            "/oembed/",
            "/timeline/embed/no-such-page/",
            "/admin/login/",
        ],
    )
    def test_nothing_else_may(self, visitor: Client, path: str) -> None:
        answer = visitor.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]

    def test_it_keeps_no_cookie_and_is_not_found_by_search_engines(self, curator_client: Client, museum: None) -> None:
        answer = curator_client.get("/ru/timeline/embed/?from=1957")
        assert not answer.cookies
        html = answer.content.decode()
        assert '<meta name="robots" content="noindex">' in html
        assert f'<link rel="canonical" href="{SITE}/ru/timeline/">' in html

    def test_it_leads_to_the_same_at_the_museum(self, visitor: Client) -> None:
        html = visitor.get("/timeline/embed/?from=1957&lane=release").content.decode()
        link = '<a href="/timeline/?from=1957&amp;lane=release" target="_blank" rel="noopener" data-take-query>'
        assert link in html
        assert "site-header" not in html

    def test_what_cannot_be_understood_is_said(self, visitor: Client) -> None:
        assert "“abc” is no year" in visitor.get("/timeline/embed/?from=abc").content.decode()

    def test_an_entry_is_open_without_a_script(self, visitor: Client) -> None:
        html = visitor.get("/timeline/embed/?entry=event-ussr-release").content.decode()
        assert 'data-anchor="event-ussr-release"' in html


class Frames(HTMLParser):
    """Collects the elements of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def asked(visitor: Client, url: str, **more: Any) -> Any:
    return visitor.get("/oembed/", {"url": url} | more)


class TestOEmbed:
    def test_json_and_xml_say_the_same_frame(self, visitor: Client) -> None:
        url = f"{SITE}/ru/timeline/?from=1941&to=1945&lane=war"
        document = asked(visitor, url, maxwidth=500, maxheight=400).json()
        assert document["type"] == "rich"
        assert document["version"] == "1.0"
        assert (document["width"], document["height"]) == (500, 400)
        assert document["provider_url"] == f"{SITE}/ru/"
        [(tag, attributes)] = Frames(document["html"]).found
        assert tag == "iframe"
        assert attributes["src"] == f"{SITE}/ru/timeline/embed/?from=1941&to=1945&lane=war"
        assert attributes["title"] == document["title"]
        assert (attributes["width"], attributes["height"], attributes["loading"]) == ("500", "400", "lazy")
        assert visitor.get(str(attributes["src"])[len(SITE) :]).status_code == 200
        answer = asked(visitor, url, maxwidth=500, maxheight=400, format="xml")
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        root = ElementTree.fromstring(answer.content)  # noqa: S314
        assert root.tag == "oembed"
        assert {element.tag: element.text for element in root} == {name: str(v) for name, v in document.items()}

    @pytest.mark.parametrize(("asked_for", "given"), [({}, (960, 600)), ({"maxwidth": 3000}, (960, 600))])
    def test_a_frame_is_no_larger_than_it_needs(self, visitor: Client, asked_for: Any, given: Any) -> None:
        document = asked(visitor, f"{SITE}/timeline/", **asked_for).json()
        assert (document["width"], document["height"]) == given

    @given(st.integers(1, 10**9 - 1), st.integers(1, 10**9 - 1))
    def test_it_never_exceeds_what_was_asked_for(self, width: int, height: int) -> None:
        found = asked(Client(), f"{SITE}/timeline/", maxwidth=width, maxheight=height).json()
        assert found["width"] <= width
        assert found["height"] <= height

    def test_an_entry_is_shown_among_its_years(self, visitor: Client) -> None:
        document = asked(visitor, f"{SITE}/timeline/event-ussr-release/").json()
        [(_tag, attributes)] = Frames(document["html"]).found
        query = parse_qs(urlsplit(str(attributes["src"])).query)
        assert query == {"from": ["1952"], "to": ["1962"], "entry": ["event-ussr-release"]}
        assert document["title"] == Timeline().find("event-ussr-release").title

    @pytest.mark.parametrize(
        "url",
        [
            "timeline",
            "/timeline/",
            "https://museum.example/timeline/",
            "http://testserver.museum.example/timeline/",
            "http://testserver:8000/timeline/",
            "http://testserver:port/timeline/",
            "http://user@testserver/timeline/",
            "http://testserver@museum.example/timeline/",
            "http://[testserver/timeline/",
            "javascript://testserver/timeline/%0aalert(1)",
            "ftp://testserver/timeline/",
            f"{SITE}/",
            f"{SITE}//timeline/",
            f"{SITE}/films/",
            f"{SITE}/films/no-such-film/",
            f"{SITE}/images/no-such-picture/",
            f"{SITE}/awards/cannes/no-such-award/",
            f"{SITE}/cards/museum.jpg",
            f"{SITE}/admin/",
            f"{SITE}/timeline/data.json",
            f"{SITE}/timeline/event-no-such/",
            f"{SITE}/timeline/%00/",
            f"{SITE}/de/timeline/",
        ],
    )
    def test_nothing_else_is_shown_elsewhere(self, visitor: Client, url: str) -> None:
        answer = asked(visitor, url)
        assert answer.status_code == 404
        assert answer.json() == {
            "problem": "Only addresses of this museum’s records, pictures and timeline can be shown elsewhere."
        }

    def test_without_an_address_it_says_what_is_missing(self, visitor: Client) -> None:
        answer = visitor.get("/oembed/")
        assert answer.status_code == 400
        assert answer.json() == {"problem": "Say of which page: url=, then its whole address."}

    def test_a_question_that_is_not_understood_has_none(self, visitor: Client) -> None:
        answer = asked(visitor, f"{SITE}/timeline/?lane=opera")
        assert answer.status_code == 404
        assert "There is no lane “opera”." in answer.json()["problem"]

    @pytest.mark.parametrize("form", ["json", "xml"])
    def test_a_hostile_address_stays_text(self, visitor: Client, form: str) -> None:
        url = f"""{SITE}/timeline/?q="><script>alert(1)</script>&x='onload='y'&a=\x01"""
        answer = asked(visitor, url, format=form)
        is_json = form == "json"
        html = answer.json()["html"] if is_json else ElementTree.fromstring(answer.content).findtext("html")  # noqa: S314
        [(tag, attributes)] = Frames(html).found
        assert tag == "iframe"
        assert set(attributes) == {"src", "title", "width", "height", "loading", "style"}
        assert parse_qs(urlsplit(str(attributes["src"])).query) == {"q": ['"><script>alert(1)</script>']}

    @pytest.mark.parametrize(
        ("more", "status"),
        [
            ({"format": "yaml"}, 501),
            ({"maxwidth": "wide"}, 400),
            ({"maxwidth": "0"}, 400),
            ({"maxheight": "-5"}, 400),
            ({"maxheight": "9" * 5000}, 400),
            ({"maxwidth": "²"}, 400),
        ],
    )
    def test_other_wishes_are_refused_with_the_remedy(self, visitor: Client, more: Any, status: int) -> None:
        answer = asked(visitor, f"{SITE}/timeline/", **more)
        assert answer.status_code == status
        assert str(next(iter(more.values())))[:40] in answer.json()["problem"]

    def test_scripts_of_other_sites_may_read_it(self, visitor: Client) -> None:
        assert asked(visitor, f"{SITE}/timeline/", format="xml")["Access-Control-Allow-Origin"] == "*"

    def test_our_own_name_is_that_of_the_settings(self, visitor: Client, settings: Any) -> None:
        settings.SITE_URL = "https://exhibit.example.org"
        for url in (
            "https://exhibit.example.org/timeline/",
            "http://EXHIBIT.example.org:80/timeline/",
            f"{SITE}/timeline/",
        ):
            [(_tag, attributes)] = Frames(asked(visitor, url).json()["html"]).found
            assert attributes["src"] == "https://exhibit.example.org/timeline/embed/"
        assert asked(visitor, "https://exhibit.example.org:8443/timeline/").status_code == 404

    def test_a_made_up_host_gets_nothing(self, visitor: Client) -> None:
        for path in ("/oembed/?url=http://evil.example/timeline/", "/timeline/export/timeline.ics", "/timeline/embed/"):
            assert visitor.get(path, headers={"host": "evil.example"}).status_code == 400
        with pytest.raises(DisallowedHost):
            RequestFactory().get("/oembed/", headers={"host": "evil.example"}).get_host()

    @pytest.mark.parametrize("prefix", ["", "/ru"])
    def test_the_page_says_where_to_ask(self, visitor: Client, settings: Any, prefix: str) -> None:
        settings.SITE_URL = "https://exhibit.example.org"
        html = visitor.get(f"{prefix}/timeline/?from=1957&q=a%26b").content.decode()
        links = {
            str(attributes["type"]): str(attributes["href"])
            for tag, attributes in Frames(html).found
            if tag == "link" and "oembed" in str(attributes.get("type"))
        }
        assert set(links) == {"application/json+oembed", "text/xml+oembed"}
        for kind, link in links.items():
            assert link.startswith(f"https://exhibit.example.org{prefix}/oembed/?")
            answer = visitor.get(link.removeprefix("https://exhibit.example.org"))
            assert answer.status_code == 200
            assert answer["Content-Type"].split(";")[0] == kind.removesuffix("+oembed")
            assert quote("a&b", safe="") in answer.content.decode()


class TestRecords:
    @pytest.mark.parametrize("model", [Exhibit, Film, Person, Event, Place, AwardBody, Award])
    def test_a_record_is_a_link_beside_its_card(self, visitor: Client, model: Any) -> None:
        record = model.objects.published().first()
        document = asked(visitor, f"{SITE}{record.get_absolute_url()}").json()
        assert (document["type"], document["version"], document["title"]) == ("link", "1.0", str(record))
        assert (document["thumbnail_width"], document["thumbnail_height"]) == (1200, 630)
        assert "html" not in document
        assert visitor.get(document["thumbnail_url"].removeprefix(SITE))["Content-Type"] == "image/jpeg"

    def test_its_language_is_that_of_the_address(self, visitor: Client) -> None:
        document = asked(visitor, f"{SITE}/ru/films/cranes-are-flying/").json()
        assert (document["title"], document["provider_name"]) == ("Летят журавли", "Музей кино")
        assert document["thumbnail_url"] == f"{SITE}/ru/cards/films/cranes-are-flying.jpg"

    @pytest.mark.parametrize("size", [{"maxwidth": 1199}, {"maxheight": 629}])
    def test_a_card_that_is_too_large_is_left_out(self, visitor: Client, size: dict[str, int]) -> None:
        document = asked(visitor, f"{SITE}/films/cranes-are-flying/", **size).json()
        assert document["type"] == "link"
        assert not [name for name in document if name.startswith("thumbnail")]

    def test_xml_says_the_same(self, visitor: Client) -> None:
        url = f"{SITE}/people/kalatozov/"
        root = ElementTree.fromstring(asked(visitor, url, format="xml").content)  # noqa: S314
        said = {element.tag: element.text for element in root}
        assert said == {name: str(value) for name, value in asked(visitor, url).json().items()}

    @pytest.mark.parametrize("model", [Exhibit, Film, Person, Event, Place, AwardBody, Award])
    def test_what_visitors_do_not_see_is_not_there(self, visitor: Client, model: Any) -> None:
        url = f"{SITE}{model.objects.published().first().get_absolute_url()}"
        model.objects.update(status="draft")
        assert asked(visitor, url).status_code == 404
        model.objects.update(status="published", publish_at=timezone.now() + datetime.timedelta(days=1))
        assert asked(visitor, url).status_code == 404

    def test_an_old_address_is_the_record_that_has_another_now(self, visitor: Client) -> None:
        PastSlug.objects.remember("film", "letyat-zhuravli", "cranes-are-flying")
        assert asked(visitor, f"{SITE}/films/letyat-zhuravli/").json()["title"] == "The Cranes Are Flying"

    @pytest.mark.parametrize(
        "path", ["/films/cranes-are-flying/", "/ru/images/crowd/", "/exhibits/the-cranes-are-flying/"]
    )
    def test_its_page_says_where_to_ask(self, visitor: Client, path: str) -> None:
        links = [
            str(attributes["href"])
            for tag, attributes in Frames(visitor.get(path).content.decode()).found
            if tag == "link" and "oembed" in str(attributes.get("type"))
        ]
        assert len(links) == 2
        for link in links:
            assert visitor.get(link.removeprefix(SITE)).status_code == 200


class TestPictures:
    @pytest.fixture
    def printed(self, museum: None) -> Image:
        """A picture with copies of three widths."""
        image = Image.objects.get(slug="crowd")
        for width in (480, 960, 1600):
            for format_ in ("avif", "webp"):
                image.renditions.create(
                    shape="whole",
                    width=width,
                    height=width // 2,
                    format=format_,
                    byte_count=1,
                    file=f"renditions/crowd-{width}.{format_}",
                )
        return image

    @pytest.mark.parametrize(
        ("room", "width"),
        [({}, 1600), ({"maxwidth": 1000}, 960), ({"maxheight": 300}, 480), ({"maxwidth": 480, "maxheight": 240}, 480)],
    )
    def test_a_picture_is_the_largest_copy_for_which_there_is_room(
        self, visitor: Client, printed: Image, room: dict[str, int], width: int
    ) -> None:
        document = asked(visitor, f"{SITE}/images/crowd/", **room).json()
        assert document["type"] == "photo"
        assert (document["width"], document["height"]) == (width, width // 2)
        assert document["url"] == f"{SITE}/media/renditions/crowd-{width}.webp"
        assert (document["title"], document["author_name"]) == (printed.alt, printed.credit)

    def test_where_there_is_room_for_none_it_is_a_link(self, visitor: Client, printed: Image) -> None:
        assert asked(visitor, f"{SITE}/images/crowd/", maxwidth=100).json()["type"] == "link"

    def test_until_copies_are_made_it_is_the_picture_itself(self, visitor: Client, museum: None) -> None:
        image = Image.objects.get(slug="crowd")
        document = asked(visitor, f"{SITE}/images/crowd/").json()
        assert document["url"] == f"{SITE}{image.file.url}"
        assert (document["width"], document["height"]) == (image.width, image.height)

    def test_one_whose_rights_ended_is_not_there(self, visitor: Client, printed: Image) -> None:
        Image.objects.filter(slug="crowd").update(rights="licensed", rights_expire_on=datetime.date(2000, 1, 1))
        assert asked(visitor, f"{SITE}/images/crowd/").status_code == 404


class TestPanel:
    def test_all_ways_lead_to_what_is_in_view(self, visitor: Client) -> None:
        html = visitor.get("/ru/timeline/?from=1957&lane=release").content.decode()
        section = html[html.index('<section class="take"') :]
        links = [
            str(attributes["href"]) for tag, attributes in Frames(section).found if "data-take-query" in attributes
        ]
        assert [urlsplit(link).path for link in links] == [
            *(f"/ru/timeline/export/{name}" for name in ("timeline.csv", "timeline.ics", "timeline.json")),
            "/ru/timeline/export/timelinejs.json",
            "/ru/timeline/poster/",
            "/ru/timeline/list/",
        ]
        for link in links:
            assert urlsplit(link).query == "from=1957&lane=release"
            assert visitor.get(link).status_code == 200

    def test_the_code_is_text_to_be_copied(self, visitor: Client) -> None:
        html = visitor.get("/timeline/?q=%22%3E%3Cscript%3E").content.decode()
        written = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)
        assert written
        assert "<" not in written[1]
