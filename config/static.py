"""Static files as they are collected for production: hashed, packed, and without what only engineers read."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.bundling import bundled, gathered, gathers, imports, on_demand

COMMENT = re.compile(r"/\*.*?\*/", re.S)
INDENT = re.compile(r"\n\s+")

MODULE = r"""(?P<matched>(?P<how>\bfrom ?|\bimport ?|\bimport\()"(?P<url>\.{1,2}/[^"]+\.js)")"""
"""The name of another module, as ours write it: from "./scale.js", import("./timeline/strip.js")."""


IN_PAGES = re.compile(r"js/[^/]+\.js")
"""Modules that pages ask for; what these need lies in folders."""


def is_ours(name: str) -> bool:
    """Whether a file is one of our stylesheets or modules; those of packages stay as their makers sent them."""
    return name.startswith(("css/", "js/")) and name.endswith((".css", ".js"))


def slim(name: str, text: str) -> str:
    """Return one of ours without comments and indentation. Names stay: what shortens them has broken modules."""
    if name.endswith(".js"):
        return str(jsmin(text))
    return INDENT.sub("\n", COMMENT.sub("", text)).strip() + "\n"


class SlimFiles:
    """Where collected files are read from, ours slimmed: so that no comment names a module or changes a hash."""

    def __init__(self, storage: Any, whole: set[str]) -> None:
        self.storage = storage
        self.whole = whole

    def read(self, path: str) -> str:
        with self.storage.open(path) as file:
            return str(file.read().decode())

    def whole_text(self, path: str) -> str:
        return bundled(path, self.read) if path.endswith(".js") else gathered(path, self.read)

    def open(self, path: str) -> "ContentFile[bytes]":
        text = self.whole_text(path) if path in self.whole else self.read(path)
        return ContentFile(slim(path, text).encode())


class SlimStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Slims our own styles and scripts; sheets that gather others, and modules of pages or on demand, leave whole."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((MODULE, '%(how)s"%(url)s"'),)),
    )
    max_post_process_passes = 12
    """A module's name is known once those of all that it asks for are: one pass for each step of the longest way."""

    def post_process(self, paths: dict[str, tuple[Any, str]], *args: Any, **options: Any) -> Iterator[Any]:
        whole: set[str] = set()
        slimmed = {name: (SlimFiles(storage, whole), path) for name, (storage, path) in paths.items() if is_ours(name)}
        for name, (files, path) in slimmed.items():
            text = files.read(path)
            if name.endswith(".js"):
                whole |= on_demand(name, text)
                if IN_PAGES.fullmatch(name) and imports(text):
                    whole.add(name)
            elif gathers(text):
                whole.add(name)
        return super().post_process(paths | slimmed, *args, **options)
