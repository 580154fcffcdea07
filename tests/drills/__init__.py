"""Drills: the promises of the museum under kills, full disks, faults and load, at full length.

`make drill` runs all of them, `make drill DRILL=--quick` small ones of minutes, `python -m tests.drills NAME …` some.
Each is a module here with a function `drill(quick: bool) -> list[str]`. It returns what it counted, a line each, and
raises AssertionError where a promise is broken, unittest.SkipTest where something is missing that it needs. A line is
a figure, or a figure and the promise that it keeps, parted by " | "; without one, the first line of the module's
docstring is the promise.
"""

import importlib
import traceback
from unittest import SkipTest

HELD, BROKEN, SKIPPED = "held", "**broken**", "not run"


def outcome(name: str, quick: bool) -> tuple[str, list[str]]:
    """Run one drill in this process; return its result and its figures."""
    try:
        return HELD, importlib.import_module(f"tests.drills.{name}").drill(quick)
    except SkipTest as reason:
        return SKIPPED, [str(reason)]
    except Exception as problem:
        traceback.print_exc()
        return BROKEN, [f"{type(problem).__name__}: {problem}".replace("|", "/")[:300]]
