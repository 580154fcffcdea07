"""A browser in words, by what it says of itself: for people who look where they are signed in, never for rights."""

import re

from django.utils.translation import gettext

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser", "Yandex Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""The first that is found: most browsers name others too."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(said: str) -> str:
    """Return “Firefox, Windows” for a User-Agent; its first word where no browser is known by it."""
    name = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    if not name:
        found = re.match(r"[\w.-]{1,40}", said)
        name = found[0] if found else ""
    return ", ".join(filter(None, (name, system))) or gettext("unknown browser")
