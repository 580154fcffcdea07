"""Large pictures are decoded in a process of their own, which may take so much memory and time and no more.

A picture of 60 megapixels takes a quarter of a gigabyte, and a file that was made to take more is a small one. The
process that serves visitors keeps its memory; if a decoder fails in a way that ends its process, it is the other one.
"""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

LARGE = 12_000_000
"""Pixels; what has fewer is decoded at once where it is, in a twentieth of a second."""

MEMORY_BYTES = 1_500_000_000
SECONDS = 60
PROGRAM = Path(__file__).with_name("decoder.py")


class DamagedError(Exception):
    """A picture that cannot be decoded, or not within its bounds."""


def decoded(opened: Any, formats: list[str], longest: int) -> bytes:
    """Decode a picture to its last pixel, and return it as a small PNG, with its profile and its orientation.

    Raises:
        DamagedError: where it is damaged, or takes too much.
    """
    opened.seek(0)
    words = [sys.executable, "-I", str(PROGRAM), ",".join(formats), str(longest)]
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the file is its input
            words, input=opened.read(), capture_output=True, timeout=SECONDS, preexec_fn=_bounded, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise DamagedError(f"It was not decoded within {SECONDS} seconds.") from problem
    if done.returncode:
        raise DamagedError("It could not be decoded.")
    return done.stdout


def _bounded() -> None:
    """In the new process, before it is the program's."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
