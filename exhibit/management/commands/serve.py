"""manage.py serve ADDRESS: production mode on one machine, from a migrated database to a server with workers.

It takes the settings that the environment gives, brings database and static files up to them, and becomes
granian. A HUP signal takes over a new release, process after process; TERM lets every request end. A connection
that reaches a process in the moment at which it ends is closed without an answer: browsers, and nginx as deploy/ has
it, then ask again by themselves.
"""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

FORMATTERS = {
    "json": {"generic": {"()": "config.logs.JsonLines"}, "access": {"()": "config.logs.AccessLines"}},
    "text": {
        "generic": {"()": "config.logs.ServerTextLines"},
        "access": {"()": "config.logs.AccessTextLines"},
    },
}


def log_settings(form: str) -> dict[str, Any]:
    """Return how granian writes its own lines and those of its access log: masked, in either form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": FORMATTERS[form],
        "handlers": {
            name: {"class": "logging.StreamHandler", "formatter": name, "stream": "ext://sys.stdout"}
            for name in ("generic", "access")
        },
        "loggers": {
            "_granian": {"handlers": ["generic"], "level": "INFO", "propagate": False},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


THREADS = 2
"""Requests that a process works on at once: a slow page leaves room for finished ones, and more would cost more."""

STARTING = 10
"""Seconds that a new process has to start before the old one ends: granian does not wait to hear from it."""


class Command(BaseCommand):
    help = "Bring the database and the static files up to date and serve, in production mode, with granian."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="host:port, default %(default)s")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes, default one a core")
        parser.add_argument(
            "--threads",
            type=int,
            default=THREADS,
            help="requests that a process works on at once, default %(default)s; with 1 a finished page costs a third"
            " less, and waits for a slow one",
        )
        parser.add_argument(
            "--starting",
            type=int,
            default=STARTING,
            help="seconds a process may take to begin, default %(default)s",
        )
        parser.add_argument("--access-log", action="store_true", help="a line for each request")
        parser.add_argument("--no-prepare", action="store_true", help="leave database and static files as they are")

    def handle(self, *args: Any, address: str, workers: int, threads: int, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("This is for production. Set DEBUG=false, or use manage.py begin.")
        host, _colon, port = address.rpartition(":")
        if not (host and port.isdigit()):
            raise CommandError(f"“{address}” is no address. Write it as 127.0.0.1:8000.")
        if workers < 1:
            raise CommandError(f"“{workers}” is no number of workers. One or more serve.")
        if threads < 1:
            raise CommandError(f"“{threads}” is no number of threads. One or more work.")
        if not options["no_prepare"]:
            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
        run = settings.RUN_ROOT
        _forget(run / "serve.pid")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_emptied(run / "metrics"))
        words = [
            *("--interface", "wsgi", "--host", host, "--port", port, "--no-ws"),
            *("--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", str(threads * 16)),
            *("--workers-kill-timeout", "30", "--respawn-interval", str(options["starting"])),
            *("--respawn-failed-workers", "--pid-file", str(run / "serve.pid")),
            *(["--access-log"] if options["access_log"] else []),
        ]
        (run / "log.json").write_text(json.dumps(log_settings(settings.LOG_FORMAT)), encoding="utf-8")
        words += ["--log-config", str(run / "log.json")]
        os.execv(sys.executable, [sys.executable, "-m", "granian", *words, "config.wsgi:application"])  # noqa: S606


def _forget(file: Path) -> None:
    """Remove the number of a server that is gone: after a crash, another process may have it."""
    try:
        command = Path("/proc", file.read_text(encoding="ascii").strip(), "cmdline").read_bytes()
    except (OSError, ValueError):
        command = b""
    if b"granian" not in command:
        file.unlink(missing_ok=True)


def _emptied(folder: Path) -> Path:
    """A folder for the counts of the processes to come; those of the last ones are over."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()
    return folder
