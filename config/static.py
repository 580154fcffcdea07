"""Static files as they are collected for production: hashed, packed, and without what only engineers read."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.bundling import bundled, on_demand

INDENT = re.compile(r"\n\s+")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
JS_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.S | re.M)  # on lines of its own
JS_ASIDE = re.compile(r"/\*\*(?:(?!\*/).)*\*/ ?|[ \t]+// [^\n\"'`]*$", re.M)  # a type within a line, a word at its end
ODD = re.compile(r"^[^`\n]*(?:`[^`\n]*`[^`\n]*)*`[^`\n]*$", re.M)  # a line that ends within a text

MODULE = r"""(?P<matched>\b(?P<how>from |import |import\()"(?P<url>\.{1,2}/[^"]+\.js)")"""
"""The name of another module, as ours write it: from "./scale.js", import("./timeline/strip.js")."""


def is_ours(name: str) -> bool:
    """Whether a file is one of our stylesheets or modules; those of packages stay as their makers sent them."""
    return name.startswith(("css/", "js/")) and name.endswith((".css", ".js"))


def slim(name: str, text: str) -> str:
    """Return a stylesheet or one of our modules without comments and indentation."""
    if name.endswith(".css"):
        return INDENT.sub("\n", CSS_COMMENT.sub("", text)).strip() + "\n"
    text = JS_ASIDE.sub("", JS_COMMENT.sub("", text))
    return text if ODD.search(text) else INDENT.sub("\n", text)


class SlimFiles:
    """Where collected files are read from, ours slimmed: so that no comment names a module or changes a hash."""

    def __init__(self, storage: Any, whole: set[str]) -> None:
        self.storage = storage
        self.whole = whole

    def read(self, path: str) -> str:
        with self.storage.open(path) as file:
            return slim(path, file.read().decode())

    def open(self, path: str) -> "ContentFile[bytes]":
        text = bundled(path, self.read) if path in self.whole else self.read(path)
        return ContentFile(text.encode())


class SlimStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Slims our own styles and scripts; modules that are loaded on demand leave whole, by their hashed names."""

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
            if name.endswith(".js"):
                whole |= on_demand(name, files.read(path))
        return super().post_process(paths | slimmed, *args, **options)

    def _save(self, name: str, content: Any) -> str:
        if is_ours(name):
            content.seek(0)  # it was read for its hash
            content = ContentFile(slim(name, content.read().decode()).encode())
        return str(super()._save(name, content))
