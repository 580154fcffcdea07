"""What an import would do, row by row: nothing is written, and every fault is said in words.

A column that is absent is left as it is; a blank cell empties its field, or leaves the default of a new row.
"""

import copy
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from exhibit import curation
from exhibit.curation.changes import Change
from exhibit.curation.contents import rolled_back
from exhibit.interop.tables.columns import columns_of_sheet, rows_of_sheet
from exhibit.interop.tables.lines import Fault, Line, Plan
from exhibit.interop.tables.reading import Sheet
from exhibit.interop.tables.resources import resource_of
from exhibit.interop.tables.rights import Rights
from exhibit.interop.tables.rows import Table
from exhibit.languages import active
from exhibit.models import Record


def planned(noun: type[models.Model], sheet: Sheet, rights: Rights, *, holds: bool = False) -> Plan:
    """Return what an import would do. `holds`: the records are kept from others until the transaction ends.

    Raises:
        TableError: where the columns are not those of this table.
    """
    rows = list(rows_of_sheet(sheet, columns_of_sheet(noun, sheet.header)))
    table = Table(noun, rows, rights, holds=holds)
    plan = Plan(noun, sheet.name, list(table.lines()), list(sheet.remarks))
    _find_twins(table, plan.lines)
    _hold_back(plan.lines)
    resource = resource_of(noun)
    for line in plan.lines:
        line.changes = [Change("", resource.label(name), *said) for name, said in line.said.items()]
    return plan


def _find_twins(table: Table, lines: list[Line]) -> None:
    """Refuse a second row of the same name, and a second one with what only one may have."""
    rules = [rule for rule in table.noun._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        twins = [(("", line.key), _("The row “%(key)s” is here already. Remove one.") % {"key": line.key})]
        for rule in rules if line.said else ():
            values = table.rules.values(rule, line.record).values()
            said = "" if None in values or "" in values else "|".join(map(str, values))
            twins.append(((rule.name, said), str(rule.get_violation_error_message())))
        for what, words in twins:
            first = seen.setdefault(what, line.number) if what[1] else line.number
            if first != line.number and not any(fault.column == "" for fault in line.faults):
                line.faults.append(Fault("", f"{words} {_('See row %(number)d.') % {'number': first}}"))


def _hold_back(lines: list[Line]) -> None:
    """Leave as drafts the records that would be published and are not ready; say why.

    What is found about a record only the database knows: it is written for that, and taken back.
    """
    asked = [line for line in lines if "status" in line.said and not line.faults]
    asked = [line for line in asked if line.record.status == Record.Status.PUBLISHED]
    if not asked:
        return
    tried: dict[int, Any] = {}
    language = active()
    with rolled_back(), translation.override(settings.LANGUAGE_CODE):  # a column without a language is the first one
        for line in asked:
            record = copy.copy(line.record)
            try:
                with transaction.atomic():
                    line.save(record)
            except IntegrityError:  # said when it is written
                continue
            tried[line.number] = record
        with translation.override(language):
            found = curation.of_records(tried.values())
    for line in asked:
        held = tried.get(line.number)
        if held is None or found[held.pk].is_ready:
            continue
        line.record.status = Record.Status.DRAFT
        del line.said["status"]
        why = " ".join(finding.words for finding in found[held.pk].errors)
        line.remarks.append(_("It stays a draft until this is mended: %(why)s") % {"why": why})
