"""From the bytes of a file to rows of texts: CSV as any office program writes it, or the first sheet of a workbook.

What comes from elsewhere is bounded before it is unpacked: bytes, what a workbook says it unpacks to (zipfile never
gives more), rows and columns. Openpyxl reads XML by defusedxml, which is installed for that.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exhibit.interop.csv_text import CsvError, decoded, rows_in
from exhibit.interop.tables import bounds
from exhibit.interop.tables.writing import unguarded

MOST_BYTES = 10_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_BLANK = 100_000
"""Rows; a sheet may say that its last one is the thousand millionth."""

LONGEST_CELL = 100_000

Rows = Iterable[tuple[int, list[str]]]


class TableError(ValueError):
    """A table that cannot be imported or written; the text says why, and what to do."""


@dataclass(slots=True)
class Sheet:
    """A table as it was sent: the names of its columns, and its rows, numbered as the spreadsheet numbers them."""

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    remarks: list[str] = field(default_factory=list)


def read(content: bytes, name: str) -> Sheet:
    """Return the table in a file.

    Raises:
        TableError: where it is none, or larger than is read.
    """
    check_size(len(content))
    remarks: list[str] = []
    rows: Rows
    if content.startswith(b"PK\x03\x04"):
        rows = _workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(_("This is a workbook of an old kind (.xls). Open it and save it as .xlsx or CSV."))
    else:
        text, remark = _decoded(content)
        remarks += [remark] if remark else []
        rows = _csv(text)
    return _sheet(name, rows, remarks)


def check_size(size: int) -> None:
    """Refuse a file of too many bytes, before it is read where that is possible."""
    if size > MOST_BYTES:
        words = _("The file has %(size).1f MB; at most %(most)d MB are read. Divide it into several files.")
        raise TableError(words % {"size": size / 1_000_000, "most": MOST_BYTES // 1_000_000})


def _sheet(name: str, rows: Rows, remarks: list[str]) -> Sheet:
    """Take header and rows, bounded; blank rows are counted and passed over."""
    found = _bounded(rows)
    header = next((cells for _number, cells in found if any(cells)), None)
    if header is None:
        raise TableError(_("The file is empty."))
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise TableError(_("The table has more than %(most)d columns. Remove some.") % {"most": MOST_COLUMNS})
    kept: list[tuple[int, list[str]]] = []
    blank = 0
    for number, cells in found:
        if not any(cells):
            blank += 1
            continue
        if len(kept) == MOST_ROWS:
            raise TableError(
                _("The table has more than %(most)d rows. Divide it into several files.") % {"most": MOST_ROWS}
            )
        if long := next((cell for cell in cells if len(cell) > LONGEST_CELL), None):
            words = _("Row %(number)d has a cell of %(length)d letters; at most %(most)d are read.")
            raise TableError(words % {"number": number, "length": len(long), "most": LONGEST_CELL})
        kept.append((number, [unguarded(cell) for cell in cells]))
    if not kept:
        raise TableError(_("The file has no rows below the names of its columns."))
    if blank:
        said = ngettext("%(count)d blank row was passed over.", "%(count)d blank rows were passed over.", blank)
        remarks.append(said % {"count": blank})
    shown = PurePath(name.replace("\\", "/")).name[:100].encode(errors="replace").decode()
    return Sheet(shown, header, kept, remarks)


def _bounded(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """Pass rows on, as long as no more blank ones follow one another than anybody left by mistake."""
    blank = 0
    for number, cells in rows:
        blank = 0 if any(cells) else blank + 1
        if blank > MOST_BLANK:
            raise TableError(_("There are too many blank rows in the table. Delete them."))
        yield number, cells


# CSV


def _decoded(content: bytes) -> tuple[str, str]:
    if re.match(rb"\s*(?:<!doctype|<html|<\?xml|[{\[])", content[:200].removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE):
        raise TableError(_("This is no table. Save it as CSV in UTF-8, or as a workbook (.xlsx)."))
    try:
        text, remark = decoded(content)
    except CsvError as problem:
        raise TableError(str(problem)) from problem
    if "\0" in text:
        raise TableError(_("This is no text file. Save the table as CSV in UTF-8, or as a workbook (.xlsx)."))
    return text, remark


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from rows_in(text)
    except CsvError as problem:
        raise TableError(str(problem)) from problem


# Workbooks


def _workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_parts(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_text(cell, number) for cell in cells[: MOST_COLUMNS + 1]]
    except TableError:
        raise
    except Exception as problem:  # openpyxl and the XML parser raise nearly anything
        raise TableError(_("This workbook is damaged or is none. Save it again as .xlsx, or as CSV.")) from problem


def _check_parts(content: bytes) -> None:
    """Refuse what unpacks to more than any table of the museum."""
    try:
        bounds.check(content)
    except bounds.TooMuchError as problem:
        raise TableError(_("This workbook unpacks to more than is read. Save its first sheet as CSV.")) from problem
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as problem:
        raise TableError(_("This workbook is damaged or is none. Save it again as .xlsx, or as CSV.")) from problem


def _text(cell: Any, number: int) -> str:
    """Return what a cell shows; a formula is refused, for what it would give here is not known."""
    value = cell.value
    if value is None:
        return ""
    where = {"cell": getattr(cell, "coordinate", number), "text": str(value)[:40]}
    if cell.data_type == "f":
        raise TableError(_("The cell %(cell)s holds a formula. Paste its value in its place.") % where)
    if cell.data_type == "e":
        raise TableError(_("The cell %(cell)s holds an error, %(text)s. Correct it.") % where)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return _moment(value, cell.number_format or "")
    return str(value).strip()


def _moment(value: datetime.datetime, shown: str) -> str:
    """Return a date of a spreadsheet as exactly as it shows it: “1957-10” is no first of October."""
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", shown).lower()
    if value.time() != datetime.time():
        return value.isoformat(" ", "seconds").removesuffix(":00")
    if "d" in shown or not shown:
        return value.date().isoformat()
    return value.strftime("%Y-%m" if "m" in shown else "%Y")
