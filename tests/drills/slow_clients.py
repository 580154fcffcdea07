"""Visitors who send their requests letter by letter, and never come to the end, do not starve the others."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import SkipTest

from tests.drills.house import House, free_port, until
from tests.nginx import configured

GOOD = 20
FEW, MANY = 64, 150
MOST_SECONDS = 1.0
FILM = "/films/cranes-are-flying/"


class Slow:
    """Connections of which each sends a letter now and then: half of them within the headers, half within a body."""

    def __init__(self, port: int, count: int) -> None:
        self.stop, self.lines = threading.Event(), []
        for number in range(count):
            line = socket.create_connection(("127.0.0.1", port), timeout=10)
            if number % 2:
                line.sendall(
                    b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
                )
            else:
                line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            self.lines.append(line)
        self.sender = threading.Thread(target=self._go_on, daemon=True)
        self.sender.start()

    def _go_on(self) -> None:
        while not self.stop.wait(1):
            for line in self.lines:
                with suppress(OSError):
                    line.sendall(b"a")

    def end(self) -> None:
        self.stop.set()
        self.sender.join()
        for line in self.lines:
            line.close()


def good_answers(house: House, port: int) -> tuple[int, float]:
    """Ask for pages, some never seen before; return how many came within ten seconds, and how long the slowest took."""
    asked, came, slowest = House.__new__(House), 0, 0.0
    asked.port = port
    for number in range(GOOD):
        path = FILM if number % 2 else f"/timeline/?from={1900 + number}"
        begun = time.monotonic()
        with suppress(OSError):
            came += asked.ask(path, timeout=10)[0] == 200
        slowest = max(slowest, time.monotonic() - begun)
    return came, slowest


@contextmanager
def nginx(folder: Path, application: int) -> Iterator[int]:
    """nginx as deploy/ has it, in front of a port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        raise SkipTest("nginx is not installed: apt-get install nginx-light")
    port, place = free_port(), folder / "nginx"
    place.mkdir()
    configuration = configured(place, port, application)
    server = subprocess.Popen([program, "-e", place / "error.log", "-c", configuration])
    try:
        until(lambda: answers_at(port), "nginx answers", 30)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def answers_at(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def run(folder: Path, most: int) -> list[str]:
    house = House(folder)
    house.furnish()
    house.serve()
    found = []
    try:
        with nginx(folder, house.port) as front:
            for name, port, count in (("manage.py serve alone", house.port, FEW), ("behind nginx", front, most)):
                slow = Slow(port, count)
                time.sleep(2)
                came, slowest = good_answers(house, port)
                slow.end()
                assert came == GOOD, f"{name}, {count} slow visitors: {came} of {GOOD} others are answered"
                assert slowest < MOST_SECONDS, f"{name}, {count} slow visitors: another waits {slowest:.1f} s"
                found.append(f"{name}, {count} slow visitors: {came} of {GOOD} others answered within {slowest:.1f} s")
    finally:
        house.kill()
    return found


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return run(Path(place), FEW if quick else MANY)
