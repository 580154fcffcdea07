"""Our exhibit, its fixtures and the film beside them, served as in production."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exhibit.management.commands.serve import THREADS
from tests.benchmarks.serving import content
from tests.benchmarks.serving.kept import FOLDER, ROOT, kept
from tests.benchmarks.serving.processes import Process, answer, free_port, run, started

SERVER = ("--interface=wsgi", "--workers=1", "--no-ws", "--log-level=warning")
"""Granian's options, the same for ours and the peer: those of `manage.py serve`, for one core."""
PAGE_CACHE_MB = 64
MADE_FROM = ("exhibit/**/*.py", "fixtures/**/*.json", "tests/benchmarks/serving/content.py")
SHOWN_BY = ("templates/**/*.html", "static/**/*.css", "static/**/*.js")


class Museum:
    """The exhibit with a database of its own, in a folder that somebody else removes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "museum.sqlite3"
        self._manage("collectstatic", "--no-input", "--verbosity=0")
        shutil.copy(kept("museum", _files(*MADE_FROM), self._fill) / self.database.name, self.database)

    def _fill(self, place: Path) -> None:
        self._manage("migrate", "--verbosity=0")
        self._manage("load_exhibit", "fixtures")
        self._inside("fill")
        shutil.copy(self.database, place)

    def _environment(self, page_cache_mb: int = 0) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-this-run-" + "x" * 50,
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "false",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(FOLDER / "media"),
            "PAGE_CACHE_MB": str(page_cache_mb),
            "RATE_LIMIT": "0",  # one address asks for thousands of visitors
        }

    def _manage(self, *words: str) -> str:
        return run([sys.executable, "manage.py", *words], ROOT, self._environment())

    def _inside(self, *words: str) -> str:
        return run([sys.executable, "-m", "tests.benchmarks.serving.inside", *words], ROOT, self._environment())

    def addresses(self) -> list[str]:
        """Return the path of every public page."""
        found: list[str] = json.loads(self._inside("addresses"))
        return found

    @contextmanager
    def served(self, page_cache_mb: int = PAGE_CACHE_MB, threads: int = THREADS) -> Iterator[tuple[str, list[Process]]]:
        """Serve it; yield the film's address and the server."""
        port = free_port()
        options = (*SERVER, f"--blocking-threads={threads}", f"--port={port}")
        words = [sys.executable, "-m", "granian", *options, "config.wsgi:application"]
        log = self.folder / f"museum-{port}.log"
        with started(words, port, log, ROOT, self._environment(page_cache_mb)) as server:
            yield f"http://127.0.0.1:{port}{content.PATH}", [server]

    def html(self) -> bytes:
        """Return the film's page as the handler makes it, not compressed."""
        with self.served(0) as (url, _servers):
            return answer(url, {})[1]

    def frozen(self) -> Path:
        """Return a folder that holds the whole site as files."""
        copy = kept("frozen", _files(*MADE_FROM, *SHOWN_BY), self._freeze)
        return copy / "current" / "data" / "site"

    def _freeze(self, place: Path) -> None:
        self._manage("freeze", str(place), "--verbosity=0")


def _files(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in ROOT.glob(pattern)]
