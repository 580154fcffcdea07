"""The first day of a curator who has never seen the desk: a new exhibit from nothing, to its visitors and back.

The day is walked once, by hand as far as a browser has hands, and each step counts its clicks; the tests say what
each step must have come to. The counts are bounds: whoever makes a step longer has to say so here.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Picture
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_upload import throw_away

SLOW = 30_000
COUNTING = """
  addEventListener("pointerdown", (event) => {
    if (event.isTrusted) localStorage.setItem("clicks", Number(localStorage.getItem("clicks") ?? 0) + 1);
  }, true);
"""
TITLE, RUSSIAN = "Letter Never Sent", "Неотправленное письмо"
ADDRESS = "/exhibits/letter-never-sent/"
MOST_CLICKS = {
    "sign in": 1,
    "dispute": 6,
    "pictures": 3,
    "story": 26,
    "reviewer": 4,
    "schedule": 2,
    "mend": 3,
    "publish": 2,
    "revert": 4,
}


@dataclass(slots=True)
class Day:
    """What was seen on the way, and how many clicks each step took."""

    clicks: dict[str, int] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)


def picture(colour: str) -> bytes:
    written = BytesIO()
    Picture.new("RGB", (1200, 875), colour).save(written, "JPEG")
    return written.getvalue()


class Walk:
    """A curator at the desk, who looks for what is written on the page and presses it."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.tab, self.site, self.context, self.day = context.new_page(), site, context, Day()

    def step(self, name: str) -> None:
        """Count the clicks since the step before."""
        self.day.clicks[name] = self.tab.evaluate("Number(localStorage.getItem('clicks') ?? 0)") - sum(
            self.day.clicks.values()
        )

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.tab).get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str, within: Locator | None = None) -> None:
        (within or self.tab).get_by_role("link", name=name, exact=True).first.click()

    def write(self, texts: dict[str, str], within: Locator | None = None) -> None:
        for label, text in texts.items():
            (within or self.tab).get_by_label(re.compile(rf"^{re.escape(label)}:?$")).first.fill(text)

    def choose(self, within: Locator, words: str) -> None:
        """Choose by autocomplete."""
        within.locator(".select2-selection").first.click()
        self.tab.locator(".select2-container--open .select2-search__field").last.fill(words)
        self.tab.locator(".select2-results__option[aria-selected]", has_text=words).first.click()

    def block(self, kind: str) -> Locator:
        """Add a block at the end of the story."""
        self.tab.locator(".order-machine-insert-target.last").click()
        self.tab.locator(".plugin-buttons .plugin-button", has_text=kind).first.click()
        added = self.tab.locator(".order-machine .inline-related:not(.empty-form)")
        return sorted(added.all(), key=lambda one: float(one.evaluate("one => one.style.order")))[-1]

    def saved(self, words: str = "") -> None:
        expect(self.tab.locator(".messagelist .success")).to_contain_text(words, timeout=SLOW)

    # The day

    def sign_in(self) -> None:
        self.tab.goto(f"{self.site.url}/admin/")
        self.write({"Username": self.site.curator, "Password": self.site.password})
        self.press("Sign in")
        self.step("sign in")

    def pictures(self) -> None:
        clicks = self.tab.evaluate("localStorage.getItem('clicks')")
        throw_away(self.tab, self.site)  # a file that another test has sent may have arrived since
        self.tab.evaluate("clicks => localStorage.setItem('clicks', clicks)", clicks)
        self.tab.goto(f"{self.site.url}/admin/")
        self.follow("Images")
        self.follow("Upload several pictures")
        self.tab.get_by_label("Files", exact=True).set_input_files(
            [
                {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": picture(name)}
                for name in ("seagreen", "maroon")
            ]
        )
        cards = self.tab.locator(".upload-card")
        expect(cards).to_have_count(2)
        for card, (english, russian) in zip(
            cards.all(), (("A green plate", "Зелёная плашка"), ("A red plate", "Красная плашка")), strict=True
        ):
            self.write({"Text alternative · English": english, "Text alternative · Русский": russian}, card)
        self.write({"Credit · English": "Made for this walk", "Credit · Русский": "Сделано для этой прогулки"})
        self.tab.get_by_label("Rights").first.select_option("own")
        expect(self.tab.locator(".upload-files__status")).to_contain_text("Files here: 2", timeout=SLOW)
        self.press("Save the pictures")
        self.saved("2 pictures were added")
        self.step("pictures")

    def dispute(self) -> None:
        self.follow("Add", self.tab.locator("tr.model-dispute"))
        self.write(
            {
                "Question · English": "When was it written?",
                "Question · Русский": "Когда оно было написано?",
                "What we make of it · English": "Both dates are told; neither is documented.",
                "What we make of it · Русский": "Называют обе даты; документа нет.",
            }
        )
        sides = self.tab.locator(".inline-related:not(.empty-form):has([data-order])")
        for number, (english, russian) in enumerate((("In 1957", "В 1957 году"), ("In 1958", "В 1958 году"))):
            side = sides.nth(number)
            self.write({"Claim · English": english, "Claim · Русский": russian}, side)
            self.choose(side.locator(".field-sources"), "Wikipedia")
        self.press("Save")
        self.saved()
        self.step("dispute")

    def story(self) -> None:
        tab = self.tab
        self.follow("Add", tab.locator("tr.model-exhibit"))
        self.write({"Title · English": TITLE, "Title · Русский": RUSSIAN})
        self.write({"Lead · English": "A story that was not told.", "Lead · Русский": "Нерассказанная история."})
        expect(tab.locator(".order-machine-insert-target.last")).to_be_visible(timeout=SLOW)
        chapter = self.block("Chapter")
        self.write({"Title · English": "The beginning", "Title · Русский": "Начало"}, chapter)
        text = self.block("Text")
        for place, words in enumerate(("It began in the forest.", "Всё началось в лесу.")):
            text.locator(".ProseMirror").nth(place).click()
            tab.keyboard.type(words)
        for words in ("A green plate", "A red plate"):
            self.choose(self.block("Figure").locator(".field-image"), words)
        quotation = self.block("Quotation")
        self.write({"Quotation · English": "Write to me.", "Quotation · Русский": "Пиши мне."}, quotation)
        self.write({"Attribution · English": "A letter", "Attribution · Русский": "Из письма"}, quotation)
        self.choose(self.block("Dispute").locator(".field-dispute"), "When was it written?")
        self.choose(self.block("Film").locator(".field-film"), "Cranes")
        self.press("Save and continue editing")
        self.saved()
        self.day.seen["form"] = tab.url
        self.step("story")

    def reviewer(self, guest: Page) -> None:
        tab = self.tab
        tab.goto(f"{self.site.url}/admin/")
        self.follow("Add", tab.locator("tr.model-reviewlink"))
        self.choose(tab.locator(".field-exhibit"), TITLE)
        self.write({"For whom": "Dr Ivanova"})
        self.press("Save and continue editing")
        guest.goto(tab.locator(".field-address a").inner_text())
        self.day.seen["reviewed"] = guest.locator("main").inner_text()
        guest.get_by_role("link", name="Say what you think").click()
        guest.get_by_label("Comment").fill("The forest is well chosen.")
        guest.get_by_role("button", name="Send to the curators").click()
        tab.goto(f"{self.site.url}/admin/")
        self.day.seen["desk"] = tab.locator("#content").inner_text()
        self.step("reviewer")

    def schedule(self) -> None:
        """Publish for the day after tomorrow; it is not ready, and says why."""
        tab = self.tab
        self.follow(TITLE, tab.locator(".desk__exhibits"))
        appears = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=2)
        tab.locator("#id_publish_at_0").fill(f"{appears:%Y-%m-%d}")
        tab.locator("#id_publish_at_1").fill("10:00")
        tab.get_by_label("Status").select_option("published")
        self.press("Save and continue editing")
        self.day.seen["held"] = tab.locator(".messagelist").inner_text()
        self.day.seen["held status"] = tab.get_by_label("Status").input_value()
        self.step("schedule")

    def mend(self) -> None:
        """Follow what readiness names to the dispute, and write what is missing."""
        tab = self.tab
        self.day.seen["readiness"] = tab.locator("details.readiness").first.inner_text()
        tab.locator(".readiness__finding a", has_text="Not settled").first.click()
        block = tab.locator(".order-machine .inline-related:not(.empty-form)", has_text="When was it written?")
        with self.context.expect_page() as opened:
            block.locator(".change-related").first.click()
        popup = opened.value
        for label, text in (("English", "In 1957 or 1958."), ("Русский", "В 1957 или 1958 году.")):
            popup.get_by_label(f"What we write · {label}").fill(text)
        with popup.expect_event("close"):
            popup.get_by_role("button", name="Save", exact=True).click()
        self.step("mend")

    def publish(self, guest: Page) -> None:
        """Publish as planned; then now, because the opening is moved up."""
        tab = self.tab
        tab.goto(self.day.seen["form"])
        tab.get_by_label("Status").select_option("published")
        self.press("Save and continue editing")
        self.saved()
        self.day.seen["planned"] = guest.goto(f"{self.site.url}{ADDRESS}").status  # type: ignore[union-attr]
        self.day.seen["agenda"] = self._agenda(guest)
        tab.locator("#id_publish_at_0").fill("")
        tab.locator("#id_publish_at_1").fill("")
        tab.get_by_role("button", name="Publish and continue editing").click()
        self.saved()
        for language, way in (("en", ""), ("ru", "/ru")):
            self.day.seen[f"opened {language}"] = guest.goto(f"{self.site.url}{way}{ADDRESS}").status  # type: ignore[union-attr]
            self.day.seen[f"page {language}"] = guest.locator("main").inner_text()
            self.day.seen[f"pictures {language}"] = guest.locator("main .picture img").count()
        self.step("publish")

    def _agenda(self, guest: Page) -> str:
        page = self.context.new_page()
        page.goto(f"{self.site.url}/admin/")
        words = page.locator("[aria-labelledby=desk-due]").inner_text()
        page.close()
        return words

    def revert(self, guest: Page) -> None:
        """A mistake reaches the visitors, and is taken back through the history."""
        tab = self.tab
        self.write({"Title · English": "Lettre never send"})
        tab.get_by_role("button", name="Publish and continue editing").click()
        self.saved()
        guest.goto(f"{self.site.url}{ADDRESS}")
        self.day.seen["mistaken"] = guest.get_by_role("heading", level=1).inner_text()
        self.follow("History")
        self.day.seen["history"] = tab.locator("#content").inner_text()
        tab.get_by_role("link", name="Look at this version, or bring it back").nth(1).click()
        tab.get_by_role("button", name="Bring it back").first.click()
        tab.wait_for_load_state()
        guest.goto(f"{self.site.url}{ADDRESS}")
        self.day.seen["reverted"] = guest.get_by_role("heading", level=1).inner_text()
        self.step("revert")

    def clear_away(self) -> None:
        """Leave the museum to other tests as it was."""
        self.tab.goto(re.sub(r"change/.*", "delete/", self.day.seen["form"]))
        self.tab.get_by_role("button", name=re.compile("sure")).click()
        self.saved()


def complaints_of(tab: Page) -> list[str]:
    found: list[str] = []
    tab.on("pageerror", lambda error: found.append(str(error)))
    tab.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    return found


@pytest.fixture(scope="module")
def day(browser: Browser, site: Site) -> Iterator[Day]:
    """The whole day, walked once."""
    context, other = browser.new_context(), browser.new_context()
    for one in (context, other):
        one.set_default_timeout(SLOW)
    context.add_init_script(COUNTING)
    walk, guest = Walk(context, site), other.new_page()
    complaints = [complaints_of(walk.tab), complaints_of(guest)]
    walk.sign_in()
    walk.dispute()
    walk.pictures()
    walk.story()
    walk.reviewer(guest)
    walk.schedule()
    walk.mend()
    walk.publish(guest)
    walk.revert(guest)
    walk.day.seen["complaints"] = [one for listed in complaints for one in listed]
    yield walk.day
    walk.clear_away()
    context.close()
    other.close()


def test_a_reviewer_sees_the_story_before_anybody_and_says_so(day: Day) -> None:
    for words in ("The beginning", "It began in the forest.", "Write to me.", "When was it written?", "In 1958"):
        assert words in day.seen["reviewed"]
    assert "The forest is well chosen." in day.seen["desk"]


def test_what_is_not_ready_is_held_back_and_says_why(day: Day) -> None:
    assert "“Letter Never Sent” stays a draft until this is mended" in day.seen["held"]
    assert "Not settled: dispute “When was it written?”." in day.seen["held"]
    assert day.seen["held status"] == "draft"
    assert "1 error" in day.seen["readiness"]


def test_it_appears_when_it_is_due_and_not_before(day: Day) -> None:
    assert day.seen["planned"] == 404
    assert "Letter Never Sent" in day.seen["agenda"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("The beginning", "It began in the forest.", "A letter", "In 1957 or 1958.", "The Cranes Are Flying")),
        ("ru", ("Начало", "Всё началось в лесу.", "Из письма", "В 1957 или 1958 году.", "Летят журавли")),
    ],
)
def test_visitors_read_all_of_it_in_both_languages(day: Day, language: str, words: tuple[str, ...]) -> None:
    page = day.seen[f"page {language}"].replace("\u00a0", " ")
    assert day.seen[f"opened {language}"] == 200
    assert [one for one in words if one not in page] == []
    assert day.seen[f"pictures {language}"] == 2


def test_a_mistake_is_taken_back_through_the_history(day: Day) -> None:
    assert day.seen["mistaken"] == "Lettre never send"
    assert "Lettre" in day.seen["history"]
    assert day.seen["reverted"] == "Letter Never Sent"


def test_no_step_takes_more_clicks_than_it_did(day: Day) -> None:
    assert {name: count for name, count in day.clicks.items() if count > MOST_CLICKS[name]} == {}
    assert set(day.clicks) == set(MOST_CLICKS)


def test_no_page_of_the_day_broke_the_policy(day: Day) -> None:
    assert day.seen["complaints"] == []
