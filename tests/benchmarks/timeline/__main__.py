"""python -m tests.benchmarks.timeline: measures, prints the table. See the package for what is measured and how."""

import argparse
import asyncio
import datetime
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
from playwright.async_api import Playwright, async_playwright

import config  # noqa: F401  # the library of SQLite that the museum works on
from tests.benchmarks.timeline.museum import OUR_WIDGET, Museum
from tests.benchmarks.timeline.peers import PEERS, Widget, shelve, shelve_events
from tests.benchmarks.timeline.shelf import Shelf
from tests.benchmarks.timeline.table import OURS, Measured, Served, middle, problems, server_table, widget_table
from tests.benchmarks.timeline.visit import browser_version, visit

SIZES, SERVER_SIZES = (50, 500, 5_000, 50_000, 100_000), (1_000, 100_000, 1_000_000)
SLOW_SECONDS = 20
"""Who takes longer is visited once only: it is no matter of milliseconds."""

Visits = dict[tuple[int, str], Measured]


def sizes(text: str) -> tuple[int, ...]:
    """Return the numbers of events in “50,500”; argparse says which text is none."""
    try:
        found = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        found = ()
    if not found or found[0] < 1:
        raise argparse.ArgumentTypeError(f"“{text}” are no numbers of events. Write them as 50,500,5000.")
    return found


def options(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks.timeline", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default=SIZES, help="events in the browser, default 50 to 100,000")
    parser.add_argument("--server-sizes", type=sizes, default=SERVER_SIZES, help="events in the server's database")
    parser.add_argument("--rounds", type=int, default=3, help="visits to each, of which the median counts")
    parser.add_argument("--limit", type=float, default=120, help="seconds after which a visit is stopped")
    which = parser.add_mutually_exclusive_group()
    for part in ("peers", "ours", "server"):
        which.add_argument(f"--{part}-only", dest="only", action="store_const", const=part)
    return parser.parse_args(words)


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


async def in_turn(playwright: Playwright, doors: dict[Widget, str], asked: argparse.Namespace) -> dict[str, Measured]:
    """Visit each timeline at its address in turn, round after round; return the medians by name."""
    found: dict[str, list[Measured]] = {widget.name: [] for widget in doors}
    for round_number in range(asked.rounds):
        for widget, url in doors.items():
            if any(measured.is_stopped for measured in found[widget.name]):
                continue
            if round_number and max(one.ready_ms or 0 for one in found[widget.name]) > SLOW_SECONDS * 1000:
                continue
            measured = await visit(playwright, url, widget, asked.limit)
            found[widget.name].append(measured)
            tell(f"  {widget.name}: {measured}")
    return {name: middle(measured) for name, measured in found.items()}


async def visited(asked: argparse.Namespace, museum: Museum | None, shelf: Shelf | None) -> Visits:
    """Visit ours, the peers' or all at each number of events; who was stopped once is not tried with more."""
    found: Visits = {}
    async with async_playwright() as playwright:
        for count in asked.sizes:
            tell(f"{count:,} events")
            stopped = {name for (_count, name), measured in found.items() if measured.is_stopped}
            with ExitStack() as served:
                doors = {OUR_WIDGET: served.enter_context(museum.open(count))} if museum else {}
                if shelf:
                    shelve_events(shelf, count)
                    doors |= {peer.widget: shelf.url for peer in PEERS}
                doors = {widget: url for widget, url in doors.items() if widget.name not in stopped}
                measured = await in_turn(playwright, doors, asked)
            found |= {(count, name): of_one for name, of_one in measured.items()}
    return found


def answered(asked: argparse.Namespace, museum: Museum) -> list[Served]:
    """Ask our server at each number of events."""
    found = []
    for count in asked.server_sizes:
        tell(f"{count:,} events in the database")
        found.append(museum.asked(count))
        tell(f"  {found[-1]}")
    return found


def report(asked: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Measure what is asked for; return the printed lines, and what is not as promised."""
    lines = [
        f"Timelines, measured on {datetime.datetime.now().astimezone():%-d %B %Y}:"
        f" {os.cpu_count()} cores, {browser_version()},"
        f" Python {platform.python_version()}, Django {django.get_version()},"
        f" SQLite {sys.modules['sqlite3'].sqlite_version}.",
        "",
    ]
    found: Visits = {}
    served: list[Served] = []
    with tempfile.TemporaryDirectory(prefix="timelines-") as folder, ExitStack() as open_things:
        museum = Museum(Path(folder)) if asked.only != "peers" else None
        shelf = open_things.enter_context(Shelf()) if asked.only in {None, "peers"} else None
        if shelf:
            shelve(shelf)
        if asked.only != "server":
            found = asyncio.run(visited(asked, museum, shelf))
            names = [*([OURS] if museum else []), *([peer.widget.name for peer in PEERS] if shelf else [])]
            lines += [*widget_table(found, names, asked.limit), ""]
        if museum and asked.only != "ours":
            served = answered(asked, museum)
            lines += ["A window of our data: median ms / p95 ms / queries / kB of JSON.", "", *server_table(served)]
    return lines, problems(found, served)


if __name__ == "__main__":
    lines, not_as_promised = report(options())
    print("\n".join(lines).rstrip())  # noqa: T201
    if not_as_promised:
        sys.exit("\n".join(not_as_promised))
