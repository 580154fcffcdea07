"""A busy day of visitors, and of curators who save, one request after another: memory, files and threads stay flat."""

import itertools
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.serving.processes import family
from tests.drills.house import House, token

INVENTED = 50  # one request in so many has a question that nobody asked before
SAVES = 4_000  # one in so many is a curator's save, after which every page is made anew: fifty in a busy day
MOST_MB = 1.0
"""Growth of one process for each 20,000 requests, after it is warm."""
MOST_MORE = 24  # open files, or threads, of all processes: what is busy at one moment and not at another
VISITORS = 4


def measured(house: House) -> tuple[float, int, int]:
    """Return memory in MB, open files and threads of the server's processes."""
    assert house.process
    memory, files, threads = 0.0, 0, 0
    for pid in family(house.process.pid):
        try:
            said = Path(f"/proc/{pid}/status").read_text().splitlines()
            files += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except (FileNotFoundError, ProcessLookupError):
            continue
        known = dict(line.split(":", 1) for line in said if ":" in line)
        memory += int(known.get("VmRSS", "0 kB").split()[0]) / 1024
        threads += int(known.get("Threads", "0"))
    return memory, files, threads


def run(folder: Path, requests: int) -> str:
    house = House(folder)
    house.furnish()
    house.serve()
    try:
        return _run(house, requests)
    finally:
        house.kill()


def _run(house: House, requests: int) -> str:
    paths = [path for path in house.addresses() if "/poster/" not in path]
    curator, page = house.curator(), "/admin/exhibit/lane/1/change/"
    page = page.replace("1", str(house.rows("SELECT MIN(id) FROM exhibit_lane")[0][0]))
    numbers, stop, errors = itertools.count(1), threading.Event(), list[str]()
    times: list[tuple[int, float]] = []

    def visit() -> None:
        while not stop.is_set():
            number = next(numbers)
            begun = time.monotonic()
            try:
                if number % SAVES == 0:
                    status = curator.send(page, curator.form(page) | {"name_en": [f"Lane {token()}"]})[0]
                    status = 200 if status in (302, 409) else status
                else:
                    path = paths[number * 7 % len(paths)]
                    path += f"?from={number}" if number % INVENTED == 0 else ""
                    status = house.ask(path)[0]
                    times.append((number, time.monotonic() - begun))
            except OSError as problem:
                status = 599
                errors.append(repr(problem))
            if status != 200:
                errors.append(f"request {number} is answered {status}")
            if number >= requests:
                stop.set()

    visitors = [threading.Thread(target=visit) for _visitor in range(VISITORS)]
    for one in visitors:
        one.start()
    samples: list[tuple[int, float, int, int]] = []
    while not stop.wait(1):
        samples.append((len(times), *measured(house)))
    for one in visitors:
        one.join(120)
    samples.append((len(times), *measured(house)))
    assert not errors, f"{len(errors)} errors in {len(times)}: {errors[:2]}"
    warm = [one for one in samples if one[0] > requests / 3]
    slope = _slope([(count, memory) for count, memory, _files, _threads in warm]) * 20_000 / 2  # of two processes
    files, threads = [one[2] for one in warm], [one[3] for one in warm]
    first, last = _late(times[len(times) // 4 : len(times) // 2]), _late(times[-len(times) // 4 :])
    told = (
        f"{len(times)} requests, 0 errors; memory {warm[0][1]:.0f} to {warm[-1][1]:.0f} MB ({slope:+.2f} MB a process"
        f" for 20,000), open files {min(files)} to {max(files)}, threads {min(threads)} to {max(threads)};"
        f" p99 {first * 1000:.0f} ms in the second quarter, {last * 1000:.0f} in the last"
    )
    assert requests < 100_000 or slope < MOST_MB, told
    assert max(files) - min(files) <= MOST_MORE, told
    assert max(threads) - min(threads) <= MOST_MORE, told
    return told


def _late(times: list[tuple[int, float]]) -> float:
    return sorted(seconds for _number, seconds in times)[int(len(times) * 0.99)]


def _slope(points: list[tuple[int, float]]) -> float:
    """Least squares: MB for each request."""
    count = len(points)
    middle_x, middle_y = sum(x for x, _y in points) / count, sum(y for _x, y in points) / count
    spread = sum((x - middle_x) ** 2 for x, _y in points) or 1
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 16_000 if quick else 200_000)]
