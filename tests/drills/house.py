"""A museum of the drill's own, served by `manage.py serve` in a folder that is thrown away: to be killed and filled.

SQLite unless `database` names another; the machine's own servers are never touched.
"""

import http.client
import io
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import SkipTest
from urllib.parse import urlencode, urlsplit

import django
import psycopg
from PIL import Image as Picture
from urllib3.filepost import encode_multipart_formdata

from tests.benchmarks.serving.kept import kept

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.test_admin import filled  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
MADE_FROM = ("exhibit/migrations/*.py", "exhibit/models/*.py", "exhibit/interop/folder/*.py", "fixtures/*.json")
SIGN_IN = """
from django.contrib.auth.models import Group, User
from django.test import Client
user, _is_new = User.objects.get_or_create(username="{name}", defaults={{"is_staff": True}})
user.groups.add(Group.objects.get(name="Editors"))
client = Client()
client.force_login(user)
print("session", client.cookies["sessionid"].value)
"""
Form = dict[str, Any]


class House:
    """The museum: its folder, its environment, and its server while it runs."""

    def __init__(self, folder: Path, database: str = "", **environment: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.file = folder / "museum.sqlite3"
        self.media = folder / "media"
        self.database = database or f"sqlite:///{self.file}"
        self.process: subprocess.Popen[bytes] | None = None
        kept_out = {"DATABASE_URL", "CACHE_URL", "MEDIA_ROOT", "STATIC_ROOT", "ALLOWED_HOSTS"}
        self.environment = {name: value for name, value in os.environ.items() if name not in kept_out} | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": self.database,
            "MEDIA_ROOT": str(self.media),
            "RUN_ROOT": str(folder / "run"),
            "CACHE_URL": "locmemcache://",
            "PAGE_CACHE_MB": "16",
            **environment,
        }

    # Its state

    def furnish(self) -> None:
        """Bring in the dataset: a copy of what was loaded once, on PostgreSQL loaded anew."""
        if not self.database.startswith("sqlite"):
            self.manage("migrate", "--verbosity=0")
            self.manage("load_exhibit", "fixtures", "--renditions-later")
            return
        files = [path for pattern in MADE_FROM for path in ROOT.glob(pattern)]
        place = kept("drills", files, _fill)
        shutil.copy(place / self.file.name, self.file)
        shutil.copytree(place / "media", self.media)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{words}: {done.stderr[-2000:]}"
        return done.stdout

    def began(self, *words: str) -> subprocess.Popen[bytes]:
        """Begin a command in a group of its own, to be killed."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, past all of our code."""
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.file, timeout=30)) as connection:
                return connection.execute(question).fetchall()
        with psycopg.connect(self.database) as server:
            return server.execute(question).fetchall()

    def is_whole(self) -> bool:
        """Whether SQLite finds nothing wrong in its file, and no row that leads to none."""
        if not self.database.startswith("sqlite"):
            return True
        return self.rows("PRAGMA integrity_check") == [("ok",)] and not self.rows("PRAGMA foreign_key_check")

    def orphans(self) -> set[str]:
        """Picture files that no row names."""
        there = {str(path.relative_to(self.media)) for path in self.media.rglob("*") if path.is_file()}
        nouns = ("image", "arrival", "rendition")
        named = {name for noun in nouns for (name,) in self.rows(f"SELECT file FROM exhibit_{noun}")}
        tiles = {name.rpartition("/")[0] for name in named if name.startswith("tiles/")}  # one row for all of them
        return {name for name in there - named if name.rpartition("/")[0] not in tiles}

    def age(self, names: Iterable[str]) -> None:
        """Let files be two days old."""
        for name in names:
            then = time.time() - 2 * 86_400
            os.utime(self.media / name, (then, then))

    # Its server

    def serve(self, *options: str, workers: int = 2, before: Sequence[str] = (), is_ready: bool = True) -> None:
        """Serve until it is killed or stopped; `before` are words in front of the command."""
        words = [
            *before,
            sys.executable,
            "manage.py",
            "serve",
            f"127.0.0.1:{self.port}",
            f"--workers={workers}",
            "--no-prepare",
        ]
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [*words, *options], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        if is_ready:
            until(self.is_ready, "the server is ready")

    def is_ready(self) -> bool:
        assert self.process is None or self.process.poll() is None, self.log()[-3000:]
        try:
            return self.ask("/health/ready", timeout=5)[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """As the machine's own kill -9, for the server and all its processes at once."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(60)
            finally:
                with_group_gone(self.process.pid)
            self.process = None

    def log(self) -> str:
        file = self.folder / "server.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def ask(self, path: str, timeout: float = 60, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask on a connection of its own, so that any process may answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request("GET", path, headers=headers)
            return _read(connection)

    def curator(self, name: str = "olga") -> "Curator":
        """Someone who is signed in."""
        said = self.manage("shell", "--verbosity=0", "-c", SIGN_IN.format(name=name))
        return Curator(self.port, said.split()[-1])

    def addresses(self) -> list[str]:
        """The path of every public page."""
        said = self.manage(
            "shell",
            "--verbosity=0",
            "-c",
            "from exhibit.publishing.pages import public_pages\nfor page in public_pages(): print(page.path)",
        )
        return [line for line in said.splitlines() if line.startswith("/")]


class Curator:
    """A browser that is signed in at the desk, without scripts."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"sessionid": session}

    def get(self, path: str, timeout: float = 90) -> tuple[int, bytes]:
        status, _headers, body = self._ask("GET", path, None, "", timeout)
        return status, body

    def form(self, path: str) -> Form:
        """The filled form of a page."""
        status, body = self.get(path)
        if status == 503:
            said = re.search(rb"<title>(.*?) \xc2\xb7", body)
            raise ConnectionError(f"{path}: not now ({said[1].decode() if said else status})")
        assert status == 200, f"{path} answered {status}: {body[:300]!r}"
        return dict(filled(_Page(body)))  # type: ignore[arg-type]

    def send(self, path: str, form: Form, **files: tuple[str, bytes]) -> tuple[int, str, bytes]:
        """Send a form; return the status, where it leads, and the page."""
        pairs = [(name, value) for name, values in form.items() for value in _several(values)]
        if files:
            body, kind = encode_multipart_formdata([*pairs, *files.items()])
        else:
            body, kind = urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        status, headers, page = self._ask("POST", path, body, kind, 90)
        return status, headers.get("location", ""), page

    def _ask(
        self, method: str, path: str, body: bytes | None, kind: str, timeout: float
    ) -> tuple[int, dict[str, str], bytes]:
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            said["Content-Type"] = kind
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request(method, path, body, said)
            status, headers, page = _read(connection)
        for name, value in re.findall(r"(csrftoken|sessionid)=([^;]+)", headers.get("set-cookie", "")):
            self.cookies[name] = value
        return status, headers, page


class _Page:
    """What `filled` asks of an answer."""

    def __init__(self, content: bytes) -> None:
        self.content = content


def _several(values: Any) -> list[str]:
    return values if isinstance(values, list) else [values]


def _read(connection: http.client.HTTPConnection) -> tuple[int, dict[str, str], bytes]:
    answer = connection.getresponse()
    headers: dict[str, str] = {}
    for name, value in answer.getheaders():
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}, {value}" if known else value
    try:
        return answer.status, headers, answer.read()
    except http.client.HTTPException as problem:
        raise ConnectionError(str(problem)) from problem


def _fill(place: Path) -> None:
    house = House(place)
    house.manage("migrate", "--verbosity=0")
    house.manage("load_exhibit", "fixtures", "--renditions-later")
    with closing(sqlite3.connect(house.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def until(holds: Callable[[], bool], what: str, seconds: float = 120) -> float:
    """Wait until something holds; return how many seconds it took."""
    begun = time.monotonic()
    while time.monotonic() < begun + seconds:
        if holds():
            return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"Within {seconds} seconds it never came true: {what}")


def with_group_gone(pid: int) -> None:
    """End what is left of a process group."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def picture(seed: int) -> bytes:
    """A small PNG whose bytes are its own."""
    written = io.BytesIO()
    colour = (seed % 256, seed // 256 % 256, seed // 65536 % 256)
    Picture.new("RGB", (40, 30), colour).save(written, "PNG")
    return written.getvalue()


@contextmanager
def postgres() -> Iterator["Server"]:
    """A PostgreSQL server of the drill's own."""
    with tempfile.TemporaryDirectory(prefix="drill-postgres-") as place:
        server = Server(Path(place))
        server.begin()
        try:
            yield server
        finally:
            server.end()


class Server:
    """PostgreSQL in a data folder of its own, as another user than root."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            raise SkipTest("PostgreSQL is not installed: apt-get install postgresql")
        self.programs, self.data, self.port = found[-1], folder / "data", free_port()
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            folder.chmod(0o711)
            shutil.chown(self.data, "postgres", "postgres")
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def url_by(self, port: int) -> str:
        """The same by another port: a proxy's."""
        return f"postgres://postgres@127.0.0.1:{port}/postgres"

    def begin(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=32MB"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.data / "log"), "-w", "-o", options, "start")

    def restart(self) -> None:
        """At once: whoever is connected is cut off, as by a crash."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "restart", "-l", str(self.data / "log"))

    def end(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *words: str) -> None:
        as_other: Mapping[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [self.programs / program, *words],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **as_other,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


def token() -> str:
    return secrets.token_hex(6)
