"""oEmbed 1.0 (https://oembed.com): how another site shows our timeline by its address alone."""

from collections.abc import Collection
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.html import format_html

WIDTH, HEIGHT = 960, 600
CACHE_SECONDS = 86_400
PORTS = {"http": 80, "https": 443}


def oembed_document(address: str, title: str, provider: str, home: str, width: int, height: int) -> dict[str, Any]:
    """Return the document for a page at `address`, in a frame of at most this many pixels.

    `provider` and `home` are the museum's name and the address of its first page.
    """
    width, height = min(WIDTH, width), min(HEIGHT, height)
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": provider,
        "provider_url": home,
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": frame(address, title, width, height),
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
