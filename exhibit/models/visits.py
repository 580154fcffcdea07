"""Who has what open at the desk: told to others who open it too, and to oneself as what one was working on."""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class DeskVisitQuerySet(models.QuerySet["DeskVisit"]):
    def of(self, record: models.Model) -> Self:
        """Only visits to this record."""
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)


class DeskVisit(models.Model):
    """One curator and one record: when it was last opened, and whether it has not been saved since."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_visits")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    is_open = models.BooleanField(default=True)

    objects = models.Manager.from_queryset(DeskVisitQuerySet)()

    class Meta:
        default_permissions = ()
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(fields=("user", "content_type", "object_id"), name="desk_visit_once_per_record"),
        )
        indexes = (models.Index(fields=("content_type", "object_id"), name="desk_visit_by_record"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.content_type} {self.object_id}"
