"""The server as `make serve` starts it: several processes, changes, reloads, and a database that goes away."""

import datetime
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exhibit.management.commands.serve import _forget
from exhibit.publishing.public import POLICY
from tests.nginx import configured

ROOT = Path(__file__).parent.parent
FILM = "/films/cranes-are-flying/"
TOKEN = "only-for-tests"
HSTS = "max-age=31536000; includeSubDomains; preload"
SIGN_IN = """
from django.contrib.auth.models import User
from django.test import Client
user, _made = User.objects.get_or_create(username="olga", is_staff=True, is_superuser=True)
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""
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

    def start(application: int, certificate: Path | None = None) -> int:
        port = free_port()
        configuration = configured(tmp_path, port, application, certificate)
        started.append(subprocess.Popen([program, "-e", tmp_path / "error.log", "-c", configuration]))
        until(lambda: answers_at(port), "nginx answers")
        return port

    (tmp_path / "site").mkdir()
    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=30)


def self_signed(file: Path) -> Path:
    """Write a key and its certificate for localhost, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(hours=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    kept = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(kept + made.sign(key, hashes.SHA256()).public_bytes(pem))
    return file


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

    @pytest.mark.parametrize("is_secure", [True, False])
    def test_over_tls_what_it_hands_out_itself_asks_for_tls_too(
        self, nginx: Callable[..., int], tmp_path: Path, is_secure: bool
    ) -> None:
        (tmp_path / "static").mkdir()
        (tmp_path / "static" / "a.css").write_text("")
        (tmp_path / "site" / "index.html").write_text("kept")
        port = nginx(free_port(), self_signed(tmp_path / "both.pem") if is_secure else None)
        for path, status in (("/static/a.css", 200), ("/", 200), ("/none/", 404)):
            if is_secure:
                trust = ssl.create_default_context(cafile=str(tmp_path / "both.pem"))
                asked: http.client.HTTPConnection = http.client.HTTPSConnection(
                    "localhost", port, timeout=30, context=trust
                )
            else:
                asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asked.request("GET", path)
            answer = asked.getresponse()
            said = answer.getheader("Strict-Transport-Security")
            asked.close()
            assert (answer.status, said) == (status, HSTS if is_secure else None), path

    def test_a_change_is_seen_within_seconds(self, server: Server, nginx: Callable[[int], int]) -> None:
        front = replace(server, port=nginx(server.port))
        title(front)
        server.manage("shell", "-c", RENAME.format("Its name behind nginx"))
        until(lambda: "Its name behind nginx" in title(front), "the change is seen")

    def test_what_is_taken_down_is_gone_within_seconds(self, server: Server, nginx: Callable[[int], int]) -> None:
        front, page = replace(server, port=nginx(server.port)), "/films/salt-for-svanetia/"
        status = "from exhibit.models import Film; Film.objects.filter(slug='salt-for-svanetia').update(status='{}')"
        assert [front.ask(page)[0] for _request in range(4)] == [200] * 4
        server.manage("shell", "-c", status.format("draft"))
        try:
            began = time.monotonic()
            until(lambda: front.ask(page)[0] == 404, "it is gone")
            assert time.monotonic() - began < 60
            assert [front.ask(page)[0] for _request in range(8)] == [404] * 8
        finally:
            server.manage("shell", "-c", status.format("published"))

    @pytest.mark.parametrize(("policy", "is_gone"), [(POLICY, True), (POLICY.replace("=45", "=600"), False)])
    def test_and_so_it_is_if_the_application_goes_away_right_after(
        self, nginx: Callable[[int], int], tmp_path: Path, policy: str, is_gone: bool
    ) -> None:
        """A tenth of the time that is allowed, for a tenth of a minute; ten minutes would be too long."""
        tenth = re.sub(r"stale-if-error=(\d+)", lambda found: f"stale-if-error={int(found[1]) // 10}", policy)
        tenth = tenth.replace("stale-while-revalidate=5", "stale-while-revalidate=1")

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Cache-Control", tenth)
                self.send_header("Content-Length", "8")
                self.end_headers()
                self.wfile.write(b"a secret")

            def log_message(self, *_words: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Page) as application:
            threading.Thread(target=application.serve_forever, daemon=True).start()
            front = Server(nginx(application.server_port), tmp_path, {}, None)
            assert [front.ask("/a/")[2] for _request in range(3)] == ["a secret"] * 3
            application.shutdown()
        time.sleep(6)
        assert (front.ask("/a/")[2] != "a secret") is is_gone

    def test_two_who_take_turns_get_nothing_of_each_other(self, server: Server, nginx: Callable[[int], int]) -> None:
        front = replace(server, port=nginx(server.port))
        made = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", SIGN_IN],
            cwd=ROOT,
            env=server.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        cookie = f"sessionid={made.stdout.split()[-1]}"
        public = ("/", FILM, f"{FILM.removesuffix('/')}.json", "/search/?q=cranes", "/timeline/data.json", "/films.csv")
        for _round in range(5):
            for path in public:
                said = [front.ask(path, **headers) for headers in ({"Cookie": cookie}, {}, {"Cookie": cookie})]
                assert len({(status, body) for status, _headers, body in said}) == 1, path
                assert not any("set-cookie" in headers for _status, headers, _body in said)
            for desk in ("/admin/", "/ru/admin/exhibit/film/"):
                assert front.ask(desk, Cookie=cookie)[0] == 200
                status, _headers, body = front.ask(desk)
                assert (status, body) == (302, ""), "a stranger is asked to sign in"

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
        (tmp_path / "media" / "renditions" / "hidden.webp").write_bytes(b"a picture that only the application may show")
        for path, lasts in (
            ("/static/css/site.0123456789ab.css", "public, max-age=31536000, immutable"),
            ("/static/css/site.css", "public, max-age=60"),
        ):
            status, headers, _body = front.ask(path)
            assert (status, headers["cache-control"]) == (200, lasts)
            assert headers["x-content-type-options"] == "nosniff"
        assert front.ask("/static/../nginx.conf")[0] in (400, 404)
        assert front.ask("/media/renditions/hidden.webp")[0] == 404


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


def test_what_was_taken_down_before_the_database_went_away_is_shown_by_no_process(server: Server) -> None:
    page, museum = "/films/salt-for-svanetia/", server.folder / "museum.sqlite3"
    for _request in range(12):  # every process has it
        assert server.ask(page)[0] == 200
    with closing(sqlite3.connect(museum)) as curator:
        curator.execute("UPDATE exhibit_film SET status = 'draft' WHERE slug = 'salt-for-svanetia'")
        curator.commit()
        time.sleep(0.6)  # nobody asks for anything; the processes look by themselves
        curator.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    away = [file.rename(file.with_name(f"away-{file.name}")) for file in server.folder.glob("museum.sqlite3*")]
    try:
        assert 200 not in {server.ask(page)[0] for _request in range(12)}
        time.sleep(1.2)
        assert {server.ask(page)[0] for _request in range(12)} == {503}
    finally:
        for left in server.folder.glob("museum.sqlite3*"):
            left.unlink()
        for file in away:
            file.rename(file.with_name(file.name.removeprefix("away-")))
    until(lambda: server.ask("/health/ready")[0] == 200, "it is ready again")
    assert server.ask(page)[0] == 404
    with closing(sqlite3.connect(museum)) as curator:
        curator.execute("UPDATE exhibit_film SET status = 'published' WHERE slug = 'salt-for-svanetia'")
        curator.commit()
    until(lambda: server.ask(page)[0] == 200, "it is shown again")
