"""Editions: what an exhibit said, when, and what changed since; each at an address that can be cited."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exhibit.interop import schema_org
from exhibit.interop.citations import FORMATS, item_of_edition
from exhibit.languages import active
from exhibit.models import EditionPage, Exhibit
from exhibit.publishing.addresses import origin
from exhibit.publishing.editions import as_shown
from exhibit.views.cite import file_of, unknown
from exhibit.views.pages import moved


@require_safe
def exhibit_editions(request: HttpRequest, slug: str) -> HttpResponse:
    """The change log of an exhibit: its editions, the newest first, each with what it changed."""
    exhibit, way = shown_exhibit("exhibit_editions", slug)
    if way:
        return way
    pages = EditionPage.objects.filter(language=active()).defer("html")
    editions = list(exhibit.editions.newest_first().prefetch_related(Prefetch("pages", pages)))
    if not editions:
        raise Http404
    return render(request, "exhibits/editions.html", {"exhibit": exhibit, "editions": editions})


@require_safe
def edition_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The exhibit as it was in an edition; an edition that was withdrawn says so, and why."""
    exhibit, way = shown_exhibit("edition_detail", slug, number)
    if way:
        return way
    edition = get_object_or_404(exhibit.editions.newest_first().prefetch_related("pages"), number=number)
    context: dict[str, Any] = {"exhibit": exhibit, "edition": edition}
    if edition.withdrawn_at:
        return render(request, "exhibits/edition_withdrawn.html", context, status=410)
    page = edition.shown_page
    if page is None:
        raise Http404
    latest = exhibit.editions.newest_first().filter(withdrawn_at=None).values_list("number", flat=True).first()
    site = origin(request)
    statement = schema_org.edition_page(edition, page, site)
    context |= {"page": page, "story": as_shown(page), "latest": latest, "statement": statement}
    return render(request, "exhibits/edition.html", context)


@require_safe
def edition_citation(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponse:
    """The citation of an edition as a file; one that was withdrawn has none."""
    if ending not in FORMATS:
        return unknown(ending)
    exhibit, way = shown_exhibit("edition_cite", slug, number, ending)
    if way:
        return way
    pages = Prefetch("pages", EditionPage.objects.defer("html", "changes"))
    readable = exhibit.editions.newest_first().filter(withdrawn_at=None).prefetch_related(pages)
    edition = get_object_or_404(readable, number=number)
    if (page := edition.shown_page) is None:
        raise Http404
    edition.exhibit = exhibit
    return file_of(item_of_edition(edition, page, origin(request)), ending)


def shown_exhibit(name: str, slug: str, *more: int | str) -> tuple[Any, HttpResponse | None]:
    """Return an exhibit that visitors see; from its old address, the way to the present one."""
    shown = Exhibit.objects.published()
    if (exhibit := shown.filter(slug=slug).first()) is not None:
        return exhibit, None
    if (exhibit := shown.moved_from(slug).first()) is not None:
        return exhibit, moved(reverse(name, args=(exhibit.slug, *more)))
    raise Http404
