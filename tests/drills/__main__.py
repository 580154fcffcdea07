"""python -m tests.drills: runs the drills one after another and prints one table; fails if a promise is broken."""

import argparse
import importlib
import multiprocessing
import pkgutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import ModuleType

from tests.drills import BROKEN, outcome

HEAD = ("| drill | figure | promise | result |", "| --- | --- | --- | --- |")


def modules() -> Iterator[ModuleType]:
    """Yield every module of this folder that has a drill."""
    for found in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if found.name != "__main__":
            module = importlib.import_module(f"tests.drills.{found.name}")
            if hasattr(module, "drill"):
                yield module


def name_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def rows(name: str, promise: str, figures: list[str], result: str) -> list[str]:
    """Return the lines of the table for one drill."""
    found = []
    for figure in figures:
        said, _bar, promised = figure.strip().strip("|").strip().partition(" | ")
        found.append(f"| {name} | {said} | {promised or promise} | {result} |".replace("\n", " "))
    return found


def in_its_own_process(name: str, quick: bool) -> tuple[str, list[str]]:
    """Run one drill so that nothing it leaves behind meets the next."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        try:
            return alone.submit(outcome, name, quick).result()
        except BrokenProcessPool:
            return BROKEN, ["The drill's own process died."]


def main(words: list[str] | None = None) -> int:
    drills = {name_of(module): module for module in modules()}
    parser = argparse.ArgumentParser("python -m tests.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(drills)}; all without one")
    parser.add_argument("--quick", action="store_true", help="small numbers, minutes in all")
    asked = parser.parse_args(words)
    if unknown := [name for name in asked.names if name not in drills]:
        parser.error(f"there is no drill “{unknown[0]}”; there are {', '.join(drills)}")
    table, results = list(HEAD), []
    for name in asked.names or drills:
        begun = time.monotonic()
        result, figures = in_its_own_process(name, asked.quick)
        promise = (drills[name].__doc__ or "").strip().partition("\n")[0]
        table += rows(name, promise, figures or ["done"], result)
        results.append(result)
        print(f"{name}: {result}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)  # noqa: T201
    print("\n".join(table), flush=True)  # noqa: T201
    return 1 if BROKEN in results else 0


if __name__ == "__main__":
    sys.exit(main())
