"""10,000 requests that nobody would send, and 2,000 at the desk: `python -m tests.drills.fuzz`, some three minutes.

The suite asks 2,000 and 250. Here the memory of the process is watched too, and the work of the slowest public answer.
What invents them remembers all that it has tried and forgets it after each batch: memory is read then.
"""

import gc
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

PUBLIC, DESK, QUICK = 10_000, 2_000, 20
BATCH = 500
MOST_MEGABYTES = 150
MOST_SECONDS = 0.5
"""Of the processor, for one public answer; the process is warm: its first answers also read code and templates."""
WARMING = 300


def drill(quick: bool) -> list[str]:
    """Return what was asked and what it cost, as rows of a table; an AssertionError names what broke."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    logging.disable(logging.CRITICAL)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return _asked(quick)
    finally:
        teardown_databases(made, verbosity=0)
        logging.disable(logging.NOTSET)


def _asked(quick: bool) -> list[str]:
    from django.contrib.auth.models import User
    from django.test import Client

    from exhibit import darkroom
    from exhibit.interop.folder import load_folder
    from exhibit.search.index import rebuild
    from tests import strangers

    with darkroom.postponed():
        load_folder(Path(__file__).parent.parent.parent / "fixtures")
    rebuild()
    client = Client()
    client.force_login(User.objects.create_superuser("drill"))
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    signed_in = {"HTTP_COOKIE": f"{cookies}; csrftoken={'a' * 32}", "HTTP_X_CSRFTOKEN": "a" * 32}
    museum = strangers.application()
    return [
        _one(museum, name, strategy, count // (QUICK if quick else 1), most, **more)
        for name, strategy, count, more, most in (
            ("public addresses", strangers.requests(strangers.public_addresses()), PUBLIC, {}, strangers.MOST_QUERIES),
            ("the desk", strangers.desk_requests(), DESK, signed_in, 100_000),
        )
    ]


def _one(museum: Any, name: str, strategy: Any, count: int, most: int, **more: str) -> str:
    """Ask so many requests of one kind; return the row of the table."""
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import settings as effort

    from tests import strangers

    before, queries, grown = _megabytes(), 0, 0
    slowest: tuple[float, Any] = 0.0, None
    statuses: dict[int, int] = {}

    def each(request: Any) -> None:
        nonlocal queries, slowest
        began = time.process_time()
        answer = strangers.ask(museum, request, **more)
        if sum(statuses.values()) >= min(WARMING, count // 2):
            slowest = max((slowest, (time.process_time() - began, request)), key=lambda one: one[0])
        found = [one for one in strangers.faults(request, answer, most) if not (more and one.startswith("it says"))]
        assert found == [], (request, found)
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        queries = max(queries, answer.query_count)

    for start in range(0, count, BATCH):
        batch = effort(
            max_examples=min(BATCH, count - start),
            derandomize=False,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        batch(given(strategy)(each))()
        gc.collect()
        grown = max(grown, _megabytes() - before)
    assert grown < MOST_MEGABYTES, f"{name}: memory grew by {grown} MB"
    assert more or slowest[0] < MOST_SECONDS, slowest
    told = ", ".join(f"{status}: {amount}" for status, amount in sorted(statuses.items()))
    asked, most_of_one = sum(statuses.values()), f"{queries} queries, {slowest[0]:.2f} s of the processor at most"
    return f"| fuzz: {name} | {asked} asked, 0 faults | {told} | {most_of_one} | +{grown} MB |"


def _megabytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
