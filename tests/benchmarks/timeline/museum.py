"""Our exhibit with generated events: a database made for the run, served as in production."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.serving.load import ENCODINGS
from tests.benchmarks.serving.museum import SERVER, THREADS
from tests.benchmarks.timeline.peers import Widget
from tests.benchmarks.timeline.table import OURS, Answers, Served

ROOT = Path(__file__).parent.parent.parent.parent
OUR_WIDGET = Widget(
    OURS,
    "/timeline/",
    ".instrument__lanes",
    "document.querySelector('.instrument__ruler').outerHTML",
)
WINDOWS = {
    "whole": "",
    "a decade": "from=1950&to=1959",
    "a year": "from=1957&to=1957",
    "a month": "from=1957-10&to=1957-10",
}
SECONDS_TO_START = 60


class Museum:
    """Databases with as many generated events as are asked for, in a folder that somebody else removes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.empty = folder / "empty.sqlite3"
        self._manage(self.empty, "migrate", "--verbosity=0")
        self._manage(self.empty, "collectstatic", "--no-input", "--verbosity=0")

    def environment(self, database: Path) -> dict[str, str]:
        """Production: `tests.settings` are the project's own, with what a museum would set in its environment."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{database}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "CACHE_URL": "locmemcache://",
            "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(self.folder / "static"),
            "PAGE_CACHE_MB": "64",
        }

    def _run(self, database: Path, *words: str) -> str:
        run = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment(database),
            check=False,
            capture_output=True,
            text=True,
        )
        if run.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{run.stderr}")
        return run.stdout

    def _manage(self, database: Path, *words: str) -> str:
        return self._run(database, "manage.py", *words)

    def _inside(self, database: Path, *words: str) -> str:
        return self._run(database, "-m", "tests.benchmarks.timeline.inside", *words)

    def filled(self, count: int) -> Path:
        """Return a database with that many events and nothing else."""
        database = self.folder / f"{count}.sqlite3"
        if not database.exists():
            shutil.copy(self.empty, database)
            self._inside(database, "fill", str(count))
        return database

    def asked(self, count: int) -> Served:
        """Return how it answered with that many events: see `inside.ask`."""
        found = json.loads(self._inside(self.filled(count), "ask"))
        windows = {name: Answers(**answers) for name, answers in found["windows"].items()}
        return Served(count, found["first_ms"], windows)

    @contextmanager
    def open(self, count: int) -> Iterator[str]:
        """Serve it with that many events; yield its address when it has answered once."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        database, log = self.filled(count), self.folder / "server.log"
        with log.open("w") as said:
            options = (*SERVER, f"--blocking-threads={THREADS}", f"--port={address.rpartition(':')[2]}")
            server = subprocess.Popen(
                [sys.executable, "-m", "granian", *options, "config.wsgi:application"],
                cwd=ROOT,
                env=self.environment(database),
                stdout=said,
                stderr=said,
            )
            try:
                _wait_for(f"http://{address}{OUR_WIDGET.page}", server, log)
                yield f"http://{address}"
            finally:
                server.terminate()
                server.wait(timeout=10)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            asked = urllib.request.Request(url, headers=ENCODINGS)  # noqa: S310
            with urllib.request.urlopen(asked, timeout=SECONDS_TO_START):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{url} did not answer within {SECONDS_TO_START} seconds. The server said:\n{log.read_text()[-2000:]}")
