"""What is killed in the middle leaves the state before it, or all of it; a second run ends as one alone."""

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.drills.house import ROOT, House, picture

LOAD = ("load_exhibit", "fixtures", "--renditions-later")
NOUNS = ("film", "person", "event", "award", "place", "credit", "citation", "source", "image", "exhibit", "textblock")
RAMP = 0.9
"""Of the time that a whole run takes, within which it is killed."""


def state(house: House) -> str:
    """A digest of all rows that a folder makes, whatever their keys, and of all picture files."""
    folder = house.folder / "dumped"
    shutil.rmtree(folder, ignore_errors=True)
    house.manage("dump_exhibit", str(folder))
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            found.update(f"{file.relative_to(folder)} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()[:16]


def counts(house: House) -> tuple[int, ...]:
    return tuple(house.rows(f"SELECT COUNT(*) FROM exhibit_{noun}")[0][0] for noun in NOUNS)


def killed_in_the_middle(house: House, seconds: float, *words: str) -> bool:
    """Begin a command and kill it, with all that it began, at a random moment; return whether it was cut off."""
    process = house.began(*words)
    try:
        process.wait(random.uniform(0.2, 1) * seconds * RAMP)
    except Exception:
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def took(house: House, *words: str) -> float:
    begun = time.monotonic()
    house.manage(*words)
    return time.monotonic() - begun


def an_empty(folder: Path) -> House:
    """A museum that was migrated and has nothing."""
    folder.mkdir()
    house = House(folder)
    house.manage("migrate", "--verbosity=0")
    return house


def loads(folder: Path, kills: int, words: tuple[str, ...] = LOAD) -> str:
    """A load into an empty museum: nothing or everything, rows and files alike."""
    folder.mkdir()
    whole = an_empty(folder / "whole")
    shutil.copy(whole.file, folder / "empty.sqlite3")
    seconds = took(whole, *words)
    wanted, all_rows, files = state(whole), counts(whole), _files(whole)
    house = House(folder / "whole")
    nothing = tuple(0 for _noun in NOUNS)
    cut = 0
    for _kill in range(kills):
        _emptied(house, folder / "empty.sqlite3")
        cut += killed_in_the_middle(house, seconds, *words)
        assert house.is_whole(), "the database is damaged"
        found = counts(house)
        assert found in (nothing, all_rows), f"{words[0]} left a part: {dict(zip(NOUNS, found, strict=True))}"
        if found == nothing:
            house.age(path for path in _files(house) if path.startswith("unfinished/"))
            house.manage("make_renditions", "--verbosity=0")
            assert not _files(house), f"{words[0]} left files: {sorted(_files(house))[:3]}"
    house.manage(*words)
    assert state(house) == wanted, f"after {kills} kills {words[0]} brings something else"
    assert _files(house) == files, f"stray files: {sorted(_files(house) ^ files)[:3]}"
    return f"{words[0]}: {kills} kills -9 ({cut} in the middle), 0 parts, then the same by hash, 0 stray files"


def _emptied(house: House, empty: Path) -> None:
    for file in house.folder.glob("museum.sqlite3*"):
        file.unlink()
    shutil.rmtree(house.media, ignore_errors=True)
    shutil.copy(empty, house.file)


def _files(house: House) -> set[str]:
    return {str(path.relative_to(house.media)) for path in house.media.rglob("*") if path.is_file()}


def changes(folder: Path, kills: int) -> str:
    """A load over what is there, which replaces a picture: its row and its file stay as they were, or change."""
    folder.mkdir()
    house = House(folder / "there")
    house.furnish()
    source = folder / "changed"
    shutil.copytree(ROOT / "fixtures", source, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    name = sorted(path.name for path in (source / "images").iterdir() if path.suffix in (".png", ".jpg", ".webp"))[0]
    old = (house.media / "images" / name).read_bytes()
    new = _as_other_bytes(source / "images" / name)
    shutil.copytree(house.folder, folder / "before")
    seconds = took(house, "load_exhibit", str(source), "--renditions-later")
    wanted, cut = state(house), 0
    for _kill in range(kills):
        shutil.rmtree(house.folder)
        shutil.copytree(folder / "before", house.folder)
        cut += killed_in_the_middle(house, seconds, "load_exhibit", str(source), "--renditions-later")
        house.age(path for path in _files(house) if path.startswith("unfinished/"))
        house.manage("make_renditions", "--verbosity=0")
        [(checksum,)] = house.rows(f"SELECT checksum FROM exhibit_image WHERE file = 'images/{name}'")
        there = (house.media / "images" / name).read_bytes()
        assert there in (old, new), "the picture is neither the old nor the new one"
        assert hashlib.sha512(there).hexdigest() == checksum, "the picture's file and its row are not of one state"
    house.manage("load_exhibit", str(source), "--renditions-later")
    assert state(house) == wanted
    return f"load_exhibit, a picture replaced: {kills} kills ({cut} in the middle), its file and row of one state"


def _as_other_bytes(file: Path) -> bytes:
    from PIL import Image as Picture

    with Picture.open(file) as opened:
        opened.load()
        size, kind = opened.size, opened.format
    Picture.new("RGB", size, (120, 60, 30)).save(file, kind)
    return file.read_bytes()


def migrations(folder: Path, kills: int) -> str:
    """`migrate` of an empty database: a second run comes to the same tables."""
    folder.mkdir()
    whole = an_empty(folder / "whole")
    tables = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    wanted = whole.rows(tables)
    whole.file.unlink()
    seconds, cut = took(whole, "migrate", "--verbosity=0"), 0
    for _kill in range(kills):
        for file in whole.folder.glob("museum.sqlite3*"):
            file.unlink()
        cut += killed_in_the_middle(whole, seconds, "migrate", "--verbosity=0")
        whole.manage("migrate", "--verbosity=0")
        assert whole.rows(tables) == wanted, "after a kill the second migrate made other tables"
        assert whole.is_whole()
    return f"migrate: {kills} kills ({cut} in the middle), the second run makes the same tables"


def tables(folder: Path, kills: int) -> str:
    """`import_table` with a row for each of 300 sources: none or all."""
    folder.mkdir()
    house = House(folder / "museum")
    house.furnish()
    lines = ["slug,title,language,tier", *(f"drill-{n},Source {n},en,B" for n in range(300))]
    (folder / "sources.csv").write_text("\n".join(lines), encoding="utf-8")
    shutil.copytree(house.folder, folder / "before")
    words = ("import_table", "source", str(folder / "sources.csv"))
    seconds, cut = took(house, *words), 0
    for _kill in range(kills):
        shutil.rmtree(house.folder)
        shutil.copytree(folder / "before", house.folder)
        cut += killed_in_the_middle(house, seconds, *words)
        [(found,)] = house.rows("SELECT COUNT(*) FROM exhibit_source WHERE slug LIKE 'drill-%'")
        assert found in (0, 300), f"import_table left {found} of 300 rows"
        if not found:
            house.manage(*words)
        assert house.rows("SELECT COUNT(*) FROM exhibit_source WHERE slug LIKE 'drill-%'") == [(300,)]
    return f"import_table: {kills} kills ({cut} in the middle), 0 or 300 rows, then 300"


def renditions(folder: Path, kills: int) -> str:
    """`make_renditions`: each run goes on, the last leaves nothing to do and no stray file."""
    folder.mkdir()
    house = House(folder)
    house.furnish()
    cut = 0
    for _kill in range(kills):
        cut += killed_in_the_middle(house, 6, "make_renditions")
    house.manage("make_renditions")
    house.age(house.orphans())
    house.manage("make_renditions")
    house.manage("make_renditions", "--check")
    assert not house.orphans(), f"stray files: {sorted(house.orphans())[:3]}"
    return f"make_renditions: {kills} kills ({cut} in the middle), then complete, 0 stray files"


def uploads(folder: Path, kills: int) -> str:
    """An upload at the desk: its row and its file, or neither."""
    folder.mkdir()
    house = House(folder)
    house.furnish()
    there, cut = 0, 0
    for number in range(kills):
        house.serve(workers=1)
        curator = house.curator()
        page = "/admin/exhibit/image/add/"
        form = curator.form(page) | {
            "slug": [f"cut-{number}"],
            "alt_en": ["A plate"],
            "credit_en": ["The museum"],
            "rights": ["own"],
        }
        import threading

        ends = threading.Timer(random.uniform(0.01, 0.25), house.kill)
        ends.start()
        try:
            curator.send(page, form, file=("plate.png", picture(number) + b"\0" * 200_000))
        except OSError:
            cut += 1
        ends.join()
        house.kill()
        house.age(path for path in _files(house) if path.startswith("unfinished/"))
        house.manage("make_renditions", "--verbosity=0")
        rows = house.rows(f"SELECT file FROM exhibit_image WHERE slug = 'cut-{number}'")
        there += len(rows)
        assert all((house.media / file).is_file() for (file,) in rows), "a row without its file"
        assert bool(rows) == bool(list((house.media / "images").glob(f"cut-{number}*"))), "a file without its row"
    return f"upload: {kills} kills ({cut} without an answer), {there} whole, 0 files or rows without the other"


def collections(folder: Path, kills: int) -> str:
    """`import_collection` into an empty museum."""
    folder.mkdir()
    full = House(folder / "full")
    full.furnish()
    full.manage("export_collection", str(folder / "museum.zip"), "--verbosity=0")
    words = ("import_collection", str(folder / "museum.zip"), "--renditions-later", "--verbosity=0")
    return loads(folder / "empty", kills, words)


def restores(folder: Path, kills: int) -> str:
    """`restore` over a museum: the one that was there or that of the backup, rows and pictures of the same."""
    folder.mkdir()
    house = House(folder / "museum")
    house.furnish()
    house.manage("backup", str(folder / "backups"))
    [backup] = (folder / "backups").glob("*.tar")
    saved = state(house)
    [(name,)] = house.rows("SELECT file FROM exhibit_image ORDER BY file LIMIT 1")
    _as_other_bytes(house.media / name)
    with closing(sqlite3.connect(house.file)) as connection, connection:
        connection.execute("UPDATE exhibit_film SET title_en = title_en || '!'")
    there = state(house)
    assert there != saved
    shutil.copytree(house.folder, folder / "before")
    words = ("restore", str(backup), "--over")
    seconds, cut, new = took(house, *words), 0, 0
    assert state(house) == saved
    for _kill in range(kills):
        shutil.rmtree(house.folder)
        shutil.copytree(folder / "before", house.folder)
        cut += killed_in_the_middle(house, seconds, *words)
        house.manage("restore", "--undo")
        assert house.is_whole()
        found = state(house)
        assert found in (there, saved), "restore left a part"
        new += found == saved
        house.manage(*words)
        assert state(house) == saved, "the restoration after a kill brings something else"
    return f"restore: {kills} kills ({cut} in the middle), {kills - new} as before, {new} restored, 0 parts"


def drill(quick: bool) -> list[str]:
    found = []
    runs = (
        (loads, 4, 25),
        (changes, 2, 5),
        (collections, 2, 5),
        (tables, 2, 5),
        (migrations, 2, 5),
        (renditions, 2, 5),
        (uploads, 3, 10),
        (restores, 2, 10),
    )
    for run, few, many in runs:
        with tempfile.TemporaryDirectory(prefix="drill-") as place:
            found.append(run(Path(place) / "museum", few if quick else many))
    return found
