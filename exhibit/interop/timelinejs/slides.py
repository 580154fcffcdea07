"""What a TimelineJS file holds, whichever format it came in: slides of plain texts."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_SLIDES = 5_000
LONGEST_TEXT = 100_000

Label = str | Promise
Kept = tuple[Label, str]
"""Something that an event has no field for: what it is called, and its text."""

MEDIA = gettext_lazy("Media")
KEPT_COLUMNS: dict[str, Label] = {
    "media": MEDIA,
    "media credit": gettext_lazy("Media credit"),
    "media caption": gettext_lazy("Media caption"),
    "media thumbnail": gettext_lazy("Media thumbnail"),
    "alt text": gettext_lazy("Alternative text"),
    "link": gettext_lazy("Link"),
    "background": gettext_lazy("Background"),
}
"""Columns of the spreadsheet that go to the note, and what they are called there."""
MEDIA_TITLE = gettext_lazy("Media title")
GROUP, TAG = gettext_lazy("Group"), gettext_lazy("Tag")
NAMELESS = gettext_lazy("In a column without a name")


class TimelineError(Exception):
    """A file, or an import as a whole, that cannot go on; the text names the remedy."""


class SlideError(Exception):
    """A slide that cannot become an event; the text says why, and the remedy."""


class Kind(StrEnum):
    TITLE = "title"
    EVENT = "event"
    ERA = "era"


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a slide's dates, as it is written in the file."""

    year: str = ""
    month: str = ""
    day: str = ""
    time: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """One row of the spreadsheet, or one slide or era of a JSON file.

    `where` is its number for people; `fault` says why it cannot be read, "" where it can.
    """

    where: str
    kind: Kind = Kind.EVENT
    headline: str = ""
    text: str = ""
    start: Moment = Moment()
    end: Moment = Moment()
    display: str = ""
    group: str = ""
    unique_id: str = ""
    kept: tuple[Kept, ...] = ()
    remarks: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The slides of a file in its order, and what is to be said of the file as a whole."""

    name: str
    slides: list[Slide]
    remarks: list[str] = field(default_factory=list)


def too_many() -> TimelineError:
    return TimelineError(
        _("The file has more than %(most)s rows. Divide it into several files and import them one after another.")
        % {"most": f"{MOST_SLIDES:,}"}
    )


def too_long(name: Label) -> str:
    """Say that a text of a slide is longer than anybody would read."""
    return _("“%(name)s” is longer than %(longest)s characters. Shorten it in the file.") % {
        "name": name,
        "longest": f"{LONGEST_TEXT:,}",
    }
