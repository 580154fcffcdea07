"""Display: light or dark, text size and motion, as the visitor likes them, kept in the browser alone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Site

HOME = "/"
EXHIBIT = "/exhibits/the-cranes-are-flying/"
FILM = "/films/cranes-are-flying/"


def opened(page: Page) -> Any:
    """Open the panel and return it."""
    page.locator(".preferences__open").click()
    panel = page.locator("#preferences")
    expect(panel).to_be_visible()
    return panel


def choose(page: Page, *values: str) -> None:
    panel = opened(page)
    for value in values:
        name, _is, chosen = value.partition("=")
        panel.locator(f"input[name={name}][value='{chosen}']").check()
    page.keyboard.press("Escape")


def chosen(page: Page) -> dict[str, str]:
    return page.evaluate("({ ...document.documentElement.dataset })")


def style(page: Page, name: str) -> str:
    return page.evaluate(f"getComputedStyle(document.documentElement).{name}")


def test_what_is_chosen_holds_on_the_next_page_before_its_first_paint(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}")
    light = style(page, "backgroundColor")
    choose(page, "theme=dark", "size=largest", "motion=reduced")
    page.route("**/site*.js", lambda route: route.abort())  # only the script in the head is left
    page.goto(f"{site.url}{FILM}")
    assert chosen(page) == {"theme": "dark", "size": "largest", "motion": "reduced"}
    assert style(page, "backgroundColor") != light
    first = page.locator("head > script:not([type]), head > link[rel=stylesheet]").first
    text = first.text_content() or ""
    assert "localStorage" in text, "it stands before the first stylesheet, so that nothing is painted without it"


def test_the_system_holds_where_nothing_is_chosen(page: Page, site: Site) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site.url}{HOME}")
    assert chosen(page) == {}
    dark = style(page, "backgroundColor")
    choose(page, "theme=light")
    assert style(page, "backgroundColor") != dark
    choose(page, "theme=")
    assert style(page, "backgroundColor") == dark
    assert page.evaluate("localStorage.getItem('display')") is None


def test_the_browser_s_own_frame_follows(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}")
    choose(page, "theme=dark")
    papers = "[...document.querySelectorAll('meta[name=theme-color]')]"
    shown = f"{papers}.filter(paper => matchMedia(paper.media).matches).map(paper => paper.content)"
    assert page.evaluate(shown) == ["#0c0f14"]
    choose(page, "theme=")
    assert page.evaluate(shown) == ["#f6f3ec"]


def test_another_tab_follows(context: BrowserContext, site: Site) -> None:
    one, two = context.new_page(), context.new_page()
    for tab in (one, two):
        tab.goto(f"{site.url}{HOME}")
    choose(one, "theme=dark", "size=large")
    expect(two.locator("html")).to_have_attribute("data-theme", "dark")
    expect(opened(two).locator("input[name=size][value=large]")).to_be_checked()


def test_nothing_is_sent_and_no_cookie_is_set(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}", wait_until="networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    choose(page, "theme=dark", "size=large", "motion=reduced")
    assert sent == []
    assert page.context.cookies() == []


def test_without_scripts_the_form_is_not_shown(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}{HOME}")
    expect(page.locator(".preferences")).to_be_hidden()
    assert page.locator(".preferences").bounding_box() is None
    context.close()


@pytest.mark.parametrize("stored", ["{", "", "null", "[1]", '"dark"', "7", '{"theme":"pink","size":["large"],"x":1}'])
def test_what_cannot_be_read_is_not_a_choice(page: Page, site: Site, stored: str) -> None:
    page.goto(f"{site.url}{HOME}")
    page.evaluate("text => localStorage.setItem('display', text)", stored)
    page.reload()
    assert chosen(page) == {}
    choose(page, "theme=dark")
    page.reload()
    assert chosen(page) == {"theme": "dark"}


def test_where_nothing_may_be_kept_a_choice_holds_for_the_page(page: Page, site: Site) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })"
    )
    page.goto(f"{site.url}{HOME}")
    choose(page, "theme=dark")
    assert chosen(page) == {"theme": "dark"}
    page.reload()
    assert chosen(page) == {}


def test_the_panel_is_worked_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}")
    button = page.get_by_role("button", name="Display")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#preferences")).to_be_visible()
    page.keyboard.press("Tab")  # Close
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert chosen(page) == {"theme": "dark"}
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert chosen(page) == {"theme": "dark", "size": "large"}
    page.keyboard.press("Escape")
    expect(page.locator("#preferences")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_panel_closes_when_the_keyboard_walks_on(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}")
    panel = opened(page)
    panel.get_by_role("radio").last.focus()
    expect(panel).to_be_visible()
    page.keyboard.press("Tab")
    expect(panel).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_groups_have_names(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{HOME}")
    panel = opened(page)
    for group, first in (("Colours", "As the system"), ("Text size", "Normal"), ("Motion", "As the system")):
        expect(panel.get_by_role("group", name=group).get_by_role("radio", name=first)).to_be_checked()


@pytest.mark.parametrize("path", [HOME, EXHIBIT, FILM, "/people/", "/people/kalatozov/", "/timeline/", "/awards/"])
@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_very_large_text_is_larger_and_never_scrolls_sideways(page: Page, site: Site, prefix: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}{prefix}{path}")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    normal = page.evaluate(size)
    choose(page, "size=largest")
    assert page.evaluate(size) / normal > 1.25
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = opened(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_reduced_motion_stops_what_the_system_s_setting_stops(page: Page, site: Site) -> None:
    moving = "document.getAnimations().filter(a => a.effect.getComputedTiming().duration !== 0).length"
    page.goto(f"{site.url}{EXHIBIT}")
    assert page.evaluate(moving) > 0
    page.locator("main a").first.focus()  # whoever has arrived and walks on
    assert style(page, "scrollBehavior") == "smooth"
    choose(page, "motion=reduced")
    page.reload()
    assert page.evaluate(moving) == 0
    assert style(page, "scrollBehavior") == "auto"
