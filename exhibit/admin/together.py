"""Two curators at one record: a save never goes over a newer one unseen, and who else has it open is said.

A form carries a mark of what it was made from: a digest of the record and of all rows that the form edits, which
tells of changes on other pages and by a command too. If the mark is another one when the
form comes back, nothing is saved: the page returns with all that was typed, and both texts side by side.
"""

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from reversion.models import Version

from exhibit.admin.history import owned
from exhibit.admin.unsaved import Rescued
from exhibit.curation.differences import Piece, differences, readable
from exhibit.models import DeskVisit
from exhibit.translation import FIELDS

MARK = "_made_from"
LONGEST_OPEN = datetime.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field of which the form says something else than the museum now has."""

    label: str
    target: str
    stored: str
    written: str

    @property
    def pieces(self) -> list[Piece]:
        """Both texts as one, word by word."""
        return differences(self.stored, self.written)


def mark_of(page: Any, record: models.Model) -> str:
    """Return the mark of a record and its rows as the database has them now: a query for each kind and list."""
    digest = hashlib.sha256()
    for noun, key in ((type(record), "pk"), *owned(page)):
        translated = FIELDS.get(noun, ())  # their columns, a language each, are compared
        columns = [field.attname for field in noun._meta.concrete_fields if field.name not in translated]
        rows = noun._base_manager.filter(**{key: record.pk}).order_by("pk")
        digest.update(repr(list(rows.values_list(*columns))).encode())
        for listed in noun._meta.many_to_many:
            pairs = rows.order_by("pk", listed.name).values_list("pk", listed.name)
            digest.update(repr(list(pairs)).encode())
    return digest.hexdigest()[:32]


@contextmanager
def one_at_a_time(page: admin.ModelAdmin, request: HttpRequest, object_id: str) -> Iterator[None]:
    """Let nobody else save the record between the comparison of a form that comes back and what it writes."""
    record = page.get_object(request, unquote(object_id)) if request.method == "POST" else None
    if record is None:
        yield
        return
    with transaction.atomic():  # on SQLite it has the whole database; on PostgreSQL others only wait for the row
        type(record)._base_manager.select_for_update().filter(pk=record.pk).values_list("pk").first()
        yield


class Together(Rescued):
    """A page for a noun that several curators may have open at once."""

    def compare(self, request: HttpRequest, object_id: str) -> None:
        """Note whether the form that comes back was made from what is there no more; before anything is written."""
        if hasattr(request, "is_behind"):
            return
        record = self.get_object(request, unquote(object_id))
        mark = request.POST.get(MARK)
        request.is_behind = bool(record and mark and mark != mark_of(self, record))  # type: ignore[attr-defined]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note who has the record open."""
        record = self.get_object(request, unquote(object_id))
        response = super().change_view(request, object_id, *args, **kwargs)
        if record and self.has_change_permission(request, record):
            note_visit(request, record, is_open=response.status_code != 302)
        return response

    def waits_for(self, request: HttpRequest) -> list[str]:
        """Return why a form is not saved although nothing in it is wrong: it may also have come too late."""
        words = super().waits_for(request)
        if getattr(request, "is_behind", False):
            words.append(gettext("Somebody saved this record after you opened it. Nothing is saved yet."))
        return words

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Give the form its mark, name who else has it open, and show what clashes."""
        record = context.get("original")
        if record is not None and record.pk and "revert" not in context:
            context |= {"mark": mark_of(self, record), "others": others_at(record, request)}
            if getattr(request, "is_behind", False):
                last = Version.objects.get_for_object(record).select_related("revision__user").first()
                context |= {"clashes": _clashes(context), "last_save": last and last.revision}
        response = super().render_change_form(request, context, *args, **kwargs)
        if getattr(request, "is_behind", False):
            response.status_code = 409
        return response


def note_visit(request: HttpRequest, record: models.Model, *, is_open: bool) -> None:
    """Note that the curator has the record open, or has saved it."""
    DeskVisit.objects.update_or_create(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        defaults={"opened_at": timezone.now(), "is_open": is_open},
    )


def others_at(record: models.Model, request: HttpRequest) -> list[DeskVisit]:
    """Return the visits of others who opened the record a while ago and have not saved it since."""
    since = timezone.now() - LONGEST_OPEN
    visits = DeskVisit.objects.of(record).filter(is_open=True, opened_at__gt=since)
    return list(visits.exclude(user_id=request.user.pk).select_related("user"))


def _clashes(context: dict[str, Any]) -> list[Clash]:
    """Return the fields of the record and of its rows in which the form differs from what is stored."""
    forms_shown = [("", context["adminform"].form)]
    for inline in context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            forms_shown.append((f"{inline.opts.verbose_name}: ", form))
    return [
        Clash(
            f"{owner}{form.fields[name].label or name}",
            f"id_{form.add_prefix(name)}",
            _in_words(form, name, form.get_initial_for_field(form.fields[name], name)),
            _in_words(form, name, form[name].data),
        )
        for owner, form in forms_shown
        for name in form.changed_data
        if not isinstance(form.fields[name].widget, forms.HiddenInput)
    ]


def _in_words(form: Any, name: str, value: Any) -> str:
    """A value of a form as a person reads it: the names of what was chosen, a text without its markup."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        many = value if isinstance(value, (list, tuple)) else [value]
        keys = [getattr(one, "pk", one) for one in many if one not in (None, "")]
        try:
            return ", ".join(str(one) for one in field.queryset.filter(pk__in=keys))
        except (TypeError, ValueError):
            return ""
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for key, label in field.widget.choices if str(key) == str(value)), str(value))
    if isinstance(value, (list, tuple)):
        return " ".join(str(one) for one in value if one)
    return readable("" if value is None else str(value))
