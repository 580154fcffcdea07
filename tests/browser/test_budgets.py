"""What every kind of page must keep to: access, weight, calm.

Each kind is opened in both languages, on a phone and on a desk, and examined in one visit: loaded,
read to its end, seen in both schemes, and at last made narrower and wider. `KINDS` names a rich
page for every public address; a page that is not named here fails the first test.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from exhibit.publishing.pages import public_pages
from tests.browser.conftest import Site

KINDS = {
    "home": "/",
    "exhibit_list": "/exhibits/",
    "exhibit_detail": "/exhibits/the-cranes-are-flying/",
    "exhibit_labels": "/exhibits/the-cranes-are-flying/labels/",
    "image_detail": "/images/birches/",
    "film_list": "/films/",
    "film_detail": "/films/cranes-are-flying/",
    "person_list": "/people/",
    "person_detail": "/people/kalatozov/",
    "event_detail": "/events/youth-festival/",
    "timeline_entry": "/timeline/event-palme/",
    "timeline_poster": "/timeline/poster/",
    "timeline_list": "/timeline/list/",
    "place_list": "/places/",
    "place_detail": "/places/moscow/",
    "compare": "/compare/",
    "search": "/search/",
    "award_list": "/awards/",
    "award_body_detail": "/awards/cannes/",
    "award_detail": "/awards/cannes/cannes58-palme/",
    "timeline": "/timeline/",
    "api": "/api/",
}
PAIRS = ["/compare/people/kalatozov/urusevsky/", "/compare/films/cranes-are-flying/i-am-cuba/"]
NO_PAGE = "/no-such-page/"
MORE = ["/timeline/?from=abc&lane=opera", "/search/?q=Kalatosov&kind=opera", NO_PAGE, *PAIRS]
PATHS = [*KINDS.values(), *MORE]
BESIDE = "/timeline/?from=1956&to=1962&beside=life-kalatozov&beside=life-samoilova"
OPENED = f"{BESIDE}&lane=release&entry=event-palme"
WIDTHS = [320, 390, 640, 1440, 2560]  # 640 and 320 are 1280 pixels at 200 % and 400 %
PAGE_BYTES = 60_000
SCRIPT_BYTES = 25_000


@pytest.mark.django_db
def test_every_kind_of_page_is_walked() -> None:
    assert set(KINDS) == {page.name for page in public_pages()}


SHIFTS = """new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
    }).observe({type: "layout-shift", buffered: true});
    const step = () => {
        const before = scrollY;
        scrollBy({top: innerHeight, behavior: "instant"});
        if (scrollY > before) setTimeout(step, 60); else setTimeout(() => done(sum), 120);
    };
    step();
})"""

# What answers to scrolling begins at the next frame, and may fade.
STILL = """async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    for (const one of document.getAnimations()) if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
}"""

# WCAG 2.5.8 excepts a link in a sentence, beside which there are words that are no element, and one that has room
# around it: 24 pixels across its middle that are no other's. What covers more than its words does so by its ::after.
# The bars of a drawing are as wide as their years.
SMALL_TARGETS = """() => {
    const isInSentence = (link) => {
        for (let one = link; getComputedStyle(one).display === 'inline'; one = one.parentElement)
            if ([...one.parentElement.childNodes].some(e => e.nodeType === 3 && e.data.trim())) return true;
        return false;
    };
    const size = (one) => {
        const { width, height } = (one.closest('label') || one).getBoundingClientRect();
        const cover = getComputedStyle(one, '::after');
        if (cover.position !== 'absolute') return [width, height];
        return [Math.max(width, parseFloat(cover.width) || 0), Math.max(height, parseFloat(cover.height) || 0)];
    };
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
        .filter(e => e.checkVisibility() && !e.closest('svg'))
        .map(e => ({ e, box: (e.closest('label') || e).getBoundingClientRect() }))
        .map(one => ({ ...one, small: size(one.e).some(side => side < 24) }));
    const beyond = (at, from, to) => Math.max(from - at, at - to, 0);
    const hasRoom = ({ e, box }) => {
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return all.every(({ e: other, box: o, small }) => other === e
            || Math.hypot(beyond(x, o.left, o.right), beyond(y, o.top, o.bottom)) >= 12
                && !(small && Math.hypot(o.x + o.width / 2 - x, o.y + o.height / 2 - y) < 24));
    };
    return all.filter(({ small }) => small)
        .filter(one => one.e.matches(':not(a), nav a') || !isInSentence(one.e) && !hasRoom(one))
        .map(({ e, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 90)}`);
}"""

SPACING = """{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets.push(sheet);
}"""

SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass(slots=True)
class Visit:
    """What was found on one page."""

    path: str
    packing: str = ""
    sizes: dict[str, int] = field(default_factory=dict)  # bytes over the wire, without pictures
    said: list[str] = field(default_factory=list)
    shift: float = 0
    violations: list[Any] = field(default_factory=list)
    small_targets: list[str] = field(default_factory=list)
    wide: list[int | str] = field(default_factory=list)


def examined(tab: Page, address: str, path: str) -> Visit:
    visit = Visit(path)

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.location["url"].endswith(NO_PAGE):
            visit.said.append(message.text)

    def weigh(answer: Response) -> None:
        if answer.request.resource_type in {"document", "stylesheet", "script"} or answer.url.endswith(".svg"):
            visit.sizes[answer.url] = answer.request.sizes()["responseBodySize"]

    tab.on("console", hear)
    tab.on("pageerror", lambda error: visit.said.append(str(error)))
    tab.on("response", weigh)
    answer = tab.goto(address + path, wait_until="networkidle")
    assert answer
    visit.packing = answer.headers.get("content-encoding", "none")
    tab.remove_listener("response", weigh)
    visit.shift = round(tab.evaluate(SHIFTS), 4)
    tab.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # at once, without a transition
        tab.evaluate(STILL)
        visit.violations += [
            (scheme, violation["impact"], violation["id"], violation["nodes"][0]["html"][:160])
            for violation in Axe().run(tab).response["violations"]
        ]
    visit.small_targets = tab.evaluate(SMALL_TARGETS)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 256 if width == 320 else 800})
        if tab.evaluate(SCROLLS_SIDEWAYS):
            visit.wide.append(width)
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.evaluate(SPACING)
    if tab.evaluate(SCROLLS_SIDEWAYS):
        visit.wide.append("with wider text spacing")
    return visit


@pytest.fixture(scope="module", params=[("", 390), ("", 1440), ("/ru", 390), ("/ru", 1440)], ids=str)
def visits(request: pytest.FixtureRequest, browser: Browser, site: Site) -> list[Visit]:
    """All pages in a language, as on a phone or on a desk."""
    prefix, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 850})
    found = []
    for path in PATHS:
        tab = context.new_page()
        found.append(examined(tab, site.url + prefix, path))
        tab.close()
    context.close()
    return found


def test_axe_finds_nothing_of_any_impact_in_both_schemes(visits: list[Visit]) -> None:
    assert {visit.path: visit.violations for visit in visits if visit.violations} == {}


def test_no_page_scrolls_sideways_at_any_width_or_zoom_or_text_spacing(visits: list[Visit]) -> None:
    """Text spacing of a visitor's own: WCAG 1.4.12."""
    assert {visit.path: visit.wide for visit in visits if visit.wide} == {}


def test_targets_are_24_pixels_or_in_a_sentence(visits: list[Visit]) -> None:
    assert {visit.path: visit.small_targets for visit in visits if visit.small_targets} == {}


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [BESIDE, OPENED], ids=["beside", "opened"])
def test_so_are_those_of_a_timeline_with_lives_beside_it_or_an_entry_opened(
    browser: Browser, site: Site, path: str, width: int, has_script: bool
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 850}, java_script_enabled=has_script)
    tab = context.new_page()
    tab.goto(site.url + path, wait_until="networkidle")
    if path == OPENED:
        tab.locator("#entry").first.wait_for()
    assert tab.locator(".beside__off").count() == 2
    assert tab.evaluate(SMALL_TARGETS) == []
    context.close()


def test_nothing_on_a_page_shifts(visits: list[Visit]) -> None:
    """While it loads, and while it is read to its end.

    A browser on a busy machine may paint a page of which half has come: a hundredth is a tenth of what counts as calm.
    """
    assert {visit.path: visit.shift for visit in visits if visit.shift > 0.01} == {}


def test_no_page_complains_in_the_console(visits: list[Visit]) -> None:
    assert {visit.path: visit.said for visit in visits if visit.said} == {}


def test_pages_are_light(visits: list[Visit], site: Site) -> None:
    """Bytes over the wire of a page without its pictures: as the server sends them."""
    assert {visit.path: visit.packing for visit in visits if visit.packing not in {"br", "zstd", "gzip"}} == {}
    assert {url for visit in visits for url in visit.sizes if not url.startswith(site.url)} == set()
    weights = {visit.path: sum(visit.sizes.values()) for visit in visits}
    assert {path: weight for path, weight in weights.items() if weight > PAGE_BYTES} == {}
    scripts = {visit.path: sum(size for url, size in visit.sizes.items() if url.endswith(".js")) for visit in visits}
    assert {path: weight for path, weight in scripts.items() if weight > SCRIPT_BYTES} == {}
