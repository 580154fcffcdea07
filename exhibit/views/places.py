"""Places: what happened there, who was born and died there, what was shown there."""

from dataclasses import replace
from itertools import starmap
from typing import Any

from django.db.models import Case, Exists, F, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibit.interop import schema_org
from exhibit.models import Admission, Event, Person, Place, Release
from exhibit.models.places import count_at
from exhibit.models.record import visible
from exhibit.publishing import registers
from exhibit.publishing.addresses import origin
from exhibit.timeline import Entry
from exhibit.timeline.kept import Keeper
from exhibit.views.cut import first
from exhibit.views.linked import list_answer, record_answer
from exhibit.views.pages import record_page
from exhibit.views.turning import turned, turning

COUNTS = ("event_count", "birth_count", "death_count", "release_count")


@turning
def place_list(request: HttpRequest, cursor: str = "") -> HttpResponse:
    """All places by name, each with how much of the collection is tied to it."""
    register = registers.places()
    is_long = Exists(Place.objects.published().order_by()[register.per_sheet : register.per_sheet + 1])
    counts = {name: Case(When(is_long, then=None), default=count) for name, count in _counts().items()}
    found = turned(replace(register, rows=register.rows.annotate(**counts)), cursor)
    if not found.is_whole:  # of a large collection they are counted once
        key = ("places", tuple(place.pk for place in found.rows))
        kept = Keeper().keep(key, lambda: _counted([place.pk for place in found.rows]))
        for place in found.rows:
            for name, count in zip(COUNTS, kept[place.pk], strict=True):
                setattr(place, name, count)
    return list_answer(request, "places/list.html", "places", _("Places"), found.rows, {"sheet": found})


def _counts() -> dict[str, Any]:
    people = Person.objects.published()
    rows = (
        (Event.objects.published(), "place"),
        (people, "birth_place"),
        (people, "death_place"),
        (Release.objects.filter(visible(of="film")), "place"),
    )
    return dict(zip(COUNTS, starmap(count_at, rows), strict=True))


def _counted(keys: list[Any]) -> dict[Any, tuple[int, ...]]:
    rows = Place.objects.filter(pk__in=keys).order_by().annotate(**_counts()).values_list("pk", *COUNTS)
    return {key: counts for key, *counts in rows}


@record_page(Place)
def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One place with its events in order, the lives that began and ended there, and the films shown."""
    place = get_object_or_404(Place.objects.published().with_picture(), slug=slug)
    people = Person.objects.published()
    born = first(people.filter(birth_place=place).order_by(F("birth_earliest").asc(nulls_last=True), "slug"))
    died = first(people.filter(death_place=place).order_by(F("death_earliest").asc(nulls_last=True), "slug"))
    events = first(Event.objects.published().filter(place=place).chronological().with_context())
    releases = first(Release.objects.filter(visible(of="film"), place=place).select_related("film"))
    births = [(person, person.birth) for person in born]
    deaths = [(person, person.death) for person in died]
    dates = [row.date for row in (*events, *releases)] + [date for _person, date in births + deaths if date]
    cut = {"events": events, "releases": releases, "births": born, "deaths": died}
    further = {part: reverse(f"place_{part}", args=(slug,)) for part, rows in cut.items() if rows.is_cut}
    context = {
        "place": place,
        "years": (min(dates).year, max(dates).year) if dates and not further else None,
        "further": further,
        "entries": [Entry.of_event(event) for event in events],
        "births": births,
        "deaths": deaths,
        "releases": releases,
        "admissions": Admission.objects.filter(visible(of="film"), place=place).select_related("film")[
            : registers.PER_SHEET
        ],
        "disputes": place.disputes.prefetch_related("sides__sources"),
    }
    site = origin(request)
    statement = schema_org.record_page(place, schema_org.place(place, site), site)
    return record_answer(request, "places/detail.html", place, statement, context)
