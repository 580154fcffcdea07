"""Images and what must be known of them before they may hang: words, credit and rights."""

import datetime
import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import get_image_dimensions
from django.core.validators import FileExtensionValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.models.evidence import SlugManager

PERCENT = (MinValueValidator(0), MaxValueValidator(100))
EXTENSIONS = ("avif", "gif", "jpeg", "jpg", "png", "webp")


def stored_name(image: "Image", filename: str) -> str:
    """Return the path under the media folder: the image's slug, never the visitor's file name."""
    return f"images/{image.slug}{PurePath(filename).suffix.lower()}"


class Image(models.Model):
    """A picture with its text alternative, credit and rights."""

    class Rights(models.TextChoices):
        OWN = "own", _("made by the museum")
        PUBLIC_DOMAIN = "public-domain", _("public domain")
        LICENSED = "licensed", _("used under a licence")
        PERMITTED = "permitted", _("used by permission")

    slug = models.SlugField(_("key"), unique=True)
    file = models.ImageField(
        _("file"),
        upload_to=stored_name,
        validators=[FileExtensionValidator(EXTENSIONS)],
        help_text=_("JPEG, PNG, GIF, WebP or AVIF."),
    )
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)
    alt = models.TextField(_("text alternative"), help_text=_("What a visitor who cannot see the picture should know."))
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        pgettext_lazy("of a picture", "credit"),
        max_length=200,
        help_text=_("Maker and owner, as they wish to be named."),
    )
    rights = models.CharField(_("rights"), max_length=16, choices=Rights, default=Rights.OWN)
    rights_expire_on = models.DateField(
        _("rights end on"), null=True, blank=True, help_text=_("After this day visitors no longer see the picture.")
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focus from the left, %"), default=50, validators=PERCENT, help_text=_("Kept in view when cropped.")
    )
    focal_y = models.PositiveSmallIntegerField(_("focus from the top, %"), default=50, validators=PERCENT)
    checksum = models.CharField(_("SHA-512"), max_length=128, blank=True, editable=False)
    shows_people = models.ManyToManyField(
        "exhibit.Person", blank=True, related_name="shown_in", verbose_name=_("people shown")
    )
    shows_films = models.ManyToManyField(
        "exhibit.Film", blank=True, related_name="shown_in", verbose_name=_("films shown")
    )

    objects = SlugManager()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 100), focal_y__range=(0, 100)),
                name="image_focus_within_picture",
                violation_error_message=_("The focus is given in per cent, from 0 to 100."),
            ),
        )

    def __str__(self) -> str:
        return self.alt or self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        if self.rights == self.Rights.OWN and self.rights_expire_on:
            raise ValidationError({"rights_expire_on": _("The museum's own pictures have no end of rights.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.measure()
        super().save(*args, **kwargs)

    def measure(self) -> None:
        """Take width, height (pixels) and checksum from the file; a missing file has none of them.

        Not left to Django's width_field, which opens the file whenever a row without it is read.
        """
        try:
            with self.file.open("rb") as opened:
                self.checksum = hashlib.file_digest(opened, "sha512").hexdigest()
                opened.seek(0)
                self.width, self.height = get_image_dimensions(opened)
                opened.seek(0)
        except (FileNotFoundError, ValueError):
            self.width, self.height, self.checksum = None, None, ""

    def is_showable(self, at: datetime.datetime | None = None) -> bool:
        """Whether visitors may see it at `at`: the file is there and the rights have not ended."""
        today = timezone.localdate(at)
        rights_hold = self.rights_expire_on is None or self.rights_expire_on >= today
        return bool(self.file) and self.width is not None and rights_hold
