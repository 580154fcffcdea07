"""Records and their lists as documents for programs: the same as their pages, and no more."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.interop.formats import FORMATS, Format, beside
from exhibit.interop.records import list_document
from exhibit.publishing.addresses import origin
from exhibit.publishing.documents import SHOWN, document_of
from exhibit.publishing.listings import Listing
from exhibit.views.open_data import open_to_all
from exhibit.views.pages import moved

COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


@open_to_all
@require_safe
def record_data(request: HttpRequest, noun: str, slug: str, form: Format, body: str = "") -> HttpResponse:
    """One record in a form; an old address, or another body's, leads to the one that it has now."""
    if form not in FORMATS[noun]:
        raise Http404(no_such_format(noun, form.ending))
    shown = SHOWN[noun]()
    record = shown.filter(slug=slug).first()
    if record is None:
        past = shown.moved_from(slug).first() if hasattr(shown, "moved_from") else None
        if past is None:
            raise Http404(_("There is no record “%(slug)s” here.") % {"slug": slug})
        return moved(beside(past.get_absolute_url(), form))
    page = record.get_absolute_url()
    if body and record.body.slug != body:
        return moved(beside(page, form))
    site = origin(request)
    return written(document_of(noun, record, form, site), form.media_type, f'<{site}{page}>; rel="canonical"', site)


@open_to_all
@require_safe
def data_list(request: HttpRequest, listing: Listing, cursor: str = "") -> HttpResponse:
    """One sheet of a list; the address of the next stands in it."""
    found = listing.sheet(cursor)
    if found is None:
        if address := listing.moved(cursor):
            return moved(address)
        raise Http404(_("The list cannot go on after “%(value)s”. Begin with its first page.") % {"value": cursor})
    rows, following = found
    site = origin(request)
    links = f'<{site}{following}>; rel="next"' if following else ""
    return written(list_document(listing.noun, rows, following, site), "application/json", links, site)


@open_to_all
@require_safe
def unknown_format(request: HttpRequest, noun: str, slug: str, ending: str, body: str = "") -> HttpResponse:
    """What has the address of a record's document but no form that there is."""
    raise Http404(no_such_format(noun, ending))


def written(document: dict[str, Any], media_type: str, links: str, site: str) -> HttpResponse:
    """Return a document with the addresses that belong to it, and that of the page that describes all of them."""
    answer = JsonResponse(document, content_type=media_type, json_dumps_params=COMPACT)
    answer["Link"] = ", ".join(filter(None, [links, f'<{site}{reverse("api")}>; rel="describedby"']))
    return answer


def no_such_format(noun: str, ending: str) -> str:
    """Say in words that a noun has no such form, and which it has."""
    known = ", ".join(f".{form.ending}" for form in FORMATS[noun])
    return _("“.%(ending)s” is no format here. There are: %(known)s.") % {"ending": ending[:40], "known": known}
