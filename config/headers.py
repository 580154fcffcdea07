"""What every answer says of itself to browsers: who may use it, in which company, and with which of their powers.

A page is for whoever opens it and for nobody's page besides; data, pictures, cards and frames are made for other sites
too. All of it is said here once, for pages, files, errors and what is kept in memory alike; the policy of content has
its own middleware, and nginx says the same of files that it hands out itself (deploy/nginx/exhibit.conf).
https://www.w3.org/TR/permissions-policy/ https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OWN, SITE, ALL = "same-origin", "same-site", "cross-origin"

UNUSED = """
    accelerometer autoplay browsing-topics camera compute-pressure
    display-capture encrypted-media gamepad geolocation gyroscope hid identity-credentials-get idle-detection
    local-fonts magnetometer microphone midi payment picture-in-picture serial usb window-management
    xr-spatial-tracking
""".split()
"""Powers of a browser that nothing of ours asks for; those left out are used: the clipboard, and the wall's screen."""

POWERS = ", ".join(f"{name}=()" for name in UNUSED)

FOR_OTHERS = frozenset(
    """
    card award_card museum_card timeline_embed timeline_data timeline_export oembed data_list data_list_after openapi
    search_data search_suggestions oai feed_new feed_editions feed_exhibit coming
    """.split()
)
"""Names of addresses that pages of other sites show or read, beside all that lies below a noun's own name."""

OTHERS = re.compile(r"\w+_(data|table|cite)|iiif_\w+")

Answering = Callable[[HttpRequest], HttpResponseBase]


def headers(get_response: Answering) -> Answering:
    """Middleware: outermost, so that files and refusals say it as well; what a view has said itself stays."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # what it says would replace what the browser was told with the page
        response.headers.setdefault("Permissions-Policy", POWERS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", _company(request, response))
        if not request.path.startswith(settings.STATIC_URL):  # drawings of ours carry their own styles
            response.headers.setdefault(HEADER, BARE)
        return response

    return answer


BARE = "default-src 'none'; frame-ancestors 'none'"
"""For what is answered before the policy of pages is: a file, a redirect to https, a host that is not ours."""


def _company(request: HttpRequest, response: HttpResponseBase) -> str:
    if "Access-Control-Allow-Origin" in response.headers:
        return ALL
    name = getattr(request.resolver_match, "url_name", "") or ""
    return ALL if name in FOR_OTHERS or OTHERS.fullmatch(name) else OWN


class Policy(CSPMiddleware):
    """The policy of content, and on visitors' pages no way by which a text could become a script.

    https://w3c.github.io/trusted-types/dist/spec/
    The desk is left out: Django's own scripts and the editor write HTML into the page.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the parts of the policy for one answer."""
        parts: Any = super().get_policy_parts(request, response, report_only)
        if not report_only and not is_at_desk(request):
            parts.update = (parts.update or {}) | settings.TRUSTED_TYPES
        return parts


def is_at_desk(request: HttpRequest) -> bool:
    """Whether an address is one of the admin's."""
    match = request.resolver_match
    return match is not None and "admin" in match.app_names
