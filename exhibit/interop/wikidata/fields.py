"""Which property fills which field: a rule a property, each of which gives columns and values, or says why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from exhibit.interop.wikidata.dating import earliest_of, only_date
from exhibit.interop.wikidata.reading import Entities, Entity
from exhibit.interop.wikidata.statements import (
    Stated,
    UnclearError,
    imdb_in,
    item_in,
    minutes_in,
    one_of,
    stated,
    text_in,
    titled_in,
)
from exhibit.languages import column_of, columns_of, every
from exhibit.models import Aspect, Film, Person, Place, Record

BETWEEN = ", "

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """Fills some columns from a property (or from "label", "aliases"); `read` gives values by column."""

    name: str
    columns: tuple[str, ...]
    aspect: str
    read: Callable[[Entity, Entities], Values]


def labels_of(entity: Entity) -> dict[str, str]:
    """Return the labels of an entity in the languages of the museum."""
    found = {code: (entity.get("labels") or {}).get(code) for code in every()}
    said = {code: text_in(one.get("value")) for code, one in found.items() if isinstance(one, dict)}
    return {code: text for code, text in said.items() if text}


def _labels(field: str) -> Callable[[Entity, Entities], Values]:
    return lambda entity, known: {column_of(field, code): text for code, text in labels_of(entity).items()}


def _aliases(entity: Entity, entities: Entities) -> Values:
    found = {}
    for code in every():
        listed = (entity.get("aliases") or {}).get(code) or []
        texts = (
            [text_in(one.get("value")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        )
        if names := BETWEEN.join(dict.fromkeys(filter(None, texts))):
            found[column_of("other_names", code)] = names
    return found


def _one(column: str, name: str, read: Callable[[Stated], Any]) -> Callable[[Entity, Entities], Values]:
    def values(entity: Entity, entities: Entities) -> Values:
        found = stated(entity, name)
        return {column: one_of([read(said) for said in found])} if found else {}

    return values


def _date(column: str, name: str, read: Callable[[list[Stated]], Any]) -> Callable[[Entity, Entities], Values]:
    def values(entity: Entity, entities: Entities) -> Values:
        found = stated(entity, name)
        return {column: read(found)} if found else {}

    return values


def _original_title(entity: Entity, entities: Entities) -> Values:
    found = stated(entity, "P1476")
    if not found:
        return {}
    title, language = one_of([titled_in(said) for said in found])
    return {"original_title": title, "original_language": language}


def _named(field: str, name: str, *, is_list: bool = True) -> Callable[[Entity, Entities], Values]:
    """The labels of items, in each language in which the file has all of them."""

    def values(entity: Entity, entities: Entities) -> Values:
        numbers = list(dict.fromkeys(item_in(said) for said in stated(entity, name)))
        if not is_list and len(numbers) > 1:
            one_of([next(iter(labels_of(entities.items.get(number, {})).values()), number) for number in numbers])
        labels = [labels_of(entities.items.get(number, {})) for number in numbers]
        if unknown := [number for number, names in zip(numbers, labels, strict=True) if not names]:
            raise UnclearError(f"names {BETWEEN.join(unknown[:4])}, of which the file has no label")
        codes = [code for code in every() if labels and all(code in names for names in labels)]
        return {column_of(field, code): BETWEEN.join(names[code] for names in labels) for code in codes}

    return values


def _place(column: str, name: str) -> Callable[[Entity, Entities], Values]:
    """A place that is here already under one of the labels; none is made."""

    def values(entity: Entity, entities: Entities) -> Values:
        found = stated(entity, name)
        if not found:
            return {}
        number = one_of([item_in(said) for said in found])
        names = labels_of(entities.items.get(number, {}))
        if not names:
            raise UnclearError(f"names {number}, of which the file has no label")
        is_named_so = (Q(**{f"{column}__in": set(names.values())}) for column in columns_of("name"))
        here = list(Place.objects.filter(reduce(or_, is_named_so))[:2])
        if len(here) != 1:
            listed = "”, “".join(dict.fromkeys(names.values()))
            few = "several places" if here else "no place"
            raise UnclearError(f"names “{listed}”: {few} of that name here, and none is made")
        return {column: here[0]}

    return values


FILM = (
    Rule("label", tuple(columns_of("title")), Aspect.TITLE, _labels("title")),
    Rule("P1476", ("original_title",), Aspect.TITLE, _original_title),
    Rule("P577", ("date",), Aspect.DATE, _date("date", "P577", earliest_of)),
    Rule("P2047", ("running_time_minutes",), Aspect.RUNNING_TIME, _one("running_time_minutes", "P2047", minutes_in)),
    Rule("P462", tuple(columns_of("colour")), Aspect.COLOUR, _named("colour", "P462", is_list=False)),
    Rule("P495", tuple(columns_of("country")), Aspect.COUNTRY, _named("country", "P495")),
    Rule("P364", tuple(columns_of("spoken_language")), Aspect.LANGUAGE, _named("spoken_language", "P364")),
    Rule("P345", ("imdb_id",), Aspect.IDENTIFIER, _one("imdb_id", "P345", imdb_in)),
)
PERSON = (
    Rule("label", tuple(columns_of("name")), "", _labels("name")),
    Rule("aliases", tuple(columns_of("other_names")), "", _aliases),
    Rule("P569", ("birth",), Aspect.BIRTH, _date("birth", "P569", only_date)),
    Rule("P19", ("birth_place",), Aspect.BIRTH, _place("birth_place", "P19")),
    Rule("P570", ("death",), Aspect.DEATH, _date("death", "P570", only_date)),
    Rule("P20", ("death_place",), Aspect.DEATH, _place("death_place", "P20")),
    Rule("P106", tuple(columns_of("occupations")), "", _named("occupations", "P106")),
    Rule("P345", ("imdb_id",), Aspect.IDENTIFIER, _one("imdb_id", "P345", imdb_in)),
)
RULES: dict[type[Record], tuple[Rule, ...]] = {Film: FILM, Person: PERSON}


def empty_columns(record: Any, rule: Rule) -> Iterator[str]:
    """Yield the columns of a rule in which a record has nothing."""
    for column in rule.columns:
        if getattr(record, column) in (None, ""):
            yield column
