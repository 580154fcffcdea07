"""The public site as files: whole, public only, checked, and never half."""

import errno
import gzip
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import bagit
import brotli
import pytest
import zstandard
from defusedxml import ElementTree
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from exhibit.models import Event, Film, Source, TextBlock
from exhibit.publishing.freezing import FreezeError, bag, freeze, freezing, releases, shelf
from exhibit.publishing.freezing.addresses import LEFT_OUT, Guide, file_of, safe
from exhibit.publishing.freezing.check import broken_links
from exhibit.publishing.freezing.handler import Answer, Museum
from exhibit.publishing.freezing.links import frozen
from exhibit.publishing.freezing.workshop import Workshop
from exhibit.publishing.pages import Page, public_pages
from exhibit.timeline import Timeline, TimelineQuery
from exhibit.timeline.facets import MODELS
from exhibit.timeline.table import table
from tests.frozen import HIDDEN, SHOWN, SITE_URL, become_small

pytestmark = pytest.mark.django_db

FEW_PAGES = ("/", "/ru/", "/films/cranes-are-flying/", "/timeline/", "/ru/timeline/")


@pytest.fixture
def site(frozen_copy: Path) -> Path:
    return frozen_copy / "current" / "data" / "site"


@pytest.fixture
def few_pages(museum: None, quickly_packed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A museum of so few pages that many copies can be made of it."""
    Film.objects.exclude(slug="cranes-are-flying").update(status="draft")

    def pages() -> Iterator[Page]:
        yield from (page for page in public_pages() if page.path in FEW_PAGES)

    become_small()
    Event.objects.update(status="draft")
    monkeypatch.setattr(freezing, "public_pages", pages)
    monkeypatch.setattr(freezing, "public_files", lambda: iter([("01_evidence.json", b"[]")]))
    monkeypatch.setattr(freezing, "broken_links", lambda site, base: iter(()))
    monkeypatch.setattr(Workshop, "follow", lambda self, address: None)


def every_text(root: Path) -> Iterator[tuple[str, str]]:
    """Every file of a copy as text, unpacked, by its path."""
    unpack: dict[str, Callable[[bytes], bytes]] = {
        ".br": brotli.decompress,
        ".gz": gzip.decompress,
        ".zst": lambda packed: zstandard.ZstdDecompressor().decompress(packed),
    }
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = unpack.get(path.suffix, bytes)(path.read_bytes())
            yield str(path.relative_to(root)), content.decode(errors="ignore")


class TestWhatIsInIt:
    def test_every_public_page_has_a_file(self, site: Path, museum: None) -> None:
        become_small()
        for page in public_pages():
            if page.name not in LEFT_OUT:
                assert (site / file_of(page.path)).is_file(), page.path

    def test_it_says_what_the_museum_says(self, site: Path, museum: None, client: Any) -> None:
        become_small()
        for path in ("/", "/ru/films/", "/timeline/event-palme/"):
            heads = [
                re.findall(r"<h[123][^>]*>.*?</h[123]>", re.sub(r'\s*\shref="[^"]*"', "", html))
                for html in (client.get(path).content.decode(), (site / file_of(path)).read_text())
            ]
            assert heads[0]
            assert heads[0] == heads[1]

    def test_no_link_leads_to_nothing(self, site: Path) -> None:
        assert list(broken_links(site)) == []

    def test_all_links_are_relative_so_that_it_stands_below_any_path(self, site: Path) -> None:
        for file in site.rglob("*.html"):
            if file.name != "404.html":
                html = file.read_text()
                assert re.findall(r'\s(?:href|src|action|poster|data-[a-z]+)="/[^"]*"', html) == [], file
                here = re.findall(rf'<a\b[^>]*href="{SITE_URL}[^"]*"', html)
                assert here == [], file

    def test_each_link_names_its_file_so_that_it_works_from_a_disk(self, site: Path) -> None:
        html = (site / "index.html").read_text()
        assert 'href="films/index.html"' in html
        assert 'href="ru/index.html"' in html

    def test_what_needs_a_server_is_left_out(self, site: Path) -> None:
        for file in site.rglob("*.html"):
            forms = re.findall(r"<form\b[^>]*>", file.read_text())
            scripted = ("data-filters", "data-suggestions")
            assert [form for form in forms if "action" in form and not any(map(form.count, scripted))] == [], file
        labels = next(site.glob("exhibits/*/labels/index.html")).read_text()
        assert "<form" in labels  # what visitors choose about the display
        assert 'class="choice"' not in labels
        assert not (site / "compare" / "index.html").exists()

    def test_what_needs_the_script_waits_for_it_hidden(self, site: Path) -> None:
        html = (site / "timeline" / "index.html").read_text()
        filters = re.search(r'<details class="filters"[^>]*>', html)
        assert filters
        assert " hidden" in filters[0]

    def test_without_a_script_the_timeline_leads_to_the_whole_list(self, site: Path) -> None:
        html = (site / "timeline" / "index.html").read_text()
        bars = re.findall(r'<a href="([^"]*)"[^>]*data-asked="([^"]+)"', html)
        assert bars
        assert {address.partition("#")[0] for address, _asked in bars} == {"list/index.html"}
        assert any("#year-" in address for address, _asked in bars)

    def test_downloads_are_part_of_it(self, site: Path) -> None:
        for name in ("timeline.csv", "timeline.ics", "timeline.json", "timelinejs.json"):
            assert (site / "timeline" / "export" / name).stat().st_size > 100
        for name in ("films", "people", "events", "awards", "places", "credits"):
            assert (site / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf"), name
            assert (site / "ru" / f"{name}.csv").is_file(), name
        assert 'href="../films.csv"' in (site / "films" / "index.html").read_text()

    def test_documents_lie_beside_their_pages_and_lead_to_them(self, site: Path) -> None:
        for file in ("films/cranes-are-flying", "ru/people/kalatozov", "exhibits/the-cranes-are-flying"):
            html = (site / file / "index.html").read_text()
            found = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)">', html)
            stem = file.rpartition("/")[2]
            endings = [f"../{stem}.{ending}" for ending in ("json", "jsonld", "linked-art.json")]
            assert [href for _type, href in found] == endings
            assert found[0][0] == "application/json"
            for _type, href in found:
                document = json.loads((site / file / href).resolve().read_text())
                assert document.get("url", document.get("id")).startswith(f"{SITE_URL}/")
        film = json.loads((site / "films/cranes-are-flying.json").read_text())
        addresses = set(re.findall(rf'"{SITE_URL}(/[^"#]*)', json.dumps(film)))
        assert len(addresses) > 10
        for address in addresses - {film["image"]["file"].removeprefix(SITE_URL)}:
            assert (site / file_of(address)).is_file(), address

    def test_a_list_for_programs_is_there_to_its_last_sheet(self, site: Path) -> None:
        address, slugs = f"{SITE_URL}/ru/events.json", []
        while address:
            sheet = json.loads((site / file_of(address.removeprefix(SITE_URL))).read_text())
            slugs += [item["slug"] for item in sheet["items"]]
            address = sheet["next"]
        assert slugs == ["youth-festival", "palme"]
        described = json.loads((site / "api" / "openapi.json").read_text())
        assert described["openapi"].startswith("3.1")

    def test_below_a_path_documents_say_so(self) -> None:
        guide = Guide("https://museum.example", {}, base="/copy/")
        said = guide.document('{"url":"https://museum.example/films/x/","servers":[{"url":"https://museum.example"}]}')
        assert (
            said == '{"url":"https://museum.example/copy/films/x/","servers":[{"url":"https://museum.example/copy"}]}'
        )

    def test_how_pages_are_cited_is_part_of_it(self, site: Path) -> None:
        for name in ("cite.bib", "cite.ris", "cite.csl.json"):
            assert f"{SITE_URL}/ru/films/cranes-are-flying/" in (site / "ru/films/cranes-are-flying" / name).read_text()
        assert 'href="cite.bib"' in (site / "films/cranes-are-flying/index.html").read_text()

    def test_packed_variants_hold_the_same(self, site: Path) -> None:
        texts = dict(every_text(site))
        packed = [name for name in texts if name.endswith((".br", ".gz", ".zst"))]
        assert {Path(name).suffix for name in packed} == {".br", ".gz", ".zst"}
        for name in packed:
            assert texts[name] == texts[name.rpartition(".")[0]], name

    def test_old_addresses_lead_on(self, site: Path) -> None:
        html = (site / "films" / "letyat-zhuravli" / "index.html").read_text()
        assert 'content="0; url=../cranes-are-flying/index.html"' in html
        assert f'rel="canonical" href="{SITE_URL}/films/cranes-are-flying/"' in html
        redirects = (site / "_redirects").read_text()
        assert "/films/letyat-zhuravli/ /films/cranes-are-flying/ 301" in redirects
        assert re.search(r"^/awards/kann/([\w-]+)/ /awards/cannes/\1/ 301$", redirects, re.M)
        assert (
            '"/ru/films/letyat-zhuravli/" "/ru/films/cranes-are-flying/";' in (site / "redirects.nginx.map").read_text()
        )

    def test_the_page_for_no_address_is_there(self, site: Path) -> None:
        html = (site / "404.html").read_text()
        assert "404" in html
        assert 'href="/index.html"' in html

    def test_search_engines_find_each_page_with_its_other_languages(self, site: Path) -> None:
        spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
        found = {}
        index = ElementTree.parse(site / "sitemap.xml").getroot()
        parts = [place.text.removeprefix(f"{SITE_URL}/") for place in index.findall("s:sitemap/s:loc", spaces)]
        for entry in [entry for part in parts for entry in ElementTree.parse(site / part).getroot()]:
            others = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", spaces)}
            found[entry.findtext("s:loc", namespaces=spaces)] = others
        film = {"en": f"{SITE_URL}/films/cranes-are-flying/", "ru": f"{SITE_URL}/ru/films/cranes-are-flying/"}
        assert found[film["en"]] == found[film["ru"]] == film | {"x-default": film["en"]}
        assert f"{SITE_URL}/compare/" not in found, "only a server can answer it"
        for address in found:
            assert (site / file_of(address.removeprefix(SITE_URL))).is_file(), address
        assert f"{SITE_URL}/timeline/poster/" not in found, "its own page says noindex"
        assert f"{SITE_URL}/timeline/event-palme/" not in found, "the event's page is the one to be found"

    def test_feeds_and_calendars_are_part_of_it(self, site: Path) -> None:
        html = (site / "ru" / "exhibits" / "index.html").read_text()
        for file in ("ru/feeds/new.atom", "ru/feeds/editions.atom"):
            assert f'<link rel="alternate" type="application/atom+xml" href="../{file.removeprefix("ru/")}"' in html
            assert ElementTree.parse(site / file).getroot().tag == "{http://www.w3.org/2005/Atom}feed"

    def test_a_page_has_its_card_beside_it(self, site: Path) -> None:
        html = (site / "ru" / "films" / "cranes-are-flying" / "index.html").read_text()
        assert f'<meta property="og:image" content="{SITE_URL}/ru/cards/films/cranes-are-flying.jpg">' in html
        assert (site / "ru" / "cards" / "films" / "cranes-are-flying.jpg").read_bytes().startswith(b"\xff\xd8")
        assert "oembed" not in html
        cards = {path.relative_to(site).as_posix() for path in site.rglob("*.jpg") if "cards" in path.parts}
        assert "cards/museum.jpg" in cards
        assert len([card for card in cards if card.startswith("cards/films/")]) == 1

    def test_it_is_an_app_wherever_it_stands(self, site: Path) -> None:
        assert '<link rel="manifest" href="../manifest.webmanifest">' in (site / "ru/films/index.html").read_text()
        document = json.loads((site / "ru" / "manifest.webmanifest").read_text())
        assert (document["start_url"], document["scope"]) == ("index.html", "../")
        for icon in document["icons"]:
            assert (site / "ru" / icon["src"]).resolve().is_file()

    def test_what_programs_ask_for_names_the_copy(self, site: Path) -> None:
        assert f"Sitemap: {SITE_URL}/sitemap.xml" in (site / "robots.txt").read_text()
        assert SITE_URL in (site / "humans.txt").read_text()
        assert not (site / ".well-known").exists(), "nobody is named to whom a weakness is told"


class TestNothingUnpublished:
    def test_no_hidden_word_stands_in_any_file(self, frozen_copy: Path) -> None:
        found = [name for name, text in every_text(frozen_copy / "current") if HIDDEN in f"{name} {text}".casefold()]
        assert found == []

    def test_the_same_search_finds_a_public_word_wherever_it_stands(self, frozen_copy: Path) -> None:
        found = {name for name, text in every_text(frozen_copy / "current") if SHOWN in text}
        assert found >= {
            "data/site/events/palme/index.html",
            "data/site/events/palme/index.html.br",
            "data/site/timeline/tiles/words-0.json",
            "data/site/timeline/tiles/list-0.json.gz",
            "data/site/timeline/export/timeline.csv",
            "data/exhibit/07_events.json",
        }


class TestBag:
    def test_an_archive_can_check_it(self, frozen_copy: Path) -> None:
        found = bagit.Bag(str(frozen_copy / "current"))
        found.validate()
        assert found.info["External-Identifier"] == SITE_URL

    @pytest.mark.parametrize("change", ["flip", "remove", "add"])
    def test_one_changed_byte_is_found(self, frozen_copy: Path, tmp_path: Path, change: str) -> None:
        place = tmp_path / "bag"
        shutil.copytree(frozen_copy / "current", place)
        assert bag.verify_bag(place) > 100
        page = place / "data" / "site" / "index.html"
        if change == "flip":
            page.write_bytes(bytes([page.read_bytes()[0] ^ 1]) + page.read_bytes()[1:])
        elif change == "remove":
            page.unlink()
        else:
            page.with_name("more.html").write_text("more")
        with pytest.raises(bagit.BagValidationError):
            bagit.Bag(str(place)).validate()
        with pytest.raises(bag.BagError, match=r"more\.html" if change == "add" else r"data/site/index\.html"):
            bag.verify_bag(place)

    def test_a_folder_that_is_no_bag_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(bag.BagError, match="is no bag"):
            bag.verify_bag(tmp_path)


class TestLinkCheck:
    @pytest.mark.parametrize(
        ("html", "fault"),
        [
            ('<a href="gone.html">x</a>', "no such file"),
            ('<a href="other.html#gone">x</a>', "no “gone” on that page"),
            ('<a href="#gone">x</a>', "no “gone”"),
            ('<img srcset="one.webp 1w, two.webp 2w">', "no such file"),
            ('<section data-source="tiles/gone.json"></section>', "no such file"),
            ('<meta http-equiv="refresh" content="0; url=gone.html">', "no such file"),
            ('<a href="/elsewhere/">x</a>', "outside"),
        ],
    )
    def test_what_leads_to_nothing_is_named(self, tmp_path: Path, html: str, fault: str) -> None:
        (tmp_path / "index.html").write_text(html)
        (tmp_path / "other.html").write_text('<p id="here">')
        faults = list(broken_links(tmp_path, "/exhibit/"))
        assert faults
        assert fault in faults[0]

    def test_what_leads_to_something_is_not(self, tmp_path: Path) -> None:
        (tmp_path / "index.html").write_text('<a id="x" href="other.html#here">x</a><a href="#x">x</a><a href="/b/">')
        (tmp_path / "other.html").write_text('<p id="here"><a href="https://example.org/gone">')
        assert list(broken_links(tmp_path, "/b/")) == []

    def test_a_style_that_asks_for_nothing_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "site.css").write_text('a { background: url("gone.svg") }')
        assert list(broken_links(tmp_path)) == ["site.css asks for gone.svg, which is not there."]


class TestPage:
    def guide(self) -> Guide:
        return Guide("https://here", {path: file_of(path) for path in ("/", "/films/", "/ru/", "/timeline/")})

    def frozen(self, html: str, path: str = "/films/") -> Any:
        return frozen(html, path, self.guide(), lambda _address: None)

    @pytest.mark.parametrize(
        ("html", "now"),
        [
            ('<a href="/">', '<a href="../index.html">'),
            ('<a href="https://here/ru/#x">', '<a href="../ru/index.html#x">'),
            ('<a href="https://there/ru/">', '<a href="https://there/ru/">'),
            ('<a href="/?kiosk">', '<a href="../index.html">'),
            ('<a href="/timeline/?from=1957&amp;to=1958">', '<a href="../timeline/index.html?from=1957&amp;to=1958">'),
            ('<a class="x" href="/gone/" rel="next">x</a>', '<a class="x">x</a>'),
            ('<use href="#crane"/>', '<use href="#crane"/>'),
            (
                '<img srcset="/media/a.webp 1w, /media/b.webp 2w">',
                '<img srcset="../media/a.webp 1w, ../media/b.webp 2w">',
            ),
            ("<p>1 &lt; 2 &amp; “/films/”</p>", "<p>1 &lt; 2 &amp; “/films/”</p>"),
            ("<b>x</b><i data-live><b>y</b><br></i><b>z</b>", "<b>x</b><b>z</b>"),
        ],
    )
    def test_a_link_leads_to_a_file(self, html: str, now: str) -> None:
        assert self.frozen(html).html == now

    def test_what_led_nowhere_is_told(self) -> None:
        assert self.frozen('<a href="/gone/">x</a>').lost == {"/gone/"}

    def test_a_form_that_would_do_nothing_is_refused(self) -> None:
        with pytest.raises(FreezeError, match="data-live"):
            self.frozen('<form method="get" action="/films/">')

    def test_names_of_files_are_those_that_every_disk_takes(self) -> None:
        assert file_of("/timeline/release-a.usa.1957%3F/") == "timeline/release-a.usa.1957_3f/index.html"
        assert safe("release-a.usa.1957_..") == "release-a.usa.1957__2e_2e"

    @override_settings(SITE_URL="")
    def test_without_an_address_of_its_own_it_tells_none_to_search_engines(self) -> None:
        html = '<link rel="canonical" href="https://here/films/"><link rel="alternate" hreflang="ru" href="https://here/ru/">'
        html += '<meta property="og:image" content="https://here/cards/museum.jpg">'
        assert self.frozen(html).html == ""


class TestAgain:
    def test_what_did_not_change_is_taken_over(self, few_pages: None, tmp_path: Path) -> None:
        first = freeze(tmp_path, jobs=1)
        assert first.new == first.files
        Film.objects.filter(slug="cranes-are-flying").update(synopsis_en="Another synopsis.")
        second = freeze(tmp_path, jobs=1)
        changed = {
            path.relative_to(second.place).as_posix()
            for path in (second.place / "data").rglob("*")
            if path.is_file() and path.stat().st_ino != (first.place / path.relative_to(second.place)).stat().st_ino
        }
        assert "data/site/films/cranes-are-flying/index.html" in changed
        assert "data/site/films/cranes-are-flying/index.html.br" in changed
        assert "data/site/ru/index.html" not in changed
        assert len(changed) == second.new < second.files / 2
        bagit.Bag(str(second.place)).validate()
        third = freeze(tmp_path, jobs=1)
        assert third.new == 0
        kept = sorted(path.resolve() for path in (tmp_path / "releases").iterdir())
        assert kept == sorted([second.place.resolve(), third.place.resolve()]), "the last two"
        assert (tmp_path / "current").resolve() == third.place.resolve()

    def test_a_copy_that_somebody_touched_is_not_handed_on(self, few_pages: None, tmp_path: Path) -> None:
        first = freeze(tmp_path, jobs=1)
        for name in ("index.html", "ru/index.html.br"):
            (first.place / "data" / "site" / name).write_bytes(b"touched")
        second = freeze(tmp_path, jobs=1)
        assert b"touched" not in (second.place / "data/site/index.html").read_bytes()
        assert brotli.decompress((second.place / "data/site/ru/index.html.br").read_bytes())
        bagit.Bag(str(second.place)).validate()

    @pytest.mark.skipif(
        connection.vendor == "postgresql", reason="other processes do not see what a test has not committed"
    )
    def test_several_hands_make_the_same(self, few_pages: None, tmp_path: Path) -> None:
        alone, together = freeze(tmp_path / "one", jobs=1), freeze(tmp_path / "two", jobs=2)
        assert bag.read_manifest(alone.place) == bag.read_manifest(together.place)


class TestAllOrNothing:
    @pytest.fixture
    def before(self, few_pages: None, tmp_path: Path) -> dict[str, str]:
        freeze(tmp_path, jobs=1)
        return self.state(tmp_path)

    def state(self, folder: Path) -> dict[str, str]:
        """What visitors have: where `current` leads, and the bytes there."""
        place = folder / "current"
        bagit.Bag(str(place)).validate()
        return {"current": os.readlink(place), **bag.read_manifest(place)}

    def test_a_page_that_fails_is_named(
        self, before: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = Museum.ask
        broken = Answer(500, "text/html", b"")
        monkeypatch.setattr(
            Museum, "ask", lambda self, address: broken if address == "/ru/timeline/" else ask(self, address)
        )
        with pytest.raises(FreezeError, match="/ru/timeline/ answered 500"):
            freeze(tmp_path, jobs=1)
        assert self.state(tmp_path) == before
        assert [path.name for path in (tmp_path / "releases").iterdir()] == [Path(before["current"]).name]

    def test_a_full_disk_changes_nothing(
        self, before: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Film.objects.filter(slug="cranes-are-flying").update(synopsis_en="Another synopsis.")

        def full(self: shelf.Shelf, file: str, content: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(shelf.Shelf, "_write", full)
        with pytest.raises(CommandError, match=r"Nothing was changed.*No space left"):
            call_command("freeze", tmp_path, jobs=1, verbosity=0, stderr=StringIO())
        assert self.state(tmp_path) == before

    @pytest.mark.parametrize("step", ["rename", "replace"])
    def test_a_fault_in_the_last_step_changes_nothing(
        self, before: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        def fault(self: Path, target: Path) -> None:
            raise OSError(errno.EIO, "Input/output error")

        with monkeypatch.context() as patched:
            patched.setattr(releases.Path, step, fault)
            with pytest.raises(OSError, match="Input/output"):
                freeze(tmp_path, jobs=1)
        assert self.state(tmp_path) == before
        freeze(tmp_path, jobs=1)
        assert self.state(tmp_path)["current"] != before["current"], "the next one comes through"

    @pytest.mark.parametrize("pages", [1, 4])
    def test_a_killed_freeze_changes_nothing(self, before: dict[str, str], tmp_path: Path, pages: int) -> None:
        child = os.fork()
        if not child:
            freeze(
                tmp_path, jobs=1, progress=lambda done, _known: done >= pages and os.kill(os.getpid(), signal.SIGKILL)
            )
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert (tmp_path / "releases" / releases.MAKING).is_dir(), "it was in the middle"
        assert self.state(tmp_path) == before
        freeze(tmp_path, jobs=1)
        assert not (tmp_path / "releases" / releases.MAKING).exists()
        assert self.state(tmp_path)["current"] != before["current"]

    def test_two_at_once_are_refused(self, before: dict[str, str], tmp_path: Path) -> None:
        with releases.alone_in(tmp_path), pytest.raises(FreezeError, match="Another freeze"):
            freeze(tmp_path, jobs=1)
        assert self.state(tmp_path) == before

    def test_a_museum_that_changes_meanwhile_is_frozen_again(self, few_pages: None, tmp_path: Path) -> None:
        changes = iter(["Once.", "Twice."])

        def change(done: int, _known: int) -> None:
            if done == 2 and (words := next(changes, None)):
                Film.objects.filter(slug="cranes-are-flying").update(synopsis_en=words)

        report = freeze(tmp_path, jobs=1, progress=change)
        assert "Twice." in (report.place / "data/site/films/cranes-are-flying/index.html").read_text()

    def test_a_museum_that_never_rests_is_not_frozen(self, before: dict[str, str], tmp_path: Path) -> None:
        def change(done: int, _known: int) -> None:
            Film.objects.filter(slug="cranes-are-flying").update(genre_en=f"drama {done}")

        with pytest.raises(FreezeError, match="changed while it was frozen"):
            freeze(tmp_path, jobs=1, progress=change)
        assert self.state(tmp_path) == before

    def test_a_link_to_nothing_stops_it(self, few_pages: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(freezing, "broken_links", lambda site, base: iter(["index.html leads to x: no."]))
        with pytest.raises(FreezeError, match="1 links of the copy lead nowhere"):
            freeze(tmp_path, jobs=1)
        assert not (tmp_path / "current").exists()

    def test_a_current_that_is_no_link_is_left_alone(self, few_pages: None, tmp_path: Path) -> None:
        (tmp_path / "current").mkdir()
        with pytest.raises(FreezeError, match="Name another folder"):
            freeze(tmp_path, jobs=1)


class TestCommand:
    def test_what_is_fresh_is_not_frozen_again_unless_it_is_told_to(self, few_pages: None, tmp_path: Path) -> None:
        def frozen(**options: Any) -> str:
            said = StringIO()
            call_command("freeze", tmp_path, jobs=1, stdout=said, stderr=StringIO(), **options)
            return said.getvalue()

        frozen()
        first = os.readlink(tmp_path / "current")
        assert frozen().startswith("Nothing has changed")
        assert os.readlink(tmp_path / "current") == first
        assert not frozen(base="/exhibit/").startswith("Nothing")
        assert not frozen(anew=True).startswith("Nothing")
        frozen()
        Source.objects.filter(pk=Source.objects.first().pk).update(title="Another title")  # type: ignore[union-attr]
        assert not frozen().startswith("Nothing")

    def test_it_says_what_it_did(self, few_pages: None, tmp_path: Path) -> None:
        said, warned = StringIO(), StringIO()
        call_command("freeze", tmp_path, jobs=1, stdout=said, stderr=warned)
        assert re.match(r"\d+ pages, \d+ files, [\d.]+ MB in ", said.getvalue())
        assert "SITE_URL is not set: the copy gets no sitemap.xml" in warned.getvalue()
        assert not (tmp_path / "current/data/site/sitemap.xml").exists()
        assert 'rel="canonical"' not in (tmp_path / "current/data/site/index.html").read_text()

    def test_the_path_below_which_it_stands_is_known_where_it_must_be(self, few_pages: None, tmp_path: Path) -> None:
        with override_settings(SITE_URL=SITE_URL):
            call_command("freeze", tmp_path, jobs=1, base="/exhibit/", verbosity=0)
        site = tmp_path / "current/data/site"
        assert 'href="/exhibit/index.html"' in (site / "404.html").read_text()
        assert f"{SITE_URL}/exhibit/sitemap/pages-0.xml" in (site / "sitemap.xml").read_text()
        assert f"{SITE_URL}/exhibit/ru/" in (site / "sitemap/pages-0.xml").read_text()
        assert "/exhibit/films/letyat-zhuravli/ /exhibit/films/cranes-are-flying/" in (site / "_redirects").read_text()
        film = (site / "films/cranes-are-flying/index.html").read_text()
        assert f'rel="canonical" href="{SITE_URL}/exhibit/films/cranes-are-flying/"' in film
        assert f'hreflang="en" href="{SITE_URL}/exhibit/films/cranes-are-flying/"' in film
        assert f"{SITE_URL}/films/" not in film
        old = (site / "films/letyat-zhuravli/index.html").read_text()
        assert f'rel="canonical" href="{SITE_URL}/exhibit/films/cranes-are-flying/"' in old

    def test_a_path_that_is_none_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="is no path of a site"):
            call_command("freeze", tmp_path, base="exhibit")

    def test_what_no_visitor_can_open_is_told(self, few_pages: None, tmp_path: Path) -> None:
        block = TextBlock.objects.first()
        assert block
        block.text_en = f'<p><a href="{Museum().origin}/films/nobody-has-it/">x</a></p>'
        block.save()
        page = Museum().page(block.parent.get_absolute_url()).body.decode()
        guide = Guide(Museum().origin, {block.parent.get_absolute_url(): "x/index.html", "/": "index.html"})
        found = frozen(page, block.parent.get_absolute_url(), guide, lambda _address: None)
        assert f"{Museum().origin}/films/nobody-has-it/" in found.lost


class TestTable:
    """All rows of the timeline, from which a copy's script answers: they add up to what the server sums."""

    @pytest.mark.parametrize("asked", [{}, {"film": "cranes-are-flying"}, {"person": "kalatozov"}, {"place": "moscow"}])
    def test_choices_find_as_much_as_the_server(self, museum: None, asked: dict[str, str]) -> None:
        line = Timeline()
        rows = table(line)
        assert [row.entry.anchor for row in rows] == line.anchors()
        found = line.skyline(TimelineQuery(**asked)).count
        for name, slug in asked.items():
            key = MODELS[name][0].objects.get(slug=slug).pk
            rows = [row for row in rows if key in row.found_by.get(name, ())]
        assert len(rows) == found > 0

    @pytest.mark.parametrize("text", ["palme", "ЛЕТЯТ", "kalatozov cannes", "никого"])
    def test_words_find_as_much_as_the_server(self, museum: None, text: str) -> None:
        line = Timeline()
        parts = text.casefold().split()
        rows = [row for row in table(line) if all(part in row.words for part in parts)]
        assert len(rows) == line.skyline(TimelineQuery(text=text)).count

    def test_both_languages_have_the_same_rows(self, museum: None) -> None:
        anchors = []
        for language in ("en", "ru"):
            with translation.override(language):
                anchors.append([row.entry.anchor for row in table(Timeline())])
        assert anchors[0] == anchors[1]

    def test_tiles_hold_every_entry_in_order(self, frozen_copy: Path, museum: None) -> None:
        become_small()
        tiles = frozen_copy / "current/data/site/timeline/tiles"
        entries = json.loads((tiles / "entries-0.json").read_text())
        assert [entry["id"] for entry in entries] == Timeline().anchors()
        for entry in entries:
            assert (tiles.parent / entry["url"]).is_file()
            assert (tiles.parent / entry["record"].partition("#")[0]).is_file()
        assert reverse("timeline") not in json.dumps([entry["url"] for entry in entries])
