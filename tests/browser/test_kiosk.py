"""The wall screen in a browser: it returns to its start by itself, and its pages outlast the network."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Site

START = "/exhibits/?kiosk"
ELSEWHERE = "/people/kalatozov/?kiosk"
EVERYTHING_KEPT = """async () => {
  const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  return (await Promise.all(opened.map((one) => one.keys()))).flat().map(({ url }) => url);
}"""


@pytest.fixture
def screen(browser: Browser) -> Iterator[BrowserContext]:
    """A touch screen of its own: no other test shares what it keeps."""
    context = browser.new_context(has_touch=True, viewport={"width": 1080, "height": 1920})
    yield context
    context.close()


@pytest.fixture
def wall(screen: BrowserContext, site: Site) -> Page:
    """A screen whose clock we hold, opened at its start and left at another page."""
    tab = screen.new_page()
    tab.clock.install()
    tab.goto(site.url + START)
    tab.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    tab.goto(site.url + ELSEWHERE)
    expect(tab.locator(".kiosk__start")).to_have_js_property("href", site.url + START)
    return tab


def kept(tab: Page, part: str) -> None:
    """Wait until the worker has kept an address that ends with `part`."""
    for _attempt in range(100):
        if any(url.endswith(part) for url in tab.evaluate(EVERYTHING_KEPT)):
            return
        tab.wait_for_timeout(200)
    raise AssertionError(f"{part} was not kept within 20 seconds")


def test_an_idle_screen_asks_and_then_returns_to_its_start(wall: Page, site: Site) -> None:
    question = wall.get_by_role("dialog", name="Are you still there?")
    wall.evaluate("localStorage.setItem('display', '{\"theme\":\"dark\"}')")
    wall.clock.run_for(98_000)
    expect(question).to_be_hidden()
    wall.clock.run_for(4_000)
    expect(question).to_be_visible()
    expect(question.get_by_role("timer")).to_have_text("18")
    wall.clock.run_for(19_000)
    expect(wall).to_have_url(site.url + START)
    assert wall.evaluate("localStorage.length") == 0


def test_a_touch_stays(wall: Page, site: Site) -> None:
    question = wall.get_by_role("dialog")
    wall.clock.run_for(105_000)
    expect(question).to_be_visible()
    wall.touchscreen.tap(40, 900)
    expect(question).to_be_hidden()
    wall.clock.run_for(60_000)
    expect(question).to_be_hidden()
    expect(wall).to_have_url(site.url + ELSEWHERE)


def test_a_key_stays(wall: Page) -> None:
    wall.clock.run_for(105_000)
    expect(wall.get_by_role("button", name="Stay here")).to_be_focused()
    wall.keyboard.press("Enter")
    expect(wall.get_by_role("dialog")).to_be_hidden()


def test_a_screen_that_slept_returns_when_it_wakes(wall: Page, site: Site) -> None:
    wall.clock.fast_forward("30:00")
    expect(wall).to_have_url(site.url + START)


def test_a_screen_at_its_start_is_left_in_peace(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.clock.install()
    tab.goto(site.url + START)
    tab.clock.run_for(300_000)
    expect(tab.get_by_role("dialog")).to_be_hidden()


def test_a_panel_left_open_at_the_start_closes(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.clock.install()
    tab.goto(site.url + START)
    panel = tab.locator("#preferences")
    panel.evaluate("panel => panel.showPopover()")
    tab.clock.run_for(98_000)
    expect(panel).to_be_visible()
    tab.clock.run_for(4_000)
    expect(panel).to_be_hidden()
    expect(tab).to_have_url(site.url + START)


def test_start_again_is_always_in_sight(wall: Page, site: Site) -> None:
    wall.evaluate("scrollTo({top: 9999, behavior: 'instant'})")
    again = wall.get_by_role("link", name="Start again")
    expect(again).to_be_in_viewport()
    again.tap()
    expect(wall).to_have_url(site.url + START)


def test_the_way_to_the_start_covers_no_text(wall: Page) -> None:
    wall.evaluate("scrollTo({top: 99999, behavior: 'instant'})")
    bar = wall.get_by_role("navigation", name="This screen").bounding_box()
    foot = wall.locator(".site-footer").bounding_box()
    assert bar
    assert foot
    assert foot["y"] + foot["height"] <= bar["y"] + 1


def test_everything_stands_in_a_landmark(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    for path in ("/?kiosk", "/exhibits/the-cranes-are-flying/?kiosk"):
        tab.goto(site.url + path)
        assert [found["id"] for found in Axe().run(tab).response["violations"]] == []


def test_a_wall_screen_does_not_speak_of_keys(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.set_viewport_size({"width": 1920, "height": 1080})
    tab.goto(site.url + "/exhibits/the-cranes-are-flying/?kiosk")
    expect(tab.locator(".contents__keys")).to_be_hidden()


@pytest.mark.parametrize("path", ["/people/", "/people/?kiosk"])
def test_all_grows_with_a_wall_of_3840_pixels_and_by_choice(screen: BrowserContext, site: Site, path: str) -> None:
    tab = screen.new_page()
    root = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    sizes = {}
    for width in (1920, 2560, 3840):
        tab.set_viewport_size({"width": width, "height": 1080})
        tab.goto(site.url + path)
        sizes[width] = tab.evaluate(root)
    assert sizes[1920] == pytest.approx(sizes[2560])
    assert sizes[3840] == pytest.approx(1.5 * sizes[2560])
    tab.evaluate("document.documentElement.dataset.size = 'largest'")
    assert tab.evaluate(root) == pytest.approx(1.3 * sizes[3840])


def test_targets_are_48_pixels(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    small = []
    for path in ("/?kiosk", "/exhibits/the-cranes-are-flying/?kiosk", ELSEWHERE, "/timeline/?kiosk", "/awards/?kiosk"):
        tab.goto(site.url + path)
        small += tab.evaluate(
            """() => [...document.querySelectorAll('nav a, button, .button, input:not([type=hidden]), select, summary')]
                .filter(e => !e.matches('.note-mark'))  // in a sentence; its invisible edge reaches further
                .filter(e => e.checkVisibility())
                .map(e => [(e.closest('label') || e).getBoundingClientRect(), e.outerHTML.slice(0, 90)])
                .filter(([box]) => box.height < 47.5 || box.width < 47.5)
                .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
        )
    assert small == []


@pytest.mark.parametrize("width", [390, 1080, 1920])
def test_no_page_scrolls_sideways(screen: BrowserContext, site: Site, width: int) -> None:
    tab = screen.new_page()
    tab.set_viewport_size({"width": width, "height": 1080})
    for path in ("/ru/?kiosk", "/exhibits/the-cranes-are-flying/?kiosk", "/films/?kiosk", "/timeline/?kiosk"):
        tab.goto(site.url + path)
        assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path


def test_without_a_network_one_walks_on(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.goto(site.url + "/?kiosk")
    kept(tab, "/films/?kiosk")
    kept(tab, ".css")
    screen.set_offline(True)
    tab.locator("header a[href^='/films/']").click()
    expect(tab).to_have_url(site.url + "/films/?kiosk")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert tab.evaluate("getComputedStyle(document.body).display") == "grid", "the page has lost its styles"
    tab.goto(site.url + "/films/no-such-film/?kiosk")
    expect(tab.get_by_text("Not at hand just now")).to_be_visible()
    expect(tab.get_by_text("К началу")).to_be_visible()
    tab.get_by_role("link", name="To the start").click()
    expect(tab).to_have_url(site.url + "/?kiosk")
    screen.set_offline(False)


def test_too_many_pages_never_push_out_the_words_that_say_so(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.goto(site.url + "/?kiosk")
    kept(tab, "/kiosk-offline/?kiosk")
    tab.evaluate(
        """async () => {
            const name = (await caches.keys()).find((each) => each.startsWith("kiosk-pages-"))
            const cache = await caches.open(name)
            for (let page = 0; page < 240; page++) await cache.put(`/other/${page}/?kiosk`, new Response(""))
        }"""
    )
    tab.goto(site.url + "/awards/?kiosk")
    kept(tab, "/awards/?kiosk")
    tab.wait_for_timeout(500)
    assert site.url + "/kiosk-offline/?kiosk" in tab.evaluate(EVERYTHING_KEPT)


def test_a_normal_visit_is_not_touched(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.goto(site.url + "/films/", wait_until="networkidle")
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert tab.evaluate("caches.keys().then(all => all.length)") == 0
    beside = screen.new_page()
    beside.goto(site.url + "/?kiosk")
    kept(beside, "/films/?kiosk")
    answers = []
    tab.on("response", lambda answer: answers.append(answer.from_service_worker))
    tab.goto(site.url + "/films/", wait_until="networkidle")
    assert answers
    assert not any(answers)
    assert "/films/" not in [url.removeprefix(site.url) for url in tab.evaluate(EVERYTHING_KEPT)]


def test_admin_is_never_kept(screen: BrowserContext, site: Site) -> None:
    tab = screen.new_page()
    tab.goto(site.url + "/?kiosk")
    kept(tab, "/films/?kiosk")
    answer = tab.goto(site.url + "/admin/login/?kiosk")
    assert answer
    assert not answer.from_service_worker
