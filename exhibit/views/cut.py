"""The first of many rows, as many as a page of a record has room for."""

from typing import Any

from django.db.models import QuerySet

from exhibit.publishing import registers


class Some(list[Any]):
    """Rows, and whether there are more of them."""

    is_cut = False


def first(rows: QuerySet[Any]) -> Some:
    """Return as many rows as stand on a page, by one query."""
    found = Some(rows[: registers.PER_SHEET + 1])
    if len(found) > registers.PER_SHEET:
        del found[registers.PER_SHEET :]
        found.is_cut = True
    return found
