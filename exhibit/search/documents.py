"""What there is to find of each record: its names, what is said of it, and what it can be chosen by.

A document holds what the record's page shows, in every language at once, so that a question in any of them finds it.
It is made of what visitors may see at this moment; when something appears or disappears, it is made anew.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import F, Model, Prefetch, QuerySet

from exhibit.languages import column_of, every
from exhibit.models import Award, AwardBody, Credit, Event, Exhibit, Film, FilmTitle, Image, Person, Place, Release
from exhibit.models.record import visible
from exhibit.rich_text import plain_text
from exhibit.search import marks
from exhibit.search.marks import FILM, KIND, LANE, PERSON, PLACE, mark
from exhibit.story import tell

MOST_RELATED = 300
"""Of a film's credits and a person's films, as many are read: nobody looks for a film by its thousandth extra."""

FAMILY = re.compile(r",|(?<!,) (?!.*,)")
"""Where a name for sorting ends that of the family: at the comma, or where there is none after the first word."""

Part = tuple[str, str, str]
"""What is said: under which heading (see `HEADINGS` in `found`), in which language ("" for its own), and the text."""


@dataclass(slots=True)
class Document:
    """One thing to be found. The greater its weight, the earlier it stands among those that answer as well."""

    noun: str
    record: int
    weight: int
    names: list[tuple[str, str]]
    short: list[tuple[str, str]] = field(default_factory=list)
    """Parts of names under which it is known too: of a person the family's."""
    parts: list[Part] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.marks.add(mark(KIND, self.noun))


def unit_of(noun: str, key: object) -> str:
    """Return the name of a record that is read as a whole: "film:12"."""
    return f"{noun}:{key}"


def documents(noun: str, keys: Iterable[int] | None = None) -> Iterator[tuple[str, Document]]:
    """Yield the documents of all records of a noun that visitors may see, or of some by key, each with its unit."""
    rows, make = READ[noun]
    found = rows()
    if keys is not None:
        found = found.filter(pk__in=list(keys))
    for record in found.order_by("pk").iterator(chunk_size=500):
        for document in make(record):
            yield unit_of(noun, record.pk), document


# Texts


def _texts(record: Model, name: str) -> Iterator[tuple[str, str]]:
    """Yield a translated field in each language in which it is written."""
    for language in every():
        if text := getattr(record, column_of(name, language)):
            yield language, text


def _parts(record: Model, *names: str) -> list[Part]:
    return [(name, language, plain_text(text)) for name in names for language, text in _texts(record, name)]


def _joined(heading: str, rows: Iterable[Any], *names: str) -> list[Part]:
    """Say many records in one part a language, each by its texts: "Mikhail Kalatozov, director; …"."""
    rows = list(rows)
    parts = []
    for language in every():
        said = (", ".join(filter(None, (_said(row, name, language) for name in names))) for row in rows)
        if text := "; ".join(filter(None, said)):
            parts.append((heading, language, text))
    return parts


def _said(row: Any, path: str, language: str) -> str:
    *way, name = path.split("__")
    for step in way:
        row = getattr(row, step)
        if row is None:
            return ""
    return getattr(row, column_of(name, language)) or ""


# Nouns


def _films() -> QuerySet[Film]:
    credits = Credit.objects.shown().with_people().in_billing_order()[:MOST_RELATED]
    releases = Release.objects.filter(visible(of="place")).select_related("place")
    return Film.objects.published().prefetch_related(
        Prefetch("credits", credits, to_attr="billed"),
        Prefetch("titles", FilmTitle.objects.all(), to_attr="other_titles"),
        Prefetch("releases", releases, to_attr="shown_releases"),
        Prefetch("exhibits", Exhibit.objects.published(), to_attr="on_show"),
    )


def _film(film: Any) -> Iterator[Document]:
    names = [*_texts(film, "title"), (film.original_language, film.original_title)]
    names += [(title.language, title.title) for title in film.other_titles]
    if film.transliteration:
        names.append(("", film.transliteration))
    found = Document("film", film.pk, 90 if film.on_show else 80, names)
    found.parts = [*_parts(film, "significance", "synopsis", "genre", "based_on", "studio", "country")]
    found.parts += _credits(film.billed)
    found.parts += _joined("releases", film.shown_releases, "place__name", "kind")
    found.parts += _parts(film, "note")
    found.marks |= {mark(FILM, film.pk), *marks.of_date(film.date), *marks.decade_of(film.date)}
    found.marks |= {mark(PERSON, credit.person_id) for credit in film.billed if credit.person_id}
    for release in film.shown_releases:
        found.marks |= {mark(PLACE, release.place_id), *marks.of_date(release.date)}
    yield found


def _credits(credits: Iterable[Credit]) -> list[Part]:
    """Say who did what, one part a credit and language, so that an answer shows the very one."""
    parts = []
    for credit in credits:
        for language in every():
            name = _said(credit, "person__name", language) or _said(credit, "name", language) or credit.credited_as
            said = ", ".join(filter(None, (name, _said(credit, "job", language), _said(credit, "character", language))))
            parts.append(("credit", language, said))
    return parts


def _people() -> QuerySet[Person]:
    credits = Credit.objects.filter(visible(of="film")).with_films().order_by(F("film__date_earliest").asc(), "slug")
    return (
        Person.objects.published()
        .with_places()
        .prefetch_related(Prefetch("credits", credits[:MOST_RELATED], to_attr="jobs"))
    )


def _person(person: Any) -> Iterator[Document]:
    names = [*_texts(person, "name"), *_texts(person, "other_names")]
    if person.native_name:
        names.append((person.native_language, person.native_name))
    found = Document("person", person.pk, 70, names)
    found.short = [(language, FAMILY.split(text)[0]) for language, text in _texts(person, "sort_name")]
    found.parts = [*_parts(person, "occupations", "biography", "honours")]
    found.parts += [
        ("work", language, ", ".join(filter(None, (_said(credit, "film__title", language), job))))
        for credit in person.jobs
        for language in every()
        for job in [_said(credit, "job", language)]
    ]
    found.parts += _parts(person, "birth_note", "death_note", "note")
    found.marks |= {mark(PERSON, person.pk), *marks.of_date(person.birth), *marks.of_date(person.death)}
    found.marks |= {mark(FILM, credit.film_id) for credit in person.jobs} | set(marks.decade_of(person.birth))
    for place in filter(None, (person.birth_place, person.death_place)):
        if place.is_published():
            found.marks.add(mark(PLACE, place.pk))
            found.parts += [("place", language, text) for language, text in _texts(place, "name")]
    yield found


def _events() -> QuerySet[Event]:
    return Event.objects.published().with_context()


def _event(event: Event) -> Iterator[Document]:
    found = Document("event", event.pk, 40 + event.importance, [*_texts(event, "title")])
    people, films = event.people.all(), event.films.all()
    found.parts = [*_parts(event, "description", "note"), *_joined("people", people, "name")]
    found.parts += _joined("films", films, "title")
    found.marks |= {mark(LANE, event.lane_id), *marks.of_date(event.date), *marks.decade_of(event.date)}
    found.marks |= {mark(PERSON, person.pk) for person in people} | {mark(FILM, film.pk) for film in films}
    if event.place and event.place.is_published():
        found.marks.add(mark(PLACE, event.place.pk))
        found.parts += [("place", language, text) for language, text in _texts(event.place, "name")]
    yield found


def _places() -> QuerySet[Place]:
    return Place.objects.published()


def _place(place: Place) -> Iterator[Document]:
    yield Document("place", place.pk, 60, [*_texts(place, "name")], marks={mark(PLACE, place.pk)})


def _bodies() -> QuerySet[AwardBody]:
    return AwardBody.objects.published()


def _body(body: AwardBody) -> Iterator[Document]:
    yield Document("awardbody", body.pk, 65, [*_texts(body, "name")], parts=_parts(body, "description"))


def _awards() -> QuerySet[Award]:
    return Award.objects.published().with_recipients()


def _award(award: Award) -> Iterator[Document]:
    people = [recipient.person for recipient in award.recipients.all()]
    films = award.films.all()
    names = [
        (language, ", ".join(filter(None, (text, _said(award.body, "name", language)))))
        for language, text in _texts(award, "category")
    ]
    found = Document("award", award.pk, 50, names)
    found.parts = [*_joined("films", films, "title"), *_joined("people", people, "name"), *_parts(award, "note")]
    found.marks |= {*marks.of_date(award.date), *marks.decade_of(award.date)}
    found.marks |= {mark(PERSON, person.pk) for person in people} | {mark(FILM, film.pk) for film in films}
    yield found


def _exhibits() -> QuerySet[Exhibit]:
    return Exhibit.objects.published().with_film()


def _exhibit(exhibit: Exhibit) -> Iterator[Document]:
    found = Document("exhibit", exhibit.pk, 100, [*_texts(exhibit, "title")])
    found.parts = [*_parts(exhibit, "subtitle", "lead", "closing")]
    film = exhibit.shown_film
    if film:
        found.marks.add(mark(FILM, film.pk))
    yield found
    for chapter in tell(exhibit).chapters:
        if chapter.heading:
            told = _chapter(chapter.heading, [part.block for part in chapter.parts])
            if film:
                told.marks.add(mark(FILM, film.pk))
            yield told


TOLD = {
    "text": ("text",),
    "quotation": ("quotation", "attribution"),
    "figure": ("caption",),
    "film": ("note",),
    "person": ("note",),
    "timeline": ("title",),
    "awards": ("title",),
    "diagram": ("title", "caption"),
}
"""The fields of each kind of block that are the story's own words."""


def _chapter(heading: Any, blocks: Iterable[Any]) -> Document:
    found = Document("chapter", heading.pk, 55, [*_texts(heading, "title")])
    found.parts = _parts(heading, "summary_text")
    for block in blocks:
        found.parts += [("story", language, text) for _name, language, text in _parts(block, *TOLD.get(block.kind, ()))]
        if block.kind == "film":
            found.marks.add(mark(FILM, block.film_id))
        elif block.kind == "person":
            found.marks.add(mark(PERSON, block.person_id))
    return found


def _images() -> QuerySet[Image]:
    return Image.objects.shown().prefetch_related(
        Prefetch("shows_people", Person.objects.published()), Prefetch("shows_films", Film.objects.published())
    )


def _image(image: Image) -> Iterator[Document]:
    found = Document("image", image.pk, 30, [*_texts(image, "alt")])
    people, films = image.shows_people.all(), image.shows_films.all()
    found.parts = [*_parts(image, "caption", "credit"), *_joined("people", people, "name")]
    found.parts += _joined("films", films, "title")
    found.marks |= {mark(PERSON, person.pk) for person in people} | {mark(FILM, film.pk) for film in films}
    yield found


READ: dict[str, tuple[Callable[[], QuerySet[Any]], Callable[[Any], Iterator[Document]]]] = {
    "exhibit": (_exhibits, _exhibit),
    "film": (_films, _film),
    "person": (_people, _person),
    "awardbody": (_bodies, _body),
    "place": (_places, _place),
    "award": (_awards, _award),
    "event": (_events, _event),
    "image": (_images, _image),
}
"""Each noun, in the order in which a whole index is written: of a common word, the first of these are looked at."""


def by_noun(units: Iterable[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield nouns with the keys of their records from the names of units."""
    pairs = sorted((noun, int(key)) for noun, _colon, key in (unit.partition(":") for unit in set(units)))
    for noun, found in groupby(pairs, key=lambda pair: pair[0]):
        yield noun, [key for _noun, key in found]
