"""A visit in a real browser: from the door to the timeline, in both languages, by keyboard, at every width."""

import os
from pathlib import Path

import pytest
from PIL import Image as Picture
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_budgets import PATHS

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
    expect(page).to_have_url(f"{site.url}{prefix}/timeline/?from=1957&to=1959&lane=festival")
    expect(page.locator("li[id^=event-]")).to_have_count(3)


def test_the_language_changes_on_the_spot(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/people/samoilova/")
    page.locator("a[hreflang=ru]").first.click()
    expect(page).to_have_url(f"{site.url}/ru/people/samoilova/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.locator("a[hreflang=en]").first.click()
    expect(page).to_have_url(f"{site.url}/people/samoilova/")


def test_the_first_tab_skips_to_the_content(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_visible()
    expect(skip).to_have_attribute("href", "#content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_targets_are_24_pixels_or_in_a_sentence(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    small = []
    for path in PATHS:
        page.goto(site.url + path)
        small += page.evaluate(
            """() => [...document.querySelectorAll('nav a, button, input:not([type=hidden]), select, summary')]
                .filter(e => e.checkVisibility())
                .map(e => [(e.closest('label') || e).getBoundingClientRect(), e.outerHTML.slice(0, 90)])
                .filter(([box]) => box.height < 24 || box.width < 24)
                .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
        )
    assert small == []


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
