"""A large collection, invented: for benchmarks, and to see how a machine bears one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exhibit.invented.amounts import Amounts
from exhibit.invented.collection import holds_records, invent
from exhibit.invented.happenings import SEED
from exhibit.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Write an invented collection into the database, for benchmarks: nothing in it is true, and every title"
        " and name ends with “(invented)”. The same amounts and seed give the same rows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--films", type=int, default=50_000)
        parser.add_argument("--people", type=int, default=200_000)
        parser.add_argument("--credits", type=int, default=1_000_000)
        parser.add_argument("--events", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=SEED, help="Another number gives another collection.")
        parser.add_argument("--add", action="store_true", help="Also into a database that holds records already.")

    def handle(self, **asked: Any) -> None:
        try:
            amounts = Amounts(asked["films"], asked["people"], asked["credits"], asked["events"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if holds_records() and not asked["add"]:
            raise CommandError(
                "This database holds records. An invented collection belongs into one of its own; --add mixes them."
            )
        counts = invent(amounts, asked["seed"], progress=None if asked["verbosity"] else False)
        rebuild(is_told=bool(asked["verbosity"]))
        if asked["verbosity"]:
            self.stdout.write("Invented for benchmarks; no statement in it is true. The database now holds:")
            for name, count in counts.items():
                self.stdout.write(f"  {count:>9,} {name}")
