"""One thing that was found: what it is called, what it is, and why it answers.

A document may be older than this moment by as much as a request takes, so each is shown only with its record as
visitors may see it now.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.dates import UncertainDate
from exhibit.languages import active
from exhibit.models import Award, AwardBody, ChapterBlock, Event, Exhibit, Film, Image, Person, Place, SearchDocument
from exhibit.models.record import visible
from exhibit.models.renditions import Cut
from exhibit.search.expansion import Expanded
from exhibit.search.finding import is_dated
from exhibit.search.words import WORD, fold, stem

SNIPPET = 150
"""Letters of a text that are shown, about."""
LEAD = 50
"""Letters before the first word that was asked for, about."""

Piece = tuple[str, bool]
"""A part of a text, and whether it was asked for."""

HEADINGS: dict[str, str | Promise] = {
    "name": _("Also called"),
    "synopsis": pgettext_lazy("what happens in a film", "Story"),
    "genre": _("Genre"),
    "based_on": _("Based on"),
    "studio": _("Studio"),
    "country": _("Country"),
    "credit": _("Credits"),
    "releases": _("On the screen"),
    "occupations": _("Occupations"),
    "honours": _("Honours"),
    "work": _("Work"),
    "birth_note": _("Born"),
    "death_note": _("Died"),
    "place": _("Place"),
    "people": _("People"),
    "films": _("Films"),
    "note": _("Note"),
    "story": _("In this chapter"),
}
"""Says of a text where it stands; descriptions, leads and captions speak for themselves."""

PLAIN = ("significance", "lead", "description", "summary_text", "biography", "synopsis", "caption", "occupations")
"""What tells of a record where nothing more is to be explained."""

KINDS: dict[str, type[Model]] = {
    "exhibit": Exhibit,
    "chapter": ChapterBlock,
    "film": Film,
    "person": Person,
    "awardbody": AwardBody,
    "place": Place,
    "award": Award,
    "event": Event,
    "image": Image,
}


def kind_name(noun: str, *, plural: bool = False) -> str:
    """Return what a kind of document is called in the page's language."""
    meta = KINDS[noun]._meta
    return str(capfirst(meta.verbose_name_plural if plural else meta.verbose_name))


@dataclass(slots=True)
class Found:
    """A document as it is shown. `record` is the film, person …, or the heading of a chapter."""

    noun: str
    record: Any
    title: str
    language: str
    address: str
    heading: str | Promise
    snippet: list[Piece]
    snippet_language: str
    title_pieces: list[Piece]

    @property
    def kind(self) -> str:
        return kind_name(self.noun)

    @property
    def exhibit(self) -> Exhibit | None:
        """The story of a chapter."""
        return self.record.parent if self.noun == "chapter" else None

    @property
    def date(self) -> UncertainDate | None:
        """When it was; a life is said by its birth."""
        return getattr(self.record, "date", None)

    @property
    def picture(self) -> Cut | None:
        """A small picture of it, where there is one that may be shown: of a person a portrait."""
        image = self.record if self.noun == "image" else getattr(self.record, "image", None)
        if not image or not image.is_showable():
            return None
        cut: Cut | None = image.renditions.portrait() if self.noun == "person" else image.renditions.frame()
        return cut or image.renditions.whole()


def shown(documents: Sequence[SearchDocument], asked: Sequence[Expanded]) -> list[Found]:
    """Return documents as they are shown, in their order: one query a kind; without what has disappeared since."""
    keys: dict[str, list[int]] = {}
    for document in documents:
        keys.setdefault(document.noun, []).append(document.record)
    records = {noun: ROWS[noun]().in_bulk(found) for noun, found in keys.items()}
    pairs = ((document, records[document.noun].get(document.record)) for document in documents)
    return [_shown(document, record, asked) for document, record in pairs if record is not None]


def _shown(document: SearchDocument, record: Any, asked: Sequence[Expanded]) -> Found:
    title, language = _title(document, record)
    said = fitting(title, language, asked)
    heading, snippet_language, text = _why(document, title, {number for numbers in said for number in numbers}, asked)
    return Found(
        document.noun,
        record,
        title,
        language,
        _address(document.noun, record),
        heading,
        list(_cropped(text, snippet_language, asked)),
        snippet_language or language,
        list(_pieces(title, language, asked)),
    )


def _title(document: SearchDocument, record: Any) -> tuple[str, str]:
    """The name in the page's language, or in the first where that is missing."""
    field = getattr(record, "name_field", {"chapter": "title", "image": "alt"}.get(document.noun, "title"))
    names = {language: text for heading, language, text in reversed(document.parts) if heading == "name"}
    said = getattr(record, field)
    if document.noun == "award":
        said = f"{record.category}, {record.body}"
    language = next((code for code in (active(), settings.LANGUAGE_CODE) if names.get(code) == said), active())
    return said, language


def _address(noun: str, record: Any) -> str:
    if noun == "chapter":
        return f"{record.parent.get_absolute_url()}#{record.slug}"
    return str(record.get_absolute_url())


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "exhibit": lambda: Exhibit.objects.published().with_picture(),
    "chapter": lambda: ChapterBlock.objects.filter(visible(of="parent")).select_related("parent"),
    "film": lambda: Film.objects.published().with_picture(),
    "person": lambda: Person.objects.published().with_picture(),
    "awardbody": lambda: AwardBody.objects.published().with_picture(),
    "place": lambda: Place.objects.published().with_picture(),
    "award": lambda: Award.objects.published().select_related("body"),
    "event": lambda: Event.objects.published().with_picture(),
    "image": lambda: Image.objects.shown().with_renditions(),
}


# Why


def _why(
    document: SearchDocument, title: str, in_title: set[int], asked: Sequence[Expanded]
) -> tuple[str | Promise, str, str]:
    """Return the text that answers best what the title does not: its heading, language and words."""
    missing = set(range(len(asked))) - in_title
    missing -= {number for number, one in enumerate(asked) if is_dated(one, document.marks)}
    best: tuple[int, int, int] = (0, 0, 0)
    found: tuple[str, str, str] | None = None
    for heading, language, text in document.parts:
        if text == title or (heading == "name" and not missing):
            continue
        met = {number for numbers in fitting(text, language, asked) for number in numbers}
        rank = (len(met & missing), int(language in ("", active())), len(met))
        if rank > best and rank[0] + rank[2]:
            best, found = rank, (heading, language, text)
        if missing and met >= missing and language == active():
            break
    if found is None or not missing:
        found = _plain(document) or found
    if found is None:
        return "", "", ""
    heading, language, text = found
    is_no_name = heading == "name" and document.noun in ("image", "chapter")
    return "" if is_no_name else HEADINGS.get(heading, ""), language, text


def _plain(document: SearchDocument) -> tuple[str, str, str] | None:
    """What tells of a record, in the page's language if there is such a text."""
    for code in (active(), settings.LANGUAGE_CODE):
        for wanted in PLAIN:
            for heading, language, text in document.parts:
                if (heading, language) == (wanted, code):
                    return heading, language, text
    return None


def fitting(text: str, language: str, asked: Sequence[Expanded]) -> Iterator[list[int]]:
    """Yield for each word of a text which words of the question it answers."""
    for found in WORD.finditer(text):
        yield _answers(found[0], language, asked)


def _answers(word: str, language: str, asked: Iterable[Expanded]) -> list[int]:
    own = stem(fold(word), language)
    return [number for number, one in enumerate(asked) if one.fits(own)]


def _pieces(text: str, language: str, asked: Sequence[Expanded]) -> Iterator[Piece]:
    """Yield a text in pieces: what was asked for, and what stands between."""
    end = 0
    for found in WORD.finditer(text):
        if not _answers(found[0], language, asked):
            continue
        if found.start() > end:
            yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def _cropped(text: str, language: str, asked: Sequence[Expanded]) -> Iterator[Piece]:
    """Yield a part of a long text in pieces, around the first word that was asked for, cut between words."""
    if len(text) <= SNIPPET:
        yield from _pieces(text, language, asked)
        return
    first = next((found.start() for found in WORD.finditer(text) if _answers(found[0], language, asked)), 0)
    start = max(first - LEAD, 0)
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = start + SNIPPET
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > first else end
    if start:
        yield "… ", False
    yield from _pieces(text[start:end].rstrip(" ,;:"), language, asked)
    if end < len(text):
        yield " …", False
