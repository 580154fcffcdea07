"""The spreadsheet of TimelineJS, saved as CSV.

Columns are known by their names in the first row, in any order and letter case; a column that
TimelineJS does not know goes to the note under its own name. Rows are numbered as the spreadsheet
numbers them, whatever lines their cells have: the first below the names is row 2.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exhibit.interop.csv_text import CsvError, rows_in
from exhibit.interop.timelinejs.slides import (
    KEPT_COLUMNS,
    LONGEST_TEXT,
    MOST_SLIDES,
    NAMELESS,
    TAG,
    Kind,
    Label,
    Moment,
    Slide,
    TimelineError,
    too_long,
    too_many,
)

PLACED = {
    *("year", "month", "day", "time", "end year", "end month", "end day", "end time"),
    *("display date", "headline", "text", "type", "group", "tag"),
}
"""Columns that have a place of their own in a slide."""


def slides_of(text: str) -> tuple[list[Slide], list[str]]:
    """Return the slides of a spreadsheet, and remarks on the whole of it."""
    rows = _rows(text)
    names = header(next((cells for _number, cells in rows if any(cells)), []))
    slides: list[Slide] = []
    blank = 0
    for number, cells in rows:
        if not any(cells):
            blank += 1
            continue
        if len(slides) == MOST_SLIDES:
            raise too_many()
        slides.append(slide(number, names, cells))
    said = ngettext("%(count)d blank row was passed over.", "%(count)d blank rows were passed over.", blank)
    return slides, [said % {"count": blank}] if blank else []


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from rows_in(text)
    except CsvError as problem:
        raise TimelineError(str(problem)) from problem


def header(cells: list[str]) -> list[str]:
    """Return the names of the columns; TimelineError where this is no sheet of TimelineJS."""
    names = [" ".join(cell.split()) for cell in cells]
    known = [name.casefold() for name in names if name]
    found = ", ".join(_("“%(name)s”") % {"name": name[:40]} for name in names[:20] if name) or "–"
    if "headline" not in known:
        raise TimelineError(
            _(
                "The first row has no column “Headline”; it has %(found)s. "
                "Export the TimelineJS spreadsheet with its row of column names, in English, at the top."
            )
            % {"found": found}
        )
    if "year" not in known:
        raise TimelineError(
            _(
                "The first row has no column “Year”; it has %(found)s. If this is a sheet of the first TimelineJS, "
                "copy its rows into the present template, where year, month and day have columns of their own."
            )
            % {"found": found}
        )
    if twice := next((name for name in names if known.count(name.casefold()) > 1), None):
        raise TimelineError(
            _("The column “%(name)s” is there twice. Remove or rename one of the two.") % {"name": twice[:40]}
        )
    return names


def slide(number: int, names: list[str], cells: list[str]) -> Slide:
    """One row as a slide; cells without a name of their column are kept too."""
    named = {name.casefold(): cell for name, cell in zip(names, cells, strict=False) if name}
    others: list[tuple[Label, str]] = [
        (KEPT_COLUMNS.get(name.casefold(), name), cell)
        for name, cell in zip(names, cells, strict=False)
        if name and cell and name.casefold() not in PLACED
    ]
    stray = [cell for at, cell in enumerate(cells) if cell and (at >= len(names) or not names[at])]
    others += [(NAMELESS, cell) for cell in stray]
    kind, remarks = kind_of(named.get("type", ""))
    if named.get("group") and named.get("tag"):
        others.append((TAG, named["tag"]))
    longest = max(names, key=lambda name: len(named.get(name.casefold(), "")))

    def moment(prefix: str) -> Moment:
        return Moment(*(named.get(f"{prefix}{name}", "") for name in ("year", "month", "day", "time")))

    return Slide(
        where=str(number),
        kind=kind,
        headline=named.get("headline", ""),
        text=named.get("text", ""),
        start=moment(""),
        end=moment("end "),
        display=named.get("display date", ""),
        group=named.get("group") or named.get("tag", ""),
        kept=tuple(others),
        remarks=tuple(remarks),
        fault=too_long(longest) if len(named.get(longest.casefold(), "")) > LONGEST_TEXT else "",
    )


def kind_of(text: str) -> tuple[Kind, list[str]]:
    """Return what the column Type says, and a remark where TimelineJS does not know it."""
    said = text.casefold() or Kind.EVENT
    if said in set(Kind):
        return Kind(said), []
    return Kind.EVENT, [_("The type “%(type)s” is not known; the row is taken for an event.") % {"type": text[:40]}]
