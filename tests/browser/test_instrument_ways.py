"""Ways through the instrument: keys that stay in their lane, a window on everything, and back."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_instrument import (
    CANNES,
    READY,
    entry,
    expect_window,
    lanes,
    page,
    settled,
    visit,
    voice,
    window_of,
)
from tests.browser.test_instrument_hands import act

__all__ = ["page", "visit"]

Visit = Callable[[str], Page]

WEEK = "/timeline/?from=1957-10-10&to=1957-10-16"
WAR = "/timeline/?from=1941&to=1942"

STANDS = """() => {
    const { activeElement: one } = document;
    return [one.dataset.id ?? "", one.closest("[data-lane]")?.dataset.lane ?? ""];
}"""


def stands(page: Page) -> tuple[str, str]:
    """The entry and the lane that have the focus."""
    found, lane = page.evaluate(STANDS)
    return found, lane


def stood(page: Page, lane: str) -> str:
    """Wait until an entry of a lane has the focus and nothing moves."""
    page.wait_for_function(f"({STANDS})()[1] === '{lane}'")
    settled(page)
    page.wait_for_function(f"({STANDS})()[1] === '{lane}'")
    return stands(page)[0]


def in_order(page: Page, site: Site, lane: str) -> list[str]:
    """The anchors of all entries of a lane as the server has them, oldest first."""
    found = page.request.get(f"{site.url}/timeline/data.json?lane={lane}").json()
    return [one["id"] for one in found["entries"]]


class TestAlongALane:
    @pytest.mark.parametrize(("path", "lane", "first"), [(WEEK, "release", "event-ussr-release"), (WAR, "war", "")])
    def test_keys_go_to_the_end_of_it_however_far(
        self, visit: Visit, site: Site, path: str, lane: str, first: str
    ) -> None:
        page = visit(path)
        item = entry(page, first) if first else page.locator(f'.lane-row[data-lane="{lane}"] .item').first
        item.focus()
        met = [stood(page, lane)]
        for _step in range(40):
            page.keyboard.press("ArrowRight")
            if "ends here" in (voice(page).text_content() or ""):
                break
            met.append(stood(page, lane))
        else:
            pytest.fail(f"40 steps, and no end of the lane: {met}")
        last = in_order(page, site, lane)[-1]
        assert met[-1] == last
        assert stands(page) == (last, lane)

    def test_and_back_to_its_beginning(self, visit: Visit, site: Site) -> None:
        page = visit(WEEK)
        entry(page, "event-ussr-release").focus()
        for _step in range(40):
            page.keyboard.press("ArrowLeft")
            if "begins here" in (voice(page).text_content() or ""):
                break
            stood(page, "release")
        assert stands(page) == (in_order(page, site, "release")[0], "release")

    def test_a_lane_that_is_out_of_reach_leaves_the_reader_where_there_is_something(self, visit: Visit) -> None:
        page = visit(WEEK)
        page.context.set_offline(True)
        entry(page, "event-ussr-release").focus()
        for _step in range(6):
            page.keyboard.press("ArrowRight")
            settled(page)
        expect(voice(page)).to_contain_text("cannot be reached")
        assert page.evaluate("document.querySelector('.instrument__lanes').contains(document.activeElement)")

    def test_a_cluster_that_opens_leads_into_itself(self, visit: Visit) -> None:
        page = visit("/timeline/")
        cluster = page.locator('.lane-row[data-lane="award"] .item--cluster').first
        cluster.focus()
        page.keyboard.press("Enter")
        settled(page)
        stood(page, "award")


class TestTheWindowOnEverything:
    def edge(self, page: Page, name: str) -> None:
        page.locator(f".brush__edge--{name}").focus()

    def test_an_end_never_leaves_the_years_that_there_are(self, visit: Visit) -> None:
        page = visit("/timeline/")
        least, most = (
            int(page.locator(".brush__edge--from").get_attribute(f"aria-value{name}") or 0) for name in ("min", "max")
        )
        self.edge(page, "to")
        page.keyboard.press("ArrowLeft")
        settled(page)
        first, last = (int(end[:4]) for end in window_of(page))
        assert least <= first <= last <= most
        self.edge(page, "from")
        page.keyboard.press("End")
        settled(page)
        assert all(least <= int(end[:4]) <= most for end in window_of(page))

    def test_both_ends_at_their_ends_are_all_of_it(self, visit: Visit) -> None:
        page = visit(CANNES)
        self.edge(page, "from")
        page.keyboard.press("Home")
        self.edge(page, "to")
        page.keyboard.press("End")
        settled(page)
        expect(page).to_have_url(re.compile(r"/timeline/$"))

    def test_back_returns_from_a_drag(self, visit: Visit) -> None:
        page = visit(CANNES)
        box = page.locator(".brush__middle").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 150, y, steps=8)
        page.mouse.up()
        settled(page)
        assert window_of(page) != ("1956", "1962")
        page.go_back()
        expect_window(page, "1956", "1962")


class TestPlaces:
    def test_nothing_stays_nothing_when_the_window_turns(self, visit: Visit) -> None:
        page = visit("/timeline/?q=camera")
        page.locator("#filter-text").fill("zzqqxx")
        page.locator("#filter-text").press("Enter")
        expect(voice(page)).to_contain_text("Nothing here")
        page.set_viewport_size({"width": 600, "height": 900})
        page.wait_for_selector(".instrument__board", state="detached")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.wait_for_selector(READY)
        settled(page)
        expect(lanes(page).locator(".item")).to_have_count(0)

    def test_escape_from_elsewhere_closes_and_scrolls_nothing(self, visit: Visit) -> None:
        page = visit(CANNES)
        entry(page, "event-palme").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".panel #entry")).to_be_visible()
        field = page.locator("#filter-text")
        page.locator("details.filters").evaluate("(one) => { one.open = true }")
        field.focus()
        settled(page)
        stood = page.evaluate("scrollY")
        page.keyboard.press("Escape")
        expect(page.locator(".panel")).to_be_hidden()
        expect(field).to_be_focused()
        assert "entry=" not in page.url
        assert page.evaluate("scrollY") == pytest.approx(stood, abs=2)


class TestAPinch:
    PINCH = """
        const finger = (type, id, part) => area.dispatchEvent(new PointerEvent(type, {
            pointerId: id, clientX: left + width * part, clientY: top + 18,
            buttons: type === "pointerup" ? 0 : 1, bubbles: true }));
        finger("pointerdown", 1, 0.45);
        finger("pointerdown", 2, 0.55);
        for (let step = 1; step < 8; step += 1) {
            await wait(16);
            finger("pointermove", 1, 0.45 - step * 0.015);
            finger("pointermove", 2, 0.55 + step * 0.015);
        }
        document.documentElement.dataset.reached = location.search;
        area.dataset.seen = document.querySelector(".instrument__now").textContent;
        REST
        finger("pointerup", 1, 0.345);
        finger("pointerup", 2, 0.655);
    """

    @pytest.fixture(params=["no-preference", "reduce"])
    def motion(self, request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[tuple[str, Page]]:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion=request.param)
        page = context.new_page()
        page.goto(site.url + "/timeline/?from=1941&to=1970")
        page.wait_for_selector(READY)
        yield request.param, page
        context.close()

    def seen(self, page: Page) -> tuple[str, str]:
        """What was seen when the fingers left it, and once it rests."""
        settled(page)
        before = lanes(page).get_attribute("data-seen") or ""
        return before, page.locator(".instrument__now").text_content() or ""

    def test_runs_out_where_motion_is_welcome(self, motion: tuple[str, Page]) -> None:
        wanted, page = motion
        act(page, self.PINCH.replace("REST", ""))
        before, after = self.seen(page)
        assert before
        assert (before != after) == (wanted == "no-preference")

    def test_that_rests_goes_no_further(self, motion: tuple[str, Page]) -> None:
        _wanted, page = motion
        act(page, self.PINCH.replace("REST", "await wait(120);"))
        before, after = self.seen(page)
        assert before == after
