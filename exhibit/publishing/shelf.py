"""Where finished pages are kept: in the memory of each process, within a bound, and in Redis for all of them.

Addresses that somebody asked a question with (`?from=1941`) have a quarter of the memory to themselves: a
visitor who tries every filter, or invents questions, does not push the pages out.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from django.core.cache import BaseCache

from exhibit.publishing import packing
from exhibit.publishing.showing import Showing

A_DAY = 86_400
A_MINUTE = 60  # for a question that anybody may invent
RENDERING = 15  # seconds that others wait for a process that said it would make a page
LOST_FOR = 5.0  # seconds in which a shared cache that failed is not asked again
OF_QUESTIONS = 0.25  # of the memory

Headers = list[tuple[str, str]]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Finished:
    """An answer as it leaves: its bytes by encoding, the first as it was made; "" is unpacked."""

    status: str
    headers: Headers
    digest: str
    bodies: dict[str, bytes]
    is_packable: bool
    is_invented: bool
    ready: dict[tuple[str, str], "Ready"] = field(default_factory=dict)
    """Headers as they were sent, by encoding and what they say of the cache."""

    def body(self, encoding: str) -> bytes:
        """Return the bytes in an encoding; made from another once it is asked for."""
        body = self.bodies.get(encoding)
        if body is None:
            kept, packed = next(iter(self.bodies.items()))
            content = packing.unpack(packed, kept) if kept else packed
            body = packing.pack(content, encoding, is_invented=self.is_invented) if encoding else content
            if encoding:
                self.bodies[encoding] = body
        return body

    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return sum(map(len, self.bodies.values())) + 2_000

    def as_tuple(self) -> tuple[Any, ...]:
        """What other processes need of it."""
        return self.status, self.headers, self.digest, self.bodies, self.is_packable, self.is_invented


class Ready(NamedTuple):
    """Headers of an answer, those for a browser that has it, and the name by which it says so."""

    headers: Headers
    unchanged: Headers
    etag: str


class Memory:
    """The pages last asked for, as many as have room."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._pages: OrderedDict[Hashable, tuple[Finished, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> Finished | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, page: Finished) -> None:
        """Keep a page, also one that has grown by an encoding; the longest unasked give room."""
        size = page.size()
        with self._lock:
            if key in self._pages:
                self.size -= self._pages.pop(key)[1]
            if size > self.most // 4:  # one does not push out all others
                return
            self._pages[key] = page, size
            self.size += size
            while self.size > self.most:
                _key, (_page, gone) = self._pages.popitem(last=False)
                self.size -= gone

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0


class Shelf:
    """Finished pages of one showing. A new showing begins with an empty shelf."""

    def __init__(self, most: int, shared: "Shared | None") -> None:
        self.questions = Memory(int(most * OF_QUESTIONS))
        self.pages = Memory(most - self.questions.most)
        self.shared = shared
        self._showing = ""
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return self.pages.size + self.questions.size

    def get(self, showing: str, key: str) -> Finished | None:
        """Return what this process keeps."""
        return self._memory(key).get((showing, key))

    def put(self, showing: str, key: str, page: Finished) -> None:
        """Keep a page; the first of a new showing finds an empty shelf."""
        with self._lock:
            if showing != self._showing:
                self.pages.clear()
                self.questions.clear()
                self._showing = showing
        self._memory(key).put((showing, key), page)

    def _memory(self, key: str) -> Memory:
        return self.questions if "?" in key else self.pages


class Shared:
    """The shelf of all processes, in Redis. Whatever goes wrong there, a page can be made without it."""

    def __init__(self, cache: BaseCache, release: str) -> None:
        self.cache = cache
        self.release = release
        self._lost_until = 0.0

    def get(self, showing: str, key: str) -> Finished | None:
        kept = self._ask("get", self._key(showing, key))
        return Finished(*kept) if kept else None

    def put(self, showing: str, key: str, page: Finished) -> None:
        self._ask("set", self._key(showing, key), page.as_tuple(), A_MINUTE if "?" in key else A_DAY)
        self._ask("delete", self._key(showing, key) + ":making")

    def leave(self, showing: str, key: str) -> None:
        """Say that nobody makes this page any more: it was none to keep."""
        self._ask("delete", self._key(showing, key) + ":making")

    def others_make(self, showing: str, key: str) -> bool:
        """Whether another process is making this page; if none does, it is ours to make."""
        return self._ask("add", self._key(showing, key) + ":making", 1, RENDERING) is False

    def wait(self, showing: str, key: str) -> Finished | None:
        """Return the page that another process makes; None if it gives up or takes too long."""
        until = time.monotonic() + RENDERING
        while time.monotonic() < until:
            time.sleep(0.02)
            if page := self.get(showing, key):
                return page
            if not self._ask("get", self._key(showing, key) + ":making"):
                return None
        return None

    def remember(self, showing: Showing) -> None:
        """Tell processes that begin without a database what was on show."""
        told = showing.name, showing.changes_at, showing.ends_at, showing.since
        self._ask("set", f"exhibit:{self.release}:last", told, A_DAY)

    def forget(self) -> None:
        """Tell them that it is over."""
        self._ask("delete", f"exhibit:{self.release}:last")

    def remembered(self) -> Showing | None:
        """Return the last showing that any process saw."""
        kept = self._ask("get", f"exhibit:{self.release}:last")
        return Showing(*kept) if kept else None

    def _key(self, showing: str, key: str) -> str:
        return f"exhibit:{self.release}:{showing}:{key}"

    def _ask(self, verb: str, *words: Any) -> Any:
        if time.monotonic() < self._lost_until:
            return None
        try:
            return getattr(self.cache, verb)(*words)
        except Exception:  # whatever a cache raises: the page is more important
            self._lost_until = time.monotonic() + LOST_FOR
            log.exception("The shared cache does not answer; pages are made without it for %s seconds.", LOST_FOR)
            return None
