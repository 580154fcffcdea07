"""The hands of a freeze: each makes pages and files of the copy, alone or several at once.

Several are processes of this one, made when all is known that they need: a page takes the processor, not the wait.
"""

import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from typing import Any
from urllib.parse import unquote

from django.db import connections

from exhibit.interop.formats import JSON, JSON_LD
from exhibit.publishing import manifests
from exhibit.publishing.freezing.addresses import Guide, Lead, is_left_out
from exhibit.publishing.freezing.answers import answers
from exhibit.publishing.freezing.assets import content_of, needed_by
from exhibit.publishing.freezing.bag import PAYLOAD
from exhibit.publishing.freezing.handler import Museum
from exhibit.publishing.freezing.links import frozen, frozen_manifest, path_of
from exhibit.publishing.freezing.shelf import Kept, Shelf
from exhibit.publishing.freezing.tiles import tiles
from exhibit.publishing.pages import name_of

SITE = f"{PAYLOAD}/site"


@dataclass(slots=True)
class Made:
    """What came of one page or file: what was written, and what it needs besides."""

    name: str
    kept: list[Kept] = field(default_factory=list)
    assets: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Workshop:
    """Makes parts of one copy."""

    museum: Museum
    guide: Guide
    shelf: Shelf
    led: dict[str, Lead | None] = field(default_factory=dict)

    def page(self, address: str) -> Made:
        """Ask the museum for an address and put its page, or its file, into the copy."""
        answer = self.museum.page(address)
        lead = self.guide.page(address)
        assert lead is not None, address
        made = Made(address)
        content = answer.body
        if answer.media_type == "text/html":
            page = frozen(content.decode(), path_of(address), self.guide, self.follow, lead.file)
            made = Made(address, [], page.assets, page.pages, page.lost)
            content = page.html.encode()
        elif answer.media_type == "application/manifest+json":
            page = frozen_manifest(content.decode(), self.guide, lead.file)
            made = Made(address, [], page.assets)
            content = page.html.encode()
        elif answer.media_type in (JSON.type, JSON_LD.type):
            content = self.guide.document(content.decode()).encode()
            made.pages |= self._next(answer.body)
        elif answer.media_type.startswith(("text/", "application/")):
            content = self.guide.abroad(content.decode()).encode()
        made.kept = self.put(lead.file, content)
        return made

    def _next(self, document: bytes) -> set[str]:
        """Return the address of the next sheet of a list."""
        following = json.loads(document).get("next")
        inner = self.guide.inner(following) if isinstance(following, str) else None
        return {inner} if inner else set()

    def asset(self, file: str) -> Made:
        """Put a style, script, drawing or picture into the copy."""
        content = content_of(file)
        return Made(file, self.put(file, content), set(needed_by(file, content)))

    def timeline(self, language: str) -> Made:
        """Put all that the timeline's script needs in one language into the copy."""
        made = Made(language)
        folder = self.guide.tiles[language]
        for name, content, page in tiles(language, self.guide, self.follow):
            made.kept += self.put(f"{folder}/{name}", content)
            if page:
                made.assets |= page.assets
                made.pages |= page.pages
                made.lost |= page.lost
        return made

    def search(self, language: str) -> Made:
        """Put all that the search's script needs in one language into the copy."""
        made = Made(language)
        folder = self.guide.answers[language]
        for name, content in answers(language, self.guide):
            made.kept += self.put(f"{folder}/{name}", content)
        return made

    def pieces(self, slug: str) -> Made:
        """Put the pieces of a picture that other museums' viewers ask for into the copy.

        Their addresses, and so their files, have commas: every disk takes those, and a viewer asks for no other name.
        """
        made = Made(slug)
        for address, file in manifests.pieces(slug):
            made.kept += self.put(address.removeprefix("/"), content_of(f"media/{file}"))
        return made

    def put(self, file: str, content: bytes) -> list[Kept]:
        return self.shelf.put(f"{SITE}/{file}", content)

    def follow(self, address: str) -> Lead | None:
        """Return the page to which an inner address leads on, as a visitor's browser would; None where to none."""
        if is_left_out(name_of(unquote(path_of(address)))):
            return None
        if address not in self.led:
            answer = self.museum.ask(address)
            now = self.guide.inner(answer.location) if answer.status in (301, 302) else None
            self.led[address] = self.guide.page(now) if now is not None else None
        return self.led[address]


_workshop: Workshop | None = None


@contextmanager
def hands(workshop: Workshop, count: int) -> Iterator[Callable[[str, Iterable[Any]], Iterator[Made]]]:
    """Give a function that makes many things by the name of a method of the workshop, `count` at once.

    What fails in one of them is raised here, and nothing more is begun.
    """
    if count <= 1:
        yield lambda method, given: (getattr(workshop, method)(one) for one in given)
        return
    global _workshop
    _workshop = workshop
    connections.close_all()  # each process opens its own
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), initializer=_begin)

    def make(method: str, given: Iterable[Any]) -> Iterator[Made]:
        for done in as_completed([pool.submit(_make, method, one) for one in given]):
            yield done.result()

    try:
        yield make
    finally:
        pool.shutdown(cancel_futures=True)
        _workshop = None


def _begin() -> None:
    connections.close_all()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _make(method: str, given: Any) -> Made:
    assert _workshop is not None
    made: Made = getattr(_workshop, method)(given)
    return made
