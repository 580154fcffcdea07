"""The timeline on a phone: a strip with marks by CSS alone, and with a script all years at the thumb."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_instrument import settled

PHONE = {"width": 390, "height": 844}
THUMB = 44

Opened = Callable[..., Page]


@pytest.fixture
def strip(page: Page, site: Site) -> Opened:
    """Open the timeline on a phone, its strip begun."""

    def opened(address: str = "/timeline/", size: dict[str, int] = PHONE) -> Page:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(site.url + address, wait_until="networkidle")
        expect(page.locator(".scrubber")).to_be_attached()
        return page

    return opened


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """The timeline on a phone without a script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site.url + "/timeline/")
    yield tab
    context.close()


def slider(tab: Page) -> Locator:
    return tab.get_by_role("slider", name="Go to a year")


def top(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"]


def drag(tab: Page, share: float, *, let_go: bool = True) -> None:
    """Take the scrubber at its head, and lead it as far as this share of its height."""
    scrubber = tab.locator(".scrubber:not(.scrubber--away)")
    if not scrubber.count():
        tab.locator(".timeline__numeral").first.evaluate("one => one.scrollIntoView()")
    box = scrubber.bounding_box()
    assert box
    x = box["x"] + box["width"] / 2
    tab.mouse.move(x, box["y"] + 4)
    tab.mouse.down()
    tab.mouse.move(x, box["y"] + box["height"] * share, steps=5)
    if let_go:
        tab.mouse.up()


def share_of(tab: Page, year: int) -> float:
    first, last = (int(slider(tab).get_attribute(name) or 0) for name in ("min", "max"))
    return (year + 0.5 - first) / (last + 1 - first)


# Without a script


def test_without_a_script_years_stand_over_their_entries_while_these_pass(plain: Page) -> None:
    numeral = plain.locator("#year-1957")
    plain.locator("#year-1957 ~ .entries > .entry").nth(3).scroll_into_view_if_needed()
    plain.mouse.move(100, 500)
    plain.mouse.wheel(0, 700)
    expect(numeral).to_be_in_viewport()
    assert top(numeral) == pytest.approx(0, abs=1)


def test_without_a_script_silence_between_years_is_told_and_drawn(plain: Page) -> None:
    silence = plain.locator(".timeline__year:has(#year-1953) .timeline__silence")
    expect(silence).to_have_text("8 years later")
    box = silence.locator("svg").bounding_box()
    assert box
    assert box["height"] == 7 * 5, "a tick for each year without an entry"


def test_without_a_script_all_is_large_enough_for_a_thumb(plain: Page) -> None:
    for targets in (".decades a", ".timeline__way a", ".filters__summary"):
        for target in plain.locator(targets).all():
            box = target.bounding_box()
            assert box
            assert (box["width"], box["height"]) >= (THUMB, THUMB), targets
    for entry in plain.locator(".entry").all()[:10]:
        box = entry.bounding_box()
        assert box
        assert box["height"] >= THUMB
    title = plain.locator("#event-kalatozov-born .entry__title")
    title.scroll_into_view_if_needed()
    plain.mouse.click(30, top(plain.locator("#event-kalatozov-born")) + 14)  # its mark
    expect(plain).to_have_url(re.compile("/timeline/event-kalatozov-born/$"))


def test_a_day_a_part_of_a_date_and_what_is_unsure_have_marks_of_their_own(plain: Page) -> None:
    drawn = """e => {
        const mark = getComputedStyle(e, "::before");
        return [mark.borderTopStyle, mark.backgroundColor === mark.color ? "full" : "empty"];
    }"""
    marks = {name: plain.locator(f".entry--{name}").first.evaluate(drawn) for name in ("exact", "part", "unsure")}
    assert marks == {"exact": ["solid", "full"], "part": ["solid", "empty"], "unsure": ["dashed", "empty"]}


def test_on_a_phone_the_drawing_is_not_a_hundred_links(plain: Page) -> None:
    plain.locator(".histogram").scroll_into_view_if_needed()
    assert plain.get_by_role("link", name=re.compile("^1957: ")).count() == 0
    plain.get_by_role("link", name=re.compile("^1950s: ")).click()
    expect(plain).to_have_url(re.compile(r"\?from=1950&to=1959#entries$"))


def test_on_a_desk_the_silence_and_the_decades_are_not_shown(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(site.url + "/timeline/")
    assert page.locator(".decades").is_hidden()
    assert page.locator(".timeline__silence").first.is_hidden()


# The scrubber


def test_a_thumb_leads_to_a_year_on_the_page(strip: Opened) -> None:
    tab = strip()
    drag(tab, share_of(tab, 1957), let_go=False)
    expect(tab.locator(".scrubber__bubble")).to_be_visible()
    expect(tab.locator(".scrubber__bubble")).to_have_text("1957")
    assert top(tab.locator("#year-1957")) == pytest.approx(0, abs=1)
    tab.mouse.up()
    expect(tab.locator(".scrubber__bubble")).to_be_hidden()
    expect(tab).to_have_url(re.compile("/timeline/#year-1957$"))
    expect(tab.locator(".strip-said")).to_have_text(re.compile(r"^1957\. Entries: [0-9]+$"))


def test_a_year_that_is_not_on_the_page_comes_and_back_leads_back(strip: Opened) -> None:
    tab = strip()
    drag(tab, share_of(tab, 1941))
    expect(tab).to_have_url(re.compile("#year-1941$"))
    drag(tab, share_of(tab, 2006))
    expect(tab).to_have_url(re.compile(r"/timeline/\?from=2006(#year-20\d\d)?$"))
    expect(tab.locator("#year-1941")).to_have_count(0)
    expect(tab.locator("input[name=from]")).to_have_value("2006")
    expect(tab.locator("[data-take-link]")).to_have_value(re.compile(r"/timeline/\?from=2006$"))
    tab.go_back()
    expect(tab.locator("#year-1941")).to_be_in_viewport()
    expect(tab).to_have_url(re.compile("/timeline/#year-1941$"))


def test_keys_go_by_years_and_decades_and_enter_reads_on_there(strip: Opened) -> None:
    tab = strip()
    years = slider(tab)
    years.focus()
    first = int(years.get_attribute("min") or 0)
    years.press("Home")
    for key, year in [("ArrowDown", first + 1), ("PageDown", first + 11), ("ArrowUp", first + 10), ("PageUp", first)]:
        years.press(key)
        expect(years).to_have_attribute("aria-valuetext", str(year))
    years.press("End")
    expect(years).to_have_attribute("aria-valuetext", years.get_attribute("max") or "")
    years.fill("1957")
    years.press("Enter")
    expect(tab.locator("#year-1957")).to_be_focused()
    assert top(tab.locator("#year-1957")) == pytest.approx(0, abs=1)


def test_the_scrubber_is_in_the_lower_two_thirds_and_covers_no_word(strip: Opened) -> None:
    for width, height in [(320, 568), (390, 844), (667, 375)]:
        tab = strip("/timeline/#year-1957", {"width": width, "height": height})
        expect(tab.locator(".scrubber__needle")).to_have_text("1957")
        box = tab.locator(".scrubber").bounding_box()
        assert box
        assert box["y"] >= height / 3 - 1
        assert box["y"] + box["height"] <= height
        assert box["width"] >= THUMB
        right = tab.evaluate("""Math.max(...[...document.querySelectorAll(".entry")].map(entry => {
            const words = document.createRange();
            words.selectNodeContents(entry);
            return words.getBoundingClientRect().right;
        }))""")
        needle = tab.locator(".scrubber__needle").bounding_box()
        assert needle
        assert right <= needle["x"] + 1, (width, "words under the scrubber")


def test_only_the_scrubber_takes_a_drag_for_itself(strip: Opened) -> None:
    tab = strip()
    assert tab.evaluate("getComputedStyle(document.querySelector('.scrubber')).touchAction") == "none"
    for place in ("html", "#entries", ".entry", ".timeline__numeral"):
        assert tab.evaluate(f"getComputedStyle(document.querySelector('{place}')).touchAction") == "auto"


def test_at_400_per_cent_the_words_have_all_the_room(strip: Opened) -> None:
    tab = strip("/timeline/#year-1957", {"width": 320, "height": 256})
    assert tab.locator(".scrubber").is_hidden()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.get_by_role("link", name=re.compile("^1940s: ")).click()
    expect(tab.locator("#year-1941")).to_be_focused()
    assert tab.evaluate("getComputedStyle(document.querySelector('.timeline__numeral')).position") == "static"


# The list goes on


def near_the_end(tab: Page) -> None:
    """Not so near that its end is seen."""
    end = tab.locator('[data-way="onward"]')
    end.evaluate("end => scrollBy({ top: end.getBoundingClientRect().top - 1.5 * innerHeight, behavior: 'instant' })")


def test_the_list_goes_on_by_itself_and_the_address_says_where_one_is(strip: Opened, plain: Page) -> None:
    tab = strip()
    count = tab.locator(".entry").count()
    near_the_end(tab)
    expect(tab.locator(".entry").nth(count)).to_be_attached()
    expect(tab.locator(".strip-said")).to_have_text(re.compile(r"^\d+ more, as far as \d+$"))
    numerals = tab.locator(".timeline__numeral").evaluate_all("all => all.map(one => one.id)")
    assert len(numerals) == len(set(numerals)), "a year that both pages have is one year"
    tab.locator("#year-2009").scroll_into_view_if_needed()
    tab.mouse.move(100, 300)
    tab.mouse.wheel(0, 500)
    expect(tab).to_have_url(re.compile(r"\?after=.+#year-20\d\d$"))
    settled(tab)  # the wheel rolls on
    address, place = tab.url, tab.evaluate("scrollY")
    year = address.partition("#")[2]
    plain.goto(address)
    expect(plain.locator(f"#{year}")).to_be_in_viewport()
    above = top(tab.locator(f".timeline__year:has(#{year})"))
    tab.reload(wait_until="networkidle")
    expect(tab.locator(".scrubber")).to_be_attached()
    assert place
    assert top(tab.locator(f".timeline__year:has(#{year})")) == pytest.approx(above, abs=3), "where one was in the year"


def test_after_three_pages_a_button_waits_so_that_the_foot_can_be_reached(strip: Opened) -> None:
    tab = strip()
    asked: list[int] = []

    def endless(route: Route) -> None:
        asked.append(len(asked))
        year = 3000 + len(asked)
        route.fulfill(
            content_type="text/html",
            body=f"""<div id="entries"><ol class="timeline__years"><li class="timeline__year">
                <h2 class="timeline__numeral" id="year-{year}">{year}</h2>
                <ol class="entries">{f'<li class="entry"><h3><a href="#">{year}</a></h3></li>' * 60}</ol></li></ol>
                <p class="timeline__way"><a data-way="onward" href="?after=e{year}">Go on</a></p></div>""",
        )

    tab.route(re.compile(r"\?after="), endless)
    for number in (1, 2, 3):
        near_the_end(tab)
        expect(tab.locator(f"#year-{3000 + number}")).to_be_attached()
    near_the_end(tab)
    tab.wait_for_timeout(300)
    assert len(asked) == 3
    button = tab.locator('[data-way="onward"]')
    button.focus()
    button.press("Enter")
    expect(tab.get_by_role("link", name="3004", exact=True).first).to_be_focused()


def test_the_foot_does_not_run_away_from_who_has_come_to_it(strip: Opened) -> None:
    tab = strip()
    count = tab.locator(".entry").count()
    with tab.expect_response(re.compile(r"\?after=")):
        tab.locator('[data-way="onward"]').scroll_into_view_if_needed()
    tab.wait_for_timeout(200)
    assert tab.locator(".entry").count() == count
    tab.locator('[data-way="onward"]').click()
    expect(tab.locator(".entry").nth(count)).to_be_attached()


def test_later_puts_the_next_window_in_its_place(strip: Opened) -> None:
    tab = strip("/timeline/?from=1940&to=1949")
    tab.locator('[data-way="later"]').click()
    expect(tab).to_have_url(re.compile(r"from=195\d"))
    expect(tab.locator(".timeline__numeral").first).to_be_focused()
    expect(tab.locator("#year-1941")).to_have_count(0)


def test_what_does_not_come_is_said_and_nothing_is_lost(strip: Opened) -> None:
    tab = strip()
    tab.route(re.compile(r"\?from="), lambda route: route.abort())
    drag(tab, share_of(tab, 2010))
    expect(tab.locator(".strip-said")).to_be_visible()
    expect(tab.locator(".strip-said")).to_have_text(re.compile("did not come"))
    expect(tab.locator("#year-1941")).to_be_attached()


# The sheet


def test_a_tap_opens_the_entry_over_the_list_and_back_closes_it(strip: Opened) -> None:
    tab = strip("/timeline/#year-1941")
    link = tab.locator("#year-1941 ~ .entries .entry__title a").first
    link.focus()
    link.press("Enter")
    sheet = tab.get_by_role("dialog")
    expect(sheet).to_be_visible()
    expect(sheet.locator("#entry-title")).to_be_focused()
    expect(tab).to_have_url(re.compile(r"\?entry=event-[a-z0-9-]+#year-1941$"))
    place = tab.evaluate("scrollY")
    tab.go_back()
    expect(sheet).to_be_hidden()
    expect(tab).to_have_url(re.compile("/timeline/#year-1941$"))
    expect(link).to_be_focused()
    assert tab.evaluate("scrollY") == place
    tab.go_forward()
    expect(sheet).to_be_visible()
    tab.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(tab).to_have_url(re.compile("/timeline/#year-1941$"))


def test_the_strip_and_its_sheet_are_accessible_in_both_schemes(strip: Opened) -> None:
    tab = strip("/timeline/?from=1941&to=1958#year-1957")
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert [one["id"] for one in Axe().run(tab).response["violations"]] == []
    tab.locator("#year-1957 ~ .entries .entry__title a").first.click()
    expect(tab.get_by_role("dialog")).to_be_visible()
    assert [one["id"] for one in Axe().run(tab).response["violations"]] == []


def test_on_a_wider_window_nothing_of_it_remains(strip: Opened) -> None:
    tab = strip()
    tab.set_viewport_size({"width": 1200, "height": 800})
    expect(tab.locator(".scrubber, .sheet, .strip-said")).to_have_count(0)
    assert tab.evaluate("history.scrollRestoration") == "auto"


def test_closing_an_entry_stays_at_the_place_in_the_list(strip: Opened) -> None:
    page = strip("/timeline/")
    link = page.locator("#entries .entry__title a").nth(25)
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    before = page.evaluate("scrollY")
    link.click()
    page.wait_for_selector("dialog[open] .entry-card")
    page.locator(".sheet__close").click()
    page.wait_for_timeout(600)
    assert abs(page.evaluate("scrollY") - before) < 4
    assert "entry=" not in page.url
