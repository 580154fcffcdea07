"""On a full disk a failed save is a calm page with all its words, what was acknowledged is stored, visitors read on."""

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import SkipTest

from tests.drills.house import Curator, House, token

MEGABYTES = 24
"""Of the disk, beside the room that is filled by saves: the dataset takes about half of it."""
PAGES = ("/", "/films/cranes-are-flying/", "/timeline/", "/people/", "/ru/", "/search/?q=Kalatozov", "/places/moscow/")
EVENT = "/admin/exhibit/event/{}/change/"
ADD = "/admin/exhibit/source/add/"


@contextmanager
def small_disk(folder: Path, megabytes: int = MEGABYTES) -> Iterator[Path]:
    """A disk in memory. Raises SkipTest for anybody but root."""
    place = folder / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "drill", str(place)]
    if os.geteuid() or subprocess.run(words, capture_output=True).returncode:
        raise SkipTest("needs root, to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(place: Path, leave: int = 0) -> Path:
    """Take all room but `leave` bytes; return the file that does."""
    file = place / "filler"
    disk = os.statvfs(place)
    with file.open("wb", buffering=0) as opened:
        left = disk.f_bavail * disk.f_frsize - leave
        try:
            while left > 0:
                left -= opened.write(b"\0" * min(left, 65_536))
            if not leave:
                while opened.write(b"\0" * 4096):
                    pass
        except OSError:
            pass
    return file


def written_until_full(curator: Curator) -> tuple[dict[str, str], list[tuple[int, str, bytes]]]:
    """Save until ten saves have failed; return what was acknowledged by slug, and the failures with what was typed."""
    form, taken, failed = curator.form(ADD), {}, []
    while len(failed) < 10:
        name = f"drill-{token()}"
        text = f"What {name} says: “журавли”. " + "All of it was typed by hand. " * 200
        status, where, page = curator.send(ADD, form | {"slug": [name], "title": [name], "note": [text]})
        if status == 302 and "/login/" not in where:
            taken[name] = text
        else:
            failed.append((status, text, page))
    return taken, failed


def run(folder: Path, room: int) -> str:
    with small_disk(folder, MEGABYTES + room // 1_000_000) as place:
        house = House(place, RUN_ROOT=str(folder / "run"))
        house.furnish()
        house.serve()
        try:
            return _run(house, place, room)
        finally:
            house.kill()


def _run(house: House, place: Path, room: int) -> str:
    curator, words = house.curator(), "Typed while the disk was full: all of it is still here."
    events = [pk for (pk,) in house.rows("SELECT id FROM exhibit_event ORDER BY id LIMIT 5")]
    forms = {pk: curator.form(EVENT.format(pk)) for pk in events}
    for path in PAGES:
        assert house.ask(path)[0] == 200, path
    filler = fill_up(place, leave=room)
    taken, failed = written_until_full(curator)
    with filler.open("ab", buffering=0) as opened:  # to the last byte
        try:
            while opened.write(b"\0" * 512):
                pass
        except OSError:
            pass
    assert len(failed) >= 10, "the disk was not filled"
    for pk in events:
        status, _where, page = curator.send(EVENT.format(pk), forms[pk] | {"description_en": [words]})
        failed.append((status, words, page))
    wrong = [(status, page[:300]) for status, text, page in failed if status not in (503, 507) or not _kept(text, page)]
    assert not wrong, f"{len(wrong)} of {len(failed)} failures are no calm page with the words in it: {wrong[0]}"
    said = [house.ask(path)[0] for path in PAGES for _time in range(3)]
    assert set(said) == {200}, f"visitors are answered {said}"
    stored = dict(house.rows("SELECT slug, note FROM exhibit_source WHERE slug LIKE 'drill-%'"))
    assert {slug: text.strip() for slug, text in taken.items()} == stored, f"{len(taken)} and {len(stored)}"
    assert house.is_whole(), "the database is damaged"
    filler.unlink()
    status, _where, page = curator.send(EVENT.format(events[0]), forms[events[0]] | {"description_en": [words]})
    assert status == 302, f"after there is room again a save is answered {status}: {page[:300]!r}"
    assert house.is_whole()
    calm = ", ".join(f"{count} x {status}" for status, count in Counter(status for status, *_ in failed).items())
    return (
        f"{len(taken)} saves acknowledged and stored, then {len(failed)} failures ({calm}), the words in each;"
        f" {len(said)} of {len(said)} pages 200; integrity ok; the next save with room works"
    )


def _kept(text: str, page: bytes) -> bool:
    return text.strip() in page.decode() and b"Traceback" not in page


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 2_000_000 if quick else 24_000_000)]
