"""What programs ask of the site by heart: the list of pages, robots.txt, humans.txt, security.txt, the manifest."""

import datetime
import json
import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any
from urllib.robotparser import RobotFileParser

import html5lib
import PIL.Image
import pytest
from defusedxml import ElementTree
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from exhibit import clock, tokens
from exhibit.interop.notices import security_text
from exhibit.models import Exhibit, Film, Image, Person
from exhibit.publishing import sitemap
from exhibit.publishing.editions import release
from exhibit.publishing.pages import public_pages
from tests.fetched import unpacked
from tests.test_settings import PRODUCTION, manage

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


def read(visitor: Client, path: str) -> Any:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/xml"
    return ElementTree.fromstring(answer.getvalue())


def parts(visitor: Client) -> list[str]:
    return [place.text for place in read(visitor, "/sitemap.xml").findall("s:sitemap/s:loc", SPACES)]


def entries(visitor: Client) -> Iterator[Any]:
    for part in parts(visitor):
        urls = read(visitor, part.removeprefix(SITE)).findall("s:url", SPACES)
        assert 0 < len(urls) <= sitemap.MOST, part
        yield from urls


def listed(visitor: Client) -> dict[str, dict[str, str]]:
    """Every address of the list with those of its languages."""
    found = {}
    for entry in entries(visitor):
        address = entry.findtext("s:loc", namespaces=SPACES)
        assert address not in found
        found[address] = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", SPACES)}
    return found


class TestSitemap:
    def test_the_editions_of_an_exhibit_are_listed_once_there_are_any(self, visitor: Client) -> None:
        exhibit = Exhibit.objects.published().get()
        page = f"{SITE}{exhibit.get_absolute_url()}editions/"
        assert f"{SITE}/sitemap/editions-0.xml" not in parts(visitor)
        release(exhibit, title_en="As it opened", title_ru="К открытию")
        assert page in listed(visitor)
        assert f"{page}1/" not in listed(visitor), "an edition says what the exhibit says"

    def test_each_page_names_its_languages_and_where_all_others_go(self, visitor: Client) -> None:
        found = listed(visitor)
        first, second = f"{SITE}/films/cranes-are-flying/", f"{SITE}/ru/films/cranes-are-flying/"
        assert found[first] == found[second] == {"en": first, "ru": second, "x-default": first}
        assert all(address in languages.values() for address, languages in found.items())

    def test_a_page_names_its_picture(self, visitor: Client) -> None:
        found = {
            entry.findtext("s:loc", namespaces=SPACES): entry.findtext("i:image/i:loc", namespaces=SPACES)
            for entry in entries(visitor)
        }
        film = Film.objects.get(slug="cranes-are-flying")
        assert film.image
        for page in ("/films/cranes-are-flying/", f"/ru/images/{film.image.slug}/"):
            assert found[f"{SITE}{page}"] == f"{SITE}{film.image.file.url}"
        with closing(visitor.get(film.image.file.url)) as picture:
            assert picture.status_code == 200
        assert found[f"{SITE}/people/kalatozov/"] is None

    def test_a_picture_whose_rights_ended_is_not_named(self, visitor: Client) -> None:
        image = Image.objects.get(slug="crowd")
        Image.objects.filter(pk=image.pk).update(rights="licensed", rights_expire_on=datetime.date(2000, 1, 1))
        Film.objects.filter(slug="cranes-are-flying").update(image=image)
        assert "crowd" not in visitor.get("/sitemap/films-0.xml").getvalue().decode()
        assert "/images/crowd/" not in visitor.get("/sitemap/images-0.xml").getvalue().decode()

    def test_a_file_holds_as_many_addresses_as_the_protocol_allows(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sitemap, "MOST", 20)
        before = set(listed(visitor))
        assert len(parts(visitor)) > 15
        monkeypatch.undo()
        assert set(listed(visitor)) == before

    def test_a_file_of_hidden_records_only_is_neither_named_nor_there(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert f"{SITE}/sitemap/people-0.xml" in parts(visitor)
        Person.objects.update(status="draft")
        assert f"{SITE}/sitemap/people-0.xml" not in parts(visitor)
        assert visitor.get("/sitemap/people-0.xml").status_code == 404

    @pytest.mark.parametrize("name", ["cars-0", "films-9", "pages-1", "films-99999999999999999999"])
    def test_nothing_else_is_there(self, visitor: Client, name: str) -> None:
        assert visitor.get(f"/sitemap/{name}.xml").status_code == 404

    def test_however_many_records_there_are_it_asks_as_much(self, visitor: Client) -> None:
        def questions(path: str) -> int:
            with CaptureQueriesContext(connection) as asked:
                visitor.get(path).getvalue()
            return len(asked)

        before = questions("/sitemap.xml"), questions("/sitemap/films-0.xml")
        rows = [Film(slug=f"f{n}", title="F", original_title="F", status="published") for n in range(300)]
        Film.objects.bulk_create(rows)
        assert (questions("/sitemap.xml"), questions("/sitemap/films-0.xml")) == before
        assert before[0] <= len(sitemap.KINDS)
        assert before[1] <= 5

    def test_each_file_of_pages_is_as_the_protocols_schema_has_it(self, visitor: Client) -> None:
        schema = etree.XMLSchema(file=str(unpacked("sitemap@9.0.1") / "schema" / "sitemap.xsd"))
        for part in parts(visitor):
            root = etree.fromstring(visitor.get(part.removeprefix(SITE)).getvalue(), etree.XMLParser(no_network=True))
            for others in root.xpath("//x:*|//i:*", namespaces=SPACES):  # no package carries the schemas of these
                if others.getparent().tag.startswith(f"{{{SPACES['s']}}}"):
                    others.getparent().remove(others)
            schema.assertValid(root)
            etree.SubElement(root[0], f"{{{SPACES['s']}}}priority").text = "high"
            assert not schema.validate(root)

    def test_it_is_written_piece_by_piece(self, visitor: Client) -> None:
        assert visitor.get("/sitemap/films-0.xml").streaming


class TestRobots:
    def test_desks_and_endless_questions_are_closed_and_all_pages_open(self, visitor: Client) -> None:
        answer = visitor.get("/robots.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        rules = RobotFileParser()
        rules.parse(answer.content.decode().splitlines())
        assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
        for path in ("/admin/", "/ru/admin/login/", "/review/token/", "/compare/films/a/b/", "/ru/timeline/embed/"):
            assert not rules.can_fetch("*", path), path
        for page in public_pages():
            assert rules.can_fetch("*", page.path), page.path
        for path in ("/cards/museum.jpg", "/feeds/new.atom", "/sitemap.xml", "/static/css/site.css"):
            assert rules.can_fetch("*", path), path


def test_humans_read_who_is_behind_it(visitor: Client) -> None:
    text = visitor.get("/humans.txt").content.decode()
    assert f"Film museum: {SITE}/" in text
    assert "English, Русский" in text


class TestSecurity:
    def test_without_a_contact_there_is_no_such_file(self, visitor: Client) -> None:
        assert visitor.get("/.well-known/security.txt").status_code == 404

    def test_it_says_to_whom_a_weakness_is_told(self, visitor: Client, settings: Any) -> None:
        settings.SECURITY_CONTACT = "mailto:security@museum.example"
        answer = visitor.get("/.well-known/security.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
        assert fields["Contact"] == "mailto:security@museum.example"
        assert fields["Preferred-Languages"] == "en, ru"
        assert fields["Canonical"] == f"{SITE}/.well-known/security.txt"

    @pytest.mark.parametrize(
        ("today", "until"),
        [
            ("2026-01-01", "2026-12-01"),
            ("2026-01-31", "2026-12-01"),
            ("2026-02-01", "2027-01-01"),
            ("2026-12-31", "2027-11-01"),
        ],
    )
    def test_it_holds_for_less_than_a_year_and_changes_once_a_month(self, today: str, until: str) -> None:
        day = datetime.date.fromisoformat(today)
        text = security_text("https://museum.example/security", day, ["en"], "https://museum.example/x")
        assert f"\nExpires: {until}T00:00:00Z\n" in text
        assert datetime.timedelta(300) < datetime.date.fromisoformat(until) - day < datetime.timedelta(365)

    def test_its_day_is_that_of_the_clock(self, visitor: Client, settings: Any) -> None:
        settings.SECURITY_CONTACT = "https://museum.example/security"
        with clock.at(datetime.datetime(2030, 5, 5, tzinfo=datetime.UTC)):
            assert b"Expires: 2031-04-01" in visitor.get("/.well-known/security.txt").content

    @pytest.mark.parametrize(
        "contact", ["security@museum.example", "http://museum.example", "mailto:nobody", "https://"]
    )
    def test_what_no_reader_understands_stops_the_start(self, contact: str) -> None:
        run = manage("check", **PRODUCTION, SECURITY_CONTACT=contact)
        assert run.returncode == 1
        assert f"SECURITY_CONTACT is “{contact}”; write it as mailto:" in run.stderr


class TestManifest:
    @pytest.mark.parametrize(("home", "name"), [("/", "Film museum"), ("/ru/", "Музей кино")])
    def test_each_language_is_an_app_of_its_own(self, visitor: Client, home: str, name: str) -> None:
        answer = visitor.get(f"{home}manifest.webmanifest")
        assert answer["Content-Type"] == "application/manifest+json; charset=utf-8"
        document = json.loads(answer.content)
        assert document["name"] == name
        assert document["id"] == document["start_url"] == home
        assert document["background_color"] == tokens.light("paper") == "#f6f3ec"
        assert {icon["purpose"] for icon in document["icons"]} == {"any", "maskable"}
        for icon in document["icons"]:
            path = finders.find(icon["src"].removeprefix("/static/"))
            with PIL.Image.open(str(path)) as drawn:
                assert icon["sizes"] == f"{drawn.width}x{drawn.height}"
                assert drawn.format == "PNG"

    def test_every_page_leads_to_it_and_its_policy_lets_it(self, visitor: Client) -> None:
        answer = visitor.get("/ru/films/")
        html = answer.content.decode()
        assert '<link rel="manifest" href="/ru/manifest.webmanifest">' in html
        assert re.search(r'<link rel="apple-touch-icon" href="/static/icons/apple-touch-icon[^"]*\.png">', html)
        assert "manifest-src 'self'" in answer["Content-Security-Policy"]

    def test_the_colours_of_the_window_are_those_of_the_paper(self, visitor: Client) -> None:
        html = visitor.get("/").content.decode()
        for colour in (tokens.light("paper"), tokens.dark("paper")):
            assert f'<meta name="theme-color" content="{colour}"' in html


class TestSharing:
    def metas(self, visitor: Client, path: str) -> dict[str, str]:
        document = html5lib.parse(visitor.get(path).content.decode(), namespaceHTMLElements=False)
        return {meta.get("property") or meta.get("name"): meta.get("content") for meta in document.iter("meta")}

    def test_a_card_goes_with_its_page_in_its_language(self, visitor: Client) -> None:
        metas = self.metas(visitor, "/ru/films/cranes-are-flying/")
        assert metas["og:title"] == "Летят журавли (1957)"
        assert metas["og:site_name"] == "Музей кино"
        assert (metas["og:locale"], metas["og:locale:alternate"]) == ("ru_RU", "en_US")
        assert metas["og:type"] == "video.movie"
        assert metas["og:image"] == f"{SITE}/ru/cards/films/cranes-are-flying.jpg"
        assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")

    @pytest.mark.parametrize(
        ("page", "card"),
        [
            ("/", "exhibits/the-cranes-are-flying"),
            ("/exhibits/", "museum"),
            ("/timeline/", "museum"),
            ("/timeline/event-palme/", "events/palme"),
            ("/images/crowd/", "images/crowd"),
            ("/awards/cannes/", "awards/cannes"),
        ],
    )
    def test_each_kind_of_page_has_its_own(self, visitor: Client, page: str, card: str) -> None:
        assert self.metas(visitor, page)["og:image"] == f"{SITE}/cards/{card}.jpg"

    def test_a_text_with_signs_is_said_once(self, visitor: Client) -> None:
        Film.objects.filter(slug="cranes-are-flying").update(title_en='A < B & "C"', synopsis_en="<b> & 'c'")
        metas = self.metas(visitor, "/films/cranes-are-flying/")
        assert metas["og:title"] == 'A < B & "C" (1957)'
        assert metas["og:description"] == metas["description"] == "<b> & 'c'"

    @pytest.mark.parametrize("path", ["/films/no-such-film/", "/no-such-page/"])
    def test_a_page_that_is_not_there_has_none(self, visitor: Client, path: str) -> None:
        assert "og:" not in visitor.get(path).content.decode()


def test_pictures_of_the_icons_are_light(museum: None) -> None:
    for name in ("icon-192", "icon-512", "icon-maskable-512", "apple-touch-icon"):
        with open(str(finders.find(f"icons/{name}.png")), "rb") as opened:
            content = opened.read()
        assert len(content) < 30_000
        assert PIL.Image.open(BytesIO(content)).size[0] in (180, 192, 512)
