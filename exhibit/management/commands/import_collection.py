"""manage.py import_collection FILE.zip: a collection from one file, checked first, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exhibit import darkroom
from exhibit.publishing.collection import CollectionError, Loaded, read_collection


class Command(BaseCommand):
    help = (
        "Check an archive that export_collection wrote, then load its records, pictures and editions, all or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument(
            "--update",
            action="store_true",
            help="also into a database that has records: those of the file become as it says, others stay",
        )
        parser.add_argument(
            "--renditions-later", action="store_true", help="leave it to `make_renditions` to bring pictures up to date"
        )

    def handle(
        self, *args: Any, file: Path, update: bool, renditions_later: bool, verbosity: int, **options: Any
    ) -> None:
        try:
            with darkroom.postponed():
                loaded = self._load(file, update, quiet=True if verbosity == 0 else None)
        except CollectionError as problem:
            raise CommandError(f"{file}: nothing was loaded. {problem}") from problem
        except OSError as problem:
            raise CommandError(f"{file}: nothing was loaded. It cannot be read ({problem.strerror}).") from problem
        if verbosity:
            for line in loaded.report.lines():
                self.stdout.write(line)
            if loaded.editions:
                self.stdout.write(f"editions: {loaded.editions} created")
        if not renditions_later:
            call_command("make_renditions", stdout=self.stdout, stderr=self.stderr, verbosity=verbosity)

    def _load(self, file: Path, update: bool, quiet: bool | None) -> Loaded:
        size = {"unit": "B", "unit_scale": True}
        with (
            tqdm(desc="Checking", disable=quiet, file=self.stderr, **size) as checking,
            tqdm(desc="Loading", unit=" rows", disable=quiet, file=self.stderr) as loading,
        ):

            def unpacked(done: int, known: int) -> None:
                checking.total = known
                checking.update(done - checking.n)

            return read_collection(file, is_update=update, unpacked=unpacked, loaded=loading.update)
