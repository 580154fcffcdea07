"""What a label says of each kind of object, in the language that is active.

Only the words that the museum has in that language: a label that speaks two of them would
otherwise say the same thing twice.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override
from modeltranslation.utils import build_localized_fieldname

from exhibit.dates import UncertainDate
from exhibit.languages import active, every
from exhibit.models import (
    Award,
    DiagramBlock,
    EvidenceStatus,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    Person,
    PersonBlock,
)

SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!^\w\.)(?<![\s\u00a0(«“]\w\.)\s+")  # not after an initial: “V. Rozov”
TITLE_LETTERS = 130


@dataclass(frozen=True, slots=True)
class Saying:
    """What a label says in one language."""

    language: str
    title: str
    facts: tuple[str, ...] = ()
    words: str = ""
    credit: str = ""


def in_every_language(say: Callable[..., Saying], *about: Any) -> tuple[Saying, ...]:
    """Return what `say` says of its subject in each language that has a title for it, the page's own first.

    A card has room for the words of two languages: where there are more, the others say title and facts.
    """
    own = active()
    languages = [own, *(code for code in every() if code != own)]
    sayings = []
    for language in languages:
        with override(language):
            sayings.append(say(*about))
    said = [saying for saying in sayings if saying.title]
    if len(said) > 2:
        said[1:] = [replace(saying, words="", credit="") for saying in said[1:]]
    return tuple(said)


def of_exhibit(exhibit: Exhibit) -> Saying:
    """The opening panel: title, subtitle and the whole lead."""
    return Saying(active(), _own(exhibit, "title"), _known(_own(exhibit, "subtitle")), _own(exhibit, "lead"))


def of_film(film: Film, block: FilmBlock, letters: int) -> Saying:
    """Who directed it and when; why it is here, else how its story begins. Its `direction` is loaded."""
    words = _own(block, "note") or _own(film, "synopsis")
    facts = _known(_directors(film), _date(film.date))
    return Saying(active(), _own(film, "title"), facts, brief(words, letters))


def of_person(person: Person, block: PersonBlock, letters: int) -> Saying:
    """Occupations and life; why the person is here, else how the biography begins."""
    words = _own(block, "note") or _own(person, "biography")
    facts = _known(capfirst(_own(person, "occupations")), _life(person))
    return Saying(active(), _own(person, "name"), facts, brief(words, letters))


def of_award(award: Award, letters: int) -> Saying:
    """Who gave it, when and to whom; how sure that is, where it is not."""
    standing = "" if award.evidence_status == EvidenceStatus.VERIFIED else str(award.get_evidence_status_display())
    facts = _known(capfirst(award.get_outcome_display()), _own(award.body, "name"), _date(award.date), standing)
    names = [recipient.person.name for recipient in award.recipients.all()]
    titles = [gettext("“%(title)s”") % {"title": film.title} for film in award.films.all()]
    return Saying(active(), _own(award, "category"), facts, brief(", ".join(names + titles), letters))


def of_picture(block: FigureBlock, letters: int) -> Saying:
    """The caption, its first sentence as the title, and whom to credit."""
    image = block.image
    caption = _own(block, "caption") or _own(image, "caption") or _own(image, "alt")
    title, *rest = sentences(caption) or [""]
    credit = f"{_own(image, 'credit') or image.credit} · {image.get_rights_display()}"
    title = textwrap.shorten(title, TITLE_LETTERS, placeholder="…")
    return Saying(active(), title.removesuffix("."), (), brief(" ".join(rest), letters), credit)


def of_drawing(block: DiagramBlock, letters: int) -> Saying:
    """The title, and the words beside the drawing."""
    return Saying(active(), _own(block, "title"), (), brief(_own(block, "caption"), letters))


def sentences(text: str) -> list[str]:
    """Return `text` sentence by sentence."""
    return [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]


def brief(text: str, letters: int) -> str:
    """Return one or two whole sentences of `text`; a first one of more than `letters` ends at a word."""
    first, *rest = sentences(text) or [""]
    both = " ".join([first, *rest[:1]])
    if len(both) <= letters:
        return both
    return first if len(first) <= letters else textwrap.shorten(first, letters, placeholder="…")


def _own(record: Model, name: str) -> str:
    """A field's text in the active language itself, empty where it has none."""
    return getattr(record, build_localized_fieldname(name, active())) or ""


def _known(*facts: str) -> tuple[str, ...]:
    return tuple(filter(None, facts))


def _date(date: UncertainDate | None) -> str:
    return date.words(active()) if date else ""


def _year(date: UncertainDate | None) -> str:
    """The bare year of a date known at least to the year, else its short words."""
    if date is None:
        return ""
    return date.words(active(), short=True) if date.sure_year is None else str(date.sure_year)


def _life(person: Person) -> str:
    """Years of birth and death, else "born …" or "died …"."""
    birth, death = _year(person.birth), _year(person.death)
    if birth and death:
        return f"{birth}–{death}"
    if birth:
        return gettext("born %(year)s") % {"year": birth}
    return gettext("died %(year)s") % {"year": death} if death else ""


def _directors(film: Film) -> str:
    names = [credit.name_in_full for credit in film.direction]  # type: ignore[attr-defined]
    if not names:
        return ""
    return ngettext("Director: %(names)s", "Directors: %(names)s", len(names)) % {"names": ", ".join(names)}
