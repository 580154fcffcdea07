"""The timeline as an instrument: by hand, by wheel, by fingers, by keys, by ear, and in every address."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, Route, expect

from tests.browser.conftest import Site

MOST_SCRIPT_BYTES = 20_000
MOST_NODES = 300
CANNES = "/timeline/?from=1956&to=1962"
READY = ".instrument[data-ready]"

BOXES = """() => {
    const area = document.querySelector(".instrument__lanes").getBoundingClientRect();
    return [...document.querySelectorAll(".instrument__lanes .item__label")].filter((label) => label.checkVisibility())
        .map((label) => [label.getBoundingClientRect(), label.textContent])
        .filter(([box]) => box.width && box.right > area.left && box.left < area.right)
        .map(([box, text]) => [box.left, box.top, box.right, box.bottom, text]);
}"""
"""Left, top, right, bottom and text of all labels in sight."""

HELP = {
    "← →": "along a lane",
    "↑ ↓": "to the nearest entry of another lane",
    "Home End": "to the first or last entry of the lane",
    "Enter": "open an entry, go into a crowd",
    "+ −": "nearer and farther, around the entry",
    "0": "all of it",
    "PageUp PageDown Shift+← Shift+→": "earlier and later",
    "Alt+↑ Alt+↓": "move a lane, with the focus on its name",
    "/": "search for words",
    "Esc": "close what is open",
    "?": "This list",
}
"""What the instrument says of its keys."""

TARGETS = """() => {
    const area = document.querySelector(".instrument__lanes").getBoundingClientRect();
    return [...document.querySelectorAll(".instrument :is(a, button, [role=slider])")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[aria-hidden=true]"))
        .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
        .filter(([box]) => box.right > area.left - 300 && box.left < area.right)
        .filter(([box]) => Math.round(box.width) < 24 || Math.round(box.height) < 24)
        .map(([box, html]) => `${box.width.toFixed(1)}x${box.height.toFixed(1)} ${html}`);
}"""
"""What one can press in the instrument, where it is smaller than 24 pixels."""


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A desk, on which nothing complains in the console."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "net::ERR_INTERNET_DISCONNECTED" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.set_viewport_size({"width": 1440, "height": 900})
    yield page
    assert said == []


@pytest.fixture
def visit(page: Page, site: Site) -> Callable[[str], Page]:
    """Open an address of the timeline and wait until the instrument has drawn it."""

    def go(path: str) -> Page:
        page.goto(site.url + path)
        page.wait_for_selector(READY)
        return page

    return go


def lanes(page: Page) -> Locator:
    return page.locator(".instrument__lanes")


def entry(page: Page, anchor: str) -> Locator:
    return lanes(page).locator(f'[data-id="{anchor}"]')


def place(found: Locator) -> dict[str, float]:
    box = found.bounding_box()
    assert box
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def window_of(page: Page) -> tuple[str, str]:
    """What the address says is seen."""
    asked = parse_qs(urlsplit(page.url).query)
    return asked.get("from", [""])[0], asked.get("to", [""])[0]


def expect_window(page: Page, first: str, last: str) -> None:
    """Wait until the address says so; patterns."""
    expect(page).to_have_url(re.compile(rf"[?&]from={first}(&|$)"))
    expect(page).to_have_url(re.compile(rf"[?&]to={last}(&|$)"))


QUIET = """(still) => new Promise((done) => {
    const watch = new MutationObserver(() => waiting());
    let timer;
    const over = () => { watch.disconnect(); clearTimeout(timer); done(); };
    const waiting = () => { clearTimeout(timer); timer = setTimeout(over, still); };
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    setTimeout(waiting, 500);
    setTimeout(over, 10_000);
})"""


def settled(page: Page) -> None:
    """Wait until nothing moves, and list and address have followed."""
    page.evaluate(QUIET, 400)


def drag(page: Page, pixels: float, y: float = 0.5) -> None:
    """Take the lanes by hand, move them, rest, and let go."""
    box = place(lanes(page))
    x, height = box["x"] + box["width"] / 2, min(box["y"] + box["height"] * y, 850)
    page.mouse.move(x, height)
    page.mouse.down()
    page.mouse.move(x + pixels, height, steps=12)
    page.wait_for_timeout(150)
    page.mouse.up()


def voice(page: Page) -> Locator:
    return page.locator(".instrument [role=status]")


def test_it_stands_from_what_the_page_brings_without_a_question(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "data.json" in request.url else None)
    page.goto(site.url + "/timeline/")
    page.wait_for_selector(READY)
    assert entry(page, "event-moscow-premiere").or_(lanes(page).get_by_role("link")).first.is_visible()
    assert asked == []
    assert lanes(page).get_by_role("list").count() >= 10
    assert page.evaluate("document.querySelectorAll('.instrument__lanes .item').length") <= MOST_NODES


def test_its_script_is_one_light_file_and_hashed(page: Page, site: Site) -> None:
    """As the server sends it; the strip of a phone does not come."""
    sizes: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if "/js/timeline" in answer.url:
            sizes[urlsplit(answer.url).path] = answer.request.sizes()["responseBodySize"]

    page.on("response", weigh)
    page.goto(site.url + "/timeline/")
    page.wait_for_selector(READY)
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) <= MOST_SCRIPT_BYTES, sizes
    names = {re.sub(r"\.[0-9a-f]{12}\.js$", "", path) for path in sizes}
    assert names == {f"/static/js/{name}" for name in ("timeline", "timeline/instrument")}


def test_a_hand_pans_it_and_address_and_list_follow(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    release = entry(page, "event-french-release").or_(lanes(page).get_by_role("link", name="French release")).first
    before, steps = place(release), page.evaluate("history.length")
    drag(page, 300)
    assert abs(place(release)["x"] - before["x"] - 300) < 3
    expect_window(page, r"195[45].*", r"1960.*|1961.*")
    assert page.evaluate("history.length") == steps, "panning fills the history"
    assert page.evaluate("scrollY") == 0
    settled(page)
    expect(page.locator("#filter-from")).to_have_value(window_of(page)[0])  # the rest of the page has followed
    shown = page.locator("#entries .timeline__numeral").all_inner_texts()
    assert max(map(int, shown)) <= int(window_of(page)[1][:4])
    russian = page.locator(".site-header__languages a").get_attribute("href") or ""
    assert parse_qs(urlsplit(russian).query)["from"] == [window_of(page)[0]]
    assert page.locator("#filter-from").input_value() == window_of(page)[0]


def test_a_drag_that_ends_on_an_entry_does_not_open_it(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    lanes(page).get_by_role("link", name="French release").first.scroll_into_view_if_needed()
    box = place(lanes(page).get_by_role("link", name="French release").first)
    page.mouse.move(box["x"] + 30, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] - 90, box["y"] + 12, steps=6)
    page.mouse.up()
    settled(page)
    assert "entry=" not in page.url
    assert urlsplit(page.url).path == "/timeline/"


def test_a_wheel_that_goes_down_scrolls_the_page(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    lanes(page).hover(position={"x": 400, "y": 120})
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(400)
    assert page.evaluate("scrollY") > 200
    assert window_of(page) == ("1956", "1962")
    assert lanes(page).evaluate("e => getComputedStyle(e).touchAction") == "pan-y"


def test_a_wheel_that_goes_sideways_pans(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    lanes(page).hover(position={"x": 400, "y": 120})
    page.mouse.wheel(400, 0)
    expect_window(page, r"195[789].*", r"196[345].*")
    assert page.evaluate("scrollY") == 0


def test_at_the_end_of_time_a_wheel_belongs_to_the_page(visit: Callable[[str], Page]) -> None:
    page = visit("/timeline/")
    taken = lanes(page).evaluate(
        """area => {
            const wheel = new WheelEvent("wheel", { deltaX: 300, cancelable: true, bubbles: true });
            area.dispatchEvent(wheel);
            return wheel.defaultPrevented;
        }"""
    )
    assert not taken, "nothing can be panned, and yet the wheel is taken"


def test_control_and_wheel_zoom_around_the_pointer(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    mark = lanes(page).get_by_role("link", name="French release").first
    mark.scroll_into_view_if_needed()
    at = place(mark)["x"] + 12
    page.mouse.move(at, place(mark)["y"] + 12)
    page.keyboard.down("Control")
    for _step in range(4):
        page.mouse.wheel(0, -60)
    page.keyboard.up("Control")
    settled(page)
    first, last = window_of(page)
    assert int(last[:4]) - int(first[:4]) <= 5
    assert abs(place(mark)["x"] + 12 - at) < 8


def test_two_fingers_zoom_and_one_that_goes_down_is_the_pages(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 900}, has_touch=True)
    page = context.new_page()
    page.goto(site.url + CANNES)
    page.wait_for_selector(READY)
    hand = context.new_cdp_session(page)
    box = place(lanes(page))
    middle, y = box["x"] + box["width"] / 2, box["y"] + 150

    def touch(kind: str, *points: float) -> None:
        fingers = [{"x": x, "y": y, "id": index} for index, x in enumerate(points)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", middle - 60, middle + 60)
    for apart in range(60, 260, 20):
        touch("touchMove", middle - apart, middle + apart)
        page.wait_for_timeout(16)
    touch("touchEnd")
    settled(page)
    first, last = window_of(page)
    assert first.startswith("195")
    assert int(last[:4]) - int(first[:4]) <= 3
    touch("touchStart", middle)
    for step in range(1, 12):
        touch("touchMove", middle - 20 * step)
        page.wait_for_timeout(16)
    page.wait_for_timeout(150)
    touch("touchEnd")
    settled(page)
    assert window_of(page)[0] > first
    before = window_of(page)
    for step in range(12):
        hand.send(
            "Input.dispatchTouchEvent",
            {
                "type": "touchMove" if step else "touchStart",
                "touchPoints": [{"x": middle, "y": y - 20 * step, "id": 0}],
            },
        )
        page.wait_for_timeout(16)
    touch("touchEnd")
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") > 80, "a finger that goes down is caught"
    assert window_of(page) == before
    context.close()


def test_buttons_step_and_back_returns(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    tools = page.get_by_role("group", name="Move and zoom")
    tools.get_by_role("button", name="Nearer").click()
    expect_window(page, r"195[78].*", r"19(59|60|61).*")
    nearer = window_of(page)
    settled(page)
    tools.get_by_role("button", name="Later").click()
    settled(page)
    assert window_of(page)[0] > nearer[0]
    page.go_back()
    settled(page)
    assert window_of(page) == nearer
    page.go_back()
    settled(page)
    assert window_of(page) == ("1956", "1962")
    expect(page.locator(".instrument__now")).to_contain_text("1956")
    page.go_forward()
    settled(page)
    assert window_of(page) == nearer
    tools.get_by_role("button", name="All of it").click()
    expect(page).not_to_have_url(re.compile("from="))
    assert page.evaluate("scrollX") == 0


def test_an_address_in_russian_is_kept_in_russian(visit: Callable[[str], Page]) -> None:
    page = visit("/ru/timeline/?from=1957&to=1958&lane=release")
    drag(page, 250)
    settled(page)
    url = urlsplit(page.url)
    assert url.path == "/ru/timeline/"
    assert parse_qs(url.query)["lane"] == ["release"]
    assert parse_qs(url.query)["from"] != ["1957"]


def test_words_never_meet(visit: Callable[[str], Page]) -> None:
    """From centuries to days, and while it is moved."""
    for path in [
        "/timeline/",
        CANNES,
        "/timeline/?from=1957&to=1958",
        "/timeline/?from=1958-04&to=1958-06",
        "/ru/timeline/",
    ]:
        page = visit(path)
        for step in range(4):
            boxes = page.evaluate(BOXES)
            assert boxes or step, path
            for index, (left, top, right, bottom, text) in enumerate(boxes):
                for other_left, other_top, other_right, other_bottom, other in boxes[index + 1 :]:
                    across = min(right, other_right) - max(left, other_left)
                    down = min(bottom, other_bottom) - max(top, other_top)
                    assert across < 1 or down < 4, f"{text} meets {other} in {path} after {step}"
            drag(page, -170, 0.1)
            page.wait_for_timeout(100)


def test_panning_changes_no_row_and_takes_no_height(visit: Callable[[str], Page]) -> None:
    """What one looks at stays where it is; a lane may only grow."""
    page = visit(CANNES)
    rows = """() => Object.fromEntries([...document.querySelectorAll(".lane-row .item[data-id]")].map((item) => {
        const lane = item.closest(".lane-row").getBoundingClientRect();
        return [item.dataset.id, item.getBoundingClientRect().top - lane.top];
    }))"""
    heights = "[...document.querySelectorAll('.lane-row')].map((row) => row.offsetHeight)"
    before, high = page.evaluate(rows), page.evaluate(heights)
    drag(page, -120, 0.1)
    settled(page)
    after = page.evaluate(rows)
    moved = {
        key: (before[key], after[key]) for key in before.keys() & after.keys() if abs(before[key] - after[key]) > 1
    }
    assert moved == {}
    assert all(now >= then for then, now in zip(high, page.evaluate(heights), strict=True))


def test_one_tab_stop_and_arrows_from_entry_to_entry(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    stops = lanes(page).locator('[tabindex="0"]')
    expect(stops).to_have_count(1)
    start = lanes(page).get_by_role("link", name="Soviet release").first
    start.focus()
    expect(stops).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_contain_text("French release")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(":focus")).to_contain_text("Soviet release")
    page.keyboard.press("ArrowDown")
    lane = page.locator(":focus").evaluate("e => e.closest('[data-lane]').dataset.lane")
    assert lane == "festival"
    page.keyboard.press("ArrowUp")
    assert page.locator(":focus").evaluate("e => e.closest('[data-lane]').dataset.lane") == "release"
    page.keyboard.press("End")
    last = page.locator(":focus").inner_text()
    page.keyboard.press("Home")
    assert page.locator(":focus").inner_text() != last
    expect(stops).to_have_count(1)
    outline = page.locator(":focus").evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)")
    assert outline >= 2


def test_focus_that_leaves_the_window_takes_it_along(visit: Callable[[str], Page]) -> None:
    page = visit("/timeline/?from=1957&to=1957")
    lanes(page).get_by_role("link", name="Soviet release").first.focus()
    for _step in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
    settled(page)
    box, area = place(page.locator(":focus")), place(lanes(page))
    assert area["x"] - 1 <= box["x"] + 12 <= area["x"] + area["width"]
    assert window_of(page) != ("1957", "1957")


def test_keys_zoom_and_turn_pages_only_in_the_instrument(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    mark = lanes(page).get_by_role("link", name="French release").first
    mark.focus()
    at = place(mark)["x"]
    page.keyboard.press("+")
    settled(page)
    assert abs(place(mark)["x"] - at) < 8
    nearer = window_of(page)
    assert nearer != ("1956", "1962")
    page.keyboard.press("PageDown")
    settled(page)
    assert window_of(page)[0] > nearer[0]
    page.keyboard.press("Shift+ArrowLeft")
    settled(page)
    page.keyboard.press("0")
    settled(page)
    assert window_of(page) == ("", "")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#filter-text")).to_be_focused()
    page.keyboard.type("a/?b")
    expect(page.locator("#filter-text")).to_have_value("a/?b")
    page.locator("#entries a").first.focus()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#filter-text")).not_to_be_focused()


def test_the_question_mark_lists_every_key(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    lanes(page).get_by_role("link", name="French release").first.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    rows = """all => all.map((one) => [[...one.querySelectorAll("kbd")].map((key) => key.textContent).join(" "),
        one.nextElementSibling.textContent])"""
    assert dict(dialog.locator("dt").evaluate_all(rows)) == HELP


def test_keys_do_what_the_list_says(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    mark = lanes(page).get_by_role("link", name="French release").first
    mark.focus()
    at = place(mark)["x"]
    all_of_it, seen = ("", ""), ("1956", "1962")
    nearer, farther, earlier = ("1957-04", "1960-09"), ("1953-08", "1967-07"), ("1949-09", "1956-08")
    for key, window in [("+", nearer), ("-", seen), ("-", farther), ("=", seen)]:
        page.keyboard.press(key)
        settled(page)
        assert window_of(page) == window, key
        assert abs(place(mark)["x"] - at) < 8, "not around the entry"
    for key, window in [
        ("PageUp", earlier),
        ("PageDown", seen),
        ("Shift+ArrowLeft", earlier),
        ("Shift+ArrowRight", seen),
    ]:
        page.keyboard.press(key)
        settled(page)
        assert window_of(page) == window, key
    page.keyboard.press("0")
    settled(page)
    assert window_of(page) == all_of_it


def test_home_and_end_lead_to_the_ends_of_the_lane(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    lanes(page).get_by_role("link", name="French release").first.focus()
    marks = page.locator('.lane-row[data-lane="release"] .item').all()
    stood = sorted(place(mark)["x"] for mark in marks)
    for key, x in [("End", stood[-1]), ("Home", stood[0]), ("End", stood[-1])]:
        page.keyboard.press(key)
        assert place(page.locator(".lane-row:focus-within :focus"))["x"] == x, key
    assert window_of(page) == ("1956", "1962")


def test_a_screen_reader_meets_lists_of_links_with_dates(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    release = lanes(page).get_by_role("list", name=re.compile("^Release"))
    expect(release.get_by_role("link", name=re.compile(r"^French release ?, 11\sJune\s1958"))).to_have_count(1)
    unsure = lanes(page).get_by_role("link", name=re.compile("^Batalov is hurt on location ?, "))
    expect(unsure).to_have_count(1)
    snapshot = page.locator(".instrument").aria_snapshot()
    assert "slider" in snapshot
    assert not re.search(r'link "\d{4}: \d+ entr', snapshot), "the bars' links are still there beside the sliders"


def test_it_says_what_is_in_view(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    page.get_by_role("group", name="Move and zoom").get_by_role("button", name="Later").click()
    expect(voice(page)).to_have_text(re.compile(r"19\d\d.*19\d\d: \d+ entr(y|ies) in \d+ lanes?"))
    said = voice(page).inner_text()
    settled(page)
    count = page.locator("#entries .timeline__count").inner_text()
    assert re.search(r"\d+ entr", said), said
    assert re.search(r"(\d+) entr", voice(page).inner_text()).group(1) == re.search(r"(\d+)", count).group(1)  # type: ignore[union-attr]


def test_the_window_on_everything_is_moved_by_keys_and_by_hand(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    begins, ends = page.get_by_role("slider", name="Window begins"), page.get_by_role("slider", name="Window ends")
    expect(begins).to_have_attribute("aria-valuetext", re.compile("1956"))
    begins.focus()
    page.keyboard.press("ArrowRight")
    expect_window(page, r"1957.*|1956-.*", r"1962.*")
    expect(begins).not_to_have_attribute("aria-valuetext", "1956")
    ends.focus()
    page.keyboard.press("PageUp")
    expect_window(page, r".*", r"19(6[3-9]|7\d).*")
    page.keyboard.press("End")
    expect_window(page, r".*", r"202\d.*")
    settled(page)
    first = window_of(page)[0]
    box = place(begins)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 20, steps=5)
    page.mouse.up()
    settled(page)
    assert window_of(page)[0] > first
    assert place(begins)["width"] >= 24


def test_an_entry_opens_in_place_and_gives_the_focus_back(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    link = lanes(page).get_by_role("link", name="French release").first
    link.focus()
    page.keyboard.press("Enter")
    card = page.locator("#entry")
    expect(card).to_be_visible()
    expect(card).to_contain_text("French release")
    expect(page).to_have_url(re.compile("[?&]entry=event-"))
    expect(page.locator("#entry-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page).not_to_have_url(re.compile("entry="))
    expect(lanes(page).get_by_role("link", name="French release").first).to_be_focused()
    page.go_forward()
    expect(page.locator("#entry")).to_be_visible()
    page.go_back()
    expect(page.locator("#entry")).to_be_hidden()


def test_an_address_that_opens_an_entry_opens_it(visit: Callable[[str], Page], site: Site) -> None:
    page = visit(CANNES)
    lanes(page).get_by_role("link", name="French release").first.click()
    expect(page.locator("#entry")).to_be_visible()
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#entry")).to_have_count(1)
    expect(page.locator("#entry")).to_contain_text("French release")


def test_with_control_an_entry_is_a_link_as_any_other(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    link = lanes(page).get_by_role("link", name="French release").first
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile("/timeline/event-"))
    opened.value.close()
    expect(page.locator("#entry")).to_be_hidden()


def test_without_a_network_it_says_so_and_offers_the_page(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    page.context.set_offline(True)
    lanes(page).get_by_role("link", name="French release").first.click()
    expect(page.get_by_text("The museum cannot be reached")).to_be_visible()
    expect(page.get_by_role("link", name="Open its page")).to_have_attribute("href", re.compile("/timeline/event-"))
    page.keyboard.press("Escape")
    drag(page, 200)
    page.wait_for_timeout(600)
    assert lanes(page).get_by_role("link").count() > 5
    page.context.set_offline(False)


def test_filters_act_at_once_and_back_takes_them_off(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    page.evaluate("window.sameDocument = true")
    box = page.locator("#filter-film")
    page.locator(".filters input[value=release]").check()
    expect(page).to_have_url(re.compile("lane=release"))
    settled(page)
    assert page.evaluate("window.sameDocument")
    shown = page.locator(".instrument__lanes [data-lane]").evaluate_all("all => all.map((one) => one.dataset.lane)")
    assert set(shown) == {"release"}
    expect(page.locator("#entries .timeline__count")).to_have_text("6 entries")
    expect(voice(page)).to_contain_text("6 entries")
    expect(page.locator(".filters input[value=release]")).to_be_focused()
    assert box.is_visible()
    page.go_back()
    settled(page)
    expect(page.locator(".filters input[value=release]")).not_to_be_checked()
    assert page.locator(".instrument__lanes .lane-row[data-lane]").count() > 5
    assert page.evaluate("window.sameDocument")


def test_lanes_fold_and_change_places_and_are_kept(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)

    def order() -> list[str]:
        return list(
            page.locator(".instrument__names [data-lane]").evaluate_all("all => all.map(one => one.dataset.lane)")
        )

    first = order()
    name = page.locator('.lane-name[data-lane="release"] .lane-name__fold')
    name.focus()
    page.keyboard.press("Enter")
    expect(name).to_have_attribute("aria-expanded", "false")
    expect(voice(page)).to_have_text("Release is folded")
    folded = page.locator('.lane-row[data-lane="release"]')
    expect(folded.get_by_role("link")).to_have_count(0)
    assert folded.locator("svg path").count(), "a folded lane shows nothing of what it has"
    name.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(voice(page)).to_have_text(re.compile("^Release: now 6 of 13$"))
    assert order().index("release") == first.index("release") - 1
    expect(page.locator(":focus")).to_have_count(1)
    page.reload()
    page.wait_for_selector(READY)
    assert order().index("release") == first.index("release") - 1
    expect(page.locator('.lane-name[data-lane="release"] .lane-name__fold')).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="The curators’ order").click()
    assert order() == first


def test_a_lane_is_dragged_by_its_name(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    names = page.locator(".instrument__names [data-lane]")
    first = names.evaluate_all("all => all.map(one => one.dataset.lane)")
    held, goal = place(names.nth(0)), place(names.nth(2))
    page.mouse.move(held["x"] + 60, held["y"] + 16)
    page.mouse.down()
    page.mouse.move(goal["x"] + 60, goal["y"] + goal["height"] - 4, steps=8)
    page.mouse.up()
    page.wait_for_timeout(200)
    now = names.evaluate_all("all => all.map(one => one.dataset.lane)")
    assert now == [first[1], first[2], first[0], *first[3:]]
    expect(names.nth(2).locator("[aria-expanded]")).to_have_attribute("aria-expanded", "true")


def test_a_life_on_the_ruler_measures_all_others(visit: Callable[[str], Page]) -> None:
    page = visit(f"{CANNES}&beside=life-kalatozov")
    expect(page.locator(".companion__age").first).to_be_visible()
    release = lanes(page).get_by_role("link", name=re.compile(r"^French release ?, 11\sJune\s1958.*aged\s54"))
    expect(release).to_have_count(1)
    release.click()
    settled(page)
    page.keyboard.press("Escape")
    page.goto(page.url.split("?")[0] + "?from=1956&to=1962&entry=life-kalatozov")
    page.wait_for_selector(READY)
    page.locator("#entry").get_by_role("link", name="Put on the ruler").click()
    expect(page).to_have_url(re.compile("beside=life-kalatozov"))
    expect(page.locator(".companion").first).to_be_visible()


def test_the_address_can_be_copied(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drag(page, 200)
    settled(page)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def crowded(route: Route) -> None:
    """Answer as a museum of 100,000 events does: two lanes come as densities."""
    answer = route.fetch()
    document: dict[str, Any] = answer.json()
    first, last = (int(document["window"][end][:4]) for end in ("from", "to"))
    years = range(first, last + 2)
    for lane in document["lanes"]:
        if lane["slug"] in {"release", "reception"}:
            lane["crowded"], lane["count"] = True, 4000
    document["entries"] = [one for one in document["entries"] if one["lane"] not in {"release", "reception"}]
    document["bins"] = {
        "unit": "year",
        "size": 1,
        "starts": [f"{year}-01-01" for year in years],
        "lanes": {slug: [float(year % 7 * 40) for year in years][:-1] for slug in ("release", "reception")},
    }
    route.fulfill(json=document)


def test_a_crowded_lane_shows_how_much_and_leads_into_it(page: Page, site: Site) -> None:
    page.route("**/timeline/data.json*", crowded)
    page.goto(site.url + "/timeline/?from=1950&to=1952")
    page.wait_for_selector(READY)
    for _step in range(2):
        page.get_by_role("group", name="Move and zoom").get_by_role("button", name="Farther").click()
        settled(page)
    lane = page.locator('.lane-row[data-lane="release"]')
    assert lane.locator("path").count() == 1, "more than one path for a density"
    assert lane.get_by_role("button").count()
    span = [int(year[:4]) for year in window_of(page)]
    lane.get_by_role("button").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(700)
    assert re.search(
        r"\d{4}.*\d+ entr", voice(page).inner_text() + (page.locator(":focus").get_attribute("aria-label") or "")
    )
    page.keyboard.press("Enter")
    settled(page)
    nearer = [int(year[:4]) for year in window_of(page)]
    assert nearer[1] - nearer[0] < span[1] - span[0]


def heap(route: Route) -> None:
    """Answer with forty events on one day and sixty on the days after."""
    answer = route.fetch()
    document: dict[str, Any] = answer.json()
    model = next((one for one in document["entries"] if one["lane"] == "release" and one["shape"] == "point"), None)
    if model:
        for index in range(100):
            day = f"1958-05-{1 if index < 40 else 1 + index % 25:02}"
            document["entries"].append(
                {
                    **model,
                    "id": f"event-made-{index}",
                    "title": f"Made {index}",
                    "date": day,
                    "words": day,
                    "earliest": day,
                    "latest": day,
                    "certainty": "exact",
                }
            )
    document["count"] += 100
    route.fulfill(json=document)


def test_what_has_no_room_gathers_and_opens(page: Page, site: Site) -> None:
    page.route("**/timeline/data.json*", heap)
    page.goto(site.url + "/timeline/?from=1957&to=1957")
    page.wait_for_selector(READY)
    page.get_by_role("group", name="Move and zoom").get_by_role("button", name="Later").click()
    settled(page)
    cluster = lanes(page).get_by_role("button", name=re.compile(r"^\d+ entries here")).first
    expect(cluster).to_be_visible()
    before = window_of(page)
    cluster.click()
    settled(page)
    assert window_of(page) != before, "a cluster that zooming would part does not zoom"
    for _step in range(12):
        together = lanes(page).get_by_role("button", name=re.compile(r"^\d+ entries here"))
        if page.get_by_role("dialog").is_visible():
            break
        together.first.click()
        settled(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.get_by_role("link").count() > 5
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.querySelectorAll('.instrument__lanes .item').length") <= MOST_NODES


@pytest.mark.parametrize("path", ["/timeline/", CANNES, "/ru/timeline/?from=1957&to=1957&beside=life-kalatozov"])
def test_axe_finds_nothing(visit: Callable[[str], Page], path: str) -> None:
    page = visit(path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        violations = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []
    lanes(page).get_by_role("link").first.press("Enter")
    expect(page.locator("#entry")).to_be_visible()
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("path", ["/timeline/", CANNES])
def test_every_target_is_24_pixels(visit: Callable[[str], Page], path: str) -> None:
    assert visit(path).evaluate(TARGETS) == []


def test_in_forced_colors_shapes_say_all(page: Page, site: Site) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(site.url + CANNES)
    page.wait_for_selector(READY)
    shape = """e => { const s = getComputedStyle(e.querySelector('.item__mark'));
        return [s.borderTopWidth, s.borderTopStyle, s.backgroundColor === 'rgba(0, 0, 0, 0)'].join() }"""
    exact = lanes(page).get_by_role("link", name=re.compile("^French release")).evaluate(shape)
    part = lanes(page).locator(".item--part.item--point").first.evaluate(shape)
    unsure = lanes(page).get_by_role("link", name=re.compile("^Batalov is hurt")).evaluate(shape)
    assert len({exact, part, unsure}) == 3


def test_where_motion_is_unwelcome_it_is_there_at_once(page: Page, site: Site) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site.url + CANNES)
    page.wait_for_selector(READY)
    pictures = """() => { const before = document.querySelector('.instrument__now').textContent;
        [...document.querySelectorAll('.instrument__tools button')].find(b => b.ariaLabel === 'Nearer').click();
        return [before, document.querySelector('.instrument__now').textContent]; }"""
    before, after = page.evaluate(pictures)
    assert before != after
    drag(page, 200)
    settled(page)


def test_on_paper_it_is_the_list(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    page.emulate_media(media="print")
    expect(lanes(page)).to_be_hidden()
    expect(page.locator("#entries")).to_be_visible()


def test_a_window_that_becomes_narrow_gets_the_strip_and_back(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    page.set_viewport_size({"width": 400, "height": 800})
    expect(lanes(page)).to_be_hidden()
    expect(page.locator(".scrubber")).to_have_count(1)
    page.set_viewport_size({"width": 1200, "height": 800})
    page.wait_for_selector(READY)
    expect(lanes(page)).to_be_visible()
    expect(page.locator(".scrubber")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1440, 900), (2560, 1440)])
def test_nothing_below_jumps_when_it_comes(browser: Browser, site: Site, width: int, height: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(site.url + "/timeline/")
    page.wait_for_selector(READY)
    page.wait_for_timeout(300)
    shift = page.evaluate(
        """new Promise((done) => {
            const sum = (list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0));
            new PerformanceObserver(sum).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(0), 300);
        })"""
    )
    assert shift < 0.001
    assert (
        json.loads(
            page.locator("#timeline-window").inner_text() or page.locator("#timeline-window").text_content() or ""
        )["version"]
        == 1
    )
    context.close()
