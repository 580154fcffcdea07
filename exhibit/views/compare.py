"""Two people or two films side by side, each pair at an address of its own."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.models import Film, Person
from exhibit.models.record import RecordQuerySet
from exhibit.timeline.comparison import two_films, two_lives

ADDRESSES = {"people": "compare_people", "films": "compare_films"}


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two people or two films: a complete choice leads to the address of that pair."""
    people = list(Person.objects.published().alphabetical())
    films = list(Film.objects.published().chronological())
    choices: dict[str, list[Any]] = {"people": people, "films": films}
    first, second = (request.GET.get(name, "") for name in ("first", "second"))
    kind, problem = _asked(request.GET, choices)
    if kind and not problem:
        return redirect(ADDRESSES[kind], first, second)
    context = {"people": people, "films": films, "kind": kind, "first": first, "second": second, "problem": problem}
    return render(request, "compare/choose.html", context)


@require_safe
def compare_people(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two lives on one ruler of years."""
    people = _pair(Person.objects.published().with_places(), first, second)
    if (now := [person.slug for person in people]) != [first, second]:
        return redirect("compare_people", *now)
    context = {"first": people[0], "second": people[1], "lives": two_lives(people)}
    return render(request, "compare/people.html", context)


@require_safe
def compare_films(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two films, fact by fact."""
    films = _pair(Film.objects.published().with_directors(), first, second)
    if (now := [film.slug for film in films]) != [first, second]:
        return redirect("compare_films", *now)
    return render(request, "compare/films.html", {"first": films[0], "second": films[1], "pair": two_films(films)})


def _asked(asked: QueryDict, choices: dict[str, list[Any]]) -> tuple[str, str]:
    """Return which kind of record is asked for, "" for none, and what is wrong with the choice, "" for nothing."""
    slugs = [asked.get("first", ""), asked.get("second", "")]
    if not any(slugs):
        return "", ""
    known = {kind: {record.slug for record in records} for kind, records in choices.items()}
    kind = asked.get("kind", "")
    if kind not in known:
        kind = max(known, key=lambda kind: len(known[kind] & set(slugs)))
    for slug in slugs:
        if slug and slug not in known[kind]:
            return kind, _("There is no “%(slug)s” here. Choose from the lists.") % {"slug": slug[:80]}
    if not all(slugs):
        return kind, _("Choose two: one is still missing.")
    if slugs[0] == slugs[1]:
        return kind, _("This is the same one twice. Choose two different ones.")
    return kind, ""


def _pair(records: RecordQuerySet, first: str, second: str) -> list[Any]:
    """Return two of `records`, in this order, also by an address that one had before.

    Raises:
        Http404: where either is unknown or unpublished, or both are the same.
    """
    asked = [first, second]
    found = {record.slug: record for record in records.filter(slug__in=asked)}
    pair = [found.get(slug) or records.moved_from(slug).first() for slug in asked]
    if None in pair or pair[0] == pair[1]:
        raise Http404
    return pair
