"""What becomes of each row of a table, as it is planned, shown and written."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from exhibit.curation.changes import Change


class Outcome(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("the same")
    ERROR = "error", _("error")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, and in which column; "" where it concerns the row."""

    column: str
    words: str


@dataclass(slots=True)
class Line:
    """A row and what becomes of it. `record` holds its new values, `before` is the record as it is."""

    number: int
    key: str
    before: Any = None
    record: Any = None
    lists: dict[str, list[Any]] = field(default_factory=dict)
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Changed columns: what each says until now, and then."""
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        if self.faults:
            return Outcome.ERROR
        if self.before is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.said else Outcome.SAME

    @property
    def name(self) -> str:
        """The record in words, "" where the row says too little."""
        try:
            return str(self.before or self.record or "")
        except (AttributeError, models.ObjectDoesNotExist):  # its words come from a record that is not there
            return ""

    def save(self, record: Any) -> None:
        """Write `record`, which is the new one of this row or a copy of it, and its lists."""
        record.save()
        for name, rows in self.lists.items():
            getattr(record, name).set(rows)


@dataclass(slots=True)
class Plan:
    """All rows of a table, and what becomes of each."""

    noun: type[models.Model]
    name: str
    lines: list[Line] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def of(self, *outcomes: Outcome) -> list[Line]:
        """Return the rows with one of these outcomes."""
        return [line for line in self.lines if line.outcome in outcomes]

    @property
    def counts(self) -> dict[Outcome, int]:
        return {outcome: len(self.of(outcome)) for outcome in Outcome}

    @property
    def mark(self) -> str:
        """A digest of all that is planned: another one later means that the museum changed meanwhile."""
        digest = hashlib.sha256()
        for line in self.lines:
            faults = [fault.column for fault in line.faults]
            told = (line.number, line.outcome.value, line.key, sorted(line.said.items()), faults)
            digest.update(repr(told).encode())
        return digest.hexdigest()[:32]
