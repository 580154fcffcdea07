"""The timeline answers the question that is asked now: late answers, old documents, focus, and what fails."""

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_instrument import CANNES, READY, drag, entry, lanes, page, settled, visit, voice, window_of

__all__ = ["page", "visit"]  # fixtures
ACTIVE = "document.activeElement"
FILTER = ".filters input[value=release]"


def lanes_drawn(page: Page) -> set[str]:
    found = lanes(page).locator("[data-lane]").evaluate_all("all => all.map((one) => one.dataset.lane)")
    return set(found)


class Held:
    """Answers to addresses of a kind wait until they are let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.waiting: list[Route] = []
        self.page = page
        self.pattern = re.compile(pattern)
        page.route(self.pattern, lambda route: self.waiting.append(route))

    def let_go(self) -> None:
        for route in self.waiting:
            route.continue_()
        self.page.unroute(self.pattern)
        settled(self.page)


class TestLateAnswers:
    def test_a_window_that_comes_late_does_not_undo_a_filter(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        held = Held(page, r"data\.json")
        page.get_by_role("button", name="Later").click()
        page.wait_for_timeout(500)
        assert held.waiting, "nothing was asked for"
        page.locator(FILTER).check()
        expect(page).to_have_url(re.compile("lane=release"))
        page.wait_for_timeout(900)
        held.let_go()
        assert lanes_drawn(page) == {"release"}
        assert lanes(page).locator(".item").count() < 20

    def test_forward_wins_over_a_page_that_back_still_waits_for(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        page.locator(FILTER).check()
        expect(page).to_have_url(re.compile("lane=release"))
        settled(page)
        held = Held(page, r"/timeline/\?from=1956&to=1962$")
        page.evaluate("history.back()")
        page.wait_for_timeout(300)
        page.evaluate("history.forward()")
        expect(page).to_have_url(re.compile("lane=release"))
        held.let_go()
        assert lanes_drawn(page) == {"release"}
        expect(page.locator(FILTER)).to_be_checked()

    def test_moving_does_not_lose_a_filter_that_is_on_its_way(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        held = Held(page, r"/timeline/\?.*lane=release")
        page.locator(FILTER).check()
        page.wait_for_timeout(200)
        drag(page, -200)
        page.wait_for_timeout(900)
        held.let_go()
        expect(page).to_have_url(re.compile("lane=release"))
        expect(page.locator(FILTER)).to_be_checked()
        assert lanes_drawn(page) == {"release"}


class TestTheSamePlace:
    def test_a_window_that_was_narrow_for_a_while_comes_back_where_it_was(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        drag(page, -400)
        settled(page)
        first, last = window_of(page)
        assert (first, last) != ("1956", "1962")
        now = page.locator(".instrument__now").inner_text()
        page.set_viewport_size({"width": 600, "height": 900})
        page.wait_for_selector(READY, state="detached")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.wait_for_selector(READY)
        settled(page)
        expect(page.locator(".instrument__now")).to_have_text(re.compile(f"^{re.escape(now[:4])}"))

    def test_a_filter_stays_chosen_over_a_change_of_width(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/")
        page.locator("#filter-text").fill("Cannes")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("q=Cannes"))
        settled(page)
        few = lanes(page).locator(".item").count()
        page.set_viewport_size({"width": 600, "height": 900})
        page.wait_for_selector(READY, state="detached")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.wait_for_selector(READY)
        settled(page)
        assert lanes(page).locator(".item").count() == few

    def test_a_filter_keeps_the_days_that_are_seen_and_who_is_beside(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES + "&beside=life-kalatozov")
        drag(page, -300)
        page.wait_for_timeout(50)
        seen = page.locator(".instrument__now").inner_text()
        page.locator(FILTER).check()
        expect(page).to_have_url(re.compile("lane=release"))
        settled(page)
        assert "beside=life-kalatozov" in page.url
        assert page.locator(".instrument__now").inner_text()[:4] == seen[:4]

    def test_who_was_taken_off_does_not_come_back_with_a_filter(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES + "&beside=life-kalatozov")
        page.locator(".beside__off").click()
        expect(page).not_to_have_url(re.compile("beside"))
        settled(page)
        page.locator(FILTER).check()
        expect(page).to_have_url(re.compile("lane=release"))
        assert "beside" not in page.url

    def test_years_that_are_written_into_the_form_count(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        drag(page, -200)
        settled(page)
        page.locator("#filter-from").fill("1941")
        page.locator("#filter-to").fill("1945")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"from=1941(&|$)"))
        settled(page)
        assert window_of(page) == ("1941", "1945")

    def test_closing_an_entry_stays_where_one_has_gone_meanwhile(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        lanes(page).locator(".item--point").first.click()
        page.wait_for_selector(".panel .entry-card")
        drag(page, -300)
        settled(page)
        before = window_of(page)
        page.keyboard.press("Escape")
        expect(page.locator(".panel")).to_be_hidden()
        settled(page)
        assert window_of(page) == before
        assert "entry=" not in page.url

    def test_an_entry_opened_from_the_list_gives_the_place_in_the_list_back(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/")
        link = page.locator("#entries .entry__title a").nth(30)
        link.scroll_into_view_if_needed()
        stood = page.evaluate("scrollY")
        link.click()
        page.wait_for_selector(".panel .entry-card")
        page.keyboard.press("Escape")
        expect(page.locator(".panel")).to_be_hidden()
        expect(link).to_be_focused()
        assert abs(page.evaluate("scrollY") - stood) < 40

    def test_lanes_change_places_among_those_that_are_chosen(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/?lane=life&lane=release")
        before = lanes(page).locator("[data-lane]").evaluate_all("all => all.map((one) => one.dataset.lane)")
        page.locator(f".lane-name[data-lane={before[0]}] .lane-name__fold").focus()
        page.keyboard.press("Alt+ArrowDown")
        after = lanes(page).locator("[data-lane]").evaluate_all("all => all.map((one) => one.dataset.lane)")
        assert after == before[::-1]
        expect(voice(page)).to_contain_text("now 2 of 2")


class TestFocus:
    """Whoever works it by keys is never thrown out."""

    def focus_is_in_the_lanes(self, page: Page) -> bool:
        return bool(page.evaluate(f"document.querySelector('.instrument__lanes').contains({ACTIVE})"))

    def test_it_stays_in_the_lanes_from_window_to_window(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/?from=1957&to=1957")
        lanes(page).locator(".item").first.focus()
        for _page in range(3):
            page.keyboard.press("PageDown")
            settled(page)
            assert self.focus_is_in_the_lanes(page)
        before = window_of(page)
        page.keyboard.press("PageUp")
        settled(page)
        assert window_of(page) != before

    def test_a_cluster_that_opens_leaves_it_among_its_entries(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/")
        lanes(page).locator(".item--cluster").first.focus()
        page.keyboard.press("Enter")
        settled(page)
        inside = self.focus_is_in_the_lanes(page) or page.locator("dialog[open]").count()
        assert inside

    def test_a_way_to_another_window_leads_to_its_list(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        page.locator("#entries [data-way=later]").focus()
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("from=1956"))
        settled(page)
        assert page.evaluate(f"{ACTIVE}.id") == "entries"
        assert page.evaluate("document.getElementById('entries').getBoundingClientRect().top < innerHeight / 2")

    def test_only_one_entry_is_a_tab_stop_after_zooming_in_and_out(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/")
        box = lanes(page).bounding_box()
        assert box
        page.mouse.move(box["x"] + 500, box["y"] + 100)
        page.keyboard.down("Control")
        for turn in (-400, -400, 400, 400, -200, 300):
            page.mouse.wheel(0, turn)
            page.wait_for_timeout(30)
        page.keyboard.up("Control")
        settled(page)
        assert lanes(page).locator(".item[tabindex='0']").count() == 1

    def test_a_slash_leads_to_the_words_also_where_the_choices_are_folded(
        self, visit: Callable[[str], Page], page: Page
    ) -> None:
        page.set_viewport_size({"width": 800, "height": 900})
        visit("/timeline/")
        lanes(page).locator(".item").first.focus()
        page.keyboard.press("/")
        expect(page.locator("#filter-text")).to_be_focused()


class TestWhatFails:
    def test_without_a_line_a_filter_says_so_to_eyes_too_and_is_taken_back(self, visit: Callable[[str], Page]) -> None:
        page = visit(CANNES)
        page.context.set_offline(True)
        page.locator(FILTER).click()
        expect(page.locator(".instrument__said")).to_contain_text("cannot be reached")
        expect(page.locator(FILTER)).not_to_be_checked()
        page.context.set_offline(False)

    def test_an_unknown_lane_or_film_leaves_all_lanes_to_move_in(self, visit: Callable[[str], Page]) -> None:
        for unknown in ("lane=nonsense", "film=nonsense", "beside=life-nobody"):
            page = visit(f"{CANNES}&{unknown}")
            assert len(lanes_drawn(page)) > 3, unknown
            page.get_by_role("button", name="Later").click()
            settled(page)
            expect(page.locator(".instrument__said")).to_have_count(0)

    def test_an_empty_window_names_the_nearest_entries(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/?from=1970&to=1975&lane=release")
        page.get_by_role("button", name="Later").click()
        settled(page)
        if page.locator("#entries .empty").count() == 0:
            page.get_by_role("button", name="Nearer").click()
            settled(page)
        title = page.locator("#entries .empty .entry__title").first.inner_text()
        expect(page.locator(".instrument__said")).to_contain_text(title)

    def test_windows_that_are_kept_are_not_emptied_by_a_question_without_answers(
        self, visit: Callable[[str], Page]
    ) -> None:
        page = visit(CANNES)
        many = lanes(page).locator(".item").count()
        page.locator("#filter-text").fill("zzzzqqq")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("q=zzzzqqq"))
        expect(lanes(page).locator(".item")).to_have_count(0)
        page.go_back()
        expect(page).not_to_have_url(re.compile("q="))
        expect(lanes(page).locator(".item")).to_have_count(many)


class TestStyles:
    """Labels are measured: what stands before the styles are there is laid out wrong, and jumps."""

    SHEET = re.compile(r"/css/timeline\..*css$")

    def test_it_waits_for_a_sheet_that_is_late(self, page: Page, site: Site) -> None:
        held: list[Route] = []
        page.route(self.SHEET, lambda route: held.append(route))
        page.goto(f"{site.url}{CANNES}", wait_until="commit")
        page.locator("#take").wait_for(state="attached")  # all of the page has come
        page.wait_for_timeout(400)
        assert page.locator(READY).count() == 0
        held[0].continue_()
        page.wait_for_selector(READY)

    def test_it_does_not_wait_for_a_sheet_that_is_lost(self, browser: Browser, site: Site) -> None:
        page = browser.new_page(viewport={"width": 1200, "height": 700})
        page.route(self.SHEET, lambda route: route.abort())
        page.goto(f"{site.url}{CANNES}")
        page.wait_for_selector(READY)
        page.close()


def test_in_a_frame_the_way_to_the_museum_leads_there(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 700})
    page.goto(f"{site.url}/timeline/embed/?from=1956&to=1962")
    page.wait_for_selector(READY)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="See it at the museum").click()
    expect(opened.value).to_have_url(re.compile(re.escape("/timeline/?from=1956&to=1962")))
    page.close()


def test_an_entry_is_there_at_its_own_address_and_a_late_one_says_that_it_comes(visit: Callable[[str], Page]) -> None:
    page = visit(CANNES)
    held = Held(page, r"/timeline/event-")
    first = lanes(page).locator('.item--point[data-id^="event-"]').first
    anchor = first.get_attribute("data-id")
    first.click()
    expect(page.locator(".panel[aria-busy=true]")).to_be_visible()
    held.let_go()
    expect(page.locator(".panel .entry-card")).to_have_attribute("data-anchor", anchor or "")
    expect(page.locator(".panel[aria-busy=true]")).to_have_count(0)
    expect(entry(page, anchor or "")).to_have_attribute("aria-current", "true")


class TestTheRuler:
    def test_its_numbers_stand_in_order_after_any_way_of_moving(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/?from=1954-08&to=1964-07")
        for name in ("Nearer", "Nearer", "Later", "Later", "Nearer", "Nearer", "Earlier", "Farther"):
            page.get_by_role("button", name=name, exact=True).click()
            settled(page)
            for kind in ("ruler__word", "ruler__large"):
                boxes = page.locator(f".{kind}:not([hidden])").evaluate_all(
                    "all => all.map((one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"
                )
                ordered = sorted(boxes)
                assert len(boxes) > 1
                assert all(one[1] <= other[0] + 1 for one, other in itertools.pairwise(ordered)), (name, kind)
            large = page.locator(".ruler__large:not([hidden])").evaluate_all(
                "all => all.map((one) => [one.getBoundingClientRect().left, one.textContent.match(/[0-9]+$/)[0]])"
            )
            assert [year for _x, year in sorted(large)] == sorted(year for _x, year in large)

    def test_the_tools_stay_under_the_pointer(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/?from=1954-08&to=1964-07")
        nearer = page.get_by_role("button", name="Nearer", exact=True)
        before = nearer.bounding_box()
        for _press in range(6):
            nearer.click()
            page.wait_for_timeout(400)
            assert nearer.bounding_box() == pytest.approx(before, abs=0.5)

    def test_what_may_lie_in_the_window_is_named_in_it(self, visit: Callable[[str], Page]) -> None:
        """Of the whole year it is the middle that is marked; seen in October it is marked there."""
        page = visit("/timeline/?from=1957-10&to=1957-10")
        label = entry(page, "event-circular-rails").locator(".item__label")
        expect(label).to_be_visible()
        area, box = lanes(page).bounding_box(), label.bounding_box()
        assert area
        assert box
        assert area["x"] <= box["x"] < area["x"] + area["width"]

    def test_the_list_of_keys_is_seen_from_its_beginning(self, visit: Callable[[str], Page]) -> None:
        page = visit("/timeline/")
        page.get_by_role("button", name="Keys").click()
        opened = page.get_by_role("dialog", name="Keys")
        expect(opened.get_by_role("heading", name="Keys")).to_be_in_viewport()
        box = opened.bounding_box()
        assert box
        assert abs(box["x"] + box["width"] / 2 - 720) < 10
