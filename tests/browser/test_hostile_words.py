"""Hostile words in every field of every record: Chromium opens the pages, and no word runs, loads or leads anywhere.

Without the policy of content, which would stop it at the last moment: words must be harmless by themselves. The
museum answers in this process, so that all records may be spoilt. With TURNS=62 each field gets every payload in turn.
"""

import os
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from exhibit.models import Exhibit, Film, Person
from tests.hostile_words import written

pytestmark = pytest.mark.usefixtures("museum")

SITE = "http://testserver"
FOUND = """() => [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes])
    .filter(({ name, value }) => name.startsWith('on')
        || (['href', 'src', 'action', 'formaction', 'xlink:href', 'srcdoc', 'data'].includes(name)
            && /^(javascript|vbscript|data:text)/i.test(value.replace(/[\\s\\0]/g, ''))))
    .map(({ name, value, ownerElement }) => `${ownerElement.tagName} ${name}=${value}`)"""
"""Attributes that would run once somebody touches them."""


class Watched:
    """A tab whose every request this process answers, and what happened in it that should not."""

    def __init__(self, page: Page, client: Client, change: Callable[[str], str] = str) -> None:
        self.page, self.client, self.change = page, client, change
        self.happened: list[str] = []
        self.connection = connections["default"]
        page.on("dialog", self._dialog)
        page.route("**/*", self._answer)

    def _dialog(self, dialog: Any) -> None:
        self.happened.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _answer(self, route: Route) -> None:
        place = urlsplit(route.request.url)
        if f"{place.scheme}://{place.netloc}" != SITE:
            self.happened.append(f"asked {route.request.url}")
            route.abort()
            return
        connections["default"] = self.connection  # the tab's loop has a context of its own, and none of its own data
        answer: Any = self.client.get(f"{place.path}?{place.query}" if place.query else place.path)
        body = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        heads = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
        if "html" in heads.get("Content-Type", ""):
            body = self.change(body.decode()).encode()
        route.fulfill(status=answer.status_code, headers=heads, body=body)

    def open(self, path: str) -> str:
        """Open a page, and return its text."""
        self.page.goto(f"{SITE}{path}")
        self.page.wait_for_load_state("networkidle")
        self.happened += [f"{path}: {one}" for one in self.page.evaluate(FOUND)]
        return self.page.content()


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def start(client: Client, **more: Any) -> Watched:
        context = browser.new_context(bypass_csp=True)
        contexts.append(context)
        return Watched(context.new_page(), client, **more)

    yield start
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()


def public() -> list[str]:
    exhibit, film, person = (noun.objects.published().first() for noun in (Exhibit, Film, Person))
    assert exhibit
    assert film
    assert person
    records = [one.get_absolute_url() for one in (exhibit, film, person)]
    return ["/", *records, "/timeline/", "/awards/", "/search/?q=alert", "/ru/films/"]


def desk() -> list[str]:
    film = Film.objects.published().first()
    assert film
    pages = [f"admin:exhibit_film_{page}" for page in ("change", "delete", "history", "usage")]
    lists = [
        "/admin/",
        "/admin/exhibit/film/",
        "/admin/exhibit/source/",
        "/admin/readiness/",
        "/admin/account/",
        EVENTS,
    ]
    return [*lists, *(reverse(page, args=(film.pk,)) for page in pages)]


EVENTS = "/admin/exhibit/accountevent/"
TURNS = range(int(os.environ.get("TURNS", "1")))


@pytest.mark.parametrize("turn", TURNS)
def test_on_visitors_pages(watch: Callable[..., Watched], turn: int) -> None:
    taken = list(written(turn))
    assert len(taken) > 60
    tab = watch(Client())
    texts = [tab.open(path) for path in public()]
    assert tab.happened == []
    assert sum("alert(1)" in text for text in texts) >= 5, "words are shown, as words"


@pytest.mark.parametrize("turn", TURNS)
def test_at_the_desk(watch: Callable[..., Watched], admin_client: Client, turn: int) -> None:
    assert len(list(written(turn + 7))) > 60
    tab = watch(admin_client)
    texts = [tab.open(path) for path in desk()]
    assert tab.happened == []
    assert sum("alert(1)" in text for text in texts) >= 5


def test_a_page_that_does_not_escape_would_be_seen(watch: Callable[..., Watched]) -> None:
    Film.objects.filter(slug="cranes-are-flying").update(title_en="<img src=http://evil.example/ onerror=alert(1)>")
    tab = watch(Client(), change=unescape)
    tab.open("/films/cranes-are-flying/")
    assert any("dialog" in one for one in tab.happened)
    assert any("evil.example" in one for one in tab.happened)
