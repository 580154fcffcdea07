"""manage.py import_table NOUN FILE: a table into the museum, reported row by row."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.interop import tables
from exhibit.interop.tables import Line, Outcome, Plan, Rights, TableError


class Command(BaseCommand):
    help = (
        "Import a table (CSV or .xlsx) into a noun. Rows that are here already are changed, others are new; "
        "nothing is deleted, and the whole import can be undone at the desk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("noun", choices=sorted(tables.NOUNS), metavar="NOUN", help=", ".join(sorted(tables.NOUNS)))
        parser.add_argument("file", type=Path, help="a .csv or .xlsx file")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument("--leave-out-errors", action="store_true", help="import the other rows all the same")

    def handle(self, *args: Any, noun: str, file: Path, **options: Any) -> None:
        model = tables.NOUNS[noun]
        try:
            with file.open("rb") as opened:  # no more than is needed to see that it is too much
                sheet = tables.read(opened.read(tables.MOST_BYTES + 1), file.name)
            plan = tables.planned(model, sheet, Rights())
            for text in lines_of(plan):
                self.stdout.write(text)
            errors, leaves_out = len(plan.of(Outcome.ERROR)), options["leave_out_errors"]
            if errors and not leaves_out:
                raise CommandError(
                    f"Nothing was imported: {errors} rows have errors. Correct them, or add --leave-out-errors."
                )
            if options["dry_run"]:
                self.stdout.write("Nothing was written: this was a dry run.")
            elif not plan.of(Outcome.NEW, Outcome.CHANGED):
                self.stdout.write("There was nothing to write.")
            else:
                kept = tables.carry_out(model, sheet, Rights(), leaves_errors_out=leaves_out, mark=plan.mark)
                self.stdout.write(f"Written. It can be undone at the desk, under imports/{kept.pk}/.")
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except TableError as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem


def lines_of(plan: Plan) -> Iterator[str]:
    """Yield the report as lines of plain text: each row that is not the same, then what concerns all of them."""
    for line in plan.lines:
        if line.outcome is not Outcome.SAME or line.remarks:
            yield from _told(line)
    yield from plan.remarks
    yield ", ".join(f"{count} {outcome.label}" for outcome, count in plan.counts.items()) + "."


def _told(line: Line) -> Iterator[str]:
    yield f"{line.number:>6}  {line.outcome.label}: {line.key or line.name}"
    for fault in line.faults:
        yield f"        {fault.column}: {fault.words}" if fault.column else f"        {fault.words}"
    if not line.faults:
        for change in line.changes:
            yield f"        {change.label}: {_short(change.old)} → {_short(change.new)}"
    for remark in line.remarks:
        yield f"        {remark}"


def _short(text: str) -> str:
    return f"“{text[:60]}{'…' if len(text) > 60 else ''}”" if text else "–"
