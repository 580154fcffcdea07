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
from exhibit.publishing.patience import at_most

ASKED_EVERY = 1.0  # second, whatever was noticed
HEAD = 48  # bytes
PATIENCE = 2  # seconds, for a server that does not answer
TRIED_AGAIN_AFTER = 3.0  # seconds; longer than our patience, so that only one is waiting
WAITED_FOR = 0.3  # seconds, for whoever of this process is connecting


class OutOfReachError(Exception):
    """The database does not answer."""


class BusyError(OutOfReachError):
    """Another thread of this process is connecting, and it is not known yet what comes of it."""


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
        self._files = (0, 0, 0)
        self._index: mmap.mmap | None = None  # never closed: see _opened
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
        if self._lying_there() != self._files:
            self.close()
        if self._connection is None:
            self._connection = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._connection.execute(QUESTION)  # it opens the log
            self._files, self._index = self._lying_there(), self._opened_index()
        head = self._index[:HEAD] if self._index else b""
        row = self._connection.execute(QUESTION).fetchone()
        self._stamp, self._head, self._asked_at = row[0] if row else None, head, time.monotonic()
        return self._stamp

    def _lying_there(self) -> tuple[int, int, int]:
        """Return which files lie there: a copy may have been put back, or the log taken away from under us."""
        found = os.stat(self.path)
        try:
            index = os.stat(f"{self.path}-shm").st_ino
        except FileNotFoundError:
            index = 0
        return found.st_dev, found.st_ino, index

    def _opened_index(self) -> mmap.mmap | None:
        """Return the index; None for a file without such a log, of which SQLite is asked each time."""
        try:
            return _opened(f"{self.path}-shm")
        except (OSError, ValueError):
            return None


_maps: dict[tuple[int, int], mmap.mmap] = {}  # by device and inode
_holding = Lock()


def _opened(path: str) -> mmap.mmap:
    """Return the head of a file, which stays open for as long as this process lives.

    To close it anywhere in the process would let go of the locks that SQLite has on it:
    https://www.sqlite.org/howtocorrupt.html, 2.2.
    """
    with _holding:
        found = os.stat(path)
        known = _maps.get((found.st_dev, found.st_ino))
        if known is None:
            file = os.open(path, os.O_RDONLY)
            known = mmap.mmap(file, HEAD, access=mmap.ACCESS_READ)
            opened = os.fstat(file)
            _maps[opened.st_dev, opened.st_ino] = known
        return known


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
        self._door = Lock()  # one connects
        self._connection: psycopg.Connection | None = None
        self._stamp: int | None = None
        self._is_announced = False
        self._asked_at = 0.0
        self._tried_at = -TRIED_AGAIN_AFTER

    def stamp(self) -> int | None:
        """Return the present stamp; None where nothing was ever written."""
        with self._lock:
            if self._connection:
                try:
                    return self._asked()
                except (psycopg.Error, OSError):  # it was cut; the server may be well
                    self.close()
                    self._tried_at = -TRIED_AGAIN_AFTER
        return self._connected_anew()

    def look_again(self) -> None:
        """Ask at the next glance, whatever was announced."""
        self._is_announced = True

    def close(self) -> None:
        """Let go of the server until the next glance."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _connected_anew(self) -> int | None:
        if not self._door.acquire(timeout=WAITED_FOR):
            raise BusyError("the server takes its time")
        try:
            with self._lock:
                if self._connection:
                    return self._asked()
            if time.monotonic() < self._tried_at + TRIED_AGAIN_AFTER:
                raise OutOfReachError("the server did not answer a moment ago")
            self._tried_at = time.monotonic()
            connection = psycopg.connect(**self.parameters)  # others need not wait for it
            with self._lock:
                self._connection, self._is_announced = connection, True
                connection.add_notify_handler(self._announced)
                with at_most(PATIENCE, connection):
                    connection.execute(f"LISTEN {stamp.CHANNEL}")
                return self._asked()
        except (psycopg.Error, OSError) as problem:
            self.close()
            raise OutOfReachError(str(problem)) from problem
        finally:
            self._door.release()

    def _announced(self, _notice: psycopg.Notify) -> None:
        self._is_announced = True

    def _asked(self) -> int | None:
        assert self._connection
        now = time.monotonic()
        is_due = self._is_announced or now >= self._asked_at + ASKED_EVERY
        if not is_due and not select([self._connection.fileno()], [], [], 0)[0]:
            return self._stamp
        self._is_announced = False  # before it is asked: what is announced meanwhile is for the next glance
        with at_most(PATIENCE, self._connection):
            row = self._connection.execute(QUESTION).fetchone()  # it reads what was announced as well
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
