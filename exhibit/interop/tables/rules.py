"""What the museum's rules say of a row: its fields, its model, the constraints of the database, in their own words."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from exhibit.interop.tables.lines import Fault, Line
from exhibit.interop.tables.resources import resource_of
from exhibit.models import Credit
from exhibit.translation import FIELDS

EMPTY = {"null", "blank"}
"""How Django calls what is missing; its words for it are those of a database."""


class Rules:
    """The rules of one noun. A constraint is asked once of the same values, however many rows have them."""

    def __init__(self, noun: type[models.Model]) -> None:
        self.noun = noun
        self._asked: dict[tuple[str, ...], list[str]] = {}

    def faults(self, line: Line) -> Iterator[Fault]:
        """Yield what a row breaks, but for what is wrong in it already."""
        wrong = {fault.column for fault in line.faults}
        for column, words in self._broken(line, wrong):
            if column not in wrong:
                yield Fault(column, words)

    def _broken(self, line: Line, wrong: set[str]) -> Iterator[tuple[str, str]]:
        for field in self.noun._meta.many_to_many:
            is_asked = line.before is None or field.name in line.lists
            if is_asked and not field.blank and not line.lists.get(field.name):
                yield field.name, self._empty(field.name)
        for check in (lambda: line.record.clean_fields(exclude=self._left(line) | wrong), line.record.clean):
            for column, problem in _said(check):
                is_empty = column and problem.code in EMPTY
                yield column, self._empty(column) if is_empty else " ".join(problem.messages)
        if not wrong:
            yield from (("", words) for words in self._against_constraints(line))

    def _empty(self, column: str) -> str:
        """Return in words that a column wants something, and what."""
        resource = resource_of(self.noun)
        what = resource.cell(column).help if column in resource.columns else column
        return _("This cannot be empty. Wanted: %(what)s.") % {"what": what}

    def _left(self, line: Line) -> set[str]:
        """Return the fields that are not looked at: what is as it was, was chosen from records, or is derived."""
        fields = self.noun._meta.fields
        untouched = set(resource_of(self.noun).columns) - set(line.said) if line.before is not None else set()
        chosen = {field.name for field in fields if field.is_relation and getattr(line.record, field.attname)}
        files = {field.name for field in fields if isinstance(field, models.FileField)}
        derived = {"slug"} if isinstance(line.record, Credit) and not line.record.slug else set()
        return set(FIELDS.get(self.noun, ())) | untouched | chosen | files | derived

    def _against_constraints(self, line: Line) -> Iterator[str]:
        """Yield the messages of the constraints that a row breaks. Slugs are unique: each was looked for before."""
        for rule in self.noun._meta.constraints:
            values = self.values(rule, line.record)
            if isinstance(rule, models.UniqueConstraint):
                if None not in values.values() and set(values) & set(line.said):  # else it is as it was, or empty
                    yield from _broken_rule(rule, line.record)
                continue
            seen = (rule.name, *(str(values[name]) for name in sorted(values)))
            if seen not in self._asked:
                self._asked[seen] = _broken_rule(rule, line.record)
            yield from self._asked[seen]

    def values(self, rule: Any, record: Any) -> dict[str, Any]:
        """Return what a constraint compares, by the names of fields."""
        is_unique = isinstance(rule, models.UniqueConstraint)
        names = rule.fields if is_unique else rule.condition.referenced_base_fields
        with translation.override(settings.LANGUAGE_CODE):  # a column without a language is the first one
            return {name: getattr(record, _attname(self.noun, name)) for name in names}


def _attname(noun: type[models.Model], name: str) -> str:
    field: Any = noun._meta.get_field(name)
    return str(field.attname)


def _said(check: Callable[[], Any]) -> Iterator[tuple[str, ValidationError]]:
    try:
        check()
    except ValidationError as problem:
        found = problem.error_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.error_list}
        for name, errors in found.items():
            yield from (("" if name == NON_FIELD_ERRORS else name, error) for error in errors)


def _broken_rule(rule: Any, record: Any) -> list[str]:
    with translation.override(settings.LANGUAGE_CODE):  # a column without a language is the first one
        try:
            rule.validate(type(record), record)
            return []
        except ValidationError as problem:
            found = problem.messages
    return [_(words) for words in found]
