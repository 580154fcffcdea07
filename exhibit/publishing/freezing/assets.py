"""Styles, scripts, drawings and pictures of a copy: those that its pages use, and what these use in their turn."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage

from exhibit.publishing.freezing.handler import FreezeError

NEEDED = {
    ".js": re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']"""),
    ".css": re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(?!data:|https?:|//|#|/)([^"')#?]+)"""),
}


def content_of(file: str) -> bytes:
    """Return the bytes of `static/…` or `media/…`.

    Raises:
        FreezeError: where a page names a file that is not there.
    """
    folder, _slash, name = file.partition("/")
    try:
        if folder == "media":
            with default_storage.open(name) as picture:
                return bytes(picture.read())
        if found := finders.find(name):
            return Path(str(found)).read_bytes()
        with staticfiles_storage.open(name) as collected:
            return bytes(collected.read())
    except OSError as problem:
        remedy = "Run `manage.py collectstatic`." if folder == "static" else "Run `manage.py make_renditions`."
        raise FreezeError(f"A page uses {file}, which is not there ({problem}). {remedy}") from problem


def needed_by(file: str, content: bytes) -> Iterator[str]:
    """Yield the files that a style sheet or module asks for."""
    if pattern := NEEDED.get(posixpath.splitext(file)[1]):
        for found in pattern.finditer(content.decode()):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(file), found[1].strip()))
