"""What public answers say of themselves: that all may keep them, how long, and what they are named.

A browser asks every time and mostly hears that nothing changed; a cache between us and visitors may hand out a
page for a second, a few seconds longer while it fetches the next, and for three quarters of a minute while we cannot
answer: what is taken down is gone within a minute, whatever has become of us.
https://httpwg.org/specs/rfc5861.html
"""

import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, has_vary_header

from exhibit.publishing.pages import PUBLIC

TOKEN = re.compile("[A-Za-z0-9]{32}|[A-Za-z0-9]{64}")  # of this Django, and of an earlier one
POLICY = "public, max-age=0, s-maxage=1, stale-while-revalidate=5, stale-if-error=45"


class Public:
    """Middleware: marks public answers, and answers 304 to who has them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _forget_what_is_no_token(request)
        response = self.get_response(request)
        if not _is_public(request, response):
            return response
        response.headers.setdefault("Cache-Control", POLICY)
        _forget_language(response)
        if not isinstance(response, HttpResponse):
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:20]}"'
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response


def _forget_what_is_no_token(request: HttpRequest) -> None:
    """Leave out a cookie that cannot be a token of forms: Django would answer it with a new one, on any page."""
    said = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    if said is not None and not TOKEN.fullmatch(said):
        del request.COOKIES[settings.CSRF_COOKIE_NAME]


def _is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and match is not None
        and match.view_name in PUBLIC
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )


def _forget_language(response: HttpResponseBase) -> None:
    """The address alone says the language, whatever Django says of the first one."""
    vary = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in vary if name and name.lower() != "accept-language"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif "Vary" in response.headers:
        del response.headers["Vary"]
