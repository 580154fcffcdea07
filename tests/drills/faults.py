"""Without database or Redis, gone or hanging, seen pages are served, others a calm 503; all recovers by itself."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import SkipTest

from tests.drills.house import Curator, House, free_port, postgres, token, until
from tests.drills.proxy import Proxy

EVENT = "/admin/exhibit/event/{}/change/"
ENOUGH = 10  # seconds in which all is well again
REST = 6  # seconds after which a Redis that was lost is asked again
PATIENCE = 20  # seconds for any one answer

FILM = "/films/cranes-are-flying/"


@contextmanager
def redis(folder: Path) -> Iterator[int]:
    """A Redis of the drill's own."""
    program = shutil.which("redis-server")
    if not program:
        raise SkipTest("Redis is not installed: apt-get install redis-server")
    port = free_port()
    words = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(30)


def run(folder: Path, pages: int, modes: tuple[str, ...]) -> list[str]:
    with postgres() as server, redis(folder) as cache, Proxy(server.port) as database, Proxy(cache) as shared:
        house = House(folder, server.url_by(database.port), CACHE_URL=f"redis://127.0.0.1:{shared.port}/1")
        house.furnish()
        house.serve()
        try:
            curator = house.curator()
            seen = [path for path in house.addresses() if "/poster/" not in path][:pages]  # it is drawn anew each time
            for path in (*seen, FILM):
                assert house.ask(path)[0] == 200, path
            found = [_without_redis(house, curator, shared, seen)]
            for mode in modes:
                found.append(_without_database(house, curator, database, seen, mode))
                print(found[-1], file=sys.stderr, flush=True)  # noqa: T201
            return found
        finally:
            house.kill()


def _without_redis(house: House, curator: Curator, shared: Proxy, seen: list[str]) -> str:
    """0 public 5xx, and nobody is signed out."""
    answers = []
    for mode in ("refuse", "hang", "pass"):
        shared.become(mode)
        answers += [house.ask(path, timeout=PATIENCE)[0] for path in seen]
        answers.append(house.ask(f"/timeline/?from=19{len(answers) % 90 + 10}", timeout=PATIENCE)[0])
        answers.append(curator.get("/admin/")[0])
    assert set(answers) == {200}, f"without Redis {[one for one in answers if one != 200]}"
    return f"Redis refuses, then hangs: {len(answers)} of {len(answers)} answers 200, the curator's too"


def _without_database(house: House, curator: Curator, database: Proxy, seen: list[str], mode: str) -> str:
    page = EVENT.format(house.rows("SELECT MIN(id) FROM exhibit_event")[0][0])
    time.sleep(REST)
    assert curator.send(page, curator.form(page) | {"title_en": [f"A title {token()}"]})[0] == 302  # a new showing
    form, words = curator.form(page), f"Typed in the dark, {token()}, to the end."
    for path in seen:  # of the present showing
        assert house.ask(path)[0] == 200, path
    database.become(mode)
    slowest, wrong = 0.0, []
    for path in seen:
        begun = time.monotonic()
        status, _headers, body = house.ask(path, timeout=PATIENCE)
        slowest = max(slowest, time.monotonic() - begun)
        if status != 200:
            wrong.append((path, status, body[:100]))
    assert not wrong, f"database {mode}: {len(wrong)} of {len(seen)} seen pages are not there: {wrong[0]}"
    calm = set()
    for year in range(1901, 1904):
        status, headers, body = house.ask(f"/timeline/?from={year}", timeout=PATIENCE)
        calm.add(status)
        assert b"Traceback" not in body
        assert status == 200 or (status == 503 and headers["retry-after"] == "30"), f"{mode}: unseen {status}"
    assert calm == {503} or mode in ("flap", "slow"), f"database {mode}: unseen pages are answered {calm}"
    status, _where, said = curator.send(page, form | {"description_en": [words]})
    assert status in (503, 302), f"database {mode}: a save is answered {status}"
    assert status == 302 or words in said.decode(), f"database {mode}: the words are lost"
    assert status == 302 or "The database does not answer" in said.decode()
    assert house.ask("/health/live", timeout=PATIENCE)[0] == 200
    database.become("pass")
    name = f"The film of {token()}"

    def is_well() -> bool:  # whichever process answers
        try:
            said = [house.ask(path, timeout=5)[0] for path in ("/health/ready", FILM) * 3]
            return {*said, *(curator.get(page, timeout=5)[0] for _time in range(3))} == {200}
        except OSError:
            return False

    took = until(is_well, f"after “{mode}” all is well again", ENOUGH)
    time.sleep(max(ENOUGH - took, 0))  # by then whatever process and thread answers
    again = curator.form(page)
    assert curator.send(page, again | {"description_en": [words], "title_en": [name]})[0] == 302
    return (
        f"database: {mode}: {len(seen)} of {len(seen)} seen pages 200 (the slowest after {slowest:.1f} s), unseen"
        f" {', '.join(map(str, sorted(calm)))}, the desk's words kept ({status}), well again after {took:.1f} s"
    )


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        modes = ("refuse", "hang", "cut", "flap", "slow")
        return run(Path(place), 20 if quick else 100, modes)
