"""The timeline on another site, and the panel from which it is taken along."""

import re
import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.browser.conftest import Site


class Elsewhere(BaseHTTPRequestHandler):
    """A page of somebody else: it shows whatever HTML its address asks for."""

    def do_GET(self) -> None:
        html = parse_qs(urlsplit(self.path).query).get("html", [""])[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><html lang=en><title>Elsewhere</title><h1>News</h1>{html}".encode())

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of another origin that shows HTML."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/?html="
    server.shutdown()
    server.server_close()


def framed(tab: Page, elsewhere: str, address: str, width: int = 960, height: int = 600) -> FrameLocator:
    code = f'<iframe src="{escape(address)}" width="{width}" height="{height}" title="Timeline"></iframe>'
    tab.goto(elsewhere + quote(code))
    return tab.frame_locator("iframe")


class TestFrame:
    @pytest.mark.parametrize("width", [960, 600, 320])
    @pytest.mark.parametrize("prefix", ["", "/ru"])
    def test_another_site_may_show_it(self, page: Page, site: Site, elsewhere: str, prefix: str, width: int) -> None:
        frame = framed(page, elsewhere, f"{site.url}{prefix}/timeline/embed/?from=1955&to=1960", width, 420)
        expect(frame.locator("h1")).to_be_visible()
        expect(frame.locator("#event-ussr-release")).to_be_attached()
        wide = frame.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")
        assert not wide
        assert frame.locator("html").evaluate("() => document.cookie") == ""
        assert page.context.cookies() == []

    def test_the_same_instrument_works_inside(self, page: Page, site: Site, elsewhere: str) -> None:
        frame = framed(page, elsewhere, f"{site.url}/timeline/embed/?from=1955&to=1960", 1200, 700)
        expect(frame.locator("[data-timeline][data-ready]")).to_be_visible()
        frame.locator(".instrument__lanes [data-id='event-ussr-release']").click()
        expect(frame.locator(".panel .entry-card__title")).to_contain_text("Soviet release")
        frame.locator("body").press("Escape")
        expect(frame.locator(".panel")).to_be_hidden()
        here = page.frames[1].url
        frame.get_by_role("button", name="Farther").click()
        page.wait_for_function("here => document.querySelector('iframe').contentWindow.length === 0 && true", arg=here)
        link = frame.get_by_role("link", name="See it at the museum")
        expect(link).not_to_have_attribute("href", "/timeline/?from=1955&to=1960")
        assert urlsplit(page.frames[1].url).path == "/timeline/embed/"

    def test_a_phone_reads_and_opens_entries_in_the_frame(self, page: Page, site: Site, elsewhere: str) -> None:
        frame = framed(page, elsewhere, f"{site.url}/timeline/embed/?from=1957&to=1958", 360, 600)
        expect(frame.locator(".scrubber")).to_be_attached()
        frame.locator("#event-ussr-release .entry__title a").click()
        expect(frame.locator("dialog.sheet #entry-title")).to_have_text("Soviet release")

    def test_the_timeline_itself_refuses_a_frame(self, context: BrowserContext, site: Site, elsewhere: str) -> None:
        tab = context.new_page()  # a refusal is a complaint of the policy
        said: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        framed(tab, elsewhere, f"{site.url}/timeline/")
        tab.wait_for_load_state("networkidle")
        assert tab.frames[1].url.startswith("chrome-error:")
        assert any("frame-ancestors 'none'" in text for text in said)

    def test_links_leave_the_frame_for_a_page_of_their_own(self, browser: Browser, site: Site, elsewhere: str) -> None:
        """Without scripts too: in the frame they would be refused."""
        context = browser.new_context(java_script_enabled=False)
        tab = context.new_page()
        frame = framed(tab, elsewhere, f"{site.url}/timeline/embed/?from=1957&to=1957")
        for link in (
            frame.get_by_role("link", name="See it at the museum"),
            frame.locator("#event-ussr-release .entry__title a"),
            frame.locator(".histogram a").nth(20),
            frame.get_by_role("link", name="Later"),
        ):
            with context.expect_page() as opened:
                link.click(force=True)
            expect(opened.value).to_have_url(re.compile(re.escape(f"{site.url}/timeline/")))
            expect(opened.value.locator(".site-header")).to_have_count(1)
            opened.value.close()
        assert urlsplit(tab.frames[1].url).path == "/timeline/embed/"
        context.close()


class TestPanel:
    def test_the_code_works_on_another_site_as_it_is_copied(
        self, context: BrowserContext, page: Page, site: Site, elsewhere: str
    ) -> None:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
        page.goto(f"{site.url}/ru/timeline/?from=1955&to=1960&lane=release&lane=award")
        page.locator("[data-copy='take-embed']").click()
        expect(page.locator("[data-take-said]")).not_to_be_empty()
        code = page.evaluate("navigator.clipboard.readText()")
        assert code == page.locator("#take-embed").input_value()
        page.goto(elsewhere + quote(code))
        frame = page.frame_locator("iframe")
        expect(frame.locator("html")).to_have_attribute("lang", "ru")
        expect(frame.locator("#event-ussr-release")).to_be_attached()
        expect(frame.locator("#event-german-invasion")).not_to_be_attached()

    def test_all_follow_what_is_in_view(self, page: Page, site: Site) -> None:
        page.set_viewport_size({"width": 1200, "height": 900})
        page.goto(f"{site.url}/timeline/?from=1955&to=1960&lane=release")
        expect(page.locator("[data-timeline][data-ready]")).to_be_visible()
        page.get_by_role("button", name="Later", exact=True).click()
        expect(page.locator("#take-link")).not_to_have_value(f"{site.url}/timeline/?from=1955&to=1960&lane=release")
        assert page.locator("#take-link").input_value() == page.url
        query = urlsplit(page.url).query
        assert parse_qs(query)["lane"] == ["release"]
        for link in page.locator("[data-take-query]").all():
            assert urlsplit(str(link.get_attribute("href"))).query == query
        assert escape(f"/timeline/embed/?{query}") in page.locator("#take-embed").input_value()

    def test_a_file_comes_with_its_name(self, page: Page, site: Site) -> None:
        page.goto(f"{site.url}/timeline/?from=1941&to=1945")
        with page.expect_download() as coming:
            page.locator("[data-take] a", has_text="CSV").click()
        assert coming.value.suggested_filename == "timeline-1941-1945.csv"
        assert coming.value.path().read_bytes().startswith(b"\xef\xbb\xbfid,kind,")

    def test_without_a_script_all_is_there_but_the_buttons(self, browser: Browser, site: Site) -> None:
        context = browser.new_context(java_script_enabled=False)
        tab = context.new_page()
        tab.goto(f"{site.url}/timeline/?from=1957")
        expect(tab.locator("#take-link")).to_have_value(f"{site.url}/timeline/?from=1957")
        assert tab.locator("[data-take] button:visible").count() == 0
        context.close()
