"""The circular rails: the camera goes round by slider, keys, hand and scrolling, and stands still without them."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site

STORY = "/exhibits/the-cranes-are-flying/"


@pytest.fixture
def rails(page: Page, site: Site) -> Locator:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(site.url + STORY)
    return page.locator(".diagram--rails")


def taken(rails: Locator) -> Locator:
    """The slider, focused and at the start."""
    slider = rails.get_by_role("slider", name="Turn the camera")
    slider.focus()
    slider.press("Home")
    slider.press("ArrowRight")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "at the start: birches")
    return slider


def test_the_keys_turn_the_camera_and_say_what_it_sees(rails: Locator) -> None:
    slider = taken(rails)
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "full circle: birches")
    expect(rails.locator(".trolley")).to_have_attribute("transform", "rotate(360.0)")
    slider.fill("120")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("sky$"))
    slider.fill("240")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("stairs$"))
    expect(rails.locator(".trolley")).to_have_attribute("transform", "rotate(240.0)")
    frame, stairs = rails.locator(".lens").bounding_box(), rails.locator("img[src*=stairs]").bounding_box()
    assert frame
    assert stairs
    assert abs(frame["x"] - stairs["x"]) < 3, "the plate does not stand in the frame"
    assert abs(frame["width"] / frame["height"] - 1.37) < 0.02


def test_the_keys_go_on_past_a_full_circle(rails: Locator) -> None:
    slider = taken(rails)
    slider.press("End")
    slider.press("ArrowRight")
    expect(slider).to_have_value("3")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    expect(slider).to_have_value("357")


def test_the_trolley_is_led_round_by_hand(page: Page, rails: Locator) -> None:
    taken(rails)
    rails.locator(".rails__plan").scroll_into_view_if_needed()
    plan = rails.locator(".rails__plan svg").bounding_box()
    grip = rails.locator(".grip").bounding_box()
    assert plan
    assert grip
    middle = plan["x"] + plan["width"] / 2, plan["y"] + plan["height"] / 2
    hand = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(*hand)
    page.mouse.down()
    page.mouse.move(middle[0] - (hand[1] - middle[1]), middle[1] + (hand[0] - middle[0]), steps=12)
    page.mouse.up()
    expect(rails.get_by_role("slider")).to_have_attribute("aria-valuetext", "a quarter turn: sky")
    expect(rails.locator(".trolley")).to_have_attribute("transform", re.compile(r"rotate\((8[789]|9[0-3])(\.\d)?\)"))


def test_scrolling_past_turns_it_until_a_visitor_takes_it(page: Page, rails: Locator) -> None:
    slider = rails.get_by_role("slider")
    rails.evaluate("e => scrollTo({top: e.getBoundingClientRect().top + scrollY - 200, behavior: 'instant'})")
    expect(slider).not_to_have_attribute("aria-valuetext", "at the start: birches")
    slider.fill("120")
    said = slider.get_attribute("aria-valuetext") or ""
    before = page.evaluate("scrollY")
    rails.hover()
    page.mouse.wheel(0, 160)
    page.wait_for_timeout(600)
    expect(slider).to_have_attribute("aria-valuetext", said)
    assert page.evaluate("scrollY") >= before + 100, "the diagram holds the page"


FIRST_FRAMES = """(() => {  // of the way that the slider asks for; what follows them is never drawn
  const draw = requestAnimationFrame;
  let drawn = 0;
  window.requestAnimationFrame = (step) => draw(() => { if (drawn++ < 2) step(); });
})()"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_what_the_lens_sees_is_blurred_on_the_way_and_its_frame_is_sharp(page: Page, site: Site, motion: str) -> None:
    page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    page.goto(site.url + STORY)
    rails = page.locator(".diagram--rails")
    page.evaluate(FIRST_FRAMES)
    rails.get_by_role("slider").fill("120")
    strip = rails.locator(".lens__strip")
    if motion == "reduce":
        expect(rails.locator(".trolley")).to_have_attribute("transform", "rotate(120.0)")
        expect(strip).to_have_css("filter", "none")
    else:
        expect(strip).to_have_css("filter", re.compile("url"))
    expect(rails.locator(".lens")).to_have_css("filter", "none")
    expect(rails.locator(".lens")).to_have_css("overflow", "hidden")


def test_it_does_not_move_by_itself_where_motion_is_unwelcome(page: Page, site: Site) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site.url + STORY)
    rails = page.locator(".diagram--rails")
    rails.evaluate("e => scrollTo({top: e.getBoundingClientRect().top + scrollY - 100, behavior: 'instant'})")
    page.wait_for_timeout(400)
    slider = rails.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "at the start: birches")
    slider.fill("240")
    expect(rails.locator(".trolley")).to_have_attribute("transform", "rotate(240.0)")


def test_on_paper_it_is_the_still(page: Page, rails: Locator) -> None:
    taken(rails).press("End")
    page.emulate_media(media="print")
    expect(rails.get_by_role("slider")).to_be_hidden()
    for name in ("birches", "sky", "stairs"):
        plate = rails.locator(f".lens__plate:not(.lens__plate--again) img[src*={name}]")
        expect(plate).to_be_visible()
        expect(rails.get_by_text(name, exact=True).first).to_be_visible()
    assert rails.locator(".trolley").evaluate("e => getComputedStyle(e).transform") == "none"


def test_without_javascript_plan_and_plates_stand_side_by_side(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site.url + "/ru" + STORY)
    rails = tab.locator(".diagram--rails")
    expect(rails.locator("input")).to_be_hidden()
    plates = rails.locator(".lens__plate")
    expect(plates).to_have_count(3)
    boxes = [plates.nth(index).bounding_box() for index in range(3)]
    assert len({round(box["y"]) for box in boxes if box}) == 1
    expect(rails.locator("figcaption")).to_be_visible()
    context.close()


def test_other_drawings_stay_as_they_are(rails: Locator, page: Page) -> None:
    others = page.locator(".diagram:not(.diagram--rails)")
    assert others.count()
    expect(others.locator("input")).to_have_count(0)
    expect(others.first.locator(".diagram__drawing .art")).to_be_visible()
