"""oEmbed 1.0 (https://oembed.com): how another site shows a page of ours by its address alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.html import format_html

WIDTH, HEIGHT = 960, 600
CACHE_SECONDS = 86_400
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Museum:
    """Who offers what is shown: the museum's name, and the address of its first page."""

    name: str
    home: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture by its whole address, in pixels."""

    address: str
    width: int
    height: int

    def fits(self, width: int, height: int) -> bool:
        """Whether it is no larger than there is room; 0 for any size."""
        return (not width or self.width <= width) and (not height or self.height <= height)


def rich_document(museum: Museum, title: str, address: str, width: int, height: int) -> dict[str, Any]:
    """Return how to show a page at `address`, in a frame of at most this many pixels."""
    width, height = min(WIDTH, width), min(HEIGHT, height)
    html = frame(address, title, width, height)
    return _document("rich", museum, title) | {"width": width, "height": height, "html": html}


def photo_document(museum: Museum, title: str, picture: Thumbnail, credit: str) -> dict[str, Any]:
    """Return how to show a picture; who made it is named as its author."""
    found = {"url": picture.address, "width": picture.width, "height": picture.height}
    return _document("photo", museum, title) | ({"author_name": credit} if credit else {}) | found


def link_document(museum: Museum, title: str, thumbnail: Thumbnail | None) -> dict[str, Any]:
    """Return how to show a page by its name, beside a picture where there is room for it."""
    if thumbnail is None:
        return _document("link", museum, title)
    return _document("link", museum, title) | {
        "thumbnail_url": thumbnail.address,
        "thumbnail_width": thumbnail.width,
        "thumbnail_height": thumbnail.height,
    }


def _document(kind: str, museum: Museum, title: str) -> dict[str, Any]:
    return {
        "type": kind,
        "version": "1.0",
        "title": title,
        "provider_name": museum.name,
        "provider_url": museum.home,
        "cache_age": CACHE_SECONDS,
    }


def frame(address: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return the HTML with which another page shows ours, no wider than there is room."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' style="border: 0; max-width: 100%"></iframe>',
        address,
        title,
        width,
        height,
    )


def oembed_xml(document: dict[str, Any]) -> bytes:
    """Return the document as XML, as the standard spells it."""
    root = Element("oembed")
    for name, value in document.items():
        SubElement(root, name).text = str(value)
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def path_in(url: str, origins: Collection[str]) -> tuple[str, str] | None:
    """Return path and query of an address in one of our `origins`, with either scheme; None for any other."""
    try:
        place = _place(url)
        parts = urlsplit(url)
    except ValueError:  # a port or a bracket that is none
        return None
    if place is None or place not in {_place(origin) for origin in origins}:
        return None
    return unquote(parts.path) or "/", parts.query


def _place(url: str) -> tuple[str, int | None] | None:
    """Return host and port, None for the usual port of the scheme; None for what no browser opens as a page."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        return None
    return parts.hostname, None if parts.port == PORTS[parts.scheme] else parts.port
