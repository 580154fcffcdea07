"""The colours of static/css/tokens.css, for what no style sheet reaches: cards, and the window of an app."""

import re
from functools import cache

from django.conf import settings

PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


@cache
def pairs() -> dict[str, tuple[str, str]]:
    """Return the light and the dark colour of each role, as #rrggbb."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return {role: (light, dark) for role, light, dark in PAIR.findall(text)}


def light(role: str) -> str:
    """Return the colour of a role on white paper."""
    return pairs()[role][0]


def dark(role: str) -> str:
    """Return the colour of a role in the projection room."""
    return pairs()[role][1]
