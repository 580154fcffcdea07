"""manage.py backup DIR: the museum as one file, consistent while in use, and read again before it counts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exhibit.keeping import events
from exhibit.keeping.layout import BackupError
from exhibit.keeping.rendering import MOST
from exhibit.keeping.sealing import new_key
from exhibit.keeping.writing import Made, write_backup
from exhibit.management.progress import shown
from exhibit.models import PreservationEvent


class Command(BaseCommand):
    help = "Back up database, pictures and settings into one file of their own in DIR, and read it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", metavar="DIR", help="default: what BACKUP_ROOT says, here %(default)s"
        )
        parser.set_defaults(folder=settings.BACKUP_ROOT)
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            help="encrypt for this public key of age, or those in this file; may be repeated; default: BACKUP_KEY",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="then remove older ones but those of N days, N weeks and N months"
        )
        parser.add_argument(
            "--pages", type=int, default=MOST, help="pages of which the look is noted; default %(default)s"
        )
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="only make a key: the secret one in FILE, the public one shown"
        )

    def handle(
        self, *args: Any, folder: Path, key: list[str], keep: int | None, pages: int, verbosity: int, **options: Any
    ) -> None:
        try:
            if options["new_key"]:
                public = new_key(options["new_key"])
                self.stdout.write(
                    f"{public}\nSet BACKUP_KEY to it. Keep {options['new_key']} away from this machine, and twice:"
                    " without it no backup is ever read again."
                )
                return
            if keep is not None and keep < 1:
                raise BackupError(f"--keep is {keep}. Write 1 or more: the newest is always kept.")
            keys = key or ([settings.BACKUP_KEY] if settings.BACKUP_KEY else [])
            made = self._made(folder, keys, keep, max(0, pages), verbosity)
        except BackupError as problem:
            raise CommandError(f"No backup was made. {problem}") from problem
        except OSError as problem:
            raise CommandError(
                f"No backup was made. {folder} cannot be written ({problem.strerror or problem})."
                " Make room, or name a folder that you may write to."
            ) from problem
        if verbosity:
            self._tell(made, is_sealed=bool(keys))

    def _made(self, folder: Path, keys: list[str], keep: int | None, pages: int, verbosity: int) -> Made:
        with shown("Backing up", "B", verbosity, self.stderr, unit_scale=True, unit_divisor=1000) as progress:
            made = write_backup(folder, keys=keys, keep=keep, pages=pages, progress=progress)
        events.tell(PreservationEvent.Kind.BACKUP, made.file.name, "\n".join(f"{name} was lost." for name in made.lost))
        return made

    def _tell(self, made: Made, *, is_sealed: bool) -> None:
        rows = sum(table.rows for table in made.about.tables.values())
        self.stdout.write(f"{rows} rows, {made.files} files, {made.size / 1e6:.1f} MB in {made.file}, read again.")
        for name in made.lost:
            self.stderr.write(f"{name} is lost: a row names it, and it is not in the storage. Run: manage.py fixity")
        if not is_sealed:
            self.stderr.write(
                "It is not encrypted and holds the hashes of passwords: keep it as you would keep them."
                " --key encrypts it, --new-key FILE makes a key."
            )
        for file in made.removed:
            self.stdout.write(f"{file.name} was removed.")
