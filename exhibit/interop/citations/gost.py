"""GOST R 7.0.5-2008, the Russian standard for references: a page as part of a site, for pages in any language.

An organisation stands as the site, after two strokes, not as a person at the head. The standard wants to know of
every electronic resource when it was read. https://docs.cntd.ru/document/1200063713
"""

from exhibit.interop.citations.item import Item
from exhibit.interop.citations.reference import Kind, Piece, Reference, author_of, day_of, ended


def written(item: Item) -> Reference:
    """Return an item as a reference: Летят журавли (1957) [Электронный ресурс] // Музей кино. URL: https://…"""
    pieces = [
        Piece(Kind.TITLE, item["title"]),
        Piece(Kind.OWN, " [Электронный ресурс] // "),
        Piece(Kind.WORDS, f"{ended(author_of(item))} "),
    ]
    if "edition" in item:
        pieces.append(Piece(Kind.OWN, f"{item['edition']}-я ред. "))
    if day := day_of(item):
        year, month, date = day
        pieces.append(Piece(Kind.WORDS, f"{date:02}.{month:02}.{year}. "))
    pieces += [
        Piece(Kind.WORDS, "URL: "),
        Piece(Kind.ADDRESS, item["URL"]),
        Piece(Kind.READ, " (дата обращения: {day})"),
        Piece(Kind.WORDS, "."),
    ]
    return Reference("gost", "ГОСТ Р 7.0.5-2008", "ru-RU", "short", tuple(pieces))
