"""Images and what must be known of them before they may hang: words, credit and rights."""

import datetime
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePath
from typing import Any, Self

import PIL.ExifTags
import PIL.Image
from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import FileExtensionValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit import clock
from exhibit.models import apart, unfinished
from exhibit.models.evidence import SlugQuerySet
from exhibit.washing import washed

PERCENT = (MinValueValidator(0), MaxValueValidator(100))
FORMATS = {"avif": "AVIF", "gif": "GIF", "jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
EXTENSIONS = tuple(FORMATS)
MEGAPIXELS = 60
BOMBS = (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning)


def stored_name(image: "Image", filename: str) -> str:
    """Return the path under the media folder: the image's slug, never the visitor's file name."""
    return f"images/{image.slug}{PurePath(filename).suffix.lower()}"


def is_stored(file: Any) -> bool:
    """Whether a file field's file is in the storage, as against an upload on its way there."""
    return bool(file._committed)


@contextmanager
def reading(file: FieldFile) -> Iterator[Any]:
    """Open `file` at its start; an upload that is not stored yet stays open, or nobody could store it."""
    if is_stored(file):
        with file.storage.open(str(file.name)) as stored:
            yield stored
    else:
        file.open("rb")
        try:
            yield file.file
        finally:
            file.seek(0)


def wash(file: FieldFile) -> None:
    """Let an upload be stored without what its camera and programs wrote into it; a stored file was washed before."""
    if not file or is_stored(file):
        return
    with reading(file) as opened:
        content = opened.read()
    if (clean := washed(content)) != content:
        file.file = File(io.BytesIO(clean), name=file.name)


@contextmanager
def kept_with_row(file: FieldFile) -> Iterator[None]:
    """Take a new file out of the storage again if the row that was to name it is not saved."""
    is_new = bool(file) and not is_stored(file)
    try:
        yield
    except BaseException:
        if is_new and is_stored(file):
            file.storage.delete(str(file.name))
            unfinished.forget(str(file.name))
        raise


def store(file: FieldFile) -> None:
    """Store a new file before its row is written, and have it noted before: this process may be killed in between."""
    wanted = file.field.generate_filename(file.instance, str(file.name))
    name = file.storage.get_available_name(wanted, max_length=file.field.max_length)
    unfinished.note(name)
    try:
        file.name = file.storage.save(name, file.file, max_length=file.field.max_length)
    except BaseException:
        unfinished.forget(name)
        raise
    setattr(file.instance, file.field.attname, file.name)
    file._committed = True  # type: ignore[attr-defined]  # as Django's own `FieldFile.save`


def open_picture(opened: Any) -> PIL.Image.Image:
    """Open a picture of the formats that the museum takes, without decoding it."""
    return PIL.Image.open(opened, formats=sorted(set(FORMATS.values())))


def upright_size(picture: PIL.Image.Image) -> tuple[int, int]:
    """Return width and height as browsers show the picture: turned as its EXIF data say."""
    width, height = picture.size
    if picture.format == "PNG" and "exif" not in picture.info:
        return width, height  # to look for more, Pillow would decode the whole picture
    is_turned = picture.getexif().get(PIL.ExifTags.Base.Orientation) in {5, 6, 7, 8}
    return (height, width) if is_turned else (width, height)


def measured(file: FieldFile) -> tuple[int | None, int | None, str]:
    """Return width, height (pixels, upright) and checksum of a file; a missing one has none of them.

    Not left to Django's width_field, which opens the file whenever a row without it is read.
    """
    width, height, checksum = None, None, ""
    if not file:
        return width, height, checksum
    with suppress(FileNotFoundError), reading(file) as opened:
        checksum = hashlib.file_digest(opened, "sha512").hexdigest()
        opened.seek(0)
        with suppress(Exception), open_picture(opened) as picture:  # what is no picture has no size
            width, height = upright_size(picture)
    return width, height, checksum


def check_picture(file: FieldFile) -> None:
    """Refuse a file that browsers or this server could not show; a missing file is let through.

    Raises:
        ValidationError: saying what is wrong and what to do.
    """
    ending = PurePath(str(file.name)).suffix.lower().removeprefix(".")
    if ending not in FORMATS or (is_stored(file) and not file.storage.exists(str(file.name))):
        return
    too_large = ValidationError(
        _("This picture has more than %(number)d megapixels. Make it smaller and use the smaller file."),
        code="too_large",
        params={"number": MEGAPIXELS},
    )
    try:
        with reading(file) as opened, open_picture(opened) as picture:
            # a JPEG that carries a second picture, as telephones make them, calls itself MPO
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            if kind != FORMATS[ending]:
                raise ValidationError(
                    _(
                        "This is a %(format)s file, but its name ends in .%(ending)s. "
                        "Correct the ending, or save the picture again in the format that you want."
                    ),
                    code="ending",
                    params={"format": kind, "ending": ending},
                )
            if picture.width * picture.height > MEGAPIXELS * 1_000_000:
                raise too_large
            if picture.width * picture.height > apart.LARGE:
                apart.decoded(opened, sorted(set(FORMATS.values())), 1)
            else:
                picture.load()
    except ValidationError:
        raise
    except BOMBS as problem:
        raise too_large from problem
    except PIL.UnidentifiedImageError as problem:
        raise ValidationError(
            _("This is not a JPEG, PNG, GIF, WebP or AVIF picture. Save it in one of these formats and use that file."),
            code="format",
        ) from problem
    except Exception as problem:  # Pillow's decoders raise nearly anything
        raise ValidationError(
            _("This picture is damaged or incomplete. Export or copy it again and use the new file."), code="damaged"
        ) from problem


class PictureFormField(forms.FileField):
    """Leaves the check to the model, whose messages say more than Django's."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer only files with the right ending."""
        return {**super().widget_attrs(widget), "accept": ",".join(f".{ending}" for ending in EXTENSIONS)}


class PictureField(models.ImageField):
    """An image file that has passed `check_picture`, in forms and in folders alike."""

    default_validators = [check_picture]

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field that does not look into the file, and tells what is not kept of it."""
        words = _(
            "JPEG, PNG, GIF, WebP or AVIF. Visitors may take the file along: place, device, names and previews that a "
            "camera or program wrote into it are left out. Keep the camera’s own file in the museum’s archive."
        )
        return super().formfield(**{"form_class": PictureFormField, "help_text": words, **kwargs})

    def deconstruct(self) -> Any:
        """Migrations see Django's field: the check is no matter of columns."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs


class ImageQuerySet(SlugQuerySet):
    def showable(self, at: datetime.datetime | None = None) -> Self:
        """Only pictures whose file is there and whose rights have not ended at `at` (default: now)."""
        rights_hold = Q(rights_expire_on__isnull=True) | Q(rights_expire_on__gte=timezone.localdate(at or clock.now()))
        return self.filter(rights_hold, width__isnull=False).exclude(file="")

    def shown(self, at: datetime.datetime | None = None) -> Self:
        """Only what visitors may see at `at`: showable, and hung by a published record or story.

        Every table that has a picture is asked, whatever nouns the museum has: a row of it is
        published itself, or is a block of something that is.
        """
        hung: Any = Q(pk__in=())
        for relation in self.model._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ManyToOneRel):
                continue
            rows: Any = relation.related_model._default_manager.all()
            if not getattr(relation.related_model, "hangs_pictures", True):
                continue
            if hasattr(rows, "published"):
                rows = rows.published(at)
            elif hasattr(relation.related_model, "parent"):
                whole: Any = relation.related_model._meta.get_field("parent").related_model
                rows = rows.filter(parent__in=whole._default_manager.published(at))
            else:
                continue  # a list of what the picture shows, or a rendition: it hangs nothing
            hung |= Exists(rows.order_by().filter(**{relation.field.name: OuterRef("pk")}))
        return self.showable(at).filter(hung)

    def with_renditions(self) -> Self:
        """Load the copies that browsers choose from, in one more query."""
        return self.prefetch_related("renditions")


class Image(models.Model):
    """A picture with its text alternative, credit and rights."""

    class Rights(models.TextChoices):
        OWN = "own", _("made by the museum")
        PUBLIC_DOMAIN = "public-domain", _("public domain")
        LICENSED = "licensed", _("used under a licence")
        PERMITTED = "permitted", _("used by permission")

    slug = models.SlugField(_("key"), unique=True)
    file = PictureField(
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

    objects = models.Manager.from_queryset(ImageQuerySet)()

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

    def get_absolute_url(self) -> str:
        return reverse("image_detail", args=(self.slug,))

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        if self.rights == self.Rights.OWN and self.rights_expire_on:
            raise ValidationError({"rights_expire_on": _("The museum's own pictures have no end of rights.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        wash(self.file)
        self.width, self.height, self.checksum = measured(self.file)
        with kept_with_row(self.file):
            if self.file and not is_stored(self.file):
                store(self.file)
            super().save(*args, **kwargs)

    def is_showable(self, at: datetime.datetime | None = None) -> bool:
        """Whether visitors may see it at `at`: the file is there and the rights have not ended."""
        today = timezone.localdate(at or clock.now())
        rights_hold = self.rights_expire_on is None or self.rights_expire_on >= today
        return bool(self.file) and self.width is not None and rights_hold

    def is_tiled(self) -> bool:
        """Whether it may be shown now and its tiles for deep zoom are made."""
        return self.is_showable() and self.renditions.tiles() is not None
