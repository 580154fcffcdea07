"""An event as a document, and as an entry in the documents of others."""

from typing import Any

from exhibit.interop.records.awards import award_entry
from exhibit.interop.records.parts import (
    Document,
    dated,
    disputes,
    evidence,
    head,
    link,
    linked,
    links,
    picture,
    some,
    spoken,
    standing,
)
from exhibit.models import Citation, Event


def event_document(event: Any, origin: str) -> Document:
    """Return an event with who and what took part in it; loaded with `with_context()`."""
    cut: list[str] = []
    awards = event.awards.published().chronological().with_recipients()
    return head(event, origin) | {
        "date": dated(event.date),
        "place": linked(event.place, origin),
        "lane": {"slug": event.lane.slug, "name": spoken(event.lane, "name")},
        "importance": event.importance,
        **standing(event),
        "image": picture(event.image, origin),
        "people": links(event.people.all(), origin),
        "films": links(event.films.all(), origin),
        "awards": [award_entry(one, origin) for one in some(awards, "awards", cut)],
        "citations": evidence(Citation.objects.filter(event=event)),
        "disputes": disputes(event),
        "cut": cut,
    }


def event_entry(event: Event, origin: str) -> Document:
    """Return an event as another record tells of it; loaded with its lane and place."""
    return link(event, origin) | {
        "date": dated(event.date),
        "place": linked(event.place, origin),
        "lane": event.lane.slug,
        **standing(event),
    }
