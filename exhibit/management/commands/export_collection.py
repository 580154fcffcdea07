"""manage.py export_collection FILE.zip: the whole collection as one file, the same bytes for the same data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.management.progress import shown
from exhibit.publishing.collection import CollectionError, write_collection


class Command(BaseCommand):
    help = "Write all records, pictures and editions to one ZIP archive, a BagIt bag that import_collection reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip", help="is replaced where it exists")
        parser.add_argument("--public", action="store_true", help="only what visitors may see")

    def handle(self, *args: Any, file: Path, public: bool, verbosity: int, **options: Any) -> None:
        with shown("Writing", " rows and pictures", verbosity, self.stderr) as progress:
            try:
                written = write_collection(file, is_public=public, progress=progress)
            except CollectionError as problem:
                raise CommandError(f"Nothing was written. {problem}") from problem
            except OSError as problem:
                raise CommandError(
                    f"{file} cannot be written ({problem.strerror}). Name a file in a folder that you may write to."
                ) from problem
        if verbosity:
            for name, count in written.rows.items():
                self.stdout.write(f"{name}: {count} records")
            self.stdout.write(f"{written.pictures} pictures, {written.size / 1e6:.1f} MB in {file}")
