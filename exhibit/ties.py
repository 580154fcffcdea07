"""Why one record stands beside another: what both have in common, the weightiest first, in words.

A reason is a kind of tie and the names of those who make it. The words are whole phrases with a place for the names,
one for each department: a translator can write «операторы обоих фильмов: …» and no name has to be declined.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from exhibit.models import Award, AwardBody, Credit, Event, Film, Person, Place
from exhibit.models.record import visible

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

MOST_REASONS = 2
MOST_NAMES = 3
MOST_AWARDS = 4

WEIGHT = (
    Credit.Department.DIRECTING,
    Credit.Department.CAMERA,
    Credit.Department.WRITING,
    Credit.Department.MUSIC,
    Credit.Department.CAST,
    Credit.Department.EDITING,
    Credit.Department.ART,
    Credit.Department.SOUND,
    Credit.Department.PRODUCTION,
    Credit.Department.ASSISTANTS,
    Credit.Department.CREW,
    None,
)
"""Which reason is told first; None is somebody with another job on each film."""

WORDS: dict[str | None, "StrPromise"] = {
    "directing": ngettext_lazy("Both directed by %(names)s", "Both directed by %(names)s", "count"),
    "camera": ngettext_lazy("Both shot by %(names)s", "Both shot by %(names)s", "count"),
    "writing": ngettext_lazy("Both written by %(names)s", "Both written by %(names)s", "count"),
    "music": ngettext_lazy("Music of both by %(names)s", "Music of both by %(names)s", "count"),
    "cast": ngettext_lazy("%(names)s acts in both", "%(names)s act in both", "count"),
    "editing": ngettext_lazy("Both edited by %(names)s", "Both edited by %(names)s", "count"),
    "art": ngettext_lazy("Both designed by %(names)s", "Both designed by %(names)s", "count"),
    "sound": ngettext_lazy("Sound of both by %(names)s", "Sound of both by %(names)s", "count"),
    "production": ngettext_lazy("Both produced by %(names)s", "Both produced by %(names)s", "count"),
    "assistants": ngettext_lazy(
        "%(names)s assisted in directing both", "%(names)s assisted in directing both", "count"
    ),
    "crew": ngettext_lazy("%(names)s was in the crew of both", "%(names)s were in the crew of both", "count"),
    None: ngettext_lazy("%(names)s worked on both", "%(names)s worked on both", "count"),
}
"""What a reason says, by department."""


@dataclass(slots=True)
class Tie:
    """A reason: the kind of work that both films owe to the same people."""

    department: str | None
    people: list[Person] = field(default_factory=list)

    @property
    def words(self) -> "StrPromise":
        """The phrase, with `names` and their `count` to be filled in."""
        return WORDS[self.department]

    @property
    def named(self) -> list[Person]:
        """Those who are named; of many, the first."""
        return self.people[:MOST_NAMES]

    @property
    def has_more(self) -> bool:
        return len(self.people) > MOST_NAMES


def films_with_ties(films: Sequence[Film], credits: Iterable[Credit]) -> list[tuple[Film, list[Tie]]]:
    """Return films with what ties each to the film of these credits, by one query; people come in their order."""
    own: dict[int, list[Credit]] = {}
    for credit in credits:
        if credit.person_id is not None:
            own.setdefault(credit.person_id, []).append(credit)
    theirs: dict[int, dict[int, set[str]]] = {film.pk: {} for film in films}
    if own and films:
        film = next(iter(own.values()))[0].film_id
        people = Credit.objects.filter(visible(of="person"), film=film).order_by().values("person")
        shared = Credit.objects.filter(film__in=list(theirs), person__in=people).order_by()
        for other, person, department in shared.values_list("film", "person", "department"):
            theirs[other].setdefault(person, set()).add(department)
    return [(film, ties(own, theirs[film.pk])) for film in films]


def ties(own: dict[int, list[Credit]], theirs: dict[int, set[str]]) -> list[Tie]:
    """Return the weightiest ties of two films; each person is named once, for the weightiest work on both."""
    found: dict[str | None, Tie] = {}
    for person_id, credits in own.items():
        if person_id in theirs:
            both = {credit.department for credit in credits} & theirs[person_id]
            department = min(both, key=WEIGHT.index, default=None)
            person = credits[0].person
            assert person is not None
            found.setdefault(department, Tie(department)).people.append(person)
    return [found[department] for department in WEIGHT if department in found][:MOST_REASONS]


def films_together(people: Sequence[Person], films: Iterable[int]) -> dict[Person, list[Film]]:
    """Return on which of `films` each of these people worked, oldest first, by one query."""
    found: dict[Person, list[Film]] = {person: [] for person in people}
    by_key = {person.pk: person for person in people}
    credits = Credit.objects.filter(visible(of="film"), person__in=by_key, film__in=films).with_films()
    for credit in credits.order_by("film__date_earliest", "film__slug"):
        listed = found[by_key[credit.person_id]]  # type: ignore[index]
        if credit.film not in listed:
            listed.append(credit.film)
    return found


@dataclass(frozen=True, slots=True)
class Near:
    """A record with its reason to stand beside another: the film, place or giver that both have in common."""

    record: Event | Award
    words: "StrPromise"
    shared: Film | Place | AwardBody

    @property
    def is_film(self) -> bool:
        return isinstance(self.shared, Film)


def events_near(event: Event) -> list[Near]:
    """Return the events before and after it of the same film and at the same place, each once, in order of time."""
    shown, found = Event.objects.published(), dict[Event, Near]()
    reasons: list[tuple[StrPromise, str, Film | Place]] = []
    if films := list(event.films.all()):
        reasons.append((_("Also about %(name)s"), "films", films[0]))
    if event.place and event.place.is_published():
        reasons.append((_("Also there: %(name)s"), "place", event.place))
    for words, name, shared in reasons:
        for other in shown.filter(**{name: shared}).around(event):
            if other is not None:
                found.setdefault(other, Near(other, words, shared))
    return [found[other] for other in sorted(found, key=lambda other: (other.date, other.slug))]


def awards_near(award: Award) -> list[Near]:
    """Return other awards of the same film, and those that the same body gave at the same time; each once."""
    others = Award.objects.published().exclude(pk=award.pk).select_related("body").chronological()
    found: dict[int, Near] = {}
    if films := list(award.films.all()):
        for other in others.filter(films=films[0])[:MOST_AWARDS]:
            found[other.pk] = Near(other, _("Also for %(name)s"), films[0])
    if award.date:
        for other in others.filter(body=award.body, date_earliest=award.date.earliest)[:MOST_AWARDS]:
            found.setdefault(other.pk, Near(other, _("Also from there: %(name)s"), award.body))
    return list(found.values())
