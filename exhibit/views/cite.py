"""How a page is cited, as a file: beside the page, under its address."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.interop.citations import FORMATS, Item, item_of
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Person, Place, Record
from exhibit.publishing.addresses import origin
from exhibit.views.pages import moved

SHOWN: dict[str, Callable[[], Any]] = {
    "exhibit": Exhibit.objects.published,
    "film": Film.objects.published,
    "person": Person.objects.published,
    "event": Event.objects.published,
    "place": Place.objects.published,
    "award_body": AwardBody.objects.published,
    "award": lambda: Award.objects.published().select_related("body"),
    "image": Image.objects.shown,
}
"""What visitors may see of each noun, by the name of its addresses."""


@require_safe
def citation(request: HttpRequest, noun: str, slug: str, ending: str, body: str = "") -> HttpResponse:
    """The citation of a record's page as a file; an old address leads on, also where an award's body has moved."""
    if ending not in FORMATS:
        return unknown(ending)
    shown = SHOWN[noun]()
    record = shown.filter(slug=slug).first()
    if record is None and issubclass(shown.model, Record):
        record = shown.moved_from(slug).first()
    if record is None:
        raise Http404
    address = f"{record.get_absolute_url()}cite.{ending}"
    return file_of(item_of(record, origin(request)), ending) if address == request.path else moved(address)


def file_of(item: Item, ending: str) -> HttpResponse:
    """Return an item as a download, named after its page."""
    form = FORMATS[ending]
    answer = HttpResponse(form.written(item), content_type=form.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{item["id"].replace("/", "-")}.{ending}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def unknown(ending: str) -> HttpResponse:
    """Refuse a format, and name those that there are."""
    words = _("“%(value)s” is no format of citations here. Ask for %(known)s.")
    known = ", ".join(f"cite.{one}" for one in FORMATS)
    text = words % {"value": ending[:40], "known": known}
    return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")
