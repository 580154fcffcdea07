"""An import carried out, all or nothing.

The import keeps the changed columns of each row as they were and as they became: `undoing` puts them back.
"""

from typing import Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from exhibit.curation.contents import Contents, as_stored, label_of_noun
from exhibit.interop.tables.history import History, batches
from exhibit.interop.tables.lines import Line, Outcome, Plan
from exhibit.interop.tables.nouns import live_rows, page_of
from exhibit.interop.tables.planning import planned
from exhibit.interop.tables.reading import Sheet, TableError
from exhibit.interop.tables.rights import Rights
from exhibit.models import Import


class PlanChangedError(TableError):
    """The museum changed between the look at an import and its confirmation."""


def carry_out(
    noun: type[models.Model],
    sheet: Sheet,
    rights: Rights,
    *,
    leaves_errors_out: bool,
    mark: str | None = None,
    most: int | None = None,
) -> Import:
    """Import a table, all or nothing. `mark` is that of the plan that was looked at, `most` bounds what is written.

    Raises:
        PlanChangedError: where another plan was looked at.
        TableError: where rows have errors that are not left out, where nothing is to be done, or the database refuses.
    """
    with transaction.atomic():
        plan = planned(noun, sheet, rights, holds=True)
        if mark is not None and mark != plan.mark:
            raise PlanChangedError(_("The museum changed since this was shown. Look through it again."))
        if plan.of(Outcome.ERROR) and not leaves_errors_out:
            raise TableError(_("Some rows have errors. Correct them, or leave them out."))
        written = len(plan.of(Outcome.NEW, Outcome.CHANGED))
        if not written:
            raise TableError(_("There is nothing to import."))
        if most is not None and written > most:
            words = _("More than %(most)d rows are new or changed. Divide the file into several.")
            raise TableError(words % {"most": most})
        return _write(plan, rights.user)


def _write(plan: Plan, user: Any) -> Import:
    lines = plan.of(Outcome.NEW, Outcome.CHANGED)
    label = label_of_noun(plan.noun)
    base: Contents = {label: {}}
    comment = _("Imported from “%(file)s”.") % {"file": plan.name}
    history = History(user, comment)
    pages = [page_of(line.before or line.record) for line in lines]
    history.keep_first([page for page in pages if page.pk is not None])
    with translation.override(settings.LANGUAGE_CODE):  # a column without a language is the first one
        for line in lines:
            if line.before is not None:
                columns = as_stored(line.before)
                base[label][str(line.before.pk)] = {name: columns[name] for name in line.said}
            _save(line)
    changed = {line.record.pk: set(line.said) for line in lines if line.before is not None}
    rows = [row for some in batches([line.record.pk for line in lines]) for row in live_rows(plan.noun, some).values()]
    contents = {label: {str(row.pk): _columns(row, changed.get(row.pk)) for row in rows}}
    history.keep([page_of(row) for row in rows])
    added = [line.record for line in lines if line.before is None and page_of(line.record) is line.record]
    history.log(added, ADDITION)
    history.log([page_of(row) for row in rows if row.pk in changed or page_of(row) is not row], CHANGE)
    counts = plan.counts
    return Import.objects.create(
        noun=str(plan.noun._meta.model_name),
        file_name=plan.name,
        user=user,
        created_count=counts[Outcome.NEW],
        changed_count=counts[Outcome.CHANGED],
        same_count=counts[Outcome.SAME],
        left_out_count=counts[Outcome.ERROR],
        base=base,
        contents=contents,
    )


def _columns(row: Any, names: set[str] | None) -> Contents:
    columns = as_stored(row)
    return columns if names is None else {name: columns[name] for name in names}


def _save(line: Line) -> None:
    try:
        with transaction.atomic():
            line.save(line.record)
    except IntegrityError as problem:
        rules = line.record._meta.constraints
        rule = next((rule for rule in rules if rule.name in str(problem)), None)
        why = rule.get_violation_error_message() if rule else problem
        words = _("Row %(number)d was refused: %(why)s Nothing was imported.")
        raise TableError(words % {"number": line.number, "why": why}) from problem
