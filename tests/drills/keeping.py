"""Backups under writing, each restored with one command; a large museum brought back on an empty machine, timed.

`python -m tests.drills.keeping`
"""

import hashlib
import re
import shutil
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.places import Place, ready

TIMES = 40
PICTURES = 700  # of 7.5 MB each: 5 GB
RECORDS = {"films": 2_000, "people": 4_000, "credits": 10_000, "events": 3_500}
PAGES = 500
BACK_WITHIN = 300
"""Seconds in which a museum of 10,000 records and 5 GB is back."""

WRITER = """
import io, itertools, os, sys
import django
django.setup()
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image as Pixels
from exhibit import darkroom
from exhibit.models import Image, Place

def picture(number):
    made = io.BytesIO()
    Pixels.new("RGB", (60 + number % 40, 40), (number % 255, 80, 120)).save(made, "PNG")
    return ContentFile(made.getvalue(), "plate.png")

for number in itertools.count(1):
    with transaction.atomic():  # the two say the same, or a moment was cut in half
        Place.objects.update_or_create(slug="written-first", defaults={"name_en": f"Number {number}"})
        Place.objects.update_or_create(slug="written-last", defaults={"name_en": f"Number {number}"})
    if number % 3 == 0:
        Image.objects.create(slug=f"written-{number}", file=picture(number), alt_en="A plate", credit_en="The museum")
    if number % 6 == 0:
        old = Image.objects.filter(slug__startswith="written-").order_by("pk")[0]
        old.focal_x = number % 100
        old.save()
    print(number, flush=True)
"""


PLATES = """
import io, os, sys
import django
django.setup()
from django.core.files.base import ContentFile
from PIL import Image as Pixels
from exhibit import darkroom
from exhibit.models import Image

with darkroom.postponed():
    for number in range(int(sys.argv[1])):
        made = io.BytesIO()
        noise = Pixels.frombytes("RGB", (2_000, 1_250), os.urandom(2_000 * 1_250 * 3))
        noise.save(made, "PNG", compress_level=0)
        file = ContentFile(made.getvalue(), "plate.png")
        Image.objects.create(slug=f"plate-{number}", file=file, alt_en="A plate", credit_en="The museum")
"""


@dataclass(slots=True)
class Said:
    """How many backups were restored and compared, how much was written meanwhile, and how long the longest took.

    `remade`: how many of them had lost copies of pictures, which the restoration made anew.
    """

    backups: int = 0
    remade: int = 0
    written: int = 0
    rows: int = 0
    files: int = 0
    slowest_backup: float = 0
    slowest_restore: float = 0


def backed_up_in_use(folder: Path, first: Path, times: int) -> Said:
    """Restore `first`, write on and on, and back up meanwhile; restore each backup elsewhere and compare it."""
    said = Said()
    here = Place(folder / "here")
    here.ask("restore", first)
    writer = here.start("-c", WRITER, stderr=sys.stderr)
    assert writer.stdout
    try:
        last = int(writer.stdout.readline())
        for number in range(times):
            acknowledged = last
            began = time.monotonic()
            here.ask("backup", "--pages=0", "--keep=1", "--verbosity=0")
            said.slowest_backup = max(said.slowest_backup, time.monotonic() - began)
            [file] = here.backups.glob("*.tar")
            there = Place(folder / f"there-{number}")
            began = time.monotonic()
            there.ask("restore", file, "--verbosity=0")
            said.slowest_restore = max(said.slowest_restore, time.monotonic() - began)
            last = _compare(there, file, acknowledged, writer, said)
            shutil.rmtree(there.folder)
            said.backups += 1
    finally:
        writer.kill()
        writer.communicate()
    said.written = last
    return said


def _compare(place: Place, file: Path, acknowledged: int, writer: Any, said: Said) -> int:
    """Compare what was restored with what the backup says, and with what its moment must have been."""
    from exhibit.keeping import pictures, tables
    from exhibit.keeping.reading import peek

    about = peek(file)
    with place.opened() as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        there = tables.of_sqlite(database)
        own = ["exhibit_preservationevent"]  # the restoration itself
        if about.lost:  # copies that were made anew while the backup read, again and again: so they are made here
            assert {name.split("/")[0] for name in about.lost} <= {"renditions", "tiles"}, about.lost
            own += ["exhibit_rendition", "exhibit_stamp"]
            said.remade += 1
        there |= {name: about.tables[name] for name in own}
        differing = list(tables.differences(about.tables, there))
        assert not differing, differing
        names = dict(database.execute("SELECT slug, name_en FROM exhibit_place WHERE slug LIKE 'written-%'"))
        assert names["written-first"] == names["written-last"], "a moment was cut in half"
        number = int(names["written-first"].removeprefix("Number "))
        assert number >= acknowledged, "what was saved before the backup began is not in it"
        sums = dict(database.execute("SELECT file, checksum FROM exhibit_image WHERE file <> ''"))
        with closing(database.cursor()) as cursor:
            named = set(pictures.named(cursor))
    files = place.files()
    assert named == set(files), "a row names a file that is not there, or one is there that no row names"
    for name, checksum in sums.items():
        assert hashlib.sha512(files[name]).hexdigest() == checksum, name
    said.rows, said.files = sum(table.rows for table in there.values()), len(files)
    last = number
    for line in iter(writer.stdout.readline, ""):
        last = int(line)
        if last > number:  # writing goes on
            break
    return last


def large_museum(folder: Path, part: int = 1) -> str:
    """Invent a large museum, back it up, bring it back elsewhere, and have its pages compared; return what it took.

    `part`: only one in so many of its records, pictures and pages.
    """
    museum = Place(folder / "large")
    museum.ask("migrate", "--verbosity=0")
    museum.ask("generate_collection", *(f"--{noun}={number // part}" for noun, number in RECORDS.items()))
    plates = museum.start("-c", PLATES, str(PICTURES // part))
    assert plates.wait() == 0, plates.communicate()
    took = {}
    began = time.monotonic()
    museum.ask("backup", f"--pages={PAGES // part}", "--verbosity=0")
    took["backed up"] = time.monotonic() - began
    [file] = museum.backups.glob("*.tar")
    there = Place(folder / "there")
    began = time.monotonic()
    there.ask("restore", file, "--verbosity=0")
    took["back"] = time.monotonic() - began
    assert took["back"] < BACK_WITHIN, took
    counts = _alike(museum, there)
    size = sum(path.stat().st_size for path in there.media.rglob("*") if path.is_file()) / 1e9
    began = time.monotonic()
    proof = re.search(r"(\d+) pages are those of", there.ask("prove_backup", file))
    took["proved"] = time.monotonic() - began
    assert proof, "no pages were compared"
    pages = int(proof[1])
    assert pages > PAGES // part * 0.9, pages
    times = ", ".join(f"{what} in {seconds:.0f} s" for what, seconds in took.items())
    return f"A large museum on an empty machine | {counts} rows, {size:.1f} GB, {pages} pages alike: {times}"


def _alike(museum: Place, there: Place) -> int:
    """Compare every row and every file of two museums, one file at a time; return the number of rows."""
    here, back = (place.rows("exhibit_preservationevent") for place in (museum, there))
    assert {table for table in here if here[table] != back[table]} == set()
    for path in (path for path in museum.media.rglob("*") if path.is_file()):
        with path.open("rb") as one, (there.media / path.relative_to(museum.media)).open("rb") as other:
            assert hashlib.file_digest(one, "sha256").digest() == hashlib.file_digest(other, "sha256").digest(), path
    return sum(len(rows) for rows in here.values())


def drill(quick: bool) -> list[str]:
    """Return the figures."""
    ready()
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        museum = Place(folder / "museum")
        museum.ask("migrate", "--verbosity=0")
        museum.ask("load_exhibit", "fixtures", "--renditions-later")
        museum.ask("make_renditions", "--verbosity=0")
        museum.ask("backup", "--verbosity=0")
        [first] = museum.backups.glob("*.tar")
        said = backed_up_in_use(folder, first, times=3 if quick else TIMES)
        large = large_museum(folder, part=20 if quick else 1)
    return [
        f"Backups under writing, restored and compared | {said.backups} of {said.backups}, {said.remade} with copies of"
        f" pictures made anew;"
        f" {said.written} transactions written meanwhile; at the end {said.rows} rows and {said.files} files;"
        f" slowest backup {said.slowest_backup:.1f} s, slowest restoration {said.slowest_restore:.1f} s",
        large,
    ]


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
