"""The read-only API, told to people and to machines."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exhibit.interop.api.addresses import by_group
from exhibit.interop.api.openapi import openapi_document
from exhibit.interop.api.terms import TERMS
from exhibit.interop.formats import JSON
from exhibit.interop.records.parts import dated
from exhibit.models import Event
from exhibit.publishing.addresses import origin
from exhibit.publishing.documents import SHOWN, document_of
from exhibit.views.data import written
from exhibit.views.open_data import open_to_all

TOLD = ("film", "person", "event", "award")
"""Of which kinds of record the description has a whole document as its example."""

LOOKED_AT = 200
"""Events among which the page looks for dates that are known in different ways."""


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """What there is for programs: addresses, forms, dates, rights, and the terms of film archives."""
    context = {"groups": by_group(), "terms": TERMS, "events": _dated_differently(), "film": _first("film")}
    return render(request, "api.html", context)


@open_to_all
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs, with examples out of the museum."""
    site = origin(request)
    examples: dict[str, Any] = {}
    for noun in SHOWN:
        if record := _first(noun):
            known = {"slug": record.slug} | ({"body": record.body.slug} if noun == "award" else {})
            examples[noun] = document_of(noun, record, JSON, site) if noun in TOLD else known
    return written(openapi_document(site, examples), "application/json", "", site)


def _first(noun: str) -> Any:
    return SHOWN[noun]().first()


def _dated_differently() -> list[tuple[Event, dict[str, Any] | None]]:
    """Return an event for each way in which a date may be known, with its date as documents have it."""
    found: dict[Any, Event] = {}
    for event in Event.objects.published().chronological()[:LOOKED_AT]:
        date = event.date
        found.setdefault((date.precision, date.is_approximate, date.is_uncertain, date.is_open), event)
    return [(event, dated(event.date)) for event in found.values()]
