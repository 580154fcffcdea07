"""A disk that fails now and then, below SQLite: what was acknowledged is stored, nothing is lost in silence."""

import shutil
import tempfile
from pathlib import Path
from unittest import SkipTest

from tests.drills.house import Curator, Form, House, token

FAULTS = [("posix/io/rw/pwrite", 0.01), ("posix/io/sync/fsync", 0.02), ("posix/io/sync/fdatasync", 0.02)]
ADD = "/admin/exhibit/source/add/"


def run(folder: Path, saves: int) -> str:
    """Serve by way of libfiu, which has some writes and syncs of the server fail with EIO."""
    program = shutil.which("fiu-run")
    if not program:
        raise SkipTest("libfiu is not installed: apt-get install fiu-utils")
    house = House(folder)
    house.furnish()
    words = [word for name, rate in FAULTS for word in ("-c", f"enable_random name={name},probability={rate}")]
    house.serve(workers=2, before=(program, "-x", *words))
    failed, taken = 0, set[str]()
    try:
        curator = house.curator()
        form = _come_by(curator, ADD)
        for _number in range(saves):
            name = f"drill-{token()}"
            try:
                status, where, page = curator.send(ADD, form | {"slug": [name], "title": [name]})
            except OSError:
                failed += 1
                continue
            if status == 302 and "/login/" not in where:
                taken.add(name)
            else:
                assert b"Traceback" not in page
                assert status in (503, 507, 302), f"a failure is answered {status}"
                failed += 1
    finally:
        house.kill()
    assert house.is_whole(), "the database is damaged"
    stored = {slug for (slug,) in house.rows("SELECT slug FROM exhibit_source WHERE slug LIKE 'drill-%'")}
    lost = taken - stored
    assert not lost, f"{len(lost)} of {len(taken)} acknowledged saves are lost"
    assert failed, "no fault came"
    return f"{len(taken)} of {saves} saves acknowledged, all stored; {failed} told to have failed; integrity ok"


def _come_by(curator: Curator, path: str) -> Form:
    """The form of a page, asked for until no fault is in its way."""
    for _attempt in range(20):
        try:
            return curator.form(path)
        except (AssertionError, OSError):
            continue
    return curator.form(path)


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 150 if quick else 2000)]
