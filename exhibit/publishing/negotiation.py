"""Who asks for a page and rather takes data is led to the document beside it.

This stands in front of finished pages, which are kept by address alone: the way to a document is an answer of its
own, so that no page has to say `Vary: Accept`, and the caches of pages keep one copy for everybody. Browsers name
text/html first, and whoever takes anything gets the page.
https://www.rfc-editor.org/rfc/rfc9110.html#name-accept
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from django.core.handlers.wsgi import get_path_info

from exhibit.interop.formats import ALL, FORMATS, Format, beside
from exhibit.publishing.pages import PAGES, name_of

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LONGEST = 500
"""Letters of an Accept header that are read."""

WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Negotiation:
    """The application, with the ways to its documents in front."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "json" in environ.get("HTTP_ACCEPT", "") and (there := document_for(environ)):
            headers = [("Location", there), ("Vary", "Accept"), ("Cache-Control", "no-store"), ("Content-Length", "0")]
            start_response("303 See Other", headers)
            return []
        return self.application(environ, start_response)


def document_for(environ: dict[str, Any]) -> str:
    """Return the path of the document that a request rather takes than the page; "" for the page itself."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return ""
    path = get_path_info(environ)
    noun = PAGES.get(name_of(path))
    wanted = preferred(environ["HTTP_ACCEPT"], FORMATS[noun]) if noun else None
    return quote(f"{environ.get('SCRIPT_NAME', '')}{beside(path, wanted)}") if wanted else ""


@lru_cache(maxsize=256)
def preferred(accepts: str, forms: tuple[Format, ...]) -> Format | None:
    """Return the form that an Accept header names with more weight than it gives to HTML; None for the page."""
    taken = [_Taken.read(part) for part in accepts[:LONGEST].split(",")]
    page = _weight_of_page(taken)
    weighed = [(max((one.weight for one in taken if one.names(form)), default=0.0), form) for form in forms]
    better = [(weight, form) for weight, form in weighed if weight > page]
    return max(better, key=itemgetter(0))[1] if better else None


@dataclass(frozen=True, slots=True)
class _Taken:
    """A part of an Accept header: a type, the profiles that are asked of it, and how much it is liked."""

    type: str
    profiles: frozenset[str]
    weight: float

    @classmethod
    def read(cls, part: str) -> "_Taken":
        name, *more = part.split(";")
        pairs = (one.partition("=") for one in more)
        known = {key.strip().lower(): value.strip().strip('"') for key, _equals, value in pairs}
        return cls(name.strip().lower(), frozenset(known.get("profile", "").split()), _weight(known.get("q", "1")))

    def names(self, form: Format) -> bool:
        """Whether it is of this form: with its profile, or with none of another's."""
        has_profile = form.profile in self.profiles if form.profile else not self.profiles & PROFILES
        return self.type == form.type and has_profile


PROFILES = {form.profile for form in ALL if form.profile}


def _weight(text: str) -> float:
    """Read a weight; what is none counts as nothing."""
    return float(text) if WEIGHT.fullmatch(text) else 0.0


def _weight_of_page(taken: list[_Taken]) -> float:
    """The weight of HTML, by the closest name that there is for it."""
    for name in ("text/html", "text/*", "*/*"):
        if weights := [one.weight for one in taken if one.type == name]:
            return max(weights)
    return 0.0
