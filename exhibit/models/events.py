"""Dated events and the lanes in which a timeline shows them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exhibit.fields import SpansYears, UncertainDateField
from exhibit.models.evidence import Confidence, EvidenceStatus, SlugManager
from exhibit.models.films import Film
from exhibit.models.people import Person
from exhibit.models.places import Place
from exhibit.models.record import Record, RecordQuerySet


class Lane(models.Model):
    """A strand of the timeline: life, war, theatre, award."""

    class Mark(models.TextChoices):
        """The drawings in static/art/lanes/."""

        LIFE = "life", _("life")
        WAR = "war", _("war")
        HISTORY = "history", _("history")
        THEATRE = "theatre", _("theatre")
        PRODUCTION = "production", _("production")
        TECHNIQUE = "technique", _("technique")
        RELEASE = "release", _("release")
        FESTIVAL = "festival", _("festival")
        AWARD = "award", _("award")
        RECEPTION = "reception", _("reception")
        LEGACY = "legacy", _("legacy")
        FILM = "film", _("film")

    class Gathers(models.TextChoices):
        """Dated records that are no events; each kind goes to one lane, or to none."""

        FILMS = "films", _("films")
        RELEASES = "releases", _("releases of films")
        LIVES = "lives", _("lives of people")
        AWARDS = "awards", _("awards that no event tells of")

    slug = models.SlugField(_("key"), unique=True, help_text=_("Stands in the address of a filtered timeline."))
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower numbers come first."))
    mark = models.CharField(_("mark"), max_length=12, choices=Mark, default=Mark.HISTORY)
    gathers = models.CharField(
        _("gathers"),
        max_length=8,
        choices=Gathers,
        blank=True,
        help_text=_("What it shows by itself, besides its events. What no lane gathers is not on the timeline."),
    )

    objects = SlugManager()

    class Meta:
        ordering = ("position", "slug")
        verbose_name = _("timeline lane")
        verbose_name_plural = _("timeline lanes")
        constraints = (
            models.UniqueConstraint(
                fields=("gathers",),
                condition=~Q(gathers=""),
                name="lane_gathers_alone",
                violation_error_message=_("Another lane gathers these already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


def _tuple_before(names: tuple[str, ...], values: tuple[Any, ...]) -> models.Q:
    before = models.Q()
    for index, name in enumerate(names):
        equal = dict(zip(names[:index], values[:index], strict=True))
        before |= models.Q(**equal, **{f"{name}__lt": values[index]})
    return before


class EventQuerySet(RecordQuerySet):
    def between(self, first_year: int | None, last_year: int | None) -> Self:
        """Only events whose date overlaps these years, both included; None leaves a side open."""
        return self.filter(date__between=(first_year, last_year))

    def chronological(self) -> Self:
        """By earliest day, then by latest, so that the more exact date comes first."""
        return self.order_by("date_earliest", "date_latest", "slug")

    def around(self, event: "Event") -> tuple["Event | None", "Event | None"]:
        """Return the events before and after `event` in chronological order."""
        order = ("date_earliest", "date_latest", "slug")
        key = tuple(getattr(event, name) for name in order)
        until, since = self.filter(date_earliest__lte=key[0]), self.filter(date_earliest__gte=key[0])  # for the index
        earlier = until.filter(_tuple_before(order, key)).order_by(*(f"-{name}" for name in order)).first()
        later = since.exclude(_tuple_before(order, key)).exclude(pk=event.pk).order_by(*order).first()
        return earlier, later

    def with_context(self) -> Self:
        """Load lane and place in the same query, people and films in one more each."""
        return self.select_related("lane", "place").prefetch_related(
            models.Prefetch("people", Person.objects.published()), models.Prefetch("films", Film.objects.published())
        )


class Event(Record):
    """Something that happened, as exactly as it is known."""

    class Importance(models.IntegerChoices):
        BACKGROUND = 1, _("background")
        NORMAL = 2, _("normal")
        KEY = 3, _("key")

    title = models.CharField(_("title"), max_length=200)
    date = UncertainDateField(_("date"))
    lane = models.ForeignKey(Lane, models.PROTECT, related_name="events", verbose_name=_("lane"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    description = models.TextField(_("description"), blank=True)
    importance = models.PositiveSmallIntegerField(
        _("importance"),
        choices=Importance,
        default=Importance.NORMAL,
        help_text=_("Where the timeline is crowded, key events keep their words longest."),
    )
    people = models.ManyToManyField(Person, blank=True, related_name="events", verbose_name=_("people"))
    films = models.ManyToManyField(Film, blank=True, related_name="events", verbose_name=_("films"))
    evidence_status = models.CharField(
        _("standing"), max_length=12, choices=EvidenceStatus, default=EvidenceStatus.UNCONFIRMED
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.TextField(_("note on the evidence"), blank=True)
    desk_note = models.TextField(
        _("note for curators"), blank=True, help_text=_("Stays at the desk: visitors never see it.")
    )

    objects = models.Manager.from_queryset(EventQuerySet)()

    class Meta(Record.Meta):
        ordering = ("date_earliest", "date_latest", "slug")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (
            *Record.Meta.indexes,
            models.Index(fields=("date_earliest", "date_latest"), name="event_by_date"),
            models.Index(fields=("lane", "date_earliest", "date_latest"), name="event_by_lane"),
            models.Index(fields=("lane", "date_latest", "date_earliest"), name="event_by_lane_and_end"),
            models.Index(fields=("importance", "lane", "date_earliest"), name="event_by_importance"),
            models.Index(
                fields=("date_earliest", "date_latest"),
                condition=Q(SpansYears("date_earliest", "date_latest")),
                name="event_long",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event_detail", args=(self.slug,))
