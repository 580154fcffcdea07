"""The poster as Chromium sets it: one sheet of A3, every word on it whole and on nothing else."""

import re
from typing import Any

import pytest
import segno
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_print import sheets

ASKED = [
    "",
    "?from=1956&to=1960",
    "?film=cranes-are-flying",
    "?person=kalatozov",
    "?from=1957-07&to=1957-09",
    "?from=1800&to=1801",
]
A3_ACROSS = (1191, 842)

# Boxes of the letters of every text, in millimetres of the sheet: from the top of the capitals to the base.
BOXES = """() => [...document.querySelectorAll('.poster__sheet text')].map(text => {
    const box = text.getBBox(), size = parseFloat(getComputedStyle(text).fontSize)
    const group = text.closest('g[transform]')?.transform.baseVal[0].matrix
    const base = parseFloat(text.getAttribute('y')) + parseFloat(text.getAttribute('dy') || 0)
    const x = box.x + (group ? group.e : 0), y = base + (group ? group.f : 0)
    return {words: text.textContent.trim(), size, left: x, right: x + box.width, top: y - 0.7 * size, bottom: y}
})"""
MARKS = """() => [...document.querySelectorAll('.poster__band > .poster__mark')].map(mark => (
    {x: mark.cx.baseVal.value, y: mark.cy.baseVal.value, r: mark.r.baseVal.value}
))"""


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (one["words"], other["words"])
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    ]


@pytest.mark.parametrize("prefix", ["", "/ru"])
@pytest.mark.parametrize("asked", ASKED)
def test_it_is_one_sheet_of_a3_across(page: Page, site: Site, asked: str, prefix: str) -> None:
    page.goto(f"{site.url}{prefix}/timeline/poster/{asked}")
    for paper in ("A4", "Letter"):  # whatever lies in the printer
        found = sheets(page, paper)
        assert [(round(width), round(height)) for width, height in found] == [A3_ACROSS]


@pytest.mark.parametrize("prefix", ["", "/ru"])
@pytest.mark.parametrize("asked", ASKED)
def test_no_word_covers_another_and_none_is_cut(page: Page, site: Site, asked: str, prefix: str) -> None:
    page.goto(f"{site.url}{prefix}/timeline/poster/{asked}")
    page.emulate_media(media="print")
    boxes = page.evaluate(BOXES)
    assert overlaps(boxes) == []
    outside = [b["words"] for b in boxes if b["left"] < -1.5 or b["right"] > 404.1 or b["top"] < 0 or b["bottom"] > 280]
    assert outside == []
    assert min(box["size"] for box in boxes) >= 2.293  # 6.5 points
    covered = [
        box["words"]
        for mark in page.evaluate(MARKS)
        for box in boxes
        if box["left"] < mark["x"] + mark["r"]
        and mark["x"] - mark["r"] < box["right"]
        and box["top"] < mark["y"] < box["bottom"]
    ]
    assert covered == []


@pytest.mark.parametrize("face", ["DejaVu Sans", "DejaVu Serif", "Noto Sans", "Noto Serif"])
def test_words_keep_apart_in_any_typeface(page: Page, site: Site, face: str) -> None:
    page.goto(f"{site.url}/ru/timeline/poster/")
    page.evaluate("face => document.documentElement.style.setProperty('--sans', face)", f'"{face}"')
    boxes = page.evaluate(BOXES)
    assert overlaps(boxes) == []


def test_on_paper_there_is_nothing_but_the_sheet(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/timeline/poster/?film=cranes-are-flying")
    expect(page.locator(".breadcrumb").get_by_role("link", name="Timeline")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in ("h1", ".site-header", ".site-footer", ".poster-desk__how"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".poster__sheet")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ink_is_black_and_hairlines_hold(page: Page, site: Site, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.url}/timeline/poster/")
    page.emulate_media(color_scheme=scheme, media="print")
    found = page.evaluate(
        """() => [...document.querySelectorAll('.poster__sheet :is(path, line, circle, rect, text)')]
            .filter(e => !e.closest('svg svg')).map(e => getComputedStyle(e))
            .map(s => [s.fill, s.stroke, parseFloat(s.strokeWidth)])"""
    )
    ink = {"rgb(0, 0, 0)", "rgb(255, 255, 255)", "none"}
    assert {fill for fill, _stroke, _width in found} | {stroke for _fill, stroke, _width in found} <= ink
    assert min(width for _fill, stroke, width in found if stroke != "none") >= 0.2


def test_its_code_leads_to_the_same_timeline_and_is_large_enough(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/timeline/poster/?film=cranes-are-flying&from=1957")
    path = page.locator(".poster__foot svg path").last
    address = f"{site.url}/timeline/?from=1957&film=cranes-are-flying"
    expected = segno.make(address, error="m", micro=False, boost_error=False)
    drawn = expected.svg_inline(omitsize=True, svgclass=None, lineclass=None)
    shape = re.search(r' d="([^"]+)"', drawn)
    assert shape
    assert path.get_attribute("d") == shape[1]
    assert 25 / (expected.symbol_size()[0]) >= 0.45  # millimetres a module
    words = "".join(page.locator(".poster__foot text").all_text_contents())
    assert address.partition("://")[2] in words


@pytest.mark.parametrize("width", [320, 390, 1440, 2560])
def test_on_a_screen_the_page_never_scrolls_sideways(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.url}/timeline/poster/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sheet = page.locator(".poster__sheet").bounding_box()
    assert sheet
    assert sheet["width"] >= min(width, 1000) * 0.8


@pytest.mark.parametrize("path", ["/timeline/?from=1956&to=1960", "/timeline/list/", "/ru/timeline/list/"])
def test_the_printed_list_loses_no_entry_and_keeps_each_whole(page: Page, site: Site, path: str) -> None:
    page.goto(site.url + path)
    page.emulate_media(media="print")
    entries = page.locator(".timeline__year .entry")
    assert entries.count() > 40
    assert page.evaluate(
        "[...document.querySelectorAll('.timeline__year .entry')].every(e => e.checkVisibility())"
        " && !document.querySelector('.filters, .instrument')?.checkVisibility()"
    )
    styles = page.evaluate(
        "[...document.querySelectorAll('.timeline__year .entry')].map(e => getComputedStyle(e).breakInside)"
    )
    assert set(styles) == {"avoid"}
    numeral, entry = page.locator(".timeline__numeral").first.bounding_box(), entries.first.bounding_box()
    assert numeral
    assert entry
    assert numeral["x"] + numeral["width"] <= entry["x"]
