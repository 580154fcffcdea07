"""How we know: sources, what each is cited for, and the questions on which they disagree.

A citation points at its record by a real foreign key, one column a noun, so that the database
itself keeps evidence and record together; generic keys cannot do that. The nouns are named as
text here because evidence is the lowest room of the house and imports none of them.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from exhibit.dates import DateError, UncertainDate
from exhibit.languages import active
from exhibit.rich_text import NOTE_SLUG_HELP


class Confidence(models.TextChoices):
    """How sure the museum is of a statement, after weighing its sources."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class EvidenceStatus(models.TextChoices):
    """What kind of statement this is; the label that visitors see follows it."""

    VERIFIED = "verified", _("verified")
    ATTRIBUTED = "attributed", _("attributed")
    DISPUTED = "disputed", _("disputed")
    UNCONFIRMED = "unconfirmed", _("unconfirmed")


class SlugQuerySet(models.QuerySet[Any]):
    """Rows known to fixtures by their slug."""

    def get_by_natural_key(self, slug: str) -> Any:
        """Return the row that a fixture names by its slug."""
        return self.get(slug=slug)


SlugManager = models.Manager.from_queryset(SlugQuerySet)


class Source(models.Model):
    """A page, book or broadcast that the museum has read."""

    class Tier(models.TextChoices):
        A = "A", _("archive, first person, academic or institution")
        B = "B", _("press or reference work")
        C = "C", _("database or user-written page")
        D = "D", _("weak or machine-written page")
        OWN = "SEED", _("the museum's own earlier text")
        BACKGROUND = "BG", _("background knowledge, not verified")

    slug = models.SlugField(_("key"), unique=True, help_text=_("A short name used in fixtures, for example: ina58."))
    title = models.CharField(_("title"), max_length=300, help_text=_("As published, in the language of the source."))
    language = models.CharField(_("language"), max_length=12, default="en", help_text=_("A language code: en, ru, fr."))
    url = models.URLField(_("address"), max_length=600, blank=True)
    tier = models.CharField(_("kind of source"), max_length=4, choices=Tier, default=Tier.B)
    independence_group = models.CharField(
        _("independence group"),
        max_length=60,
        blank=True,
        help_text=_("Sources that repeat one another share a group and count once."),
    )
    note = models.TextField(_("note"), blank=True)

    objects = SlugManager()

    class Meta:
        ordering = ("title", "slug")
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(url="") | models.Q(url__startswith="https://") | models.Q(url__startswith="http://"),
                name="source_address_is_a_web_page",
                violation_error_message=_("The address begins with https:// or http://."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it unless a side of a dispute rests on it; a list of sources cannot protect itself."""
        sides: set[models.Model] = set(self.dispute_sides.all())
        if sides:
            raise models.ProtectedError(f"“{self}” is a source of {len(sides)} sides of disputes.", sides)
        return super().delete(*args, **kwargs)


class Statement(models.Model):
    """One claim made in a story, with its standing; `[^slug]` in a text refers to it."""

    slug = models.SlugField(_("key"), unique=True, help_text=NOTE_SLUG_HELP)
    text = models.TextField(_("statement"), help_text=_("One claim, in the museum's own words."))
    evidence_status = models.CharField(
        _("standing"), max_length=12, choices=EvidenceStatus, default=EvidenceStatus.UNCONFIRMED
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.TextField(_("note"), blank=True)

    objects = SlugManager()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Dispute(models.Model):
    """A question on which sources disagree, their sides, and what the museum writes."""

    slug = models.SlugField(_("key"), unique=True)
    question = models.CharField(_("question"), max_length=200)
    resolution = models.TextField(_("what we make of it"), help_text=_("The reasons for the wording below."))
    recommended_wording = models.TextField(_("what we write"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)

    objects = SlugManager()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")

    def __str__(self) -> str:
        return self.question

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class DisputeSideQuerySet(models.QuerySet["DisputeSide"]):
    def get_by_natural_key(self, dispute: str, position: int) -> "DisputeSide":
        """Return the side that a fixture names by its dispute and place in it."""
        return self.get(dispute__slug=dispute, position=position)


class DisputeSide(models.Model):
    """What one party says, and which sources say it."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="sides", verbose_name=_("dispute"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    claim = models.TextField(_("claim"))
    sources = models.ManyToManyField(Source, related_name="dispute_sides", verbose_name=_("sources"))

    objects = models.Manager.from_queryset(DisputeSideQuerySet)()

    class Meta:
        ordering = ("dispute", "position")
        verbose_name = _("side of a dispute")
        verbose_name_plural = _("sides of the dispute")
        constraints = (
            models.UniqueConstraint(
                fields=("dispute", "position"),
                name="dispute_side_position_once",
                violation_error_message=_("Two sides of this dispute have the same position. Number them 1, 2, 3."),
            ),
        )

    def __str__(self) -> str:
        return self.claim

    def natural_key(self) -> tuple[str, int]:
        return (self.dispute.slug, self.position)

    natural_key.dependencies = ["exhibit.dispute", "exhibit.source"]  # type: ignore[attr-defined]


class Aspect(models.TextChoices):
    """Which part of a record a citation is about; blank means the record as a whole."""

    TITLE = "title", _("title")
    DATE = "date", _("date")
    BIRTH = "birth", _("birth")
    DEATH = "death", _("death")
    BIOGRAPHY = "biography", _("biography")
    HONOURS = "honours", _("honours")
    IDENTIFIER = "identifier", _("identifier")
    RUNNING_TIME = "running_time", _("running time")
    COLOUR = "colour", _("colour")
    SOUND = "sound", _("sound")
    ASPECT_RATIO = "aspect_ratio", _("aspect ratio")
    LANGUAGE = "language", _("language")
    COUNTRY = "country", _("country")
    STUDIO = "studio", _("studio")
    GENRE = "genre", _("genre")
    BASIS = "basis", _("literary source")
    SYNOPSIS = "synopsis", _("synopsis")
    RELATION = "relation", _("place in the exhibit")


# The nouns that citations support, in the order of the map of rooms.
CITED = ("statement", "person", "film", "release", "admission", "credit", "event", "award")


@dataclass(slots=True)
class EvidenceGroup:
    """What is cited for one aspect of a record: sources for it, and sources that say otherwise."""

    label: str
    supporting: list["Citation"] = field(default_factory=list)
    disputing: list["Citation"] = field(default_factory=list)


class CitationQuerySet(models.QuerySet["Citation"]):
    def about_film(self, film: models.Model) -> Self:
        """Everything cited for a film: the record, its credits, releases and admissions."""
        either = models.Q(film=film)
        for name in ("credit", "release", "admission"):
            owned = self.model._meta.get_field(name).related_model._default_manager.filter(film=film)  # type: ignore[union-attr]
            either |= models.Q(**{f"{name}__in": owned.order_by().values("pk")})  # each by an index of its own
        return self.filter(either)

    def grouped(self) -> list[EvidenceGroup]:
        """Return the citations by aspect, each source once a group for each thing it says."""
        groups: dict[str, EvidenceGroup] = {}
        seen: set[tuple[str, int, str]] = set()
        labels: dict[str, str] = {}
        for citation in self.with_sources():
            about = citation.about or citation.noun
            label = labels.get(about) or labels.setdefault(about, citation.label)
            if (key := (label, citation.source_id, citation.value)) in seen:
                continue
            seen.add(key)
            group = groups.setdefault(label, EvidenceGroup(label))
            (group.disputing if citation.stance == Citation.Stance.DISPUTES else group.supporting).append(citation)
        return list(groups.values())

    def with_sources(self) -> Self:
        """Load each citation's source in the same query."""
        return self.select_related("source")

    def get_by_natural_key(self, noun: str, key: list[Any], about: str, source: str, value: str) -> "Citation":
        """Return the citation that a fixture names by record, aspect, source and value."""
        if noun not in CITED:
            raise ValueError(f"“{noun}” cannot be cited. Use one of: {', '.join(CITED)}.")
        related = Citation._meta.get_field(noun).related_model
        record = related._default_manager.get_by_natural_key(*key)  # type: ignore[union-attr]
        return self.get(**{noun: record}, about=about, source__slug=source, value=value)


def _once(noun: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=(noun, "about", "source", "value"),
        condition=models.Q(**{f"{noun}__isnull": False}),
        name=f"citation_{noun}_once",
        violation_error_message=_("This source is already cited for the same thing."),
    )


def _exactly_one() -> models.Q:
    one = models.Q()
    for noun in CITED:
        one |= models.Q(**{f"{other}__isnull": other != noun for other in CITED})
    return one


class Citation(models.Model):
    """A source tied to one statement of one record: how surely, and for or against.

    `value` is empty where the source says what the record says; where it gives another figure
    or date, `value` holds that, so that visitors see who says what.
    """

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        DISPUTES = "disputes", _("says otherwise")

    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="citations")
    person = models.ForeignKey("exhibit.Person", models.CASCADE, null=True, blank=True, related_name="citations")
    film = models.ForeignKey("exhibit.Film", models.CASCADE, null=True, blank=True, related_name="citations")
    release = models.ForeignKey("exhibit.Release", models.CASCADE, null=True, blank=True, related_name="citations")
    admission = models.ForeignKey("exhibit.Admission", models.CASCADE, null=True, blank=True, related_name="citations")
    credit = models.ForeignKey("exhibit.Credit", models.CASCADE, null=True, blank=True, related_name="citations")
    event = models.ForeignKey("exhibit.Event", models.CASCADE, null=True, blank=True, related_name="citations")
    award = models.ForeignKey("exhibit.Award", models.CASCADE, null=True, blank=True, related_name="citations")
    about = models.CharField(
        _("about"), max_length=16, choices=Aspect, blank=True, help_text=_("Leave empty for the record as a whole.")
    )
    stance = models.CharField(_("stance"), max_length=8, choices=Stance, default=Stance.SUPPORTS)
    value = models.CharField(
        _("what the source says"),
        max_length=200,
        blank=True,
        help_text=_("Only where it differs from the record, or to say which detail is meant. Dates as 1973-03-27."),
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.TextField(_("note"), blank=True)

    objects = models.Manager.from_queryset(CitationQuerySet)()

    class Meta:
        ordering = ("about", "stance", "value", "source__slug")
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = (
            models.CheckConstraint(
                condition=_exactly_one(),
                name="citation_has_one_record",
                violation_error_message=_("A citation belongs to exactly one record."),
            ),
            *map(_once, CITED),
        )

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.source}" if self.about else str(self.source)

    def natural_key(self) -> tuple[str, list[Any], str, str, str]:
        return (self.noun, list(self.record.natural_key()), self.about, self.source.slug, self.value)

    natural_key.dependencies = ["exhibit.source", *(f"exhibit.{noun}" for noun in CITED)]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.stance == self.Stance.DISPUTES and not self.value:
            raise ValidationError({"value": _("Write what this source says instead.")})

    @property
    def noun(self) -> str:
        """The kind of record cited, for example "film"; ValueError where there is none."""
        for noun in CITED:
            if getattr(self, f"{noun}_id") is not None:
                return noun
        raise ValueError("A citation belongs to exactly one record, and the one named here does not exist.")

    @property
    def label(self) -> str:
        """What is cited, in words: the aspect, the owned row's kind, or "the record"."""
        if self.about:
            return str(self.get_about_display())
        if self.noun in {"credit", "release", "admission"}:
            return str(self._meta.get_field(self.noun).related_model._meta.verbose_name_plural)  # type: ignore[union-attr]
        return str(_("record as a whole"))

    @property
    def value_in_words(self) -> str:
        """What the source says, a date in the words of the page's language."""
        if self.about in {Aspect.DATE, Aspect.BIRTH, Aspect.DEATH}:
            with suppress(DateError):
                return UncertainDate.parse(self.value).words(active())
        return self.value

    @property
    def record(self) -> Any:
        """The record that this citation supports or disputes."""
        return getattr(self, self.noun)
