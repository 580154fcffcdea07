"""A picture as a document."""

from collections.abc import Iterable
from typing import Any

from exhibit.interop.records.parts import Document, head, link, links, picture
from exhibit.models import Film, Image, Person


def image_document(image: Image, hangings: Iterable[Any], origin: str) -> Document:
    """Return a picture with whom and what it shows, and the places where visitors see it."""
    people = Person.objects.published().alphabetical().filter(shown_in=image)
    films = Film.objects.published().chronological().filter(shown_in=image)
    return (
        head(image, origin)
        | (picture(image, origin) or {})
        | {
            "people": links(people, origin),
            "films": links(films, origin),
            "hangs_in": [link(one.record, origin) | {"url": f"{origin}{one.address}"} for one in hangings],
        }
    )
