"""The peer: Wagtail from PyPI in a virtual environment of its own, with the same film."""

import json
import os
import re
import shutil
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.serving import content
from tests.benchmarks.serving.kept import kept
from tests.benchmarks.serving.museum import SERVER, THREADS
from tests.benchmarks.serving.processes import Process, free_port, run, started

WAGTAIL, ITS_CACHE = "wagtail==8.0.1", "wagtail-cache==3.0.0"
NEEDED = (WAGTAIL, "redis==8.1.0", "granian==2.8.9")
SITE = Path(__file__).parent / "peer"
IN_MEMORY = "in-memory"


def installed() -> Path:
    """Return the Python that has Wagtail, installed from PyPI where it is not there yet.

    wagtail-cache declares that it wants Wagtail 7 at most; it works with 8 when nobody asks.
    """
    name = "-".join(name.replace("==", "-") for name in ("peer", *NEEDED, ITS_CACHE))
    return kept(name, [], _install) / "bin" / "python"


def _install(place: Path) -> None:
    venv.create(place, with_pip=True)
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, *NEEDED], place, os.environ)
    run([*pip, "--no-deps", ITS_CACHE], place, os.environ)


class Wagtail:
    """A site with the film; around it stands what stands around ours."""

    def __init__(self, our_html: str) -> None:
        self.python = installed()
        self.folder = kept("wagtail", [*SITE.rglob("*.py"), Path(content.__file__)], self._fill)
        (self.folder / "base.html").write_text(around(our_html), encoding="utf-8")

    def _fill(self, place: Path) -> None:
        self.folder = place
        (place / "film_migrations").mkdir()
        (place / "film_migrations" / "__init__.py").touch()
        document = place / "film.json"
        document.write_text(json.dumps(content.film()), encoding="utf-8")
        run([self.python, "-m", "films.fill", document], SITE, self._environment(""))

    def _environment(self, cache: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "films.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(self.folder),
            "SECRET_KEY": "only-for-this-run",
            "DATABASE": str(self.folder / "wagtail.sqlite3"),
            "TEMPLATES": str(self.folder),
            "CACHE": cache,
        }

    @contextmanager
    def served(self, cache: str, threads: int = THREADS) -> Iterator[tuple[str, list[Process]]]:
        """Serve it by the same server as ours; yield the film's address and the server."""
        port = free_port()
        options = (*SERVER, f"--blocking-threads={threads}", f"--port={port}")
        words = [self.python, "-m", "granian", *options, "films.wsgi:application"]
        log = self.folder / f"wagtail-{port}.log"
        with started(words, port, log, SITE, self._environment(cache)) as server:
            yield f"http://127.0.0.1:{port}{content.PATH}", [server]


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, list[Process]]]:
    """Run a Redis of the benchmark's own; yield its address and process."""
    if not shutil.which("redis-server"):
        sys.exit("redis-server is not installed, and one of the peers needs it. Debian: apt-get install redis-server")
    port = free_port()
    words = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    with started(words, port, folder / "redis.log", folder, os.environ) as server:
        yield f"redis://127.0.0.1:{port}/0", [server]


def around(html: str) -> str:
    """Return our page as a template of Django's: its head, header and footer as they are, its article open."""
    found = re.search(r"(.*<main\b[^>]*>).*(</main>.*)", html, re.DOTALL)
    if not found:
        raise ValueError("Our page has no <main>.")
    before, after = (f"{{% verbatim %}}{part}{{% endverbatim %}}" for part in found.groups())
    return f"{before}\n{{% block content %}}{{% endblock content %}}\n{after}"
