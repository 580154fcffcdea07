"""The Chicago Manual of Style, 18th edition: a web page in a bibliography.

Of what has no date it wants to know when it was read. A title in quotation marks turns those within it into single
ones. https://www.chicagomanualofstyle.org/tools_citationguide/citation-guide-1.html
"""

from exhibit.dates.words import ENGLISH_MONTHS
from exhibit.interop.citations.item import Item
from exhibit.interop.citations.reference import Kind, Piece, Reference, author_of, day_of, ended, ordinal

SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'"})


def written(item: Item) -> Reference:
    """Return an item as a reference: Film museum. “The Cranes Are Flying (1957).” Accessed May 1, 2027. https://…"""
    pieces = [
        Piece(Kind.WORDS, f"{ended(author_of(item))} “"),
        Piece(Kind.TITLE, ended(item["title"].translate(SINGLE))),
        Piece(Kind.WORDS, "” "),
    ]
    if "edition" in item:
        pieces.append(Piece(Kind.OWN, f"{ordinal(item['edition'])} ed. "))
    if day := day_of(item):
        year, month, date = day
        pieces.append(Piece(Kind.OWN, f"{ENGLISH_MONTHS[month - 1]} {date}, {year}. "))
    else:
        pieces.append(Piece(Kind.READ, "Accessed {day}. "))
    pieces += [Piece(Kind.ADDRESS, item["URL"]), Piece(Kind.WORDS, ".")]
    return Reference("chicago", "Chicago", "en-US", "long", tuple(pieces))
