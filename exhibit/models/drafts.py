"""Drafts: what a curator has written and visitors do not see yet, beside the record that they do see."""

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from exhibit.models.record import Record


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, record: models.Model) -> Self:
        """Only the draft of this record."""
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)


class Draft(models.Model):
    """One record with all it owns, as it was when the draft was begun and as it shall be: see `curation.drafts`."""

    class State(models.TextChoices):
        WRITING = "writing", _("being written")
        SUBMITTED = "submitted", _("submitted for review")
        RETURNED = "returned", _("returned with a comment")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    base = models.JSONField(encoder=DjangoJSONEncoder)
    contents = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WRITING)
    comment = models.TextField(_("comment"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="drafts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(DraftQuerySet)()

    class Meta:
        default_permissions = ()
        ordering = ("-changed_at",)
        constraints = (models.UniqueConstraint(fields=("content_type", "object_id"), name="draft_once_per_record"),)

    def __str__(self) -> str:
        return str(self.record)

    @property
    def noun(self) -> type[models.Model]:
        """The kind of record."""
        model = self.content_type.model_class()
        assert model is not None
        return model

    @property
    def record(self) -> Any:
        """The record as visitors see it, None where it was deleted."""
        return self.noun._base_manager.filter(pk=self.object_id).first()


def remove_with_record(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Remove the draft of a record that is deleted."""
    if isinstance(instance, Record):
        Draft.objects.of(instance).delete()
