"""sqlmap asks whatever takes words, the desk's lists included, and finds no way into the database.

The same sqlmap finds the hole of a page that was made to have one. python -m tests.drills.injection
"""

import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import SkipTest
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.drills.house import House
from tests.fetched import unpacked

TOOL = "sqlmap==1.10.10"
CHOSEN = "film=cranes-are-flying&person=kalatozov&place=moscow&lane=war&q=crane"
ASKED = (
    f"/search/?{CHOSEN}&kind=event&decade=1950&page=1",
    f"/search/data.json?{CHOSEN}&kind=event&decade=1950&page=1",
    "/search/suggestions.json?q=crane",
    f"/timeline/?{CHOSEN}&from=1941&to=1958&entry=film-cranes-are-flying&after=film-cranes-are-flying",
    f"/timeline/data.json?{CHOSEN}&from=1941&to=1958&width=1200&overview=1",
    f"/timeline/export/timeline.csv?{CHOSEN}&from=1941&to=1958",
    "/oembed/?url=SITE/films/cranes-are-flying/&format=json&maxwidth=600&maxheight=400",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=film&from=2020-01-01&until=2030-01-01",
    "/compare/?first=kalatozov&second=urusevsky",
    "/films/cranes-are-flying*/",
    "/films/cranes-are-flying*.json",
    "/films/after/red-tent*/",
    "/timeline/film-cranes-are-flying*/",
    "/films/cranes-are-flying*/cite.bib",
)
AT_THE_DESK = (
    "/admin/exhibit/film/?q=crane&o=1&p=1&status__exact=published",
    "/admin/exhibit/credit/?q=kalatozov&department__exact=directing",
    "/admin/exhibit/film/1*/change/",
    "/admin/autocomplete/?term=kal&app_label=exhibit&model_name=credit&field_name=person",
    "/admin/exhibit/film/1*/history/",
)
"""A star is where sqlmap writes into the path; SITE stands for scheme and host."""

FOUND = "identified the following injection point"
NONE = "all tested parameters do not appear to be injectable"


def asked(tool: Path, address: str, folder: Path, level: int, cookie: str = "") -> tuple[int, str]:
    """Let sqlmap ask an address; return how many places it tried, and what it said."""
    words = [
        sys.executable,
        tool,
        "-u",
        address,
        "--batch",
        "--threads=2",
        "--dbms=SQLite",
        f"--level={level}",
        "--risk=1",
    ]
    words += ["--flush-session", "--disable-coloring", f"--output-dir={folder}", "--skip=Host"]
    words += [f"--cookie={cookie}", "--param-filter=GET,URI"] if cookie else []
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    places = len(set(re.findall(r"testing for SQL injection on (.+)", said)))
    return places, said


@contextmanager
def with_a_hole(folder: Path) -> Iterator[str]:
    """Serve a page that says its question to SQLite as it came; yield its address."""
    file = folder / "hole.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE film (slug text, title text)")
        database.execute("INSERT INTO film VALUES ('cranes', 'The Cranes Are Flying')")

    def page(environ: dict, start: object) -> list[bytes]:
        slug = parse_qs(environ["QUERY_STRING"]).get("slug", [""])[0]
        try:
            with closing(sqlite3.connect(file)) as database:
                rows = database.execute(f"SELECT title FROM film WHERE slug = '{slug}'").fetchall()
        except sqlite3.Error as problem:
            rows = [(str(problem),)]
        start("200 OK", [("Content-Type", "text/html")])  # type: ignore[operator]
        return [f"<p>{rows}</p>".encode()]

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with make_server("127.0.0.1", 0, page, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/?slug=cranes"
        server.shutdown()


def run(folder: Path, level: int) -> str:
    try:
        tool = unpacked(TOOL) / "sqlmap" / "sqlmap.py"
    except pytest.skip.Exception as reason:
        raise SkipTest(str(reason)) from None
    with with_a_hole(folder) as address:
        assert FOUND in asked(tool, address, folder, 1)[1], "sqlmap does not find the hole that is there"
    house = House(folder)
    house.furnish()
    house.serve()
    try:
        olga = house.curator()
        cookie = "; ".join(f"{name}={value}" for name, value in olga.cookies.items())
        tried = 0
        for path in AT_THE_DESK:
            assert olga.get(path.replace("*", ""))[0] == 200, f"{path} does not open"
        site = f"http://127.0.0.1:{house.port}"
        for path in (*ASKED, *AT_THE_DESK):
            address = site + path.replace("SITE", site)
            places, said = asked(tool, address, folder, level, cookie if path in AT_THE_DESK else "")
            assert FOUND not in said, f"{path}: {said[-1500:]}"
            assert NONE in said, f"{path} was not asked: {said[-1500:]}"
            assert "500 (Internal" not in said, path
            tried += places
    finally:
        house.kill()
    return f"{tried} places of {len(ASKED) + len(AT_THE_DESK)} addresses, level {level}: 0; the page with a hole: found"


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 1 if quick else 3)]


if __name__ == "__main__":
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201
