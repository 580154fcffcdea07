"""How the museum's pages are cited: as references in three styles, ready to be copied, and as files for programs.

What is cited is the page, and the museum answers for it: no author is made up. First comes one item, as
CSL-JSON has it (https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables), and
every style and file is written of that alone.

No item says when its page was read: a page is kept as finished bytes, and tomorrow its date would be wrong.
A reference says where the day belongs, and a script puts today's there (static/js/site/cite.js).
"""

from django.utils.translation import pgettext

from exhibit.interop.citations import apa, bibtex, chicago, csl_json, gost, ris
from exhibit.interop.citations.item import Item, item_of, item_of_edition
from exhibit.interop.citations.reference import Piece, Reference

__all__ = ["FORMATS", "STYLES", "Item", "Piece", "Reference", "item_of", "item_of_edition", "references"]

STYLES = {"chicago": chicago, "apa": apa, "gost": gost}

FORMATS = {"bib": bibtex, "ris": ris, "csl.json": csl_json}
"""By the ending of the file's name."""


def references(item: Item) -> list[Reference]:
    """Return an item as each style writes it, first the style that is usual in the page's language."""
    usual = pgettext("the usual style of citing: chicago, apa or gost", "chicago")
    names = sorted(STYLES, key=lambda name: name != usual)
    return [STYLES[name].written(item) for name in names]
