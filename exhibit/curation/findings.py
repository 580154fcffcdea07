"""What a record lacks, said so that a curator can mend it: how much it matters, in words, and where in the form."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Errors keep a record from being published; warnings are advice."""

    ERROR = "error", _("error")
    WARNING = "warning", _("warning")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a record lacks. `target` is the id of what mends it in the record's form, "" for none."""

    code: str
    level: Level
    words: str
    target: str = ""

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR


@dataclass(slots=True)
class Readiness:
    """All that was found about one record, errors first."""

    record: Any
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_error]

    @property
    def is_ready(self) -> bool:
        """Whether nothing keeps it from being published."""
        return not self.errors
