"""Places, under the name that they had at the time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exhibit.models.record import Record


class Place(Record):
    """Where something happened: a town, a country, a studio."""

    name = models.CharField(_("name"), max_length=120, help_text=_("As it was called then: Tiflis, Russian Empire."))

    class Meta(Record.Meta):
        ordering = ("name", "slug")
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name
