"""What a site says at addresses that programs know by heart: robots.txt, humans.txt, security.txt, and its manifest.

https://www.rfc-editor.org/rfc/rfc9309, https://humanstxt.org, https://www.rfc-editor.org/rfc/rfc9116,
https://www.w3.org/TR/appmanifest/
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from exhibit.languages import active
from exhibit.tokens import light

MONTHS = 11
"""For how long somebody may rely on the contact: less than the year that the standard asks for."""


def robots_text(closed: Iterable[str], sitemap: str) -> str:
    """Return what crawlers are asked: to stay out of paths that begin like these, and to read the list of pages."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {sitemap}", ""]
    return "\n".join(lines)


def humans_text(home: str, languages: Iterable[str]) -> str:
    """Return who is behind the site, in the words of humanstxt.org; `languages` by their own names."""
    museum = _("Film museum")
    thanks = _(
        "Every statement here names its sources. Where they disagree, we show the sides and say what we make of them."
    )
    lines = [
        "/* MUSEUM */",
        f"{museum}: {home}",
        "",
        "/* THANKS */",
        thanks,
        "",
        "/* SITE */",
        f"Language: {', '.join(languages)}",
        "Standards: HTML, CSS, SVG, Atom, iCalendar, EDTF",
        "Software: Django, Pillow",
        "",
    ]
    return "\n".join(lines)


def security_text(contact: str, today: datetime.date, languages: Iterable[str], address: str) -> str:
    """Return to whom a weakness is told, and until when that holds: it says another day only once a month."""
    months = today.year * 12 + today.month - 1 + MONTHS
    expires = datetime.date(months // 12, months % 12 + 1, 1)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}T00:00:00Z",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: {address}",
        "",
    ]
    return "\n".join(lines)


def manifest_document(home: str, icons: Sequence[tuple[str, int, str]]) -> dict[str, Any]:
    """Return what a system needs to know of the museum as an app; icons are address, side in pixels and purpose."""
    return {
        "id": home,
        "name": _("Film museum"),
        "short_name": _("Film museum"),
        "description": _("A film museum’s exhibits: films, people, events and awards, with the evidence behind them."),
        "lang": active(),
        "dir": "ltr",
        "start_url": home,
        "scope": "/",
        "display": "minimal-ui",
        "background_color": light("paper"),
        "theme_color": light("paper"),
        "icons": [
            {"src": address, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for address, side, purpose in icons
        ],
    }
