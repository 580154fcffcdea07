"""manage.py page_checksums: SHA-512 of public pages as JSON; what `backup` and `prove_backup` ask of a copy."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from exhibit.keeping.rendering import MOST, page_checksums


class Command(BaseCommand):
    help = "Write the SHA-512 of public pages of all kinds as JSON, by address."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pages", type=int, default=MOST, help="at most so many; default %(default)s")
        parser.add_argument("--at", type=datetime.fromisoformat, help="as of this moment; default: now")

    def handle(self, *args: Any, pages: int, at: datetime | None, **options: Any) -> None:
        self.stdout.write(json.dumps(page_checksums(pages, at or timezone.now())))
