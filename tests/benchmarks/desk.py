"""The desk with many credits: each page as it answers with 1,000 and with as many as are asked for, in one run.

    python -m tests.benchmarks.desk --credits 1000000

Two databases are made for the run; every page is asked for several times in each, by a curator who may do
everything, and the quickest answer counts. The last column is what matters: how much longer the large one takes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FEW = 1_000
ROUNDS = 5
PAGES = {
    "front page": "/admin/",
    "films": "/admin/exhibit/film/",
    "films, last page": "/admin/exhibit/film/?p={last_page}",
    "films, searched": "/admin/exhibit/film/?q=crane+evening",
    "films with errors": "/admin/exhibit/film/?readiness=error",
    "films that are ready": "/admin/exhibit/film/?readiness=ready",
    "people": "/admin/exhibit/person/",
    "people, searched": "/admin/exhibit/person/?q=kalo",
    "credits": "/admin/exhibit/credit/",
    "credits of a department": "/admin/exhibit/credit/?department__exact=directing",
    "credits, searched": "/admin/exhibit/credit/?q=crane",
    "a film's form": "/admin/exhibit/film/{film}/change/",
    "a person's form": "/admin/exhibit/person/{person}/change/",
    "a credit's form": "/admin/exhibit/credit/{credit}/change/",
    "where a person is used": "/admin/exhibit/person/{person}/usage/",
    "choosing a person": "/admin/autocomplete/?app_label=exhibit&model_name=credit&field_name=person&term=kalo",
    "what is not ready": "/admin/readiness/",
    "translation": "/admin/translation/",
}


def main() -> None:
    """Measure, or, in a process of its own, answer for one database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--credits", type=int, default=1_000_000)
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(_measured(asked.inside)))  # noqa: T201
        return
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_in_a_database_of_its_own(Path(folder), count) for count in (FEW, asked.credits))
    print(f"| Page of the desk | Queries | {FEW:,} credits, ms | {asked.credits:,} credits, ms | Ratio |")  # noqa: T201
    print("|---|--:|--:|--:|--:|")  # noqa: T201
    for name in PAGES:
        (short, _queries), (long, queries) = few[name], many[name]
        print(f"| {name} | {queries} | {short * 1000:.0f} | {long * 1000:.0f} | {long / short:.1f} |")  # noqa: T201


def _in_a_database_of_its_own(folder: Path, count: int) -> dict[str, tuple[float, int]]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{folder / f'{count}.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
    }
    words = [sys.executable, "-m", "tests.benchmarks.desk", "--inside", str(count)]
    run = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, tuple[float, int]] = json.loads(run.stdout.splitlines()[-1])
    return found


def _measured(count: int) -> dict[str, tuple[float, int]]:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from exhibit.invented.amounts import Amounts
    from exhibit.invented.collection import invent
    from exhibit.invented.happenings import SEED
    from exhibit.models import Credit, Film, Person

    call_command("migrate", verbosity=0)
    invent(Amounts(films=max(1, count // 20), people=max(1, count // 5), credits=count), SEED)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("curator"))
    keys = {
        "film": Film.objects.values_list("pk", flat=True)[0],
        "person": Person.objects.values_list("pk", flat=True)[0],
        "credit": Credit.objects.values_list("pk", flat=True)[0],
        "last_page": -(-Film.objects.count() // 50),
    }
    found = {}
    for name, pattern in PAGES.items():
        address = pattern.format(**keys)
        times = []
        for _round in range(ROUNDS):
            with CaptureQueriesContext(connection) as asked:
                started = time.perf_counter()
                answer = client.get(address)
                times.append(time.perf_counter() - started)
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {address} answered {answer.status_code}")
            if times[-1] > 20:
                break
        found[name] = (min(times), len(asked))
        print(f"{count:,}: {name}, {found[name][0]:.3f} s", file=sys.stderr)  # noqa: T201
    return found


if __name__ == "__main__":
    main()
