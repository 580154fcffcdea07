"""manage.py restore FILE: the museum from a backup, compared first, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from exhibit.keeping.layout import BackupError
from exhibit.keeping.restoring import Restored, restore, undo
from exhibit.management.progress import shown


class Command(BaseCommand):
    help = "Check a backup, then make database and pictures what it says, all or nothing, in an empty place."
    requires_system_checks = ()  # one of them says that a restoration was interrupted

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument(
            "--identity",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="with the secret key, for an encrypted backup",
        )
        parser.add_argument("--over", action="store_true", help="also where a museum is; it is kept aside")
        parser.add_argument("--undo", action="store_true", help="only take back a restoration that was interrupted")
        parser.add_argument(
            "--renditions-later", action="store_true", help="leave it to `make_renditions` to make lost ones"
        )

    def handle(self, *args: Any, file: Path | None, over: bool, verbosity: int, **options: Any) -> None:
        try:
            if options["undo"]:
                words = "An interrupted restoration was taken back." if undo() else "No restoration was interrupted."
                self.stdout.write(words)
                return
            if file is None:
                raise BackupError("Name the file of a backup.")
            with shown("Restoring", "B", verbosity, self.stderr, unit_scale=True) as progress:
                restored = restore(file, secrets=options["identity"], is_over=over, progress=progress)
        except BackupError as problem:
            raise CommandError(f"Nothing was changed. {problem}") from problem
        except OSError as problem:
            raise CommandError(
                f"Nothing was changed. It cannot be written or read ({problem}). Mend that, and restore again."
            ) from problem
        if verbosity:
            self._tell(restored)
        if restored.about.lost and not options["renditions_later"]:
            call_command("make_renditions", stdout=self.stdout, stderr=self.stderr, verbosity=verbosity)

    def _tell(self, restored: Restored) -> None:
        about = restored.about
        for name, table in about.tables.items():
            if table.rows and name.startswith(("exhibit_", "auth_user")):
                self.stdout.write(f"{name}: {table.rows} rows")
        self.stdout.write(f"{restored.files} files, all as of {about.made_at}, by release {about.release}.")
        if restored.is_older:
            self.stdout.write("The backup was of an older release: its database was migrated.")
        if restored.aside:
            self.stdout.write(f"What was here before is kept in {restored.aside}.")
        self.stdout.write("Nobody is signed in. Settings that the backup knows are in its data/about.json.")
