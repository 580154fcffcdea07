"""manage.py export_bag FOLDER: the whole collection as a BagIt bag, for an archive and for anybody's text editor."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.management.progress import shown
from exhibit.publishing.collection import CollectionError, write_bag


class Command(BaseCommand):
    help = (
        "Write records, pictures and editions as a BagIt bag with JSON, CSV and plain text. import_collection reads it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new one")
        parser.add_argument("--public", action="store_true", help="only what visitors may see")
        parser.add_argument("--organization", default="", help="whose it is, for bag-info.txt")

    def handle(self, *args: Any, folder: Path, public: bool, organization: str, verbosity: int, **options: Any) -> None:
        with shown("Writing", " rows and pictures", verbosity, self.stderr) as progress:
            try:
                written = write_bag(folder, is_public=public, organization=organization, progress=progress)
            except CollectionError as problem:
                raise CommandError(f"Nothing was written. {problem}") from problem
            except OSError as problem:
                raise CommandError(
                    f"{folder} cannot be written ({problem.strerror}). Name a folder in one that you may write to."
                ) from problem
        if verbosity:
            rows = sum(written.rows.values())
            self.stdout.write(f"{rows} records, {written.pictures} pictures, {written.size / 1e6:.1f} MB in {folder}")
