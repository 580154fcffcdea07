"""Pages for visitors: one queryset, one template, read only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from exhibit import timeline as timelines
from exhibit.models import Award, AwardBody, Citation, Credit, Event, Exhibit, Film, PastSlug, Person, Place, Record
from exhibit.story import outline, tell

View = Callable[..., HttpResponse]


def record_page(model: type[Record]) -> Callable[[View], View]:
    """Make a view of one record: only safe methods, and old addresses lead to the present one."""

    def decorate(view: View) -> View:
        @wraps(view)
        def show(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug)
            except Http404:
                past = PastSlug.objects.filter(noun=model._meta.model_name, slug=slug).values("current")
                moved = model.objects.published().filter(slug__in=past).first()
                if moved is None:
                    raise
                answer = redirect(moved, permanent=True)
                answer["Cache-Control"] = "max-age=300"  # an address may be taken back
                return answer

        return require_safe(show)

    return decorate


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first exhibit as a hero, and ways into everything."""
    exhibits = list(Exhibit.objects.published().in_order().with_film())
    begun = Q(date_earliest__gt=date.min)  # an open start is no year to show
    events = Event.objects.published().aggregate(
        count=Count("pk"), first=Min("date_earliest", filter=begun), last=Max("date_earliest", filter=begun)
    )
    counts = {
        "films": Film.objects.published().count(),
        "people": Person.objects.published().count(),
        "events": events["count"],
        "awards": Award.objects.published().count(),
    }
    context = {
        "exhibits": exhibits,
        "counts": counts,
        "first_day": events["first"],
        "last_day": events["last"],
        "story": outline(exhibits[0]) if exhibits else None,
    }
    return render(request, "home.html", context)


@require_safe
def exhibit_list(request: HttpRequest) -> HttpResponse:
    """All exhibits."""
    return render(request, "exhibits/list.html", {"exhibits": Exhibit.objects.published().in_order().with_film()})


@record_page(Exhibit)
def exhibit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A story in chapters."""
    exhibit = get_object_or_404(Exhibit.objects.published().with_film(), slug=slug)
    return render(request, "exhibits/detail.html", {"exhibit": exhibit, "story": tell(exhibit)})


@require_safe
def film_list(request: HttpRequest) -> HttpResponse:
    """All films, oldest first."""
    films = Film.objects.published().chronological().with_directors().select_related("image")
    return render(request, "films/list.html", {"films": films})


@record_page(Film)
def film_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One film with its credits, awards, events and evidence."""
    film = get_object_or_404(Film.objects.published().select_related("image"), slug=slug)
    places = Place.objects.published()
    context = {
        "film": film,
        "titles": film.titles.all(),
        "releases": film.releases.filter(place__in=places).select_related("place"),
        "admissions": film.admissions.filter(place__in=places).select_related("place"),
        "departments": film.credits.shown().with_people().in_billing_order().by_department(),
        "awards": film.awards.published().chronological().with_recipients(),
        "events": film.events.published().chronological().with_context(),
        "related": Film.objects.published().related_to(film).with_directors()[:6],
        "evidence": Citation.objects.about_film(film).grouped(),
        "disputes": film.disputes.prefetch_related("sides__sources"),
        "exhibits": film.exhibits.published(),
    }
    return render(request, "films/detail.html", context)


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """All people by family name."""
    people = Person.objects.published().alphabetical().select_related("image")
    return render(request, "people/list.html", {"people": people})


@record_page(Person)
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One person's life, work, awards and events."""
    person = get_object_or_404(Person.objects.published().with_places(), slug=slug)
    credits = Credit.objects.filter(person=person, film__in=Film.objects.published()).with_films()
    events = person.events.published().chronological().with_context()
    context: dict[str, Any] = {
        "person": person,
        "departments": credits.order_by(F("film__date_earliest").asc(nulls_last=True), "slug").by_department(),
        "awards": Award.objects.published().filter(recipients__person=person).chronological().with_recipients(),
        "events": [(event, person.age_on(event.date)) for event in events],
        "evidence": Citation.objects.filter(person=person).grouped(),
        "disputes": person.disputes.prefetch_related("sides__sources"),
    }
    return render(request, "people/detail.html", context)


@record_page(Event)
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its evidence, and what came before and after."""
    event = get_object_or_404(Event.objects.published().with_context().select_related("image"), slug=slug)
    before, after = Event.objects.published().around(event)
    context = {
        "event": event,
        "before": before,
        "after": after,
        "ages": [(person, person.age_on(event.date)) for person in event.people.all()],
        "awards": event.awards.published().chronological().with_recipients(),
        "evidence": Citation.objects.filter(event=event).grouped(),
        "disputes": event.disputes.prefetch_related("sides__sources"),
    }
    return render(request, "events/detail.html", context)


@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """The grid of bodies by years."""
    return render(request, "awards/list.html", {"grid": Award.objects.published().grid(), "outcomes": Award.Outcome})


@record_page(AwardBody)
def award_body_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One body and the awards it gave, each with its evidence."""
    body = get_object_or_404(AwardBody.objects.published().select_related("image"), slug=slug)
    awards = Award.objects.published().filter(body=body).chronological().with_recipients()
    context = {
        "body": body,
        "awards": awards.prefetch_related("citations__source", "disputes__sides__sources"),
        "disputes": body.disputes.prefetch_related("sides__sources"),
    }
    return render(request, "awards/detail.html", context)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Dated entries by year, filtered by what the address asks."""
    films = list(Film.objects.published().chronological())
    people = list(Person.objects.published().alphabetical())
    query = timelines.TimelineQuery.read(request.GET, timelines.lane_choices(), films, people)
    in_all_lanes = timelines.entries(replace(query, lanes=()))
    found = [entry for entry in in_all_lanes if not query.lanes or entry.lane in query.lanes]
    context = {
        "query": query,
        "years": timelines.years(found),
        "entry_count": len(found),
        "lanes": timelines.lane_choices(entry.lane for entry in in_all_lanes),
        "films": films,
        "people": people,
    }
    return render(request, "timeline/page.html", context)
