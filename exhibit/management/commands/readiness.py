"""manage.py readiness: what records lack before they may be published. Fails where there is an error.

For a curator's overview there is a page in the admin; this is for a timer or a build.
"""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.curation import Level, report
from exhibit.curation.checks import NOUNS


class Command(BaseCommand):
    help = "Name what records lack before they may be published; fail if anything is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        nouns = sorted(str(noun._meta.model_name) for noun in NOUNS)
        parser.add_argument("nouns", nargs="*", metavar="NOUN", help=f"only these; by default all: {', '.join(nouns)}")
        parser.add_argument("--errors-only", action="store_true", help="leave out warnings")

    def handle(self, *args: Any, nouns: list[str], errors_only: bool, **options: Any) -> None:
        known = {str(noun._meta.model_name): noun for noun in NOUNS}
        if unknown := sorted(set(nouns) - set(known)):
            raise CommandError(f"No such noun: {', '.join(unknown)}. Choose from: {', '.join(sorted(known))}.")
        counts: Counter[Level] = Counter()
        wanted = [known[name] for name in nouns] or NOUNS
        for one in report(wanted, Level.ERROR if errors_only else None):
            for finding in one.errors if errors_only else one.findings:
                counts[finding.level] += 1
                name = getattr(one.record, "slug", one.record.pk)
                self.stdout.write(f"{finding.level}: {one.record._meta.model_name} {name}: {finding.words}")
        said = f"{counts[Level.ERROR]} errors, {counts[Level.WARNING]} warnings"
        if counts[Level.ERROR]:
            raise CommandError(said)
        self.stdout.write(said)
