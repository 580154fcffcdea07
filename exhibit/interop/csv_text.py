"""CSV as people's programs save it: from bytes to text, and from text to numbered rows."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

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
    if any(line.count(delimiter) > MOST_CELLS for line in io.StringIO(text)):
        raise CsvError(
            _("A line of the file has more than %(count)d cells. Export the spreadsheet again.") % {"count": MOST_CELLS}
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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


def delimiter_of(text: str) -> str:
    """Return the comma of Google, or the semicolon or tab of other programs, as the first line has it."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=first.count)
