"""What else could be asked: films, people and places, each with the number of entries that it would leave.

Counted within the window and with the other filters held, for the most frequent only: a list of all
people of a large museum would be no choice.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from exhibit.languages import active, column_of
from exhibit.models import Film, Person, Place
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import Kind, Source
from exhibit.timeline.windows import SMALL, Timeline, span_of, under_way

MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A film, person or place as a visitor may choose it; `language` is that of its name."""

    slug: str
    name: str
    language: str
    count: int

    @property
    def is_foreign(self) -> bool:
        return self.language != active()


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of each filter, by name."""

    films: list[Choice]
    people: list[Choice]
    places: list[Choice]


PATHS: dict[str, dict[Kind, tuple[str, ...]]] = {
    "film": {
        Kind.EVENT: ("films",),
        Kind.FILM: ("pk",),
        Kind.RELEASE: ("film",),
        Kind.AWARD: ("films",),
        Kind.LIFE: ("credits__film",),
    },
    "person": {
        Kind.EVENT: ("people",),
        Kind.FILM: ("credits__person",),
        Kind.RELEASE: ("film__credits__person",),
        Kind.AWARD: ("recipients__person",),
        Kind.LIFE: ("pk",),
    },
    "place": {Kind.EVENT: ("place",), Kind.RELEASE: ("place",), Kind.LIFE: ("birth_place", "death_place")},
}
"""Where each kind names what a filter chooses."""

MODELS: dict[str, tuple[type[Any], str]] = {
    "film": (Film, "title"),
    "person": (Person, "sort_name"),
    "place": (Place, "name"),
}


def facets(timeline: Timeline, query: TimelineQuery) -> Facets:
    """Return the choices that `query` leaves; the one that it has made is always among them."""
    asked = replace(query, beside=(), entry="", after="", problems=())
    key = ("facets", asked, active())
    found: Facets = timeline.keeper.keep(key, lambda: Facets(*(_choices(timeline, asked, name) for name in MODELS)))
    return found


def _choices(timeline: Timeline, query: TimelineQuery, name: str) -> list[Choice]:
    nobody: dict[str, Any] = {name: ""}
    without = replace(query, **nobody)
    counts: Counter[int] = Counter()
    for source in timeline.sources(without):
        if source.kind in PATHS[name]:
            paths = PATHS[name][source.kind]
            for index, path in enumerate(paths):
                counts.update(_counts(timeline, without, source, path, paths[:index]))
    model, title = MODELS[name]
    chosen = model.objects.published(timeline.at)
    wanted = Q(pk__in=[pk for pk, _count in counts.most_common(MOST)])
    if chosen_slug := getattr(query, name):
        wanted |= Q(slug=chosen_slug)
    language = active()
    own, first = (F(column_of(title, code)) for code in (language, settings.LANGUAGE_CODE))
    rows = chosen.filter(wanted).order_by().annotate(own_name=NullIf(own, Value(""), output_field=CharField()))
    rows = rows.annotate(shown_name=Coalesce("own_name", first, output_field=CharField())).values_list(
        "pk", "slug", "own_name", "shown_name"
    )
    choices = [
        Choice(slug, shown, language if own_name else settings.LANGUAGE_CODE, counts[pk])
        for pk, slug, own_name, shown in rows
    ]
    return sorted(choices, key=lambda choice: (choice.name.casefold(), choice.slug))


def _counts(
    timeline: Timeline, query: TimelineQuery, source: Source, path: str, counted_before: tuple[str, ...]
) -> dict[int, int]:
    """How many entries of this source each record has, by its key; who was born and died at one place counts once."""
    rows = source.rows.filter(**{f"{path}__isnull": False})
    for other in counted_before:
        rows = rows.filter(Q(**{other: None}) | ~Q(**{other: F(path)}))
    if query.has_window:
        first, last = span_of(query, timeline.skyline(query))
        parts = [rows.filter(**{f"{source.first}__range": (first, last)}), *under_way(source, rows, first, SMALL)]
    else:
        parts = [rows]
    found: Counter[int] = Counter()
    for part in parts:
        counts = part.order_by().values_list(path).annotate(Count("pk", distinct=True))
        found.update(dict(counts.order_by("-pk__count")[: 4 * MOST]))
    return found
