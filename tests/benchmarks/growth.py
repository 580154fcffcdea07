"""Every public page and every list of the desk, with the exhibit's own data and in a large invented collection.

    python -m tests.benchmarks.growth --films 50000 --people 200000 --credits 1000000 --events 100000

Two databases are made for the run. Every address is asked for several times in each, the first answer does not
count, and of the others the quickest does: in seconds of this process's CPU, in which SQLite works too, so that
other work on the machine does not count. Where a record is asked for, it is one of the exhibit's own, the same in
both; "the fullest" is in each the one with the most rows. The last column is what matters.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 4
AMOUNTS = {"films": 50_000, "people": 200_000, "credits": 1_000_000, "events": 100_000}

SEARCHED = {
    "a name": "?q=Kalatozov",
    "a name in the other script": "?q=Урусевский",
    "a name and a year": "?q=Kalatozov+1958",
    "a mistyped name": "?q=Kalatosov",
    "the beginning of a word": "?q=Urus",
    "words of a title": "?q=cranes+flying",
    "a common word": "?q=film",
    "a year": "?q=1957",
    "chosen by a person": "?person=urusevsky",
    "suggestions": "suggestions.json?q=kala",
}

Measured = tuple[float, int]
"""Seconds of CPU, and queries."""


def main() -> None:
    """Measure, or, in a process of its own, answer for one database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, amount in AMOUNTS.items():
        parser.add_argument(f"--{name}", type=int, default=amount)
    parser.add_argument("--databases", type=Path, help="A folder in which the two databases are kept for another run.")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(measured()))  # noqa: T201
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.databases or Path(scratch)
        folder.mkdir(exist_ok=True)
        few = folder / "few.sqlite3"
        if not few.exists():
            _run(few, "manage.py", "migrate", "--verbosity=0")
            _run(few, "manage.py", "load_exhibit", "fixtures")
        many = folder / "many.sqlite3"
        if not many.exists():
            many.write_bytes(few.read_bytes())
            amounts = [f"--{name}={getattr(asked, name)}" for name in AMOUNTS]
            _run(many, "manage.py", "generate_collection", "--add", *amounts)
        found = [json.loads(_run(one, "-m", "tests.benchmarks.growth", "--inside")) for one in (few, many)]
    print("\n".join(table(*found)))  # noqa: T201


def table(few: dict[str, Measured], many: dict[str, Measured]) -> list[str]:
    """Return the rows of a Markdown table, in the order of the pages."""
    rows = ["| Page | Queries | Exhibit, CPU ms | Large, CPU ms | Ratio |", "|---|--:|--:|--:|--:|"]
    for name, (long, queries) in many.items():
        if name in few:
            short = few[name][0]
            rows.append(f"| {name} | {queries} | {short * 1000:.1f} | {long * 1000:.1f} | {long / short:.1f} |")
    return rows


def _run(database: Path, *words: str) -> str:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{database.resolve()}",
        "MEDIA_ROOT": str(database.parent / "media"),
    }
    return subprocess.run(
        [sys.executable, *words], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def measured() -> dict[str, Measured]:
    """Return how long each address takes in this process's database, and how many queries."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client

    visitor, curator = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    curator.force_login(User.objects.get_or_create(username="growth", is_staff=True, is_superuser=True)[0])
    found = {name: _asked(visitor, address) for name, address in public_addresses().items()}
    found |= {name: _asked(curator, address) for name, address in lists_of_the_desk().items()}
    return found


def public_addresses() -> dict[str, str]:
    """Return an address for each kind of public page, by name: also a sheet in the middle, and the fullest records."""
    from django.urls import reverse

    from exhibit.models import Award, Image
    from exhibit.publishing.pages import PAIRS, RECORDS, STANDING
    from exhibit.publishing.registers import LISTS
    from exhibit.publishing.sheets import contents

    found = {name: reverse(name) for name in STANDING}
    for name, model in RECORDS.items():
        found[name] = reverse(name, args=[_own(model)[0]])
    award = Award.objects.published().exclude(slug__startswith="invented").order_by("pk")[0]
    found["award_detail"] = award.get_absolute_url()
    found["film_detail"] = reverse("film_detail", args=["cranes-are-flying"])
    found["image_detail"] = reverse("image_detail", args=[Image.objects.shown().values_list("slug", flat=True)[0]])
    found["timeline_entry"] = reverse("timeline_entry", args=["film-cranes-are-flying"])
    for name, model in PAIRS.items():
        found[name] = reverse(name, args=_own(model)[:2])
    for name, register in LISTS.items():  # where all fits one sheet, that one
        ends = list(contents(register(None)).ends)
        found[f"{name}, in the middle"] = register(None).address(ends[len(ends) // 2] if ends else "")
    found |= {f"{name}, the fullest": address for name, address in _fullest().items()}
    return found | {f"search: {name}": f"/search/{asked}" for name, asked in SEARCHED.items()}


def _own(model: Any) -> list[str]:
    """Return the records of the exhibit itself."""
    rows = model.objects.published().exclude(slug__startswith="invented").order_by("pk")
    return list(rows.values_list("slug", flat=True)[:2])


def _fullest() -> dict[str, str]:
    """Return the page of the record of each noun to which most rows of another point."""
    from django.db.models import Count

    from exhibit.models import Award, AwardBody, Credit, Event, Film, Person, Place

    def most(model: Any, rows: Any, column: str) -> str:
        keys = rows._default_manager.exclude(**{column: None}).order_by().values(column).annotate(rows=Count("pk"))
        shown = model.objects.published()
        found = (shown.filter(pk=key).first() for key in keys.order_by("-rows").values_list(column, flat=True)[:50])
        return str(next(record for record in found if record).get_absolute_url())

    return {
        "film_detail": most(Film, Event.films.through, "film"),
        "person_detail": most(Person, Credit, "person"),
        "place_detail": most(Place, Event, "place"),
        "award_body_detail": most(AwardBody, Award, "body"),
    }


def lists_of_the_desk() -> dict[str, str]:
    """Return the address of every list of the admin, by name."""
    from django.contrib import admin
    from django.urls import reverse

    return {
        f"desk: {model._meta.verbose_name_plural}": reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        )
        for model in admin.site._registry
    }


def _asked(client: Any, address: str) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def once() -> Measured:
        with CaptureQueriesContext(connection) as asked:
            started = time.process_time()
            answer = client.get(address)
            content: Callable[[], Any] | Any = answer.getvalue() if answer.streaming else answer.content
            seconds = time.process_time() - started
        if answer.status_code != 200 or not content:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return seconds, len(asked)

    first = once()
    rounds = [once() for _round in range(ROUNDS)] if first[0] < 20 else [first]
    print(f"{address}: {min(rounds)[0]:.3f} s", file=sys.stderr)  # noqa: T201
    return min(rounds)


if __name__ == "__main__":
    main()
