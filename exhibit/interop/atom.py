"""News as an Atom feed (RFC 4287, https://www.rfc-editor.org/rfc/rfc4287).

```
{"id", "title", "subtitle", "language", "updated": MOMENT, "author", "links": [LINK], "entries": [
    {"id", "title": TEXT, "summary": TEXT, "updated": MOMENT, "kind", "links": [LINK]}]}
```

LINK: `rel`, `href`, `type`, and `hreflang` of a page; its other languages are `related`, for readers open one of
several alternates without a look at the language. TEXT: `text`, and `lang` where it is not the feed's. A page keeps
the name of its entry for good: a tag URI (RFC 4151) of the museum's host on the day on which it appeared.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.feedgenerator import rfc3339_date

from exhibit.languages import active

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""A feed must say when it changed. One in which nothing has appeared says the same every time it is asked."""

CONTROLS = {code: None for code in range(0x20) if chr(code) not in "\t\n\r"}
"""Letters that XML has no place for."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that appeared: its name for good, words with the language of each, and its pages by language."""

    key: str
    kind: str
    title: tuple[str, str]
    summary: tuple[str, str]
    at: datetime.datetime
    pages: Mapping[str, str]


def feed_document(
    news: Sequence[News], origin: str, path: str, page: str, title: str, subtitle: str, author: str
) -> dict[str, Any]:
    """Return the feed at `path` that goes with the page at `page`; `origin` is scheme and host, before both."""
    return {
        "id": f"{origin}{path}",
        "title": title,
        "subtitle": subtitle,
        "language": active(),
        "updated": max((one.at for one in news), default=NEVER),
        "author": author,
        "links": [
            {"rel": "self", "href": f"{origin}{path}", "type": "application/atom+xml"},
            {"rel": "alternate", "href": f"{origin}{page}", "hreflang": active(), "type": "text/html"},
        ],
        "entries": [_entry(one, origin) for one in news],
    }


def _entry(news: News, origin: str) -> dict[str, Any]:
    day = news.at.astimezone(datetime.UTC).date()
    return {
        "id": f"tag:{urlsplit(origin).hostname},{day}:{active()}/{news.key}",
        "title": _text(*news.title),
        "summary": _text(*news.summary),
        "updated": news.at,
        "kind": news.kind,
        "links": [
            {
                "rel": "alternate" if language == active() else "related",
                "href": f"{origin}{page}",
                "hreflang": language,
                "type": "text/html",
            }
            for language, page in news.pages.items()
        ],
    }


def _text(text: str, language: str) -> dict[str, str]:
    said = {"text": text.translate(CONTROLS)}
    return said if language == active() else said | {"lang": language}


def atom_xml(document: dict[str, Any]) -> bytes:
    """Return the feed as XML."""
    feed = Element("feed", {"xmlns": ATOM, XML_LANG: document["language"]})
    _say(feed, "id", document["id"])
    _say(feed, "title", document["title"])
    _say(feed, "subtitle", document["subtitle"])
    _say(feed, "updated", rfc3339_date(document["updated"]))
    _say(_say(feed, "author"), "name", document["author"])
    for link in document["links"]:
        _say(feed, "link", **link)
    for entry in document["entries"]:
        item = _say(feed, "entry")
        _say(item, "id", entry["id"])
        for name in ("title", "summary"):
            lang = {XML_LANG: entry[name]["lang"]} if "lang" in entry[name] else {}
            if entry[name]["text"]:
                _say(item, name, entry[name]["text"], **lang)
        for name in ("published", "updated"):
            _say(item, name, rfc3339_date(entry["updated"]))
        _say(item, "category", term=entry["kind"])
        for link in entry["links"]:
            _say(item, "link", **link)
    found: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return found


def _say(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text
    return element
