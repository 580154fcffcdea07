"""What was done so that nothing is lost: backups, proofs, restorations, looks at the bytes, repairs; never changed.

The words are those of PREMIS, by which archives tell such things: an event has a kind, an object and an outcome.
https://www.loc.gov/standards/premis/
"""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PreservationEventQuerySet(models.QuerySet["PreservationEvent"]):
    def good(self) -> Self:
        """Only events that ended well."""
        return self.filter(outcome=PreservationEvent.Outcome.GOOD)

    def last_at(self, kind: str) -> datetime.datetime | None:
        """Return when this was last done and ended well; None where it never was."""
        return self.good().filter(kind=kind).order_by("-at").values_list("at", flat=True).first()


class PreservationEvent(models.Model):
    """One event: what was done to what, when, and how it ended."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("backup")
        PROOF = "proof", _("proof of a backup")
        RESTORATION = "restoration", _("restoration")
        FIXITY = "fixity", _("fixity check")
        REPAIR = "repair", _("repair")

    class Outcome(models.TextChoices):
        GOOD = "good", _("good")
        BAD = "bad", _("bad")

    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("event"), max_length=16, choices=Kind)
    subject = models.CharField(_("object"), max_length=500, help_text=_("A picture file, a backup, or an archive."))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    note = models.TextField(_("details"), blank=True)

    objects = models.Manager.from_queryset(PreservationEventQuerySet)()

    class Meta:
        default_permissions = ("view",)
        ordering = ("-at", "-pk")
        verbose_name = _("preservation event")
        verbose_name_plural = _("preservation events")
        indexes = (models.Index(fields=("kind", "-at"), name="preservation_by_kind"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"
