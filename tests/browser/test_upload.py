"""Many pictures at once by hand: dropped or chosen, described while others are on their way, saved together."""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Picture
from playwright.sync_api import Error, FileChooser, Locator, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_admin_walk import desk
from tests.browser.test_studio import faults, questions

__all__ = ["desk", "questions"]

PAGE = "/admin/exhibit/image/upload/"
FILE = "**/upload/file/"
ALT = re.compile("^Text alternative · English")


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """The bytes of a picture that no other is like."""
    written = BytesIO()
    Picture.effect_noise(size, 60).save(written, kind)
    return written.getvalue()


def drop(tab: Page, files: dict[str, bytes]) -> None:
    """Drop files on the page as a hand does: over it first, then let go."""
    carried = [[name, base64.b64encode(content).decode()] for name, content in files.items()]
    transfer = tab.evaluate_handle(
        """files => {
          const transfer = new DataTransfer();
          for (const [name, text] of files)
            transfer.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
          return transfer;
        }""",
        carried,
    )
    zone = tab.locator(".upload-files")
    zone.dispatch_event("dragover", {"dataTransfer": transfer})
    expect(zone).to_have_class(re.compile("upload-files--over"))
    zone.dispatch_event("drop", {"dataTransfer": transfer})
    expect(zone).not_to_have_class(re.compile("upload-files--over"))


def choose(tab: Page, files: dict[str, bytes]) -> None:
    tab.get_by_label("Files", exact=True).set_input_files(
        [{"name": name, "mimeType": "", "buffer": content} for name, content in files.items()]
    )


def chosen_by_key(tab: Page, field: Locator) -> FileChooser:
    """Open the browser's choice of files as a hand does that presses again where a busy page has not heard it."""
    tab.wait_for_load_state("load")
    for _attempt in range(4):
        field.focus()
        with suppress(Error):
            with tab.expect_file_chooser(timeout=5_000) as chooser:
                tab.keyboard.press("Space")
            return chooser.value
    raise AssertionError("No key opens the choice of files.")


def card(tab: Page, name: str) -> Locator:
    return tab.locator(".upload-card", has=tab.get_by_role("heading", name=name, exact=True))


def status(tab: Page) -> Locator:
    return tab.locator(".upload-files__status")


def throw_away(tab: Page, site: Site) -> None:
    """Let nothing wait on the page."""
    tab.goto(site.url + PAGE)
    while count := tab.locator(".upload-card").count():
        tab.locator(".upload-card__remove").first.click()
        expect(tab.locator(".upload-card")).to_have_count(count - 1)


@pytest.fixture
def upload(desk: Page, site: Site, questions: list[str]) -> Iterator[Page]:
    """The page, on which nothing waits from a test before, and nothing for one after."""
    throw_away(desk, site)
    yield desk
    desk.unroute_all(behavior="ignoreErrors")
    throw_away(desk, site)


def whose(page: Page) -> None:
    """Say whose all pictures are, and what may be done with them."""
    page.get_by_label("Credit · English").first.fill("Mosfilm")
    page.get_by_label("Rights").first.select_option("licensed")


@pytest.fixture
def held(upload: Page) -> Iterator[Callable[[], None]]:
    """Files do not get through before the test lets them: a slow line."""
    routes: list[Route] = []
    is_slow = True
    upload.route(FILE, lambda route: routes.append(route) if is_slow else route.continue_())

    def let_go() -> None:
        nonlocal is_slow
        is_slow = False
        while routes:
            with suppress(Error):  # it was stopped
                routes.pop(0).continue_()

    yield let_go
    let_go()


def test_dropped_files_are_described_while_they_are_on_their_way_and_saved(
    upload: Page, held: Callable[[], None], site: Site, questions: list[str]
) -> None:
    drop(upload, {"Первый кадр.png": picture(), "second.jpg": picture("JPEG"), "third.png": picture()})
    first, third = card(upload, "Первый кадр.png"), card(upload, "third.png")
    expect(first.get_by_role("progressbar", name="Первый кадр.png")).to_be_visible()
    expect(third).to_contain_text("waits for its turn")
    expect(first.locator("canvas")).to_be_visible()
    expect(status(upload)).to_have_text("Files here: 0 of 3.")
    first.get_by_label(ALT).fill("A grey frame")
    upload.get_by_role("button", name="Save the pictures").click()
    expect(status(upload)).to_contain_text("Files are still on their way.")
    held()
    expect(status(upload)).to_have_text("Files here: 3 of 3.")
    expect(first.get_by_label(ALT)).to_have_value("A grey frame")
    first.get_by_text("Another credit, other rights, another key").click()
    expect(first.locator("[name$=-slug]")).to_have_value("pervyy-kadr")
    third.get_by_label(ALT).fill("A third frame")
    whose(upload)
    upload.get_by_role("button", name="Save the pictures").click()
    expect(upload.locator(".messagelist .success")).to_contain_text("2 pictures were added:")
    expect(upload.get_by_role("link", name="A grey frame").first).to_be_visible()
    expect(upload.get_by_role("heading", name="second.jpg")).to_be_visible()
    expect(card(upload, "second.jpg").locator("img")).to_be_visible()
    assert questions == []
    upload.goto(f"{site.url}/admin/")
    expect(upload.get_by_role("link", name="1 uploaded picture waits for its words")).to_be_visible()


def test_a_broken_file_is_told_beside_it_and_another_takes_its_place(upload: Page) -> None:
    choose(upload, {"broken.png": picture(size=(200, 200))[:9000], "sound.png": picture()})
    broken = card(upload, "broken.png")
    expect(broken).to_contain_text("This picture is damaged or incomplete.")
    expect(broken.get_by_label(ALT)).to_be_hidden()
    expect(card(upload, "sound.png")).to_contain_text("is here")
    expect(status(upload)).to_contain_text("Files here: 1 of 2. Refused: 1.")
    with upload.expect_file_chooser() as chooser:
        broken.get_by_role("button", name="Choose another file").click()
    chooser.value.set_files({"name": "mended.png", "mimeType": "", "buffer": picture()})
    expect(card(upload, "mended.png")).to_contain_text("is here")
    expect(card(upload, "mended.png").get_by_label(ALT)).to_be_focused()
    expect(upload.get_by_role("button", name="Throw away: mended.png")).to_be_visible()
    expect(status(upload)).to_have_text("Files here: 2 of 2.")


def test_a_lost_connection_keeps_the_words_and_is_tried_again(upload: Page) -> None:
    upload.route(FILE, lambda route: route.abort())
    choose(upload, {"frame.png": picture()})
    frame = card(upload, "frame.png")
    expect(frame).to_contain_text("The connection was lost.")
    frame.get_by_label(ALT).fill("A frame")
    upload.get_by_role("button", name="Save the pictures").click()
    expect(status(upload)).to_contain_text("“frame.png” is not here, but words are written beside it")
    again = frame.get_by_role("button", name="Try again: frame.png")
    expect(again).to_be_focused()
    upload.unroute(FILE)
    again.press("Enter")
    expect(frame).to_contain_text("is here")
    expect(frame.get_by_label(ALT)).to_have_value("A frame")


@pytest.mark.parametrize("status_code", [413, 500, 200], ids=["of a server in front", "a fault", "signed out"])
def test_an_answer_that_is_a_page_is_told_in_words(upload: Page, status_code: int) -> None:
    upload.route(FILE, lambda route: route.fulfill(status=status_code, body="<h1>Something else</h1>"))
    choose(upload, {"frame.png": picture()})
    said = "larger than 50 MB" if status_code == 413 else "If you are signed out, sign in in another window"
    expect(card(upload, "frame.png")).to_contain_text(said)


def test_a_file_that_is_too_large_is_not_sent(upload: Page) -> None:
    upload.evaluate("document.getElementById('id_files').dataset.mostBytes = '1000'")
    upload.route(FILE, lambda route: pytest.fail("it was sent"))
    choose(upload, {"large.png": picture(size=(200, 200))})
    expect(card(upload, "large.png")).to_contain_text("This file is larger than 50 MB.")


def test_a_file_that_is_here_already_is_taken_when_asked_for(upload: Page) -> None:
    content = picture()
    choose(upload, {"one.png": content})
    expect(card(upload, "one.png")).to_contain_text("is here")
    choose(upload, {"two.png": content})
    two = card(upload, "two.png")
    expect(two).to_contain_text("You have sent this file already; it waits for its words:")
    expect(two.get_by_role("link", name="one.png")).to_have_attribute("href", re.compile("#picture-"))
    two.get_by_role("button", name="Take it all the same").click()
    expect(two).to_contain_text("is here")


def test_what_is_on_its_way_is_stopped_and_thrown_away(
    upload: Page, held: Callable[[], None], questions: list[str]
) -> None:
    choose(upload, {f"{number}.png": picture() for number in range(3)})
    upload.get_by_role("button", name="Stop what is on its way").click()
    for number in range(3):
        expect(card(upload, f"{number}.png")).to_contain_text("Stopped.")
    expect(upload.get_by_role("button", name="Stop what is on its way")).to_be_hidden()
    held()
    card(upload, "0.png").get_by_role("button", name="Try again").click()
    expect(card(upload, "0.png")).to_contain_text("is here")
    card(upload, "1.png").get_by_role("button", name="Throw away").click()
    expect(card(upload, "1.png")).to_have_count(0)
    expect(card(upload, "2.png").get_by_role("button", name="Throw away")).to_be_focused()
    expect(status(upload)).to_contain_text("“1.png” is thrown away.")
    card(upload, "0.png").get_by_label(ALT).fill("A frame")
    card(upload, "0.png").get_by_role("button", name="Throw away").click()
    expect(card(upload, "0.png")).to_have_count(0)
    assert questions == ["confirm"]
    upload.reload()
    expect(upload.locator(".upload-card")).to_have_count(0)


def test_a_file_that_could_not_be_thrown_away_stays_where_it_is_seen(upload: Page) -> None:
    choose(upload, {"frame.png": picture()})
    expect(card(upload, "frame.png")).to_contain_text("is here")
    upload.context.clear_cookies()
    card(upload, "frame.png").get_by_role("button", name="Throw away").click()
    expect(status(upload)).to_contain_text("If you are signed out, sign in in another window")
    expect(card(upload, "frame.png")).to_be_visible()


def test_leaving_with_unsaved_words_asks(upload: Page, site: Site, questions: list[str]) -> None:
    choose(upload, {"frame.png": picture()})
    frame = card(upload, "frame.png")
    expect(frame).to_contain_text("is here")
    frame.get_by_label(ALT).fill("A frame")
    upload.get_by_role("link", name="Back to the list").click()
    expect(upload).to_have_url(f"{site.url}/admin/exhibit/image/")
    assert questions == ["beforeunload"]
    upload.goto(site.url + PAGE)
    expect(frame).to_be_visible()


def test_all_is_done_by_keyboard(upload: Page, site: Site) -> None:
    upload.goto(f"{site.url}/admin/exhibit/image/")
    upload.get_by_role("link", name="Upload several pictures").press("Enter")
    field = upload.get_by_label("Files", exact=True)
    chooser = chosen_by_key(upload, field)
    chooser.set_files({"name": "keys.png", "mimeType": "", "buffer": picture()})
    expect(card(upload, "keys.png")).to_contain_text("is here")
    expect(field).to_be_focused()
    for typed in ("Mosfilm", "used", "A frame by keyboard"):
        while not upload.evaluate("document.activeElement.matches('[id$=credit_en], [id$=-rights], [id$=alt_en]')"):
            upload.keyboard.press("Tab")
        upload.keyboard.type(typed)
        upload.keyboard.press("Tab")
    while not upload.evaluate("document.activeElement.name === '_save'"):
        upload.keyboard.press("Tab")
    upload.keyboard.press("Enter")
    expect(upload.locator(".messagelist .success")).to_contain_text("1 picture was added: A frame by keyboard")


def test_without_scripts_the_same_form_does_it(desk: Page, site: Site, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=desk.context.storage_state())
    tab = context.new_page()
    tab.goto(site.url + PAGE)
    choose(tab, {"plain.png": picture(), "broken.png": b"no picture"})
    tab.get_by_role("button", name="Upload", exact=True).click()
    expect(tab.locator(".upload-outcomes")).to_contain_text("Save it in one of these formats")
    card(tab, "plain.png").get_by_label(ALT).fill("A plain frame")
    whose(tab)
    tab.get_by_role("button", name="Save the pictures").click()
    expect(tab.locator(".messagelist .success")).to_contain_text("A plain frame")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(upload: Page, site: Site, scheme: str, held: Callable[[], None]) -> None:
    upload.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert faults(upload) == []
    drop(upload, {"one.png": picture(), "broken.png": b"no picture", "two.png": picture()})
    assert faults(upload) == []
    held()
    expect(status(upload)).to_contain_text("Files here: 2 of 3. Refused: 1.")
    card(upload, "one.png").locator("summary").click()
    assert faults(upload) == []
    upload.reload()
    assert faults(upload) == []
    card(upload, "one.png").get_by_label(ALT).fill("A frame")
    whose(upload)
    upload.get_by_role("button", name="Save the pictures").click()
    expect(upload.locator(".messagelist .success")).to_contain_text("A frame")
    assert faults(upload, ".messagelist") == []


@pytest.mark.parametrize("width", [320, 1024, 2560])
def test_it_never_scrolls_sideways(upload: Page, site: Site, width: int) -> None:
    upload.set_viewport_size({"width": width, "height": 900})
    for path in (PAGE, f"/ru{PAGE}"):
        upload.goto(site.url + path)
        long = f"{'very-' * 30}long-name-{width}{len(path)}.png"
        drop(upload, {long: picture(size=(900, 300)), f"broken-{long}": b"no picture"})
        expect(upload.locator(".upload-card__said", has_text=re.compile("is here|загружен"))).to_have_count(1)
        for one in upload.locator("summary").all():
            if one.is_visible():
                one.click()
        assert not upload.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_it_is_read_in_forced_colours_and_without_motion(upload: Page, held: Callable[[], None]) -> None:
    upload.emulate_media(forced_colors="active", reduced_motion="reduce")
    drop(upload, {"one.png": picture()})
    expect(card(upload, "one.png").get_by_role("progressbar")).to_be_visible()
    moving = upload.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length")
    assert moving == 0
    border = upload.locator(".upload-files").evaluate("zone => getComputedStyle(zone).borderTopStyle")
    assert border == "dashed"
