"""The timeline: its page, its windows as data, and each entry at an address of its own."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.interop import schema_org
from exhibit.interop.windows import window_document
from exhibit.languages import active
from exhibit.models import Citation
from exhibit.publishing.addresses import origin
from exhibit.timeline import Entry, Timeline, TimelineQuery, around_dates, around_event, around_film, listing
from exhibit.timeline.companions import companions, overlap
from exhibit.timeline.decades import decades
from exhibit.timeline.facets import facets
from exhibit.timeline.histogram import histogram
from exhibit.timeline.loading import with_records
from exhibit.timeline.meanwhile import Neighbour
from exhibit.timeline.query import beside_in
from exhibit.timeline.shown import shown
from exhibit.timeline.sources import Kind
from exhibit.timeline.words import instrument_words
from exhibit.views.open_data import open_to_all
from exhibit.views.pages import moved

WIDTH_PIXELS = 1200


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """All that has a date: a drawing of how much and when, filters, and the entries by year."""
    statement = schema_org.standing_page(_("Timeline"), request.path, origin(request))
    return render(request, "timeline/page.html", timeline_context(request) | {"statement": statement})


def timeline_context(request: HttpRequest) -> dict[str, Any]:
    """What the timeline's page shows for what the address asks."""
    line = Timeline()
    query = TimelineQuery.read(request.GET, line.lanes)
    beside, problems = companions(line, query)
    opened = _opened(line, query, problems)
    if query.after and line.find(query.after) is None:
        problems.append(_("The list cannot go on after “%(value)s”: it begins anew.") % {"value": query.after[:40]})
        query = replace(query, after="")
    known = tuple(companion.entry.anchor for companion in beside)
    entry = opened["entry"].anchor if opened else ""
    query = replace(query, beside=known, entry=entry, problems=(*query.problems, *problems))
    window = line.window(query, WIDTH_PIXELS, with_overview=True)
    found = listing(line, query)
    return {
        "query": query,
        "window": window,
        "lanes": line.lane_choices(query),
        "facets": facets(line, query),
        "listing": found,
        "shown": shown(line, query, found.first, found.last),
        "histogram": histogram(window, line.skyline(query), active()),
        "decades": decades(line, query, window, active()),
        "beside": beside,
        "overlap": overlap(beside),
        "opened": opened,
        "address": query.address(),
        "closed_address": query.address(entry=""),
        "document": window_document(window, beside),
        "words": instrument_words(),
    }


@open_to_all
@require_safe
def timeline_data(request: HttpRequest) -> JsonResponse:
    """A window as a document (see `interop.windows`); what cannot be understood is 400 with the remedy."""
    line = Timeline()
    query = TimelineQuery.read(request.GET, line.lanes)
    beside, problems = companions(line, query)
    width = request.GET.get("width", "") or str(WIDTH_PIXELS)
    if not (width.isascii() and width.isdigit() and len(width) <= 5):
        problems.append(_("“%(value)s” is no width. Write whole pixels, for example 1200.") % {"value": width[:40]})
    if problems := [*query.problems, *problems]:
        return JsonResponse({"problems": problems}, status=400, json_dumps_params={"ensure_ascii": False})
    window = line.window(query, int(width), with_overview="overview" in request.GET)
    document = window_document(window, beside)
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_safe
def timeline_entry(request: HttpRequest, anchor: str) -> HttpResponse:
    """One entry with its text, evidence and links, as the timeline opens it in place."""
    line = Timeline()
    entry = line.find(anchor)
    if entry is None:
        raise Http404
    if entry.anchor != anchor:
        return moved(entry)
    if not with_records([entry], line.at):
        raise Http404
    around = around_dates(entry.date, entry.anchor).address()
    query = TimelineQuery(beside=beside_in(request.GET))
    context = {"entry": entry, "around": around, "query": query, **_card(entry)}
    return render(request, "timeline/entry_page.html", context)


def _opened(line: Timeline, query: TimelineQuery, problems: list[str]) -> dict[str, Any] | None:
    """What the page shows of the entry that the address opens."""
    if not query.entry:
        return None
    entry = line.find(query.entry)
    if entry is None or not with_records([entry], line.at):
        problems.append(
            _("There is no entry “%(value)s” here. It may have been renamed or taken down.")
            % {"value": query.entry[:40]}
        )
        return None
    return {"entry": entry, **_card(entry)}


def _card(entry: Entry) -> dict[str, Any]:
    """The evidence of an entry, where its sources disagree, and what else happened around an event or a film."""
    record: Any = entry.record
    if entry.kind is Kind.RELEASE:
        return {"evidence": Citation.objects.filter(release=record).grouped(), "disputes": []}
    meanwhile: list[Neighbour] = []
    if entry.kind is Kind.EVENT:
        meanwhile = around_event(record)
    elif entry.kind is Kind.FILM:
        meanwhile = around_film(record, entry.date)
    return {
        "meanwhile": meanwhile,
        "evidence": Citation.objects.filter(**{record._meta.model_name: record}).grouped(),
        "disputes": record.disputes.prefetch_related("sides__sources"),
    }
