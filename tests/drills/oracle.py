"""Whether the time of an answer tells what nobody should know: that something hidden is there, or an account.

Hidden and never there, in turn, many times; then a wrong password for an account, for one that is closed, and for none.
python -m tests.drills.oracle
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

TIMES, QUICKLY = 500, 40
MOST = 5.0  # milliseconds between the medians
TRIES, QUICK_TRIES = 300, 20
MOST_AT_THE_DOOR = 0.05  # between the medians, as a part of the longer
PLACES = (
    "/films/{}/",
    "/films/{}.json",
    "/films/{}.jsonld",
    "/films/{}/cite.bib",
    "/cards/films/{}.jpg",
    "/iiif/films/{}/manifest.json",
    "/timeline/film-{}/",
    "/films/after/{}/",
    "/compare/films/cranes-are-flying/{}/",
    "/timeline/data.json?film={}",
)


@contextmanager
def museum() -> Iterator[str]:
    """A database in memory with the exhibit, and the address of a film in it that is hidden."""
    import django

    django.setup()
    from django.test.runner import DiscoverRunner

    from exhibit import darkroom
    from exhibit.interop.folder import load_folder
    from exhibit.models import Film
    from exhibit.search.index import rebuild
    from tests.conftest import FIXTURES

    runner = DiscoverRunner(verbosity=0)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        with darkroom.postponed():
            load_folder(FIXTURES)
            rebuild()
        film = Film.objects.published().filter(exhibits=None).order_by("-pk")[0]
        Film.objects.filter(pk=film.pk).update(status="draft")
        yield film.slug
    finally:
        runner.teardown_databases(databases)
        runner.teardown_test_environment()


def medians(hidden: str, place: str, times: int) -> tuple[float, float]:
    """Return the medians of both, in milliseconds, asked in turn so that both meet the same machine."""
    from django.test import Client

    client, took = Client(), {hidden: [], never(hidden): []}  # type: ignore[var-annotated]
    for _turn in range(times):
        for slug, measured in took.items():
            path, began = place.format(slug), time.perf_counter()
            client.get(path)
            measured.append((time.perf_counter() - began) * 1000)
    one, other = map(statistics.median, took.values())
    return one, other


def at_the_door(times: int) -> str:
    """Measure wrong passwords, each hashed as in production, and raise AssertionError where their time tells."""
    from django.conf import global_settings
    from django.contrib.auth.models import User
    from django.test import Client, override_settings

    from exhibit.models import Attempts

    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        User.objects.create_user("olga", password="a long enough password", is_staff=True)
        User.objects.create_user("vera", password="a long enough password", is_staff=True, is_active=False)
        took: dict[str, list[float]] = {"olga": [], "vera": [], "nobody": []}
        for _turn in range(times):
            for name, measured in took.items():
                Attempts.objects.all().delete()  # what waits for haste is no part of it
                began = time.process_time()
                answer = Client().post("/admin/login/", {"username": name, "password": "a wrong password"})
                measured.append((time.process_time() - began) * 1000)
                assert answer.status_code == 200
    medians = [statistics.median(measured) for measured in took.values()]
    apart = (max(medians) - min(medians)) / max(medians)
    assert apart <= MOST_AT_THE_DOOR, medians
    there, closed, none = medians
    return f"| the door | {there:.0f} ms an account | {closed:.0f} ms closed, {none:.0f} ms none | {apart:.1%} apart |"


def never(slug: str) -> str:
    """Return an address as long that nothing has."""
    return "z" * len(slug)


def drill(quick: bool = False) -> list[str]:
    """Measure every place; raise AssertionError where an answer tells."""
    told = []
    with museum() as hidden:
        for place in PLACES:
            one, other = medians(hidden, place, QUICKLY if quick else TIMES)
            told.append(f"| `{place}` | {one:.2f} ms hidden | {other:.2f} ms never there | {abs(one - other):.2f} ms |")
            assert abs(one - other) <= MOST, told[-1]
        told.append(at_the_door(QUICK_TRIES if quick else TRIES))
    return told


def main() -> None:
    sys.stdout.write("\n".join(drill("--quick" in sys.argv)) + "\n")


if __name__ == "__main__":
    main()
