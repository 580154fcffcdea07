"""The nouns that are harvested, in the order of a whole harvest, and the ties between them.

A tie is a row that brings another record's words, or its publication, into what is told of a record: whoever directed
a film is named in it. When that other record changes, so does what is told. A record belongs to the sets of the
exhibits to which it is tied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from exhibit.models import (
    Award,
    AwardBody,
    AwardListBlock,
    AwardRecipient,
    Credit,
    Event,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    Image,
    Person,
    PersonBlock,
    Place,
    TimelineBlock,
)
from exhibit.models.record import nouns


@dataclass(frozen=True)
class Tie:
    """Rows that tie records to those of `noun`: by `ours` to the one that is told of, by `theirs` to the other."""

    rows: Callable[[], models.QuerySet[Any]]
    ours: str
    theirs: str
    noun: type[models.Model]

    def between(self, **asked: Any) -> models.QuerySet[Any]:
        """Return the rows that tie something to something, narrowed."""
        return (
            self.rows().order_by().filter(**{f"{self.ours}__isnull": False, f"{self.theirs}__isnull": False}, **asked)
        )


@dataclass(frozen=True)
class Noun:
    """A kind of record: its name in identifiers and sets, what visitors may see of it, and how it is loaded whole."""

    name: str
    model: type[models.Model]
    shown: Callable[[], models.QuerySet[Any]]
    loaded: Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
    ties: tuple[Tie, ...] = ()
    has_object: bool = False
    """Whether it is a thing that a museum shows, and not what is known about one."""

    @property
    def exhibited(self) -> list[Tie]:
        """The ties to exhibits."""
        return [tie for tie in self.ties if tie.noun is Exhibit]

    @property
    def title(self) -> str:
        """What it is called, in many."""
        return str(self.model._meta.verbose_name_plural)


def _direction() -> Any:
    return Credit.objects.filter(department=Credit.Department.DIRECTING)


def _own(model: Any, theirs: str, noun: type[models.Model]) -> Tie:
    """A column of the record itself."""
    return Tie(model.objects.all, "pk", theirs, noun)


def _through(many: Any, ours: str, theirs: str, noun: type[models.Model]) -> Tie:
    return Tie(many.through.objects.all, ours, theirs, noun)


def _hung() -> tuple[Tie, ...]:
    """What hangs pictures, whatever nouns the museum has: records, and exhibits by their figures."""
    hanging: list[Any] = [noun for noun in nouns() if noun.hangs_pictures]
    figures = Tie(FigureBlock.objects.all, "image", "parent", Exhibit)
    return (figures, *(Tie(noun.objects.all, "image", "pk", noun) for noun in hanging))


def _titled(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.prefetch_related(models.Prefetch("credits", _direction().shown().with_people().in_billing_order()))


NOUNS = (
    Noun(
        "exhibits",
        Exhibit,
        Exhibit.objects.published,
        lambda rows: rows.select_related("film"),
        (_own(Exhibit, "pk", Exhibit), _own(Exhibit, "film", Film)),
        has_object=True,
    ),
    Noun(
        "films",
        Film,
        Film.objects.published,
        _titled,
        (
            Tie(_direction, "film", "person", Person),
            Tie(Exhibit.objects.all, "film", "pk", Exhibit),
            Tie(FilmBlock.objects.all, "film", "parent", Exhibit),
        ),
        has_object=True,
    ),
    Noun(
        "people",
        Person,
        Person.objects.published,
        lambda rows: rows,
        (Tie(PersonBlock.objects.all, "person", "parent", Exhibit),),
    ),
    Noun(
        "events",
        Event,
        Event.objects.published,
        lambda rows: rows.select_related("place"),
        (
            _own(Event, "place", Place),
            _through(TimelineBlock.events, "event", "timelineblock__parent", Exhibit),
        ),
    ),
    Noun("places", Place, Place.objects.published, lambda rows: rows),
    Noun(
        "award-bodies",
        AwardBody,
        AwardBody.objects.published,
        lambda rows: rows,
    ),
    Noun(
        "awards",
        Award,
        lambda: Award.objects.published().select_related("body"),
        lambda rows: rows.with_recipients(),  # type: ignore[attr-defined]
        (
            _own(Award, "body", AwardBody),
            _through(Award.films, "award", "film", Film),
            Tie(AwardRecipient.objects.all, "award", "person", Person),
            _through(AwardListBlock.awards, "award", "awardlistblock__parent", Exhibit),
        ),
    ),
    Noun(
        "images",
        Image,
        Image.objects.shown,
        lambda rows: rows.prefetch_related(
            models.Prefetch("shows_people", Person.objects.published()),
            models.Prefetch("shows_films", Film.objects.published()),
        ),
        (
            *_hung(),
            _through(Image.shows_people, "image", "person", Person),
            _through(Image.shows_films, "image", "film", Film),
        ),
        has_object=True,
    ),
)
