"""manage.py fixity: whether pictures, or archives that are named, are still what they were; repaired if asked for."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exhibit.keeping import archives, events, fixity, repairing, sealing
from exhibit.keeping.layout import BackupError
from exhibit.models import PreservationEvent

MOST_NAMED = 50


class Command(BaseCommand):
    help = (
        "Compare every picture file with its checksum; or exports, bags, frozen copies and backups with their"
        " manifests. Names what is damaged, missing or unexpected, notes the outcome, and fails where anything is bad."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archives", type=Path, nargs="*", metavar="ARCHIVE", help="default: the museum's pictures")
        parser.add_argument(
            "--repair-from",
            type=Path,
            action="append",
            default=[],
            metavar="COPY",
            help="a backup, an export, a frozen copy or a folder of pictures; may be repeated",
        )
        parser.add_argument(
            "--identity", type=Path, action="append", default=[], metavar="FILE", help="with the secret key of a backup"
        )

    def handle(
        self, *args: Any, archives: list[Path], repair_from: list[Path], identity: list[Path], **options: Any
    ) -> None:
        try:
            keys = sealing.identities(identity)
            if archives:
                bad = sum(self._archive(place, keys) for place in archives)
            else:
                bad = self._pictures(repair_from, keys, options["verbosity"])
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"It cannot be read or written ({problem}). Mend that, and look again.") from problem
        if bad:
            raise CommandError(
                f"{bad} {'file is' if bad == 1 else 'files are'} not as they should be."
                + ("" if archives else " --repair-from COPY takes good bytes from a second copy.")
            )

    def _archive(self, place: Path, keys: list[Any]) -> int:
        try:
            faults = list(archives.faults_of(place, keys))
        except BackupError as problem:
            faults = [str(problem)]
        events.tell(PreservationEvent.Kind.FIXITY, str(place), "\n".join(faults[:MOST_NAMED]), is_good=not faults)
        for fault in faults:
            self.stderr.write(f"{place}: {fault}")
        if not faults:
            self.stdout.write(f"{place} is what it was when it was made.")
        return len(faults)

    def _pictures(self, sources: list[Path], keys: list[Any], verbosity: int) -> int:
        quiet = True if verbosity == 0 else None
        with tqdm(desc="Comparing", unit=" files", total=fixity.count(), disable=quiet, file=self.stderr) as bar:
            report = fixity.look(bar.update)
        for fault in report.faults:
            events.tell(PreservationEvent.Kind.FIXITY, fault.name, str(fault), is_good=False)
            self.stderr.write(str(fault))
        if report.lost:
            self.stderr.write(f"{len(report.lost)} renditions are gone. Make them anew: manage.py make_renditions")
        remaining = list(report.faults)
        for source in sources:
            for mended in repairing.repair(remaining, source, keys):
                remaining.remove(mended)
                self.stdout.write(f"{mended.name} was repaired from {source}.")
        words = f"{report.checked} files compared, {len(report.faults)} not as they should be."
        events.tell(PreservationEvent.Kind.FIXITY, "pictures", words, is_good=not report.faults)
        if verbosity:
            self.stdout.write(words)
            for name in report.unnamed[:MOST_NAMED]:
                self.stdout.write(f"{name} is named by no row: kept for the history, or left behind.")
            if len(report.unnamed) > MOST_NAMED:
                self.stdout.write(f"{len(report.unnamed) - MOST_NAMED} more are named by none.")
        return len(remaining)
