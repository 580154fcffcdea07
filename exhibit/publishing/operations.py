"""What operators and their machines ask: whether the server lives, whether it can serve, and how it fares.

Answered in front of Django, so that a balancer may ask by number and over plain HTTP: no host is checked, nothing
is redirected. `/metrics` is there only where METRICS_TOKEN is set, for those who bring it.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import json
import os
from collections.abc import Callable, Iterable
from hmac import compare_digest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, close_old_connections, connections
from django.db.migrations.executor import MigrationExecutor
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from exhibit.models import stamp

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Operations:
    """The application, with the addresses of its operators in front."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.is_migrated = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/health/live":
            return _say(start_response, "200 OK", {"status": "alive"})
        if path == "/health/ready":
            problem = self._problem()
            if problem:
                return _say(start_response, "503 Service Unavailable", {"status": "not ready", "problem": problem})
            warning = _warning()
            return _say(start_response, "200 OK", {"status": "ready", "warning": warning} if warning else READY)
        if path == "/metrics" and _may_read(environ.get("HTTP_AUTHORIZATION", "")):
            return _answer(start_response, "200 OK", CONTENT_TYPE_LATEST, _metrics())
        return self.application(environ, start_response)

    def _problem(self) -> str:
        """Return why nobody should be sent here; "" if all is well."""
        close_old_connections()
        try:
            if not self.is_migrated:
                executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
                if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                    return "The database is not migrated: run manage.py migrate."
                self.is_migrated = True
            stamp.current()
        except DatabaseError as error:
            return f"The database does not answer: {type(error).__name__}."
        return ""


READY = {"status": "ready"}
ROOM = 100_000_000  # bytes, below which operators are warned


def _warning() -> str:
    """Return what will soon be a problem; visitors are served all the same: nobody need be sent elsewhere."""
    places = [settings.MEDIA_ROOT] if settings.MEDIA_URL.startswith("/") else []
    database = settings.DATABASES[DEFAULT_DB_ALIAS]
    if database["ENGINE"].endswith("sqlite3"):
        places.append(Path(str(database["NAME"])).parent)
    for place in places:
        try:
            disk = os.statvfs(place)
        except OSError:
            continue
        if disk.f_bavail * disk.f_frsize < ROOM:
            return f"There is hardly room left on the disk of {place.name}: nothing can be saved soon. Free some space."
    return ""


def _may_read(authorization: str) -> bool:
    token = settings.METRICS_TOKEN
    return bool(token) and compare_digest(authorization.encode(), f"Bearer {token}".encode())


def _metrics() -> bytes:
    """Of this process; of all on this machine, where PROMETHEUS_MULTIPROC_DIR names their folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


def _say(start_response: Callable[..., Any], status: str, words: dict[str, str]) -> Iterable[bytes]:
    return _answer(start_response, status, "application/json", json.dumps(words).encode())


def _answer(start_response: Callable[..., Any], status: str, content_type: str, body: bytes) -> Iterable[bytes]:
    headers = [("Content-Type", content_type), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    headers.append(("X-Content-Type-Options", "nosniff"))
    start_response(status, headers)
    return [body]
