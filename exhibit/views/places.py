"""Places: what happened there, who was born and died there, what was shown there."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from exhibit.models import Admission, Event, Film, Person, Place, Release
from exhibit.timeline import Entry
from exhibit.views.pages import record_page


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """All places by name, each with how much of the collection is tied to it."""
    people, films = Person.objects.published(), Film.objects.published()
    places = (
        Place.objects.published()
        .alphabetical()
        .counting("event_count", Event.objects.published())
        .counting("birth_count", people, "birth_place")
        .counting("death_count", people, "death_place")
        .counting("release_count", Release.objects.filter(film__in=films))
    )
    return render(request, "places/list.html", {"places": places})


@record_page(Place)
def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One place with its events in order, the lives that began and ended there, and the films shown."""
    place = get_object_or_404(Place.objects.published().with_picture(), slug=slug)
    people, films = Person.objects.published(), Film.objects.published()
    born = people.filter(birth_place=place).order_by(F("birth_earliest").asc(nulls_last=True), "slug")
    died = people.filter(death_place=place).order_by(F("death_earliest").asc(nulls_last=True), "slug")
    births = [(person, person.birth) for person in born]
    deaths = [(person, person.death) for person in died]
    events = Event.objects.published().filter(place=place).chronological().with_context()
    releases = Release.objects.filter(place=place, film__in=films).select_related("film")
    dates = [row.date for row in (*events, *releases)] + [date for _person, date in births + deaths if date]
    context = {
        "place": place,
        "years": (min(dates).year, max(dates).year) if dates else None,
        "entries": [Entry.of_event(event) for event in events],
        "births": births,
        "deaths": deaths,
        "releases": releases,
        "admissions": Admission.objects.filter(place=place, film__in=films).select_related("film"),
        "disputes": place.disputes.prefetch_related("sides__sources"),
    }
    return render(request, "places/detail.html", context)
