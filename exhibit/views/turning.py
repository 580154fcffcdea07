"""A view of a long list turns its sheets by this: an address that leads nowhere, or elsewhere, is told apart."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from exhibit.publishing.sheets import Register, Sheet, sheet

LONGEST_NUMBER = 18  # digits, as databases count


class Moved(Exception):  # noqa: N818
    """The sheet goes on after a record that has another address now."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def turned(register: Register, cursor: str) -> Sheet:
    """Return the sheet after `cursor`.

    Raises:
        Moved: where the record of that name is called otherwise now.
        Http404: where there is none that visitors may see.
    """
    is_name = register.names == "slug" or not cursor or (cursor.isdecimal() and len(cursor) <= LONGEST_NUMBER)
    found = sheet(register, cursor) if is_name else None
    if found is not None:
        return found
    moved = register.rows.moved_from(cursor).first() if hasattr(register.rows, "moved_from") else None
    if moved is None:
        raise Http404
    raise Moved(register.address(moved.slug))


def turning(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of sheets: only safe methods, and the old name of a record leads to the present one."""

    @wraps(view)
    def show(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            return redirect(moved.address)

    return require_safe(show)
