"""The timeline to take along: downloads of what is in view, and a page for frames."""

from collections.abc import Callable, Iterable, Sequence

from csp.decorators import csp_replace
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from exhibit.interop.calendar import calendar_pieces
from exhibit.interop.entries import entries_pieces
from exhibit.interop.spreadsheet import csv_lines
from exhibit.interop.timelinejs.export import timelinejs_pieces
from exhibit.publishing.addresses import origin
from exhibit.timeline import Timeline, TimelineQuery
from exhibit.timeline.companions import Companion, companions
from exhibit.timeline.shown import shown
from exhibit.timeline.whole import Whole, whole
from exhibit.timeline.windows import span_of
from exhibit.views.open_data import open_to_all
from exhibit.views.timeline import timeline_context
from exhibit.views.written import written

Writer = Callable[[Whole, str, Sequence[Companion]], Iterable[str]]
"""Writes all of a window; the text is scheme and host of its full addresses."""

FORMATS: dict[str, tuple[str, Writer]] = {
    "timeline.csv": ("text/csv; charset=utf-8", lambda found, site, _beside: csv_lines(found.told(), site)),
    "timeline.json": ("application/json", entries_pieces),
    "timeline.ics": (
        "text/calendar; charset=utf-8",
        lambda found, site, _beside: calendar_pieces(found.told(), site, title_of(found.timeline, found.query)),
    ),
    "timelinejs.json": (
        "application/json",
        lambda found, site, _beside: timelinejs_pieces(found.told(), site, title_of(found.timeline, found.query)),
    ),
}


@open_to_all
@require_safe
def timeline_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """All entries of a window as a file; what cannot be understood is 400 with the remedy."""
    if name not in FORMATS:
        words = _("There is no file “%(name)s” of the timeline. There are: %(choices)s.")
        raise Http404(words % {"name": name[:40], "choices": ", ".join(FORMATS)})
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


def title_of(line: Timeline, query: TimelineQuery) -> str:
    found = shown(line, query, *span_of(query, line.skyline(query)))
    if found.has_subject:  # a name and years alone would be read as a life
        return f"{_('Timeline')}: {found.title}, {found.years}"
    return f"{found.title}, {found.years}"


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def timeline_embed(request: HttpRequest) -> HttpResponse:
    """The timeline alone, for a frame on another site: the one address that may be framed."""
    return render(request, "timeline/embed.html", timeline_context(request))
