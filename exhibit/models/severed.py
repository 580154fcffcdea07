"""Who named a record that was deleted, so that they name it again when it comes back.

A list of films on an event is the event's. With a film goes its place in that list, and no version of the film knows
of it. So it is noted before each deletion, by whatever path, and read when a row of that number is there again.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

APP = "exhibit"


class Severed(models.Model):
    """A deleted record, and the rows in whose lists it stood: [model, list, key of the row]."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    links = models.JSONField()
    deleted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("content_type", "object_id"), name="severed_once"),)

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}"


def _lists_of_others(noun: type[models.Model]) -> Iterator[Any]:
    """Yield the lists of other nouns in which records of this one stand."""
    for relation in noun._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToManyRel) and relation.related_model._meta.app_label == APP:
            yield relation.field


def note_before_deletion(sender: Any, instance: Any, using: str, **kwargs: Any) -> None:
    """Note in whose lists a record stands."""
    if sender._meta.app_label != APP or not hasattr(sender, "natural_key"):
        return
    links = [
        [column.model._meta.label_lower, column.name, key]
        for column in _lists_of_others(sender)
        for key in column.model._base_manager.using(using)
        .filter(**{column.name: instance.pk})
        .order_by("pk")
        .values_list("pk", flat=True)
    ]
    if links:
        kind = ContentType.objects.db_manager(using).get_for_model(sender)
        Severed.objects.using(using).update_or_create(
            content_type=kind, object_id=instance.pk, defaults={"links": links, "deleted_at": timezone.now()}
        )


def look_before_return(sender: Any, instance: Any, using: str, **kwargs: Any) -> None:
    """Find out whether a row that brings its number along was deleted before."""
    if sender._meta.app_label != APP or not hasattr(sender, "natural_key"):
        return
    if instance._state.adding and isinstance(instance.pk, int):  # a new row has no number yet
        kind = ContentType.objects.db_manager(using).get_for_model(sender)
        instance._severed = Severed.objects.using(using).filter(content_type=kind, object_id=instance.pk).first()


def tie_after_return(sender: Any, instance: Any, using: str, created: bool, **kwargs: Any) -> None:
    """Put a record that is back into the lists in which it stood, where these are still there."""
    noted: Severed | None = instance.__dict__.pop("_severed", None)
    if noted is None or not created:
        return
    known = {(column.model._meta.label_lower, column.name): column for column in _lists_of_others(sender)}
    for label, name, key in noted.links:
        if column := known.get((label, name)):
            for row in column.model._base_manager.using(using).filter(pk=key):
                getattr(row, name).add(instance)
    noted.delete()
