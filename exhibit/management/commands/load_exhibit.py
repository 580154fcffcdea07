"""manage.py load_exhibit DIR: load an exhibit folder, all or nothing, and say what was done."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from exhibit import darkroom
from exhibit.interop.folder import FolderError, load_folder
from exhibit.models import Exhibit
from exhibit.search.index import settle


class Command(BaseCommand):
    help = "Load an exhibit folder (fixtures and pictures), all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="for example fixtures/")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is an exhibit already, so that edits stay"
        )
        parser.add_argument(
            "--renditions-later", action="store_true", help="leave it to `make_renditions` to bring pictures up to date"
        )

    def handle(
        self, *args: Any, folder: Path, if_empty: bool, renditions_later: bool, verbosity: int, **options: Any
    ) -> None:
        if if_empty and Exhibit.objects.exists():
            self.stdout.write("There is an exhibit already: nothing was loaded, your edits stay.")
            return
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder. Name an exhibit folder, for example fixtures/.")
        try:
            with darkroom.postponed():
                report = load_folder(folder)
        except FolderError as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        settle()
        for line in report.lines():
            self.stdout.write(line)
        if not renditions_later:
            self.stdout.write("The folder is loaded.")
            call_command("make_renditions", stdout=self.stdout, stderr=self.stderr, verbosity=verbosity)
