"""From the bytes of a file to its text, and to the format that it is in."""

import re
from pathlib import PurePath

from django.utils.translation import gettext as _

from exhibit.interop.csv_text import CsvError, decoded
from exhibit.interop.timelinejs import documents, tables
from exhibit.interop.timelinejs.slides import Timeline, TimelineError

LARGEST_FILE = 5_000_000
"""In bytes: a timeline of 5,000 slides has about half of it."""


def read(content: bytes, name: str) -> Timeline:
    """Read a CSV or JSON file; TimelineError where it is neither, or too large."""
    check_size(len(content))
    check_kind(content)
    try:
        text, remark = decoded(content)
    except CsvError as problem:
        raise TimelineError(str(problem)) from problem
    if "\0" in text:
        raise TimelineError(_("This is no text file. Save the spreadsheet as CSV in UTF-8, or choose the JSON file."))
    if not text.strip():
        raise TimelineError(_("The file is empty."))
    if name.lower().endswith(".json") or text.lstrip()[0] in "{[":
        slides, remarks = documents.slides_of(text)
    else:
        slides, remarks = tables.slides_of(text)
    if not slides:
        raise TimelineError(_("The file has no rows below its first line, or no slides in “events”."))
    name = PurePath(name).name[:100].encode(errors="replace").decode()  # a disk may hold names that are no text
    return Timeline(name, slides, [*([remark] if remark else []), *remarks])


def check_size(size: int) -> None:
    """Refuse a file of too many bytes, before it is read where that is possible."""
    if size > LARGEST_FILE:
        raise TimelineError(
            _("The file has %(size).1f MB; at most 5 MB are read. Divide it into several files.")
            % {"size": size / 1_000_000}
        )


def check_kind(content: bytes) -> None:
    """Refuse what people choose by mistake: a workbook, a web page."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TimelineError(_("This is a workbook. Open it and save the sheet as CSV in UTF-8."))
    if re.match(rb"\s*<(?:!doctype|html|\?xml)", content[:200].removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE):
        raise TimelineError(
            _(
                "This is a web page. In Google Sheets, choose File › Download › Comma-separated values (.csv), "
                "and import that file."
            )
        )
