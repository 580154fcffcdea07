"""Imports of tables: what was sent and waits to be confirmed, and what was written and can be put back."""

import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

A_DAY = datetime.timedelta(days=1)
MOST_WAITING = 5
"""Tables of one curator that wait at once; an older one makes room."""


class UploadQuerySet(models.QuerySet["Upload"]):
    def sweep(self, user: Any) -> None:
        """Remove what nobody confirmed within a day, and all but the latest of a curator."""
        self.filter(made_at__lt=timezone.now() - A_DAY).delete()
        latest = self.filter(user=user).order_by("-pk").values_list("pk", flat=True)[:MOST_WAITING]
        self.filter(user=user).exclude(pk__in=list(latest)).delete()


class Upload(models.Model):
    """A table that a curator sent and looks at before it is imported.

    It is kept in the database, because files of the museum are served to everybody, and each process sees it there.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    noun = models.CharField(max_length=40)
    file_name = models.CharField(max_length=100)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(UploadQuerySet)()

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name


class Import(models.Model):
    """One table that was imported: the rows that it changed, as they were and as they became; see `curation.contents`.

    Of a row that was there before only the changed columns are kept; a row that came new is in `contents` alone.
    """

    noun = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("imported by")
    )
    made_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    created_count = models.PositiveIntegerField(_("new"))
    changed_count = models.PositiveIntegerField(_("changed"))
    same_count = models.PositiveIntegerField(_("the same"))
    left_out_count = models.PositiveIntegerField(_("left out"))
    base = models.JSONField(encoder=DjangoJSONEncoder)
    contents = models.JSONField(encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name
