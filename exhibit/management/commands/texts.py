"""manage.py texts: the museum's texts as a file for a translator, and back.

manage.py texts export ru russian.po
manage.py texts export ru russian.po --exhibit the-cranes-are-flying
manage.py texts import ru russian.po --dry-run
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exhibit.interop import texts
from exhibit.languages import others
from exhibit.models import Exhibit


class Command(BaseCommand):
    help = "Write the texts of one language into a PO file for a translator, or take them from one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("export", "import"))
        parser.add_argument("language", choices=others())
        parser.add_argument("file", type=Path)
        parser.add_argument("--exhibit", default="", help="export only this exhibit with its blocks, by its address")
        parser.add_argument("--dry-run", action="store_true", help="say what an import would do, and change nothing")

    def handle(self, *args: Any, what: str, language: str, file: Path, **options: Any) -> None:
        if what == "export":
            exhibit = Exhibit.objects.filter(slug=options["exhibit"]).first() if options["exhibit"] else None
            if options["exhibit"] and exhibit is None:
                known = ", ".join(Exhibit.objects.values_list("slug", flat=True))
                raise CommandError(f"There is no exhibit “{options['exhibit']}”. Choose from: {known}.")
            file.write_text(texts.exported(language, exhibit), encoding="utf-8")
            self.stdout.write(f"texts: written to {file}")
            return
        try:
            text = file.read_text(encoding="utf-8")
            outcomes = texts.read(text, language) if options["dry_run"] else texts.take(text, language)
        except (OSError, UnicodeError, texts.CatalogueError) as problem:
            raise CommandError(f"{file}: {problem}") from problem
        for outcome in outcomes:
            if outcome.kind == "refused":
                self.stdout.write(f"{outcome.place}: {outcome.words}")
        counts = texts.counted(outcomes)
        self.stdout.write("texts: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
