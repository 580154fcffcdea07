"""SQLite's files: what the disk is asked for at each save, and whether they stay whole under writers and checkpoints.

`python -m tests.drills.sqlite_files`; counting needs strace (apt-get install strace).
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.places import Place, ready

SAVES = 100
SAVE = """
import django
django.setup()
from exhibit.models import Place
Place.objects.create(slug="written", name_en="0")
for number in range({saves}):
    Place.objects.filter(slug="written").update(name_en=str(number))
"""
WRITER = """
import sys
import django
django.setup()
from django.db import OperationalError, connection
from exhibit.models import Person
mine = f"written-{sys.argv[1]}"
number = 0
while True:
    number += 1
    words = {"name_en": f"Number {number}", "sort_name_en": mine, "note_en": "x" * (number % 3000)}
    Person.objects.update_or_create(slug=mine, defaults=words)
    if number % 7 == 0:
        mode = ("PASSIVE", "RESTART", "TRUNCATE")[number % 3]
        try:
            connection.cursor().execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
        except OperationalError:  # another is at it
            pass
    print(number, flush=True)
"""


def synced(folder: Path) -> list[str]:
    """Count how often the disk is asked to keep what was saved."""
    if not shutil.which("strace"):
        return ["Power loss: syncs of saves | not run: apt-get install strace"]
    museum = Place(folder)
    museum.ask("migrate", "--verbosity=0")
    trace = folder / "trace"
    words = ["strace", "-f", "-e", "trace=fdatasync,fsync", "-o", str(trace), sys.executable]
    subprocess.run([*words, "-c", SAVE.format(saves=SAVES)], env=museum.environment, check=True, capture_output=True)
    count = len(re.findall(r"f(?:data)?sync\(", trace.read_text()))
    assert count >= SAVES, f"{SAVES} saves asked the disk {count} times only"
    return [f"Power loss: syncs of saves | {SAVES} saves, {count} times fdatasync or fsync"]


def whole(folder: Path, seconds: int) -> list[str]:
    """Let four processes write and checkpoint together, and look through the database all along."""
    museum = Place(folder)
    museum.ask("migrate", "--verbosity=0")
    logs = [(folder / f"log-{number}").open("w") for number in range(4)]
    writers = [museum.start("-c", WRITER, str(number), stdout=log, stderr=log) for number, log in enumerate(logs)]
    looks, until = 0, time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            time.sleep(min(30, seconds / 4))
            with museum.opened() as database:
                found = database.execute("PRAGMA integrity_check").fetchone()
                version = database.execute("SELECT sqlite_version()").fetchone()[0]
            assert found == ("ok",), found
            looks += 1
            assert all(writer.poll() is None for writer in writers), (folder / "log-0").read_text()[-2000:]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    told = [(folder / f"log-{number}").read_text().split() for number in range(4)]
    with museum.opened() as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for number, lines in enumerate(told):
            [said] = database.execute(
                "SELECT name_en FROM exhibit_person WHERE slug = ?", (f"written-{number}",)
            ).fetchone()
            assert int(said.removeprefix("Number ")) >= int(lines[-2]), "what was acknowledged is gone"
    saves = sum(map(len, told))
    return [f"SQLite {version}, WAL | {seconds} s, 4 writers with checkpoints, {saves} saves, {looks} looks: 0 faults"]


def drill(quick: bool) -> list[str]:
    """Return the figures."""
    ready()
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        return [*synced(folder / "synced"), *whole(folder / "whole", 30 if quick else 3600)]


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
