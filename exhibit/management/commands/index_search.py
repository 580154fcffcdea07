"""manage.py index_search: read everything anew for the search."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from exhibit.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Read all that is public anew for the search. It is never needed: changes are read as they come. Use it after"
        " rows were written while the database's triggers were off."
    )

    def handle(self, **asked: Any) -> None:
        begun = monotonic()
        count = rebuild(is_told=bool(asked["verbosity"]))
        if asked["verbosity"]:
            self.stdout.write(f"The search knows {count:,} documents ({monotonic() - begun:.0f} s).")
