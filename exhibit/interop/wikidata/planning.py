"""Entities against records: what would be filled, from what, and what not, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from exhibit.interop.slugs import free, stem
from exhibit.interop.wikidata.classes import is_film, is_person
from exhibit.interop.wikidata.fields import RULES, Values, empty_columns, labels_of
from exhibit.interop.wikidata.reading import Entities, Entity
from exhibit.interop.wikidata.statements import UnclearError, imdb_in, one_of, stated
from exhibit.languages import original_of
from exhibit.models import Film, PastSlug, Person, Record

LONGEST_SLUG = 60


class Outcome(StrEnum):
    """What becomes of an entity."""

    NEW = "new draft"
    FILLED = "filled"
    SAME = "nothing to fill"
    UNKNOWN = "not here"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Filling:
    """A column, what goes into it, from which property, and what a citation of it is about."""

    column: str
    value: Any
    source: str
    aspect: str


@dataclass(slots=True)
class Line:
    """One entity of the report; `record` is the one that it fills, `remarks` say what is not filled and why."""

    number: str
    label: str
    outcome: Outcome
    record: Any = None
    fillings: list[Filling] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    lines: list[Line]
    remarks: list[str]

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    @property
    def to_write(self) -> list[Line]:
        return [line for line in self.lines if line.outcome in (Outcome.NEW, Outcome.FILLED)]


def planned(entities: Entities, *, creates: bool = False) -> Plan:
    """Return what an import of these entities would do; nothing is written."""
    desk = _Desk(entities, creates)
    lines = [line for number, entity in entities.items.items() if (line := desk.line_of(number, entity))]
    remarks = list(entities.faults)
    if others := len(entities.items) - len(lines):
        remarks.append(f"{others} other entities are neither films nor people; their labels were read.")
    return Plan(lines, remarks)


class _Desk:
    """Works through the entities of one file; knows the records that are here."""

    def __init__(self, entities: Entities, creates: bool) -> None:
        self.entities = entities
        self.creates = creates
        self.filled: dict[Any, str] = {}
        self.slugs: dict[type[Record], set[str]] = {}

    def line_of(self, number: str, entity: Entity) -> Line | None:
        """Return what becomes of an entity; None for one that only lends its label."""
        noun: Any = Person if is_person(entity) else Film if is_film(entity, self.entities) else None
        if noun is None:
            return None
        label = next(iter(labels_of(entity).values()), "")[:80]
        try:
            record = self._record(noun, number, entity)
        except UnclearError as reason:
            return Line(number, label, Outcome.REFUSED, remarks=[str(reason)])
        if record is None and not self.creates:
            return Line(number, label, Outcome.UNKNOWN, remarks=["No record has its number. --create makes a draft."])
        line = Line(number, label, Outcome.FILLED if record else Outcome.NEW, record or noun())
        for rule in RULES[noun]:
            self._fill(line, rule, entity)
        if line.outcome is Outcome.NEW:
            self._begin(line)
        elif not line.fillings:
            line.outcome = Outcome.SAME
        if line.record.wikidata_id != number and line.outcome in (Outcome.NEW, Outcome.FILLED, Outcome.SAME):
            line.fillings.append(Filling("wikidata_id", number, "its number", "identifier"))
            line.outcome = Outcome.FILLED if line.outcome is Outcome.SAME else line.outcome
        self._check(line)
        return line

    def _record(self, noun: Any, number: str, entity: Entity) -> Any:
        """Return the record of an entity, None where there is none; UnclearError where that is in doubt."""
        found = list(noun.objects.filter(wikidata_id=number)[:2])
        if not found:
            try:
                imdb = one_of([imdb_in(said) for said in stated(entity, "P345")] or [""])
            except UnclearError:
                imdb = ""
            found = list(noun.objects.filter(imdb_id=imdb)[:2]) if imdb else []
            if found and found[0].wikidata_id not in ("", number):
                raise UnclearError(
                    f"“{found[0].slug}” has its IMDb number {imdb}, and another Wikidata number,"
                    f" {found[0].wikidata_id}. Correct one of the two."
                )
        if len(found) > 1:
            listed = "” and “".join(record.slug for record in found)
            raise UnclearError(f"Two records have its number: “{listed}”. Correct one of the two.")
        if found and (first := self.filled.setdefault((noun, found[0].pk), number)) != number:
            raise UnclearError(f"“{found[0].slug}” is {first} already, which stands before it in the file.")
        return found[0] if found else None

    def _fill(self, line: Line, rule: Any, entity: Entity) -> None:
        wanted = set(empty_columns(line.record, rule))
        if not wanted:
            return
        try:
            values: Values = rule.read(entity, self.entities)
        except UnclearError as reason:
            line.remarks.append(f"{rule.name} {reason}.")
            return
        if "original_title" in values:
            wanted.add("original_language")  # goes with its title
        for column, value in values.items():
            if column not in wanted:
                continue
            most = line.record._meta.get_field(column).max_length
            if isinstance(value, str) and most and len(value) > most:
                line.remarks.append(f"{rule.name} has {len(value)} letters; {column} holds {most}.")
            else:
                line.fillings.append(Filling(column, value, rule.name, rule.aspect))

    def _begin(self, line: Line) -> None:
        """Give a new draft what it cannot be without: an address, a name in the museum's first language."""
        filled = {filling.column: filling.value for filling in line.fillings}
        name = filled.get(original_of(line.record.name_field), "")
        if not name:
            line.outcome = Outcome.REFUSED
            line.remarks.append("It has no label in the museum’s first language, so no draft is made of it.")
            return
        line.record.slug = self._slug(type(line.record), name)
        if isinstance(line.record, Person):
            given, _space, family = name.rpartition(" ")
            sorting = f"{family}, {given}" if given else family
            line.fillings.append(Filling(original_of("sort_name"), sorting, "label", ""))
            line.remarks.append(f"Look whether “{sorting}” is the name for sorting.")
        elif "original_title" not in filled:
            line.fillings.append(Filling("original_title", name, "label", "title"))
            line.fillings.append(Filling("original_language", settings.LANGUAGE_CODE, "label", "title"))
            line.remarks.append("It has no original title (P1476): the label stands in. Write it by hand.")

    def _slug(self, noun: Any, name: str) -> str:
        if noun not in self.slugs:
            past = PastSlug.objects.filter(noun=noun._meta.model_name)
            self.slugs[noun] = {*noun.objects.values_list("slug", flat=True), *past.values_list("slug", flat=True)}
        slug = free(stem(name, LONGEST_SLUG), self.slugs[noun], LONGEST_SLUG)
        self.slugs[noun].add(slug)
        return slug

    def _check(self, line: Line) -> None:
        """Put the values into the record, and refuse it where the museum's rules do."""
        if line.outcome not in (Outcome.NEW, Outcome.FILLED):
            return
        for filling in line.fillings:
            setattr(line.record, filling.column, filling.value)
        try:
            line.record.full_clean()
        except ValidationError as problem:
            line.outcome = Outcome.REFUSED
            line.remarks += list(_reasons(problem))


def _reasons(problem: ValidationError) -> Iterator[str]:
    for name, texts in problem.message_dict.items():
        yield " ".join(texts) if name == "__all__" else f"{name}: {' '.join(texts)}"


def column_words(filling: Filling) -> str:
    """Return what goes where, from what, in one line."""
    value = filling.value.slug if isinstance(filling.value, Record) else str(filling.value)
    return f"{filling.column}: “{value[:60]}{'…' if len(value) > 60 else ''}” from {filling.source}"
