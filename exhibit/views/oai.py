"""The address at which other collections harvest this one."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from exhibit.interop.oai import answer
from exhibit.publishing.addresses import origin
from exhibit.views.open_data import open_to_all


@open_to_all
@csrf_exempt  # the protocol asks by POST as well, and nothing is written
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a question of OAI-PMH; what is wrong with one is said in the answer, as the protocol wants it."""
    asked = request.POST if request.method == "POST" else request.GET
    content = answer(dict(asked.lists()), origin(request), reverse("oai"))
    return HttpResponse(content, content_type="text/xml; charset=utf-8")
