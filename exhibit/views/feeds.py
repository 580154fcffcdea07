"""What is new, for whoever follows the museum by a feed reader or a calendar."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.interop.atom import MEDIA_TYPE, News, atom_xml, feed_document
from exhibit.interop.openings import openings_pieces
from exhibit.models import Exhibit
from exhibit.publishing.addresses import origin
from exhibit.publishing.news import appeared, released
from exhibit.views.editions import shown_exhibit
from exhibit.views.open_data import open_to_all


@open_to_all
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Records that appeared on a day of their own, and editions."""
    words = _("Records as they appear, and editions of the exhibits.")
    return _feed(request, appeared(), reverse("home"), _("New at the museum"), words)


@open_to_all
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Editions of all exhibits."""
    words = _("What the exhibits said in each of their editions, and what is new in it.")
    return _feed(request, released(), reverse("exhibit_list"), _("Editions"), words)


@open_to_all
@require_safe
def exhibit_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Editions of one exhibit."""
    exhibit, way = shown_exhibit("feed_exhibit", slug)
    if way:
        return way
    news = released(exhibit=exhibit)
    if not news:
        raise Http404
    title = _("%(title)s: editions") % {"title": exhibit.title}
    words = _("What the exhibit “%(title)s” said in each of its editions, and what changed.") % {"title": exhibit.title}
    return _feed(request, news, reverse("exhibit_editions", args=(exhibit.slug,)), title, words)


def _feed(request: HttpRequest, news: Sequence[News], page: str, title: str, subtitle: str) -> HttpResponse:
    museum = _("Film museum")
    document = feed_document(news, origin(request), request.path, page, f"{title} · {museum}", subtitle, museum)
    return HttpResponse(atom_xml(document), content_type=MEDIA_TYPE)


@open_to_all
@require_safe
def coming(request: HttpRequest) -> HttpResponse:
    """Exhibits with a day on which they open or end, and those that are announced, for a calendar."""
    name = " · ".join((_("Exhibits"), _("Film museum")))
    pieces = openings_pieces(Exhibit.objects.dated(), origin(request), reverse("exhibit_list"), name)
    return HttpResponse("".join(pieces), content_type="text/calendar; charset=utf-8")
