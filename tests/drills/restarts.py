"""A restart, process after process, shows in no answer behind nginx; who is alive need not be ready."""

import tempfile
import threading
from pathlib import Path

from tests.drills.house import House, until
from tests.drills.slow_clients import FILM, nginx

VISITORS = 4


def run(folder: Path, requests: int) -> str:
    house = House(folder)
    house.furnish()
    house.serve("--starting", "15")
    try:
        with nginx(folder, house.port) as front:
            return _run(house, front, requests)
    finally:
        house.kill()


def _run(house: House, front: int, requests: int) -> str:
    before, failed, count, stop = workers(house), list[str](), [0], threading.Event()
    asked = House.__new__(House)
    asked.port = front

    def visit() -> None:
        while not stop.is_set():
            count[0] += 1
            path = f"{FILM}?visit={count[0]}" if count[0] % 5 == 0 else FILM
            try:
                status = asked.ask(path)[0]
            except OSError as problem:
                failed.append(repr(problem))
                continue
            if status != 200:
                failed.append(f"{path}: {status}")

    visitors = [threading.Thread(target=visit) for _visitor in range(VISITORS)]
    for one in visitors:
        one.start()
    restarts = 0
    while count[0] < requests or not restarts:
        assert house.process
        house.process.send_signal(1)
        until(lambda old=before: len(workers(house)) >= 2 and not (workers(house) & old), "all processes are new", 180)  # type: ignore[misc]
        before, restarts = workers(house), restarts + 1
    stop.set()
    for one in visitors:
        one.join(60)
    assert not failed, f"{len(failed)} of {count[0]} requests failed: {failed[:3]}"
    return f"{restarts} rolling restarts under load: 0 of {count[0]} requests failed"


def workers(house: House) -> set[str]:
    """The processes that serve."""
    assert house.process
    found = Path(f"/proc/{house.process.pid}/task/{house.process.pid}/children").read_text()
    return set(found.split())


def alive_and_ready(folder: Path) -> str:
    """Without a migrated database it lives and is not ready; once it is migrated, it is ready by itself."""
    house = House(folder)
    house.manage("migrate", "--verbosity=0", "exhibit", "0012")
    house.serve(is_ready=False)
    try:
        until(lambda: _is_alive(house), "it lives")
        status, _headers, said = house.ask("/health/ready")
        assert (status, b"migrate" in said) == (503, True), said
        house.manage("migrate", "--verbosity=0")
        took = until(house.is_ready, "it is ready", 30)
        return f"not migrated: alive 200, ready 503 with the remedy; ready {took:.1f} s after the migration"
    finally:
        house.kill()


def _is_alive(house: House) -> bool:
    try:
        return house.ask("/health/live", timeout=5)[0] == 200
    except OSError:
        return False


def drill(quick: bool) -> list[str]:
    found = []
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        found.append(run(Path(place), 500 if quick else 5000))
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        found.append(alive_and_ready(Path(place)))
    return found
