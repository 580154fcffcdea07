"""How many times faster our dates are read than by the `edtf` library, in the same run.

.venv/bin/python -m tests.benchmarks.dates
"""

import timeit

import edtf

from exhibit.dates import UncertainDate

TEXTS = ["1957", "1957-10", "1957-10-12", "1956~", "195X", "1957-21", "1943-07/1945", "1959/.."]


def seconds_a_date(read: object, rounds: int) -> float:
    """Return the best of three measurements, in seconds for one text."""
    run = timeit.Timer("for text in texts: read(text)", globals={"texts": TEXTS, "read": read})
    return min(run.repeat(3, rounds)) / rounds / len(TEXTS)


if __name__ == "__main__":
    ours = seconds_a_date(UncertainDate, 2_000)  # the class itself: `parse` would answer from its cache
    theirs = seconds_a_date(edtf.parse_edtf, 5)
    print(f"ours {ours * 1e6:.1f} µs, edtf {theirs * 1e6:.0f} µs: {theirs / ours:.0f} times faster")  # noqa: T201
