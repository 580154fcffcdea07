"""Other museums' viewers, as their makers publish them, show our pictures and their words.

They stand on another site than the museum, so that what our answers say of other sites is tried too.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import PATIENCE, Site
from tests.fetched import unpacked

FILM = "/iiif/films/cranes-are-flying/manifest.json"
STORY = "/iiif/exhibits/the-cranes-are-flying/manifest.json"
COLLECTION = "/iiif/collection.json"

# https://github.com/ProjectMirador/mirador/wiki/M3---Embedding-in-Another-Environment
MIRADOR = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Mirador</title>
<style>#viewer { position: absolute; inset: 0 }</style><div id="viewer"></div>
<script src="/mirador/dist/mirador.min.js"></script>
<script>Mirador.viewer({ id: "viewer", language: "LANGUAGE", windows: [{ manifestId: "MANIFEST",
  sideBarOpen: true, sideBarPanel: "info" }] });</script></html>
"""
# https://docs.universalviewer.io/docs/examples
UNIVERSAL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Universal Viewer</title>
<link rel="stylesheet" href="/uv/dist/uv.css">
<style>#uv { position: absolute; inset: 0 }</style><div class="uv" id="uv"></div>
<script src="/uv/dist/umd/UV.js"></script>
<script>UV.init("uv", { manifest: "MANIFEST" });</script></html>
"""

# What a browser tells a page onto which a link is dragged from another window; a viewer looks at each a frame later.
DROP = """async (target, address) => {
    const data = new DataTransfer();
    data.setData("text/uri-list", address);
    const { left, top } = target.getBoundingClientRect();
    for (const kind of ["dragenter", "dragover", "dragover", "drop"]) {
        const more = { dataTransfer: data, clientX: left + 90, clientY: top + 90, bubbles: true, cancelable: true };
        target.dispatchEvent(new DragEvent(kind, more));
        await new Promise((done) => setTimeout(done, 200));
    }
}"""


@dataclass(frozen=True)
class Viewers:
    """A site that has both viewers; its pages are written as a test wants them."""

    url: str
    folder: Path

    def page(self, html: str, manifest: str, language: str = "en") -> str:
        """Put a page there that opens a manifest, and return its address."""
        (self.folder / "page.html").write_text(html.replace("MANIFEST", manifest).replace("LANGUAGE", language))
        return f"{self.url}/page.html"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def viewers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewers]:
    """Both viewers on a site of their own: localhost, while the museum is at 127.0.0.1."""
    folder = tmp_path_factory.mktemp("viewers")
    for name, package in (("mirador", "mirador@4.0.0"), ("uv", "universalviewer@4.4.0")):
        (folder / name).symlink_to(unpacked(package))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield Viewers(f"http://localhost:{server.server_port}", folder)
    server.shutdown()
    server.server_close()


@dataclass
class Asked:
    """What a page asked the museum for: addresses by status."""

    museum: str
    answers: list[tuple[int, str]]

    def hear(self, response: Response) -> None:
        if response.url.startswith(self.museum):
            self.answers.append((response.status, urlsplit(response.url).path))

    @property
    def tiles(self) -> list[str]:
        return [path for _status, path in self.answers if path.endswith("/default.jpg")]

    @property
    def failed(self) -> list[tuple[int, str]]:
        return [(status, path) for status, path in self.answers if status >= 400]


@pytest.fixture
def asked(site: Site, page: Page) -> Asked:
    found = Asked(site.url, [])
    page.on("response", found.hear)
    return found


def wait_until(page: Page, is_so: Callable[[], Any], words: str) -> None:
    """Let the page go on until something is so."""
    for _attempt in range(PATIENCE // 250):
        if is_so():
            return
        page.wait_for_timeout(250)
    raise AssertionError(words)


def is_drawn(page: Page) -> bool:
    """Whether the canvas shows more than a few shades: a picture, and no empty ground."""
    canvas = page.locator(".openseadragon-canvas canvas").first
    if not canvas.count():
        return False
    with Image.open(io.BytesIO(canvas.screenshot())) as seen:
        return len(set(seen.convert("L").resize((160, 100)).tobytes())) > 60


def expect_picture(page: Page, asked: Asked) -> None:
    """The picture is there, and tiles of parts of it, which a viewer has reckoned from info.json; nothing failed."""
    wait_until(page, lambda: is_drawn(page), "The viewer shows no picture.")
    wait_until(page, lambda: any("/full/" not in path for path in asked.tiles), "The viewer asked for no tiles.")
    assert asked.failed == []


def test_mirador_shows_the_picture_and_its_words(site: Site, viewers: Viewers, page: Page, asked: Asked) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(viewers.page(MIRADOR, f"{site.url}{FILM}"))
    expect(page.get_by_role("heading", name="The Cranes Are Flying").first).to_be_visible()
    expect_picture(page, asked)
    page.get_by_role("tab", name="Rights").click()
    expect(page.get_by_text("Drawn and printed for this exhibit").first).to_be_visible()


def test_mirador_speaks_russian_where_the_museum_does(site: Site, viewers: Viewers, page: Page) -> None:
    page.goto(viewers.page(MIRADOR, f"{site.url}{STORY}", "ru"))
    expect(page.get_by_role("heading", name="Летят журавли").first).to_be_visible()


def test_universal_viewer_shows_the_picture_and_its_words(
    site: Site, viewers: Viewers, page: Page, asked: Asked
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(viewers.page(UNIVERSAL, f"{site.url}{STORY}"))
    expect(page.get_by_text("Drawn and printed for this exhibit").first).to_be_visible()
    expect(page.get_by_text("The Cranes Are Flying").first).to_be_visible()
    expect_picture(page, asked)
    expect(page.locator(".thumb img").nth(2)).to_have_js_property("naturalWidth", 90)


def test_a_viewer_walks_the_collections(site: Site, viewers: Viewers, page: Page, asked: Asked) -> None:
    page.goto(viewers.page(MIRADOR, f"{site.url}{COLLECTION}"))
    films = page.get_by_role("menuitem", name="Films")
    try:
        expect(films).to_be_visible()  # mostly it opens by itself
    except AssertionError:
        page.get_by_text("Show collection").click()
    films.click()
    page.get_by_role("menuitem", name="The Cranes Are Flying").click()
    expect_picture(page, asked)


def test_a_link_of_ours_is_dropped_on_a_viewer(site: Site, viewers: Viewers, page: Page, asked: Asked) -> None:
    page.goto(f"{site.url}/images/flock/")
    link = page.get_by_role("link", name="IIIF manifest")
    address = str(link.get_attribute("href"))
    page.goto(viewers.page(MIRADOR, f"{site.url}{STORY}"))
    expect(page.get_by_role("heading", name="The Cranes Are Flying").first).to_be_visible()
    page.locator(".mirador-workspace-viewport").first.evaluate(DROP, address)
    expect(page.get_by_role("heading", name="Eleven cranes in a wedge").first).to_be_visible()
    assert asked.failed == []
