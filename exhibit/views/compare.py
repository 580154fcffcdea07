"""Two people or two films side by side, each pair at an address of its own."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit.languages import active
from exhibit.models import Film, Person
from exhibit.models.names import spelled
from exhibit.models.record import RecordQuerySet
from exhibit.publishing import registers
from exhibit.publishing.sheets import Register
from exhibit.timeline.comparison import two_films, two_lives

MOST_FOUND = 30
ADDRESSES = {"people": "compare_people", "films": "compare_films"}


@dataclass
class Choices:
    """What may be chosen of one kind: all where these are few, else whatever the written words name."""

    register: Register
    field: str

    def __post_init__(self) -> None:
        self.few = self.register.read(None)
        self.is_long = len(self.few) > self.register.per_sheet
        self.found: dict[str, list[Any]] = {}

    def options(self, text: str) -> list[Any]:
        """Return what can be meant: everything; of a long list the record of that address, or whose name begins so."""
        if not self.is_long:
            return self.few
        if text not in self.found:
            self.found[text] = self._named(text) if text and "\0" not in text else []
        return self.found[text]

    def _named(self, text: str) -> list[Any]:
        rows = self.register.rows.order_by()
        begins = text[:1].upper() + text[1:]
        named = rows.alias(said=spelled(self.field, active())).filter(said__gte=begins, said__lt=f"{begins}\uffff")
        return list(rows.filter(slug=text)) or list(named.order_by("said", "slug")[:MOST_FOUND])

    def meant(self, text: str) -> str:
        """Return the address of the one record that is meant; "" where that is not clear."""
        found = [record.slug for record in self.options(text)]
        return text if text in found else found[0] if self.is_long and len(found) == 1 else ""


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two people or two films: a complete choice leads to the address of that pair."""
    choices = {
        "people": Choices(replace(registers.people(), rows=Person.objects.published().alphabetical()), "sort_name"),
        "films": Choices(
            replace(registers.films(), rows=Film.objects.published(), per_sheet=registers.PER_SHEET), "title"
        ),
    }
    left, right = (request.GET.get(name, "") for name in ("first", "second"))
    kind, problem, pair = _asked(request.GET.get("kind", ""), [left, right], choices)
    if kind and not problem:
        return redirect(ADDRESSES[kind], *pair)
    forms = {
        name: {"is_long": one.is_long, "first": one.options(own[0]), "second": one.options(own[1])}
        for name, one in choices.items()
        for own in [(left, right) if name == kind else ("", "")]
    }
    context = {"forms": forms, "kind": kind, "first": left, "second": right, "problem": problem}
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


def _asked(kind: str, texts: list[str], choices: dict[str, Choices]) -> tuple[str, str, list[str]]:
    """Return which kind of record is asked for, "" for none, what is wrong with the choice, and the two addresses."""
    if not any(texts):
        return "", "", []
    meant = {name: [one.meant(text) if text else "" for text in texts] for name, one in choices.items()}
    if kind not in choices:
        kind = max(meant, key=lambda name: sum(map(bool, meant[name])))
    pair = meant[kind]
    for text, slug in zip(texts, pair, strict=True):
        if text and not slug:
            return kind, _problem(text[:80], choices[kind].is_long and len(choices[kind].options(text)) > 1), pair
    if not all(texts):
        return kind, _("Choose two: one is still missing."), pair
    if pair[0] == pair[1]:
        return kind, _("This is the same one twice. Choose two different ones."), pair
    return kind, "", pair


def _problem(text: str, is_ambiguous: bool) -> str:
    if is_ambiguous:
        return _("Several are called “%(name)s”. Choose one of them.") % {"name": text}
    return _("There is no “%(slug)s” here. Choose from the lists.") % {"slug": text}


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
