"""Rich text: what curators may write in stories, and evidence notes in it.

Text is cleaned on its way into the database by the field itself, so that forms, fixtures and
scripts all pass the same gate. A note is written `[^statement-key]`, as in Markdown: curators
can type it, copy it and read it in any editor.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField, create_sanitizer

NOTE_SLUG_HELP = _("Write [^key] in a text to refer to it.")
NOTE = re.compile(r"\[\^([-\w]+)\]")
HREF = re.compile(r'<a\b[^<>]*\shref="([^"]*)"')
TAG = re.compile(r"(<[^>]*>)")

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"protocols": ["http", "https", "mailto"]},
}
_sanitized: Callable[[str], str] = create_sanitizer(EXTENSIONS)


def clean_html(html: str) -> str:
    """Return `html` with only what curators may write; U+00A0 stays a character, never `&nbsp;`."""
    return _sanitized(html).replace("&nbsp;", "\u00a0")


class RichTextField(ProseEditorField):
    """HTML of a few elements; cleaned in every save, also under `loaddata`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean here and not in `pre_save`, which raw saves (fixtures, reverts) never call."""
        return super().get_db_prep_save(clean_html(value) if isinstance(value, str) else value, connection)


def note_slugs(html: str) -> list[str]:
    """Return the statement keys that `html` refers to, in reading order, repeats included."""
    return NOTE.findall(html or "")


def link_addresses(html: str) -> list[str]:
    """Return the addresses to which `html` leads, in reading order, repeats included."""
    return [unescape(address) for address in HREF.findall(html or "")]


def plain_text(html: str) -> str:
    """Return `html` without markup or notes, for summaries and the heads of blocks."""
    return " ".join(strip_tags(NOTE.sub("", (html or "").replace("</p>", " "))).split())
