"""manage.py check_links: ask every address to which sources and stories lead whether it is still there.

Meant for a timer, once a day or a week. What it finds stands in the readiness of records until the
address answers again or is changed. Only the public internet is asked, unless `--private` says otherwise.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from exhibit.curation import links
from exhibit.models import CheckedLink


class Command(BaseCommand):
    help = "Ask the web addresses of sources and stories whether they are still there, and keep the answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=30, help="pass over what answered in the last DAYS days (default: 30)"
        )

        parser.add_argument(
            "--private",
            action="store_true",
            help="ask addresses within the museum's own network too, and use the proxy that the environment names",
        )

    def handle(self, *args: Any, days: int, private: bool, verbosity: int, **options: Any) -> None:
        known = links.outer_addresses()
        links.forget_others(known)
        asked = 0
        for answer in links.check(links.due(known, days), is_private_allowed=private):
            asked += 1
            if verbosity > 1 or (verbosity and answer.status_code != 200):
                self.stdout.write(f"{answer.status_code or 'no answer'}  {answer.address}  {answer.problem}".rstrip())
        if verbosity:
            broken = CheckedLink.objects.broken().count()
            self.stdout.write(f"links: {len(known)} known, {asked} asked, {broken} broken")
