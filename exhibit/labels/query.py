"""Which labels a curator asks for, read from the address.

A value that cannot be understood is left out and named in `problems`, with the remedy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# What both A4 and Letter hold within the margins of any printer, in millimetres.
SHEET_WIDTH, SHEET_HEIGHT = 184, 252


class Kind(TextChoices):
    """What a label stands beside."""

    PANEL = "panel", _("Opening panel")
    PICTURE = "picture", _("Pictures")
    FILM = "film", _("Films")
    PERSON = "person", _("People")
    AWARD = "award", _("Awards")
    DIAGRAM = "diagram", _("Drawings")


@dataclass(frozen=True, slots=True)
class Division:
    """How a sheet is divided into labels."""

    name: str
    columns: int
    rows: int

    @property
    def width_mm(self) -> int:
        return SHEET_WIDTH // self.columns

    @property
    def height_mm(self) -> int:
        return SHEET_HEIGHT // self.rows

    @property
    def count(self) -> int:
        """How many labels a sheet holds."""
        return self.columns * self.rows

    @property
    def cuts_across(self) -> range:
        """Where to cut, in millimetres from the left edge of the first label."""
        return range(0, SHEET_WIDTH + 1, self.width_mm)

    @property
    def cuts_down(self) -> range:
        """Where to cut, in millimetres from its upper edge."""
        return range(0, SHEET_HEIGHT + 1, self.height_mm)


@dataclass(frozen=True, slots=True)
class Size(Division):
    """A division to choose, by its name in words; each label has room for so many letters of running text."""

    words: str | Promise
    letters: int


PANEL = Division("panel", columns=1, rows=1)
MEDIUM = Size("medium", columns=2, rows=3, words=_("Medium"), letters=160)
SIZES = {
    size.name: size
    for size in (
        Size("small", columns=2, rows=4, words=_("Small"), letters=105),
        MEDIUM,
        Size("large", columns=1, rows=2, words=_("Large"), letters=280),
    )
}


@dataclass(frozen=True, slots=True)
class LabelQuery:
    """The size of the labels and what they stand beside; no kind means all."""

    size: Size = MEDIUM
    kinds: tuple[Kind, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, asked: QueryDict) -> "LabelQuery":
        """Return what `asked` means; unknown sizes and kinds become problems."""
        problems = []
        name = asked.get("size") or MEDIUM.name
        if name not in SIZES:
            said = gettext("There is no size “%(value)s”, so the labels are medium. Choose from: %(choices)s.")
            problems.append(said % _names(name, SIZES))
        wanted = dict.fromkeys(filter(None, asked.getlist("kind")))
        for kind in wanted:
            if kind not in Kind.values:
                said = gettext("There are no labels of the kind “%(value)s”. Choose from: %(choices)s.")
                problems.append(said % _names(kind, Kind.values))
        return cls(SIZES.get(name, MEDIUM), tuple(kind for kind in Kind if kind in wanted), tuple(problems))

    def asks_for(self, kind: Kind) -> bool:
        """Whether labels of this kind are wanted."""
        return not self.kinds or kind in self.kinds


def _names(value: str, choices: Iterable[str]) -> dict[str, str]:
    return {"value": Truncator(value).chars(40), "choices": ", ".join(choices)}
