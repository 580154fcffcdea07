"""A page as it stands in a frozen copy: its links lead to files, and what only a server can do is gone.

Templates say what needs a server, in `data-live`: such an element is left out of the copy; with the value "script"
it stays, hidden, until the copy's own script can do its work. An inner link without a page behind it loses its
address: what leads nowhere is no link. All else is the handler's own HTML, byte by byte.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from exhibit.publishing.freezing.addresses import Guide, Lead, is_left_out, way
from exhibit.publishing.freezing.handler import FreezeError
from exhibit.publishing.packing import without_indent
from exhibit.publishing.pages import name_of

ADDRESSES = ("href", "src", "action", "formaction", "poster", "xlink:href")
VOID = set("area base br col embed hr img input link meta source track wbr".split())
ATTRIBUTE = re.compile(r"""(\s+)([^\s=>/"']+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+))?""")
SCRIPTED = {"data-filters", "data-suggestions"}
"""Forms that the copy's own scripts answer."""
OF_LINKS = ("href", "rel", "target", "download")
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Attributes = dict[str, str | None]
Follow = Callable[[str], Lead | None]
"""Finds the page behind an inner address that is none of the listed ones: one may lead on to another."""


@dataclass(slots=True)
class Page:
    """A page of the copy, and what it needs: styles, scripts and pictures as files, other pages as addresses.

    `lost` are inner addresses to which it led in vain.
    """

    html: str
    assets: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)


def frozen(html: str, path: str, guide: Guide, follow: Follow, here: str = "") -> Page:
    """Return a page, or a part of one, for the file `here`, by default that of its own address.

    Raises:
        FreezeError: where a form would do nothing in the copy.
    """
    writer = _Writer(path, here or guide.pages[path], guide, follow)
    writer.feed(html)
    writer.close()
    text = "".join(writer.parts)
    writer.page.html = without_indent("text/html", text.encode()).decode()
    return writer.page


class _Writer(HTMLParser):
    def __init__(self, path: str, here: str, guide: Guide, follow: Follow) -> None:
        super().__init__(convert_charrefs=False)
        self.path, self.here, self.guide, self.follow = path, here, guide, follow
        self.page = Page("")
        self.parts: list[str] = []
        self.left_out: list[str] = []  # the elements that are open within one that is left out
        self.is_window = False

    # What stands between tags

    def handle_data(self, data: str) -> None:
        self.say(self._window(data) if self.is_window else self.guide.abroad(data))

    def handle_entityref(self, name: str) -> None:
        self.say(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.say(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.say(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.say(f"<!{decl}>")

    def say(self, text: str) -> None:
        if not self.left_out:
            self.parts.append(text)

    # Tags

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, dict(attrs), is_alone=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, dict(attrs), is_alone=tag in VOID)

    def handle_endtag(self, tag: str) -> None:
        self.is_window = False
        if self.left_out:
            if self.left_out[-1] == tag:
                self.left_out.pop()
            return
        self.parts.append(f"</{tag}>")

    def _start(self, tag: str, known: Attributes, *, is_alone: bool) -> None:
        is_out = "data-live" in known and known["data-live"] != "script"
        is_out |= (tag == "link" and self._is_no_link(known)) or (tag == "meta" and self._is_for_sharing(known))
        if self.left_out or is_out:
            if not is_alone:
                self.left_out.append(tag)
            return
        if tag == "form" and ("action" in known or "method" in known) and not SCRIPTED & known.keys():
            raise FreezeError(
                f"{self.path} has a form that would do nothing in a copy. Mark it with data-live in its template."
            )
        self.is_window = tag == "script" and known.get("id") == "timeline-window"
        self.parts.append(self._tag(tag, self.get_starttag_text() or "", known))

    def _is_no_link(self, known: Attributes) -> bool:
        """Whether a link in the head means nothing in the copy: one of a server's, or one without the museum's host."""
        relations, address = (known.get("rel") or "").split(), known.get("href") or ""
        inner = self.guide.inner(address)
        if _is_document(known):
            return inner is not None and self._lead(inner) is None
        if "canonical" in relations or "alternate" in relations:
            if not settings.SITE_URL:
                return True
            return inner is not None and self._lead(inner) is None
        return False

    def _is_for_sharing(self, known: Attributes) -> bool:
        """Whether social networks would read here the whole addresses that a copy without a host does not have."""
        return (known.get("property") or "").startswith("og:") and not settings.SITE_URL

    def _tag(self, tag: str, text: str, known: Attributes) -> str:
        is_whole = tag == "link" and {"canonical", "alternate"} & set((known.get("rel") or "").split())
        if is_whole and not _is_document(known):
            self._take_along(known.get("href") or "")
            return self.guide.abroad(text)  # whole, as search engines want it
        if tag == "meta" and (known.get("property") or "").startswith("og:"):
            self._take_along(known.get("content") or "")
            return self.guide.abroad(text)
        if tag == "a" and known.get("href") and self._is_lost(str(known["href"])):
            if not is_left_out(name_of(unquote(path_of(str(known["href"]))))):
                self.page.lost.add(str(known["href"]))
            return ATTRIBUTE.sub(lambda one: "" if one[2].lower() in OF_LINKS else one[0], text)
        text = ATTRIBUTE.sub(lambda one: self._attribute(tag, one), text)
        more = " hidden" if known.get("data-live") == "script" and "hidden" not in known else ""
        if "data-timeline" in known:
            more += ' data-frozen=""'
        if tag == "a" and (asked := self._asked(known)):
            more += f' data-asked="{escape(asked)}"'
        return re.sub(r"(\s*/?>)$", lambda end: more + end[0], text) if more else text

    def _attribute(self, tag: str, found: re.Match[str]) -> str:
        space, name, equals, quoted = found.groups()
        if not quoted:
            return found[0]
        value = unescape(quoted[1:-1] if quoted[0] in "\"'" else quoted)
        match name.lower():
            case "srcset":
                now = self._srcset(value)
            case "data-take-query":
                return ""
            case lower if lower in ADDRESSES or (lower.startswith("data-") and self.guide.inner(value) is not None):
                now = self._address(value, is_link=tag == "a")
            case _:
                return found[0]
        return found[0] if now == value else f'{space}{name}{equals}"{escape(now)}"'

    # Addresses

    def _is_lost(self, address: str) -> bool:
        inner = self.guide.inner(address)
        return inner is not None and self.guide.asset(address) is None and self._lead(inner) is None

    def _lead(self, inner: str) -> Lead | None:
        return self.guide.page(inner) or self.follow(inner)

    def _address(self, address: str, *, is_link: bool = False) -> str:
        """Return an address as this page has it in the copy; one that leads elsewhere, or to the page itself, stays."""
        if asset := self.guide.asset(address):
            self.page.assets.add(asset.file)
            return asset.written(self.here)
        inner = self.guide.inner(address)
        lead = self._lead(inner) if inner is not None else None
        if lead is None:
            return address
        if lead.path:
            self.page.pages.add(lead.path)
        if is_link and self._is_turn(lead):
            lead = self._in_list(lead)
        return lead.written(self.here)

    def _take_along(self, address: str) -> None:
        """Have what a whole address leads to in the copy, where it is a page or a file of the museum."""
        inner = self.guide.inner(address) if address.startswith(self.guide.origin) else None
        lead = self._lead(inner) if inner is not None else None
        if lead and lead.path:
            self.page.pages.add(lead.path)

    def _srcset(self, value: str) -> str:
        parts = [part.strip().partition(" ") for part in value.split(",")]
        return ", ".join(f"{self._address(address)}{space}{size}" for address, space, size in parts)

    # The timeline

    def _is_turn(self, lead: Lead) -> bool:
        """Whether a link of the timeline's page asks it for something else: only its script can turn it."""
        return bool(lead.asked) and lead.path == self.path and name_of(unquote(self.path)) == "timeline"

    def _asked(self, known: Attributes) -> str:
        inner = self.guide.inner(known.get("href") or "")
        lead = self.guide.page(inner) if inner is not None else None
        return lead.asked if lead and self._is_turn(lead) else ""

    def _in_list(self, lead: Lead) -> Lead:
        """Return where the whole list has what a link asks for: at the first year of the window, else at its top."""
        printed = f"{self.path}list/"
        years = self.guide.years.get(printed, {})
        asked = parse_qs(lead.asked)
        first, last = (asked.get(name, [""])[0][:4] for name in ("from", "to"))
        if first.isdigit() and last.isdigit():
            for year in sorted(years):
                if int(first) <= year <= int(last):
                    return Lead(years[year], fragment=f"year-{year}")
        return Lead(self.guide.pages[printed])

    def _window(self, text: str) -> str:
        document = json.loads(text)
        for one in (*document["entries"], *document["beside"]):
            for name in {"url", "record"} & one.keys():
                one[name] = self._address(one[name])
        return as_script(document)


def _is_document(known: Attributes) -> bool:
    """Whether a link in the head leads to the page as data: to a file beside it."""
    return "type" in known and "alternate" in (known.get("rel") or "").split()


def frozen_manifest(text: str, guide: Guide, here: str) -> Page:
    """Return the manifest in the file `here`: its addresses lead from there to files, as links of a page do."""
    document = json.loads(text)
    found = Page("")
    for icon in document["icons"]:
        if asset := guide.asset(icon["src"]):
            found.assets.add(asset.file)
            icon["src"] = asset.written(here)
    for name in ("id", "start_url"):
        document[name] = Lead(guide.pages[document[name]]).written(here)
    document["scope"] = f"{way(here, '.')}/"
    found.html = json.dumps(document, ensure_ascii=False)
    return found


def as_script(document: Any) -> str:
    """Return a document as JSON that may stand in a script element."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)


def path_of(address: str) -> str:
    """Return the path of an address, without query and fragment."""
    return urlsplit(address).path
