"""python -m tests.benchmarks.serving: measures, prints the tables. See the package for what is measured and how."""

import argparse
import datetime
import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django

import config  # noqa: F401  # the library of SQLite that the museum works on
from tests.benchmarks.serving import nginx, table
from tests.benchmarks.serving.kept import ROOT
from tests.benchmarks.serving.load import wrk_version
from tests.benchmarks.serving.museum import Museum
from tests.benchmarks.serving.soak import HOUR, soak
from tests.benchmarks.serving.stacks import Stack, measured, serve
from tests.benchmarks.serving.wagtail import ITS_CACHE, WAGTAIL

GROWTH = "tests.benchmarks.growth"


def options(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds through all stacks, of which the median counts")
    parser.add_argument("--seconds", type=int, default=4, help="how long a stack is loaded at a time")
    parser.add_argument("--quick", action="store_true", help="one round of short loads: for a look, not for a table")
    parser.add_argument("--ours-only", action="store_true", help="without Wagtail and Redis")
    parser.add_argument(
        "--soak", type=int, nargs="?", const=HOUR, default=0, metavar="REQUESTS", help=f"default {HOUR:,}"
    )
    parser.add_argument("--growth", action="store_true", help=f"{GROWTH} as well: from 1 to 1,000 times the data")
    asked = parser.parse_args(words)
    if asked.quick:
        asked.rounds, asked.seconds = 1, 2
    return asked


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def in_turn(stacks: list[Stack], asked: argparse.Namespace) -> dict[str, table.Measured]:
    """Load each stack in turn, round after round, the others idle; return the medians by name."""
    found: dict[str, list[table.Measured]] = {stack.name: [] for stack in stacks}
    for number in range(asked.rounds):
        tell(f"Round {number + 1} of {asked.rounds}")
        for stack in stacks:
            found[stack.name].append(measured(stack, asked.seconds))
            tell(f"  {stack.name}: {found[stack.name][-1]}")
    return {name: table.middle(rounds) for name, rounds in found.items()}


def soaked(stack: Stack, paths: list[str], requests: int, folder: Path) -> table.Goal:
    """Soak it, and say what became of its memory."""
    samples, counted, begun = [], 0, time.monotonic()
    for counted, megabytes in soak(stack, paths, requests, folder):
        samples.append(megabytes)
        tell(f"  {counted:,} requests in {time.monotonic() - begun:.0f} s: {megabytes:.1f} MB")
    return table.soak_goal(counted, samples)


def versions() -> str:
    said = [
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"Django {django.get_version()}",
        f"SQLite {sys.modules['sqlite3'].sqlite_version}",
        f"granian {importlib.metadata.version('granian')}",
        f"nginx {nginx.version()}",
        *(name.replace("==", " ").capitalize() for name in (WAGTAIL, ITS_CACHE)),
        f"wrk {wrk_version()}",
    ]
    return ", ".join(said)


def report(asked: argparse.Namespace) -> list[str]:
    """Measure what is asked for; return the printed lines."""
    today = f"{datetime.datetime.now().astimezone():%-d %B %Y}"
    command = " ".join(("python -m tests.benchmarks.serving", *sys.argv[1:]))
    lines = [f"Serving, measured on {today}: {versions()}.", "", "```sh", command, "```", ""]
    with tempfile.TemporaryDirectory(prefix="serving-") as place, ExitStack() as open_things:
        folder = Path(place)
        tell("Preparing the exhibit and its peers")
        museum = Museum(folder)
        stacks = serve(museum, folder, open_things, with_peers=not asked.ours_only)
        found = in_turn(stacks, asked)
        told = table.goals(found)
        if asked.soak:
            tell("Soaking the cached exhibit")
            cached = next(stack for stack in stacks if stack.name == table.CACHED)
            told.append(soaked(cached, museum.addresses(), asked.soak, folder))
    return [*lines, *table.stack_table(found), "", *(f"- {goal}" for goal in told)]


if __name__ == "__main__":
    asked = options()
    print("\n".join(report(asked)), flush=True)  # noqa: T201
    if asked.growth:
        sys.exit(subprocess.run([sys.executable, "-m", GROWTH], cwd=ROOT, check=False).returncode)
