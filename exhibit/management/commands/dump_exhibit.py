"""manage.py dump_exhibit DIR: write everything as an exhibit folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.interop.folder import FolderError, dump_folder


class Command(BaseCommand):
    help = "Write all records and pictures as an exhibit folder that load_exhibit reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="is made where it does not exist")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            written = dump_folder(folder)
        except FolderError as problem:
            raise CommandError(f"Nothing was written. {problem}") from problem
        except OSError as problem:
            raise CommandError(
                f"{folder} cannot be written ({problem}). Name a folder that you may write to."
            ) from problem
        for name, count in written.items():
            self.stdout.write(f"{name}: {count} records")
