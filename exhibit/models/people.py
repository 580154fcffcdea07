"""People of the films, the festivals and the press."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.dates import UncertainDate
from exhibit.fields import UncertainDateField
from exhibit.models.places import Place
from exhibit.models.record import Record, RecordQuerySet


class PersonQuerySet(RecordQuerySet):
    def with_places(self) -> Self:
        """Load the places of birth and death in the same query."""
        return self.select_related("birth_place", "death_place")

    def worked_with(self, person: "Person", films: models.QuerySet[Any]) -> Self:
        """Only others credited on those of `films` that `person` worked on, most shared films first."""
        shared = films.filter(credits__person=person).values("pk")
        return (
            self.exclude(pk=person.pk)
            .filter(credits__film__in=shared)
            .annotate(shared_films=models.Count("credits__film", distinct=True))
            .order_by("-shared_films", "slug")
        )


class Person(Record):
    """Somebody who made, judged, wrote about or was moved by a film."""

    name = models.CharField(
        pgettext_lazy("of a person", "name"), max_length=120, help_text=_("As shown to visitors: Mikhail Kalatozov.")
    )
    sort_name = models.CharField(
        _("name for sorting"), max_length=120, help_text=_("Family name first: Kalatozov, Mikhail.")
    )
    other_names = models.CharField(_("other names"), max_length=200, blank=True)
    native_name = models.CharField(_("name in the native script"), max_length=120, blank=True)
    native_language = models.CharField(_("its language"), max_length=12, blank=True, help_text=_("A code: ka, pl."))
    occupations = models.CharField(_("occupations"), max_length=200, blank=True, help_text=_("Separated by commas."))
    birth = UncertainDateField(_("born"), null=True, blank=True)
    birth_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="births", verbose_name=_("place of birth")
    )
    birth_note = models.CharField(_("note on the birth"), max_length=300, blank=True)
    death = UncertainDateField(_("died"), null=True, blank=True)
    death_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="deaths", verbose_name=_("place of death")
    )
    death_note = models.CharField(_("note on the death"), max_length=300, blank=True)
    biography = models.TextField(_("biography"), blank=True)
    honours = models.CharField(_("honours"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("What is not known, or rests on one source."))
    imdb_id = models.CharField("IMDb", max_length=12, blank=True)
    tmdb_id = models.CharField("TMDB", max_length=12, blank=True)
    wikidata_id = models.CharField("Wikidata", max_length=16, blank=True)

    objects = models.Manager.from_queryset(PersonQuerySet)()
    name_field = "name"
    spelled_by = "sort_name"

    class Meta(Record.Meta):
        ordering = ("sort_name", "slug")
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(birth__isnull=True)
                | models.Q(death__isnull=True)
                | models.Q(death_latest__gte=models.F("birth_earliest")),
                name="person_born_before_death",
                violation_error_message=_("The death lies before the birth. Check both dates."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=(self.slug,))

    @property
    def initials(self) -> str:
        """The first letters of the given and the family name, as a monogram."""
        family, _comma, given = self.sort_name.partition(", ")
        return f"{given[:1]}{family[:1]}".upper()

    def age_on(self, date: UncertainDate | None) -> tuple[int, int] | None:
        """Return the youngest and oldest age in full years on `date`, or None.

        None where either date is unknown, open, approximate or doubted: an age would sound surer than
        it is. None too where `date` lies outside the life.
        """
        if date is None or self.birth is None:
            return None
        if any(known.is_open or known.is_approximate or known.is_uncertain for known in (date, self.birth)):
            return None
        if date.earliest < self.birth.latest or (self.death and date.latest > self.death.latest):
            return None
        return _full_years(self.birth.latest, date.earliest), _full_years(self.birth.earliest, date.latest)


def _full_years(start, end) -> int:  # type: ignore[no-untyped-def]
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
