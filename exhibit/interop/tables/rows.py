"""Rows of a table against the records that they name: which are new, and what the others would change.

A cell that says what an export would write is no change, whatever a spreadsheet did to its ends of lines. References
are loaded for the whole table at once, and only rows that change are looked at further: a table that comes back as it
went costs the same few queries for some hundred rows.
"""

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from exhibit.interop.tables.cells import ListCell, ReferenceCell, plain
from exhibit.interop.tables.columns import Cells
from exhibit.interop.tables.lines import Fault, Line, Outcome
from exhibit.interop.tables.nouns import KEY, SEPARATOR, find, has_slug, key_of, page_of, parts_of, with_references
from exhibit.interop.tables.references import References, missing
from exhibit.interop.tables.resources import resource_of
from exhibit.interop.tables.rights import Rights
from exhibit.interop.tables.rules import Rules
from exhibit.languages import original_of
from exhibit.models import Credit, Image, Record

Rows = list[tuple[int, Cells, list[Fault]]]


class Table:
    """Rows that are being read. `holds`: their records are kept from others until the transaction ends."""

    def __init__(self, noun: type[models.Model], rows: Rows, rights: Rights, *, holds: bool = False) -> None:
        self.noun = noun
        self.rows = rows
        self.rights = rights
        self.holds = holds
        self.resource = resource_of(noun)
        self.rules = Rules(noun)
        self.references = References(self._named())

    def lines(self) -> Iterator[Line]:
        """Yield what becomes of each row."""
        keys = [plain(cells.get("slug" if has_slug(self.noun) else KEY, "")) for _number, cells, _faults in self.rows]
        found = self._find(key for key in keys if key)
        tried = [None if key else self._tried(cells) for key, (_, cells, _) in zip(keys, self.rows, strict=True)]
        found |= self._find(line.key for line in tried if line and line.key)
        for key, line, (number, cells, faults) in zip(keys, tried, self.rows, strict=True):
            name = key or (line.key if line else "")
            before = found.get(name)
            made = self._line(name, cells, before) if line is None or before is not None else line
            made.number = number
            made.faults[:0] = faults
            made.faults += self._faults(made)
            yield made

    def _named(self) -> dict[type[models.Model], set[str]]:
        """Return the names of other records that stand in the cells, by noun."""
        found: dict[type[models.Model], set[str]] = {}
        for name in self.resource.columns:
            cell = self.resource.cell(name)
            if isinstance(cell, ReferenceCell):
                named = found.setdefault(cell.noun, set())
                for _number, cells, _faults in self.rows:
                    named.update(cell.named(cells.get(name, "")))
        return found

    def _find(self, keys: Iterable[str]) -> dict[str, Any]:
        def load(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
            rows = with_references(rows)
            return rows.select_for_update(of=("self",)) if self.holds else rows

        return find(self.noun, keys, load)

    # One row

    def _tried(self, cells: Cells) -> Line:
        """Return a row without a name as if it were new: its cells say which one it is."""
        line = self._line("", cells, None)
        if not has_slug(self.noun) and not {fault.column for fault in line.faults} & set(parts_of(self.noun)):
            line.key = _own_key(line.record)
        return line

    def _line(self, key: str, cells: Cells, before: Any) -> Line:
        line = Line(0, key, before, copy.copy(before) if before is not None else self.noun())
        is_named = before is None and key
        if is_named and has_slug(self.noun):
            line.record.slug = key
        elif is_named and isinstance(line.record, Credit):
            line.record.slug = key.rpartition(SEPARATOR)[2]
        for name in self.resource.columns:
            if name in cells and name != KEY and not (name == "slug" and has_slug(self.noun)):
                self._fill(line, name, cells)
        if is_named and not has_slug(self.noun) and not line.faults and _own_key(line.record) != key:
            words = missing(self.noun, key)
            line.faults.append(Fault(KEY, words + " " + _("Leave the key empty for a new row, or correct it.")))
        return line

    def _fill(self, line: Line, name: str, cells: Cells) -> None:
        """Take over one cell, if it says something else than the record."""
        column, cell = self.resource.columns[name], self.resource.cell(name)
        is_list = isinstance(cell, ListCell)
        old = None if is_list and line.before is None else column.get_value(line.record)
        text = plain(cells[name])
        if text == plain(cell.render(old)) and line.before is not None:
            return
        if not text and line.before is None:
            return
        value = cell.empty
        if text:
            try:
                value = column.clean(cells | {name: text}, references=self.references)
            except ValueError as problem:
                line.faults.append(Fault(name, str(problem)))
                return
        if is_list:
            if {row.pk for row in value} == {row.pk for row in (old.all() if old is not None else ())}:
                return
            line.lists[name] = list(value)
        elif value == old or (value in (None, "") and old in (None, "")):
            return
        else:
            setattr(line.record, name, value)
        line.said[name] = (cell.words(old), cell.words(value))

    # What is wrong with it

    def _faults(self, line: Line) -> list[Fault]:
        """Return what keeps a row from being written, besides what its cells said."""
        if line.outcome is Outcome.SAME:
            return []
        if line.before is None and self.noun is Image:
            words = _("There is no image “%(key)s”. A new picture is added with its file, on its own page.")
            return [Fault("slug", words % {"key": line.key})]
        if refused := self._refused(line):
            return [Fault("", refused)]
        found = [Fault("slug", _no_slug(line.record))] if has_slug(self.noun) and not line.key else []
        line.faults += found
        faults = [*found, *self.rules.faults(line)]
        line.faults = line.faults[: len(line.faults) - len(found)]
        return faults

    def _refused(self, line: Line) -> str:
        """Return in words why the curator may not do it, "" if they may."""
        if line.before is not None:
            refused = self.rights.refusal("change", line.before, line.said)
            if refused or isinstance(line.record, Record):  # a record is judged by the status that it has
                return refused
            return self._refused_there("change", line)
        if isinstance(line.record, Record):
            draft = copy.copy(line.record)
            draft.status = Record.Status.DRAFT
            return self.rights.refusal("add", draft, line.said)
        return self._refused_there("add", line)

    def _refused_there(self, verb: str, line: Line) -> str:
        """Whether a row may come to stand where it says, for example at another film."""
        try:
            page_of(line.record)
        except (ValueError, models.ObjectDoesNotExist):  # it says not yet whose it is, which is another fault
            return ""
        return self.rights.refusal(verb, line.record, line.said)


def _own_key(record: Any) -> str:
    """Return the name that a new row gets by what it says, "" where it says too little."""
    try:
        if isinstance(record, Credit) and not record.slug:
            record.slug = record.stem
        return key_of(record)
    except (ValueError, AttributeError, models.ObjectDoesNotExist):
        return ""


def _no_slug(record: Any) -> str:
    name = getattr(record, original_of(getattr(record, "name_field", "")), "") or ""
    if offered := slugify(name)[:80]:
        return _("The row names no record. For a new one write an address, for example %(slug)s.") % {"slug": offered}
    return _("The row names no record. Write its address or key.")
