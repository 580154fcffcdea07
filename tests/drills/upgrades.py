"""An upgrade: killed half way, the same command ends it and nothing is lost; meanwhile earlier code goes on serving.

`python -m tests.drills.upgrades`. The earlier code is what the repository's history had two migrations ago.
"""

import random
import secrets
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from unittest import SkipTest
from urllib.parse import urlsplit

import psycopg

from tests.places import Place, ready

TIMES = 10
AMOUNTS = ("--films", "800", "--people", "2500", "--credits", "5000", "--events", "1500")
NOT_COMPARED = ("exhibit_stamp", "exhibit_searchstate", "django_migrations", "django_content_type", "auth_permission")


ROOT = Path(__file__).parent.parent.parent
MIGRATIONS = "exhibit/migrations"
BEFORE = 2  # migrations that the earlier code does not know
LONGEST = 2.0  # seconds for which a reader or a writer may wait
NUMBERED_ANEW = {
    "auth_group": "SELECT name FROM auth_group ORDER BY 1",
    "auth_group_permissions": (
        "SELECT concat(auth_group.name, ' ', codename, ' ', model) FROM auth_group_permissions"
        " JOIN auth_group ON auth_group.id = group_id JOIN auth_permission ON auth_permission.id = permission_id"
        " JOIN django_content_type ON django_content_type.id = content_type_id ORDER BY 1"
    ),
    "exhibit_searchdocument": "SELECT (to_jsonb(t) - 'id')::text FROM exhibit_searchdocument AS t ORDER BY 1",
    "exhibit_searchword": "SELECT (to_jsonb(t) - 'id')::text FROM exhibit_searchword AS t ORDER BY 1",
    "search_index": (
        "SELECT concat(noun, record, words) FROM search_index JOIN exhibit_searchdocument ON id = key ORDER BY 1"
    ),
}
"""What is made anew has the next numbers on PostgreSQL: those of an interrupted transaction are not given again."""

CRAWL = """
from django.test import Client
from exhibit.models.record import nouns
from exhibit.publishing.pages import public_pages
paths = [page.path for page in public_pages()]
bad = [path for path in paths if Client().get(path).status_code != 200]
for noun in nouns():
    noun._base_manager.order_by("pk").first().save()
print("asked", len(paths), "bad", len(bad), *bad[:5])
"""

Rows = Callable[[], dict[str, list[str]]]


def killed(name: str, museum: Place, reset: Callable[[], None], rows: Rows, times: int) -> str:
    """Upgrade once undisturbed; then again and again, killed at a random moment and repeated; compare."""
    chance = random.Random(9)
    reset()
    began = time.monotonic()
    museum.ask("migrate", "--verbosity=0")
    undisturbed, good = time.monotonic() - began, rows()
    in_the_middle = 0
    for _time in range(times):
        reset()
        process = museum.start("manage.py", "migrate", "--verbosity=0")
        time.sleep(undisturbed * chance.uniform(0.3, 0.95))
        in_the_middle += process.poll() is None
        process.kill()
        process.communicate()
        museum.ask("migrate", "--verbosity=0")
        there = rows()
        assert there == good, [name for name in good if good[name] != there.get(name)]
    return f"Upgrade killed half way, {name} | {in_the_middle} of {times} killed while at work, {times} ended well"


def on_sqlite(folder: Path, times: int) -> str:
    museum = Place(folder)
    museum.ask("migrate", "--verbosity=0")
    museum.ask("generate_collection", *AMOUNTS)
    museum.ask("migrate", "exhibit", "0001", "--verbosity=0")
    first = folder / "first.sqlite3"
    with museum.opened() as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shutil.copy(museum.database, first)

    def reset() -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{museum.database}{ending}").unlink(missing_ok=True)
        shutil.copy(first, museum.database)

    return killed("SQLite", museum, reset, lambda: museum.rows(*NOT_COMPARED), times)


def earlier(folder: Path) -> Path:
    """Unpack the code of two migrations ago from the repository's history; return its folder."""

    def git(*words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout

    def known(commit: str) -> int:
        return sum(
            name[:1].isdigit() for name in git("ls-tree", "--name-only", f"{commit}:{MIGRATIONS}").decode().split()
        )

    today = known("HEAD")
    for commit in git("log", "--first-parent", "-m", "--format=%H", "--", MIGRATIONS).decode().split():
        if known(commit) <= today - BEFORE:
            folder.mkdir(parents=True)
            with tarfile.open(fileobj=BytesIO(git("archive", commit))) as archive:
                archive.extractall(folder, filter="data")
            return folder
    raise SkipTest("the repository's history does not go back far enough")


def served_meanwhile(folder: Path) -> str:
    """Let earlier code make a museum, today's bring its database up to date, and the earlier one go on with it."""
    code = earlier(folder / "code")
    before, today = Place(folder / "museum", code), Place(folder / "museum")
    before.ask("migrate", "--verbosity=0")
    before.ask("load_exhibit", ROOT / "fixtures", "--renditions-later")
    first = before.ask("shell", "--verbosity=0", "-c", CRAWL).split()
    today.ask("migrate", "--verbosity=0")
    then = before.ask("shell", "--verbosity=0", "-c", CRAWL).split()
    assert then == first, (first, then)
    assert then[3] == "0", then
    return f"Earlier code on today's tables | {then[1]} of {then[1]} pages 200, every noun saved"


def waited(folder: Path, url: str) -> str:
    """Bring a large museum of earlier code up to date on PostgreSQL, while others read and write without a pause."""
    code = earlier(folder / "code")
    before, today = (Place(folder / "museum", one, DATABASE_URL=url) for one in (code, ROOT))
    before.ask("migrate", "--verbosity=0")
    before.ask("generate_collection", *AMOUNTS)
    ended, longest = threading.Event(), {"a reader": 0.0, "a writer": 0.0}

    def go_on(who: str, statement: str) -> None:
        with psycopg.connect(url, autocommit=True) as database:
            while not ended.is_set():
                began = time.monotonic()
                database.execute(statement)  # type: ignore[call-overload]
                longest[who] = max(longest[who], time.monotonic() - began)
                time.sleep(0.005)

    write = "UPDATE exhibit_film SET title_en = title_en WHERE id = (SELECT min(id) FROM exhibit_film)"
    read = "SELECT count(*) FROM exhibit_film, search_index WHERE id < 100 AND key < 100"
    others = [threading.Thread(target=go_on, args=pair) for pair in (("a reader", read), ("a writer", write))]
    for other in others:
        other.start()
    try:
        today.ask("migrate", "--verbosity=0")
    finally:
        ended.set()
        for other in others:
            other.join()
    assert max(longest.values()) < LONGEST, longest
    told = ", ".join(f"{who} waited {seconds:.2f} s at most" for who, seconds in longest.items())
    return f"Locks of an upgrade with 10,000 rows, PostgreSQL | {told}"


def on_postgresql(folder: Path, times: int) -> list[str]:
    from tests.test_services import POSTGRES, answers  # the museum's code, which needs settings

    if not answers(POSTGRES):
        return ["Upgrade on PostgreSQL | not run: TEST_POSTGRES_URL names no server that answers"]
    name, first = (f"exhibit_drill_{secrets.token_hex(4)}" for _number in range(2))
    url = urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
    museum = Place(folder, DATABASE_URL=url)

    def server(*statements: str) -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as database:
            for statement in statements:
                database.execute(statement)  # type: ignore[call-overload]

    def reset() -> None:
        server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{first}"')

    def rows() -> dict[str, list[str]]:
        with psycopg.connect(url) as database:
            names = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            asked = {one: f'SELECT t::text FROM "{one}" AS t ORDER BY 1' for [one] in names if one not in NOT_COMPARED}
            asked |= NUMBERED_ANEW
            return {one: [row for [row] in database.execute(query)] for one, query in asked.items()}  # type: ignore[call-overload]

    try:
        server(f'CREATE DATABASE "{name}"')
        museum.ask("migrate", "--verbosity=0")
        museum.ask("generate_collection", *AMOUNTS)
        museum.ask("migrate", "exhibit", "0001", "--verbosity=0")
        server(f'ALTER DATABASE "{name}" RENAME TO "{first}"')
        said = killed("PostgreSQL", museum, reset, rows, times)
        server(f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        return [said, waited(folder / "locks", url)]
    finally:
        server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'DROP DATABASE IF EXISTS "{first}" WITH (FORCE)')


def drill(quick: bool) -> list[str]:
    """Return the figures."""
    ready()
    times = 2 if quick else TIMES
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        return [
            served_meanwhile(folder / "meanwhile"),
            on_sqlite(folder / "sqlite", times),
            *on_postgresql(folder / "postgresql", times),
        ]


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
