"""The release that makes pages: other templates, code, words or settings make other pages of the same records."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

ROOMS = {"config": "*.py", "exhibit": "*.py", "exhibit/locale": "*.mo", "templates": "*", "static": "art/**/*"}
SETTINGS = (
    "LANGUAGES",
    "SITE_URL",
    "TIME_ZONE",
    "MEDIA_URL",
    "STATIC_URL",
    "CONTENT_SECURITY_POLICY",
    "HTTPS",
    "STORAGES",
)


def release() -> str:
    """Return a short name of everything but the records that a page depends on."""
    said = "".join(repr(getattr(settings, name, None)) for name in SETTINGS)
    return hashlib.sha256(f"{_code()}{said}".encode()).hexdigest()[:16]


@cache
def _code() -> str:
    digest = hashlib.sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    is_hashed = hasattr(staticfiles_storage, "manifest_hash")
    for room, pattern in (ROOMS if is_hashed else ROOMS | {"static": "**/*"}).items():
        for path in sorted(Path(settings.BASE_DIR, room).rglob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()
