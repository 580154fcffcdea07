"""What is away or full when a request fails, told by the error: in words for whoever can do something about it.

Faults of ours are none of these: they stay a 500.
"""

import errno
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

LITTLE = 1_000_000  # bytes: with less room a disk is full, whatever the database calls it
SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
SQLITE_DISK = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
POSTGRES_FULL = {"53100"}  # https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRES_BUSY = {"40001", "40P01", "55P03", "57014"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that may be wrong with the machines, and what a curator is told of it."""

    status: int
    heading: Any
    words: Any


FULL = Trouble(
    507,
    _("There is no room left on the disk"),
    _(
        "The server’s disk is full, so nothing can be saved. Tell whoever looks after the server to free some space; "
        "after that, saving works again by itself."
    ),
)
BUSY = Trouble(
    503,
    _("Somebody else is saving"),
    _(
        "Another change, perhaps an import, had the museum’s records for so long that this one gave up. "
        "Try again in a moment."
    ),
)
DISK = Trouble(
    503,
    _("The disk does not do its work"),
    _("The server’s disk refuses to read or write the museum’s records. Tell whoever looks after the server at once."),
)
AWAY = Trouble(
    503,
    _("The database does not answer"),
    _(
        "The museum’s records cannot be reached just now; what was saved before is safe. Try again in half a minute. "
        "If it stays so, tell whoever looks after the server that the database is away."
    ),
)
PICTURES = Trouble(
    503,
    _("The storage of pictures does not answer"),
    _(
        "Pictures can be neither read nor taken in just now. Try again in half a minute. "
        "If it stays so, tell whoever looks after the server that the storage of pictures is away."
    ),
)
OF_SYSTEM = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EIO: DISK, errno.EROFS: DISK, errno.EREMOTEIO: PICTURES}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return what is wrong with the machines; None where it is a fault of ours."""
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_database(error)
    return OF_SYSTEM.get(error.errno or 0) if isinstance(error, OSError) else None


def _of_database(error: Exception) -> Trouble | None:
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    state = getattr(cause, "sqlstate", None)
    if code == sqlite3.SQLITE_FULL or state in POSTGRES_FULL:
        return FULL
    if code in SQLITE_BUSY or state in POSTGRES_BUSY:
        return BUSY
    if code in SQLITE_DISK:
        return FULL if _is_full() else DISK
    if isinstance(error, OperationalError | InterfaceError):
        return FULL if code == sqlite3.SQLITE_CANTOPEN and _is_full() else AWAY
    return None


def _is_full() -> bool:
    """Whether the disk of SQLite's file has no room: it then also fails in other ways than by saying so."""
    try:
        disk = os.statvfs(Path(str(connection.settings_dict["NAME"])).parent)
    except (OSError, ValueError):
        return False
    return disk.f_bavail * disk.f_frsize < LITTLE
