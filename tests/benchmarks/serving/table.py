"""The measurements, what they are compared with, and how they are printed: Markdown, in which a ratio says most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from statistics import median

LIMIT = "nginx, the page as a file"
FROZEN = "ours, frozen, behind nginx"
CACHED = "ours, cached"
ONE_THREAD = "ours, cached, one thread"
UNCACHED = "ours, not cached"
WAGTAIL_MEMORY = "Wagtail, cached in memory"
WAGTAIL_ONE_THREAD = "Wagtail, cached in memory, one thread"
WAGTAIL_REDIS = "Wagtail, cached in Redis"
WAGTAIL = "Wagtail, not cached"


@dataclass(frozen=True)
class Measured:
    """What one stack did in one round. None: it cannot do that."""

    a_second: float
    p50_ms: float
    p99_ms: float
    cpu_seconds: float
    """Of all its processes, for 1,000 answers."""
    rate: float
    paced_p99_ms: float
    """The 99th percentile when asked `rate` times a second."""
    unchanged_cpu_seconds: float | None
    """As `cpu_seconds`, but for answers that say “you have it already” (304)."""
    memory_mb: float
    kilobytes: float


def middle(rounds: Sequence[Measured]) -> Measured:
    """Return the medians of several rounds."""
    columns = zip(*map(astuple, rounds), strict=True)
    return Measured(*(None if None in values else median(values) for values in columns))


HEAD = (
    "stack",
    "CPU-s / 1,000",
    "x nginx",
    "requests / s",
    "p50 ms",
    "p99 ms",
    "asked / s",
    "p99 ms then",
    "CPU-s / 1,000 unchanged",
    "memory MB",
    "answer kB",
)


def stack_table(found: Mapping[str, Measured]) -> list[str]:
    """Return a row for each stack, in the given order; the first is what others are compared with."""
    limit = next(iter(found.values()))
    rows: list[Sequence[str]] = [HEAD]
    for name, measured in found.items():
        unchanged = measured.unchanged_cpu_seconds
        rows.append(
            (
                name,
                f"{measured.cpu_seconds:.3f}",
                times(measured.cpu_seconds / limit.cpu_seconds),
                f"{measured.a_second:,.0f}",
                f"{measured.p50_ms:,.1f}",
                f"{measured.p99_ms:,.1f}",
                f"{measured.rate:,.0f}",
                f"{measured.paced_p99_ms:,.1f}",
                "–" if unchanged is None else f"{unchanged:.3f}",
                f"{measured.memory_mb:,.0f}",
                f"{measured.kilobytes:.1f}",
            )
        )
    return markdown(rows)


@dataclass(frozen=True)
class Goal:
    """What was aimed at, and what came of it."""

    aim: str
    is_met: bool
    found: str

    def __str__(self) -> str:
        return f"{self.aim}: **{'met' if self.is_met else 'not met'}**, {self.found}."


def goals(found: Mapping[str, Measured]) -> list[Goal]:
    """Return the goals that these rows can tell of."""
    limit, told = found[LIMIT].cpu_seconds, []
    cached_peers = (WAGTAIL_MEMORY, WAGTAIL_ONE_THREAD, WAGTAIL_REDIS)
    peers = [found[name].cpu_seconds for name in cached_peers if name in found]
    for name in (CACHED, ONE_THREAD):
        said, cost = name.removeprefix("ours, ").capitalize(), found[name].cpu_seconds
        ratio = cost / limit
        told.append(Goal(f"{said}, at most 2.5 times the CPU of nginx", ratio <= 2.5, f"{ratio:.2f} times"))
        if peers:
            cheaper = min(peers) / cost
            told.append(
                Goal(f"{said}, 12 times cheaper than the best cached Wagtail", cheaper >= 12, f"{cheaper:.1f} times")
            )
    cached, uncached, frozen = found[CACHED], found[UNCACHED].cpu_seconds, found[FROZEN].cpu_seconds / limit
    rate = f"{cached.paced_p99_ms:.1f} ms at {cached.rate:,.0f} requests a second"
    return [
        *told,
        Goal("Frozen, 1.0 times the CPU of nginx", frozen < 1.05, f"{frozen:.2f} times"),
        Goal("Cached, p99 under load below 20 ms", cached.paced_p99_ms < 20, rate),
        Goal("Not cached, at most 3 ms of CPU", uncached <= 3, f"{uncached:.1f} ms"),
    ]


STEADY = 1.05
"""How much more memory than before is no growth: allocators breathe."""


def soak_goal(requests: int, samples: Sequence[float]) -> Goal:
    """Compare the memory of the last quarter with that of the second: the first one fills what may be filled."""
    quarter = len(samples) // 4
    before, after = median(samples[quarter : 2 * quarter]), median(samples[-quarter:])
    return Goal(
        f"Memory flat over {requests:,} requests",
        after <= before * STEADY,
        f"{before:,.0f} MB in the second quarter, {after:,.0f} MB in the last, {max(samples):,.0f} MB at most",
    )


def times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}"


def markdown(rows: Iterable[Sequence[str]]) -> list[str]:
    head, *body = rows
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return [f"| {' | '.join(line)} |" for line in lines]
