"""The wall screen: every page with `?kiosk` in its address, made for a touch screen in the gallery.

A visitor at the wall cannot close a tab or go back from another site, so no link there leaves the
museum, and every link keeps the mode. Pages know nothing of it: their links are changed on the way
out, in HTML that our own templates wrote.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exhibit.languages import every

MODE = "kiosk"
FIELD = f'<input type="hidden" name="{MODE}" value="">'
WORKER = "js/kiosk-worker.js"

ATTRIBUTE = re.compile(r"""\s([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
HREF = re.compile(r"""(\shref\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s>]+)""")
ELEMENT = re.compile(
    r"""<!--.*?-->|<script\b.*?</script>|</a\s*>|<(?P<name>[a-z][^\s/>]*)(?P<rest>(?:"[^"]*"|'[^']*'|[^'">])*)>""", re.S
)
KEPT = ("id", "lang", "dir")  # of a link that became text


def wall_screen(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: where an address asks for the kiosk, its page leads only to pages of the kiosk."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if MODE not in request.GET or request.path.startswith(_desks()):
            return response
        if place := response.headers.get("Location"):
            response.headers["Location"] = _in_kiosk(place, request) or place
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = lead_inside(response.content.decode(response.charset), request).encode(response.charset)
            response.headers["X-Robots-Tag"] = "noindex"
            if response.status_code >= 500 or response.status_code in {400, 403}:  # no script there to lead back
                response.headers["Refresh"] = f"30; url={reverse('home')}?{MODE}"
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer


def lead_inside(html: str, request: HttpRequest) -> str:
    """Return `html` with the mode in its links and GET forms, and links that leave the kiosk as plain text."""
    left = False

    def change(found: re.Match[str]) -> str:
        nonlocal left
        text = found[0]
        if text.startswith("</a"):
            text, left = ("</span>" if left else text), False
        elif found["name"] == "form":
            text += FIELD if _attributes(found["rest"]).get("method", "").lower() == "get" else ""
        elif found["name"] == "a":
            text, left = _link(text, _attributes(found["rest"]), request)
        return text

    return ELEMENT.sub(change, html)


def _link(tag: str, attributes: dict[str, str], request: HttpRequest) -> tuple[str, bool]:
    """Return the start tag of a link as the kiosk shows it, and whether it is now plain text."""
    if "href" not in attributes or attributes["href"].startswith("#"):
        return tag, False
    address = None if "download" in attributes else _in_kiosk(attributes["href"], request)
    if address is None:
        kept = "".join(f' {name}="{escape(attributes[name])}"' for name in KEPT if name in attributes)
        return f'<span class="outside"{kept}>', True
    return HREF.sub(lambda href: f'{href[1]}"{escape(address)}"', tag, count=1), False


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}


def _in_kiosk(address: str, request: HttpRequest) -> str | None:
    """Return `address` with the mode, relative as it was; None where it is not a page of the museum."""
    try:
        parts = urlsplit(address)
        whole = urlsplit(urljoin(request.build_absolute_uri(), address))
    except ValueError:
        return None
    inside = whole.scheme in {"http", "https"} and whole.netloc == request.get_host()
    if not inside or not whole.path.endswith("/") or whole.path.startswith(_desks()):
        return None
    asked = [part for part in parts.query.split("&") if part]
    if not any(part.partition("=")[0] == MODE for part in asked):
        asked.append(MODE)
    return urlunsplit(parts._replace(query="&".join(asked)))


@cache
def _desks() -> tuple[str, ...]:
    """The addresses of the curators' admin, in every language."""
    found = []
    for code in every():
        with translation.override(code):
            found.append(reverse("admin:index"))
    return tuple(found)


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the kiosk's pages; at the root, because it answers for all of them.

    Its first line changes with the script and with any style, script or drawing, so that a browser
    takes the new one and drops what the old one kept.
    """
    path = finders.find(WORKER)
    assert path, f"static/{WORKER} is missing"
    source = Path(path).read_text(encoding="utf-8")
    edition = hashlib.sha256((source + getattr(staticfiles_storage, "manifest_hash", "")).encode()).hexdigest()[:12]
    return HttpResponse(f'const EDITION = "{edition}";\n{source}', content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the kiosk shows for a page that it has not kept while there is no network."""
    return render(request, "kiosk/offline.html")
