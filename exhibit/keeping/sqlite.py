"""SQLite's WAL-reset bug: which releases of the library have it.

In all of 3.7.0 to 3.51.2 two connections that write and checkpoint in the same moment can, rarely, spoil a database
in WAL mode. It is mended in 3.51.3 and, for older lines, in 3.50.7 and 3.44.6. https://sqlite.org/wal.html#walresetbug
"""

Version = tuple[int, ...]

FIRST, MENDED = (3, 7, 0), (3, 51, 3)
MENDED_LINES: dict[Version, int] = {(3, 44): 6, (3, 50): 7}
"""Older lines that got the mend: from which release on."""


def has_wal_reset_bug(version: Version) -> bool:
    """Whether this release of SQLite can spoil a database in WAL mode."""
    major, minor, patch = (*version, 0, 0)[:3]
    if (mended := MENDED_LINES.get((major, minor))) is not None:
        return patch < mended
    return FIRST <= (major, minor, patch) < MENDED
