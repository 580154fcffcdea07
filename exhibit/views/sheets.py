"""Long lists, sheet by sheet, and those of one record: all that its own page has no room for."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from exhibit.models import Credit, Person, Place
from exhibit.publishing import registers
from exhibit.timeline import Entry
from exhibit.views.turning import turned, turning

PLACE_PARTS: dict[str, Any] = {
    "events": (registers.events_at, _("What happened here")),
    "releases": (registers.releases_at, _("Shown here")),
    "births": (registers.births_at, _("Born here")),
    "deaths": (registers.deaths_at, _("Died here")),
}


@turning
def person_films(request: HttpRequest, slug: str, cursor: str = "") -> HttpResponse:
    """All films of somebody with many, each with what that person did."""
    person = get_object_or_404(Person.objects.published(), slug=slug)
    found = turned(registers.films_of(person), cursor)
    credits = Credit.objects.filter(person=person, film__in=[film.pk for film in found.rows]).order_by("slug")
    jobs: dict[int, list[Credit]] = {}
    for credit in credits:
        jobs.setdefault(credit.film_id, []).append(credit)
    works = [(film, jobs.get(film.pk, [])) for film in found.rows]
    return render(request, "people/films.html", {"person": person, "sheet": found, "works": works})


@turning
def place_part(request: HttpRequest, slug: str, part: str, cursor: str = "") -> HttpResponse:
    """All events, births, deaths or releases at a place with many."""
    place = get_object_or_404(Place.objects.published(), slug=slug)
    register, heading = PLACE_PARTS[part]
    listed = register(place)
    if part == "events":
        listed = replace(listed, rows=listed.rows.with_context())
    found = turned(listed, cursor)
    context: dict[str, Any] = {"place": place, "sheet": found, "heading": heading}
    if part == "events":
        context["entries"] = [Entry.of_event(event) for event in found.rows]
    elif part == "releases":
        context["releases"] = found.rows
    else:
        context["lives"] = [(person, person.birth if part == "births" else person.death) for person in found.rows]
    return render(request, "places/part.html", context)
