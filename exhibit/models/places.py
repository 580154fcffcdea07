"""Places, under the name that they had at the time."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exhibit.models.record import Record, RecordQuerySet


def count_at(rows: models.QuerySet[Any], place: str) -> Any:
    """How many of `rows` name a place in their field `place`, as an expression over places."""
    here = rows.order_by().filter(**{place: models.OuterRef("pk")}).values(place)
    return Coalesce(models.Subquery(here.annotate(count=models.Count("pk")).values("count")), 0)


class PlaceQuerySet(RecordQuerySet):
    def counting(self, name: str, rows: models.QuerySet[Any], place: str = "place") -> Self:
        """Annotate as `name` how many of `rows` name each place in their field `place`."""
        return self.annotate(**{name: count_at(rows, place)})


class Place(Record):
    """Where something happened: a town, a country, a studio."""

    name = models.CharField(_("name"), max_length=120, help_text=_("As it was called then: Tiflis, Russian Empire."))

    objects = models.Manager.from_queryset(PlaceQuerySet)()
    name_field = "name"
    spelled_by = "name"

    class Meta(Record.Meta):
        ordering = ("name", "slug")
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place_detail", args=(self.slug,))
