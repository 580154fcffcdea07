"""manage.py import_timelinejs FILE: a TimelineJS timeline as draft events, reported row by row."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.interop import timelinejs
from exhibit.interop.timelinejs import Line, Plan, TimelineError, Wishes
from exhibit.languages import every
from exhibit.models import Lane


class Command(BaseCommand):
    help = (
        "Import a timeline from TimelineJS (its spreadsheet saved as CSV, or its JSON) as draft events. "
        "What is here already stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        codes = every()
        parser.add_argument("file", type=Path, help="a .csv or .json file")
        parser.add_argument("--lane", metavar="SLUG", help="the lane of rows whose group is no lane, or that have none")
        parser.add_argument("--make-lanes", action="store_true", help="make a lane of each group that is none")
        parser.add_argument("--language", choices=codes, default=codes[0], help="of the file, default %(default)s")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument("--strict", action="store_true", help="write nothing if any row is refused")

    def handle(
        self, *args: Any, file: Path, lane: str | None, make_lanes: bool, language: str, strict: bool, **options: Any
    ) -> None:
        if lane is not None and not Lane.objects.filter(slug=lane).exists():
            known = ", ".join(Lane.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no lane “{lane}”. Lanes are: {known}.")
        try:
            timeline = timelinejs.read(self._content(file), file.name)
            plan = timelinejs.draft(timeline, Wishes(language, lane, make_lanes, strict))
            for text in lines_of(plan):
                self.stdout.write(text)
            self._finish(plan, is_rehearsal=options["dry_run"])
        except TimelineError as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem

    def _content(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:  # no more than is needed to see that it is too much
                return opened.read(timelinejs.LARGEST_FILE + 1)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem

    def _finish(self, plan: Plan, *, is_rehearsal: bool) -> None:
        if plan.is_blocked:
            raise CommandError(
                "Nothing was imported: some rows are refused. Correct them, or leave out --strict to import the others."
            )
        if is_rehearsal:
            self.stdout.write("Nothing was written: this was a dry run.")
        elif not plan.batch.drafts:
            self.stdout.write("There was nothing to write.")
        else:
            written = timelinejs.write(plan.batch)
            self.stdout.write(f"Drafts written: {len(written.events)}. Look at them in the admin, under Events.")


def lines_of(plan: Plan) -> Iterator[str]:
    """Yield the report as lines of plain text: each row, then what concerns all of them."""
    for line in plan.lines:
        yield row_of(line)
        for remark in line.remarks:
            yield f"        {remark}"
    yield ""
    yield from plan.remarks
    yield "; ".join(words for _outcome, words in plan.summary()) + "."


def row_of(line: Line) -> str:
    parts = [f"{line.where:>6}", f"{line.outcome.label}:", line.words, f"“{line.title}”" if line.title else ""]
    return "  ".join([*filter(None, parts), *([f"[{line.lane}]"] if line.lane else [])])
