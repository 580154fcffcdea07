"""What an answer can be narrowed to: kinds, decades, lanes, films, people, places, each with how many it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibit.models import Film, Lane, Person, Place
from exhibit.search import marks
from exhibit.search.finding import Answer
from exhibit.search.found import kind_name
from exhibit.search.question import KINDS, SIGNS, Question

MOST = 8

NAMES: dict[str, str | Promise] = {
    "kind": gettext_lazy("Kind"),
    "decade": gettext_lazy("Decade"),
    "lane": gettext_lazy("Lane"),
    "film": gettext_lazy("Film"),
    "person": gettext_lazy("Person"),
    "place": gettext_lazy("Place"),
}
ROWS: dict[str, tuple[Callable[[], Any], str]] = {
    "lane": (Lane.objects.all, "name"),
    "film": (Film.objects.published, "title"),
    "person": (Person.objects.published, "name"),
    "place": (Place.objects.published, "name"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow an answer: `address` is the query string with it, or, where it is chosen, without it."""

    name: str
    count: int
    address: str
    value: str
    is_chosen: bool = False
    record: Any = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one sort, those that leave most first."""

    key: str
    name: str | Promise
    choices: list[Choice]


def facets(answer: Answer) -> list[Facet]:
    """Return what the answer can be narrowed to; what would change nothing is left out, but for what is chosen."""
    found = [_kinds(answer), _decades(answer), *(_records(answer, name) for name in SIGNS)]
    return [facet for facet in found if _tells_apart(facet, answer)]


def _tells_apart(facet: Facet, answer: Answer) -> bool:
    return any(choice.is_chosen or choice.count < answer.total for choice in facet.choices)


def _kinds(answer: Answer) -> Facet:
    counts = answer.counted(marks.KIND)
    choices = [
        _choice(answer, "kind", kind, kind_name(kind, plural=True), counts[kind]) for kind in KINDS if kind in counts
    ]
    return Facet("kind", NAMES["kind"], sorted(choices, key=lambda choice: -choice.count))


def _decades(answer: Answer) -> Facet:
    counts = answer.counted(marks.DECADE)
    choices = [
        _choice(answer, "decade", decade, _("%(decade)ss") % {"decade": decade}, counts[decade])
        for decade in sorted(counts, key=int)
    ]
    return Facet("decade", NAMES["decade"], choices)


def _records(answer: Answer, name: str) -> Facet:
    """Films, people, places or lanes, by one query; one that is a single answer by itself tells nothing."""
    counts = answer.counted(SIGNS[name])
    chosen = str(answer.question.keys.get(name, ""))
    most = [key for key, _count in counts.most_common(MOST) if key != chosen]
    keys = ([chosen, *most] if chosen in counts else most)[:MOST]
    rows, column = ROWS[name]
    records = rows().in_bulk([int(key) for key in keys]) if keys else {}
    choices = [
        _choice(answer, name, record.slug, getattr(record, column), counts[key], record)
        for key in keys
        if (record := records.get(int(key)))
    ]
    return Facet(name, NAMES[name], choices)


def _choice(answer: Answer, name: str, value: str, said: Any, count: int, record: Any = None) -> Choice:
    question: Question = answer.question
    is_chosen = getattr(question, name) == value
    changed = question.choosing(name, "" if is_chosen else value)
    return Choice(str(said), count, changed.address(), value, is_chosen, record)
