"""A place as a document."""

from django.db.models import F

from exhibit.interop.records.events import event_entry
from exhibit.interop.records.parts import Document, dated, disputes, head, link, picture, some, texts
from exhibit.models import Admission, Event, Person, Place, Release
from exhibit.models.record import visible


def place_document(place: Place, origin: str) -> Document:
    """Return a place with what happened there, who was born and died there, and what was shown."""
    cut: list[str] = []
    events = Event.objects.published().filter(place=place).chronological().select_related("lane", "place")
    showings = Release.objects.filter(visible(of="film"), place=place).select_related("film")
    figures = Admission.objects.filter(visible(of="film"), place=place).select_related("film")
    return head(place, origin) | {
        "image": picture(place.image, origin),
        "events": [event_entry(one, origin) for one in some(events, "events", cut)],
        "births": _lives("birth", place, origin, cut),
        "deaths": _lives("death", place, origin, cut),
        "releases": [
            {"film": link(one.film, origin), "date": dated(one.date), "texts": texts(one), "confidence": one.confidence}
            for one in some(showings, "releases", cut)
        ],
        "admissions": [
            {"film": link(one.film, origin), "tickets": one.tickets, "texts": texts(one), "confidence": one.confidence}
            for one in some(figures, "admissions", cut)
        ],
        "disputes": disputes(place),
        "cut": cut,
    }


def _lives(end: str, place: Place, origin: str, cut: list[str]) -> list[Document]:
    """Return those whose life began or ended there, in the order of time."""
    people = Person.objects.published().filter(**{f"{end}_place": place})
    people = people.order_by(F(f"{end}_earliest").asc(nulls_last=True), "slug")
    return [link(person, origin) | {"date": dated(getattr(person, end))} for person in some(people, f"{end}s", cut)]
