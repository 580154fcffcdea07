"""The timeline on paper: a poster of one sheet, and the whole list."""

from collections.abc import Sequence
from dataclasses import replace

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from exhibit.publishing.addresses import origin
from exhibit.timeline import Timeline, TimelineQuery
from exhibit.timeline.companions import Companion, companions
from exhibit.timeline.poster import poster
from exhibit.timeline.printed import printed_list
from exhibit.timeline.shown import shown


@require_safe
def timeline_poster(request: HttpRequest) -> HttpResponse:
    """What the timeline shows for the same query, on one sheet of A3."""
    line, query, beside = _asked(request)
    address = _address(request, query)
    context = {
        "query": query,
        "asked": query.address(),
        "poster": poster(line, query, beside, address.partition("://")[2]),
        "code": _code(address),
    }
    return render(request, "timeline/poster.html", context)


@require_safe
def timeline_list(request: HttpRequest) -> HttpResponse:
    """The whole window as a list by years, as much as anybody would print."""
    line, query, beside = _asked(request)
    found = printed_list(line, query)
    context = {
        "query": query,
        "asked": query.address(),
        "listing": found,
        "shown": shown(line, query, found.first, found.last),
        "beside": beside,
        "address": _address(request, query),
    }
    return render(request, "timeline/printed_list.html", context)


def _asked(request: HttpRequest) -> tuple[Timeline, TimelineQuery, Sequence[Companion]]:
    """What the address asks; what opens an entry or turns pages has no meaning on paper."""
    line = Timeline()
    query = TimelineQuery.read(request.GET, line.lanes)
    beside, problems = companions(line, query)
    shown = tuple(companion.entry.anchor for companion in beside)
    return line, replace(query, beside=shown, entry="", after="", problems=(*query.problems, *problems)), beside


def _address(request: HttpRequest, query: TimelineQuery) -> str:
    asked = query.address()
    return f"{origin(request)}{reverse('timeline')}{'?' if asked else ''}{asked}"


def _code(address: str) -> SafeString:
    """The address as a QR code in SVG with its quiet zone; some 15 per cent of it may be stained.

    https://www.iso.org/standard/83389.html
    """
    drawn = segno.make(address, error="m", micro=False, boost_error=False)
    return mark_safe(drawn.svg_inline(omitsize=True, svgclass=None, lineclass=None))  # noqa: S308
