"""Whether a copy holds together: every inner link, anchor, style, script and picture leads to something in it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

from exhibit.publishing.freezing.assets import needed_by

ADDRESSES = {"href", "src", "action", "poster", "xlink:href"}
IN_DATA = re.compile(r"[^\s=]*/[^\s=]*|\S+\.html")
REFRESH = re.compile(r"\d+;\s*url=(.+)", re.I)


class _Read(HTMLParser):
    """The anchors of a page, and every address on it."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        for name, value in attrs:
            if not value:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif name in ADDRESSES or (name.startswith("data-") and IN_DATA.fullmatch(value)):
                self.addresses.append(value)
            elif name == "srcset":
                self.addresses += [part.split()[0] for part in value.split(",") if part.strip()]
            elif tag == "meta" and name == "content" and known.get("http-equiv", "") == "refresh":
                self.addresses += [found[1] for found in [REFRESH.fullmatch(value)] if found]


def broken_links(site: Path, base: str = "/") -> Iterator[str]:
    """Yield a sentence for each link in a folder that leads to nothing in it.

    An address from the root counts below `base`, where the copy will stand; other hosts are not asked.
    """
    pages: dict[str, _Read] = {}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for file in sorted(files):
        if file.endswith(".html"):
            pages[file] = _read((site / file).read_text(encoding="utf-8"))
        elif file.endswith((".css", ".js")):
            for needed in needed_by(file, (site / file).read_bytes()):
                if needed not in files:
                    yield f"{file} asks for {needed}, which is not there."
    for file, page in pages.items():
        for address in dict.fromkeys(page.addresses):
            if fault := _fault(file, address, base, files, pages):
                yield f"{file} leads to {address}: {fault}"


def _read(html: str) -> _Read:
    reader = _Read()
    reader.feed(html)
    reader.close()
    return reader


def _fault(file: str, address: str, base: str, files: set[str], pages: dict[str, _Read]) -> str:
    try:
        scheme, host, path, _asked, fragment = urlsplit(address)
    except ValueError:
        return "that is no address."
    if scheme or host:
        return ""
    path = unquote(path)
    if path.startswith("/"):
        if not path.startswith(base):
            return f"that is outside {base}."
        there = path.removeprefix(base)
        there = f"{there}index.html" if not there or there.endswith("/") else there
    else:
        there = normpath(f"{dirname(file)}/{path}".lstrip("/")) if path else file
    if there not in files:
        return "there is no such file."
    anchor = unquote(fragment)
    if anchor and there in pages and anchor not in pages[there].anchors:
        return f"there is no “{anchor}” on that page."
    return ""
