"""manage.py import_wikidata FILE: what Wikidata says, into the empty fields of films and people."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.interop import wikidata
from exhibit.interop.wikidata import Outcome, Plan, WikidataError
from exhibit.interop.wikidata.planning import column_words


class Command(BaseCommand):
    help = (
        "Fill the empty fields of films and people from a file of Wikidata's entities (JSON, as Special:EntityData "
        "gives it), each with a citation. What is filled already stays. It acts as an editor does: published records "
        "change at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .json file, or lines of Wikidata's dump")
        parser.add_argument("--create", action="store_true", help="make drafts of films and people that are not here")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def handle(self, *args: Any, file: Path, create: bool, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:  # no more than is needed to see that it is too much
                entities = wikidata.read(opened.read(wikidata.LARGEST_FILE + 1))
            plan = wikidata.bring(entities, file.name, creates=create, is_rehearsal=dry_run)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except WikidataError as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem
        for text in lines_of(plan):
            self.stdout.write(text)
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
        elif not plan.to_write:
            self.stdout.write("There was nothing to write.")


def lines_of(plan: Plan) -> Iterator[str]:
    """Yield the report as lines of plain text: each entity, then what concerns all of them."""
    for line in plan.lines:
        slug = f", {line.record.slug}" if line.record else ""
        yield f"{line.number:>10}  {line.outcome}: “{line.label}”{slug}"
        if line.outcome in (Outcome.NEW, Outcome.FILLED):
            yield from (f"            {column_words(filling)}" for filling in line.fillings)
        yield from (f"            {remark}" for remark in line.remarks)
    yield from plan.remarks
    yield ", ".join(f"{count} {outcome}" for outcome, count in plan.counts.items()) + "."
