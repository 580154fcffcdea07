"""BibTeX: an entry that old and new programs of LaTeX read alike, and all others that collect references.

A page of the web is `@misc` to all of them; `@online` only some know. Braces around a name keep it one name, around a
title its capitals. Letters stay Unicode. https://ctan.org/pkg/biblatex
"""

from exhibit.interop.citations.item import Item
from exhibit.interop.citations.reference import author_of, day_of

NAME, MEDIA_TYPE = "BibTeX", "application/x-bibtex; charset=utf-8"

ESCAPED = str.maketrans(
    {mark: f"\\{mark}" for mark in "%&$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}  # escaped, they would still be counted
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def written(item: Item) -> str:
    """Return an item as an entry; its key is the path of the page."""
    fields = {
        "author": f"{{{{{_text(author_of(item))}}}}}",
        "title": f"{{{{{_text(item['title'])}}}}}",
        "url": f"{{{item['URL']}}}",
        "language": f"{{{item['language']}}}",
    }
    if "edition" in item:
        fields["edition"] = f"{{{item['edition']}}}"
    if day := day_of(item):
        year, month, date = day
        fields |= {"year": f"{{{year}}}", "month": MONTHS[month - 1], "day": f"{{{date}}}"}
    lines = "".join(f",\n  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{item['id'].replace('/', ':')}{lines}\n}}\n"


def _text(text: str) -> str:
    return text.translate(ESCAPED)
