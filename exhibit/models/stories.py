"""The curated story: an exhibit made of ordered blocks of several kinds.

Every kind of block is a table of its own, built on django-content-editor, so that a curator
composes a story in the plain Django admin and each kind has real foreign keys to what it shows.
A block carries a random key, its name in fixtures, so that reordering never confuses two of them.
"""

import datetime
import secrets
from itertools import chain, count
from typing import Any, Self

from content_editor.models import Region, create_plugin_base
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from exhibit import clock
from exhibit.languages import columns_of, original_of
from exhibit.models.awards import Award
from exhibit.models.drawings import Drawing
from exhibit.models.events import Event
from exhibit.models.evidence import Dispute, Source, Statement
from exhibit.models.films import Film
from exhibit.models.images import Image
from exhibit.models.people import Person
from exhibit.models.record import Record, RecordQuerySet, visible
from exhibit.rich_text import RichTextField, note_slugs, plain_text


class ExhibitQuerySet(RecordQuerySet):
    def in_order(self) -> Self:
        """As the museum presents them."""
        return self.order_by("position", "slug")

    def with_film(self) -> Self:
        """Load the main film in the same query, and the picture with its renditions."""
        return self.select_related("film").with_picture()

    def dated(self, at: datetime.datetime | None = None) -> Self:
        """Only those of which visitors may know when they open or end: shown at `at`, or to come and announced."""
        has_days = Q(publish_at__isnull=False) | Q(unpublish_at__isnull=False)
        is_to_come = Q(is_announced=True, status=Record.Status.PUBLISHED, publish_at__gt=at or clock.now())
        return self.filter(visible(at) & has_days | is_to_come).order_by("publish_at", "unpublish_at", "slug")

    def after(self, exhibit: "Exhibit") -> "Exhibit | None":
        """Return the one after `exhibit` in the museum's order, the first after the last; None where it is alone."""
        later = Q(position__gt=exhibit.position) | Q(position=exhibit.position, slug__gt=exhibit.slug)
        begun_again = Case(When(later, then=0), default=1)
        return self.exclude(pk=exhibit.pk).order_by(begun_again, "position", "slug").first()


class Exhibit(Record):
    """One story about one film, told in chapters."""

    title = models.CharField(_("title"), max_length=150)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    lead = models.TextField(_("lead"), help_text=_("Two or three sentences, for the home page and the opening."))
    closing = RichTextField(_("closing words"), blank=True)
    film = models.ForeignKey(
        Film, models.PROTECT, null=True, blank=True, related_name="exhibits", verbose_name=_("main film")
    )
    drawing = models.CharField(
        _("opening drawing"),
        max_length=12,
        choices=Drawing,
        blank=True,
        help_text=_("Opens and closes the exhibit. Without one, the exhibit’s image opens it."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest opens the home page.")
    )
    is_announced = models.BooleanField(
        _("announced before it opens"),
        default=False,
        help_text=_("Published with a day to come: its title, subtitle and day already stand in the calendar."),
    )

    objects = models.Manager.from_queryset(ExhibitQuerySet)()
    regions = (Region(key="story", title=_("Story")),)

    class Meta(Record.Meta):
        ordering = ("position", "slug")
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exhibit_detail", args=(self.slug,))

    @property
    def shown_film(self) -> Film | None:
        """The main film, where visitors may see it."""
        return self.film if self.film and self.film.is_published() else None


def new_key() -> str:
    """Return a random key for a block, 8 hexadecimal digits."""
    return secrets.token_hex(4)


class BlockQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, exhibit: str, key: str) -> Any:
        """Return the block that a fixture names by its exhibit and key."""
        return self.get(parent__slug=exhibit, key=key)


class Block(create_plugin_base(Exhibit)):
    """A part of a story. Template: templates/stories/blocks/<kind>.html."""

    kind = ""
    shows: tuple[str, ...] = ()
    key = models.SlugField(_("key"), default=new_key, editable=False)

    objects = models.Manager.from_queryset(BlockQuerySet)()

    class Meta:
        abstract = True
        ordering = ("parent", "ordering", "key")
        constraints: tuple[models.BaseConstraint, ...] = (
            models.UniqueConstraint(fields=("parent", "key"), name="%(class)s_key_once_per_exhibit"),
        )

    def __str__(self) -> str:
        return str(self.summary() or self._meta.verbose_name)

    def natural_key(self) -> tuple[str, str]:
        return (self.parent.slug, self.key)

    natural_key.dependencies = ["exhibit.exhibit"]  # type: ignore[attr-defined]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is None and type(self)._base_manager.filter(parent=self.parent, key=self.key).exists():
            self.key = new_key()  # the content editor clones a block by emptying its primary key
        super().save(*args, **kwargs)

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        """Blocks with what their templates show, loaded in as few queries as their kind allows."""
        return cls._default_manager.select_related(*cls.shows)

    @property
    def template_name(self) -> str:
        """The template that presents this kind of block."""
        return f"stories/blocks/{self.kind}.html"

    def summary(self) -> str:
        """A few words of the content, for the head of the block in the admin."""
        raise NotImplementedError


OTHER_PLACES = {"content", "contents", "opening"}
"""Addresses on the page of a story that are no chapters'."""


class ChapterBlock(Block):
    """Opens a chapter: its title, address and summary."""

    kind = "chapter"
    slug = models.SlugField(
        _("address"),
        max_length=60,
        blank=True,
        help_text=_("Stands after # in the address of the chapter. Left empty, it is made of the title."),
    )
    title = models.CharField(_("title"), max_length=150)
    summary_text = models.CharField(_("summary"), max_length=250, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        constraints = (
            *Block.Meta.constraints,
            models.UniqueConstraint(
                fields=("parent", "slug"),
                name="chapter_address_once_per_exhibit",
                violation_error_message=_("Another chapter of this exhibit has this address."),
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        stem = slugify(getattr(self, original_of("title")) or "")[:50].strip("-") or "chapter"
        taken = set(type(self)._base_manager.filter(parent=self.parent).values_list("slug", flat=True)) | OTHER_PLACES
        return next(slug for slug in chain([stem], (f"{stem}-{n}" for n in count(2))) if slug not in taken)

    def summary(self) -> str:
        return self.title


class TextBlock(Block):
    """Reading text with evidence notes."""

    kind = "text"
    text = RichTextField(_("text"), help_text=_("Refer to a statement by [^key]."))

    class Meta(Block.Meta):
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def summary(self) -> str:
        return plain_text(self.text)[:90]

    def clean(self) -> None:
        super().clean()
        for name in columns_of("text"):
            named = set(note_slugs(getattr(self, name) or ""))
            known = set(Statement.objects.filter(slug__in=named).values_list("slug", flat=True))
            if unknown := sorted(named - known):
                raise ValidationError(
                    {
                        name: _("There is no statement “%(key)s”. Add it under Statements, or correct the [^key].")
                        % {"key": ", ".join(unknown)}
                    }
                )


class QuotationBlock(Block):
    """Somebody's own words."""

    kind = "quotation"
    shows = ("source",)
    quotation = models.TextField(_("quotation"), help_text=_("Without quotation marks: the page adds them."))
    attribution = models.CharField(_("attribution"), max_length=150)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )

    class Meta(Block.Meta):
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")

    def summary(self) -> str:
        return self.quotation[:90]


class FigureBlock(Block):
    """A picture with its caption."""

    class Width(models.TextChoices):
        COLUMN = "column", _("reading column")
        MARGIN = "margin", _("in the margin")
        WIDE = "wide", _("wide")
        FULL = "full", _("full width")

    kind = "figure"
    shows = ("image",)
    image = models.ForeignKey(Image, models.PROTECT, related_name="+", verbose_name=_("image"))
    width = models.CharField(_("width"), max_length=6, choices=Width, default=Width.COLUMN)
    caption = models.TextField(_("caption"), blank=True, help_text=_("Leave empty for the image's own caption."))

    class Meta(Block.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        return super().get_queryset().prefetch_related("image__renditions")

    def summary(self) -> str:
        return str(self.image)[:90]


class FilmBlock(Block):
    """A film, with a line that says why here."""

    kind = "film"
    shows = (
        "film",
        "film__image",
    )
    film = models.ForeignKey(Film, models.PROTECT, related_name="+", verbose_name=_("film"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("film")
        verbose_name_plural = _("films")

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        return super().get_queryset().prefetch_related("film__image__renditions")

    def summary(self) -> str:
        return str(self.film)


class PersonBlock(Block):
    """A person, with a line that says why here."""

    kind = "person"
    shows = (
        "person",
        "person__image",
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        return super().get_queryset().prefetch_related("person__image__renditions")

    def summary(self) -> str:
        return str(self.person)


class TimelineBlock(Block):
    """A few dated events of the chapter."""

    kind = "timeline"
    title = models.CharField(_("title"), max_length=150, blank=True)
    events = models.ManyToManyField(Event, related_name="+", verbose_name=_("events"))

    class Meta(Block.Meta):
        verbose_name = _("timeline extract")
        verbose_name_plural = _("timeline extracts")

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        events = Event.objects.chronological().select_related("lane", "place")
        return super().get_queryset().prefetch_related(models.Prefetch("events", events))

    def summary(self) -> str:
        return self.title


class AwardListBlock(Block):
    """Awards of the chapter."""

    kind = "awards"
    title = models.CharField(_("title"), max_length=150, blank=True)
    awards = models.ManyToManyField(Award, related_name="+", verbose_name=_("awards"))

    class Meta(Block.Meta):
        verbose_name = _("award list")
        verbose_name_plural = _("award lists")

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        awards = Award.objects.chronological().with_recipients()
        return super().get_queryset().prefetch_related(models.Prefetch("awards", awards))

    def summary(self) -> str:
        return self.title


class DisputeBlock(Block):
    """A question on which sources disagree, as a set piece."""

    kind = "dispute"
    shows = ("dispute",)
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="+", verbose_name=_("dispute"))

    class Meta(Block.Meta):
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        return super().get_queryset().prefetch_related("dispute__sides__sources")

    def summary(self) -> str:
        return self.dispute.question


class DiagramBlock(Block):
    """One of the museum's own drawings, with words."""

    kind = "diagram"
    drawing = models.CharField(_("drawing"), max_length=12, choices=Drawing)
    title = models.CharField(_("title"), max_length=150)
    caption = models.TextField(_("caption"), help_text=_("Says in words what the drawing shows."))

    class Meta(Block.Meta):
        verbose_name = _("diagram")
        verbose_name_plural = _("diagrams")

    def summary(self) -> str:
        return self.title


BLOCKS = (
    ChapterBlock,
    TextBlock,
    QuotationBlock,
    FigureBlock,
    FilmBlock,
    PersonBlock,
    TimelineBlock,
    AwardListBlock,
    DisputeBlock,
    DiagramBlock,
)
