"""The timeline to take along: downloads of what is in view, a page for frames, and oEmbed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NoReturn

from csp.decorators import csp_replace
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from exhibit.interop.calendar import calendar_pieces
from exhibit.interop.entries import entries_pieces
from exhibit.interop.oembed import HEIGHT, WIDTH, oembed_document, oembed_xml, path_in
from exhibit.interop.spreadsheet import csv_lines
from exhibit.interop.timelinejs.export import timelinejs_pieces
from exhibit.languages import of_path
from exhibit.publishing.addresses import origin
from exhibit.timeline import Timeline, TimelineQuery, around_dates
from exhibit.timeline.companions import Companion, companions
from exhibit.timeline.shown import shown
from exhibit.timeline.whole import Whole, whole
from exhibit.timeline.windows import span_of
from exhibit.views.timeline import timeline_context
from exhibit.views.written import written

Writer = Callable[[Whole, str, Sequence[Companion]], Iterable[str]]
"""Writes all of a window; the text is scheme and host of its full addresses."""

FORMATS: dict[str, tuple[str, Writer]] = {
    "timeline.csv": ("text/csv; charset=utf-8", lambda found, site, _beside: csv_lines(found.told(), site)),
    "timeline.json": ("application/json", entries_pieces),
    "timeline.ics": (
        "text/calendar; charset=utf-8",
        lambda found, site, _beside: calendar_pieces(found.told(), site, _title(found.timeline, found.query)),
    ),
    "timelinejs.json": (
        "application/json",
        lambda found, site, _beside: timelinejs_pieces(found.told(), site, _title(found.timeline, found.query)),
    ),
}


@require_safe
def timeline_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """All entries of a window as a file; what cannot be understood is 400 with the remedy."""
    if name not in FORMATS:
        raise Http404
    line = Timeline()
    query = TimelineQuery.read(request.GET, line.lanes)
    beside, problems = companions(line, query)
    if problems := [*query.problems, *problems]:
        return HttpResponse("\n".join(problems), status=400, content_type="text/plain; charset=utf-8")
    media_type, write = FORMATS[name]
    pieces = write(whole(line, query), origin(request), beside)
    return written(pieces, media_type, _file_name(name, query))


def _file_name(name: str, query: TimelineQuery) -> str:
    """What was chosen, in the letters of addresses, which every system can write: timeline-1941-1945.csv."""
    stem, _dot, ending = name.partition(".")
    parts = (stem, query.film, query.person, query.place, query.from_text, query.to_text)
    return ".".join(["-".join(filter(None, parts)), ending])


def _title(line: Timeline, query: TimelineQuery) -> str:
    found = shown(line, query, *span_of(query, line.skyline(query)))
    return f"{found.title}, {found.years}"


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def timeline_embed(request: HttpRequest) -> HttpResponse:
    """The timeline alone, for a frame on another site: the one address that may be framed."""
    return render(request, "timeline/embed.html", timeline_context(request))


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show one of our timeline's addresses elsewhere; 404 for any other address, 501 for unknown formats."""
    wanted = request.GET.get("format", "") or "json"
    if wanted not in ("json", "xml"):
        return _refused(_("“%(value)s” is no format here. Ask for json or xml.") % {"value": wanted[:40]}, 501)
    sizes = []
    for name, usual in (("maxwidth", WIDTH), ("maxheight", HEIGHT)):
        text = request.GET.get(name, "") or str(usual)
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
            return _refused(
                _("“%(value)s” is no size. Write whole pixels, for example 600.") % {"value": text[:40]}, 400
            )
        sizes.append(int(text))
    site = origin(request)
    place = path_in(request.GET.get("url", ""), {site, f"{request.scheme}://{request.get_host()}"})
    try:
        language, path, title = _timeline_at(*place) if place else _nothing()
    except Http404 as problem:
        return _refused(str(problem), 404)
    with translation.override(language):
        document = oembed_document(f"{site}{path}", title, _("Film museum"), f"{site}{reverse('home')}", *sizes)
    if wanted == "xml":
        return _open(HttpResponse(oembed_xml(document), content_type="text/xml; charset=utf-8"))
    return _open(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def _timeline_at(path: str, asked: str) -> tuple[str, str, str]:
    """Return language, address for a frame and title of a timeline's page; Http404 says why there is none."""
    language = of_path(path)
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            _nothing()
        line = Timeline()
        if match.url_name == "timeline_entry":
            entry = line.find(match.kwargs["anchor"])
            if entry is None:
                _nothing()
            title, query = entry.title, around_dates(entry.date, entry.anchor)
        elif match.url_name in ("timeline", "timeline_embed"):
            query = replace(TimelineQuery.read(QueryDict(asked), line.lanes), after="")
            if query.problems:
                raise Http404("\n".join(query.problems))
            title = _title(line, query)
        else:
            _nothing()
        address = query.address()
        return language, reverse("timeline_embed") + (f"?{address}" if address else ""), title


def _nothing() -> NoReturn:
    raise Http404(_("Only addresses of this museum’s timeline can be shown elsewhere."))


def _refused(problem: str, status: int) -> HttpResponse:
    return _open(JsonResponse({"problem": problem}, status=status, json_dumps_params={"ensure_ascii": False}))


def _open(answer: HttpResponse) -> HttpResponse:
    """Let scripts of other sites read it: it says nothing that is not public."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
