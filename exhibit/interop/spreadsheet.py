"""Entries of the timeline as CSV (RFC 4180) that spreadsheets open without harm.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection): titles are curators' words, yet a download
must be safe whoever wrote them. It begins with a byte order mark, without which Excel reads UTF-8 as
something else. Spaces and hyphens that keep a line of a page together are plain ones here, for nobody
finds a word by typing those.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from exhibit.timeline.told import Told

COLUMNS = (
    "id",
    "kind",
    "lane",
    "title",
    "language",
    "date",
    "words",
    "earliest",
    "latest",
    "certainty",
    "standing",
    "importance",
    "place",
    "text",
    "text_language",
    "address",
)
"""`date` is EDTF; `earliest` and `latest` are empty where an end is open."""

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\0": None})


def csv_lines(entries: Iterable[Told], origin: str) -> Iterator[str]:
    """Yield the table line by line; `origin` is scheme and host, for full addresses."""
    yield "\ufeff" + csv_line(COLUMNS)
    for entry, text, language, place in entries:
        yield csv_line(
            (
                entry.anchor,
                entry.kind.value,
                entry.lane.name,
                entry.title,
                entry.language,
                entry.edtf,
                entry.words,
                entry.first.isoformat() if entry.first else "",
                entry.last.isoformat() if entry.last else "",
                entry.certainty,
                entry.standing or "verified",
                str(entry.weight),
                place,
                text,
                language if text else "",
                f"{origin}{entry.get_absolute_url()}",
            )
        )


def csv_line(cells: Iterable[str]) -> str:
    """Return one line of a table whose cells do no harm."""
    line = StringIO(newline="")
    csv.writer(line).writerow([harmless(cell.translate(PLAIN)) for cell in cells])
    return line.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
