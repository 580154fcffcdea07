"""Arrivals: picture files that a curator has sent and that wait for their words.

An image is made of a file with all its words, never of less: so nothing half-made can be chosen for a
story, hang, or be written into a folder. Until then its file is here, under a name that nobody can guess,
for the curator who sent it; `exhibit.interop.arrivals` takes it in and hands it on.
"""

import secrets
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibit.models.images import EXTENSIONS, PictureField, kept_with_row

FOLDER = "arrivals"


def hidden_name(arrival: "Arrival", filename: str) -> str:
    """Return a path under the media folder that says nothing and that nobody can guess."""
    return f"{FOLDER}/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"


class Arrival(models.Model):
    """A sound picture file, what is known of it, and the key under which the curator's form has its words."""

    curator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="arrivals")
    key = models.CharField(max_length=32)
    file = PictureField(_("file"), upload_to=hidden_name, validators=[FileExtensionValidator(EXTENSIONS)])
    name = models.CharField(max_length=255)
    slug = models.SlugField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    checksum = models.CharField(max_length=128)
    is_wanted_twice = models.BooleanField(default=False)
    thumbnail = models.BinaryField(default=bytes)
    arrived_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()  # those of images hold
        ordering = ("arrived_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("curator", "key"), name="arrival_once_per_key"),
            models.UniqueConstraint(
                fields=("curator", "checksum"),
                condition=models.Q(is_wanted_twice=False),
                name="arrival_once_per_file",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        with kept_with_row(self.file):
            super().save(*args, **kwargs)
