"""manage.py prove_backup FILE: a backup restored aside and compared, row by row, file by file, page by page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exhibit.keeping.layout import BackupError
from exhibit.keeping.proving import prove
from exhibit.keeping.rotation import backups_in


class Command(BaseCommand):
    help = "Restore a backup into a place of its own, compare rows, files and pages with what it says, and note it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: the newest in BACKUP_ROOT")
        parser.add_argument(
            "--identity", type=Path, action="append", default=[], metavar="FILE", help="with the secret key"
        )

    def handle(self, *args: Any, file: Path | None, identity: list[Path], verbosity: int, **options: Any) -> None:
        if file is None:
            file = next(iter(backups_in(settings.BACKUP_ROOT)), None)
        if file is None:
            raise CommandError(f"There is no backup in {settings.BACKUP_ROOT}. Make one: manage.py backup")
        try:
            with tqdm(
                desc="Proving",
                unit="B",
                unit_scale=True,
                disable=True if verbosity == 0 else None,
                file=self.stderr,
                total=file.stat().st_size if file.is_file() else None,
            ) as bar:
                proof = prove(file, secrets=identity, progress=bar.update)
        except BackupError as problem:
            raise CommandError(f"The backup is not proved. {problem}") from problem
        except OSError as problem:
            raise CommandError(f"The backup is not proved. It cannot be read ({problem}).") from problem
        if proof.faults:
            raise CommandError(f"The backup is not good. {' '.join(proof.faults[:20])}")
        if verbosity:
            self.stdout.write(f"{file.name} is good: {proof.words}")
