"""Films, who made them, when they opened and who came."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.fields import UncertainDateField, UncertainDateQuerySet
from exhibit.models.evidence import Confidence
from exhibit.models.people import Person
from exhibit.models.places import Place
from exhibit.models.record import Record, RecordQuerySet, visible

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class FilmQuerySet(RecordQuerySet):
    def between(self, first_year: int | None, last_year: int | None) -> Self:
        """Only films whose date overlaps these years, both included; None leaves a side open."""
        return self.filter(date__between=(first_year, last_year))

    def chronological(self) -> Self:
        """By date, undated films last."""
        return self.order_by(models.F("date_earliest").asc(nulls_last=True), "date_latest", "slug")

    def related_to(self, film: "Film") -> Self:
        """Only other films that share somebody with a page of their own, most shared people first."""
        people = Person.objects.published().filter(credits__film=film).values("pk")
        return (
            self.exclude(pk=film.pk)
            .filter(credits__person__in=people)
            .annotate(shared_people=models.Count("credits__person", distinct=True))
            .order_by("-shared_people", "date_earliest", "slug")
        )

    def with_directors(self) -> Self:
        """Load credits for direction, with people, in one more query."""
        directors = Credit.objects.filter(department=Credit.Department.DIRECTING)
        directors = directors.shown().with_people().in_billing_order()
        return self.prefetch_related(models.Prefetch("credits", directors, to_attr="direction"))


class Film(Record):
    """A film as a work, whatever prints of it exist."""

    title = models.CharField(_("title"), max_length=200)
    original_title = models.CharField(_("original title"), max_length=200)
    original_language = models.CharField(_("its language"), max_length=12, default="ru", help_text=_("A code: ru, fr."))
    transliteration = models.CharField(_("in Latin letters"), max_length=200, blank=True)
    date = UncertainDateField(_("year"), null=True, blank=True)
    running_time_minutes = models.PositiveSmallIntegerField(_("running time, minutes"), null=True, blank=True)
    colour = models.CharField(_("colour"), max_length=60, blank=True)
    sound = models.CharField(_("sound"), max_length=60, blank=True)
    aspect_ratio = models.CharField(_("aspect ratio"), max_length=20, blank=True, help_text=_("For example 1.37:1."))
    spoken_language = models.CharField(_("spoken language"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    studio = models.CharField(_("studio"), max_length=100, blank=True)
    genre = models.CharField(_("genre"), max_length=100, blank=True)
    based_on = models.CharField(_("based on"), max_length=300, blank=True)
    synopsis = models.TextField(_("synopsis"), blank=True)
    significance = models.TextField(
        _("why it is here"), blank=True, help_text=_("What ties this film to the museum's story.")
    )
    note = models.TextField(_("note"), blank=True)
    imdb_id = models.CharField("IMDb", max_length=12, blank=True)
    tmdb_id = models.CharField("TMDB", max_length=12, blank=True)
    wikidata_id = models.CharField("Wikidata", max_length=16, blank=True)
    criterion_spine = models.CharField(_("Criterion spine number"), max_length=8, blank=True)

    objects = models.Manager.from_queryset(FilmQuerySet)()

    class Meta(Record.Meta):
        ordering = ("date_earliest", "slug")
        verbose_name = _("film")
        verbose_name_plural = _("films")
        constraints = (
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(running_time_minutes__isnull=True) | Q(running_time_minutes__range=(1, 1000)),
                name="film_running_time_in_minutes",
                violation_error_message=_("The running time is in minutes, from 1 to 1000."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("film_detail", args=(self.slug,))


class FilmTitleQuerySet(models.QuerySet["FilmTitle"]):
    def get_by_natural_key(self, film: str, language: str, kind: str) -> "FilmTitle":
        """Return the title that a fixture names by film, language and kind."""
        return self.get(film__slug=film, language=language, kind=kind)


class FilmTitle(models.Model):
    """What the film was called elsewhere, or while it was made."""

    class Kind(models.TextChoices):
        RELEASE = "release", _("release title")
        WORKING = "working", _("working title")
        TRANSLITERATION = "transliteration", _("transliteration")

    film = models.ForeignKey(Film, models.CASCADE, related_name="titles", verbose_name=_("film"))
    language = models.CharField(_("language"), max_length=12, help_text=_("A language code: fr, de, ru-Latn."))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.RELEASE)
    title = models.CharField(_("title"), max_length=200)

    objects = models.Manager.from_queryset(FilmTitleQuerySet)()

    class Meta:
        ordering = ("film", "kind", "language")
        verbose_name = _("other title")
        verbose_name_plural = _("other titles")
        constraints = (
            models.UniqueConstraint(
                fields=("film", "language", "kind"),
                name="film_title_once_per_language_and_kind",
                violation_error_message=_("This film already has a title of this kind in this language."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str, str]:
        return (self.film.slug, self.language, self.kind)

    natural_key.dependencies = ["exhibit.film"]  # type: ignore[attr-defined]


class ReleaseQuerySet(UncertainDateQuerySet):
    def get_by_natural_key(self, film: str, place: str, date: str) -> "Release":
        """Return the release that a fixture names by film, place and EDTF date."""
        return self.get(film__slug=film, place__slug=place, date=date)


class Release(models.Model):
    """A first showing somewhere, or a return to the screen."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="releases", verbose_name=_("film"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="releases", verbose_name=_("place"))
    date = UncertainDateField(_("date"))
    kind = models.CharField(_("kind"), max_length=80, help_text=_("General release, festival competition."))
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(ReleaseQuerySet)()

    class Meta:
        ordering = ("date_earliest", "date_latest", "pk")
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        indexes = (models.Index(fields=("date_earliest", "date_latest"), name="release_by_date"),)
        constraints = (
            models.UniqueConstraint(
                fields=("film", "place", "date"),
                name="release_once_per_place_and_date",
                violation_error_message=_("This release is already listed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.film}, {self.place}, {self.date}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.film.slug, self.place.slug, self.date.edtf)

    natural_key.dependencies = ["exhibit.film", "exhibit.place"]  # type: ignore[attr-defined]


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def get_by_natural_key(self, film: str, place: str) -> "Admission":
        """Return the figure that a fixture names by film and place."""
        return self.get(film__slug=film, place__slug=place)


class Admission(models.Model):
    """How many tickets were sold in one country."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="admissions", verbose_name=_("film"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="admissions", verbose_name=_("place"))
    tickets = models.PositiveIntegerField(_("tickets sold"))
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(AdmissionQuerySet)()

    class Meta:
        ordering = ("film", "-tickets")
        verbose_name = _("admissions")
        verbose_name_plural = _("admissions")
        constraints = (
            models.UniqueConstraint(
                fields=("film", "place"),
                name="admissions_once_per_place",
                violation_error_message=_("Admissions for this place are already listed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.film}, {self.place}: {self.tickets}"

    def natural_key(self) -> tuple[str, str]:
        return (self.film.slug, self.place.slug)

    natural_key.dependencies = ["exhibit.film", "exhibit.place"]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class CreditGroup:
    """The credits of one department."""

    label: "StrPromise"
    credits: list["Credit"]

    @property
    def leading(self) -> list["Credit"]:
        """Those whom visitors look for: of a prominent department, who has a page here, or the first where none has."""
        if self.credits[0].department not in Credit.PROMINENT:
            return []
        return ([credit for credit in self.credits if credit.person] or self.credits[:1])[: Credit.MOST_LEADING]


@dataclass(frozen=True, slots=True)
class Billing:
    """A film's credits as a page sets them: direction, leading makers and players, then the others by department."""

    direction: list["Credit"]
    makers: list["Credit"]
    players: list["Credit"]
    others: list[CreditGroup]


def by_department(credits: Iterable["Credit"]) -> list[CreditGroup]:
    """Return credits in groups, departments in their usual order, within them as they came."""
    of: dict[str, list[Credit]] = {}
    for credit in credits:
        of.setdefault(credit.department, []).append(credit)
    return [CreditGroup(one.label, of[one]) for one in Credit.Department if one in of]


class CreditQuerySet(models.QuerySet["Credit"]):
    def shown(self) -> Self:
        """Only credits of published people, and of people without a page of their own."""
        return self.filter(Q(person=None) | visible(of="person"))

    def with_people(self) -> Self:
        """Load each credit's person in the same query."""
        return self.select_related("person")

    def with_films(self) -> Self:
        """Load each credit's film in the same query."""
        return self.select_related("film")

    def in_billing_order(self) -> Self:
        """As on the screen, unbilled credits last."""
        return self.order_by(models.F("billing_order").asc(nulls_last=True), "slug")

    def billed(self) -> Billing:
        """Return the credits with the well-known first; each once, save that directors lead twice."""
        groups = by_department(self)
        leading = [credit for group in groups for credit in group.leading]
        rest = [CreditGroup(group.label, [c for c in group.credits if c not in leading]) for group in groups]
        return Billing(
            direction=[c for group in groups for c in group.credits if c.department == Credit.Department.DIRECTING],
            makers=[credit for credit in leading if credit.department != Credit.Department.CAST],
            players=[credit for credit in leading if credit.department == Credit.Department.CAST],
            others=[group for group in rest if group.credits],
        )

    def get_by_natural_key(self, film: str, slug: str) -> "Credit":
        """Return the credit that a fixture names by film and key."""
        return self.get(film__slug=film, slug=slug)


class Credit(models.Model):
    """One job of one person on one film; people without a page of their own are named here."""

    class Department(models.TextChoices):
        DIRECTING = "directing", _("Directing")
        ASSISTANTS = "assistants", _("Assistant direction")
        WRITING = "writing", _("Writing")
        CAMERA = "camera", _("Camera")
        ART = "art", _("Art")
        MUSIC = "music", _("Music")
        SOUND = "sound", _("Sound")
        EDITING = "editing", _("Editing")
        PRODUCTION = "production", _("Production")
        CREW = "crew", _("Crew")
        CAST = "cast", _("Cast")

    PROMINENT = (Department.DIRECTING, Department.WRITING, Department.CAMERA, Department.MUSIC, Department.CAST)
    MOST_LEADING = 6

    film = models.ForeignKey(Film, models.CASCADE, related_name="credits", verbose_name=_("film"))
    slug = models.SlugField(_("key"), max_length=120, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="credits", verbose_name=_("person")
    )
    name = models.CharField(
        pgettext_lazy("of a person", "name"),
        max_length=120,
        blank=True,
        help_text=_("Only for somebody without a page here."),
    )
    department = models.CharField(_("department"), max_length=12, choices=Department)
    job = models.CharField(_("job"), max_length=100, help_text=_("Director of photography; actor."))
    character = models.CharField(_("role"), max_length=120, blank=True)
    credited_as = models.CharField(_("credited as"), max_length=120, blank=True, help_text=_("The name on the screen."))
    billing_order = models.PositiveSmallIntegerField(_("billing order"), null=True, blank=True)
    is_on_screen = models.BooleanField(_("named on the screen"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(CreditQuerySet)()

    class Meta:
        ordering = ("film", "billing_order", "slug")
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        indexes = (models.Index(fields=("film", "billing_order", "slug"), name="credit_in_billing_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=("film", "slug"),
                name="credit_once_per_film",
                violation_error_message=_("This credit is already listed."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="credit_names_somebody",
                violation_error_message=_("Choose a person or write a name."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person or self.name}, {self.part}"

    def natural_key(self) -> tuple[str, str]:
        return (self.film.slug, self.slug)

    natural_key.dependencies = ["exhibit.film", "exhibit.person"]  # type: ignore[attr-defined]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    @property
    def stem(self) -> str:
        """The key that it gets unless another credit of the film has it."""
        return slugify(f"{self.person.slug if self.person else self.name} {self.part}")[:100].strip("-") or "credit"

    def _free_slug(self) -> str:
        stem = self.stem
        taken = set(self.film.credits.values_list("slug", flat=True))
        return next(slug for slug in chain([stem], (f"{stem}-{n}" for n in count(2))) if slug not in taken)

    @property
    def name_in_full(self) -> str:
        """The person's name as shown, or the name written here."""
        return self.person.name if self.person else self.name

    @property
    def part_field(self) -> str:
        """The field that says what the person did: the role of whoever has one, the job of everybody else."""
        return "character" if self.character else "job"

    @property
    def part(self) -> str:
        """What the person did."""
        return getattr(self, self.part_field)
