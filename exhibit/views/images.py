"""Pictures, each on a page of its own: large, with its words and rights, and the way back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from exhibit import gallery
from exhibit.interop import schema_org
from exhibit.models import Film, Image, Person
from exhibit.publishing import manifests
from exhibit.publishing.addresses import origin
from exhibit.views.linked import record_answer


@require_safe
def image_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One picture that hangs somewhere; `?zoom` shows every pixel of it."""
    image = get_object_or_404(Image.objects.shown().with_renditions(), slug=slug)
    places = gallery.hangings(image)
    context: dict[str, Any] = {
        "image": image,
        "places": places,
        "walk": gallery.walk(image, places),
        "people": Person.objects.published().alphabetical().filter(shown_in=image),
        "films": Film.objects.published().chronological().filter(shown_in=image),
        "is_zoomed": "zoom" in request.GET,
        "manifest": manifests.address_of(image, origin(request)),
    }
    site = origin(request)
    thing = schema_org.image(image, [*context["people"], *context["films"]], site)
    return record_answer(request, "images/detail.html", image, schema_org.record_page(image, thing, site), context)
