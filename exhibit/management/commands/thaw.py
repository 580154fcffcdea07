"""manage.py thaw DIR: a database again from what a frozen copy carries, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from exhibit import darkroom
from exhibit.publishing.freezing.thawing import ThawError, thaw
from exhibit.search.index import settle


class Command(BaseCommand):
    help = "Check a frozen copy and load the public records, pictures and editions that it carries, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where `freeze` keeps its copies, or one of them")
        parser.add_argument(
            "--renditions-later", action="store_true", help="leave it to `make_renditions` to bring pictures up to date"
        )

    def handle(self, *args: Any, folder: Path, renditions_later: bool, verbosity: int, **options: Any) -> None:
        try:
            with darkroom.postponed():
                thawed = thaw(folder)
        except ThawError as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        settle()
        if verbosity:
            self.stdout.write(f"{thawed.files} files are what they were when the copy was made.")
            for line in thawed.report.lines():
                self.stdout.write(line)
            if thawed.editions:
                self.stdout.write(f"editions: {thawed.editions} created")
        if not renditions_later:
            call_command("make_renditions", stdout=self.stdout, stderr=self.stderr, verbosity=verbosity)
