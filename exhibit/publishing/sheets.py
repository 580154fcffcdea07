"""A long list, sheet by sheet.

A sheet goes on after a record, not after a number of records: deep in a large collection it costs as
little as at the beginning. Its address is a path that names that record, `/films/after/red-tent/`, and
no query string, so that a frozen copy can hold it as a folder and a sitemap can list it. All sheets
together follow from the first one; what leads into the middle, the letters and the decades, leads to
one of them and begins no sheets of its own. What one look at the whole list tells, its length and
where letters begin, is kept until something changes. A list that fits one sheet needs none of it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from exhibit.languages import active
from exhibit.timeline.kept import Keeper

Group = tuple[Any, int]
"""What rows of a list have in common, a letter or a decade, and how many rows have it."""


@dataclass(frozen=True)
class Register:
    """A long list: what stands in it, in which order, and how many on a sheet.

    `order` names columns, ascending, the last of them unlike in any two rows; `may_be_unknown`: the first is a day, and
    rows without it come at the end. `address` makes the path of a sheet of the slug after which it goes on, "" for the
    first. `groups` counts the rows of each letter or decade, in the order of the list.
    """

    key: Hashable
    rows: QuerySet[Any]
    order: tuple[str, ...]
    per_sheet: int
    address: Callable[[str], str]
    may_be_unknown: bool = False
    groups: Callable[[QuerySet[Any]], Iterable[Group]] | None = None
    names: str = "slug"
    """The column by which a sheet's address names the row before it."""

    def after(self, cursor: str) -> tuple[Any, ...] | None:
        """Return the place of a row in the order; None where there is no such row in the list."""
        place: tuple[Any, ...] | None = (
            self.rows.filter(**{self.names: cursor}).values_list(*map(F, self.order)).first()
        )
        return place

    def read(self, place: tuple[Any, ...] | None) -> list[Any]:
        """Return the rows of one sheet, those after `place`, and one more if there is one."""
        some = self.per_sheet + 1
        if not self.may_be_unknown:
            return list(_later(self.rows, self.order, place).order_by(*self.order)[:some])
        first, *rest = self.order
        known = self.rows.filter(**{f"{first}__gte": date.min})  # a range, for the index: IS NOT NULL is none to SQLite
        unknown = self.rows.filter(**{f"{first}__isnull": True})
        parts = [_later(known, self.order, place)] if place is None or place[0] is not None else []
        parts.append(_later(unknown, self.order, place if place and place[0] is None else None))
        found = Q()
        for part in parts:  # each a short walk along an index, which an order with unknown ones last is not
            found |= Q(pk__in=part.order_by(*self.order).values("pk")[:some])
        return list(self.rows.filter(found).order_by(F(first).asc(nulls_last=True), *rest)[:some])


@dataclass(frozen=True, slots=True)
class Way:
    """A way into a list: a letter or a decade, and the sheet on which it begins. None is the label of what has none, ""
    that of a time before every decade: nobody knows its beginning.
    """

    label: Any
    address: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What one look at a whole list tells: after which rows its sheets end, but for the last, and the ways in."""

    ends: dict[str, int]
    ways: list[Way]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet. `number` is None for a sheet that begins elsewhere than where one ends now."""

    rows: list[Any]
    number: int | None = 1
    count: int = 1
    previous: str = ""
    following: str = ""
    ways: list[Way] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all of the list stands on it."""
        return not (self.previous or self.following)


def sheet(register: Register, cursor: str = "") -> Sheet | None:
    """Return the sheet that goes on after `cursor`, the first for ""; None for what is not in the list."""
    place = register.after(cursor) if cursor else None
    if cursor and place is None:
        return None
    rows = register.read(place)
    has_more = len(rows) > register.per_sheet
    rows = rows[: register.per_sheet]
    if not cursor and not has_more:
        return Sheet(rows)
    found = contents(register)
    number = found.ends.get(cursor, 0) + 1 if cursor in found.ends or not cursor else None
    ends = ["", *found.ends]
    return Sheet(
        rows,
        number,
        len(ends),
        register.address(ends[(number or 2) - 2]) if cursor else "",
        register.address(str(getattr(rows[-1], register.names))) if has_more else "",
        found.ways,
    )


def contents(register: Register, keeper: Keeper | None = None) -> Contents:
    """Return what is kept of the whole list."""
    keeper = keeper or Keeper()
    kept: Contents = keeper.keep(("sheets", register.key, active()), lambda: _contents(register))
    return kept


def further_addresses(register: Register, keeper: Keeper) -> Iterator[str]:
    """Yield the addresses of all sheets after the first."""
    yield from (register.address(cursor) for cursor in contents(register, keeper).ends)


def _contents(register: Register) -> Contents:
    rows = register.rows.select_related(None).prefetch_related(None)
    first, *rest = register.order
    number = Window(RowNumber(), order_by=[F(first).asc(nulls_last=True) if register.may_be_unknown else first, *rest])
    numbered = rows.order_by().annotate(row_number=number).annotate(part=F("row_number") % register.per_sheet)
    found = numbered.filter(part=0).order_by("row_number").values_list(register.names, "row_number")
    ends = {str(name): row // register.per_sheet for name, row in found}
    length = rows.order_by().count()
    if ends and length % register.per_sheet == 0:
        ends.popitem()  # the last sheet is full, and none comes after it
    ways: list[Way] = []
    begins, names = 0, ["", *ends]
    for label, size in register.groups(rows.order_by()) if register.groups else ():
        ways.append(Way(label, register.address(names[min(begins // register.per_sheet, len(names) - 1)])))
        begins += size
    return Contents(ends, ways)


def _later(rows: QuerySet[Any], order: tuple[str, ...], place: tuple[Any, ...] | None) -> QuerySet[Any]:
    """Return what comes after a place in the order; everything for None."""
    if place is None:
        return rows
    later, equal = Q(), Q()
    for name, value in zip(order, place, strict=True):
        if value is not None:
            later |= equal & Q(**{f"{name}__gt": value})
            equal &= Q(**{name: value})
    if place[0] is not None:
        rows = rows.filter(**{f"{order[0]}__gte": place[0]})  # for the index
    return rows.filter(later)


def counted_by(rows: QuerySet[Any], **group: Any) -> list[Group]:
    """Return how many of `rows` have each value of an expression, in its order, unknown last."""
    ((name, expression),) = group.items()
    found = rows.annotate(**{name: expression}).values(name).annotate(size=Count("pk"))
    return list(found.order_by(F(name).asc(nulls_last=True)).values_list(name, "size"))
