"""Evidence notes: `[^key]` in a text becomes a button that opens the note of that statement.

A note keeps its number when it is referred to again; the notes stand at the end of the chapter
that named them first, so that they can be printed there and read where a browser cannot open them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exhibit.models import Statement, TextBlock
from exhibit.rich_text import NOTE, TAG, note_slugs
from exhibit.translation import language_of
from exhibit.typography import typeset_html

MARKED = re.compile(r"([^\s\[]*)" + NOTE.pattern)  # a mark and the word before it share a line


@dataclass(slots=True)
class Note:
    """An evidence note: the statement with its citations loaded, and its number in the story."""

    number: int
    statement: Statement

    @property
    def anchor(self) -> str:
        return f"note-{self.statement.slug}"

    @property
    def mark_anchor(self) -> str:
        """The id of the first mark that refers to this note, for the way back."""
        return f"mark-{self.statement.slug}"

    @property
    def label(self) -> str:
        """What a mark says aloud: its number and how its statement stands."""
        standing = self.statement.get_evidence_status_display()
        return _("Note %(number)d, %(standing)s") % {"number": self.number, "standing": standing}


class Notes:
    """The notes of one story: its statements, loaded once, numbered as the texts name them."""

    def __init__(self, texts: Iterable[TextBlock]) -> None:
        slugs = [slug for block in texts for slug in note_slugs(block.text or "")]
        found = Statement.objects.filter(slug__in=slugs).prefetch_related("citations__source")
        self._statements = {statement.slug: statement for statement in found}
        self._numbered: dict[str, Note] = {}

    def mark(self, block: TextBlock) -> tuple[SafeString, list[Note]]:
        """Return the text of `block`, typeset and with its marks, and the notes that it is the first to name."""
        met = len(self._numbered)
        # RichTextField cleans in every save, and the marks are escaped: the result is safe.
        html = typeset_html(block.text or "", language_of(block, "text"))
        pieces = TAG.split(html)  # text and tags by turns: a mark inside a tag stays what it is
        marked = (piece if piece.startswith("<") else MARKED.sub(self._button, piece) for piece in pieces)
        text = mark_safe("".join(marked))  # noqa: S308
        return text, list(self._numbered.values())[met:]

    def _button(self, match: re.Match[str]) -> str:
        word, slug = mark_safe(match.group(1)), match.group(2)  # noqa: S308  # clean, as all of the text
        if slug not in self._statements:
            return word
        own_id = SafeString()
        if slug not in self._numbered:
            note = self._numbered[slug] = Note(len(self._numbered) + 1, self._statements[slug])
            own_id = format_html(' id="{}"', note.mark_anchor)
        note = self._numbered[slug]
        button = format_html(
            '<button type="button" class="note-mark note-mark--{}"{} popovertarget="{}" aria-label="{}">{}</button>',
            *(note.statement.evidence_status, own_id, note.anchor, note.label, note.number),
        )
        return format_html('<span class="marked">{}{}</span>', word, button)
