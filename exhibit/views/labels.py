"""Labels to print and hang beside the objects of an exhibit."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from exhibit.labels import SIZES, Kind, LabelQuery, sheets
from exhibit.models import Exhibit
from exhibit.publishing.addresses import origin
from exhibit.story import tell
from exhibit.views.pages import record_page


@record_page(Exhibit)
def exhibit_labels(request: HttpRequest, slug: str) -> HttpResponse:
    """Sheets of labels, in every language, for all that the exhibit shows."""
    exhibit = get_object_or_404(Exhibit.objects.published().with_film(), slug=slug)
    query = LabelQuery.read(request.GET)
    found = sheets(tell(exhibit), query, origin(request))
    context = {"exhibit": exhibit, "query": query, "sheets": found, "sizes": SIZES.values(), "kinds": Kind}
    context["has_own_address"] = bool(settings.SITE_URL)
    return render(request, "exhibits/labels.html", context)
