"""manage.py make_renditions: bring the copies of all pictures up to date.

For what a process that died left undone, for pictures that came by `loaddata`, and after a change
of sizes. It may be run at any time and as often as one likes.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit import darkroom
from exhibit.models import Image


class Command(BaseCommand):
    help = "Make the missing renditions of all pictures, and remove files that belong to none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where something is to be done")

    def handle(self, *args: Any, check: bool, verbosity: int, **options: Any) -> None:
        faults = list(self._check() if check else self._make(say=verbosity > 0))
        if faults:
            raise CommandError("\n".join(faults))

    def _check(self) -> Iterator[str]:
        """Yield a sentence for whatever is missing or left over."""
        for image in Image.objects.exclude(file=""):
            made, planned = darkroom.progress(image)
            if made < planned:
                yield f"{image.slug}: {made} of {planned} renditions are made."
        if lost := darkroom.lost():
            yield f"{len(lost)} files of renditions are gone."
        if orphans := darkroom.orphans():
            yield f"{len(orphans)} files belong to no picture: {', '.join(orphans)}"

    def _make(self, say: bool) -> Iterator[str]:
        """Make what is missing, remove what is left over; yield a sentence for each picture that failed."""
        undone = darkroom.undo_unfinished()
        darkroom.lost().delete()
        made = 0
        for image in Image.objects.exclude(file=""):
            try:
                for name in darkroom.print_missing(image):
                    made += 1
                    if say:
                        self.stdout.write(name)
            except Exception as problem:  # decoders raise nearly anything
                yield f"{image.slug}: “{image.file.name}” cannot be printed ({problem}). Upload it again."
        orphans = darkroom.orphans()
        for name in orphans:
            darkroom.discard(name)
        if say and undone:
            self.stdout.write(f"taken back, for its save was cut off: {', '.join(undone)}")
        if say:
            self.stdout.write(f"renditions: {made} made, {len(orphans)} files of no picture removed")
