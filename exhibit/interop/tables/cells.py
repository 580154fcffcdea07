"""What a cell says: a value as text, and a text as people write it as a value.

Each kind of column is a widget of django-import-export. `clean` raises ValueError in words for curators, who see it
beside the row and the column; `render` gives what an export writes, and what is rendered is always understood again.
"""

import datetime
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from exhibit.curation.differences import readable
from exhibit.dates import UncertainDate
from exhibit.fields import UncertainDateField
from exhibit.fields.forms import dated
from exhibit.interop.tables.nouns import key_of
from exhibit.languages import every
from exhibit.rich_text import RichTextField, clean_html

YES = {"yes", "y", "true", "1", "да", "истина"}
NO = {"no", "n", "false", "0", "нет", "ложь"}
THOUSANDS = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f,]\d{3})+")
BETWEEN = re.compile(r"[;,\n]")


def plain(text: str) -> str:
    """Return a text without what spreadsheets change by themselves: ends of lines, spaces around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class Cell(Widget):
    """A text."""

    empty: Any = ""
    help = gettext_lazy("text")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return plain(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def words(self, value: Any) -> str:
        """Return a value as the dry run shows it."""
        return plain(readable(self.render(value)))


class RichCell(Cell):
    """A text with markup, cleaned before it is compared as it is before it is saved."""

    help = gettext_lazy("text with the markup of stories")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return clean_html(plain(value))


class UncertainDateCell(Cell):
    """A date as exactly as it is known."""

    empty = None
    help = gettext_lazy("a date as people write it: 1957, 12 Oct 1957, c. 1957, 1941/1945")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        try:
            return dated(UncertainDate.understand, value)
        except ValidationError as problem:
            raise ValueError(" ".join(problem.messages)) from problem


class DayCell(Cell):
    """A day of the calendar."""

    empty = None
    help = gettext_lazy("a day: 2027-05-09")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime.date:
        with suppress(ValueError):  # UncertainDate refuses by one too
            date = UncertainDate.understand(value)
            if date.earliest == date.latest:
                return date.earliest
        raise ValueError(_("“%(text)s” is no day. Write it as 2027-05-09.") % {"text": value[:60]})


class MomentCell(Cell):
    """A day and an hour, in the museum's time zone."""

    empty = None
    help = gettext_lazy("a day and a time: 2027-05-09 12:00")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime.datetime:
        found: datetime.datetime | None = None
        with suppress(ValueError):  # well written, but not in the calendar
            found = parse_datetime(value)
            if found is None and (day := parse_date(value)):
                found = datetime.datetime.combine(day, datetime.time())
        if found is None:
            raise ValueError(_("“%(text)s” is no time. Write it as 2027-05-09 12:00.") % {"text": value[:60]})
        return found if timezone.is_aware(found) else timezone.make_aware(found)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return timezone.localtime(value).replace(tzinfo=None).isoformat(" ").removesuffix(":00")


class NumberCell(Cell):
    """A whole number."""

    empty = None
    help = gettext_lazy("a whole number")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        text = re.sub(r"\D", "", value) if THOUSANDS.fullmatch(value) else value
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            raise ValueError(_("“%(text)s” is no whole number.") % {"text": value[:60]})
        return int(text)


class YesNoCell(Cell):
    """Yes or no, in any language."""

    empty = None
    help = gettext_lazy("yes or no")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        said = value.casefold()
        if said not in YES | NO:
            raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": value[:60]})
        return said in YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "yes" if value else "no"

    def words(self, value: Any) -> str:
        return "" if value is None else _("yes") if value else _("no")


class ChoiceCell(Cell):
    """One of a few values, by itself or by its words in any language."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.choices = [(value, label) for value, label in choices if value not in (None, "")]
        self.known = {str(value).casefold(): value for value, _label in self.choices}
        for code in every():
            with translation.override(code):
                for value, label in self.choices:
                    self.known.setdefault(str(label).casefold(), value)

    @property
    def help(self) -> str:  # type: ignore[override]
        return _("one of: %(values)s") % {"values": self._listed()}

    def _listed(self) -> str:
        return ", ".join(
            str(value) if str(value) == str(label) else f"{value} ({label})" for value, label in self.choices
        )

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        said = value.casefold()
        if said not in self.known:
            words = {"text": value[:60], "values": self._listed()}
            raise ValueError(_("“%(text)s” is not known here. Write one of: %(values)s.") % words)
        return self.known[said]

    def words(self, value: Any) -> str:
        return str(dict(self.choices).get(value, "")) if value not in (None, "") else ""


class ReferenceCell(Cell):
    """Another record, by its name."""

    empty: Any = None

    def __init__(self, noun: type[models.Model]) -> None:
        super().__init__()
        self.noun = noun

    @property
    def help(self) -> str:  # type: ignore[override]
        return _("the address or key of: %(noun)s") % {"noun": self.noun._meta.verbose_name}

    def named(self, text: str) -> list[str]:
        """Return the names of records in a cell."""
        return [plain(text)] if plain(text) else []

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return kwargs["references"].get(self.noun, plain(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else key_of(value)


class ListCell(ReferenceCell):
    """Several records, by their names."""

    empty = ()

    @property
    def help(self) -> str:  # type: ignore[override]
        return _("addresses or keys, separated by commas: %(noun)s") % {"noun": self.noun._meta.verbose_name_plural}

    def named(self, text: str) -> list[str]:
        return list(dict.fromkeys(name for part in BETWEEN.split(text) if (name := part.strip())))

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Any]:
        return [kwargs["references"].get(self.noun, name) for name in self.named(value)]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        rows = value.all() if isinstance(value, models.Manager) else value
        return ", ".join(sorted(key_of(row) for row in rows or ()))


def cell_of(field: Any) -> Cell:
    """Return the kind of cell that holds a column of a model."""
    kinds: tuple[tuple[Any, type[Cell]], ...] = (
        (UncertainDateField, UncertainDateCell),
        (models.BooleanField, YesNoCell),
        (models.DateTimeField, MomentCell),
        (models.DateField, DayCell),
        (models.IntegerField, NumberCell),
        (RichTextField, RichCell),
    )
    if field.is_relation:
        return (ListCell if field.many_to_many else ReferenceCell)(field.related_model)
    if field.choices:
        return ChoiceCell(field.choices)
    return next((kind for known, kind in kinds if isinstance(field, known)), Cell)()
