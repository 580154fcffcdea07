"""Eight curators who add to the same records and sixteen visitors, on SQLite: no error, and no addition is lost."""

import tempfile
import threading
import time
from pathlib import Path

from tests.drills.house import Curator, House

WRITERS, READERS = 8, 16
PAGES = ("/films/cranes-are-flying/", "/timeline/", "/people/", "/films.json", "/search/?q=crane&page={}")


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
        f"{counted} of {WRITERS * additions} additions there, {again[0]} made again after a 409, {read[0]} pages read,"
        f" 0 answers 5xx; p99 of a save {slowest:.2f} s"
    )


def _counted(name: str) -> int:
    return int(name.removeprefix("Count ")) if name.startswith("Count ") else 0


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 6 if quick else 100)]
