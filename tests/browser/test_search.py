"""The search by hand: suggestions while one writes, choices, and all of it without a script."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site


def field(page: Page) -> Any:
    return page.locator("#search-text")


def test_the_way_to_it_is_on_every_page(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/ru/people/kalatozov/")
    page.locator("a[rel=search]").click()
    expect(page).to_have_url(f"{site.url}/ru/search/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("журавли")
    page.keyboard.press("Enter")
    expect(page.locator(".result__title").first).to_have_text("Летят журавли")


def test_suggestions_are_walked_by_keyboard_and_spoken(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/search/")
    field(page).press_sequentially("uruse")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text("Sergei Urusevsky")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search__form [role=status]")).to_contain_text("Suggestions:")
    page.keyboard.press("ArrowDown")
    marked = field(page).get_attribute("aria-activedescendant")
    expect(page.locator(f"#{marked}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("uruse")
    field(page).press_sequentially("v")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/people/urusevsky/")


def test_a_choice_narrows_and_is_taken_back(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/search/?q=Kalatozov")
    count = page.locator(".search__count")
    before = count.inner_text()
    choice = page.get_by_role("link", name="Films").and_(page.locator(".facets__choice"))
    wanted = choice.locator(".facets__count").inner_text()
    choice.click()
    expect(count).to_contain_text(wanted)
    expect(page.locator(".result")).to_have_count(int(wanted))
    page.locator(".facets__choice[aria-current]").click()
    expect(count).to_have_text(before)


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_the_form_does_it_all(browser: Browser, site: Site, width: int) -> None:
    tab = browser.new_page(java_script_enabled=False, viewport={"width": width, "height": 800})
    tab.goto(f"{site.url}/search/")
    field(tab).fill("Samoilova")
    tab.get_by_role("button", name="Search").click()
    expect(tab.locator(".result__title").first).to_have_text("Tatiana Samoilova")
    if width < 960:
        tab.locator(".facets__summary").click()
    tab.locator(".facets__choice").first.click()
    expect(tab.locator(".facets__choice[aria-current]")).to_be_visible(visible=width >= 960)
    tab.close()
