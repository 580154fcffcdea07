"""The server as `make serve` starts it: several processes, changes, reloads, and a database that goes away."""

import http.client
import itertools
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from exhibit.management.commands.serve import _forget

ROOT = Path(__file__).parent.parent
FILM = "/films/cranes-are-flying/"
TOKEN = "only-for-tests"
RENAME = "from exhibit.models import Film; Film.objects.filter(slug='cranes-are-flying').update(title_en='{}')"


@dataclass(frozen=True)
class Server:
    """A running server, its folder and how to ask it."""

    port: int
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None

    def manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Ask on a connection of its own, so that any process may answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, said, answer.read().decode(errors="replace")

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8")


def until(holds: Callable[[], bool], what: str) -> None:
    for _attempt in range(900):
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError(f"It never came true: {what}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serving")
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'museum.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "RUN_ROOT": str(folder / "run"),
        "CACHE_URL": "locmemcache://",
        "PAGE_CACHE_MB": "16",
        "METRICS_TOKEN": TOKEN,
        "LOG_FORMAT": "json",
    }
    words = [
        sys.executable,
        "manage.py",
        "serve",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--access-log",
        "--starting",
        "20",
    ]
    for prepare in (["migrate", "--verbosity=0"], ["load_exhibit", "fixtures", "--renditions-later"]):
        subprocess.run(
            [sys.executable, "manage.py", *prepare], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen([*words, "--no-prepare"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    found = Server(port, folder, environment, process)

    def is_ready() -> bool:
        assert process.poll() is None, found.log()
        try:
            return found.ask("/health/ready")[0] == 200
        except OSError:
            return False

    try:
        until(is_ready, "the server is ready")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Callable[[int], int]]:
    """Starts nginx as deploy/ has it, in front of the port of an application; returns its own."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            raise AssertionError("nginx is not installed: apt-get install nginx-light")
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    started: list[subprocess.Popen[bytes]] = []

    def start(application: int) -> int:
        port = free_port()
        site = (ROOT / "deploy" / "nginx" / "exhibit.conf").read_text(encoding="utf-8")
        for written, here in {
            "127.0.0.1:8000": f"127.0.0.1:{application}",
            "listen 80 default_server": f"listen 127.0.0.1:{port}",
            "/srv/exhibit/frozen/current/data/site": str(tmp_path / "site"),
            "/srv/exhibit/var": str(tmp_path),
            "/var/cache/nginx/exhibit": str(tmp_path / "cache"),
        }.items():
            assert written in site
            site = site.replace(written, here)
        places = "".join(
            f"{name}_temp_path {tmp_path / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (tmp_path / "nginx.conf").write_text(
            f"{user} daemon off; pid {tmp_path / 'pid'}; error_log {tmp_path / 'error.log'}; events {{}}"
            f" http {{ include /etc/nginx/mime.types; access_log off; {places} {site} }}",
            encoding="utf-8",
        )
        started.append(subprocess.Popen([program, "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf"]))
        until(lambda: answers_at(port), "nginx answers")
        return port

    (tmp_path / "site").mkdir()
    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers_at(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class TestBehindNginx:
    """As deploy/nginx/exhibit.conf says."""

    def test_public_pages_are_kept_in_each_packing_and_the_desk_is_not(
        self, server: Server, nginx: Callable[[int], int]
    ) -> None:
        front = replace(server, port=nginx(server.port))
        for accepts, encoding in (("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None)):
            said = [front.ask(FILM, **{"Accept-Encoding": accepts})[1] for _request in range(2)]
            assert [headers.get("content-encoding") for headers in said] == [encoding] * 2
            assert said[0]["x-proxy-cache"] == "MISS"
            assert said[1]["x-proxy-cache"] in ("HIT", "STALE", "EXPIRED", "UPDATING", "REVALIDATED")
            assert "etag" in said[1]
        for _request in range(2):
            status, headers, _body = front.ask("/admin/login/")
            assert (status, headers["x-proxy-cache"]) == (200, "PASSED")
        assert front.ask("/metrics", Authorization=f"Bearer {TOKEN}")[0] == 403

    def test_who_asks_for_data_passes_the_kept_page_by(self, server: Server, nginx: Callable[[int], int]) -> None:
        front = replace(server, port=nginx(server.port))
        for _request in range(2):
            page = front.ask(FILM)[1]
            status, headers, _body = front.ask(FILM, Accept="application/json")
            assert (status, headers["location"]) == (303, f"{FILM.removesuffix('/')}.json")
            assert headers["x-proxy-cache"] == "BYPASS"
            assert page["content-type"].startswith("text/html")
            assert "Accept" not in page["vary"].split(", ")
        said = [front.ask(headers["location"], Accept="application/json")[1] for _request in range(2)]
        assert said[1]["x-proxy-cache"] in ("HIT", "STALE", "EXPIRED", "UPDATING", "REVALIDATED")
        assert said[1]["link"] == said[0]["link"]

    def test_a_change_is_seen_within_seconds(self, server: Server, nginx: Callable[[int], int]) -> None:
        front = replace(server, port=nginx(server.port))
        title(front)
        server.manage("shell", "-c", RENAME.format("Its name behind nginx"))
        until(lambda: "Its name behind nginx" in title(front), "the change is seen")

    def test_without_the_application_the_frozen_copy_is_shown(
        self, nginx: Callable[[int], int], tmp_path: Path
    ) -> None:
        front = Server(nginx(free_port()), tmp_path, {}, None)
        (tmp_path / "site" / "films").mkdir()
        (tmp_path / "site" / "films" / "index.html").write_text("the frozen films")
        (tmp_path / "site" / "404.html").write_text("not in the copy")
        status, headers, body = front.ask("/films/")
        assert (status, headers["x-proxy-cache"], body) == (200, "FROZEN", "the frozen films")
        status, headers, body = front.ask("/people/")
        assert (status, body) == (404, "not in the copy")
        for desk in ("/admin/", "/ru/admin/exhibit/film/"):
            status, _headers, body = front.ask(desk)
            assert status == 502, "the desk is not the copy's to answer"
            assert "not in the copy" not in body

    def test_files_are_handed_out_with_the_time_that_they_last(
        self, nginx: Callable[[int], int], tmp_path: Path
    ) -> None:
        front = Server(nginx(free_port()), tmp_path, {}, None)
        (tmp_path / "static" / "css").mkdir(parents=True)
        for name in ("site.0123456789ab.css", "site.css"):
            (tmp_path / "static" / "css" / name).write_text("a{}")
        (tmp_path / "media" / "renditions").mkdir(parents=True)
        (tmp_path / "media" / "renditions" / "a.webp").write_bytes(b"a picture")
        for path, lasts in (
            ("/static/css/site.0123456789ab.css", "public, max-age=31536000, immutable"),
            ("/static/css/site.css", "public, max-age=60"),
            ("/media/renditions/a.webp", "public, max-age=31536000, immutable"),
        ):
            status, headers, _body = front.ask(path)
            assert (status, headers["cache-control"]) == (200, lasts)
            assert headers["x-content-type-options"] == "nosniff"
        assert front.ask("/media/renditions/../../nginx.conf")[0] == 404


def title(server: Server) -> str:
    return server.ask(FILM)[2].partition("<title>")[2].partition("</title>")[0]


def test_every_process_sees_a_change_that_none_of_them_made(server: Server) -> None:
    for name in ("The first of its names", "The second of its names"):
        server.manage("shell", "-c", RENAME.format(name))
        assert [name in title(server) for _request in range(12)] == [True] * 12


def test_operators_may_ask_by_any_host_and_read_metrics_with_the_token(server: Server) -> None:
    assert server.ask("/health/live", Host="10.0.0.7")[0] == 200
    status, headers, body = server.ask("/health/ready", Host="10.0.0.7")
    assert (status, headers["cache-control"], json.loads(body)) == (200, "no-store", {"status": "ready"})
    assert server.ask("/metrics")[0] == 404
    assert server.ask("/metrics", Authorization="Bearer wrong")[0] == 404
    server.ask(FILM)
    status, _headers, said = server.ask("/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert 'exhibit_answers_total{source="hit"}' in said


def test_log_lines_are_objects(server: Server) -> None:
    server.ask(FILM + "?from=the-log")
    until(lambda: "from=the-log" in server.log(), "the request is logged")
    lines = [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]
    [asked] = [line for line in lines if line.get("query_string") == "from=the-log"]
    assert (asked["method"], asked["path"], asked["status"]) == ("GET", FILM, 200)
    assert asked["milliseconds"] >= 0
    assert any(line.get("logger") == "_granian" and line["level"] == "INFO" for line in lines)


def test_pictures_are_handed_out_and_nothing_beside_them(server: Server) -> None:
    picture = re.search(r'data-full="(/media/[^"]+)"', server.ask("/images/birches/")[2])
    assert picture
    status, headers, _body = server.ask(picture[1])
    assert (status, headers["x-content-type-options"]) == (200, "nosniff")
    assert headers["content-type"].startswith("image/")
    for path in ("/media/../museum.sqlite3", "/media/%2e%2e/museum.sqlite3", "/media/", "/media/images/"):
        assert server.ask(path)[0] in (400, 404)


def said_while_it_reloads(server: Server, ask: Callable[[], int]) -> list[int | str]:
    """Return what four visitors are told, status or error, until all processes of the server are new."""

    def workers() -> set[str]:
        assert server.process
        found = subprocess.run(
            ["pgrep", "--parent", str(server.process.pid)], capture_output=True, text=True, check=False
        )
        return set(found.stdout.split())

    assert server.process
    before, stop = workers(), threading.Event()
    said: list[int | str] = []

    def visit() -> None:
        while not stop.is_set():
            try:
                said.append(ask())
            except OSError as problem:
                said.append(repr(problem))

    visitors = [threading.Thread(target=visit) for _visitor in range(4)]
    for visitor in visitors:
        visitor.start()
    server.process.send_signal(signal.SIGHUP)
    until(lambda: len(workers()) >= 2 and not (workers() & before), "all processes are new")
    stop.set()
    for visitor in visitors:
        visitor.join(60)
    assert len(said) > 20
    return said


def test_a_reload_under_load_loses_no_request(server: Server) -> None:
    def ask() -> int:
        try:
            return server.ask(FILM)[0]
        except (ConnectionResetError, http.client.RemoteDisconnected):  # closed without an answer: browsers ask again
            return server.ask(FILM)[0]

    assert set(said_while_it_reloads(server, ask)) == {200}


def test_a_reload_behind_nginx_shows_in_no_answer(server: Server, nginx: Callable[[int], int]) -> None:
    front, number = replace(server, port=nginx(server.port)), itertools.count()

    def ask() -> int:
        return front.ask(f"{FILM}?visit={next(number)}")[0]  # nothing that nginx has kept

    assert set(said_while_it_reloads(server, ask)) == {200}


@pytest.mark.parametrize("number", ["1", "no number", str(2**40)])
def test_the_number_of_a_server_that_is_gone_is_in_nobodys_way(tmp_path: Path, number: str) -> None:
    file = tmp_path / "serve.pid"
    file.write_text(number)
    _forget(file)
    assert not file.exists()


def test_the_number_of_a_server_that_runs_stays(server: Server) -> None:
    file = server.folder / "run" / "serve.pid"
    _forget(file)
    assert file.exists()


def test_without_its_database_it_serves_what_it_has_and_is_not_ready(server: Server) -> None:
    kept = server.ask(FILM)[2]
    for _request in range(12):  # every process has it
        server.ask(FILM)
    museum = server.folder / "museum.sqlite3"
    with closing(sqlite3.connect(museum)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    away = [file.rename(file.with_name(f"away-{file.name}")) for file in server.folder.glob("museum.sqlite3*")]
    try:
        until(lambda: "out of reach" in server.ask(FILM)[1].get("cache-status", ""), "it is noticed")
        status, headers, body = server.ask(FILM)
        assert (status, body) == (200, kept)
        until(lambda: server.ask("/health/ready")[0] == 503, "it is not ready")
        assert server.ask("/health/live")[0] == 200
        status, headers, body = server.ask("/timeline/?from=1931")
        assert (status, headers["retry-after"]) == (503, "30")
        assert "Back in a moment" in body
    finally:
        for left in server.folder.glob("museum.sqlite3*"):
            left.unlink()
        for file in away:  # its log too: to part them would cut off whoever has them open
            file.rename(file.with_name(file.name.removeprefix("away-")))
    until(lambda: server.ask("/health/ready")[0] == 200, "it is ready again")
    until(lambda: server.ask(FILM)[1]["cache-status"] != 'exhibit; hit; detail="database out of reach"', "all is well")
