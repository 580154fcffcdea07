"""oEmbed: how others show an address of ours. The timeline in a frame, a picture as itself, a record as a link."""

from dataclasses import replace
from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.cards import SIZE
from exhibit.interop.oembed import (
    HEIGHT,
    WIDTH,
    Museum,
    Thumbnail,
    link_document,
    oembed_xml,
    path_in,
    photo_document,
    rich_document,
)
from exhibit.languages import of_path
from exhibit.models import Award, Image
from exhibit.publishing.addresses import origin
from exhibit.publishing.pages import RECORDS
from exhibit.publishing.sharing import RECORD_PAGES, card_path
from exhibit.timeline import Timeline, TimelineQuery, around_dates
from exhibit.views.open_data import open_to_all, refused
from exhibit.views.take import title_of

FRAMED = ("timeline", "timeline_embed")


@open_to_all
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show one of our addresses elsewhere; 400 without one, 404 for those of others, 501 for other formats."""
    wanted = request.GET.get("format", "") or "json"
    if wanted not in ("json", "xml"):
        return refused(_("“%(value)s” is no format here. Ask for json or xml.") % {"value": wanted[:40]}, 501)
    sizes = []
    for name in ("maxwidth", "maxheight"):
        text = request.GET.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
            return refused(
                _("“%(value)s” is no size. Write whole pixels, for example 600.") % {"value": text[:40]}, 400
            )
        sizes.append(int(text or 0))
    if not request.GET.get("url"):
        return refused(_("Say of which page: url=, then its whole address."), 400)
    site = origin(request)
    place = path_in(request.GET.get("url", ""), {site, f"{request.scheme}://{request.get_host()}"})
    try:
        document = _document(site, *place, sizes[0], sizes[1]) if place else _nothing()
    except Http404 as problem:
        return refused(str(problem), 404)
    if wanted == "xml":
        return HttpResponse(oembed_xml(document), content_type="text/xml; charset=utf-8")
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _document(site: str, path: str, asked: str, width: int, height: int) -> dict[str, Any]:
    """Return how to show a page, no larger than this, 0 for any size; Http404 says why there is no such page."""
    with translation.override(of_path(path)):
        try:
            match = resolve(path)
        except Resolver404:
            _nothing()
        museum = Museum(_("Film museum"), f"{site}{reverse('home')}")
        if match.url_name in RECORD_PAGES:
            return _of_record(match, museum, site, width, height)
        title, query = _timeline_at(match, asked)
        address = query.address()
        framed = f"{site}{reverse('timeline_embed')}" + (f"?{address}" if address else "")
        return rich_document(museum, title, framed, width or WIDTH, height or HEIGHT)


def _of_record(match: ResolverMatch, museum: Museum, site: str, width: int, height: int) -> dict[str, Any]:
    record = _record(str(match.url_name), match.kwargs)
    thumbnail = Thumbnail(f"{site}{card_path(record)}", *SIZE)
    if isinstance(record, Image):
        copies = record.renditions.whole()
        found: list[Any] = [one for one in copies.renditions if one.format == "webp"] if copies else [record]
        photos = [Thumbnail(_whole(one.file.url, site), one.width, one.height) for one in found]
        fitting = [one for one in photos if one.fits(width, height)]
        if fitting:
            return photo_document(museum, str(record), fitting[-1], record.credit)
    return link_document(museum, str(record), thumbnail if thumbnail.fits(width, height) else None)


def _record(view: str, names: dict[str, str]) -> Any:
    """Return what visitors see at an address, or saw there before it moved."""
    slug = names["slug"]
    if view == "image_detail":
        return Image.objects.shown().with_renditions().filter(slug=slug).first() or _nothing()
    model: Any = RECORDS.get(view, Award)
    shown = model.objects.published()
    shown = shown.select_related("body") if model is Award else shown
    return shown.filter(slug=slug).first() or shown.moved_from(slug).first() or _nothing()


def _whole(url: str, site: str) -> str:
    return url if "://" in url else f"{site}{url}"


def _timeline_at(match: ResolverMatch, asked: str) -> tuple[str, TimelineQuery]:
    """Return the title of a timeline's page, and what its frame shows."""
    line = Timeline()
    if match.url_name == "timeline_entry":
        entry = line.find(match.kwargs["anchor"])
        return (entry.title, around_dates(entry.date, entry.anchor)) if entry else _nothing()
    if match.url_name not in FRAMED:
        _nothing()
    query = replace(TimelineQuery.read(QueryDict(asked), line.lanes), after="")
    if query.problems:
        raise Http404("\n".join(query.problems))
    return title_of(line, query), query


def _nothing() -> NoReturn:
    raise Http404(_("Only addresses of this museum’s records, pictures and timeline can be shown elsewhere."))
