"""What programs ask of the site by addresses that they know by heart."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from exhibit import clock
from exhibit.interop.notices import humans_text, manifest_document, robots_text, security_text
from exhibit.languages import every, own_name
from exhibit.publishing.addresses import origin
from exhibit.publishing.pages import PAIRS
from exhibit.publishing.sitemap import index_pieces, part_pieces

XML, TEXT = "application/xml", "text/plain; charset=utf-8"
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable-512", 512, "maskable"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of lists of pages."""
    return HttpResponse("".join(index_pieces(origin(request))), content_type=XML)


@require_safe
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """One list of pages, written while it is read."""
    pieces = part_pieces(name, number, origin(request))
    if pieces is None:
        raise Http404
    return StreamingHttpResponse(pieces, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked."""
    return HttpResponse(robots_text(_closed(), f"{origin(request)}{reverse('sitemap')}"), content_type=TEXT)


def _closed() -> list[str]:
    """How the addresses begin behind which crawlers find nothing: desks, links for one reader, endless questions."""
    found = []
    for language in every():
        with translation.override(language):
            found += [
                reverse("admin:index"),
                reverse("review", args=("x",)).removesuffix("x/"),
                *(reverse(name, args=("x", "x")).removesuffix("x/x/") for name in PAIRS),
                reverse("timeline_embed"),
                reverse("timeline_data"),
                reverse("timeline_export", args=("x",)).removesuffix("x"),
            ]
    return found


@require_safe
def humans(request: HttpRequest) -> HttpResponse:
    """Who is behind the site."""
    text = humans_text(f"{origin(request)}{reverse('home')}", map(own_name, every()))
    return HttpResponse(text, content_type=TEXT)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """To whom a weakness is told; 404 where nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    address = f"{origin(request)}{reverse('security')}"
    today = timezone.localdate(clock.now())
    return HttpResponse(security_text(settings.SECURITY_CONTACT, today, every(), address), content_type=TEXT)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The museum as an app, in one language."""
    icons = [(static(f"icons/{name}.png"), side, purpose) for name, side, purpose in ICONS]
    document = manifest_document(reverse("home"), icons)
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/manifest+json; charset=utf-8"
    return answer
