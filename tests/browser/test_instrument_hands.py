"""Hands, crowds, words and shapes of the instrument: what is pressed is let go, what is unsure looks unsure."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_instrument import (
    BOXES,
    CANNES,
    READY,
    crowded,
    entry,
    expect_window,
    lanes,
    place,
    settled,
    visit,
    window_of,
)

__all__ = ["visit"]

Visit = Callable[[str], Page]
Change = Callable[[dict[str, Any]], None]

CUT = """() => [...document.querySelectorAll(".instrument__lanes .item:not(.item--mute) .item__label")]
    .filter((label) => label.scrollWidth > label.clientWidth + 1)
    .filter((label) => label.firstChild.textContent.length < 70).map((label) => label.textContent)"""
"""The words that are cut short, but for the longest titles: no label is longer than sixteen rows are high."""

LINES = """() => [...document.querySelectorAll(".item__label, .lane-name__companion, .item--cluster")]
    .map((one) => [getComputedStyle(one), one.offsetHeight, one])
    .filter(([style, high, one]) => one.matches(":not(.item--mute *)")
        && Math.min(high + 0.5, parseFloat(style.lineHeight)) < 1.3 * parseFloat(style.fontSize))
    .map(([style, high, one]) => `${style.fontSize} in ${high}: ${one.textContent}`)"""
"""Words in lines that are too low for them."""


FLING = """tell("pointerdown", 0.75, 1);
    for (const part of [0.7, 0.62, 0.54, 0.46]) {
        await wait(16);
        tell("pointermove", part, 1);
    }
    %s
    tell("pointerup", 0.46, 0);"""
"""A quick hand, and what it does before it lets go."""

SHAPE = """e => {
    const [mark, extent] = [".item__mark", ".item__extent"].map((name) => getComputedStyle(e.querySelector(name)));
    return { ring: `${mark.borderTopStyle} ${mark.borderTopWidth}`, ground: mark.backgroundImage, mask: mark.maskImage,
        hair: extent.backgroundImage, brackets: extent.boxShadow };
}"""
"""How an entry is drawn in the end."""


@pytest.fixture
def hand(browser: Browser, site: Site) -> Iterator[Page]:
    """A tablet, which is touched."""
    context = browser.new_context(viewport={"width": 1024, "height": 900}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site.url + CANNES)
    page.wait_for_selector(READY)
    yield page
    context.close()


def serve(page: Page, change: Change) -> None:
    """Let the page bring another document of its window."""

    def answer(route: Route) -> None:
        found = route.fetch()
        before, script, after = re.split(
            r'(?<=id="timeline-window" type="application/json">)(.*?)(?=</script>)', found.text()
        )
        document = json.loads(script)
        change(document)
        route.fulfill(response=found, body=f"{before}{json.dumps(document)}{after}")

    page.route(re.compile(r"/timeline/(\?|$)"), answer)


def middle_of(page: Page) -> tuple[float, float]:
    """A place in the lanes without an entry."""
    box = place(lanes(page))
    return box["x"] + box["width"] * 0.75, box["y"] + 18


def act(page: Page, script: str) -> None:
    """Play a hand in one go, for no walk from here is quick enough: `tell` an event at a part of the lanes, `wait`."""
    lanes(page).evaluate(
        """async (area) => {
            const { left, top, width } = area.getBoundingClientRect();
            const tell = (type, part, buttons) => area.dispatchEvent(new PointerEvent(type,
                { pointerId: 1, clientX: left + width * part, clientY: top + 18, buttons, bubbles: true }));
            const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
            SCRIPT
        }""".replace("SCRIPT", script)
    )


def years_of(page: Page) -> tuple[int, int]:
    first, last = window_of(page)
    return int(first[:4]), int(last[:4])


def pixels(item: Locator, *names: str) -> list[float]:
    """Lengths that a drawn entry has."""
    return [float(item.evaluate("(e, name) => parseFloat(e.style.getPropertyValue(name))", name)) for name in names]


def expect_page_follows(page: Page) -> None:
    settled(page)
    assert window_of(page) != ("1956", "1962")
    expect(page.locator("#filter-from")).to_have_value(window_of(page)[0])


class TestHands:
    def test_a_hand_that_lets_go_on_the_ruler_has_let_go(self, visit: Visit) -> None:
        page = visit(CANNES)
        x, y = middle_of(page)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - 45, steps=5)
        page.mouse.up()
        page.mouse.move(x, y, steps=3)
        page.mouse.move(x - 200, y, steps=5)
        settled(page)
        assert window_of(page) == ("1956", "1962")

    def test_a_press_that_nobody_saw_end_is_forgotten(self, visit: Visit) -> None:
        page = visit(CANNES)
        act(page, 'tell("pointerdown", 0.7, 1); tell("pointermove", 0.5, 0); tell("pointermove", 0.4, 0);')
        settled(page)
        assert window_of(page) == ("1956", "1962")

    def test_what_is_let_go_while_it_moves_goes_on(self, visit: Visit) -> None:
        page = visit(CANNES)
        act(page, FLING % "await wait(200);")
        settled(page)
        assert window_of(page) == ("1958", "1964"), "as far as the hand"
        page = visit(CANNES)
        act(page, FLING % "")
        settled(page)
        assert window_of(page)[0] >= "1958-06"

    def test_where_motion_is_unwelcome_it_stays_where_it_was_let_go(self, page: Page, visit: Visit) -> None:
        page.emulate_media(reduced_motion="reduce")
        visit(CANNES)
        act(page, FLING % "")
        settled(page)
        assert window_of(page) == ("1958", "1964")

    def test_a_press_that_stops_a_coast_settles(self, visit: Visit) -> None:
        page = visit(CANNES)
        act(
            page,
            """tell("pointerdown", 0.75, 1);
            for (const part of [0.7, 0.62, 0.54, 0.46]) {
                await wait(16);
                tell("pointermove", part, 1);
            }
            tell("pointerup", 0.46, 0);
            await wait(60);
            tell("pointerdown", 0.46, 1);
            tell("pointerup", 0.46, 0);""",
        )
        expect_page_follows(page)

    def test_a_press_that_stops_a_glide_settles(self, visit: Visit) -> None:
        page = visit(CANNES)
        act(
            page,
            """document.querySelector(".instrument__tools button").click();
            await wait(90);
            tell("pointerdown", 0.5, 1);
            tell("pointerup", 0.5, 0);""",
        )
        expect_page_follows(page)

    def test_after_a_finger_has_panned_enter_opens(self, hand: Page) -> None:
        fingers = hand.context.new_cdp_session(hand)
        x, y = middle_of(hand)
        for step in range(10):
            points = [{"x": x - 15 * step, "y": y, "id": 0}]
            kind = "touchMove" if step else "touchStart"
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            hand.wait_for_timeout(16)
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        settled(hand)
        assert window_of(hand) != ("1956", "1962")
        lanes(hand).get_by_role("link", name="French release").first.press("Enter")
        expect(hand.locator("#entry")).to_be_visible()

    def test_a_wheel_does_not_turn_what_is_gone(self, page: Page, visit: Visit) -> None:
        page.add_init_script(
            """const later = setTimeout;
            window.setTimeout = (act, ms, ...more) => later(act, ms === 160 ? 1500 : ms, ...more);"""
        )
        visit(CANNES)
        lanes(page).evaluate("(area) => area.dispatchEvent(new WheelEvent('wheel', { deltaX: 300, bubbles: true }))")
        page.set_viewport_size({"width": 400, "height": 800})
        expect(lanes(page)).to_be_hidden()
        page.wait_for_timeout(1800)
        assert window_of(page) == ("1956", "1962")

    def test_a_trackpad_pinches_in_safari_too(self, visit: Visit) -> None:
        page = visit(CANNES)
        taken = lanes(page).evaluate(
            """(area) => {
                const { left, width } = area.getBoundingClientRect();
                return [["gesturestart", 1], ["gesturechange", 1.5], ["gesturechange", 2.2]].map(([type, scale]) => {
                    const said = new Event(type, { bubbles: true, cancelable: true });
                    area.dispatchEvent(Object.assign(said, { scale, clientX: left + width / 2 }));
                    return said.defaultPrevented;
                });
            }"""
        )
        assert taken == [True, True, True]
        expect_page_follows(page)
        first, last = years_of(page)
        assert (first, last) in {(1957, 1960), (1957, 1961), (1958, 1960), (1958, 1961)}


class TestLanes:
    def test_keys_fold_a_lane_after_another_was_dragged(self, visit: Visit) -> None:
        page = visit(CANNES)
        names = page.locator(".lane-name[data-lane]")
        held = place(names.nth(0))
        page.mouse.move(held["x"] + 60, held["y"] + 16)
        page.mouse.down()
        page.mouse.move(held["x"] + 600, held["y"] + 100, steps=6)
        page.mouse.up()
        name = names.nth(3).locator(".lane-name__fold")
        name.press("Enter")
        expect(name).to_have_attribute("aria-expanded", "false")
        name.press("Space")
        expect(name).to_have_attribute("aria-expanded", "true")

    def test_a_browser_without_newer_signals_drags_them_too(self, page: Page, visit: Visit) -> None:
        page.add_init_script("delete AbortSignal.any")
        visit(CANNES)
        names = page.locator(".lane-name[data-lane]")
        slug = names.nth(0).get_attribute("data-lane") or ""
        held, goal = place(names.nth(0)), place(names.nth(1))
        page.mouse.move(held["x"] + 60, held["y"] + 16)
        page.mouse.down()
        page.mouse.move(goal["x"] + 60, goal["y"] + goal["height"] - 4, steps=8)
        page.mouse.up()
        expect(names.nth(1)).to_have_attribute("data-lane", slug)

    def test_a_finger_moves_them_by_arrows_that_it_sees(self, hand: Page) -> None:
        names = hand.locator(".lane-name[data-lane]")
        slug = names.nth(0).get_attribute("data-lane") or ""
        down = names.nth(0).locator(".lane-name__move").nth(1)
        assert down.evaluate("e => getComputedStyle(e.parentElement).opacity") == "1"
        count = place(names.nth(0).locator(".lane-name__count"))
        assert count["x"] + count["width"] <= place(down)["x"] - 24, "the arrows cover the number"
        assert min(place(down)["width"], place(down)["height"]) >= 24
        down.tap()
        expect(names.nth(1)).to_have_attribute("data-lane", slug)


class TestCrowds:
    @pytest.fixture
    def crowd(self, page: Page, visit: Visit) -> Locator:
        page.route("**/timeline/data.json*", crowded)
        visit("/timeline/?from=1950&to=1952")
        for _step in range(2):
            page.get_by_role("button", name="Farther").click()
            settled(page)
        return page.locator('.lane-row[data-lane="release"] .crowd')

    def test_enter_leads_to_the_middle_of_what_is_seen(self, crowd: Locator) -> None:
        first, last = years_of(crowd.page)
        crowd.press("Enter")
        settled(crowd.page)
        nearer = years_of(crowd.page)
        assert nearer[0] <= (first + last) / 2 <= nearer[1] + 1
        assert nearer[1] - nearer[0] <= 2

    def test_enter_leads_to_what_was_walked_to(self, crowd: Locator) -> None:
        first = years_of(crowd.page)[0]
        crowd.press("ArrowRight")
        crowd.press("ArrowRight")
        crowd.press("Enter")
        settled(crowd.page)
        assert first <= years_of(crowd.page)[0] <= first + 2
        assert years_of(crowd.page)[1] <= first + 3

    def test_what_was_walked_to_moves_along_and_is_forgotten_out_of_sight(self, crowd: Locator) -> None:
        page = crowd.page
        for _step in range(4):
            crowd.press("ArrowRight")
        settled(page)
        mark = crowd.locator("rect")
        before, at = place(mark), float(crowd.get_attribute("data-at") or "nan")
        x, y = before["x"], before["y"] + 20
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 120, y, steps=8)
        page.wait_for_timeout(150)
        page.mouse.up()
        settled(page)
        crowd.focus()
        assert abs(place(mark)["x"] - before["x"] - 120) < 3
        assert abs(float(crowd.get_attribute("data-at") or "nan") - at - 120) < 3
        crowd.press("PageDown")
        settled(page)
        expect(mark).to_have_attribute("width", "0")
        first, last = years_of(page)
        crowd.press("Enter")
        settled(page)
        assert first < years_of(page)[0] <= years_of(page)[1] <= last


class TestWindowOnEverything:
    def test_an_end_stops_where_time_ends_and_the_other_stays(self, visit: Visit) -> None:
        page = visit("/timeline/?from=1905&to=1962")
        begins, ends = page.get_by_role("slider", name="Window begins"), page.get_by_role("slider", name="Window ends")
        for _step in range(4):
            begins.press("PageDown")
        expect_window(page, "189[5-9].*", "1962")
        for _step in range(10):
            ends.press("PageUp")
        expect(ends).to_have_attribute("aria-valuenow", "2022")
        expect(ends).to_have_attribute("aria-valuemax", "2022")
        begins.press("End")
        settled(page)
        assert window_of(page)[1] >= "2022"

    def test_nor_does_a_hand_draw_the_other_along(self, visit: Visit) -> None:
        page = visit("/timeline/?from=1930&to=1962")
        grip = place(page.get_by_role("slider", name="Window begins"))
        page.mouse.move(grip["x"] + 16, grip["y"] + 20)
        page.mouse.down()
        page.mouse.move(2, grip["y"] + 20, steps=5)
        page.mouse.up()
        expect_window(page, "189[5-9].*", "1962")


class TestWords:
    @pytest.mark.parametrize(
        ("path", "width", "height"), [(CANNES, 1280, 800), (CANNES, 3840, 2160), ("/timeline/?kiosk", 1920, 1080)]
    )
    def test_they_stand_in_lines_that_hold_them(
        self, page: Page, visit: Visit, path: str, width: int, height: int
    ) -> None:
        page.set_viewport_size({"width": width, "height": height})
        visit(f"{path}&beside=life-lelouch")
        assert page.evaluate(LINES) == []
        boxes = page.evaluate(BOXES)
        assert len(boxes) > 20
        for index, (left, top, right, bottom, text) in enumerate(boxes):
            for other_left, other_top, other_right, other_bottom, other in boxes[index + 1 :]:
                across, down = (
                    min(right, other_right) - max(left, other_left),
                    min(bottom, other_bottom) - max(top, other_top),
                )
                assert across < 1 or down < 4, f"{text} meets {other}"
        names = [place(one) for one in page.locator(".lane-name").all()]
        rows = [place(one) for one in page.locator(".lane-row").all()]
        assert all(abs(name["y"] - row["y"]) < 2 for name, row in zip(names, rows, strict=True))

    def test_on_a_wall_they_are_whole(self, page: Page, visit: Visit) -> None:
        page.set_viewport_size({"width": 3840, "height": 2160})
        visit(CANNES)
        assert page.evaluate(CUT) == []

    def test_a_day_at_one_end_is_said(self, visit: Visit) -> None:
        page = visit("/timeline/?from=1957&to=1958-05-12")
        expect(page.locator(".instrument__now")).to_have_text(re.compile(r"^1\sJanuary\s1957.–.12\sMay\s1958$"))

    def test_a_mark_without_room_for_words_has_them_all_the_same(self, visit: Visit) -> None:
        page = visit("/timeline/")
        mute = lanes(page).locator(".item--mute").first
        title = mute.locator(".item__label > span").first.inner_text()
        assert title
        link = lanes(page).get_by_role("link", name=re.compile(f"^{re.escape(title)}"))
        label = link.first.locator(".item__label")
        assert place(label)["width"] <= 1
        page.keyboard.press("Tab")
        link.first.focus()
        assert place(label)["width"] > 60
        expect(link.first.locator(".item__said")).to_have_css("clip-path", "none")
        assert lanes(page).locator("a[title]").count() == 0, "what is read as a name is read again as a description"

    def test_a_pointer_has_the_date_too(self, visit: Visit) -> None:
        page = visit(CANNES)
        link = lanes(page).get_by_role("link", name="French release").first
        label = link.locator(".item__label")
        before = place(label)["width"]
        link.hover()
        assert place(label)["width"] > before + 40

    def test_the_ruler_hides_nothing_that_has_the_focus(self, visit: Visit) -> None:
        page = visit("/timeline/?from=1940&to=1965")
        lanes(page).locator(".lane-row").last.locator(".item").first.focus()
        page.evaluate("scrollTo(0, 900)")
        for _step in range(9):
            page.keyboard.press("ArrowUp")
            page.wait_for_timeout(500)
            focused, ruler = place(page.locator(":focus")), place(page.locator(".instrument__ruler"))
            assert focused["y"] >= ruler["y"] + ruler["height"]

    def test_a_foreign_title_says_its_language(self, page: Page, visit: Visit) -> None:
        def change(document: dict[str, Any]) -> None:
            document["beside"][0]["lang"] = "fr"
            model = next(one for one in document["entries"] if one["id"] == "event-french-release")
            model["lang"] = "fr"
            document["entries"] += [{**model, "id": f"event-made-{number}"} for number in range(30)]

        serve(page, change)
        visit(f"{CANNES}&beside=life-lelouch")
        expect(page.locator(".lane-name__companion")).to_have_attribute("lang", "fr")
        made = entry(page, "event-french-release")
        expect(made.locator("[lang=fr]")).to_have_text("French release")
        expect(made.locator(".item__said")).not_to_have_attribute("lang", "fr")
        page.locator('.lane-row[data-lane="release"] .item--cluster').click()
        expect(page.get_by_role("dialog").locator("a[lang=fr]").first).to_have_text("French release")


class TestShapes:
    def test_a_day_a_part_of_a_date_and_what_is_unsure_have_marks_of_their_own(self, visit: Visit) -> None:
        page = visit(CANNES)
        exact, part, doubted, about = (
            entry(page, f"event-{slug}").evaluate(SHAPE)
            for slug in ("french-release", "izvestia-note", "batalov-injury", "casting")
        )
        assert doubted == about
        assert len({exact["ring"], part["ring"], about["ring"]}) == 3
        assert about["hair"].startswith("linear-gradient(to right, rgba(0, 0, 0, 0), "), "it does not fade"
        assert "rgba(0, 0, 0, 0)" not in part["hair"], "what lies between two days fades"
        assert part["brackets"] != about["brackets"] == "none"

    def fades(self, bar: Locator) -> tuple[float, float]:
        """Pixels over which a bar comes and goes."""
        nothing = r"rgba\(0, 0, 0, 0\)"
        drawn = bar.evaluate(SHAPE)
        lengths = []
        for ground in (drawn["ground"], drawn["hair"]):
            found = re.fullmatch(
                rf"linear-gradient\(to right, {nothing} (.+)px, (.+) (\S+)px, \2 (\S+)px, {nothing} (\S+)px\)", ground
            )
            assert found, ground
            first, begun, ended, last = (float(found[index]) for index in (1, 3, 4, 5))
            lengths.append((begun - first, last - ended))
        assert lengths[0] == lengths[1]
        return lengths[0]

    def test_a_bar_fades_where_an_end_is_unsure_or_open(self, visit: Visit) -> None:
        page = visit(CANNES)
        year = place(lanes(page))["width"] / 7
        assert self.fades(entry(page, "event-cannes-festival")) == pytest.approx((0, 0), abs=1), "both days are known"
        assert self.fades(entry(page, "event-production")) == pytest.approx((year, year), abs=2)
        page = visit("/timeline/?from=1935&to=1975&lane=lives")
        year = place(lanes(page))["width"] / 41
        comes, goes = self.fades(entry(page, "life-lelouch"))
        assert comes == pytest.approx(0, abs=1)
        assert goes > 20 * year, "it ends where nothing has ended"

    def test_a_doubted_bar_is_broken_and_one_about_then_otherwise(self, page: Page, visit: Visit) -> None:
        def change(document: dict[str, Any]) -> None:
            for one in document["entries"]:
                if one["id"] in {"event-locarno", "event-mexico"}:
                    one |= {"certainty": "unsure", "about": one["id"] == "event-mexico"}

        serve(page, change)
        visit(CANNES)
        sure, doubted, about = (
            entry(page, f"event-{slug}").evaluate(SHAPE)["mask"] for slug in ("cannes-festival", "locarno", "mexico")
        )
        assert sure == "none"
        assert doubted.startswith("repeating-linear-gradient(")
        assert about.startswith("repeating-linear-gradient(")
        assert doubted != about

    def test_in_forced_colors_what_fades_is_dotted_and_between_has_brackets(self, page: Page, visit: Visit) -> None:
        page.emulate_media(forced_colors="active")
        visit(CANNES)
        edges = """e => {
            const style = getComputedStyle(e.querySelector(".item__extent"));
            const edge = (side) => `${style[`border${side}Width`]} ${style[`border${side}Style`]}`;
            return ["Left", "Bottom", "Right"].map(edge);
        }"""
        part = (
            lanes(page)
            .locator(".item--part.item--point")
            .filter(has=page.locator('[style*="--extent"]:not([style*=" 0px"])'))
        )
        assert part.first.evaluate(edges) == ["1px solid", "1px solid", "1px solid"]
        unsure = entry(page, "event-batalov-injury").evaluate(edges)
        assert unsure == ["0px dotted", "2px dotted", "0px dotted"]
        assert entry(page, "event-cannes-festival").evaluate(edges) == ["1px solid"] * 3
        assert entry(page, "event-production").evaluate(edges) == ["1px dotted"] * 3
        assert page.evaluate(CUT) == [], "type is measured as another than it is"

    def test_a_life_goes_on_as_long_as_nobody_knows_its_end(self, visit: Visit) -> None:
        page = visit("/timeline/?from=1970&to=1975&beside=life-lelouch")
        life = entry(page, "life-lelouch")
        expect(life).to_have_count(1)
        width, begun, ended, last = pixels(life, "--width", "--sure-from", "--sure-to", "--last")
        assert begun <= ended < 0 < width < last, "it does not fade towards what is unknown"
        expect(life.locator(".item__mark")).to_have_css("border-top-width", "0px")  # a border would not fade
        ages = page.locator(".companion__age").all_inner_texts()
        assert "35" in ages
        page.goto(page.url.replace("1970", "2020").replace("1975", "2090"))
        page.wait_for_selector(READY)
        years = int(page.evaluate("new Date().getUTCFullYear()"))
        ages = page.locator(".companion__age").all_inner_texts()
        assert years - 1937 - 6 < max(map(int, ages)) <= years - 1937

    def test_where_nothing_is_sure_nothing_looks_sure(self, page: Page, visit: Visit) -> None:
        days = {
            "event-cannes-festival": ("1957-01-01", "1957-12-31", "1957-12-31", "1957-01-01"),
            "event-locarno": ("1957-01-01", None, "1957-12-31", None),
            "event-mexico": (None, "1959-12-31", None, "1959-01-01"),
        }

        def change(document: dict[str, Any]) -> None:
            for one in document["entries"]:
                if found := days.get(one["id"]):
                    one |= dict(zip(("earliest", "latest", "begun", "ended"), found, strict=True), sure=None)

        serve(page, change)
        visit(CANNES)
        year = place(lanes(page))["width"] / 7
        both, begins, ends = (entry(page, anchor) for anchor in days)
        for item in (both, begins, ends):
            expect(item).not_to_have_class(re.compile("item--(from|to)( |$)"))
        start, begun, ended, last = pixels(both, "--first", "--sure-from", "--sure-to", "--last")
        assert (start, begun, ended, last) == pytest.approx((0, year / 2, year / 2, year), abs=2)
        start, begun, ended, last = pixels(begins, "--first", "--sure-from", "--sure-to", "--last")
        assert (start, begun, ended) == pytest.approx((0, year, year), abs=2)
        assert last > 5 * year
        begun, ended, last = pixels(ends, "--sure-from", "--sure-to", "--last")
        assert begun == ended == pytest.approx(last - year, abs=2)
