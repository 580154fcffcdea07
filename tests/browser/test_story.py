"""Reading a story: notes, the contents, turning chapters, and a place that is not lost."""

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import Site

STORY = "/exhibits/the-cranes-are-flying/"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def reader(page: Page, site: Site) -> Page:
    """A laptop at the beginning of the story; nothing moves by itself."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(site.url + STORY)
    return page


@pytest.fixture
def quiet(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def first_mark(page: Page) -> tuple[Locator, Locator]:
    """The first mark of the second chapter, and its note."""
    mark = page.locator("#chance-encounter .note-mark").first
    return mark, page.locator(f"#{mark.get_attribute('popovertarget')}")


def address(chapter: str) -> re.Pattern[str]:
    return re.compile(f"#{chapter}$")


IS_FOCUS_IN_SIGHT = """(() => {
  const box = document.activeElement.getBoundingClientRect();
  const ends = [[box.left + 4, box.top + 6], [box.left + 4, box.bottom - 6]];
  return ends.every(([x, y]) => document.activeElement.contains(document.elementFromPoint(x, y)));
})()"""


def top_of(locator: Locator) -> float:
    return float(locator.evaluate("element => element.getBoundingClientRect().top"))


def test_a_note_opens_by_click_in_the_margin_beside_its_sentence(reader: Page) -> None:
    mark, note = first_mark(reader)
    expect(note).to_be_hidden()
    mark.click()
    expect(note).to_be_visible()
    line, box = mark.bounding_box(), note.bounding_box()
    assert line
    assert box
    assert box["x"] > line["x"] + line["width"]
    assert box["y"] <= line["y"] <= box["y"] + box["height"]


def test_a_note_opens_is_walked_and_closes_by_keyboard(reader: Page) -> None:
    mark, note = first_mark(reader)
    mark.focus()
    reader.keyboard.press("Enter")
    expect(note).to_be_visible()
    reader.keyboard.press("Tab")
    assert note.evaluate("note => note.contains(document.activeElement)")
    reader.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(mark).to_be_focused()
    reader.keyboard.press("Space")
    expect(note).to_be_visible()


def test_focus_that_walks_on_is_not_behind_the_note(reader: Page) -> None:
    """WCAG 2.4.11, where the note is a sheet over the foot of the window."""
    reader.set_viewport_size({"width": 320, "height": 640})
    mark, note = first_mark(reader)
    mark.click()
    links = note.get_by_role("link")
    links.last.focus()
    expect(note).to_be_visible()
    reader.keyboard.press("Tab")
    expect(note).to_be_hidden()
    assert reader.evaluate(IS_FOCUS_IN_SIGHT)


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 1280, "height": 256}])
def test_focus_is_not_behind_the_bar(reader: Page, size: ViewportSize) -> None:
    reader.set_viewport_size(size)
    reader.evaluate("document.querySelector('#camera').scrollIntoView({behavior: 'instant'})")
    marks = reader.locator("#chance-encounter .note-mark")
    for place in range(marks.count() - 1, -1, -1):  # upwards, as by Shift and Tab
        marks.nth(place).focus()
        assert reader.evaluate(IS_FOCUS_IN_SIGHT), marks.nth(place).get_attribute("id")


def test_a_note_in_a_short_window_stays_below_the_bar(reader: Page) -> None:
    reader.set_viewport_size({"width": 1280, "height": 256})
    mark, note = first_mark(reader)
    mark.click()
    expect(note).to_be_visible()
    bar = reader.locator(".whereabouts").bounding_box()
    assert bar
    assert top_of(note) >= bar["y"] + bar["height"] - 1


def test_an_address_opens_its_note(reader: Page, site: Site) -> None:
    mark, note = first_mark(reader)
    name = note.get_attribute("id")
    reader.goto("about:blank")
    reader.goto(f"{site.url}{STORY}#{name}")
    expect(note).to_be_visible()
    expect(mark).to_be_in_viewport()
    reader.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(mark).to_be_focused()
    expect(reader).to_have_url(address("chance-encounter"))


def test_a_note_on_a_phone_is_a_sheet_below_its_sentence(reader: Page) -> None:
    reader.set_viewport_size(PHONE)
    mark, note = first_mark(reader)
    mark.evaluate("mark => mark.scrollIntoView({block: 'end', behavior: 'instant'})")
    mark.click()
    expect(note).to_be_visible()
    reader.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert top_of(mark) + 24 < top_of(note)
    note.get_by_role("button").click()
    expect(note).to_be_hidden()


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_an_open_note_does_not_widen_a_small_phone(page: Page, site: Site, prefix: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.url + prefix + STORY)
    mark, note = first_mark(page)
    mark.click()
    expect(note).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_notes_open_without_javascript(quiet: Page, site: Site) -> None:
    quiet.goto(site.url + STORY)
    mark, note = first_mark(quiet)
    mark.click()
    expect(note).to_be_visible()
    name = note.get_attribute("id")
    quiet.goto("about:blank")
    quiet.goto(f"{site.url}{STORY}#{name}")
    expect(note).to_be_visible()


def test_notes_are_a_list_in_print(reader: Page) -> None:
    reader.emulate_media(media="print")
    _mark, note = first_mark(reader)
    expect(note).to_be_visible()


def test_the_contents_follow_the_reader(reader: Page) -> None:
    current = reader.locator(".contents [aria-current=true]")
    expect(current).to_have_count(0)
    reader.locator("#camera").scroll_into_view_if_needed()
    reader.evaluate("document.querySelector('#camera').scrollIntoView({behavior: 'instant'})")
    expect(current).to_have_attribute("href", "#camera")
    expect(reader).to_have_url(address("camera"))
    reader.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    expect(current).to_have_count(0)
    expect(reader).to_have_url(re.compile(r"/$"))


def test_the_contents_are_a_sheet_on_a_phone(reader: Page) -> None:
    reader.set_viewport_size(PHONE)
    reader.evaluate("document.querySelector('#camera').scrollIntoView({behavior: 'instant'})")
    button = reader.locator(".whereabouts button")
    expect(button).to_contain_text("4 / 8")
    sheet = reader.locator(".contents")
    expect(sheet).to_be_hidden()
    button.click()
    expect(sheet).to_be_visible()
    sheet.get_by_role("link").nth(6).click()
    expect(sheet).to_be_hidden()
    expect(button).to_contain_text("7 / 8")


def test_shift_and_arrows_turn_the_chapter_and_say_so(reader: Page) -> None:
    reader.keyboard.press("Shift+ArrowLeft")
    expect(reader.locator("#intro-title")).not_to_be_focused()
    for key, chapter in [("Right", "intro"), ("Right", "chance-encounter"), ("Left", "intro")]:
        reader.keyboard.press(f"Shift+Arrow{key}")
        expect(reader.locator(f"#{chapter}-title")).to_be_focused()
        expect(reader).to_have_url(address(chapter))


def test_three_quick_turns_go_three_chapters(reader: Page) -> None:
    """While the page still scrolls to the first."""
    reader.emulate_media(reduced_motion="no-preference")
    for _press in range(3):
        reader.keyboard.press("Shift+ArrowRight")
    expect(reader.locator("#coincidences-title")).to_be_focused()
    reader.wait_for_timeout(1500)
    expect(reader).to_have_url(address("coincidences"))
    expect(reader.locator(".contents [aria-current=true]")).to_have_attribute("href", "#coincidences")
    expect(reader.locator("#coincidences-title")).to_be_in_viewport()


def test_the_place_survives_a_reload(reader: Page) -> None:
    part = reader.locator("#part-camera-5")
    part.evaluate("part => part.scrollIntoView({block: 'center', behavior: 'instant'})")
    expect(reader).to_have_url(address("camera"))
    before = top_of(part)
    reader.reload()
    expect(reader.locator(".contents [aria-current]")).to_have_count(1)
    assert abs(top_of(part) - before) < 40


def test_the_place_survives_another_language(reader: Page, site: Site) -> None:
    part = reader.locator("#part-camera-5")
    part.evaluate("part => part.scrollIntoView({block: 'center', behavior: 'instant'})")
    expect(reader).to_have_url(address("camera"))
    reader.evaluate("document.querySelector('header a[hreflang=ru]').click()")
    expect(reader).to_have_url(f"{site.url}/ru{STORY}#camera")
    expect(reader.locator(".contents [aria-current]")).to_have_count(1)
    expect(part).to_be_in_viewport()
    assert reader.context.cookies() == []


@pytest.mark.parametrize("width", [390, 800])
def test_what_hangs_beside_a_text_is_seen_in_the_order_in_which_it_is_read(reader: Page, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 844})
    tops = reader.locator(".passage__margin, .prose").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect().top)"
    )
    assert len(tops) > 20
    assert tops == sorted(tops)


def test_two_pictures_beside_one_paragraph_lie_one_below_the_other(reader: Page) -> None:
    places = reader.locator(".passage__margin:has(.picture)").first.evaluate(
        """margin => {
            margin.after(margin.cloneNode(true));
            return [...margin.parentElement.children].map(each => each.getBoundingClientRect().toJSON());
        }"""
    )
    for one, other in itertools.combinations(places, 2):
        is_apart = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert is_apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
