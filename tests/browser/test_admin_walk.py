"""A curator's afternoon: signing in, correcting a date, rearranging a story, looking at the result.

The `page` fixture fails any of these tests at the first script error or policy violation.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site

NOUNS = (
    *("film", "person", "event", "award", "awardbody", "place", "credit", "release", "admission"),
    *("statement", "dispute", "source", "image", "lane", "pastslug", "exhibit"),
)
SLOW = 30_000  # milliseconds: a story has a hundred editors
STORY = "/admin/exhibit/exhibit/1/change/"


@pytest.fixture
def desk(page: Page, site: Site) -> Page:
    """A tab in which the curator has signed in."""
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Username").fill(site.curator)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()
    return page


def blocks(desk: Page) -> list[Locator]:
    """The blocks of the story as they stand on the screen, once the editor has arranged them."""
    expect(desk.locator(".block-moves").first).to_be_visible(timeout=SLOW)
    found = desk.locator(".order-machine .inline-related:not(.empty-form)").all()
    return sorted(found, key=lambda block: float(block.evaluate("block => block.style.order")))


def heads(desk: Page) -> list[str]:
    """The heads of the blocks, in order."""
    return [block.locator("h3 .inline_label").inner_text().strip() for block in blocks(desk)]


def open_story(desk: Page, site: Site) -> None:
    desk.goto(site.url + STORY)


def save(desk: Page) -> None:
    with desk.expect_navigation():
        desk.get_by_role("button", name=re.compile("continue editing")).click()
    expect(desk.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize("noun", NOUNS)
def test_every_page_of_a_noun_keeps_the_policy(desk: Page, site: Site, noun: str) -> None:
    desk.goto(f"{site.url}/admin/exhibit/{noun}/add/")
    desk.goto(f"{site.url}/admin/exhibit/{noun}/")
    row = desk.locator("#result_list tbody th a").first
    if row.count():
        row.click()
        change = desk.url
        for page in ("history/", "delete/"):
            desk.goto(re.sub(r"change/.*", page, change))


def test_the_other_pages_of_the_desk_keep_the_policy(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/exhibit/film/recover/")
    desk.goto(f"{site.url}/admin/password_change/")
    desk.goto(f"{site.url}/ru{STORY}")
    desk.get_by_role("button", name="Выйти").click()


def test_a_date_is_corrected(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/exhibit/event/")
    desk.locator("#result_list tbody th a").first.click()
    date = desk.get_by_label("Date:", exact=True).first
    date.fill("abt twenty-seven")
    desk.get_by_label("Title · English").fill("A corrected event")
    desk.get_by_role("button", name="Publish and continue editing").click()
    expect(desk.locator(".field-date .errorlist")).to_contain_text("abt twenty-seven")
    expect(desk.get_by_label("Title · English")).to_have_value("A corrected event")
    date.fill("c. 1903")
    save(desk)
    expect(date).to_have_value("1903~")


def test_a_source_is_found_by_autocomplete_and_cited(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/exhibit/statement/")
    desk.locator("#result_list tbody th a").first.click()
    add = desk.locator("#citations-group .add-row a")
    expect(add).to_be_visible()
    rows = desk.locator("#citations-group tr.dynamic-citations")
    count = rows.count()
    add.click()
    rows.last.locator(".select2-selection").click()
    desk.locator(".select2-search__field").fill("ФИЛЬМ")
    desk.locator(".select2-results__option[aria-selected]").first.click()
    save(desk)
    expect(rows).to_have_count(count + 1)


def test_blocks_are_moved_by_keyboard_and_by_mouse(desk: Page, site: Site) -> None:
    open_story(desk, site)
    first, second, third, *rest = heads(desk)
    blocks(desk)[1].get_by_role("button", name="Move this block up").press("Enter")
    assert heads(desk)[:3] == [second, first, third]
    save(desk)
    assert heads(desk)[:3] == [second, first, third]
    upper, _middle, lower, *_ = blocks(desk)
    lower.locator("h3 b").drag_to(upper.locator("h3 b"), target_position={"x": 5, "y": 1})
    assert heads(desk)[:3] == [third, second, first]
    save(desk)
    assert heads(desk) == [third, second, first, *rest]


def test_a_block_is_added_and_deleted_and_visitors_see_it(desk: Page, site: Site) -> None:
    open_story(desk, site)
    before = heads(desk)
    blocks(desk)[1].get_by_role("button", name="Add a block here").press("Enter")
    desk.locator(".plugin-buttons .plugin-button", has_text="Text").press("Enter")
    added = blocks(desk)[1]
    writing = added.locator(".ProseMirror").first
    writing.click()
    desk.keyboard.type("The cranes came back in spring.")
    desk.keyboard.press("Shift+Home")
    added.locator("[data-name=bold]").first.click()
    save(desk)
    assert heads(desk) == [before[0], "The cranes came back in spring.", *before[1:]]

    desk.get_by_role("link", name="View on site").click()
    expect(desk.locator("strong", has_text="The cranes came back in spring.")).to_be_visible()

    open_story(desk, site)
    blocks(desk)[1].get_by_label("Delete").check()
    save(desk)
    assert heads(desk) == before


def test_a_deleted_block_comes_back_through_history(desk: Page, site: Site) -> None:
    open_story(desk, site)
    before = heads(desk)
    blocks(desk)[1].get_by_label("Delete").check()
    save(desk)
    assert len(blocks(desk)) == len(before) - 1  # the editor stands: nothing moves under the pointer
    desk.goto(f"{site.url}{desk.get_by_role('link', name='History').get_attribute('href')}")
    desk.locator(".history__when a").nth(1).click()
    expect(desk.locator(".block-moves").first).to_be_visible(timeout=SLOW)
    desk.get_by_role("button", name="Bring it back").first.click()
    open_story(desk, site)
    assert heads(desk) == before
