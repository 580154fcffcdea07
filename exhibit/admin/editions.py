"""Editions at the desk: released from what visitors see, compared with it record by record, put back, withdrawn."""

import hashlib
import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from modeltranslation.utils import get_translation_fields

from exhibit.admin.addressed import addressed
from exhibit.admin.readiness import change_address
from exhibit.curation.changes import label_of
from exhibit.curation.contents import ContentsError
from exhibit.curation.editions import Changed, Rows, changed_between, put_back, rows_of
from exhibit.models import Edition, Exhibit
from exhibit.publishing.editions import ReleaseError, next_number, release, show_again, unreleased, withdraw
from exhibit.translation import own_name

MOST_SHOWN = 200
"""Records or passages on one page."""


def _digest(changed: list[Changed]) -> str:
    """Return what tells whether a page still shows what it showed."""
    told = [(one.value, [(change.label, change.old, change.new) for change in one.changes]) for one in changed]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _number(request: HttpRequest) -> int:
    """Return the number that the form expected the edition to get, 0 for none."""
    said = request.POST.get("number", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


class ReleaseForm(forms.ModelForm):
    """What an edition is called and what is new in it, in every language."""

    class Meta:
        model = Edition
        fields = (*get_translation_fields("title"), *get_translation_fields("note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = label_of(Edition, name)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3


class InEditions(admin.ModelAdmin):
    """A page for exhibits, of which editions are released."""

    def get_urls(self) -> list[Any]:
        """Add the pages of an exhibit's editions."""
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        editions, edition = (
            self.admin_site.admin_view(self.editions_view),
            self.admin_site.admin_view(self.edition_view),
        )
        return [
            path("<path:object_id>/editions/", editions, name=f"{stem}_editions"),
            path("<path:object_id>/editions/<int:number>/", edition, name=f"{stem}_edition"),
            *super().get_urls(),
        ]

    def _may_release(self, request: HttpRequest) -> bool:
        return bool(self.has_publish_permission(request))  # type: ignore[attr-defined]

    def _exhibit(self, request: HttpRequest, object_id: str) -> Any:
        exhibit = addressed(Exhibit, object_id)
        if not self.has_view_or_change_permission(request, exhibit):
            raise PermissionDenied
        if request.method == "POST" and not self._may_release(request):
            raise PermissionDenied
        return exhibit

    def _of_editions(self, request: HttpRequest, exhibit: Exhibit) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "opts": self.opts,
            "exhibit": exhibit,
            "address": change_address(exhibit),
            "editions_address": reverse("admin:exhibit_exhibit_editions", args=(exhibit.pk,)),
            "may_release": self._may_release(request),
        }

    def editions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List the editions, say what is new since the last one, and release the next."""
        exhibit = self._exhibit(request, object_id)
        form = ReleaseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                edition = release(exhibit, request.user, _number(request), **form.cleaned_data)
            except (ReleaseError, ValidationError) as problem:
                form.add_error(None, problem if isinstance(problem, ValidationError) else str(problem))
            else:
                words = gettext("Edition %(number)d is released.") % {"number": edition.number}
                self.log_change(request, exhibit, words)
                self.message_user(request, words, messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        editions = list(exhibit.editions.newest_first().select_related("released_by"))
        news = unreleased(editions[0]) if editions else {}
        context = self._of_editions(request, exhibit) | {
            "title": gettext("Editions of “%(name)s”") % {"name": exhibit},
            "form": form,
            "number": next_number(exhibit),
            "editions": editions,
            "news": [(own_name(code), found[:MOST_SHOWN], len(found)) for code, found in news.items()],
            "is_seen": exhibit.is_published(),
        }
        return TemplateResponse(request, "admin/exhibit/editions.html", context)

    def edition_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Say what changed since an edition, record by record; put it back, or withdraw the edition."""
        exhibit = self._exhibit(request, object_id)
        edition = get_object_or_404(Edition, exhibit=exhibit, number=number)
        live = rows_of(exhibit, like=Rows.of(edition))
        changed = changed_between(Rows.of(edition), live)
        seen = _digest(changed)
        context = self._of_editions(request, exhibit) | {
            "title": gettext("Edition %(number)d of “%(name)s”") % {"number": number, "name": exhibit},
            "edition": edition,
            "changed": [(one, self._record_address(one)) for one in changed[:MOST_SHOWN]],
            "changed_count": len(changed),
            "seen": seen,
        }
        if request.method == "POST":
            if "_withdraw" in request.POST:
                return self._withdraw(request, edition, context)
            if "_show_again" in request.POST:
                show_again(edition)
                self._said(request, exhibit, gettext("Edition %(number)d is shown again.") % {"number": number})
                return HttpResponseRedirect(request.path)
            if request.POST.get("seen") != seen:
                words = gettext("Something was changed after you opened this page. Look again: nothing was put back.")
                return TemplateResponse(request, "admin/exhibit/edition.html", context | {"problem": words})
            chosen = [one for one in changed if one.was_there and one.value in request.POST.getlist("record")]
            if self._put_back(request, edition, chosen, live):
                return HttpResponseRedirect(request.path)
        return TemplateResponse(request, "admin/exhibit/edition.html", context)

    def _record_address(self, one: Changed) -> str:
        return change_address(one.record) if one.record and type(one.record) in self.admin_site._registry else ""

    def _said(self, request: HttpRequest, exhibit: Exhibit, words: str) -> None:
        self.log_change(request, exhibit, words)
        self.message_user(request, words, messages.SUCCESS)

    def _withdraw(self, request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            words = gettext("Say why it is withdrawn: whoever follows its address reads that.")
            return TemplateResponse(request, "admin/exhibit/edition.html", context | {"problem": words})
        withdraw(edition, reason)
        words = gettext("Edition %(number)d is withdrawn.") % {"number": edition.number}
        self._said(request, edition.exhibit, words)
        return HttpResponseRedirect(request.path)

    def _put_back(self, request: HttpRequest, edition: Edition, chosen: list[Changed], live: Any) -> bool:
        """Let the chosen records say again what they said; keep what they said until now."""
        if not chosen:
            self.message_user(request, gettext("Choose at least one record."), messages.ERROR)
            return False
        pages: Any = self.admin_site._registry
        known = [(one.record, pages[type(one.record)]) for one in chosen if one.record and type(one.record) in pages]
        for record, page in known:
            may_publish = getattr(page, "has_publish_permission", page.has_change_permission)
            if not (page.has_change_permission(request, record) and may_publish(request)):
                raise PermissionDenied
        names = {"number": edition.number, "name": edition.exhibit}
        before = gettext("As it was before edition %(number)d of “%(name)s” was put back.") % names
        words = gettext("As in edition %(number)d of “%(name)s”.") % names
        try:
            with transaction.atomic():
                for record, page in known:
                    page.keep(record, before)
                put_back(edition, [one.value for one in chosen], live)
                for one in chosen:
                    page = pages.get(one.kind)
                    record = one.kind._base_manager.filter(pk=one.key).first()
                    if page and record:
                        page.keep(record, words, request.user)
                        page.log_change(request, record, words)
        except ContentsError:
            problem = gettext(
                "Nothing was put back: a chosen record needs another one that was deleted. Choose that one too, "
                "or bring it back from the history first."
            )
            self.message_user(request, problem, messages.ERROR)
            return False
        said = gettext("%(count)d records say again what they said in edition %(number)d.")
        self.message_user(request, said % {"count": len(chosen), "number": edition.number}, messages.SUCCESS)
        return True
