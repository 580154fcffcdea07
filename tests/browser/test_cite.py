"""How a page is cited, with a script and without, copied and on paper."""

import datetime
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Site

FILM = "/films/cranes-are-flying/"


def test_the_script_says_on_which_day_the_page_was_read(page: Page, site: Site) -> None:
    page.clock.set_fixed_time(datetime.datetime(2027, 5, 1, 12))
    page.goto(site.url + FILM)
    page.locator(".cite__ways > summary").click()
    expect(page.locator("#cite-chicago")).to_have_text(
        f"Film museum. “The Cranes Are Flying (1957).” Accessed May 1, 2027. {site.url}{FILM}."
    )
    expect(page.locator("#cite-apa")).to_contain_text("Retrieved May 1, 2027, from http")
    expect(page.locator("#cite-gost")).to_contain_text("(дата обращения: 01.05.2027).")


def test_a_reference_is_copied_as_it_is_read(context: BrowserContext, page: Page, site: Site) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    page.goto(site.url + FILM)
    page.locator(".cite__ways > summary").click()
    page.locator("[data-copy='cite-apa']").click()
    expect(page.locator(".cite [role=status]")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        rf"Film museum\. \(n\.d\.\)\. The Cranes Are Flying \(1957\)\. Retrieved \w+ \d+, \d+, from {site.url}{FILM}",
        copied,
    )


def test_without_a_script_nothing_is_left_open(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site.url + FILM)
    tab.locator(".cite__ways > summary").click()
    assert tab.locator("#cite-chicago").inner_text() == (
        f"Film museum. “The Cranes Are Flying (1957).” {site.url}{FILM}."
    )
    assert tab.locator(".cite button:visible").count() == 0
    context.close()


@pytest.mark.parametrize("path", [FILM, "/exhibits/the-cranes-are-flying/"])
def test_on_paper_it_is_one_reference(page: Page, site: Site, path: str) -> None:
    page.goto(site.url + path)
    page.emulate_media(media="print")
    assert page.locator(".cite p:not(.visually-hidden):visible").count() == 1
    expect(page.locator(".references__text").first).to_be_visible()


def test_a_link_to_a_reference_unfolds_it(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{FILM}#cite-apa")
    expect(page.locator("#cite-apa")).to_be_visible()
