"""On paper: the exhibit is a booklet with its notes and sources, and no page prints what only a screen can use."""

import io
import re

import pytest
import segno
from PIL import Image as Picture
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site

EXHIBIT = "/exhibits/the-cranes-are-flying/"
LABELS = f"{EXHIBIT}labels/"
KINDS = [
    "/",
    EXHIBIT,
    "/films/",
    "/films/cranes-are-flying/",
    "/people/",
    "/people/kalatozov/",
    "/events/youth-festival/",
    "/awards/",
    "/awards/cannes/",
    "/timeline/",
    LABELS,
]


def sheets(page: Page, paper: str = "A4") -> list[tuple[float, float]]:
    """Print `page`; return the width and height of each sheet in points."""
    pdf = page.pdf(prefer_css_page_size=True, format=paper)
    count = len(re.findall(rb"/Type\s*/Page\b", pdf))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    assert len(boxes) == count
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_an_exhibit_is_a_booklet_of_a_few_sheets(page: Page, site: Site, prefix: str) -> None:
    page.goto(site.url + prefix + EXHIBIT)
    assert 12 <= len(sheets(page)) <= 30  # how many depends on the typefaces at hand


def test_its_notes_are_printed_though_the_screen_hides_them(page: Page, site: Site) -> None:
    page.goto(site.url + EXHIBIT)
    notes = page.locator(".notes > .note")
    assert notes.count() > 50
    page.emulate_media(media="print")
    hidden = page.evaluate("[...document.querySelectorAll('.notes > .note')].filter(n => !n.checkVisibility()).length")
    assert hidden == 0
    expect(page.locator(".contents")).to_be_visible()


def test_each_source_has_one_number_and_its_address_once(page: Page, site: Site) -> None:
    page.goto(site.url + EXHIBIT)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # printed again: still one list
    page.emulate_media(media="print")
    expect(page.locator(".sources")).to_have_count(1)
    links = "[...document.querySelectorAll('main a.source[href^=http]')]"
    numbers = page.evaluate(f"{links}.map(link => [link.href, link.dataset.number])")
    assert len({address for address, _number in numbers}) == len({tuple(pair) for pair in numbers})
    assert {number for _address, number in numbers} == {
        item.split(".")[0] for item in page.locator(".sources li").all_inner_texts()
    }


def test_without_scripts_the_address_stands_where_the_source_is_named(page: Page, site: Site) -> None:
    page.goto(site.url + EXHIBIT)
    page.emulate_media(media="print")
    said = page.evaluate("getComputedStyle(document.querySelector('main a.source[href^=http]'), '::after').content")
    assert said.strip('" ').startswith("http")


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_nothing_that_needs_a_hand_is_printed_and_the_address_is(page: Page, site: Site, prefix: str) -> None:
    left = []
    for path in KINDS:
        page.goto(site.url + prefix + path)
        page.emulate_media(media="print")
        left += page.evaluate(
            """() => [...document.querySelectorAll(
                    'nav:not(.contents), button:not(.note-mark), form, input, select, .button')]
                .filter(e => e.checkVisibility()).map(e => `${location.pathname} ${e.outerHTML.slice(0, 90)}`)"""
        )
        if path != LABELS:
            expect(page.locator(".printed")).to_be_visible()
            expect(page.locator(".printed")).to_contain_text(site.url + prefix + path)
        page.emulate_media(media="screen")
        expect(page.locator(".printed")).to_be_hidden()
    assert left == []


def test_the_grid_of_awards_lies_across_the_sheet(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/awards/")
    assert {width > height for width, height in sheets(page)} == {True}


@pytest.mark.parametrize(("size", "on_each"), [("small", 8), ("medium", 6), ("large", 2)])
def test_each_sheet_of_labels_is_one_page_with_room_for_all_words(
    page: Page, site: Site, size: str, on_each: int
) -> None:
    for prefix in ("", "/ru"):
        page.goto(f"{site.url}{prefix}{LABELS}?size={size}")
        cards = page.locator(".gallery-label").count() - 1  # the opening panel has a sheet of its own
        for paper in ("A4", "Letter"):
            assert len(sheets(page, paper)) == 1 + -(-cards // on_each)
        page.emulate_media(media="print")
        assert (
            page.evaluate(
                """() => [...document.querySelectorAll('.gallery-label')]
                    .filter(l => l.scrollHeight > l.clientHeight + 1 || l.scrollWidth > l.clientWidth + 1)
                    .map(l => l.querySelector('h2').textContent)"""
            )
            == []
        )
        page.emulate_media(media="null")  # a PDF is of paper again


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_printed_code_is_black_on_white_and_large_enough_to_read(browser: Browser, site: Site, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme, device_scale_factor=8)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    page.goto(f"{site.url}{LABELS}?kind=film")
    code = page.locator(".gallery-label__code svg").first
    box = code.bounding_box()
    assert box
    expected = [list(row) for row in segno.make(_address(page), error="m", micro=False, boost_error=False).matrix]
    modules = len(expected) + 8  # with the quiet zone
    assert box["width"] * len(expected) / modules >= 20 * 96 / 25.4  # millimetres in CSS pixels
    with Picture.open(io.BytesIO(code.screenshot())) as picture:
        grey = picture.convert("L")
        step = grey.width / modules

        def dark(column: int, row: int) -> int:
            light = grey.getpixel((int((column + 4.5) * step), int((row + 4.5) * step)))
            assert isinstance(light, int)
            assert light < 60 or light > 195
            return int(light < 60)

        page.close()
        seen = [[dark(column, row) for column in range(len(expected))] for row in range(len(expected))]
    assert seen == expected


def _address(page: Page) -> str:
    short = page.locator(".gallery-label__address").first.text_content()
    return f"http://{short}/"
