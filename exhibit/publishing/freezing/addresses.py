"""Addresses of the museum and files of a frozen copy: which file stands for which address, and the way between two.

Links name their file, `../films/index.html`, so that they lead there from a disk, from any host and below any
path. Names of files keep to letters that every disk and archive takes: EDTF's "?" and "%" stand as `_3f` and `_25`.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage

from exhibit.publishing.pages import PAIRS, WRITTEN, name_of

LEFT_OUT = ("compare", "timeline_embed", "oembed", "review")
"""Public addresses that only a server can answer: links to them lose their address."""

FOUND = (*PAIRS, *WRITTEN)
"""Public addresses of which no list is made: those to which a page leads are part of a copy."""

INDEX = "index.html"
UNSAFE = re.compile(r"[^A-Za-z0-9._~-]|\.+$")


def safe(name: str) -> str:
    """Return a part of a path as a name for a file or folder on any disk."""
    return UNSAFE.sub(lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), name)


def file_of(path: str) -> str:
    """Return the file that stands for an address from the root: /films/ is films/index.html."""
    parts = [safe(unquote(part)) for part in path.split("/") if part]
    return "/".join([*parts, INDEX] if path.endswith("/") else parts)


def way(here: str, there: str) -> str:
    """Return the relative address that leads from one file to another."""
    found = posixpath.relpath(there, posixpath.dirname(here) or ".")
    return quote(found, safe="/~")


@dataclass(frozen=True, slots=True)
class Lead:
    """Where an address leads in the copy: to which file, with which query and fragment; `path` of a page."""

    file: str
    asked: str = ""
    fragment: str = ""
    path: str = ""

    def written(self, here: str) -> str:
        """Return it as a link on the page in the file `here`."""
        asked = f"?{self.asked}" if self.asked else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{way(here, self.file)}{asked}{fragment}"


@dataclass(frozen=True, slots=True)
class Guide:
    """Knows the public addresses of the museum: `pages` are files by address, query included.

    `years` are the files of the printed list in which a year has its heading, by the address of the list; `tiles`
    are the folders of the timeline's data, by language. `base` is the path below which the copy will stand.
    """

    origin: str
    pages: Mapping[str, str]
    years: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    tiles: Mapping[str, str] = field(default_factory=dict)
    base: str = "/"

    def abroad(self, text: str) -> str:
        """Return a text in which whole addresses of the museum are those of the copy."""
        return text.replace(f"{self.origin}/", f"{self.origin}{self.base}")

    def inner(self, address: str) -> str | None:
        """Return an address of the museum itself from the root; None for one that leads elsewhere."""
        if address.startswith(f"{self.origin}/") or address == self.origin:
            address = address.removeprefix(self.origin) or "/"
        return address if address.startswith("/") and not address.startswith("//") else None

    def asset(self, address: str) -> Lead | None:
        """Return where a style, script, drawing or picture lies; None for an address of something else."""
        for prefix, folder in ((settings.STATIC_URL, "static"), (media_prefix(), "media")):
            path, _mark, fragment = address.partition("#")
            if path.startswith(prefix):
                name = unquote(path.partition("?")[0].removeprefix(prefix))
                return Lead(f"{folder}/{name}", fragment=fragment)
        return None

    def page(self, address: str) -> Lead | None:
        """Return the page that an inner address leads to; None where no page of the copy stands behind it."""
        parts = urlsplit(address)
        if file := self.pages.get(f"{parts.path}?{parts.query}"):
            return Lead(file, fragment=parts.fragment, path=f"{parts.path}?{parts.query}")
        name = name_of(unquote(parts.path))
        if parts.path in self.pages:
            asked = parts.query if name == "timeline" else ""  # its script answers; without, it is shown whole
            return Lead(self.pages[parts.path], asked, parts.fragment, parts.path)
        if name in FOUND:
            return Lead(file_of(parts.path), fragment=parts.fragment, path=parts.path)
        return None


def media_prefix() -> str:
    """Return what the address of each picture file begins with."""
    return default_storage.url("x").partition("?")[0].removesuffix("x")
