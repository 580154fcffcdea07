"""Tables as files: CSV row by row, however many there are, and workbooks up to a bound.

What a spreadsheet would take for a formula gets an apostrophe before it (see `interop.spreadsheet`), which reading
takes away again. In a workbook each column is text besides, so that 1957-10 which a curator types stays what it is.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import IO, Any

from django.db import models
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from exhibit.interop.spreadsheet import harmless
from exhibit.interop.tables.nouns import with_references
from exhibit.interop.tables.resources import resource_of
from exhibit.languages import columns_of
from exhibit.translation import FIELDS

MOST_IN_WORKBOOK = 10_000
"""Rows of one workbook: they are all in memory, and written in some ten seconds within one request."""

LONGEST_IN_WORKBOOK = 32_767
"""Letters of one cell, by the format's own rule."""

AT_ONCE = 1_000
AS_TEXT = "@"


class WorkbookError(ValueError):
    """Rows that no workbook can hold, with the remedy in words."""


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; one that looks guarded already is guarded once more."""
    return "'" + text if harmless(text.lstrip("'")) != text.lstrip("'") else text


def unguarded(text: str) -> str:
    """Return a text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def rows_of(rows: models.QuerySet[Any]) -> Iterator[list[str]]:
    """Yield the records as rows of a table, a thousand in memory at once."""
    resource = resource_of(rows.model)
    for record in with_references(rows).iterator(chunk_size=AT_ONCE):
        yield [guarded(text) for text in resource.row_of(record)]


def csv_lines(rows: models.QuerySet[Any]) -> Iterator[str]:
    """Yield a table line by line, with the mark by which Excel knows UTF-8."""
    yield "\ufeff" + _line(resource_of(rows.model).columns)
    for cells in rows_of(rows):
        yield _line(cells)


def _line(cells: Iterable[str]) -> str:
    line = StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def workbook(rows: models.QuerySet[Any]) -> IO[bytes]:
    """Return a table as a workbook, in a file that is gone when it is closed.

    Raises:
        WorkbookError: where there are more rows, or longer or stranger texts, than a workbook holds.
    """
    if rows.count() > MOST_IN_WORKBOOK:
        words = _("These are more than %(most)d rows. Take them as CSV, or narrow the list.")
        raise WorkbookError(words % {"most": MOST_IN_WORKBOOK})
    names = list(resource_of(rows.model).columns)
    table = list(rows_of(rows))  # looked through before anything is written
    for cells in table:
        _check(cells)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(rows.model._meta.verbose_name_plural)[:31])
    sheet.freeze_panes = "B2"
    texts = {column for name in FIELDS.get(rows.model, ()) for column in columns_of(name)}
    for number, name in enumerate(names, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.number_format = AS_TEXT  # for cells that are filled later
        column.width = 40 if name in texts else 20
    sheet.append([_bold(sheet, name) for name in names])
    for cells in table:
        sheet.append([_cell(sheet, text) if text else None for text in cells])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever asked closes it
    book.save(file)
    file.seek(0)
    return file


def _check(cells: list[str]) -> None:
    """Refuse what the format cannot hold, and would cut or leave out."""
    for text in cells:
        if len(text) > LONGEST_IN_WORKBOOK:
            words = _("“%(row)s” has a text of %(length)d letters, too long for a workbook. Take the table as CSV.")
            raise WorkbookError(words % {"row": cells[0], "length": len(text)})
        if ILLEGAL_CHARACTERS_RE.search(text):
            words = _("“%(row)s” has a character that no workbook can hold. Take the table as CSV.")
            raise WorkbookError(words % {"row": cells[0]})


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = AS_TEXT
    return cell
