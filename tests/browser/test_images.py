"""A picture by mouse, keyboard and touch: opened, enlarged, walked along, closed, and gone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site

STORY = "/exhibits/the-cranes-are-flying/"
PICTURE = ".lightbox__picture"
ZOOMED = re.compile("lightbox--zoomed")


def width_of(page: Page) -> float:
    """The width at which the picture is shown."""
    box = page.locator(PICTURE).bounding_box()
    assert box
    return box["width"]


def test_a_figure_opens_as_a_page_and_closes_where_it_hangs(site: Site, page: Page) -> None:
    page.goto(site.url + STORY)
    figure = page.locator("#part-camera-fig-1 .picture__open")
    figure.click()
    expect(page).to_have_url(f"{site.url}/images/stairs/")
    shown: dict[str, Any] = page.locator(PICTURE).evaluate(
        "async image => { await image.decode(); return {source: image.currentSrc, width: image.naturalWidth} }"
    )
    assert shown["source"].endswith(".avif")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{site.url}{STORY}#part-camera-fig-1")


def test_the_picture_fits_the_window_without_moving_anything(site: Site, page: Page) -> None:
    for width, height in ((1440, 900), (320, 640), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{site.url}/images/flock/")
        page.locator(PICTURE).evaluate("image => image.decode()")
        box = page.locator(PICTURE).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] <= height
        assert box["width"] / box["height"] == pytest.approx(2400 / 1752, rel=0.01)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_enlarge_fit_and_walk(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/images/stairs/")
    lightbox = page.locator(".lightbox")
    fitted = width_of(page)
    page.keyboard.press("+")
    expect(lightbox).to_have_class(ZOOMED)
    larger = width_of(page)
    assert larger == pytest.approx(fitted * 1.4, rel=0.02)
    page.keyboard.press("-")
    expect(lightbox).not_to_have_class(ZOOMED)
    page.keyboard.press("+")
    page.keyboard.press("0")
    expect(lightbox).not_to_have_class(ZOOMED)
    assert width_of(page) == pytest.approx(fitted, abs=1)
    following = page.locator('.lightbox__bar [rel="next"]').get_attribute("href")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(site.url + str(following))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{site.url}/images/stairs/")


def test_keys_are_for_the_panel_that_lies_on_top(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/images/stairs/")
    panel = page.locator("#preferences")
    panel.evaluate("panel => { panel.showPopover(); document.activeElement.blur() }")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page).to_have_url(f"{site.url}/images/stairs/")


def test_a_click_shows_every_pixel_there_and_a_drag_pans(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/images/flock/")
    page.locator(PICTURE).evaluate("image => image.decode()")
    box = page.locator(PICTURE).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    assert width_of(page) == 2400
    full = page.locator("#stage").get_attribute("data-full")
    expect(page.locator(PICTURE)).to_have_js_property("currentSrc", f"{site.url}{full}")
    before = page.locator("#stage").evaluate("stage => stage.scrollLeft")
    page.mouse.move(700, 400)
    page.mouse.down()
    page.mouse.move(500, 400, steps=5)
    page.mouse.up()
    assert page.locator("#stage").evaluate("stage => stage.scrollLeft") == pytest.approx(before + 200, abs=2)
    expect(page.locator(".lightbox")).to_have_class(ZOOMED)  # a drag is no click
    page.mouse.click(700, 400)
    expect(page.locator(".lightbox")).not_to_have_class(ZOOMED)


def test_a_double_tap_enlarges_and_a_swipe_leads_on(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site.url}/images/stairs/")
    fitted = width_of(page)
    page.evaluate("""() => {
        const stage = document.querySelector('#stage')
        window.finger = (kind, ...places) => stage.dispatchEvent(new TouchEvent(kind, {
            bubbles: true, cancelable: true,
            touches: kind === 'touchend' ? [] : places.map(spot),
            changedTouches: places.map(spot),
        }))
        function spot([x, y], identifier) { return new Touch({identifier, target: stage, clientX: x, clientY: y}) }
    }""")
    page.evaluate("finger('touchstart', [150, 400], [250, 400])")
    page.evaluate("finger('touchmove', [100, 400], [300, 400])")
    page.evaluate("finger('touchend', [100, 400])")
    assert width_of(page) == pytest.approx(fitted * 2, rel=0.02)
    page.keyboard.press("0")
    page.locator("#stage").tap()
    page.wait_for_timeout(400)
    assert width_of(page) == pytest.approx(fitted, abs=1)  # one tap does nothing
    page.evaluate(
        """() => { for (const _tap of [1, 2]) { finger('touchstart', [200, 400]); finger('touchend', [200, 400]) } }"""
    )
    assert width_of(page) == 2400
    page.keyboard.press("0")
    following = page.locator('.lightbox__bar [rel="next"]').get_attribute("href")
    page.evaluate("finger('touchstart', [300, 400]); finger('touchend', [120, 410])")
    expect(page).to_have_url(site.url + str(following))
    context.close()


def test_without_scripts_every_pixel_is_one_link_away(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.goto(f"{site.url}/images/flock/")
    page.get_by_role("link", name="Full size", exact=True).click()
    expect(page).to_have_url(f"{site.url}/images/flock/?zoom")
    expect(page.locator(PICTURE)).to_have_js_property("clientWidth", 2400)
    page.get_by_role("region", name="The picture in full size").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name="The picture in full size")).to_have_js_property("scrollLeft", 40)
    page.get_by_role("link", name="Fit the window").click()
    assert width_of(page) < 1000
    context.close()


def test_a_file_that_does_not_come_leaves_the_card(site: Site, page: Page) -> None:
    page.route("**/media/**", lambda route: route.abort())
    page.goto(f"{site.url}/films/")
    plate = page.locator(".card__plate", has_text="Летят журавли").first
    plate.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    lettering = plate.locator(".card__lettering")
    on_top = lettering.evaluate(
        """word => {
            const box = word.getBoundingClientRect()
            const image = word.closest('.card__plate').querySelector('img')
            return {loaded: image.naturalWidth, covers: getComputedStyle(image).backgroundColor, seen: box.width > 20}
        }"""
    )
    assert on_top == {"loaded": 0, "covers": "rgba(0, 0, 0, 0)", "seen": True}
    expect(lettering).to_be_visible()


def test_a_figure_that_does_not_come_leaves_its_words_in_a_frame(site: Site, page: Page) -> None:
    page.route("**/media/**", lambda route: route.abort())
    page.goto(site.url + STORY)
    image = page.locator("#part-camera-fig-1 img")
    image.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    said = image.evaluate("image => getComputedStyle(image, '::after').content")
    assert "A man in a cap" in said
    box = image.bounding_box()
    assert box
    assert box["height"] > 200  # the place is kept


def test_a_large_upload_returns_before_its_renditions_are_made(site: Site, page: Page, tmp_path: Any) -> None:
    from PIL import Image as Picture

    large = tmp_path / "large.jpg"
    Picture.linear_gradient("L").resize((6000, 4000)).convert("RGB").save(large, quality=80)
    page.goto(f"{site.url}/admin/login/?next=/admin/exhibit/image/add/")
    page.fill("[name=username]", site.curator)
    page.fill("[name=password]", site.password)
    page.click("[type=submit]")
    page.set_input_files("[name=file]", large)
    page.fill("[name=slug]", "large")
    page.fill("[name=alt_en]", "A gradient")
    page.fill("[name=credit_en]", "The museum")
    page.select_option("[name=rights]", "own")
    page.click("[name=_continue]")
    progress = page.locator(".field-progress .readonly")
    expect(progress).to_contain_text("of 18 renditions made")
    for _attempt in range(120):
        if "All 18" in progress.inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(progress).to_have_text("All 18 renditions made.")
