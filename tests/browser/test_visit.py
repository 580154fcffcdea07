"""A visit in a real browser: from the door to the timeline, in both languages, by keyboard, at every width."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image as Picture
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site

KINDS = [
    "/",
    "/exhibits/",
    "/exhibits/the-cranes-are-flying/",
    "/films/",
    "/films/cranes-are-flying/",
    "/people/",
    "/people/kalatozov/",
    "/events/youth-festival/",
    "/awards/",
    "/awards/cannes/",
    "/timeline/",
    "/timeline/?from=abc&lane=opera",
    "/no-such-page/",
]
WIDTHS = [320, 390, 1440, 2560]
README_PICTURE = Path(__file__).with_name("home.webp")


@pytest.mark.parametrize(
    ("prefix", "exhibit", "film", "person", "timeline"),
    [
        ("", "The Cranes Are Flying", "The Cranes Are Flying", "Mikhail Kalatozov", "Timeline"),
        ("/ru", "Летят журавли", "Летят журавли", "Михаил Калатозов", "Хроника"),
    ],
)
def test_a_visitor_walks_from_the_door_to_the_timeline(
    page: Page, site: Site, prefix: str, exhibit: str, film: str, person: str, timeline: str
) -> None:
    def follow(path: str) -> None:
        page.locator(f"main a[href='{prefix}{path}'], header a[href='{prefix}{path}']").first.click()

    heading = page.get_by_role("heading", level=1)
    page.goto(f"{site.url}{prefix}/")
    expect(heading).to_have_text(exhibit)
    follow("/exhibits/the-cranes-are-flying/")
    expect(heading).to_have_text(exhibit)
    follow("/films/cranes-are-flying/")
    expect(heading).to_have_text(film)
    follow("/people/kalatozov/")
    expect(heading).to_have_text(person)
    follow("/timeline/")
    expect(heading).to_have_text(timeline)
    page.locator("input[name=lane][value=festival]").check()
    page.locator("input[name=from]").fill("1957")
    page.locator("input[name=to]").fill("1959")
    page.locator("main form [type=submit]").click()
    assert page.url.partition("?")[2].startswith("lane=festival&film=&person=&from=1957&to=1959")
    expect(page.locator("li[id^=event-]")).to_have_count(3)


def test_the_language_changes_on_the_spot(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/people/samoilova/")
    page.locator("a[hreflang=ru]").first.click()
    expect(page).to_have_url(f"{site.url}/ru/people/samoilova/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.locator("a[hreflang=en]").first.click()
    expect(page).to_have_url(f"{site.url}/people/samoilova/")


def test_a_note_is_reached_and_left_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/exhibits/the-cranes-are-flying/")
    mark = page.locator("a.note-mark").first
    mark.focus()
    page.keyboard.press("Enter")
    assert "#note-" in page.url
    expect(page.locator(f"[id='{page.url.split('#')[1]}']")).to_be_in_viewport()


def test_the_first_tab_skips_to_the_content(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_visible()
    expect(skip).to_have_attribute("href", "#content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_axe_finds_nothing_serious(browser: Browser, site: Site, prefix: str, scheme: str) -> None:
    found = []
    for width in (390, 1440):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
        tab = context.new_page()
        for path in KINDS:
            tab.goto(site.url + prefix + path)
            violations = Axe().run(tab).response["violations"]
            found += [
                (path, width, violation["id"], violation["nodes"][0]["html"][:120])
                for violation in violations
                if violation["impact"] in {"serious", "critical"}
            ]
        context.close()
    assert found == []


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_no_page_scrolls_sideways_at_any_width(page: Page, site: Site, prefix: str) -> None:
    wide = []
    for path in KINDS:
        page.goto(site.url + prefix + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append((path, width))
    assert wide == []


def test_targets_are_24_pixels_or_in_a_sentence(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    small = []
    for path in KINDS:
        page.goto(site.url + path)
        small += page.evaluate(
            """() => [...document.querySelectorAll('nav a, button, input:not([type=hidden]), select, summary')]
                .filter(e => e.checkVisibility())
                .map(e => [(e.closest('label') || e).getBoundingClientRect(), e.outerHTML.slice(0, 90)])
                .filter(([box]) => box.height < 24 || box.width < 24)
                .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
        )
    assert small == []


def test_pages_are_light(page: Page, site: Site) -> None:
    """Bytes before compression of a page with its styles; the exhibit is the longest."""
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}) if answer.ok else None)
    page.goto(f"{site.url}/films/cranes-are-flying/", wait_until="networkidle")
    assert not [url for url in sizes if not url.startswith(site.url)]
    assert sum(size for url, size in sizes.items() if url.endswith(".css")) < 60_000
    assert not [url for url in sizes if url.endswith(".js")]


def test_pages_print(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/exhibits/the-cranes-are-flying/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("header nav").first).to_be_hidden()


def test_the_picture_in_the_readme_is_made_here(page: Page, site: Site, tmp_path: Path) -> None:
    """Written anew with UPDATE_PICTURE=1; else the committed one must have the same size and be small."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(site.url)
    page.screenshot(path=tmp_path / "home.png")
    with Picture.open(tmp_path / "home.png") as picture:
        if "UPDATE_PICTURE" in os.environ:
            picture.save(README_PICTURE, quality=72, method=6)
        with Picture.open(README_PICTURE) as committed:
            assert committed.size == picture.size
    assert README_PICTURE.stat().st_size < 60_000
