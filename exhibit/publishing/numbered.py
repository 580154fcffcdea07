"""Each request has a number, which stands in the log, and on the page that says what went wrong.

So whoever tells us of a page need not tell more, and the page itself says nothing of us. A server in front may bring a
number of its own (X-Request-ID), where TRUST_PROXY says that it is ours; from anybody else it is not believed.
"""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
KNOWN = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)

_number: ContextVar[str] = ContextVar("request number", default="")


def number() -> str:
    """Return the number of the request that is answered; "" outside of any."""
    return _number.get()


class Numbered:
    """Middleware: numbers requests; what went wrong says its number.

    What is not there does not: the answer is the same as for what nobody may see, to the last byte.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        brought = request.headers.get(HEADER, "") if settings.TRUST_PROXY else ""
        _number.set(brought if KNOWN.fullmatch(brought) else secrets.token_hex(8))
        response = self.get_response(request)
        if response.status_code >= 400 and response.status_code != 404:
            response.headers[HEADER] = number()
        return response
