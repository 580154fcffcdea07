"""manage.py freeze DIR: the whole public site as files, complete or not at all."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exhibit.management.progress import shown
from exhibit.publishing.freezing import FreezeError, Report, freeze, is_fresh

BASE = re.compile(r"/(?:[\w.~-]+/)*")


class Command(BaseCommand):
    help = "Write the whole public site as static files to DIR/current/data/site. The copy before stays until then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="is made where it does not exist")
        parser.add_argument("--jobs", type=int, default=0, help="processes at once; default: one a processor")
        parser.add_argument(
            "--base", default="/", help="the path below which the copy will stand, as in /exhibit/; default %(default)s"
        )

        parser.add_argument("--anew", action="store_true", help="also where nothing has changed since the last copy")

    def handle(self, *args: Any, folder: Path, jobs: int, base: str, verbosity: int, **options: Any) -> None:
        if not BASE.fullmatch(base):
            raise CommandError(f"“{base}” is no path of a site. Write it as / or /exhibit/.")
        if not settings.SITE_URL:
            self.stderr.write(
                "SITE_URL is not set: the copy gets no sitemap.xml and does not tell search engines its addresses."
            )
        if not options["anew"] and is_fresh(folder, base):
            self.stdout.write(f"Nothing has changed since the copy in {folder}; --anew makes another.")
            return
        with shown("Freezing", " pages and files", verbosity, self.stderr) as progress:
            try:
                report = freeze(folder, jobs=jobs, base=base, progress=progress)
            except FreezeError as problem:
                raise CommandError(f"Nothing was changed. {problem}") from problem
            except OSError as problem:
                raise CommandError(f"Nothing was changed. {folder} cannot be written ({problem}).") from problem
        for page, lost in sorted(report.lost.items()):
            self.stderr.write(f"{page} names what no visitor can open: {', '.join(sorted(lost))}")
        if verbosity:
            self.stdout.write(_sentence(report))


def _sentence(report: Report) -> str:
    return (
        f"{report.pages} pages, {report.files} files, {report.size / 1e6:.1f} MB in {report.place};"
        f" {report.new} files are new, the others are those of the copy before."
    )
