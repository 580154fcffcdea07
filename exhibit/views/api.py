"""The read-only API, told to people and to machines."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.interop import schema_org
from exhibit.interop.answers import answer_document
from exhibit.interop.api.addresses import Address, by_group
from exhibit.interop.api.openapi import openapi_document
from exhibit.interop.api.terms import TERMS
from exhibit.interop.formats import JSON, Twin, twins
from exhibit.interop.records.parts import dated
from exhibit.interop.windows import window_document
from exhibit.models import Event, Film
from exhibit.publishing.addresses import origin
from exhibit.publishing.documents import SHOWN, document_of
from exhibit.search.choices import facets
from exhibit.search.finding import find
from exhibit.search.found import shown
from exhibit.search.question import Question
from exhibit.timeline import Timeline, TimelineQuery
from exhibit.views.data import written
from exhibit.views.open_data import open_to_all
from exhibit.views.timeline import WIDTH_PIXELS

TOLD = ("film", "person", "event", "award")
"""Of which kinds of record the description has a whole document as its example."""

LOOKED_AT = 200
"""Events among which the page looks for dates that are known in different ways."""


@dataclass(frozen=True, slots=True)
class Row:
    """Addresses that say the same: what they share, in words, and the forms, each with an example to open."""

    path: str
    words: Any
    ways: list[Twin]


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """What there is for programs: addresses, forms, dates, rights, and the terms of film archives."""
    examples = _examples()
    context = {
        "groups": [(group, [_row(alike, examples) for alike in rows]) for group, rows in by_group()],
        "example": examples.get("film"),
        "events": _dated_differently(),
        "terms": TERMS,
        "statement": schema_org.standing_page(_("Data"), request.path, origin(request)),
    }
    return render(request, "api.html", context)


def _row(alike: list[Address], examples: dict[str, Any]) -> Row:
    first = alike[0]
    if first.noun:
        record = examples.get(first.noun)
        ways = twins(record) if record else []
    else:
        ways = [] if first.needs_question or "{" in first.path else [Twin(first.formats[0], _here(first))]
    return Row(first.stem, first.words, ways)


def _here(address: Address) -> str:
    """Return an address of the API in the language of now, or below none."""
    return address.path if address.is_at_root else f"{reverse('home')}{address.path[1:]}"


@open_to_all
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs, with examples out of the museum."""
    site = origin(request)
    examples: dict[str, Any] = {}
    records = _examples()
    for noun, record in records.items():
        known = {"slug": record.slug} | ({"body": record.body.slug} if noun == "award" else {})
        examples[noun] = document_of(noun, record, JSON, site) if noun in TOLD else known
    if "film" in records:
        examples |= _answers(records["film"], site)
    return written(openapi_document(site, examples), "application/json", "", site)


def _examples() -> dict[str, Any]:
    """Return a record of each noun that has one; of films the one on show."""
    found = {noun: record for noun, shown in SHOWN.items() if (record := shown().order_by("pk").first())}
    if (exhibit := found.get("exhibit")) and exhibit.shown_film:
        found["film"] = exhibit.shown_film
    return found


def _answers(film: Film, site: str) -> dict[str, Any]:
    """Return what search and timeline answer to somebody who asks for a film, and the first lane.

    An answer that does not know the latest changes is none to be kept: the description is without it.
    """
    answer = find(Question.read(QueryDict(urlencode({"q": film.title}))))
    line = Timeline()
    window = line.window(TimelineQuery.read(QueryDict(urlencode({"film": film.slug})), line.lanes), WIDTH_PIXELS)
    found: dict[str, Any] = {"Window": window_document(window)}
    if line.lanes:
        found["lane"] = {"slug": line.lanes[0].slug}
    if not answer.waiting:
        rows = shown(answer.documents, answer.expanded)
        found["Answer"] = answer_document(answer, rows, facets(answer), site)
    return found


def _dated_differently() -> list[tuple[Event, dict[str, Any] | None]]:
    """Return an event for each way in which a date may be known, with its date as documents have it."""
    found: dict[Any, Event] = {}
    for event in Event.objects.published().chronological()[:LOOKED_AT]:
        date = event.date
        found.setdefault((date.precision, date.is_approximate, date.is_uncertain, date.is_open), event)
    return [(event, dated(event.date)) for event in found.values()]
