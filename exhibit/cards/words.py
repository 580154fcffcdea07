"""What a card says of a record: its kind, its name, when it was, and which picture or drawing stands beside it."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from exhibit.dates import UncertainDate
from exhibit.languages import active
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Person, Place, Record
from exhibit.translation import language_of
from exhibit.typography import typeset

NOUNS: dict[str, type[Record] | type[Image]] = {
    "exhibits": Exhibit,
    "films": Film,
    "people": Person,
    "events": Event,
    "places": Place,
    "awards": AwardBody,
    "images": Image,
}
"""What has a card, by the word with which its page's address begins; an award's is below that of its body."""

LONGEST_CAPTION = 140
OPENING = "cranes"


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a card, typeset, in the order in which they are read; "" for what there is not.

    `drawing` names the drawing that stands where there is no picture, or where its copies are still being made.
    """

    kind: str
    title: str
    under: str = ""
    date: str = ""
    drawing: str = OPENING
    is_gold: bool = False
    picture: Image | None = None

    @property
    def credit(self) -> str:
        """Who is to be named for its picture."""
        return said(self.picture, "credit") if self.picture else ""


def museum_card() -> Card:
    """Return the card of all pages that are no record's."""
    words = _("A film museum’s exhibits: films, people, events and awards, with the evidence behind them.")
    return Card("", _("Film museum"), typeset(words, active()))


def card_of(record: Record | Image) -> Card:
    """Return the card of a record or a picture, in the active language."""
    picture = record if isinstance(record, Image) else record.image
    shown = picture if picture and picture.is_showable() else None
    kind = capfirst(str(record._meta.verbose_name))
    match record:
        case Exhibit():
            opening = None if record.drawing else shown  # as on its page
            return Card(
                kind, said(record, "title"), said(record, "subtitle"), "", record.drawing or "exhibit", False, opening
            )
        case Film():
            return Card(kind, said(record, "title"), _original(record), _date(record.date), "film", False, shown)
        case Person():
            trade = capfirst(said(record, "occupations"))
            return Card(trade or kind, said(record, "name"), "", _life(record), "person", False, shown)
        case Event():
            lane = said(record.lane, "name")
            return Card(lane, said(record, "title"), _place(record), _date(record.date), "event", False, shown)
        case Place():
            return Card(kind, said(record, "name"), "", "", "place", False, shown)
        case AwardBody():
            return Card(_("Awards"), said(record, "name"), "", "", "award", True, shown)
        case Award():
            outcome = capfirst(record.get_outcome_display())
            return Card(said(record.body, "name"), said(record, "category"), outcome, _date(record.date), "award", True)
    words = said(record, "caption") or said(record, "alt")
    return Card(kind, Truncator(words).chars(LONGEST_CAPTION), "", "", "image", False, shown)


def said(record: Model, name: str) -> str:
    """Return the text of a field, typeset in the language that it is in, on one line."""
    text = " ".join((getattr(record, name) or "").splitlines())
    return typeset(text, language_of(record, name))


def _original(film: Film) -> str:
    return "" if film.original_title == film.title else typeset(film.original_title, film.original_language)


def _place(event: Event) -> str:
    return said(event.place, "name") if event.place and event.place.is_published() else ""


def _date(date: UncertainDate | None) -> str:
    return typeset(date.words(active()), active()) if date else ""


def _life(person: Person) -> str:
    ends = [
        typeset(date.words(active(), short=True), active()) if date else "" for date in (person.birth, person.death)
    ]
    if all(ends):
        return " – ".join(ends)
    return "–".join(ends) if any(ends) else ""
