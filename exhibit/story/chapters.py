"""The story of an exhibit and its chapters; for a list of exhibits, their headings alone."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from exhibit.models import ChapterBlock, Exhibit, Person, PersonBlock
from exhibit.story.notes import Note
from exhibit.story.parts import Part
from exhibit.story.passages import Passage, set_out


@dataclass(slots=True)
class Chapter:
    """A chapter heading and what follows until the next; `heading` is None before the first."""

    heading: ChapterBlock | None
    number: int = 0
    parts: list[Part] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    preceding: "Chapter | None" = None
    following: "Chapter | None" = None

    @property
    def passages(self) -> list[Passage]:
        """The parts as they are set."""
        return set_out(self.parts)


@dataclass(slots=True)
class Story:
    """An exhibit ready to be read, as it stands at `at` (default: now)."""

    exhibit: Exhibit
    chapters: list[Chapter]
    at: datetime.datetime | None = None

    @property
    def first_chapter(self) -> Chapter | None:
        """Where the reading begins."""
        return next((chapter for chapter in self.chapters if chapter.heading), None)

    @property
    def parts(self) -> list[Part]:
        """What it is made of, from the first chapter to the last."""
        return [part for chapter in self.chapters for part in chapter.parts]

    @property
    def people(self) -> list[Person]:
        """Whom the story presents, in its order, each once."""
        return list(dict.fromkeys(part.block.person for part in self.parts if isinstance(part.block, PersonBlock)))

    def next_exhibit(self) -> Exhibit | None:
        """The exhibit to go on to, None where there is no other; one query."""
        return Exhibit.objects.published(self.at).after(self.exhibit)


def outline(exhibit: Exhibit) -> Story:
    """Return only the chapter headings of `exhibit`, in one query."""
    return outlines([exhibit])[0]


def outlines(exhibits: Iterable[Exhibit]) -> list[Story]:
    """Return only the chapter headings of each exhibit, in one query for all."""
    exhibits = list(exhibits)
    headings: dict[int, list[ChapterBlock]] = {exhibit.pk: [] for exhibit in exhibits}
    for heading in ChapterBlock.objects.filter(parent__in=exhibits).order_by("ordering"):
        headings[heading.parent_id].append(heading)
    return [
        Story(exhibit, [Chapter(heading, number) for number, heading in enumerate(headings[exhibit.pk], start=1)])
        for exhibit in exhibits
    ]
