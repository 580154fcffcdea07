"""What programs of other sites may read: answers that say nothing but what all may know."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

METHODS = "GET, HEAD, OPTIONS"
DAY_SECONDS = 86_400

View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Let scripts of any site read what a view answers, also its refusals; no cookie comes along.

    It stands above `require_safe`, for it answers OPTIONS itself. What is not there is told as
    `{"problem": …}`: a program can read that, and a page for people it cannot.
    https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            answer: HttpResponseBase = HttpResponse(status=204)
            answer["Allow"] = answer["Access-Control-Allow-Methods"] = METHODS
            answer["Access-Control-Max-Age"] = str(DAY_SECONDS)
        else:
            try:
                answer = view(request, *args, **kwargs)
            except Http404 as nothing:
                answer = refused(str(nothing), 404)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "Link"
        return answer

    show.csrf_exempt = True  # type: ignore[attr-defined]  # who posts is told which methods there are
    return show


def refused(problem: str, status: int) -> JsonResponse:
    """Return an answer that says in words what is wrong."""
    return JsonResponse({"problem": problem}, status=status, json_dumps_params={"ensure_ascii": False})
