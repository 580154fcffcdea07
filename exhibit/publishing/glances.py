"""A glance at the database: the stamp of all that is public, for microseconds and not for a query.

Each process has one connection of its own for it, beside Django's. SQLite's writers share a few bytes of memory
that tell whether anybody has written since. PostgreSQL announces it on a channel, and is asked once a second
besides, in case that an announcement was lost on the way (poolers of connections swallow them).
"""

import mmap
import os
import sqlite3
import time
from select import select
from threading import Lock
from typing import Any, Protocol

import psycopg
from django.db import DatabaseError, connections

from exhibit.models import stamp

ASKED_EVERY = 1.0  # second, whatever was noticed
HEAD = 48  # bytes
PATIENCE = 2  # seconds, for a server that does not answer
TRIED_AGAIN_AFTER = 3.0  # seconds; longer than our patience, so that only one is waiting


class OutOfReachError(Exception):
    """The database does not answer."""


class Glance(Protocol):
    """Tells whether something public has changed."""

    def stamp(self) -> Any:
        """Return the present stamp. Raises OutOfReachError."""

    def look_again(self) -> None:
        """Be sure to see what this process has just written."""

    def close(self) -> None:
        """Let go of the database until the next glance."""


def glance_at(alias: str) -> Glance:
    """Return the way to look at a database of Django's."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        return PostgresGlance(connection.get_connection_params())
    name = str(connection.settings_dict["NAME"])
    is_in_memory = ":memory:" in name or "mode=memory" in name
    return QueryGlance(alias) if is_in_memory else SqliteGlance(name)


class SqliteGlance:
    """Of a file, read from what its writers share in memory: the head of the index of its write-ahead log.

    The head is other bytes after each commit (https://www.sqlite.org/walformat.html#the_wal_index_file_format). Only
    then is SQLite asked. Once a second the file itself is looked at: another may lie there, or none.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)
        self._index: mmap.mmap | None = None
        self._head = b""
        self._stamp: int | None = None
        self._asked_at = 0.0

    def stamp(self) -> int | None:
        """Return the present stamp; None where nothing was ever written."""
        index = self._index
        if index is not None and index[:HEAD] == self._head and time.monotonic() < self._asked_at + ASKED_EVERY:
            return self._stamp
        with self._lock:
            try:
                return self._asked()
            except (OSError, ValueError, sqlite3.Error) as problem:
                self.close()
                raise OutOfReachError(str(problem)) from problem

    def look_again(self) -> None:
        """Nothing to do: the next glance sees every commit."""

    def close(self) -> None:
        """Let go of the file until the next glance."""
        if self._connection:
            self._connection.close()
        self._connection = self._index = None

    def _asked(self) -> int | None:
        found = os.stat(self.path)
        if (found.st_dev, found.st_ino) != self._file:  # another lies there: a copy was put back
            self.close()
        if self._connection is None:
            self._connection = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._connection.execute(QUESTION)  # it opens the log
            self._file, self._index = (found.st_dev, found.st_ino), self._opened_index()
        head = self._index[:HEAD] if self._index else b""
        row = self._connection.execute(QUESTION).fetchone()
        self._stamp, self._head, self._asked_at = row[0] if row else None, head, time.monotonic()
        return self._stamp

    def _opened_index(self) -> mmap.mmap | None:
        """Return the index; None for a file without such a log, of which SQLite is asked each time."""
        try:
            with open(f"{self.path}-shm", "rb") as file:
                return mmap.mmap(file.fileno(), HEAD, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return None


class PostgresGlance:
    """Of a server. https://www.postgresql.org/docs/current/sql-notify.html"""

    def __init__(self, parameters: dict[str, Any]) -> None:
        known = {name: parameters[name] for name in parameters if name not in {"context", "cursor_factory"}}
        self.parameters = known | {
            "autocommit": True,
            "connect_timeout": PATIENCE,
            "tcp_user_timeout": PATIENCE * 1000,
            "application_name": "exhibit: glance",
        }
        self._lock = Lock()
        self._connection: psycopg.Connection | None = None
        self._stamp: int | None = None
        self._asked_at = 0.0
        self._tried_at = -TRIED_AGAIN_AFTER

    def stamp(self) -> int | None:
        """Return the present stamp; None where nothing was ever written."""
        now = time.monotonic()
        with self._lock:
            if self._connection is None:
                if now < self._tried_at + TRIED_AGAIN_AFTER:
                    raise OutOfReachError("the server did not answer a moment ago")
                self._tried_at = now
            else:
                return self._asked(now)
        connection = self._connect()  # others need not wait for it
        with self._lock:
            self._connection = connection
            return self._asked(now)

    def look_again(self) -> None:
        """Ask at the next glance, whatever was announced."""
        self._asked_at = 0.0

    def close(self) -> None:
        """Let go of the server until the next glance."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _connect(self) -> psycopg.Connection:
        try:
            connection = psycopg.connect(**self.parameters)
            connection.execute(f"LISTEN {stamp.CHANNEL}")
        except psycopg.Error as problem:
            raise OutOfReachError(str(problem)) from problem
        self._asked_at = 0.0
        return connection

    def _asked(self, now: float) -> int | None:
        assert self._connection
        try:
            if now < self._asked_at + ASKED_EVERY and not select([self._connection.fileno()], [], [], 0)[0]:
                return self._stamp
            for _announced in self._connection.notifies(timeout=0):
                pass
            row = self._connection.execute(QUESTION).fetchone()
        except (psycopg.Error, OSError) as problem:
            self.close()
            self._tried_at = now - TRIED_AGAIN_AFTER
            raise OutOfReachError(str(problem)) from problem
        self._stamp, self._asked_at = row[0] if row else None, now
        return self._stamp


class QueryGlance:
    """Of a database in memory, by Django's own connection: it sees what a transaction has not committed yet."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def stamp(self) -> str:
        """Return the present stamp; "" where nothing was ever written."""
        try:
            return "+".join(map(str, stamp.current(stamp.PUBLIC)))
        except DatabaseError as problem:
            raise OutOfReachError(str(problem)) from problem

    def look_again(self) -> None:
        """Nothing to do: every glance asks."""

    def close(self) -> None:
        """Nothing to do: the connection is Django's."""


QUESTION = f"SELECT value FROM exhibit_stamp WHERE id = {stamp.PUBLIC}"  # noqa: S608
