"""The list of pages for search engines, each with its other languages.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/specialty/international
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape

from django.urls import reverse
from django.utils import translation

from exhibit.languages import every
from exhibit.publishing.pages import Page

MOST = 50_000
"""Addresses in one file, as the protocol has it."""

OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemaps(pages: Iterable[Page], site: str, most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the list by name: one, or where there are too many pages several and one that names them."""
    entries = list(_entries(pages, site))
    parts = [entries[start : start + most] for start in range(0, len(entries), most)] or [[]]
    if len(parts) == 1:
        yield "sitemap.xml", _file(parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _file(part)
    places = "".join(f"<sitemap><loc>{escape(f'{site}/{name}')}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", f'{OPEN}<sitemapindex xmlns="{SCHEMA}">\n{places}</sitemapindex>\n'.encode()


def _entries(pages: Iterable[Page], site: str) -> Iterator[str]:
    homes = {}
    for language in every():
        with translation.override(language):
            homes[language] = reverse("home")
    together: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for page in pages:
        together[page.name, page.path.removeprefix(homes[page.language])][page.language] = f"{site}{page.path}"
    for languages in together.values():
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
            for language, address in languages.items()
        )
        for address in languages.values():
            yield f"<url><loc>{escape(address)}</loc>{others if len(languages) > 1 else ''}</url>\n"


def _file(entries: Iterable[str]) -> bytes:
    head = f'{OPEN}<urlset xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return f"{head}{''.join(entries)}</urlset>\n".encode()
