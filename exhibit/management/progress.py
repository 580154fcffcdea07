"""A bar on the terminal that says how far a long command is; none where there is no terminal, or for --verbosity=0."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def shown(what: str, unit: str, verbosity: int, file: Any, **options: Any) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told how many units are done, and of how many; `options` are tqdm's."""
    quiet = True if verbosity == 0 else None  # None: where this is no terminal
    with tqdm(desc=what, unit=unit, disable=quiet, file=file, **options) as bar:

        def progress(done: int, known: int) -> None:
            bar.total = known
            bar.update(done - bar.n)

        yield progress
