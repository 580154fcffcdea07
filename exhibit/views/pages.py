"""Pages for visitors: one queryset, one template, read only."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit import timeline as timelines
from exhibit.interop import schema_org
from exhibit.interop.records import edition_of
from exhibit.models import Award, AwardBody, Citation, Credit, Event, Exhibit, Film, Person, Record
from exhibit.models.films import by_department
from exhibit.models.record import visible
from exhibit.publishing import manifests, registers
from exhibit.publishing.addresses import origin
from exhibit.story import outline, outlines, tell
from exhibit.ties import awards_near, events_near, films_together, films_with_ties
from exhibit.timeline.kept import Keeper
from exhibit.timeline.life import life_of
from exhibit.timeline.overview import door
from exhibit.views.cut import first
from exhibit.views.linked import list_answer, record_answer
from exhibit.views.turning import turned, turning

View = Callable[..., HttpResponse]

MOST_ON_SHOW = 6
EVIDENCE = ("citations__source", "disputes__sides__sources")
MOST_RELATED = 6
COLLABORATORS = 5
"""How many people a person's page offers to be compared with."""


def record_page(model: type[Record]) -> Callable[[View], View]:
    """Make a view of one record: only safe methods, and old addresses lead to the present one."""

    def decorate(view: View) -> View:
        @wraps(view)
        def show(request: HttpRequest, slug: str, **asked: str) -> HttpResponse:
            try:
                return view(request, slug, **asked)
            except Http404:
                record = model.objects.published().moved_from(slug).first()
                if record is None:
                    raise
                return moved(record)

        return require_safe(show)

    return decorate


def moved(to: Any) -> HttpResponse:
    """Lead on from an old address."""
    answer = redirect(to, permanent=True)
    answer["Cache-Control"] = "max-age=300"  # an address may be taken back
    return answer


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first exhibit as a hero, and ways into everything."""
    exhibits = list(Exhibit.objects.published().in_order().with_film())
    film = exhibits[0].shown_film if exhibits else None
    event_count, line = door(film.date if film else None)
    counts = Keeper().keep("counts", _counts) | {"events": event_count}
    context = {
        "exhibits": exhibits,
        "counts": counts,
        "overview": line,
        "story": outline(exhibits[0]) if exhibits else None,
        "statement": schema_org.site_page(exhibits[0].lead if exhibits else "", origin(request)),
    }
    return render(request, "home.html", context)


def _counts() -> dict[str, int]:
    """How much there is of each noun, by one query."""
    rows = {"films": Film.objects, "people": Person.objects, "awards": Award.objects}
    counts = [
        noun.published().order_by().values(noun=Value(name)).annotate(size=Count("pk")).values_list("noun", "size")
        for name, noun in rows.items()
    ]
    return dict.fromkeys(rows, 0) | dict(counts[0].union(*counts[1:], all=True))


@require_safe
def exhibit_list(request: HttpRequest) -> HttpResponse:
    """All exhibits, each with its chapters; those that are announced, by their day."""
    stories = outlines(Exhibit.objects.published().in_order().with_film())
    dated = list(Exhibit.objects.dated())
    coming = [exhibit for exhibit in dated if not exhibit.is_published()]
    context = {"stories": stories, "coming": coming, "has_days": bool(dated)}
    shown = [story.exhibit for story in stories]
    return list_answer(request, "exhibits/list.html", "exhibits", _("Exhibits"), shown, context)


@record_page(Exhibit)
def exhibit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A story in chapters."""
    exhibit = get_object_or_404(Exhibit.objects.published().with_film(), slug=slug)
    edition, story, site = edition_of(exhibit), tell(exhibit), origin(request)
    thing = schema_org.creative_work(exhibit, story, edition, site)
    context = {"exhibit": exhibit, "story": story, "edition": edition}
    context["manifest"] = manifests.address_of(exhibit, site)
    statement = schema_org.record_page(exhibit, thing, site)
    return record_answer(request, "exhibits/detail.html", exhibit, statement, context)


@turning
def film_list(request: HttpRequest, cursor: str = "") -> HttpResponse:
    """All films, oldest first; before the first of them those on show."""
    is_on_show = Exists(Exhibit.objects.published().filter(film=OuterRef("pk")))
    register = registers.films()
    found = turned(replace(register, rows=register.rows.annotate(is_on_show=is_on_show)), cursor)
    on_show: Iterable[Film] = [film for film in found.rows if film.is_on_show]
    if not found.is_whole:
        shown = Exhibit.objects.published().exclude(film=None).order_by().values("film")
        on_show = (
            ()
            if cursor
            else Film.objects.published()
            .filter(pk__in=shown)
            .chronological()
            .with_directors()
            .with_picture()[:MOST_ON_SHOW]
        )
    decades: dict[int | None, list[Film]] = {}
    for film in found.rows:
        decades.setdefault(film.date.decade if film.date else None, []).append(film)
    in_order = sorted(decades.items(), key=lambda group: (group[0] is None, group[0] or 0))
    context = {"sheet": found, "on_show": on_show, "decades": in_order}
    return list_answer(request, "films/list.html", "films", _("Films"), found.rows, context)


@record_page(Film)
def film_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One film with its credits, awards, events and evidence."""
    film = get_object_or_404(Film.objects.published().with_picture(), slug=slug)
    releases = list(film.releases.filter(visible(of="place")).select_related("place"))
    events = first(film.events.published().chronological().select_related("lane"))
    of_shown = Q(release=None) | visible(of="release__place")
    of_shown &= Q(admission=None) | visible(of="admission__place")
    of_shown &= Q(credit=None) | Q(credit__in=film.credits.shown())
    credits = film.credits.shown().with_people().in_billing_order()
    billing, awards = credits.billed(), film.awards.published().chronological().with_people()
    related = list(Film.objects.published().related_to(film).with_picture()[:MOST_RELATED])
    context = {
        "film": film,
        "titles": film.titles.all(),
        "releases": releases,
        "admissions": film.admissions.filter(visible(of="place")).select_related("place"),
        "billing": billing,
        "awards": awards,
        "events": events,
        "stretch": timelines.stretch(events, film.date),
        "meanwhile": timelines.around_film(film, releases[0].date if releases else film.date),
        "related": films_with_ties(related, credits),
        "beside": related,
        "evidence": Citation.objects.about_film(film).filter(of_shown).grouped(),
        "disputes": film.disputes.prefetch_related("sides__sources"),
        "exhibits": film.exhibits.published(),
        "manifest": manifests.address_of(film, origin(request)),
    }
    site = origin(request)
    thing = schema_org.movie(film, [*billing.direction, *billing.makers, *billing.players], awards, site)
    return record_answer(request, "films/detail.html", film, schema_org.record_page(film, thing, site), context)


@turning
def person_list(request: HttpRequest, cursor: str = "") -> HttpResponse:
    """All people by family name."""
    found = turned(registers.people(), cursor)
    return list_answer(request, "people/list.html", "people", _("People"), found.rows, {"sheet": found})


@record_page(Person)
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One person's life, work, awards and events."""
    person = get_object_or_404(Person.objects.published().with_places().with_picture(), slug=slug)
    films = Film.objects.published()
    credits = Credit.objects.filter(visible(of="film"), person=person).with_films()
    credits = credits.order_by(F("film__date_earliest").asc(nulls_last=True), "slug")
    events = person.events.published().chronological().with_context()
    awards = Award.objects.published().filter(recipients__person=person).chronological().with_recipients()
    jobs, times, prizes = first(credits), first(events), first(awards)
    on = {credit.film_id for credit in jobs}
    if jobs.is_cut:  # of whoever worked on thousands, those on the films that are shown
        films = films.filter(pk__in=on)
    colleagues = list(Person.objects.published().worked_with(person, films)[:COLLABORATORS])
    context: dict[str, Any] = {
        "person": person,
        "life": None if jobs.is_cut or times.is_cut or prizes.is_cut else life_of(person, jobs, times, prizes),
        "jobs": jobs,
        "departments": by_department(jobs),
        "awards": prizes,
        "colleagues": films_together(colleagues, on).items(),
        "manifest": manifests.address_of(person, origin(request)),
        "evidence": Citation.objects.filter(person=person).grouped(),
        "disputes": person.disputes.prefetch_related("sides__sources"),
    }
    site = origin(request)
    thing = schema_org.person(person, prizes, site)
    statement = schema_org.record_page(person, thing, site, schema_org.lifespan(person))
    return record_answer(request, "people/detail.html", person, statement, context)


@record_page(Event)
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its evidence, and what came before and after."""
    event = get_object_or_404(Event.objects.published().with_context().with_picture(), slug=slug)
    before, after = Event.objects.published().around(event)
    context = {
        "event": event,
        "around": timelines.around_dates(event.date, f"event-{event.slug}").address(),
        "before": before,
        "after": after,
        "ages": [(person, person.age_on(event.date)) for person in event.people.all()],
        "near": events_near(event),
        "meanwhile": timelines.around_event(event),
        "awards": event.awards.published().chronological().with_recipients(),
        "evidence": Citation.objects.filter(event=event).grouped(),
        "disputes": event.disputes.prefetch_related("sides__sources"),
    }
    site = origin(request)
    statement = schema_org.record_page(event, schema_org.event(event, site), site, event.date.edtf)
    return record_answer(request, "events/detail.html", event, statement, context)


@turning
def award_list(request: HttpRequest, cursor: str = "") -> HttpResponse:
    """The grid of bodies by years; of more awards than it has room for, those who gave them."""
    grid = None if cursor else Award.objects.published().grid()
    if grid is None:
        found = turned(registers.bodies(), cursor)
        return list_answer(request, "awards/bodies.html", "awards", _("Awards"), found.rows, {"sheet": found})
    givers = [row.body for row in grid.rows]
    return list_answer(request, "awards/list.html", "awards", _("Awards"), givers, {"grid": grid})


@record_page(AwardBody)
@turning
def award_body_detail(request: HttpRequest, slug: str, cursor: str = "") -> HttpResponse:
    """One body and the awards it gave, each with its evidence."""
    body = get_object_or_404(AwardBody.objects.published().with_picture(), slug=slug)
    register = registers.awards_of(body)
    awards: Any = register.rows
    awards = awards.with_recipients().prefetch_related(*EVIDENCE)
    context = {
        "body": body,
        "sheet": turned(replace(register, rows=awards), cursor),
        "disputes": body.disputes.prefetch_related("sides__sources"),
    }
    site = origin(request)
    statement = schema_org.record_page(body, schema_org.organization(body, site), site)
    return record_answer(request, "awards/body.html", body, statement, context)


@record_page(Award)
def award_detail(request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """One award with its evidence; under another body's address it leads to its own."""
    shown = Award.objects.published().with_recipients().select_related("event")
    award = get_object_or_404(shown.prefetch_related(*EVIDENCE), slug=slug)
    if award.body.slug != body:
        return moved(award)
    event = award.event if award.event and award.event.is_published() else None
    statement = schema_org.award_page(award, origin(request))
    context = {"award": award, "event": event, "near": awards_near(award)}
    return record_answer(request, "awards/detail.html", award, statement, context)
