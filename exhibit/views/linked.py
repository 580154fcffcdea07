"""Pages that state for programs what they say, and lead to the documents beside them."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from exhibit.interop.formats import JSON, Twin, twins
from exhibit.interop.schema_org import list_page
from exhibit.publishing.addresses import origin
from exhibit.publishing.listings import LISTINGS


def record_answer(
    request: HttpRequest, template: str, record: Any, statement: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    """Return the page of a record with its statement; head and headers name its documents. A preview has none."""
    beside = [] if getattr(request, "preview", None) else twins(record)
    answer = render(request, template, context | {"statement": statement, "twins": beside})
    if beside:
        answer["Link"] = ", ".join(_link(twin, origin(request)) for twin in beside)
    return answer


def list_answer(
    request: HttpRequest, template: str, listing: str, name: str, rows: Iterable[Any], context: dict[str, Any]
) -> HttpResponse:
    """Return the page of a list, of which it shows `rows`, with a statement; its head names the list as a document."""
    statement = list_page(name, request.path, rows, origin(request))
    beside = [Twin(JSON, LISTINGS[listing].address())]
    return render(request, template, context | {"statement": statement, "twins": beside})


def _link(twin: Twin, site: str) -> str:
    """Return a link as https://www.rfc-editor.org/rfc/rfc8288 writes it: the type without its parameters."""
    profile = f'; profile="{twin.format.profile}"' if twin.format.profile else ""
    return f'<{site}{twin.path}>; rel="alternate"; type="{twin.format.type}"{profile}'
