"""A curator's table: a list taken out as a workbook, changed, looked through, imported, seen by visitors, put back."""

import io
from typing import Any

import openpyxl
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_admin_walk import desk
from tests.browser.test_studio import guest

__all__ = ["desk", "guest"]

FILMS = "/admin/exhibit/film/"
PUBLIC = "/films/cranes-are-flying/"


def faults(tab: Page) -> list[Any]:
    """What axe finds wrong with the content of a page."""
    options = {"preload": False}  # axe would write style sheets of its own, which the policy forbids
    found: list[Any] = Axe().run(tab, context="#content", options=options).response["violations"]
    return [fault for fault in found if any(tag.startswith("wcag") for tag in fault["tags"])]


def test_a_film_is_changed_by_a_workbook_and_put_back(desk: Page, site: Site, guest: Page) -> None:
    guest.goto(site.url + PUBLIC)
    before = guest.get_by_role("heading", level=1).inner_text()
    desk.goto(f"{site.url}{FILMS}?q=cranes+are+flying")
    desk.get_by_role("link", name="Export").click()
    assert faults(desk) == []
    desk.get_by_label("the 1 that the list shows now").check()
    with desk.expect_download() as started:
        desk.get_by_role("button", name="Download").click()
    book = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes()))
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, column["title_en"]).value = "The Cranes Fly Again"
    sheet.cell(2, column["date"]).value = "c. 1957"
    file = io.BytesIO()
    book.save(file)

    desk.goto(site.url + FILMS)
    desk.get_by_role("link", name="Import", exact=True).click()
    assert faults(desk) == []
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    desk.get_by_label("File:").set_input_files({"name": "films.xlsx", "mimeType": kind, "buffer": file.getvalue()})
    desk.get_by_role("button", name="Show what would happen").click()
    row = desk.locator(".import-row--changed")
    expect(row).to_have_count(1)
    expect(row.locator("ins").first).to_be_visible()
    expect(row.locator(".changes__field")).to_have_text(["Title · English", "Year"])
    assert faults(desk) == []
    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_have_text(before)

    desk.get_by_role("button", name="Import this 1 row").click()
    expect(desk.get_by_text("1 row was imported.")).to_be_visible()
    assert faults(desk) == []
    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_have_text("The Cranes Fly Again")
    expect(guest.get_by_text("c. 1957").first).to_be_visible()

    desk.get_by_role("button", name="Undo: put back 1 row").click()
    expect(desk.get_by_text("1 row was put back.")).to_be_visible()
    guest.reload()
    expect(guest.get_by_role("heading", level=1)).to_have_text(before)
    desk.goto(site.url + "/admin/imports/")
    expect(desk.get_by_role("link", name="films.xlsx")).to_be_visible()
    assert faults(desk) == []


def test_what_is_wrong_is_read_without_a_script_on_a_small_screen(desk: Page, site: Site) -> None:
    desk.set_viewport_size({"width": 320, "height": 700})
    desk.goto(f"{site.url}/admin/exhibit/event/import/")
    table = "slug;title_en;date;place\nkalatozov-born;A birth;soon;tiflis\n;;;moskow\n"
    desk.get_by_label("File:").set_input_files(
        {"name": "events.csv", "mimeType": "text/csv", "buffer": table.encode("cp1251")}
    )
    desk.get_by_role("button", name="Show what would happen").click()
    expect(desk.get_by_text("“soon” is no date")).to_be_visible()
    expect(desk.get_by_text("Did you mean “moscow”?")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults(desk) == []


def test_many_are_published_after_a_look(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/exhibit/place/")
    desk.locator("#result_list .action-select").first.check()
    desk.get_by_label("Action:").select_option("withdraw")
    desk.get_by_role("button", name="Go").click()
    expect(desk.get_by_role("heading", name="Withdraw 1 record?")).to_be_visible()
    assert faults(desk) == []
    desk.get_by_role("link", name="Leave them as they are").click()
    expect(desk.locator("#result_list .status--draft")).to_have_count(0)
