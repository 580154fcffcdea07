"""What visitors read when something is wrong with us."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as usual

AGAIN_AFTER = 30  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """A calm 503 while the database does not answer: it will be back; a 500 for a fault of ours."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return usual(request)
    answer = render(request, "503.html", status=503)
    answer["Retry-After"] = str(AGAIN_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer
