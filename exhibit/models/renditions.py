"""Renditions: the copies of a picture, in a few sizes and crops, from which a browser chooses.

They are derived: no folder holds them and no history keeps them. `exhibit.darkroom` makes them.
A row is there only when its file is, so a page never names a copy that is still being made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from exhibit.models.images import Image


class Shape(models.TextChoices):
    """What a rendition shows of its picture; crops keep the focus in view."""

    WHOLE = "whole", _("the whole picture")
    FULL = "full", _("the whole picture, every pixel")
    FRAME = "frame", _("a film frame, 1.37:1")
    PORTRAIT = "portrait", _("a portrait, 4:5")
    TILES = "tiles", _("the whole picture in tiles")


class Format(models.TextChoices):
    """How a rendition is stored; a browser takes the first that it knows. Tiles are JPEG, which every viewer knows."""

    AVIF = "avif", "AVIF"
    WEBP = "webp", "WebP"
    JPEG = "jpeg", "JPEG"


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one format, as a `source` element wants them."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One shape of a picture in all its sizes."""

    renditions: list["Rendition"]

    @property
    def sources(self) -> Iterator[Source]:
        """The `source` elements, the smaller format first."""
        for format_, group in groupby(self.renditions, key=lambda rendition: rendition.format):
            yield Source(f"image/{format_}", ", ".join(f"{one.file.url} {one.width}w" for one in group))

    @property
    def fallback(self) -> "Rendition":
        """A middle size in the format that more browsers know."""
        last = [one for one in self.renditions if one.format == self.renditions[-1].format]
        return last[len(last) // 2]

    @property
    def smallest(self) -> "Rendition":
        """The fewest pixels, for a preview, in the format that more browsers know."""
        return min(self.renditions, key=lambda one: (one.format != Format.WEBP, one.width))

    @property
    def largest(self) -> "Rendition":
        """The most pixels that there are of this shape."""
        return self.renditions[-1]


class RenditionQuerySet(models.QuerySet["Rendition"]):
    """Asked of `image.renditions`, these read what was prefetched."""

    def cut(self, shape: str) -> Cut | None:
        """Return one shape in all its sizes, or None where none was made yet."""
        found = [one for one in self if one.shape == shape]
        return Cut(sorted(found, key=lambda one: (one.format, one.width))) if found else None

    def whole(self) -> Cut | None:
        """The whole picture, for figures."""
        return self.cut(Shape.WHOLE)

    def frame(self) -> Cut | None:
        """A film frame, for the cards of films."""
        return self.cut(Shape.FRAME)

    def portrait(self) -> Cut | None:
        """A portrait, for the cards of people."""
        return self.cut(Shape.PORTRAIT)

    def full(self) -> Cut | None:
        """Every pixel, for the zoom: the whole picture's largest where there is no larger one."""
        return self.cut(Shape.FULL) or self.whole()

    def tiles(self) -> Cut | None:
        """The tiles for deep zoom in other museums' viewers, all of them as one."""
        return self.cut(Shape.TILES)


class Rendition(models.Model):
    """One copy of a picture: shape, size, format and file; of tiles the file of the largest, in their folder."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions", verbose_name=_("image"))
    shape = models.CharField(_("shape"), max_length=8, choices=Shape)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    format = models.CharField(_("format"), max_length=4, choices=Format)
    file = models.FileField(_("file"), max_length=150, unique=True)
    byte_count = models.PositiveIntegerField(_("bytes"))

    objects = models.Manager.from_queryset(RenditionQuerySet)()

    class Meta:
        ordering = ("image", "shape", "format", "width")
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        default_permissions = ()  # nobody edits them: they follow their image
        constraints = (
            models.UniqueConstraint(
                fields=("image", "shape", "width", "format"),
                name="rendition_once_per_shape_size_and_format",
            ),
        )

    def __str__(self) -> str:
        return f"{self.image.slug}, {self.shape} {self.width} × {self.height}, {self.format}"
