"""Two films: what is known of both, side by side, and who worked on both."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from exhibit.dates import UncertainDate
from exhibit.models import Admission, Award, Credit, Film, Person, Release
from exhibit.models.record import visible

FACTS = (
    "original_title",
    "running_time_minutes",
    "country",
    "studio",
    "genre",
    "colour",
    "sound",
    "aspect_ratio",
    "spoken_language",
    "based_on",
)
"""Columns of a film that are set side by side, in the order of a film's own page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of a film with its name, for both films."""

    name: str
    label: str


@dataclass(slots=True)
class Colleague:
    """Somebody who worked on both films, with the jobs on each."""

    person: Person
    first: list[Credit]
    second: list[Credit]


@dataclass(frozen=True, slots=True)
class FilmSide:
    """One of two films, with what visitors may see of its way through the world.

    `missing` names what is known of the other film alone.
    """

    film: Film
    releases: list[Release]
    admissions: list[Admission]
    awards: list[Award]
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TwoFilms:
    """Two films. `years_between` is None where a date is not sure enough to count."""

    first: FilmSide
    second: FilmSide
    facts: list[Fact]
    colleagues: list[Colleague]
    years_between: int | None

    @property
    def sides(self) -> tuple[FilmSide, FilmSide]:
        return self.first, self.second

    @property
    def has_releases(self) -> bool:
        return all(side.releases for side in self.sides)

    @property
    def has_admissions(self) -> bool:
        return all(side.admissions for side in self.sides)

    @property
    def has_awards(self) -> bool:
        return all(side.awards for side in self.sides)


def two_films(films: Sequence[Film]) -> TwoFilms:
    """Compare two films, loaded with their directors, in what is known of both."""
    prefetch_related_objects(films, "image__renditions")
    facts = [
        Fact(name, str(Film._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        for name in FACTS
        if all(getattr(film, name) for film in films)
    ]
    releases = Release.objects.filter(visible(of="place"), film__in=films).select_related("place")
    admissions = Admission.objects.filter(visible(of="place"), film__in=films).select_related("place")
    awards = Award.objects.published().filter(films__in=films).distinct().chronological().with_recipients()
    first, second = (
        FilmSide(
            film,
            [release for release in releases if release.film_id == film.pk],
            [figure for figure in admissions if figure.film_id == film.pk],
            [award for award in awards if film in award.films.all()],
        )
        for film in films
    )
    _note_missing(first, second)
    _note_missing(second, first)
    return TwoFilms(first, second, facts, _colleagues(*films), _years_between(*(film.date for film in films)))


def _note_missing(side: FilmSide, other: FilmSide) -> None:
    """Name in `side.missing` what is known of `other` and not of `side`."""
    for name in FACTS:
        if getattr(other.film, name) and not getattr(side.film, name):
            side.missing.append(str(Film._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    lists = ((Release, "releases"), (Admission, "admissions"), (Award, "awards"))
    for model, name in lists:
        if getattr(other, name) and not getattr(side, name):
            side.missing.append(str(model._meta.verbose_name_plural))


def _colleagues(first: Film, second: Film) -> list[Colleague]:
    """Those with a page of their own who worked on both, in the billing order of the first film."""
    credits = Credit.objects.filter(visible(of="person"), film__in=(first, second))
    jobs: dict[Person, tuple[list[Credit], list[Credit]]] = {}
    for credit in credits.with_people().in_billing_order():
        jobs.setdefault(credit.person, ([], []))[credit.film_id == second.pk].append(credit)  # type: ignore[arg-type]
    return [Colleague(person, one, other) for person, (one, other) in jobs.items() if one and other]


def _years_between(first: UncertainDate | None, second: UncertainDate | None) -> int | None:
    one, other = (date.sure_year if date else None for date in (first, second))
    return None if one is None or other is None else abs(one - other)
