"""Where entries come from: each kind of record as rows of one shape, ready for a union.

A row says what an entry is and where its record stands; the record itself is loaded only for what
is shown. Days are compared by the indexed bounds of the dates. A life runs from its birth to its
death; one whose death is unknown is thought to end `LONGEST_LIFE_YEARS` after the birth, so that
nobody is alive for ever.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, SmallIntegerField, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from exhibit.languages import active, column_of, columns_of, original_of
from exhibit.models import Award, Credit, Event, Film, Lane, Person, Release
from exhibit.models.record import visible
from exhibit.timeline.lanes import LaneChoice
from exhibit.timeline.query import TimelineQuery

LONGEST_LIFE_YEARS = 110


class Kind(StrEnum):
    """What an entry is; the first part of its anchor."""

    EVENT = "event"
    FILM = "film"
    RELEASE = "release"
    LIFE = "life"
    AWARD = "award"


COLUMNS = (
    "e_kind",
    "e_slug",
    "e_part",  # what tells releases of one film apart
    "e_lane",
    "e_date",
    "e_until",  # the death that ends a life
    "e_title",
    "e_fallback",  # the title in the museum's first language
    "e_context",
    "e_weight",
    "e_standing",
    "e_earliest",
    "e_latest",
    "e_rank",
)
ORDER = ("e_earliest", "e_latest", "-e_weight", "e_kind", "e_slug", "e_part")
NEAREST = ("e_rank", "-e_earliest", "-e_latest", "e_kind", "e_slug", "e_part")
"""What must be there first, then what began last."""


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one kind, of which `rows` answers a filter; `first` and `last` name their indexed bounds.

    `said` are the columns in which words are looked for, in every language.
    """

    kind: Kind
    rows: QuerySet[Any]
    first: str
    last: str
    columns: dict[str, Any]
    said: tuple[str, ...]

    def shaped(self, rows: QuerySet[Any], rank: int = 0) -> QuerySet[Any, Any]:
        """Return `rows`, a part of this source's, with the columns of a union; `rank` 0 comes before 1 in `NEAREST`."""
        rank_column = Value(rank, SmallIntegerField())
        return rows.order_by().annotate(**self.columns, e_rank=rank_column).values_list(*COLUMNS)


def sources(query: TimelineQuery, lanes: list[LaneChoice], at: datetime.datetime | None = None) -> list[Source]:
    """Return the kinds that may answer `query` among what is published at `at`; of each only what does."""
    gathering = {lane.gathers: lane for lane in lanes if lane.gathers}
    found = [_events(query, lanes, at)]
    makers: dict[str, Callable[..., list[Source]]] = {
        Lane.Gathers.FILMS: _films,
        Lane.Gathers.RELEASES: _releases,
        Lane.Gathers.LIVES: _lives,
        Lane.Gathers.AWARDS: _awards,
    }
    for gathers, make in makers.items():
        lane = gathering.get(gathers)
        if lane and (not query.lanes or lane.slug in query.lanes):
            found += make(query, lane, at)
    return found


def _events(query: TimelineQuery, lanes: list[LaneChoice], at: datetime.datetime | None) -> Source:
    rows: QuerySet[Any] = Event.objects.published(at)
    if query.lanes:
        rows = rows.filter(lane__in=[lane.pk for lane in lanes if lane.slug in query.lanes])
    if query.film:
        rows = rows.filter(films__slug=query.film)
    if query.person:
        rows = rows.filter(people__slug=query.person)
    if query.place:
        rows = rows.filter(place__slug=query.place)
    said = _columns("title", "description")
    rows = _saying(rows, query.text, said)
    shape = _shape(Kind.EVENT, F("lane_id"), "date", "title", weight=F("importance"), standing="evidence_status")
    return Source(Kind.EVENT, rows, "date_earliest", "date_latest", shape, said)


def _films(query: TimelineQuery, lane: LaneChoice, at: datetime.datetime | None) -> list[Source]:
    rows: QuerySet[Any] = Film.objects.published(at).filter(date_earliest__isnull=False)
    if query.place:
        return []
    if query.film:
        rows = rows.filter(slug=query.film)
    if query.person:
        rows = rows.filter(pk__in=Credit.objects.filter(person__slug=query.person).values("film"))
    said = _columns("title", "synopsis", plain=("original_title",))
    rows = _saying(rows, query.text, said)
    return [Source(Kind.FILM, rows, "date_earliest", "date_latest", _shape(Kind.FILM, lane.pk, "date", "title"), said)]


def _releases(query: TimelineQuery, lane: LaneChoice, at: datetime.datetime | None) -> list[Source]:
    """Releases that no event tells: one of the same film on the same days, or a showing then at the same place."""
    told = Event.objects.published(at).filter(films=OuterRef("film")).order_by()
    told = told.filter(date_earliest__lte=OuterRef("date_latest"), date_latest__gte=OuterRef("date_earliest"))
    same_days = Q(date_earliest=OuterRef("date_earliest"), date_latest=OuterRef("date_latest"))
    shown_there = Q(place=OuterRef("place"), lane__mark__in=(Lane.Mark.RELEASE, Lane.Mark.FESTIVAL))
    told = told.filter(same_days | shown_there)
    rows: QuerySet[Any] = Release.objects.filter(visible(at, of="film"), visible(at, of="place"), ~Exists(told))
    if query.film:
        rows = rows.filter(film__slug=query.film)
    if query.person:
        rows = rows.filter(film__in=Credit.objects.filter(person__slug=query.person).values("film"))
    if query.place:
        rows = rows.filter(place__slug=query.place)
    said = _columns("kind", "film__title", "place__name", plain=("film__original_title",))
    rows = _saying(rows, query.text, said)
    shape = _shape(Kind.RELEASE, lane.pk, "date", "film__title", slug="film__slug")
    shape["e_part"] = Concat(_text("place__slug"), Value("."), _text("date"), output_field=CharField())
    shape["e_context"] = Concat(_said("kind"), Value(", "), _said("place__name"), output_field=CharField())
    return [Source(Kind.RELEASE, rows, "date_earliest", "date_latest", shape, said)]


def _lives(query: TimelineQuery, lane: LaneChoice, at: datetime.datetime | None) -> list[Source]:
    """Lives with a known birth, and the ends of lives that have none."""
    rows: QuerySet[Any] = Person.objects.published(at)
    if query.film:
        rows = rows.filter(pk__in=Credit.objects.filter(film__slug=query.film, person__isnull=False).values("person"))
    if query.person:
        rows = rows.filter(slug=query.person)
    if query.place:
        rows = rows.filter(Q(birth_place__slug=query.place) | Q(death_place__slug=query.place))
    said = _columns("name", "other_names", "biography", plain=("native_name",))
    rows = _saying(rows, query.text, said)
    born = _shape(Kind.LIFE, lane.pk, "birth", "name")
    born["e_until"] = Coalesce(_text("death"), Value(""))
    born["e_latest"] = Coalesce(F("death_latest"), F("birth_latest"))
    died = _shape(Kind.LIFE, lane.pk, "death", "name") | {"e_part": Value("died", CharField())}
    return [
        Source(Kind.LIFE, rows.filter(birth_earliest__isnull=False), "birth_earliest", "death_latest", born, said),
        Source(Kind.LIFE, rows.filter(birth=None, death__isnull=False), "death_earliest", "death_latest", died, said),
    ]


def _awards(query: TimelineQuery, lane: LaneChoice, at: datetime.datetime | None) -> list[Source]:
    """Awards that no event tells of."""
    told = Exists(Event.objects.published(at).filter(pk=OuterRef("event")))
    rows: QuerySet[Any] = Award.objects.published(at).filter(~told, date_earliest__isnull=False)
    if query.film:
        rows = rows.filter(films__slug=query.film)
    if query.person:
        rows = rows.filter(recipients__person__slug=query.person)
    if query.place:
        return []
    said = _columns("category", "body__name")
    rows = _saying(rows, query.text, said)
    shape = _shape(Kind.AWARD, lane.pk, "date", "category", standing="evidence_status")
    shape["e_context"] = _said("body__name")
    return [Source(Kind.AWARD, rows, "date_earliest", "date_latest", shape, said)]


def _shape(
    kind: Kind,
    lane: Any,
    date: str,
    title: str,
    *,
    slug: str = "slug",
    weight: Any = Value(2, SmallIntegerField()),  # noqa: B008
    standing: str = "",
) -> dict[str, Any]:
    """The columns of a union, in the terms of one model."""
    language = active()
    return {
        "e_kind": Value(kind.value, CharField()),
        "e_slug": _text(slug),
        "e_part": Value("", CharField()),
        "e_lane": lane if isinstance(lane, F) else Value(lane),
        "e_date": _text(date),
        "e_until": Value("", CharField()),
        "e_title": Coalesce(_text(column_of(title, language)), Value("")),
        "e_fallback": _text(original_of(title)),
        "e_context": Value("", CharField()),
        "e_weight": weight,
        "e_standing": _text(standing) if standing else Value("", CharField()),
        "e_earliest": F(f"{date}_earliest"),
        "e_latest": F(f"{date}_latest"),
    }


def _text(name: str) -> Any:
    """A column as it is stored: a union converts what its first query does, whatever that is."""
    return ExpressionWrapper(F(name), output_field=CharField())


def _said(name: str) -> Any:
    """A text in the page's language, else in the museum's first."""
    own = _text(column_of(name, active()))
    return Coalesce(NullIf(own, Value("")), _text(original_of(name)), Value(""))


def _columns(*names: str, plain: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The columns of these fields in every language, and `plain` ones."""
    return (*(column for name in names for column in columns_of(name)), *plain)


def _saying(rows: QuerySet[Any], text: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """Only rows in which every word of `text` stands, in any of these columns."""
    for word in text.split():
        said = Q()
        for column in columns:
            said |= Q(**{f"{column}__contains_any_case": word})
        rows = rows.filter(said)
    return rows
