"""Lists of records for programs, sheet by sheet: each goes on after a record, and says where the next one begins."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from exhibit.models import Award, Event, Exhibit, Image
from exhibit.publishing import registers
from exhibit.publishing.sheets import Register

PER_SHEET = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """A list by the first part of its address: what stands in it, and how it is read."""

    name: str
    noun: str
    register: Callable[[], Register]

    def sheet(self, cursor: str) -> tuple[list[Any], str] | None:
        """Return the rows after `cursor` and the path of the next sheet, ""; None for what is not in the list."""
        register = self._register()
        place = register.after(cursor) if cursor else None
        if cursor and place is None:
            return None
        rows = register.read(place)
        has_more = len(rows) > PER_SHEET
        rows = rows[:PER_SHEET]
        return rows, register.address(rows[-1].slug) if has_more else ""

    def moved(self, cursor: str) -> str:
        """Return the path of the sheet after a record that has another address now; "" where there is none."""
        register = self._register()
        rows: Any = register.rows
        now = rows.moved_from(cursor).first() if hasattr(rows, "moved_from") else None
        return register.address(now.slug) if now else ""

    def _register(self) -> Register:
        """The list without what only pages show, in the sheets of data."""
        register = self.register()
        rows = register.rows.select_related(None).prefetch_related(None)
        if self.noun == "award":
            rows = rows.select_related("body")  # stands in its address
        return replace(register, rows=rows, per_sheet=PER_SHEET, address=self.address)

    def address(self, cursor: str = "") -> str:
        """Return the path of a sheet; of the first for ""."""
        if cursor:
            return reverse("data_list_after", args=(self.name, cursor))
        return reverse("data_list", args=(self.name,))


def _register(rows: Any, order: tuple[str, ...], *, may_be_unknown: bool = False) -> Register:
    return Register("", rows, order, PER_SHEET, str, may_be_unknown)


LISTINGS = {
    one.name: one
    for one in (
        Listing("exhibits", "exhibit", lambda: _register(Exhibit.objects.published(), ("position", "slug"))),
        Listing("films", "film", registers.films),
        Listing("people", "person", registers.people),
        Listing("events", "event", lambda: _register(Event.objects.published(), registers.CHRONOLOGICAL)),
        Listing("places", "place", registers.places),
        Listing("award-bodies", "award_body", registers.bodies),
        Listing(
            "awards",
            "award",
            lambda: _register(Award.objects.published(), ("date_earliest", "position", "slug"), may_be_unknown=True),
        ),
        Listing("images", "image", lambda: _register(Image.objects.shown(), ("slug",))),
    )
}


class ListingConverter:
    """The first part of a list's address, as a path of Django's has it."""

    regex = "|".join(LISTINGS)

    def to_python(self, value: str) -> Listing:
        return LISTINGS[value]

    def to_url(self, value: Listing | str) -> str:
        return str(getattr(value, "name", value))
