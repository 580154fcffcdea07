"""Frozen copies made while they are read: a third of them killed, a third without room, and no reader notices."""

import hashlib
import os
import random
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.full_disk import fill_up, small_disk
from tests.drills.house import House

SMALL = """
from exhibit.models.record import nouns
for noun in nouns():
    noun.objects.exclude(slug__in=["cranes-are-flying", "kalatozov", "moscow"]).update(status="draft")
"""
RENAME = "from exhibit.models import Film; Film.objects.filter(slug='cranes-are-flying').update(title_en='Release {}')"
PAGE = "films/cranes-are-flying/index.html"
TITLE = re.compile(r"<title>[^<]*?Release (\d+)")


class Reader(threading.Thread):
    """Reads the copy's pages without pause, as a web server does: by way of `current`, each file whole."""

    def __init__(self, site: Path) -> None:
        super().__init__(daemon=True)
        self.site, self.stop, self.reads, self.bad = site, threading.Event(), 0, list[str]()
        self.names = sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))
        self.seen = 0

    def run(self) -> None:
        while not self.stop.is_set():
            for name in (PAGE, *random.sample(self.names, min(20, len(self.names)))):
                self.reads += 1
                try:
                    text = (self.site / name).read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as problem:
                    self.bad.append(f"{name}: {problem}")
                    continue
                if not text.rstrip().endswith("</html>"):
                    self.bad.append(f"{name} is short")
                if name == PAGE:
                    found = TITLE.search(text)
                    number = int(found[1]) if found else -1
                    if number < self.seen:
                        self.bad.append(f"an older copy, {number} after {self.seen}")
                    self.seen = max(self.seen, number)
            time.sleep(0.002)


def run(folder: Path, publishes: int) -> str:
    with _disk(folder) as place:
        house = House(folder)
        house.furnish()
        house.manage("shell", "-v0", "-c", SMALL)
        house.manage("shell", "-v0", "-c", RENAME.format(0))
        copy = place / "frozen"
        words = ("freeze", str(copy), "--jobs=1", "--verbosity=0")
        begun = time.monotonic()
        house.manage(*words)
        seconds = time.monotonic() - begun
        reader = Reader(copy / "current" / "data" / "site")
        reader.start()
        done = {"complete": 0, "killed": 0, "without room": 0}
        try:
            for number in range(1, publishes + 1):
                house.manage("shell", "-v0", "-c", RENAME.format(number))
                kind = ("complete", "killed", "without room")[number % 3]
                if kind == "without room" and place == folder / "disk":
                    filler = fill_up(place, leave=random.randrange(400_000))
                    if house.began(*words).wait(600) == 0:  # what a killed one had left made room for it
                        kind = "complete"
                    filler.unlink()
                elif kind == "killed":
                    process = house.began(*words)
                    time.sleep(random.uniform(0.3, 0.95) * seconds)
                    with_all = process.poll() is None
                    if with_all:
                        os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                else:
                    house.manage(*words)
                done[kind] += 1
                before = os.readlink(copy / "current")
                assert (copy / before / "manifest-sha512.txt").is_file()
                found = TITLE.search((copy / "current" / "data" / "site" / PAGE).read_text(encoding="utf-8"))
                assert kind != "complete" or (found and int(found[1]) == number), f"{number} was said to be made"
                _verify(copy / before)
        finally:
            reader.stop.set()
            reader.join(30)
        assert not reader.bad, f"{len(reader.bad)} of {reader.reads} reads are bad: {reader.bad[:3]}"
        assert place != folder / "disk" or done["without room"], "there was always room"
        house.manage(*words, "--anew")
        left = {path.name for path in (copy / "releases").iterdir()}
        assert len(left) == 2, f"copies that are left: {left}"
    told = ", ".join(f"{count} {kind}" for kind, count in done.items())
    return f"{publishes} publishes ({told}): 0 of {reader.reads} reads mixed, short or missing; 2 copies are kept"


def _verify(place: Path) -> None:
    """Every file of the copy is the one of its manifest."""
    for line in (place / "manifest-sha512.txt").read_text(encoding="utf-8").splitlines():
        checksum, _space, name = line.partition("  ")
        content = (place / name.replace("%25", "%")).read_bytes()
        assert hashlib.sha512(content).hexdigest() == checksum, f"{name} is not what it was"


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """A small disk where one can be mounted; else the folder, and no publish without room."""
    if os.geteuid() == 0:
        with small_disk(folder, megabytes=64) as place:
            yield place
    else:
        yield folder
        shutil.rmtree(folder / "frozen", ignore_errors=True)


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 9 if quick else 90)]
