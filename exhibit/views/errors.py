"""What visitors and curators read when something is wrong with us."""

import logging
import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import server_error as usual

from exhibit.views import unsaved
from exhibit.views.troubles import Trouble, trouble_of

AGAIN_AFTER = 30  # seconds
LAST_WORDS = "Something went wrong here. The fault is ours, and it has been noted. Please try again in a few minutes."

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """A calm answer while the database, the disk or the storage does not do its work; a 500 for a fault of ours.

    Visitors are told that we will be back. At the desk it is said what is wrong, and all that was typed is given back.
    """
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        try:
            return usual(request)
        except Exception:  # the page about faults must not be one
            log.exception("The page about faults cannot be made.")
            return HttpResponse(LAST_WORDS, status=500, content_type="text/plain; charset=utf-8")
    match = request.resolver_match
    is_desk = match is not None and match.namespace == "admin"
    answer = _at_the_desk(request, trouble) if is_desk else render(request, "503.html", status=503)
    answer["Retry-After"] = str(AGAIN_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer


def _at_the_desk(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    log.error("%s: %s %s", trouble.heading, request.method, request.path)
    if request.accepts("application/json") and not request.accepts("text/html"):  # one of the desk's scripts
        return JsonResponse({"words": f"{trouble.heading}. {trouble.words}"}, status=trouble.status)
    written = unsaved.written(request)
    context = {
        "trouble": trouble,
        "was_sent": request.method == "POST",
        "written": written,
        "texts": [one for one in written if one.label],
        "chosen": unsaved.files(request),
    }
    return render(request, "admin/trouble.html", context, status=trouble.status)
