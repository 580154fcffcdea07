"""The labels of an exhibit, gathered from its story and laid out on sheets.

Each object has one label, however often the story comes back to it, in the order of the story.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

import segno
from django.utils.safestring import SafeString, mark_safe

from exhibit.labels.query import PANEL, Division, Kind, LabelQuery
from exhibit.labels.words import (
    Saying,
    in_every_language,
    of_award,
    of_drawing,
    of_exhibit,
    of_film,
    of_person,
    of_picture,
)
from exhibit.models import AwardListBlock, DiagramBlock, FigureBlock, Film, FilmBlock, PersonBlock
from exhibit.story import Part, Story


@dataclass(frozen=True, slots=True)
class Label:
    """A card beside an object: its words, language by language, and the full address of its page."""

    kind: Kind
    address: str
    sayings: tuple[Saying, ...]
    original: str = ""
    original_language: str = ""
    drawing: str = ""

    @property
    def unsaid_original(self) -> str:
        """The original title or name, where none of the titles is the same."""
        return "" if self.original in {saying.title for saying in self.sayings} else self.original

    @property
    def short_address(self) -> str:
        """The address as a visitor would type it."""
        return self.address.partition("://")[2].removesuffix("/")

    @property
    def address_in_steps(self) -> list[str]:
        """The short address in pieces between which a line may end."""
        return re.findall(r"[^/]+/?", self.short_address)

    @property
    def code(self) -> SafeString:
        """The address as a QR code in SVG, with its quiet zone, in the colour of the text.

        Error correction M: some 15 per cent of a printed code may be scratched or stained.
        https://www.iso.org/standard/83389.html
        """
        drawn = segno.make(self.address, error="m", micro=False, boost_error=False)
        svg = drawn.svg_inline(omitsize=True, svgclass=None, lineclass=None)
        return mark_safe(svg.replace('stroke="#000"', 'stroke="currentColor"'))  # noqa: S308


@dataclass(frozen=True, slots=True)
class Sheet:
    """The labels of one printed page."""

    size: Division
    labels: list[Label]


def sheets(story: Story, query: LabelQuery, origin: str) -> list[Sheet]:
    """Return the sheets to print; `origin` is the scheme and host of their addresses."""
    found = []
    if query.asks_for(Kind.PANEL):
        exhibit = story.exhibit
        words = in_every_language(of_exhibit, exhibit)
        panel = Label(Kind.PANEL, origin + exhibit.get_absolute_url(), words, drawing=exhibit.drawing)
        found.append(Sheet(PANEL, [panel]))
    labels = [label for label in _labels(story, query.size.letters, origin) if query.asks_for(label.kind)]
    on_each = query.size.count
    return found + [Sheet(query.size, labels[at : at + on_each]) for at in range(0, len(labels), on_each)]


def _labels(story: Story, letters: int, origin: str) -> list[Label]:
    """Return a label for each object, at its first place in the story."""
    labels: dict[Hashable, Label] = {}
    directed = _directed(story)
    for chapter in story.chapters:
        here = story.exhibit.get_absolute_url() + (f"#{chapter.heading.slug}" if chapter.heading else "")
        for part in chapter.parts:
            for key, label in _of_part(part, directed, letters, here):
                labels.setdefault(key, replace(label, address=origin + label.address))
    return list(labels.values())


def _of_part(part: Part, directed: dict[int, Film], letters: int, here: str) -> Iterator[tuple[Hashable, Label]]:
    """Yield what to know each object of a block by, and its label; `here` is the address of the chapter."""
    match part.block:
        case FigureBlock() as block:
            words = in_every_language(of_picture, block, letters)
            yield block.image, Label(Kind.PICTURE, block.image.get_absolute_url(), words)
        case FilmBlock() as block:
            film = directed[block.film_id]
            words = in_every_language(of_film, film, block, letters)
            yield film, Label(Kind.FILM, film.get_absolute_url(), words, film.original_title, film.original_language)
        case PersonBlock() as block:
            person = block.person
            words = in_every_language(of_person, person, block, letters)
            names = person.native_name, person.native_language
            yield person, Label(Kind.PERSON, person.get_absolute_url(), words, *names)
        case AwardListBlock():
            for award in part.records:
                words = in_every_language(of_award, award, letters)
                yield award, Label(Kind.AWARD, award.get_absolute_url(), words)
        case DiagramBlock() as block:
            words = in_every_language(of_drawing, block, letters)
            yield block.drawing, Label(Kind.DIAGRAM, here, words)


def _directed(story: Story) -> dict[int, Film]:
    """Return the films of the story with their directors, by primary key, in two queries."""
    shown = [part.block.film_id for part in story.parts if isinstance(part.block, FilmBlock)]
    return Film.objects.with_directors().in_bulk(shown)
