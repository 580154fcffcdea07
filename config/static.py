"""Static files as they are collected for production: hashed, packed, and without what only engineers read."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

INDENT = re.compile(r"\n\s+")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
JS_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.S | re.M)  # on lines of its own


def slim(name: str, text: str) -> str:
    """Return a stylesheet or one of our modules without comments, and a stylesheet without indentation."""
    if name.endswith(".css"):
        return INDENT.sub("\n", CSS_COMMENT.sub("", text)).strip() + "\n"
    return JS_COMMENT.sub("", text)


class SlimStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Slims our own styles and scripts on their way in; those of packages come as their makers sent them."""

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(("css/", "js/")) and name.endswith((".css", ".js")):
            content.seek(0)  # it was read for its hash
            content = ContentFile(slim(name, content.read().decode()).encode())
        return str(super()._save(name, content))
