"""The files that rows name: pictures, their renditions and tiles, and pictures that wait for their words."""

from collections.abc import Iterator
from posixpath import dirname
from typing import Any

from django.db import connection

from exhibit.darkroom import tiles
from exhibit.models import Arrival, Image, Rendition
from exhibit.models.renditions import Shape

FILES = {
    "image": f"SELECT DISTINCT file FROM {Image._meta.db_table} WHERE file <> ''",  # noqa: S608
    "arrival": f"SELECT DISTINCT file FROM {Arrival._meta.db_table} WHERE file <> ''",  # noqa: S608
    "rendition": f"SELECT DISTINCT file FROM {Rendition._meta.db_table} WHERE shape <> '{Shape.TILES}'",  # noqa: S608
}
TILED = f"SELECT file, width, height FROM {Rendition._meta.db_table} WHERE shape = '{Shape.TILES}'"  # noqa: S608


def named(cursor: Any) -> Iterator[str]:
    """Yield the name of every file that a row names, in order; each tile of a picture in tiles."""
    found: set[str] = set()
    for sql in FILES.values():
        cursor.execute(sql)
        found.update(name for [name] in cursor.fetchall())
    cursor.execute(TILED)
    for name, width, height in cursor.fetchall():
        found.update(f"{dirname(name)}/{piece}" for piece in tiles.files(width, height).values())
    yield from sorted(found)


def named_now() -> set[str]:
    """Return the same of the museum's database as it is now."""
    with connection.cursor() as cursor:
        return set(named(cursor))
