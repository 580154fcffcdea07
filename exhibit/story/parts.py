"""A part: a block as visitors see it, and how much room of the page it takes."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from exhibit.models import Block, DiagramBlock, FigureBlock
from exhibit.models.drawings import Drawing
from exhibit.timeline import Entry

WIDE = {"dispute", "awards", "timeline"}
CARDS = {"film", "person"}


@dataclass(slots=True)
class Part:
    """A block as shown: its text with note marks, or its published records; of a timeline extract its entries."""

    block: Block
    records: list[Any] = field(default_factory=list)
    html: SafeString = field(default_factory=SafeString)
    is_folded: bool = False
    repeats_credit: bool = False

    @property
    def anchor(self) -> str:
        """Its id on the page, the same in every language."""
        return f"part-{self.block.key}"

    @property
    def is_card(self) -> bool:
        """Whether it presents one record in a few words."""
        return self.block.kind in CARDS

    @property
    def shape(self) -> str:
        """Its place on the page, as a word for the style: "column", "margin", "wide" or "full"."""
        if isinstance(self.block, FigureBlock):
            return self.block.width
        if isinstance(self.block, DiagramBlock):
            return "wide" if self.block.drawing == Drawing.RAILS else "column"  # a plan and what the lens sees
        if self.block.kind in WIDE and not self.is_folded:
            return "wide"
        return "margin" if self.is_card else "column"

    @property
    def is_wide(self) -> bool:
        """Whether it reaches beyond the reading column."""
        return self.shape in {"wide", "full"}

    @property
    def window(self) -> tuple[int, int]:
        """The first and last year of its entries; an open end counts by its beginning."""
        days = [entry.date.known_days for entry in self.records if isinstance(entry, Entry)]
        return min(first.year for first, _last in days), max(last.year for _first, last in days)
