"""The columns of a table that was sent: by their names, or by the words of the forms in either language."""

from collections.abc import Iterator

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from exhibit.interop.tables.lines import Fault
from exhibit.interop.tables.nouns import KEY, has_slug, parts_of
from exhibit.interop.tables.reading import Sheet, TableError
from exhibit.interop.tables.references import nearest
from exhibit.interop.tables.resources import TableResource, resource_of
from exhibit.languages import every

Cells = dict[str, str]


def columns_of_sheet(noun: type[models.Model], header: list[str]) -> list[str]:
    """Return the names of the columns of a sheet, "" for one without a name.

    Raises:
        TableError: where some are not known or lacking: a line for each, with the remedy.
    """
    resource = resource_of(noun)
    known = _known(resource)
    found: list[str] = []
    wrong = []
    for text in header:
        name = known.get(" ".join(text.split()).casefold(), "")
        if text and not name:
            near = nearest(text, resource.columns)
            words = _("The column “%(name)s” is not known here.") % {"name": text[:60]}
            hint = _("Did you mean “%(near)s”? Rename it.") % {"near": near} if near else _("Remove it.")
            wrong.append(f"{words} {hint}")
        elif name and name in found:
            wrong.append(_("The column “%(name)s” is there twice. Remove one of the two.") % {"name": name})
        found.append(name)
    if lacking := _lacking(noun, found):
        wrong.append(lacking)
    if wrong:
        raise TableError("\n".join(wrong))
    return found


def _known(resource: TableResource) -> dict[str, str]:
    known = {name.casefold(): name for name in resource.columns}
    for code in every():
        with translation.override(code):
            for name in resource.columns:
                known.setdefault(resource.label(name).casefold(), name)
    return known


def _lacking(noun: type[models.Model], found: list[str]) -> str:
    """Return in words which columns are lacking by which rows are known, "" where none are."""
    if has_slug(noun):
        return "" if "slug" in found else _("There is no column “slug”, by which records are known. Add it.")
    parts = [name for name in parts_of(noun) if name in resource_of(noun).columns]
    needed = [field.name for field in noun._meta.fields if field.name in parts and not field.blank]
    if KEY in found or not set(needed) - set(found):
        return ""
    words = _("There is no column “%(key)s”, by which rows are known, nor all of: %(names)s. Add them.")
    return words % {"key": KEY, "names": ", ".join(needed)}


def rows_of_sheet(sheet: Sheet, names: list[str]) -> Iterator[tuple[int, Cells, list[Fault]]]:
    """Yield each row of a sheet: its number, its cells by their columns, and what stands in none."""
    for number, cells in sheet.rows:
        faults = [
            Fault("", _("“%(text)s” stands in a column without a name. Name the column.") % {"text": cell[:60]})
            for at, cell in enumerate(cells)
            if cell and (at >= len(names) or not names[at])
        ]
        filled = [*cells, *[""] * (len(names) - len(cells))]
        yield number, {name: cell for name, cell in zip(names, filled, strict=False) if name}, faults
