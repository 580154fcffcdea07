"""Awards and those who give them as documents."""

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
    standing,
)
from exhibit.models import Award, AwardBody, Citation


def award_document(award: Award, origin: str) -> Document:
    """Return one award; loaded with `with_recipients()` and its event."""
    return head(award, origin) | {
        "body": link(award.body, origin),
        **_outcome(award, origin),
        "event": linked(award.event, origin),
        "citations": evidence(Citation.objects.filter(award=award)),
        "disputes": disputes(award),
    }


def award_entry(award: Award, origin: str) -> Document:
    """Return an award as another record tells of it; loaded with `with_recipients()`."""
    return link(award, origin) | {"body": link(award.body, origin), **_outcome(award, origin)}


def _outcome(award: Award, origin: str) -> Document:
    return {
        "date": dated(award.date),
        "outcome": award.outcome,
        "is_shared": award.is_shared,
        "films": links(award.films.all(), origin),
        "recipients": [link(one.person, origin) for one in award.recipients.all()],
        **standing(award),
    }


def award_body_document(body: AwardBody, origin: str) -> Document:
    """Return one body and what it gave, in the order of time."""
    cut: list[str] = []
    awards = Award.objects.published().filter(body=body).chronological().with_recipients()
    return head(body, origin) | {
        "image": picture(body.image, origin),
        "awards": [award_entry(one, origin) for one in some(awards, "awards", cut)],
        "disputes": disputes(body),
        "cut": cut,
    }
