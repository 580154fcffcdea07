"""
Tables of every noun, as CSV or workbooks, out of the museum and back.

nouns       which nouns are tables, and how a row is named
cells       what a cell says
resources   the columns of each table, made from the models
writing     records as a file
reading     a file as rows of texts
columns     which column of a file is which
references  the records that cells name
rights      what a curator may do by a table
rules       what the museum's rules say of a row
rows        rows against the records that they name
lines       what becomes of each row
planning    what an import would do
taking      an import carried out
history     versions and the log of what it touched
undoing     an import put back
"""

from exhibit.interop.tables.columns import columns_of_sheet
from exhibit.interop.tables.lines import Line, Outcome, Plan
from exhibit.interop.tables.nouns import LISTED_WITH, NOUNS, TABLES
from exhibit.interop.tables.planning import planned
from exhibit.interop.tables.reading import MOST_BYTES, MOST_ROWS, Sheet, TableError, check_size, read
from exhibit.interop.tables.resources import resource_of
from exhibit.interop.tables.rights import Rights
from exhibit.interop.tables.taking import PlanChangedError, carry_out
from exhibit.interop.tables.undoing import Undoing, noun_of, undo, undoing, wrote
from exhibit.interop.tables.writing import MOST_IN_WORKBOOK, WorkbookError, csv_lines, workbook

__all__ = [
    "LISTED_WITH",
    "MOST_BYTES",
    "MOST_IN_WORKBOOK",
    "MOST_ROWS",
    "NOUNS",
    "TABLES",
    "Line",
    "Outcome",
    "Plan",
    "PlanChangedError",
    "Rights",
    "Sheet",
    "TableError",
    "Undoing",
    "WorkbookError",
    "carry_out",
    "check_size",
    "columns_of_sheet",
    "csv_lines",
    "noun_of",
    "planned",
    "read",
    "resource_of",
    "undo",
    "undoing",
    "workbook",
    "wrote",
]
