"""Places, under the name that they had at the time."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exhibit.languages import active, column_of, original_of
from exhibit.models.record import Record, RecordQuerySet


class PlaceQuerySet(RecordQuerySet):
    def alphabetical(self) -> Self:
        """By name in the visitor's language, by the one in the museum's first language where that is missing."""
        own = models.F(column_of("name", active()))
        return self.order_by(Coalesce(NullIf(own, models.Value("")), models.F(original_of("name"))), "slug")

    def counting(self, name: str, rows: models.QuerySet[Any], place: str = "place") -> Self:
        """Annotate as `name` how many of `rows` name each place in their field `place`."""
        here = rows.order_by().filter(**{place: models.OuterRef("pk")}).values(place)
        count = models.Subquery(here.annotate(count=models.Count("pk")).values("count"))
        return self.annotate(**{name: Coalesce(count, 0)})


class Place(Record):
    """Where something happened: a town, a country, a studio."""

    name = models.CharField(_("name"), max_length=120, help_text=_("As it was called then: Tiflis, Russian Empire."))

    objects = models.Manager.from_queryset(PlaceQuerySet)()
    name_field = "name"

    class Meta(Record.Meta):
        ordering = ("name", "slug")
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place_detail", args=(self.slug,))
