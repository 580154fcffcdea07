"""The curator's studio: a draft written, looked at, reviewed and published; rows moved; nothing lost between two."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_admin_walk import desk

__all__ = ["desk"]

PLAINLY = {"preload": False}
"""Axe would write style sheets of its own, which the policy forbids."""

STORY = "/admin/exhibit/exhibit/1/change/"
FILM = "/admin/exhibit/film/?q=cranes+are+flying"


def open_first(tab: Page, site: Site, address: str) -> None:
    tab.goto(site.url + address)
    tab.locator("#result_list tbody th a, #result_list tbody .field-title a").first.click()
    expect(tab.locator("form#event_form, form#film_form, form#award_form, form#dispute_form")).to_be_visible()


@pytest.fixture
def questions(desk: Page) -> list[str]:
    """The kinds of questions that the browser has asked; each is answered by yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", answer)
    return asked


@pytest.fixture
def guest(browser: Browser) -> Iterator[Page]:
    """A tab of somebody without an account."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_a_draft_is_written_looked_at_and_published(desk: Page, site: Site, guest: Page) -> None:
    open_first(desk, site, "/admin/exhibit/event/?q=cannes")
    form = desk.url
    public = desk.get_by_role("link", name="View on site").get_attribute("href")
    title = desk.get_by_label("Title · English")
    title.fill("A festival in the making")
    desk.get_by_text("Preview", exact=True).click()
    desk.get_by_role("button", name="Show what the form says").click()
    frame = desk.frame_locator("iframe[name=preview]")
    expect(frame.get_by_role("heading", level=1)).to_have_text("A festival in the making")
    title.fill("A festival in May")
    desk.get_by_role("button", name="Show what the form says").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("A festival in May")
    desk.locator("[name=_preview_language]").select_option("ru")
    desk.get_by_role("button", name="Show what the form says").click()
    expect(frame.locator("html")).to_have_attribute("lang", "ru")
    expect(title).to_have_value("A festival in May")

    desk.get_by_role("button", name="Save as a draft").click()
    expect(desk.get_by_text("This is a draft: visitors do not see it yet.")).to_be_visible()
    guest.goto(f"{site.url}{public}")
    expect(guest.get_by_role("heading", level=1)).not_to_have_text("A festival in May")
    desk.goto(f"{site.url}/admin/")
    expect(desk.locator("[aria-labelledby=desk-waiting] a").first).to_be_visible()
    desk.goto(form)
    desk.get_by_role("button", name="Publish the draft").click()
    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_have_text("A festival in May")


def test_a_preview_is_as_wide_as_is_chosen(desk: Page, site: Site) -> None:
    desk.goto(site.url + STORY)
    desk.get_by_text("Preview", exact=True).click()
    desk.locator(".preview__width").select_option("390")
    box = desk.locator("iframe[name=preview]").bounding_box()
    assert box
    assert box["width"] == 390


@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_a_preview_stands_beside_the_form_and_covers_nothing(desk: Page, site: Site, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(site.url + STORY)
    desk.get_by_text("Preview", exact=True).click()
    desk.get_by_role("button", name="Show what the form says").click()
    expect(desk.frame_locator("iframe[name=preview]").get_by_role("heading", level=1)).to_be_visible()
    frame = desk.locator(".preview__frame").bounding_box()
    assert frame
    for below in ("fieldset.module >> nth=0", ".readiness >> nth=0", ".preview__choices"):
        box = desk.locator(below).bounding_box()
        assert box
        is_apart = box["y"] >= frame["y"] + frame["height"] or box["y"] + box["height"] <= frame["y"]
        assert is_apart or box["x"] + box["width"] <= frame["x"], below


def test_who_leaves_words_that_are_not_saved_is_asked(desk: Page, site: Site, questions: list[str]) -> None:
    open_first(desk, site, "/admin/exhibit/event/?q=cannes")
    form = desk.url
    desk.goto(f"{site.url}/admin/")
    assert questions == [], "nothing was written"
    desk.goto(form)
    desk.get_by_label("Title · English").press_sequentially("A")
    desk.get_by_text("Preview", exact=True).click()
    desk.get_by_role("button", name="Show what the form says").click()
    expect(desk.frame_locator("iframe[name=preview]").get_by_role("heading", level=1)).to_be_visible()
    desk.goto(f"{site.url}/admin/")
    assert questions == ["beforeunload"]
    desk.goto(form)
    desk.get_by_label("Title · English").press_sequentially("A")
    desk.get_by_role("button", name="Save as a draft").click()
    expect(desk.get_by_text("This is a draft: visitors do not see it yet.")).to_be_visible()
    assert questions == ["beforeunload"], "what was saved is not lost"


def test_two_who_save_one_after_the_other_see_both_texts(desk: Page, site: Site) -> None:
    open_first(desk, site, "/admin/exhibit/event/?q=leningrad")
    other = desk.context.new_page()
    other.goto(desk.url)
    other.get_by_label("Title · English").fill("Her title")
    other.get_by_role("button", name="Publish and continue editing").click()
    expect(other.locator(".messagelist .success")).to_be_visible()
    desk.get_by_label("Title · English").fill("My title")
    desk.get_by_role("button", name="Publish and continue editing").click()
    clash = desk.locator(".clash")
    expect(clash.locator("del")).to_have_text("Her")
    expect(clash.locator("ins")).to_have_text("My")
    expect(desk.get_by_label("Title · English")).to_have_value("My title")
    assert Axe().run(desk, context=".clash", options=PLAINLY).response["violations"] == []
    desk.get_by_role("button", name="Publish and continue editing").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    other.close()


def test_rows_are_moved_by_button_by_key_and_by_hand(desk: Page, site: Site) -> None:
    open_first(desk, site, "/admin/exhibit/dispute/?q=tickets")
    rows = desk.locator(".inline-related:not(.empty-form):has([data-order])")
    claims = lambda: [one.locator("textarea").first.input_value() for one in rows.all()]  # noqa: E731
    before = claims()
    assert len(before) >= 3
    rows.nth(1).get_by_role("button", name=re.compile("Move up")).press("Enter")
    assert claims() == [before[1], before[0], *before[2:]]
    expect(desk.get_by_text(f"Now at place 1 of {len(before)}.")).to_have_count(1)
    expect(rows.nth(0).get_by_role("button", name=re.compile("Move up"))).to_be_focused()
    desk.keyboard.press("Alt+ArrowDown")
    assert claims() == before
    numbers = [one.locator("[data-order]").input_value() for one in rows.all()]
    assert numbers == sorted(numbers, key=int)
    rows.nth(0).scroll_into_view_if_needed()
    rows.nth(1).locator(".row-handle").drag_to(rows.nth(0).locator(".row-handle"))
    moved = claims()
    assert moved == [before[1], before[0], *before[2:]]
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert claims() == moved


def test_what_is_not_ready_leads_to_its_field(desk: Page, site: Site) -> None:
    open_first(desk, site, FILM)
    desk.get_by_label("Title · Русский").fill("")
    desk.get_by_role("button", name="Publish and continue editing").click()
    panel = desk.locator("details.readiness")
    panel.locator("summary").click()
    panel.get_by_role("link", name=re.compile("“Title” is missing")).click()
    expect(desk.get_by_label("Title · Русский")).to_be_focused()
    desk.get_by_label("Title · Русский").fill("Летят журавли")
    desk.get_by_role("button", name="Publish and continue editing").click()
    expect(desk.locator("details.readiness")).to_have_count(0)


def test_what_is_held_back_is_read_first_wherever_one_was(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/exhibit/exhibit/add/")
    desk.locator("#id_title_en").fill("Nothing in it")
    desk.locator("#id_lead_en").fill("An exhibit without a story.")
    desk.get_by_label("Status:").select_option("published")
    desk.evaluate("scrollTo(0, document.body.scrollHeight)")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_text("“Nothing in it” stays a draft until this is mended:")).to_be_in_viewport()
    desk.wait_for_timeout(400)  # the editor returns to a place after 200 ms
    expect(desk.get_by_text("“Nothing in it” stays a draft until this is mended:")).to_be_in_viewport()


def test_a_reviewer_without_an_account_says_what_they_think(
    desk: Page, site: Site, guest: Page, browser: Browser
) -> None:
    desk.goto(f"{site.url}/admin/exhibit/reviewlink/add/")
    desk.locator(".field-exhibit .select2-selection").click()
    desk.locator(".select2-results__option[aria-selected]").first.click()
    desk.get_by_label("For whom:").fill("Dr Ivanova")
    desk.get_by_role("button", name="Save and continue editing").click()
    address = desk.locator(".field-address a").inner_text()
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    desk.get_by_role("button", name="Copy").click()
    expect(desk.get_by_role("button", name="Copied")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == address
    quiet = browser.new_context(java_script_enabled=False, storage_state=desk.context.storage_state())
    plain = quiet.new_page()
    plain.goto(desk.url)
    expect(plain.locator(".field-address a")).to_be_visible()  # signed anew, as of this second
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)
    quiet.close()
    guest.goto(address)
    expect(guest.get_by_text("Visitors do not see this page.")).to_be_visible()
    guest.get_by_role("link", name="Say what you think").click()
    guest.get_by_label("Comment").fill("The chapter on the camera is wonderful.")
    assert Axe().run(guest, context="#review, .preview-note").response["violations"] == []
    guest.get_by_role("button", name="Send to the curators").click()
    expect(guest.get_by_text("Thank you. The curators have your comment.")).to_be_visible()
    desk.goto(f"{site.url}/admin/")
    expect(desk.get_by_text("The chapter on the camera is wonderful.")).to_be_visible()
    desk.goto(f"{site.url}/admin/exhibit/reviewlink/")
    desk.locator("#result_list .action-select").first.check()
    desk.get_by_label("Action:").select_option("revoke")
    desk.get_by_role("button", name="Go").click()
    guest.goto(address)
    expect(guest.get_by_role("heading", level=1)).to_have_text("This link is closed")


def faults(tab: Page, context: str = "#content") -> list[tuple[str, str]]:
    """What breaks the guidelines in a page's content, or in another part of it; axe also has opinions of its own."""
    violations = Axe().run(tab, context=context, options=PLAINLY).response["violations"]
    against = [one for one in violations if any(tag.startswith("wcag") for tag in one["tags"])]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in against]


PAGES = (
    "/admin/",
    "/admin/readiness/?level=warning",
    "/admin/translation/",
    "/admin/exhibit/event/",
    "/admin/exhibit/reviewlink/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desks_own_pages(desk: Page, site: Site, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.set_viewport_size({"width": 1440, "height": 900})
    found = {}
    for path in ("", *PAGES, "/ru/admin/"):
        desk.goto(site.url + (path or "/admin/"))
        found[path] = faults(desk)
    open_first(desk, site, "/admin/exhibit/event/?q=cannes")
    desk.goto(desk.url.replace("change", "history"))
    found["history"] = faults(desk)
    assert {path: violations for path, violations in found.items() if violations} == {}


@pytest.mark.parametrize("width", [320, 390, 1024, 2560])
def test_the_desks_own_pages_never_scroll_sideways(desk: Page, site: Site, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    for path in ("/admin/", "/admin/readiness/?level=warning", "/ru/admin/", "/ru/admin/translation/"):
        desk.goto(site.url + path)
        assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_the_focus_of_a_picture_is_set_by_a_click_and_by_keys(desk: Page, site: Site) -> None:
    open_first_image = f"{site.url}/admin/exhibit/image/"
    desk.goto(open_first_image)
    desk.locator("#result_list tbody th a, #result_list tbody .field-slug a").first.click()
    picture = desk.locator(".focus-frame img")
    box = picture.bounding_box()
    assert box
    left, top = desk.locator("#id_focal_x"), desk.locator("#id_focal_y")
    for x, y in ((1, 1), (box["width"] - 1, box["height"] - 1), (box["width"] / 4, box["height"] / 2)):
        picture.click(position={"x": x, "y": y})
        for field, part in ((left, x / box["width"]), (top, y / box["height"])):
            assert abs(int(field.input_value()) - 100 * part) <= 1.5
    left.fill("25")
    top.fill("50")
    point = desk.get_by_role("button", name=re.compile("Focus: click on the picture"))
    point.press("ArrowRight")
    point.press("Shift+ArrowDown")
    expect(left).to_have_value("26")
    expect(top).to_have_value("60")
    expect(desk.get_by_text("Focus: 26 from the left, 60 from the top, in per cent.")).to_have_count(1)
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    expect(left).to_have_value("26")
