"""More rows in order than memory holds: sorted some thousand at a time, which wait on disk, and merged.

A fixture goes by natural keys, as Python compares them, so that it is the same from every database and in every
locale; no database could sort it for us.
"""

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from operator import itemgetter
from typing import IO, Any

AT_ONCE = 20_000

Placed = tuple[tuple[Any, ...], dict[str, Any]]
"""A row behind that by which it is sorted."""


def in_order(found: Iterable[Placed]) -> Iterator[dict[str, Any]]:
    """Yield rows by the order of each."""
    found = iter(found)
    with ExitStack() as files:
        waiting: list[Iterable[Placed]] = []
        while some := sorted(islice(found, AT_ONCE), key=itemgetter(0)):
            if len(some) < AT_ONCE:
                waiting.append(some)
                break
            waiting.append(_read_again(_written(some, files.enter_context(tempfile.TemporaryFile()))))
        for _order, row in heapq.merge(*waiting, key=itemgetter(0)):
            yield row


def _written(some: list[Placed], file: IO[bytes]) -> IO[bytes]:
    for one in some:
        pickle.dump(one, file)
    file.seek(0)
    return file


def _read_again(file: IO[bytes]) -> Iterator[Placed]:
    while True:
        try:
            yield pickle.load(file)  # noqa: S301  # what this process has just written
        except EOFError:
            return
