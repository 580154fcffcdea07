"""The plan of an import, row by row, and the part of it that is carried on to be written."""

from collections import Counter
from dataclasses import astuple, dataclass, field
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import ngettext, pgettext_lazy

from exhibit.dates import UncertainDate
from exhibit.interop.timelinejs.lanes import NewLane
from exhibit.languages import active


class Outcome(TextChoices):
    """What becomes of a row."""

    NEW = "new", pgettext_lazy("row of an import", "new")
    HERE = "here", pgettext_lazy("row of an import", "already here")
    REFUSED = "refused", pgettext_lazy("row of an import", "refused")
    TITLE = "title", pgettext_lazy("row of an import", "title, skipped")


class Draft(NamedTuple):
    """All that will be written of one event; `date` is EDTF, `lane` a slug."""

    slug: str
    title: str
    date: str
    lane: str
    description: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report. `event` is the number of the one that is here already, `text` what the file says of it."""

    where: str
    outcome: Outcome
    title: str
    date: UncertainDate | None = None
    lane: str = ""
    remarks: tuple[str, ...] = ()
    draft: Draft | None = None
    event: int | None = None
    text: str = ""

    @property
    def words(self) -> str:
        """The date as the reader of the report says it, "" where there is none."""
        return self.date.words(active()) if self.date else ""


@dataclass(frozen=True)
class Batch:
    """What is written, and nothing else: the drafts as they were shown, and the lanes they need."""

    name: str
    language: str
    lanes: list[NewLane]
    drafts: list[Draft]

    def packed(self) -> list[Any]:
        """Return it as lists and texts only."""
        return list(astuple(self))

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "Batch":
        name, language, lanes, drafts = packed
        return cls(name, language, [NewLane(*lane) for lane in lanes], [Draft(*draft) for draft in drafts])


@dataclass(frozen=True)
class Plan:
    """What an import would do. With `strict`, one refusal keeps everything from being written."""

    lines: list[Line]
    batch: Batch
    strict: bool = False
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    @property
    def is_blocked(self) -> bool:
        return self.strict and self.counts[Outcome.REFUSED] > 0

    def summary(self) -> list[tuple[Outcome, str]]:
        """Return how many rows come to what, in words; without what no row comes to."""
        new, here, refused, title = (self.counts[outcome] for outcome in Outcome)
        words = (
            (Outcome.NEW, new, ngettext("%(count)d new draft", "%(count)d new drafts", new)),
            (Outcome.HERE, here, ngettext("%(count)d already here", "%(count)d already here", here)),
            (Outcome.REFUSED, refused, ngettext("%(count)d row refused", "%(count)d rows refused", refused)),
            (Outcome.TITLE, title, ngettext("%(count)d title skipped", "%(count)d titles skipped", title)),
        )
        return [(outcome, text % {"count": count}) for outcome, count, text in words if count]
