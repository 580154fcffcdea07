"""The style of the American Psychological Association, 7th edition: a page of a site whose author is the site.

Only what may change is said to have been retrieved on a day. https://apastyle.apa.org/style-grammar-guidelines/references
"""

from exhibit.dates.words import ENGLISH_MONTHS
from exhibit.interop.citations.item import Item
from exhibit.interop.citations.reference import Kind, Piece, Reference, author_of, day_of, ended, ordinal


def written(item: Item) -> Reference:
    """Return an item as a reference: Film museum. (n.d.). The Cranes Are Flying (1957). https://…"""
    day = day_of(item)
    said = f"{day[0]}, {ENGLISH_MONTHS[day[1] - 1]} {day[2]}" if day else "n.d."
    edition = f"({ordinal(item['edition'])} ed.)" if "edition" in item else ""
    pieces = [
        Piece(Kind.WORDS, f"{ended(author_of(item))} "),
        Piece(Kind.OWN, f"({said}). "),
        Piece(Kind.ITALIC, item["title"] if edition else ended(item["title"])),
        Piece(Kind.OWN, f" {edition}. " if edition else " "),
    ]
    if not day:
        pieces.append(Piece(Kind.READ, "Retrieved {day}, from "))
    pieces.append(Piece(Kind.ADDRESS, item["URL"]))
    return Reference("apa", "APA", "en-US", "long", tuple(pieces))
