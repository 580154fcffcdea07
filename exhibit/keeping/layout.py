"""What lies where in a backup, and what it says of itself."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from exhibit.publishing.freezing import bag

VERSION = 1
"""Of the format. Another is written when this release could not restore what is in it."""

ROOT = "backup"
ABOUT = f"{bag.PAYLOAD}/about.json"
DATABASES = {"sqlite": f"{bag.PAYLOAD}/database.sqlite3", "postgresql": f"{bag.PAYLOAD}/database.dump"}
MEDIA = f"{bag.PAYLOAD}/media"
VERSION_TAG = "Film-Exhibit-Backup"
TAG_FILES = {bag.DECLARATION, bag.INFORMATION, bag.MANIFEST, bag.TAG_MANIFEST}

ENDING, SEALED = ".tar", ".tar.age"
NAME = re.compile(r"exhibit-(\d{8}T\d{6})Z\.tar(?:\.age)?")
"""What a backup is called, by the second at which its moment was, UTC. Nothing else in the folder is ever touched."""

AT_ONCE = 1 << 20

TOLD = (
    *("DEBUG", "ALLOWED_HOSTS", "HTTPS", "TRUST_PROXY", "SITE_URL", "CONTACT_EMAIL", "SECURITY_CONTACT"),
    *("LANGUAGES", "TIME_ZONE", "PAGE_CACHE_MB", "LOG_FORMAT"),
)
"""Settings that help to set up the museum elsewhere. Each is named here: a secret cannot slip in."""


class BackupError(Exception):
    """A backup that cannot be made or used; one sentence says what is in the way, another the remedy."""


@dataclass(slots=True)
class Table:
    """How many rows a table has, and a number to which they come whatever their order."""

    rows: int
    sum: str


@dataclass(slots=True)
class About:
    """What a backup says of the museum of its moment."""

    made_at: str
    release: str
    """The version of this software."""
    pages_by: str
    """A name of all that makes pages of rows: the same rows and name give the same pages."""
    vendor: str
    migrations: list[list[str]]
    tables: dict[str, Table]
    pages: dict[str, str]
    """SHA-512 of pages as visitors had them, by address."""
    lost: list[str] = field(default_factory=list)
    """Files that rows name and that were gone already."""
    settings: dict[str, Any] = field(default_factory=dict)
    version: int = VERSION

    def text(self) -> bytes:
        """Return it as it stands in a backup."""
        told = json.dumps(asdict(self), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
        return told.encode() + b"\n"


def read_about(text: bytes) -> About:
    """Return what a backup says of itself.

    Raises:
        BackupError: where it is of another format, or of none.
    """
    try:
        told = json.loads(text)
        version = int(told["version"])
        if version == VERSION:
            about = About(**told)
            about.tables = {name: Table(**table) for name, table in told["tables"].items()}
            return about
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise BackupError(f"{ABOUT} says nothing of a backup ({problem}). Name a file that `backup` made.") from problem
    raise BackupError(
        f"It was made by a newer release: its format is version {version}, and this one reads version {VERSION}."
        " Update the museum, then restore."
    )


def told_settings() -> dict[str, Any]:
    """Return the settings of this museum that are no secrets."""
    return {name: getattr(settings, name, None) for name in TOLD}


@cache
def software_version() -> str:
    """Return the version of this software."""
    text = Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
