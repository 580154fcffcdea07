"""What a curator may do by a table: no more than on the pages of the desk, row by row."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db import models
from django.utils.translation import gettext as _

from exhibit.interop.tables.nouns import page_of
from exhibit.models import Admission, Credit, Film, Record, Release
from exhibit.models.record import FOR_PUBLISHERS

OF_FILMS = (Credit, Release, Admission)
"""Parts of a film, which every visitor of it sees at once: for those who may publish films."""


class Rights:
    """The rights of a curator; without one, those of whoever runs the machine."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def may(self, verb: str, noun: type[models.Model]) -> bool:
        """Whether they may do it to a noun at all."""
        codename = get_permission_codename(verb, noun._meta)
        return self.user is None or bool(self.user.has_perm(f"{noun._meta.app_label}.{codename}"))

    def refusal(self, verb: str, row: Any, names: Iterable[str] = ()) -> str:
        """Return in words why they may not do it to this row, as it is before, and to these columns; "" if they may."""
        noun = type(row)
        if not self.may(verb, noun):
            return {
                "add": _("You may not add records of this kind."),
                "change": _("You may not change records of this kind."),
                "delete": _("You may not delete records of this kind."),
            }[verb]
        page = page_of(row)
        if isinstance(page, OF_FILMS) and not self.may("publish", Film):
            return _("Credits, releases and admissions are changed by those who may publish films.")
        if isinstance(page, Record) and not self.may("publish", type(page)):
            if page.status == Record.Status.PUBLISHED:
                return _("“%(name)s” is published. Change it by a draft, on its own page.") % {"name": page}
            if isinstance(row, Record) and set(names) & set(FOR_PUBLISHERS):
                return _("What visitors see is for those to say who may publish. Leave the status as it is.")
        return ""
