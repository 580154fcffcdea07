"""What runs within the exhibit's own process: a database is filled or asked. Results are JSON.

.venv/bin/python -m tests.benchmarks.timeline.inside fill 5000
.venv/bin/python -m tests.benchmarks.timeline.inside ask

The settings and the database are those of the environment, as for manage.py.
"""

import json
import sys
from dataclasses import asdict
from statistics import median
from time import perf_counter

import django
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exhibit.invented.happenings import happenings
from tests.benchmarks import generated
from tests.benchmarks.timeline.museum import WINDOWS
from tests.benchmarks.timeline.table import Answers, percentile

FIRSTS, ROUNDS = 3, 60


def ask() -> dict[str, object]:
    """Ask for each window in turn, round after round, as visitors would; the first answer is asked for apart."""
    from exhibit.timeline import kept

    client, address = Client(headers={"host": "127.0.0.1"}), reverse("timeline_data")
    addresses = {name: f"{address}?{query}&width=1200" for name, query in WINDOWS.items()}

    def milliseconds(url: str) -> float:
        start = perf_counter()
        answer = client.get(url)
        taken = (perf_counter() - start) * 1000
        assert answer.status_code == 200, f"{url} was answered {answer.status_code}: {answer.content[:200]!r}"
        return taken

    milliseconds(addresses["whole"])  # whatever is imported or compiled once in a process
    firsts = []
    for _first in range(FIRSTS):
        kept.forget()
        cache.clear()
        firsts.append(milliseconds(addresses["whole"]))
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(ROUNDS):
        for name, url in addresses.items():
            taken[name].append(milliseconds(url))
    found = {}
    for name, url in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        found[name] = Answers(
            median(taken[name]), percentile(taken[name], 0.95), len(queries), len(answer.content) / 1000
        )
    return {"first_ms": median(firsts), "windows": {name: asdict(answers) for name, answers in found.items()}}


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["fill", count]:
            generated.store(happenings(int(count)))
        case ["ask"]:
            print(json.dumps(ask()))  # noqa: T201
        case _:
            sys.exit(__doc__)
