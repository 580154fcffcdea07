"""A frozen copy behind a plain web server, below a path: its timeline answers as the museum's own does."""

import functools
import http.server
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from tests.browser.conftest import ROOT, Site, wait_for

PATH = "/museum/exhibit/"
FEWER = """
from exhibit.models import Film, Person, Place
some = list(Person.objects.order_by("slug").values_list("slug", flat=True)[:9])
Person.objects.exclude(slug__in=["kalatozov", "urusevsky", "samoilova", *some]).update(status="draft")
Film.objects.exclude(slug__in=["cranes-are-flying", "i-am-cuba"]).update(status="draft")
Place.objects.exclude(slug__in=["moscow", "cannes"]).update(status="draft")
"""
"""Fewer pages, and still so many entries that a narrow window has no room for all."""

ASKED = [
    "",
    "from=1957&to=1958",
    "from=1957-10&to=1957-10",
    "from=1958-05-18&to=1958-05-18",
    "from=1800&to=1850",
    "from=1941",
    "to=1945",
    "width=200",
    "width=200&from=1940&to=1970",
    "width=8000",
    "lane=war&lane=award",
    "lane=lives",
    "film=cranes-are-flying",
    "film=i-am-cuba&from=1960&to=1970",
    "person=kalatozov",
    "person=urusevsky&lane=technique",
    "place=moscow",
    "q=palme",
    "q=ЛЕТЯТ",
    "q=film cannes",
    "q=nobodyhasthisword",
    "film=cranes-are-flying&q=samoilova&from=1957&to=1960&width=400",
    "overview=1&width=900",
    "overview=1&film=cranes-are-flying",
]
PAGES = [*(asked for asked in ASKED if "width" not in asked and "overview" not in asked), "from=1958&to=1941"]
WALKED = [
    "",
    "ru/",
    "films/index.html",
    "films/cranes-are-flying/",
    "people/kalatozov/index.html",
    "exhibits/",
    "exhibits/the-cranes-are-flying/",
    "awards/",
    "places/",
    "timeline/",
    "timeline/list/",
    "timeline/poster/",
    "ru/timeline/",
    "compare/people/kalatozov/urusevsky/",
    "images/birches/",
]


@dataclass(frozen=True)
class Twins:
    """The same museum twice: served by itself, and as a frozen copy."""

    museum: str
    copy: str
    folder: Path


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Hands out files below `PATH`, as a host would that knows nothing of the museum."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(PATH.rstrip("/")) if path.startswith(PATH) else "/nowhere")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def twins(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    folder = tmp_path_factory.mktemp("twins")
    database = folder / "museum.sqlite3"
    with sqlite3.connect(site.environment["DATABASE_URL"].removeprefix("sqlite:///")) as opened:
        opened.execute("VACUUM INTO ?", (str(database),))
    environment = site.environment | {"DATABASE_URL": f"sqlite:///{database}"}

    def manage(*words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    ways: dict[str, Any] = {"cwd": ROOT, "env": environment}
    subprocess.run(manage("shell", "-c", FEWER), check=True, capture_output=True, **ways)
    subprocess.run(manage("freeze", str(folder / "out"), "--verbosity=0"), check=True, **ways)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    log = (folder / "server.log").open("w")
    museum = subprocess.Popen(manage("runserver", "--noreload", address), stdout=log, stderr=log, **ways)
    place = folder / "out" / "current" / "data" / "site"
    host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=os.fspath(place)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        wait_for(f"http://{address}", museum)
        yield Twins(f"http://{address}/", f"http://127.0.0.1:{host.server_port}{PATH}", place)
    finally:
        host.shutdown()
        host.server_close()
        museum.terminate()
        museum.wait(timeout=10)
        log.close()


@pytest.fixture
def calm(page: Page) -> Iterator[Page]:
    """A tab in which an error in the console, or a request that fails, fails the test."""
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            faults.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 400:
            faults.append(f"{response.status} {response.url}")

    page.on("console", said)
    page.on("response", answered)
    page.on("requestfailed", lambda request: faults.append(f"{request.failure} {request.url}"))
    yield page
    assert [fault for fault in faults if "ERR_ABORTED" not in fault] == []


def stand(page: Page) -> None:
    """Wait until the instrument stands."""
    page.wait_for_selector("[data-timeline][data-ready]", state="attached")
    expect(page.locator("#filters")).not_to_have_attribute("hidden", "")


def answer(page: Page, asked: str) -> Any:
    """What `data.json` says, as the page's own scripts get it."""
    return page.evaluate("async asked => (await fetch(`data.json?${asked}`)).json()", asked)


def listed(page: Page, asked: str) -> Any:
    """What the page for a question shows: its list, the ways on, and the counts beside the choices."""
    script = """async asked => {
      const found = await fetch(asked ? `./?${asked}` : "./");
      const trusted = trustedTypes.createPolicy("pages", { createHTML: text => text });
      const page = new DOMParser().parseFromString(trusted.createHTML(await found.text()), "text/html");
      const texts = selector => [...page.querySelectorAll(selector)].map(one => one.textContent.trim());
      return {
        count: texts(".timeline__count"),
        entries: [...page.querySelectorAll("#entries [id]")].map(one => one.id),
        ways: [...page.querySelectorAll("#entries [data-way]")].map(one =>
          [one.dataset.way, String(new URLSearchParams((one.getAttribute("href") ?? "").split("?")[1]))]),
        out: texts(".empty__ways li"),
        lanes: texts(".filters__count"),
        films: texts("select[name=film] option"), people: texts("select[name=person] option"),
        places: texts("select[name=place] option"),
        bars: [...page.querySelectorAll(".histogram__bar")].map(one => Number(one.getAttribute("height"))),
        years: texts(".histogram__year"),
        decades: texts(".decades a"),
      };
    }"""
    return page.evaluate(script, asked)


def test_every_kind_of_page_is_whole_below_a_path(calm: Page, twins: Twins) -> None:
    for path in WALKED:
        calm.goto(twins.copy + path)
        calm.wait_for_load_state("networkidle")
        assert calm.locator("h1").count() == 1, path


def test_links_lead_from_page_to_page(calm: Page, twins: Twins) -> None:
    calm.goto(twins.copy)
    calm.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    calm.get_by_role("link", name="Kalatozov").first.click()
    expect(calm.locator("h1")).to_contain_text("Kalatozov")
    calm.get_by_role("link", name="Русский").click()
    expect(calm).to_have_url(f"{twins.copy}ru/people/kalatozov/index.html")
    calm.locator(".site-header__name").click()
    expect(calm).to_have_url(f"{twins.copy}ru/index.html")


@pytest.fixture(scope="module")
def pair(browser: Browser, twins: Twins) -> Iterator[tuple[Page, Page]]:
    """The timeline of the museum and that of its copy."""
    pages = []
    for address in (twins.museum, twins.copy):
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(f"{address}timeline/")
        tab.wait_for_selector("[data-timeline][data-ready]", state="attached")
        pages.append(tab)
    yield pages[0], pages[1]
    for tab in pages:
        tab.close()


@pytest.mark.parametrize("asked", ASKED)
def test_the_copy_answers_as_the_museum_does(pair: tuple[Page, Page], asked: str) -> None:
    museum, copy = (answer(page, asked) for page in pair)
    for found in (museum, copy):
        for entry in found["entries"]:
            del entry["url"], entry["record"]  # each leads to its own pages
    for name in ("version", "language", "asked", "window", "extent", "count", "lanes", "more", "beside"):
        assert copy[name] == museum[name], name
    assert copy["entries"] == museum["entries"]
    for part in ("bins", "overview"):
        told, known = copy[part], museum[part]
        assert (told is None) == (known is None)
        if known:
            assert [told[name] for name in ("unit", "size", "starts")] == [
                known[name] for name in ("unit", "size", "starts")
            ]
            assert told["lanes"].keys() == known["lanes"].keys()
            for lane, amounts in known["lanes"].items():
                assert told["lanes"][lane] == pytest.approx(amounts, abs=0.011), lane


def test_some_of_these_windows_are_crowded_and_some_are_not(pair: tuple[Page, Page]) -> None:
    crowded = [bool(answer(pair[1], asked)["bins"]["lanes"]) for asked in ASKED]
    assert 0 < sum(crowded) < len(ASKED)


@pytest.mark.parametrize("asked", PAGES)
def test_the_page_below_says_what_the_museums_says(pair: tuple[Page, Page], asked: str) -> None:
    museum, copy = (listed(page, asked) for page in pair)
    bars, known = copy.pop("bars"), museum.pop("bars")
    assert bars == pytest.approx(known, abs=0.5)
    assert copy == museum


def test_it_is_zoomed_filtered_and_searched(calm: Page, twins: Twins) -> None:
    calm.set_viewport_size({"width": 1280, "height": 900})
    calm.goto(f"{twins.copy}timeline/index.html")
    stand(calm)
    calm.get_by_role("button", name="Nearer").click()
    expect(calm).to_have_url(re.compile(r"\?from=\d{4}(-\d\d)?&to=\d{4}"))
    calm.get_by_label("Film", exact=True).select_option("cranes-are-flying")
    expect(calm).to_have_url(re.compile("film=cranes-are-flying"))
    calm.get_by_label("Words").fill("palme")
    calm.get_by_label("Words").press("Enter")
    expect(calm).to_have_url(re.compile("q=palme"))
    expect(calm.locator("#event-palme")).to_be_visible()
    calm.reload()
    stand(calm)
    expect(calm.locator("#event-palme")).to_be_visible()
    expect(calm.get_by_label("Words")).to_have_value("palme")
    calm.locator("#entries #event-palme .entry__title a").click()
    expect(calm.locator(".panel #entry")).to_contain_text("Palme d’Or")
    expect(calm).to_have_url(re.compile("entry=event-palme"))
    calm.locator(".panel").get_by_role("link", name="The whole page").click()
    expect(calm).to_have_url(f"{twins.copy}events/palme/index.html")
    calm.get_by_role("link", name="On the timeline").click()
    stand(calm)
    expect(calm.locator(".panel #entry")).to_contain_text("Palme d’Or")


def test_on_a_phone_it_is_a_strip(browser: Browser, twins: Twins) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto(f"{twins.copy}timeline/")
    expect(tab.locator(".scrubber")).to_be_visible()
    tab.locator(".decades a").nth(3).click()
    expect(tab).to_have_url(re.compile(r"#year-\d{4}|from="))
    tab.locator("#entries .entry__title a").first.click()
    expect(tab.locator("dialog.sheet[open] #entry")).to_be_visible()
    tab.close()


def test_without_a_script_everything_can_be_read(browser: Browser, twins: Twins) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{twins.copy}timeline/index.html")
    expect(tab.locator("#filters")).to_be_hidden()
    expect(tab.locator("#entries .entry").first).to_be_visible()
    tab.locator(".histogram a[href*='year-1958']").first.click(force=True)
    expect(tab).to_have_url(f"{twins.copy}timeline/list/index.html#year-1958")
    expect(tab.locator("#year-1958")).to_be_in_viewport()
    context.close()


def test_from_a_disk_its_pages_are_whole(browser: Browser, twins: Twins) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((twins.folder / "index.html").as_uri())
    tab.get_by_role("navigation", name="Main").get_by_role("link", name="Timeline").click()
    expect(tab).to_have_url((twins.folder / "timeline" / "index.html").as_uri())
    assert tab.evaluate("getComputedStyle(document.body).fontFamily") != "", "its styles are there"
    expect(tab.locator("#entries .entry").first).to_be_in_viewport()
    tab.close()


SEARCHED = [
    "Kalatozov",
    "Калатозов",
    "Kalatozow",
    "Kalatosov",
    "журавли",
    "cranes",
    "Urusevsky",
    "Kalatozov Cannes",
    "Palme d'Or",
    "1958",
    "1941/1945",
    "nobodyhasthisword",
]


@pytest.mark.parametrize("asked", SEARCHED)
def test_its_search_answers_as_the_museums_does(calm: Page, twins: Twins, asked: str) -> None:
    calm.goto(f"{twins.museum}search/?{urlencode({'q': asked})}")
    titles = calm.locator(".result__title")
    wanted, count = titles.all_inner_texts(), calm.locator(".search__count").inner_text()
    calm.goto(f"{twins.copy}search/index.html?{urlencode({'q': asked})}")
    expect(calm.locator(".search__count")).to_have_text(count)
    found = titles.all_inner_texts()
    assert found[:1] == wanted[:1]
    assert len(found) == len(wanted)


def test_its_search_is_narrowed_and_suggests(calm: Page, twins: Twins) -> None:
    calm.goto(f"{twins.copy}ru/search/index.html")
    calm.locator("#search-text").press_sequentially("урус")
    suggestion = calm.get_by_role("option").first
    expect(suggestion).to_contain_text("Сергей Урусевский")
    calm.keyboard.press("Enter")
    expect(calm.locator(".result__title").first).to_have_text("Сергей Урусевский")
    calm.locator(".facets__choice").first.click()
    expect(calm.locator(".facets__choice[aria-current]")).to_have_count(1)
    calm.locator(".result__title a").first.click()
    expect(calm.locator("h1")).to_be_visible()
