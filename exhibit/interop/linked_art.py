"""Exhibits, films and people as Linked Art 1.0, the profile of CIDOC CRM in which museums share records.

What maps to what:

    exhibit         Activity, classified as an exhibition; the main film is what it was influenced by
    film            VisualItem, classified as a motion picture: the work and not a copy of it
      credits       its Creation, in a part for each department, carried out by people
    person          Person
      birth, death  Birth and Death, with place and time-span
    titles, names   Name, the first as the primary one; each in its language
    texts           LinguisticObject, classified as a description, a biography or what it signifies
    IMDb, TMDB      Identifier
    Wikidata        equivalent
    the page        a LinguisticObject that is digitally carried by a web page

A time-span has the words of the date as its name, and its EDTF text as its identifier. It has bounds only where the
date is neither approximate nor doubted: "about 1927" may be 1926, and no margin is invented.
https://linked.art/api/1.0/, https://linked.art/model/
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from exhibit.dates import UncertainDate
from exhibit.interop.formats import identity, noun_of, pages_of
from exhibit.interop.records.parts import filled, name_of, spoken
from exhibit.languages import active, own_name
from exhibit.models import Credit, Exhibit, Film, Person, Place
from exhibit.models.films import by_department

Entity = dict[str, Any]

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
WIKIDATA = "http://www.wikidata.org/entity/"

BRIEF_TEXT = "brief text"
TYPES = {
    BRIEF_TEXT: "300418049",
    "biography statement": "300435422",
    "description": "300435416",
    "exhibiting": "300054766",
    "motion picture": "300136900",
    "primary name": "300404670",
    "significance statement": "300435427",
    "web page": "300264578",
}
"""By their labels, the numbers of the Art & Architecture Thesaurus. https://www.getty.edu/research/tools/vocabularies/aat/"""


def document_of(record: Any, origin: str) -> Entity:
    """Return an exhibit, film or person that visitors see."""
    return WRITERS[noun_of(record)](record, origin)


def _film(film: Any, origin: str) -> Entity:
    original = {"type": "Name", "content": film.original_title, "language": [_language(film.original_language)]}
    titles = [
        {"type": "Name", "content": one.title, "language": [_language(one.language)]} for one in film.titles.all()
    ]
    credits = film.credits.shown().with_people().in_billing_order()
    return _entity(film, "VisualItem", origin) | filled(
        {
            "classified_as": [_type("motion picture")],
            "identified_by": [*_names(film), original, *titles, *_identifiers(film)],
            "referred_to_by": [
                *_texts(film, "synopsis", "description"),
                *_texts(film, "significance", "significance statement"),
            ],
            "equivalent": _equivalent(film, "VisualItem"),
            "created_by": _creation(film, credits, origin),
        }
    )


def _creation(film: Film, credits: Iterable[Credit], origin: str) -> Entity:
    return filled(
        {
            "type": "Creation",
            "timespan": _timespan(film.date),
            "part": [
                {
                    "type": "Creation",
                    "_label": str(group.label),
                    "carried_out_by": list({one.name_in_full: _maker(one, origin) for one in group.credits}.values()),
                }
                for group in by_department(credits)
            ],
        }
    )


def _maker(credit: Credit, origin: str) -> Entity:
    return _reference(credit.person, origin) if credit.person else {"type": "Person", "_label": credit.name}


def _person(person: Person, origin: str) -> Entity:
    native = {"type": "Name", "content": person.native_name, "language": [_language(person.native_language)]}
    return _entity(person, "Person", origin) | filled(
        {
            "identified_by": [*_names(person), *([native] if person.native_name else []), *_identifiers(person)],
            "referred_to_by": _texts(person, "biography", "biography statement"),
            "equivalent": _equivalent(person, "Person"),
            "born": _end_of_life("Birth", person.birth, person.birth_place, origin),
            "died": _end_of_life("Death", person.death, person.death_place, origin),
        }
    )


def _end_of_life(kind: str, when: UncertainDate | None, place: Place | None, origin: str) -> Entity | None:
    there = [_reference(place, origin)] if place and place.is_published() else []
    known = filled({"timespan": _timespan(when), "took_place_at": there})
    return {"type": kind} | known if known else None


def _exhibit(exhibit: Exhibit, origin: str) -> Entity:
    film = exhibit.shown_film
    return _entity(exhibit, "Activity", origin) | filled(
        {
            "classified_as": [_type("exhibiting")],
            "identified_by": _names(exhibit),
            "referred_to_by": _texts(exhibit, "lead", "description"),
            "influenced_by": [_reference(film, origin)] if film else [],
        }
    )


WRITERS: dict[str, Any] = {"exhibit": _exhibit, "film": _film, "person": _person}
KINDS = {"exhibit": "Activity", "film": "VisualItem", "person": "Person", "place": "Place"}


# What all of them are made of


def _entity(record: Any, kind: str, origin: str) -> Entity:
    return {
        "@context": CONTEXT,
        "id": identity(record, origin),
        "type": kind,
        "_label": name_of(record),
        "subject_of": [_page(language, f"{origin}{path}") for language, path in pages_of(record).items()],
    }


def _page(language: str, address: str) -> Entity:
    carrier = {
        "type": "DigitalObject",
        "classified_as": [_type("web page")],
        "format": "text/html",
        "access_point": [{"id": address, "type": "DigitalObject"}],
    }
    return {"type": "LinguisticObject", "language": [_language(language)], "digitally_carried_by": [carrier]}


def _reference(record: Any, origin: str) -> Entity:
    return {"id": identity(record, origin), "type": KINDS[noun_of(record)], "_label": name_of(record)}


def _type(label: str) -> Entity:
    found: Entity = {"id": f"http://vocab.getty.edu/aat/{TYPES[label]}", "type": "Type", "_label": label}
    return found


def _language(code: str) -> Entity:
    try:
        name = own_name(code)
    except KeyError:  # one that Django does not know
        name = code
    return {"type": "Language", "_label": name, "identified_by": [{"type": "Identifier", "content": code}]}


def _names(record: Any) -> list[Entity]:
    return [
        {
            "type": "Name",
            "classified_as": [_type("primary name")],
            "content": text,
            "language": [_language(code)],
        }
        for code, text in spoken(record, record.name_field).items()
    ]


def _texts(record: Any, name: str, label: str) -> list[Entity]:
    kind = _type(label) | {"classified_as": [_type(BRIEF_TEXT)]}
    return [
        {"type": "LinguisticObject", "classified_as": [kind], "content": text, "language": [_language(code)]}
        for code, text in spoken(record, name).items()
    ]


def _identifiers(record: Any) -> list[Entity]:
    known = {"IMDb": record.imdb_id, "TMDB": record.tmdb_id}
    return [{"type": "Identifier", "_label": name, "content": text} for name, text in known.items() if text]


def _equivalent(record: Any, kind: str) -> list[Entity]:
    return [{"id": f"{WIKIDATA}{record.wikidata_id}", "type": kind}] if record.wikidata_id else []


def _timespan(when: UncertainDate | None) -> Entity | None:
    if when is None:
        return None
    is_sure = not (when.is_approximate or when.is_uncertain)
    return filled(
        {
            "type": "TimeSpan",
            "identified_by": [
                {"type": "Name", "content": when.words(active())},
                {"type": "Identifier", "_label": "EDTF", "content": when.edtf},
            ],
            "begin_of_the_begin": f"{when.earliest}T00:00:00Z" if is_sure and when.earliest != date.min else "",
            "end_of_the_end": f"{when.latest}T23:59:59Z" if is_sure and when.latest != date.max else "",
        }
    )
