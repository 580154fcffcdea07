"""What was acknowledged is there, however often the server or its database is killed meanwhile."""

import hashlib
import random
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills.house import Curator, House, picture, postgres, token

WRITERS = 4
ADD_SOURCE, ADD_IMAGE = "/admin/exhibit/source/add/", "/admin/exhibit/image/add/"


@dataclass
class Saves:
    """What curators sent, and what of it was acknowledged."""

    wanted: int
    sources: dict[str, str] = field(default_factory=dict)
    """Titles by slug."""
    pictures: dict[str, str] = field(default_factory=dict)
    """SHA-512 by slug."""
    titles: dict[int, list[str]] = field(default_factory=dict)
    """Of events: the title that was acknowledged last, then those whose answer never came."""
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    cut: int = 0
    """Requests whose answer never came."""
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def writing(curator: Curator, saves: Saves, events: list[int], stop: threading.Event) -> None:
    """Save one thing after another until enough are acknowledged; what is cut off is not asked for again."""
    forms: dict[str, dict[str, list[str]]] = {}
    while saves.done < saves.wanted and not stop.is_set():
        try:
            one_save(curator, saves, events, forms)
        except OSError:
            saves.cut += 1
            time.sleep(0.1)


def one_save(curator: Curator, saves: Saves, events: list[int], forms: dict[str, dict[str, list[str]]]) -> None:
    kind = random.choices((ADD_SOURCE, ADD_IMAGE, "event"), (7, 1, 2))[0]
    name = f"drill-{token()}"
    if kind == "event":
        _change(curator, saves, random.choice(events), f"Title {name}")
        return
    if kind not in forms:
        forms[kind] = curator.form(kind)
    form = forms[kind] | {"slug": [name]}
    if kind == ADD_SOURCE:
        title = f"A source of {name}: “журавли”"
        if _is_taken(saves, curator.send(kind, form | {"title": [title]})):
            saves.sources[name] = title
        return
    content = picture(random.randrange(2**24))
    words = {"alt_en": [f"A plate, {name}"], "credit_en": ["The museum"], "rights": ["own"]}
    if _is_taken(saves, curator.send(kind, form | words, file=(f"{name}.png", content))):
        saves.pictures[name] = hashlib.sha512(content).hexdigest()


def _change(curator: Curator, saves: Saves, event: int, title: str) -> None:
    address = f"/admin/exhibit/event/{event}/change/"
    form = curator.form(address)
    known = saves.titles.setdefault(event, list(form["title_en"]))
    known.append(title)  # whether or not the answer comes, it may be there
    answer = curator.send(address, form | {"title_en": [title]})
    if _is_taken(saves, answer):
        known[:] = [title]
    elif answer[0] < 500:  # a database that was cut off while it answered may have stored it
        known.remove(title)


def _is_taken(saves: Saves, answer: tuple[int, str, bytes]) -> bool:
    status, where, page = answer
    if status != 302 or "/login/" in where:
        saves.refused.append((status, page))
        return False
    with saves.lock:
        saves.done += 1
    return True


def check(house: House, saves: Saves) -> None:
    """Everything that was acknowledged is in the database, and every picture's file is the one that was sent."""
    assert house.is_whole(), "the database is damaged"
    stored = dict(house.rows("SELECT slug, title FROM exhibit_source WHERE slug LIKE 'drill-%'"))
    lost = [slug for slug, title in saves.sources.items() if stored.get(slug) != title]
    assert not lost, f"{len(lost)} of {len(saves.sources)} acknowledged sources are lost"
    files = dict(house.rows("SELECT slug, file FROM exhibit_image WHERE slug LIKE 'drill-%'"))
    for slug, checksum in saves.pictures.items():
        assert slug in files, f"the acknowledged picture {slug} is lost"
        content = (house.media / files[slug]).read_bytes()
        assert hashlib.sha512(content).hexdigest() == checksum, f"the file of {slug} is another one"
    for slug, file in files.items():
        assert (house.media / file).is_file(), f"the picture {slug} has a row and no file"
    titles = dict(house.rows("SELECT id, title_en FROM exhibit_event"))
    wrong = [event for event, known in saves.titles.items() if known and titles[event] not in known]
    assert not wrong, f"{len(wrong)} acknowledged titles are lost: {[(titles[e], saves.titles[e]) for e in wrong[:2]]}"


def saved_under(house: House, saves: Saves, faults: int, fault: Callable[[], None]) -> None:
    """Have curators save while a fault comes `faults` times, in the midst of their saves."""
    curators = [house.curator(f"curator-{number}") for number in range(WRITERS)]
    events = [pk for (pk,) in house.rows("SELECT id FROM exhibit_event ORDER BY id")]
    stop = threading.Event()
    writers = [
        threading.Thread(target=writing, args=(curator, saves, events[number::WRITERS], stop))
        for number, curator in enumerate(curators)
    ]
    for writer in writers:
        writer.start()
    try:
        for number in range(1, faults + 1):
            while saves.done < saves.wanted * number / (faults + 1) and any(one.is_alive() for one in writers):
                time.sleep(0.02)
            time.sleep(random.random() / 5)
            fault()
        for writer in writers:
            writer.join(1800)
        assert saves.done >= saves.wanted, f"only {saves.done} of {saves.wanted} saves were acknowledged"
        assert all((saves.sources, saves.pictures)), f"no picture or no source was acknowledged: {saves.refused[:1]}"
    finally:
        stop.set()
        for writer in writers:
            writer.join(120)


def killed(folder: Path, saves: int, kills: int) -> str:
    """SQLite: the server and all its processes are killed."""
    house = House(folder)
    house.furnish()
    house.serve()
    made = Saves(saves)

    def fault() -> None:
        house.kill()
        house.serve()

    try:
        saved_under(house, made, kills, fault)
    finally:
        house.kill()
    check(house, made)
    left = tidied(house)
    return (
        f"SQLite: {made.done} saves acknowledged, {kills} kills -9, {made.cut} cut off, 0 lost, integrity ok,"
        f" {left} files of cut off uploads taken away, 0 orphan files"
    )


def tidied(house: House) -> int:
    """Take away what uploads left that were cut off, as a day later; return how many files that were."""
    before = house.orphans()
    house.age(before)
    house.manage("make_renditions", "--verbosity=0")
    left = {name for name in house.orphans() if not name.startswith("unfinished/")}
    assert not left, f"{len(left)} files belong to no picture: {sorted(left)[:3]}"
    return len([name for name in before if name.startswith("images/")])


def restarted(folder: Path, saves: int, restarts: int) -> str:
    """PostgreSQL: the database's server is stopped at once, in the middle, and begun again; ours goes on."""
    with postgres() as server:
        house = House(folder, server.url)
        house.furnish()
        house.serve()
        made = Saves(saves)
        try:
            saved_under(house, made, restarts, server.restart)
        finally:
            house.kill()
        check(house, made)
        assert {status for status, _page in made.refused} <= {503}, made.refused[0]
        assert all(b"Traceback" not in page for _status, page in made.refused)
        tidied(house)
    return (
        f"PostgreSQL: {made.done} saves acknowledged, {restarts} restarts of it, {len(made.refused)} calm answers 503,"
        " 0 lost, 0 orphan files"
    )


def drill(quick: bool) -> list[str]:
    found = []
    for run, saves, faults in (
        (killed, 100 if quick else 1000, 2 if quick else 4),
        (restarted, 60 if quick else 400, 2),
    ):
        with tempfile.TemporaryDirectory(prefix="drill-") as place:
            found.append(run(Path(place), saves, faults))
    return found
