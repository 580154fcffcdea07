"""What every record of the museum shares: an address, a time of publication, disputes, a picture.

A slug is both the public address and the natural key of fixtures. When it changes, the old one
is kept as a PastSlug, so that printed labels and links go on working.
"""

import datetime
from collections.abc import Collection
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibit import clock
from exhibit.fields import DateBoundField, UncertainDateQuerySet
from exhibit.languages import active
from exhibit.models.evidence import Dispute
from exhibit.models.images import Image
from exhibit.models.names import spelled

FOR_PUBLISHERS = ("status", "publish_at", "unpublish_at", "is_announced")
"""Columns that say what visitors see, where a record has them: for those to write who may publish."""


TAKEN = {"after"}
"""What stands in addresses of lists where another has the slug of a record."""


def visible(at: datetime.datetime | None = None, of: str = "") -> Q:
    """Say of rows that visitors may see them at `at` (default: now), or the record to which their column `of` points.

    The record is joined: a list of all that are published, to look it up in, would be as long as the collection.
    """
    path = f"{of}__" if of else ""
    moment = models.Value(at or clock.now(), models.DateTimeField())
    return Q(IsVisible(F(f"{path}status"), F(f"{path}publish_at"), F(f"{path}unpublish_at"), moment))


class IsVisible(models.Func):
    """Whether a record with this status and these two times is shown at a moment.

    One expression, and not five conditions that Django would build and compile one by one: nearly every query asks it.
    """

    output_field = models.BooleanField()
    arity = 4

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        """Return the condition; the moment stands in it twice."""
        (status, _), (begins, _), (ends, _), (now, moment) = map(compiler.compile, self.source_expressions)
        times = f"({begins} IS NULL OR {begins} <= {now}) AND ({ends} IS NULL OR {ends} > {now})"
        return f"({status} = %s AND {times})", [Record.Status.PUBLISHED.value, *moment, *moment]


class RecordQuerySet(UncertainDateQuerySet):
    """Questions that are the same for every noun."""

    def published(self, at: datetime.datetime | None = None) -> Self:
        """Only what visitors may see at `at` (default: now)."""
        return self.filter(visible(at))

    def alphabetical(self) -> Self:
        """By name in the visitor's language, by the one in the museum's first language where that is missing."""
        return self.alias(spelling=spelled(self.model.spelled_by, active())).order_by("spelling", "slug")

    def with_picture(self) -> Self:
        """Load the picture in the same query, and its renditions in one more."""
        return self.select_related("image").prefetch_related("image__renditions")

    def moved_from(self, slug: str) -> Self:
        """Only the record that had the address `slug` before."""
        past = PastSlug.objects.filter(noun=self.model._meta.model_name, slug=slug)
        return self.filter(slug__in=past.values("current"))

    def get_by_natural_key(self, slug: str) -> Any:
        """Return the record that a fixture names by its slug."""
        return self.get(slug=slug)


class Record(models.Model):
    """A published thing with an address of its own."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address. Old addresses keep working when it changes."),
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    publish_at = models.DateTimeField(_("appears at"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("disappears at"), null=True, blank=True)
    image = models.ForeignKey(Image, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    disputes = models.ManyToManyField(Dispute, blank=True, verbose_name=_("disputes"))

    objects = models.Manager.from_queryset(RecordQuerySet)()
    hangs_pictures = True  # on its page, so that visitors may open its image by itself
    name_field = "title"  # says in words which record it is
    spelled_by = ""  # the field by which an alphabetical list of them goes

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        # Most records have no picture, so that an index of all would seem to tell nothing apart.
        indexes: tuple[models.Index, ...] = (
            models.Index(fields=("image",), name="%(class)s_by_image", condition=Q(image__isnull=False)),
        )
        constraints: tuple[models.BaseConstraint, ...] = (
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(unpublish_at__gt=F("publish_at")),
                name="%(class)s_appears_before_it_disappears",
                violation_error_message=_("It must appear before it disappears."),
            ),
        )

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        super().clean()
        if self.slug in TAKEN:
            raise ValidationError(
                {"slug": _("“%(slug)s” is part of other addresses. Choose another.") % {"slug": self.slug}}
            )
        others = type(self)._base_manager.exclude(pk=self.pk)
        taken = PastSlug.objects.filter(noun=self._meta.model_name, slug=self.slug, current__in=others.values("slug"))
        if past := taken.first():
            raise ValidationError(
                {
                    "slug": _("“%(slug)s” is the old address of “%(current)s”. Choose another.")
                    % {"slug": self.slug, "current": past.current}
                }
            )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check constraints on derived bounds too: forms leave them out, yet they are known."""
        hidden = set(exclude or ())
        bounds = {
            column.name
            for column in self._meta.fields
            if isinstance(column, DateBoundField) and column.of not in hidden
        }
        super().validate_constraints(hidden - bounds)

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        noun = str(self._meta.model_name)
        if before and before != self.slug:
            PastSlug.objects.remember(noun, before, self.slug)
        if taken_back := PastSlug.objects.filter(noun=noun, slug=self.slug).first():
            if type(self)._base_manager.filter(slug=taken_back.current).exists():
                taken_back.delete()  # two live again: neither leads to the other
            else:
                PastSlug.objects.remember(noun, taken_back.current, self.slug)

    @property
    def initial(self) -> str:
        """The letter under which it stands in an alphabetical list."""
        return str(getattr(self, self.spelled_by))[:1]

    def is_published(self, at: datetime.datetime | None = None) -> bool:
        """Whether visitors may see this record at `at` (default: now)."""
        at = at or clock.now()
        return (
            self.status == self.Status.PUBLISHED
            and (self.publish_at is None or self.publish_at <= at)
            and (self.unpublish_at is None or self.unpublish_at > at)
        )


def nouns() -> list[type[Record]]:
    """Return every kind of record that the museum has."""
    return [noun for noun in Record.__subclasses__() if not noun._meta.abstract]


class PastSlugQuerySet(models.QuerySet["PastSlug"]):
    def remember(self, noun: str, old: str, new: str) -> None:
        """Lead `old`, and everything that led to it, to `new`."""
        self.filter(noun=noun, slug=new).delete()
        self.filter(noun=noun, current=old).update(current=new)
        self.update_or_create(noun=noun, slug=old, defaults={"current": new})

    def get_by_natural_key(self, noun: str, slug: str) -> "PastSlug":
        """Return the row that a fixture names by noun and old slug."""
        return self.get(noun=noun, slug=slug)


class PastSlug(models.Model):
    """An address that a record once had."""

    noun = models.CharField(_("kind"), max_length=20)
    slug = models.SlugField(_("old address"), max_length=80)
    current = models.SlugField(_("address now"), max_length=80)

    objects = models.Manager.from_queryset(PastSlugQuerySet)()

    class Meta:
        ordering = ("noun", "slug")
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        constraints = (
            models.UniqueConstraint(
                fields=("noun", "slug"),
                name="past_slug_leads_to_one_record",
                violation_error_message=_("This old address already leads somewhere."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} → {self.current}"

    def natural_key(self) -> tuple[str, str]:
        return (self.noun, self.slug)
