"""Eight who add to the same records while sixteen read, on SQLite: no error, no addition lost, no long waiting.

First by the database alone; then as curators by forms, with visitors for whom each save has every page made anew.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.drills.house import ROOT, Curator, House

WRITERS, READERS = 8, 16
PAGES = ("/films/cranes-are-flying/", "/timeline/", "/people/", "/films.json", "/search/?q=crane&page={}")


MOST_SECONDS = 1.0
"""Of waiting, for 99 of 100 writers, in the database."""

WRITER = """
import json, sys, time
import django
django.setup()
from django.db import transaction
from exhibit.models import Lane

times = []
for number in range(int(sys.argv[2])):
    begun = time.monotonic()
    with transaction.atomic():
        lane = Lane.objects.get(pk=sys.argv[1])
        lane.name_en = f"Count {int(lane.name_en.removeprefix('Count ')) + 1}"
        lane.save()
    times.append(time.monotonic() - begun)
print(json.dumps(times))
"""

READER = """
import os, threading, time
import django
django.setup()
from exhibit.models import Event, Lane

def read():
    try:
        while True:
            list(Event.objects.published()), list(Lane.objects.all())
            time.sleep(0.05)
    finally:
        os._exit(1)

for _reader in range(4):
    threading.Thread(target=read).start()
"""


def by_the_database(folder: Path, additions: int) -> tuple[str, float]:
    """Let eight processes add, in transactions of their own, while sixteen threads of four others read.

    Return what was counted, and within how many seconds 99 of 100 were done.
    """
    house = House(folder)
    house.furnish()
    shared = [str(pk) for (pk,) in house.rows("SELECT id FROM exhibit_lane ORDER BY id LIMIT 2")]
    house.manage("shell", "-c", "from exhibit.models import Lane; Lane.objects.update(name_en='Count 0')")

    def began(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", *words], cwd=ROOT, env=house.environment, stdout=subprocess.PIPE, text=True
        )

    readers = [began(READER) for _process in range(READERS // 4)]
    try:
        writers = [began(WRITER, shared[number % 2], str(additions)) for number in range(WRITERS)]
        said = [one.communicate()[0] for one in writers]
        assert not any(one.returncode for one in writers), "a writer was refused"
        assert all(one.poll() is None for one in readers), "a reader was refused"
    finally:
        for one in readers:
            one.kill()
            one.communicate()
    times = sorted(seconds for told in said for seconds in json.loads(told))
    counted = sum(_counted(name) for (name,) in house.rows("SELECT name_en FROM exhibit_lane"))
    assert counted == len(times) == WRITERS * additions, f"{counted} of {WRITERS * additions} additions are there"
    assert house.is_whole()
    late = times[int(len(times) * 0.99)]
    return (
        f"by the database: {counted} of {WRITERS * additions} additions there, 0 refused; p99 of one {late:.2f} s",
        late,
    )


def run(folder: Path, additions: int, **environment: str) -> str:
    house = House(folder, **environment)
    house.furnish()
    house.serve()
    try:
        return _run(house, additions)
    finally:
        house.kill()


def _run(house: House, additions: int) -> str:
    shared = [pk for (pk,) in house.rows("SELECT id FROM exhibit_lane ORDER BY id LIMIT 4")]
    errors: list[str] = []
    times: list[float] = []
    again, read, stop = [0], [0], threading.Event()

    def write(curator: Curator, pk: int) -> None:
        try:
            add(curator, pk)
        except (AssertionError, OSError) as problem:
            errors.append(f"a curator is told: {problem!r}")

    def add(curator: Curator, pk: int) -> None:
        page = f"/admin/exhibit/lane/{pk}/change/"
        for _number in range(additions):
            while True:
                form = curator.form(page)
                count = _counted(form["name_en"][0])
                begun = time.monotonic()
                status, where, said = curator.send(page, form | {"name_en": [f"Count {count + 1}"]})
                times.append(time.monotonic() - begun)
                if status == 302 and "/login/" not in where:
                    break
                if status != 409:
                    errors.append(f"a save is answered {status}: {said[:200]!r}")
                    return
                again[0] += 1

    def look(number: int) -> None:
        while not stop.is_set():
            path = PAGES[read[0] % len(PAGES)].format(number)
            try:
                status = house.ask(path)[0]
            except OSError as problem:
                status, path = 599, f"{path}: {problem}"
            if status >= 500:
                errors.append(f"{path} is answered {status}")
            read[0] += 1
            time.sleep(0.05)

    curators = [house.curator(f"curator-{number}") for number in range(WRITERS)]
    writers = [threading.Thread(target=write, args=(one, shared[n % len(shared)])) for n, one in enumerate(curators)]
    readers = [threading.Thread(target=look, args=(number,)) for number in range(READERS)]
    for one in (*writers, *readers):
        one.start()
    for one in writers:
        one.join(3600)
    stop.set()
    for one in readers:
        one.join(120)
    assert not errors, f"{len(errors)} errors, the first: {errors[0]}"
    counted = sum(_counted(name) for (name,) in house.rows("SELECT name_en FROM exhibit_lane"))
    assert counted == WRITERS * additions, f"{counted} of {WRITERS * additions} additions are there"
    assert house.is_whole()
    slowest = sorted(times)[int(len(times) * 0.99)]
    return (
        f"by forms: {counted} of {WRITERS * additions} additions there, {again[0]} made again after a 409,"
        f" {read[0]} pages read, 0 answers 5xx; p99 of a save {slowest:.2f} s"
    )


def _counted(name: str) -> int:
    return int(name.removeprefix("Count ")) if name.startswith("Count ") else 0


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        additions = 6 if quick else 100
        told, late = by_the_database(Path(place) / "a", additions)
        assert late < MOST_SECONDS, told
        return [told, run(Path(place) / "b", additions)]
