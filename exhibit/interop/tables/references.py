"""The records that the cells of a table name, all loaded at once, and what somebody may have meant who named none."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from exhibit.interop.tables.nouns import find, has_slug
from exhibit.models import PastSlug

MOST_GUESSED = 40
"""Names to which the nearest is looked for: each takes a query."""

MOST_COMPARED = 2_000


class References:
    """Records by the names that a table gives them."""

    def __init__(self, named: dict[type[models.Model], set[str]]) -> None:
        self._found = {noun: find(noun, names) for noun, names in named.items()}
        self._said: dict[tuple[type[models.Model], str], str] = {}

    def get(self, noun: type[models.Model], name: str) -> Any:
        """Return a record; ValueError in words where there is none of this name."""
        if found := self._found.get(noun, {}).get(name):
            return found
        key = (noun, name)
        if key not in self._said:
            self._said[key] = missing(noun, name, guess=len(self._said) < MOST_GUESSED)
        raise ValueError(self._said[key])


def missing(noun: type[models.Model], name: str, *, guess: bool = True) -> str:
    """Return in words that there is no such record, and which there is."""
    said = {"noun": noun._meta.verbose_name, "name": name[:120]}
    words = _("There is no %(noun)s “%(name)s”.") % said
    if not guess or not has_slug(noun):
        return words
    if past := PastSlug.objects.filter(noun=noun._meta.model_name, slug=name).first():
        return _("“%(name)s” is an old address. Write “%(current)s”.") % (said | {"current": past.current})
    if near := nearest(name, _alike(noun, name)):
        return words + " " + _("Did you mean “%(near)s”?") % {"near": near}
    return words


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like a name, "" where none is."""
    by_case = {one.casefold(): one for one in known}
    return next((by_case[one] for one in get_close_matches(name.casefold(), by_case, n=1)), "")


def _alike(noun: type[models.Model], name: str) -> list[str]:
    """Return names that begin as this one does; all of them where they are few."""
    rows: Any = noun._base_manager.order_by("slug")
    every = list(rows.values_list("slug", flat=True)[: MOST_COMPARED + 1])
    if len(every) <= MOST_COMPARED:
        return every
    return list(rows.filter(slug__istartswith=name[:2]).values_list("slug", flat=True)[:MOST_COMPARED])
