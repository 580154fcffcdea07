"""manage.py export_table NOUN FILE: all records of a noun as CSV or, by the ending .xlsx, as a workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.interop import tables


class Command(BaseCommand):
    help = "Write all records of a noun as a table: CSV, or a workbook where the file ends in .xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("noun", choices=sorted(tables.NOUNS), metavar="NOUN", help=", ".join(sorted(tables.NOUNS)))
        parser.add_argument("file", type=Path, help="a .csv or .xlsx file")

    def handle(self, *args: Any, noun: str, file: Path, **options: Any) -> None:
        rows = tables.NOUNS[noun]._default_manager.order_by("pk")
        try:
            if file.suffix.lower() == ".xlsx":
                with tables.workbook(rows) as made:
                    file.write_bytes(made.read())
            else:
                with file.open("w", encoding="utf-8", newline="") as opened:
                    opened.writelines(tables.csv_lines(rows))
        except (OSError, tables.WorkbookError) as problem:
            raise CommandError(f"{file}: {problem}") from problem
        self.stdout.write(f"{noun}: {rows.count()} rows written to {file}")
