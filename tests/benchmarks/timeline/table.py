"""The measurements, and how they are printed: Markdown, in which a ratio says more than a figure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from statistics import median

OURS = "ours"
MOST_QUERIES = 2
MOST_READY_MS, MANY, TIMES_READIER = 250, 5_000, 10
"""It is ready by then, or, with so many events, so many times sooner than the better peer."""
MOST_FRAME_MS, MOST_TRANSFER_KB, MOST_HEAP_MB = 20, 70, 10
MOST_TIMES_SLOWER = 2
"""The slowest window of the most events, beside that of the fewest."""


@dataclass(frozen=True)
class Measured:
    """What one visit took. None: stopped at the limit, or not to be known after that."""

    ready_ms: float | None = None
    frame_ms: float | None = None
    transfer_kb: float | None = None
    asked_kb: float | None = None
    heap_mb: float | None = None

    @property
    def is_stopped(self) -> bool:
        return self.ready_ms is None or self.frame_ms is None


@dataclass(frozen=True)
class Answers:
    """What the server took for each answer to one question, and how much it said."""

    median_ms: float
    p95_ms: float
    queries: int
    kilobytes: float


@dataclass(frozen=True)
class Served:
    """The server's answers with so many events stored; `first_ms` is the first one after a change."""

    count: int
    first_ms: float
    windows: dict[str, Answers]

    @property
    def slowest_ms(self) -> float:
        return max(answers.median_ms for answers in self.windows.values())


MEASURES = ("ready, ms", "p95 frame, ms", "transfer, kB", "asked while moved, kB", "JS heap, MB")
TIMED = {"ready, ms", "p95 frame, ms"}


def middle(visits: Sequence[Measured]) -> Measured:
    """Return the medians of several visits to the same page; one that was stopped stands for all."""
    if stopped := [visit for visit in visits if visit.is_stopped]:
        return stopped[0]
    return Measured(*(median(values) for values in zip(*map(astuple, visits), strict=True)))


def widget_table(visits: Mapping[tuple[int, str], Measured], names: Sequence[str], limit_seconds: float) -> list[str]:
    """Return rows for each number of events and measure; `visits` are by number and name, missing if not tried."""
    with_ratio = OURS in names and len(names) > 1
    rows = [["events", "", *names, *(["ours : better peer"] if with_ratio else [])]]
    for count in sorted({count for count, _name in visits}):
        for index, measure in enumerate(MEASURES):
            found = {name: visits.get((count, name)) for name in names}
            values = {name: astuple(visit)[index] if visit else None for name, visit in found.items()}
            cells = [
                _cell(values[name], is_over=bool(found[name] and measure in TIMED), limit=limit_seconds)
                for name in names
            ]
            over = limit_seconds * 1000 if index == 0 else None
            rows.append([f"{count:,}", measure, *cells, *([_ratio(values, found, over)] if with_ratio else [])])
    return _markdown(rows)


def _cell(value: float | None, *, is_over: bool, limit: float) -> str:
    if value is None:
        return f"> {limit:g} s" if is_over else "–"
    return _figure(value)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _ratio(values: Mapping[str, float | None], found: Mapping[str, Measured | None], over: float | None) -> str:
    """Say how many times the better peer's figure ours is contained in; where all were stopped, at least how many."""
    ours = values[OURS]
    theirs = [value for name, value in values.items() if name != OURS and value is not None]
    if not ours:
        return "–"
    if theirs and min(theirs) > 0:
        return f"1 : {_figure(min(theirs) / ours)}"
    tried = not theirs and any(visit for name, visit in found.items() if name != OURS)
    return f"1 : > {_figure(over / ours)}" if over and tried else "–"


def server_table(served: Sequence[Served]) -> list[str]:
    """Return a row for each window, from the fewest events to the most, with the ratio of these two.

    The slowest windows are compared as well: the same stretch of time may hold a few entries of a small collection and
    as many as there is room for of a large one.
    """
    fewest, most = served[0], served[-1]
    rows = [["window", *(f"{one.count:,} events" for one in served), f"{most.count:,} : {fewest.count:,}"]]
    for window in fewest.windows:
        cells = [
            f"{answers.median_ms:.1f} / {answers.p95_ms:.1f} / {answers.queries} / {answers.kilobytes:.0f}"
            for answers in (one.windows[window] for one in served)
        ]
        rows.append([window, *cells, f"{most.windows[window].median_ms / fewest.windows[window].median_ms:.1f} : 1"])
    slowest = [f"{one.slowest_ms:.1f}" for one in served]
    rows.append(["the slowest of them", *slowest, f"{most.slowest_ms / fewest.slowest_ms:.1f} : 1"])
    firsts = [f"{one.first_ms:,.0f}" for one in served]
    rows.append(["the first after a change", *firsts, f"{most.first_ms / fewest.first_ms:.1f} : 1"])
    return _markdown(rows)


def problems(visits: Mapping[tuple[int, str], Measured], served: Sequence[Served]) -> list[str]:
    """Return a sentence for each figure of ours that is not what we promise."""
    found = [
        f"{window} of {one.count:,} events took {answers.queries} queries; {MOST_QUERIES} are allowed."
        for one in served
        for window, answers in one.windows.items()
        if answers.queries > MOST_QUERIES
    ]
    if served and served[-1].slowest_ms > MOST_TIMES_SLOWER * served[0].slowest_ms:
        found.append(f"A window of {served[-1].count:,} events took more than {MOST_TIMES_SLOWER} times as long.")
    for (count, name), visit in visits.items():
        if name != OURS:
            continue
        others = [
            one.ready_ms or math.inf for (number, other), one in visits.items() if number == count and other != OURS
        ]
        ready = visit.ready_ms or math.inf
        is_sooner = count >= MANY and bool(others) and ready * TIMES_READIER <= min(others)
        if ready > MOST_READY_MS and not is_sooner:
            found.append(f"With {count:,} events it was ready after {ready:.0f} ms; {MOST_READY_MS} are promised.")
        for measure, value, most in (
            ("p95 frame, ms", visit.frame_ms, MOST_FRAME_MS),
            ("transfer, kB", visit.transfer_kb, MOST_TRANSFER_KB),
            ("JS heap, MB", visit.heap_mb, MOST_HEAP_MB),
        ):
            if value is None or value > most:
                found.append(f"With {count:,} events: {measure}: {value}; {most} are promised.")
    return found


def percentile(values: Sequence[float], part: float) -> float:
    """Return the least of `values` that is not exceeded by that part of them."""
    return sorted(values)[max(math.ceil(len(values) * part) - 1, 0)]


def _markdown(rows: Iterable[Sequence[str]]) -> list[str]:
    head, *body = rows
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return [f"| {' | '.join(line)} |" for line in lines]
