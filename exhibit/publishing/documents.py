"""Records as documents for programs: which are shown, what is loaded of them, and who writes each form."""

from collections.abc import Callable
from typing import Any

from exhibit import gallery
from exhibit.interop import linked_art, records, schema_org
from exhibit.interop.formats import JSON, JSON_LD, LINKED_ART, Format
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Person, Place

Document = dict[str, Any]
Writer = Callable[[Any, str], Document]
"""Writes a record; the text is scheme and host of its addresses."""

SHOWN: dict[str, Callable[[], Any]] = {
    "exhibit": lambda: Exhibit.objects.published().with_film(),
    "film": lambda: Film.objects.published().with_picture(),
    "person": lambda: Person.objects.published().with_places().with_picture(),
    "event": lambda: Event.objects.published().with_context().with_picture(),
    "place": lambda: Place.objects.published().with_picture(),
    "award_body": lambda: AwardBody.objects.published().with_picture(),
    "award": lambda: Award.objects.published().with_recipients().select_related("event"),
    "image": lambda: Image.objects.shown().with_renditions(),
}
"""Of each noun those that visitors see, with what a document needs of them at once."""

OWN: dict[str, Writer] = {
    "exhibit": records.exhibit_document,
    "film": records.film_document,
    "person": records.person_document,
    "event": records.event_document,
    "place": records.place_document,
    "award_body": records.award_body_document,
    "award": records.award_document,
    "image": lambda image, origin: records.image_document(image, gallery.hangings(image), origin),
}


def document_of(noun: str, record: Any, form: Format, origin: str) -> Document:
    """Return a record in a form that there is of its noun; `origin` is scheme and host of the addresses in it."""
    writers: dict[Format, Writer] = {
        JSON: OWN[noun],
        JSON_LD: schema_org.document_of,
        LINKED_ART: linked_art.document_of,
    }
    return writers[form](record, origin)
