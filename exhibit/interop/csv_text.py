"""CSV as people's programs save it: from bytes to text, and from text to numbered rows."""

import csv
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
DELIMITERS = ",;\t"
MOST_CELLS = 20_000
"""In a line, as far as it can be told before quotation marks are read."""


class CsvError(ValueError):
    """Bytes or a text that cannot be read as rows; it says why, and the remedy."""


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text, and a remark where its encoding had to be found out; CsvError where it breaks off.

    Old office programs write one byte a letter. Russian words are then long runs of high bytes;
    in western languages an accented letter mostly stands alone.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ""
        except UnicodeDecodeError as problem:
            raise CsvError(
                _("The file breaks off in the middle of a letter. Save it again as CSV in UTF-8.")
            ) from problem
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content)]
        is_cyrillic = sum(length for length in runs if length > 1) > sum(runs) / 2
        encoding = "cp1251" if is_cyrillic else "cp1252"
        remark = _(
            "The file is not in UTF-8; it was read as %(encoding)s. Look whether all letters are right; "
            "if not, save it again as CSV in UTF-8."
        ) % {"encoding": "Windows-1251" if is_cyrillic else "Windows-1252"}
        return content.decode(encoding, errors="replace"), remark


def rows_in(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number; CsvError where quotation marks or commas do not match."""
    delimiter = delimiter_of(text)
    reader = csv.reader(_lines_in(text, delimiter), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [cell.strip() for cell in cells]
    except csv.Error as problem:
        raise CsvError(
            _(
                "The file is no proper CSV in or above its line %(line)d: a quotation mark is not closed, "
                "or a cell is too long. Export the spreadsheet again."
            )
            % {"line": reader.line_num}
        ) from problem


def _lines_in(text: str, delimiter: str) -> Iterator[str]:
    """Yield each line with its end, one at a time: `io.StringIO` would need four bytes for each letter of all."""
    for found in LINE.finditer(text):
        if found[0].count(delimiter) > MOST_CELLS:
            words = _("A line of the file has more than %(count)d cells. Export the spreadsheet again.")
            raise CsvError(words % {"count": MOST_CELLS})
        yield found[0]


def delimiter_of(text: str) -> str:
    """Return the comma of Google, or the semicolon or tab of other programs, as the first line has it."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=first.count)
