"""Prizes, nominations and mentions: one row for each, in one edition of one body."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exhibit.fields import UncertainDateField
from exhibit.models.events import Event
from exhibit.models.evidence import Confidence, EvidenceStatus
from exhibit.models.films import Film
from exhibit.models.people import Person
from exhibit.models.record import Record, RecordQuerySet, visible


class AwardBody(Record):
    """Who gives: a festival, an academy, a magazine's readers."""

    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)

    name_field = "name"
    spelled_by = "name"

    class Meta(Record.Meta):
        ordering = ("name", "slug")
        verbose_name = _("award body")
        verbose_name_plural = _("award bodies")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("award_body_detail", args=(self.slug,))


@dataclass(slots=True)
class AwardRow:
    """One body's line in the grid: the awards of each column year."""

    body: AwardBody
    cells: list[list["Award"]]


@dataclass(slots=True)
class AwardGrid:
    """Years across, bodies down, in the order of their first award; the last column is undated."""

    years: list[int | None]
    rows: list[AwardRow]

    @property
    def busiest(self) -> int | None:
        """The column with the most awards, which needs the most room."""
        counts = [sum(len(row.cells[column]) for row in self.rows) for column in range(len(self.years))]
        return self.years[counts.index(max(counts))] if counts else None

    @property
    def outcomes(self) -> list["OutcomeCount"]:
        """How many awards ended how, in the order of outcomes; only what there is."""
        count = Counter(award.outcome for row in self.rows for cell in row.cells for award in cell)
        return [OutcomeCount(outcome, count[outcome]) for outcome in Award.Outcome if count[outcome]]


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many awards ended in one way."""

    outcome: "Award.Outcome"
    count: int


MOST_IN_GRID = 240
"""Awards: some eight screens of them."""


class AwardQuerySet(RecordQuerySet):
    def published(self, at=None) -> Self:  # type: ignore[no-untyped-def]
        """Only what visitors may see: the award and its body both published."""
        return super().published(at).filter(visible(at, of="body"))

    def chronological(self) -> Self:
        """By date, undated awards last."""
        return self.order_by(models.F("date_earliest").asc(nulls_last=True), "position", "slug")

    def grid(self) -> AwardGrid | None:
        """Return these awards as a grid of bodies by years; None of more than it has room for."""
        awards = list(self.order_by().select_related("body")[: MOST_IN_GRID + 1])  # of many, whichever come first
        if len(awards) > MOST_IN_GRID:
            return None
        awards.sort(key=lambda award: (award.date_earliest or datetime.date.max, award.position, award.slug))
        models.prefetch_related_objects(awards, *_recipients())
        by_body: dict[AwardBody, dict[int | None, list[Award]]] = {}
        for award in awards:
            by_body.setdefault(award.body, {}).setdefault(award.year, []).append(award)
        found = {year for awards in by_body.values() for year in awards}
        years: list[int | None] = [*sorted(year for year in found if year is not None)]
        years += [None] if None in found else []
        rows = [AwardRow(body, [awards.get(year, []) for year in years]) for body, awards in by_body.items()]
        return AwardGrid(years, rows)

    def with_recipients(self) -> Self:
        """Load the body in the same query, films and recipients in one more each."""
        return self.select_related("body").prefetch_related(*_recipients())

    def with_people(self) -> Self:
        """Load the body in the same query, recipients in one more: for the page of the film itself."""
        return self.select_related("body").prefetch_related(_recipients()[1])


def _recipients() -> tuple[models.Prefetch, models.Prefetch]:
    """What to load of many awards: films and recipients, those that visitors may see."""
    people = AwardRecipient.objects.filter(visible(of="person")).select_related("person")
    return models.Prefetch("films", Film.objects.published()), models.Prefetch("recipients", people)


class Award(Record):
    """One nomination, win or mention."""

    class Outcome(models.TextChoices):
        WON = "won", _("won")
        NOMINATED = "nominated", _("nominated")
        MENTION = "mention", _("special mention")
        DIPLOMA = "diploma", _("honorary diploma")
        THIRD = "third", _("third place")

    body = models.ForeignKey(AwardBody, models.PROTECT, related_name="awards", verbose_name=_("award body"))
    edition = models.CharField(_("edition"), max_length=60, blank=True, help_text=_("For example: 11th."))
    date = UncertainDateField(_("year"), null=True, blank=True, help_text=_("When it was given, not the film's year."))
    category = models.CharField(_("category"), max_length=150)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.WON)
    is_shared = models.BooleanField(_("shared with another film"), default=False)
    position = models.PositiveSmallIntegerField(_("position within the year"), default=0)
    films = models.ManyToManyField(Film, blank=True, related_name="awards", verbose_name=_("films"))
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="awards", verbose_name=_("event")
    )
    evidence_status = models.CharField(
        _("standing"), max_length=12, choices=EvidenceStatus, default=EvidenceStatus.UNCONFIRMED
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.TextField(_("note on the evidence"), blank=True)

    objects = models.Manager.from_queryset(AwardQuerySet)()
    hangs_pictures = False
    name_field = "category"

    class Meta(Record.Meta):
        ordering = ("date_earliest", "position", "slug")
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return f"{self.category}, {self.body}" + (f", {self.date}" if self.date else "")

    def get_absolute_url(self) -> str:
        return reverse("award_detail", args=(self.body.slug, self.slug))

    @property
    def year(self) -> int | None:
        """The year in which it was given, None where that is not known."""
        return self.date.year if self.date else None


class AwardRecipientQuerySet(models.QuerySet["AwardRecipient"]):
    def get_by_natural_key(self, award: str, person: str) -> "AwardRecipient":
        """Return the recipient that a fixture names by award and person."""
        return self.get(award__slug=award, person__slug=person)


class AwardRecipient(models.Model):
    """Somebody who received or was nominated for an award, in billing order."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="recipients", verbose_name=_("award"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="awards", verbose_name=_("person"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = models.Manager.from_queryset(AwardRecipientQuerySet)()

    class Meta:
        ordering = ("award", "position")
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = (
            models.UniqueConstraint(
                fields=("award", "person"),
                name="award_recipient_once",
                violation_error_message=_("This person is already listed for this award."),
            ),
        )

    def __str__(self) -> str:
        return str(self.person)

    def natural_key(self) -> tuple[str, str]:
        return (self.award.slug, self.person.slug)

    natural_key.dependencies = ["exhibit.award", "exhibit.person"]  # type: ignore[attr-defined]
