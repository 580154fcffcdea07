"""Pages as visitors have them, as checksums: a museum that was brought back has to show the same."""

import datetime
import hashlib
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from exhibit import clock
from exhibit.keeping.layout import BackupError
from exhibit.publishing.freezing.handler import FreezeError, Museum
from exhibit.publishing.pages import public_pages

MOST = 50
LOOKED_AT = 20_000
LONGEST = 600
"""Seconds that another process may take."""

CHANGING = {"search"}
"""Pages that bring something up to date before they answer."""


def page_checksums(most: int, at: datetime.datetime) -> dict[str, str]:
    """Return the SHA-512 of pages of all kinds as they are at `at`, by address; at most so many.

    Raises:
        BackupError: where the site's own address is not among those allowed.
    """
    with clock.at(at):
        paths = [page.path for page in islice(public_pages(at), LOOKED_AT) if page.name not in CHANGING]
        chosen = paths[:: max(1, -(-len(paths) // most))] if most else []
        try:
            museum = Museum()
        except FreezeError as problem:
            raise BackupError(str(problem)) from problem
        found = {}
        for path in chosen:
            answer = museum.ask(path)
            found[path] = hashlib.sha512(f"{answer.status}\n".encode() + answer.body).hexdigest()
    return found


def checksums_of(url: str, most: int, at: datetime.datetime, media: Path | None = None) -> dict[str, str]:
    """Return the same of another database, by a process of its own."""
    if not most:
        return {}
    asked = ["page_checksums", f"--pages={most}", f"--at={at.isoformat()}"]
    found: dict[str, str] = json.loads(run(asked, url, media).splitlines()[-1])
    return found


def run(words: list[str], url: str, media: Path | None = None) -> str:
    """Run one of our commands on another database and return what it says.

    Raises:
        BackupError: with the last words of one that failed.
    """
    environment = os.environ | {"DATABASE_URL": url, "CACHE_URL": "locmemcache://"}
    if media is not None:
        environment["MEDIA_ROOT"] = str(media)
    command = [sys.executable, "-W", "ignore", "-m", "django", *words]
    said: Any = subprocess.run(  # noqa: S603
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if said.returncode:
        last = (said.stderr.strip() or "no word").splitlines()[-1]
        raise BackupError(f"`{words[0]}` did not work on the copy of the database: {last}")
    return str(said.stdout)
