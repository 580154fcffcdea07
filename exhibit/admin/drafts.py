"""Drafts at the desk: a form may be saved for later, submitted for review, returned, and published.

While a record has a draft its form shows the draft; `?live` shows what visitors see. Whoever may not
publish changes what is published by a draft only. See `curation.drafts` for how a draft is kept.
"""

import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from exhibit.admin.addressed import addressed
from exhibit.admin.history import owned
from exhibit.admin.together import note_visit, one_at_a_time
from exhibit.curation import drafts
from exhibit.curation.contents import contents_of, rolled_back
from exhibit.languages import active
from exhibit.models import Draft, Record
from exhibit.models.record import FOR_PUBLISHERS
from exhibit.publishing.preview import Preview, preview_page

LIVE = "live"
STATES = {"_draft": Draft.State.WRITING, "_submit": Draft.State.SUBMITTED, "_return": Draft.State.RETURNED}
"""The buttons that keep a draft, and what it is then."""

SAID = {
    Draft.State.WRITING: _("The draft of “%(name)s” is saved. Visitors go on seeing what is published."),
    Draft.State.SUBMITTED: _("“%(name)s” is submitted for review."),
    Draft.State.RETURNED: _("“%(name)s” is returned with your comment."),
}


class Drafted(admin.ModelAdmin):
    """A page for records of which a draft may be kept beside what visitors see."""

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the curator decides what visitors see of this noun."""
        name = get_permission_codename("publish", self.opts)
        return bool(request.user.has_perm(f"{self.opts.app_label}.{name}"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may not publish deletes only what is not published."""
        may = super().has_delete_permission(request, obj)
        is_seen = isinstance(obj, Record) and obj.status == Record.Status.PUBLISHED
        return may and (not is_seen or self.has_publish_permission(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whether visitors see it is for those to say who may publish."""
        found = super().get_readonly_fields(request, obj)
        return found if self.has_publish_permission(request) else (*found, *FOR_PUBLISHERS)

    def get_urls(self) -> list[Any]:
        """Add the page that asks whether a draft is to be thrown away."""
        pages = {"discard": self.discard_view, "preview": self.preview_view}
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            *(
                path(f"<path:object_id>/{name}/", self.admin_site.admin_view(page), name=f"{stem}_{name}")
                for name, page in pages.items()
            ),
            *super().get_urls(),
        ]

    def _address(self, view: str, record: models.Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=(record.pk,))

    # The form

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the draft where there is one; keep it, or publish it."""
        with one_at_a_time(self, request, object_id):
            return self._change_view(request, object_id, form_url, extra_context)

    def _change_view(
        self, request: HttpRequest, object_id: str, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        draft = Draft.objects.of(record).select_related("author", "reviewer").first() if record else None
        context = {
            "draft": draft,
            "may_publish": self.has_publish_permission(request),
            "has_preview": record is not None and page_address(record) is not None,
            "preview_languages": settings.LANGUAGES,
            **(extra_context or {}),
        }
        arguments = (request, object_id, form_url, context)
        if record is None:
            return super().change_view(*arguments)
        request.was_published = record.status == Record.Status.PUBLISHED  # type: ignore[attr-defined]
        context["offers_draft"] = request.was_published  # type: ignore[attr-defined]
        if request.method == "POST" and self.has_change_permission(request, record):
            self.keep_first(record)  # type: ignore[attr-defined]  # before a draft is applied to it
        if draft is None and not self._keeps(request, record, draft):
            return super().change_view(*arguments)
        try:
            response = self._with_draft(record, draft, arguments)
        except drafts.DraftError as problem:
            self.message_user(request, str(problem), messages.ERROR)
            return HttpResponseRedirect(self._address("discard", record))
        note_visit(request, record, is_open=response.status_code != 302)
        return response

    def _with_draft(self, record: Any, draft: Draft | None, arguments: tuple[Any, ...]) -> HttpResponse:
        request, _object_id, _form_url, context = arguments
        if LIVE in request.GET:
            if request.method == "POST":  # that page has nothing to be saved by
                return HttpResponseRedirect(request.path)
            context["live_shown"] = True
            return super().change_view(*arguments)
        if request.method != "POST":
            return self._show(draft, arguments)
        if state := self._keeps(request, record, draft):
            return self._keep(record, draft, state, arguments)
        return self._publish(record, draft, arguments)

    def _keeps(self, request: HttpRequest, record: Any, draft: Draft | None) -> Draft.State | None:
        """What the draft will be if this submission keeps one, None if it saves the record itself."""
        if request.method != "POST":
            return None
        for name, state in STATES.items():
            if name in request.POST:
                return state
        is_seen = record.status == Record.Status.PUBLISHED
        held = (is_seen or draft) and not self.has_publish_permission(request)
        return Draft.State.WRITING if held else None

    def _show(self, draft: Any, arguments: tuple[Any, ...]) -> HttpResponse:
        with rolled_back():
            drafts.apply(draft)
            return _rendered(super().change_view(*arguments))

    def _keep(self, record: Any, draft: Draft | None, state: Draft.State, arguments: tuple[Any, ...]) -> HttpResponse:
        """Save as ever, take the draft from what is then there, and put everything back."""
        request = arguments[0]
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        if state is Draft.State.RETURNED and not self.has_publish_permission(request):
            raise PermissionDenied
        rows = list(owned(self))
        live = contents_of(record, rows)
        request.keeps_draft = True
        with rolled_back():
            if draft:
                drafts.apply(draft)
            response = _rendered(super().change_view(*arguments))
            contents = drafts.take(record, rows, live) if response.status_code == 302 else None
        if contents is None:
            return response
        who: dict[str, Any] = {"author": request.user}
        if state is Draft.State.RETURNED:
            who = {"reviewer": request.user, "comment": request.POST.get("_comment", "").strip()}
        base = drafts.rebased(draft, live) if draft else live
        drafts.keep(record, base, contents, state=state, **who)
        self.log_change(request, record, SAID[state] % {"name": record})
        self.message_user(request, SAID[state] % {"name": record}, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def _publish(self, record: Any, draft: Any, arguments: tuple[Any, ...]) -> HttpResponse:
        """Write the draft into the record, then what the form says, and forget the draft."""
        request, context = arguments[0], arguments[3]
        clashes = drafts.conflicts(draft)
        seen = request.POST.get("_seen_clashes", "")
        context |= {"draft_clashes": clashes, "seen_clashes": str(len(clashes))}
        request.is_held = bool(clashes) and seen != str(len(clashes))
        said = request.POST
        with rolled_back():  # as the form was made
            drafts.apply(draft)
            self.compare(request, arguments[1])  # type: ignore[attr-defined]
        if not request.is_held:
            request.done = gettext("The draft was published: visitors see it now.")
            with transaction.atomic():
                keys = drafts.apply(draft, for_good=True)
                _renumber(request, keys)
                response = _rendered(super().change_view(*arguments))
                if response.status_code == 302:
                    draft.delete()
                    self.message_user(request, request.done, messages.SUCCESS)
                    return response
                transaction.set_rollback(True)
        request._post = said  # new rows by the keys that they have in the draft
        with rolled_back():
            drafts.apply(draft)
            response = _rendered(super().change_view(*arguments))
        if response.status_code == 302:  # what was wrong is so no longer
            self.message_user(request, gettext("Nothing was saved. Please try again."), messages.ERROR)
        return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; one whose draft clashes with what was published meanwhile is not saved yet."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if not getattr(request, "is_held", False):
            return form

        class Held(form):  # type: ignore[valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                words = gettext("What visitors see was changed in the same fields after this draft was begun.")
                self.add_error(None, words)
                return cleaned

        return Held

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Where a draft is kept, nothing was changed yet: say nothing of it."""
        if getattr(request, "keeps_draft", False):
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether the draft is to be thrown away, and do so."""
        record = addressed(self.model, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        draft = get_object_or_404(Draft.objects.of(record))
        address = self._address("change", record)
        if request.method == "POST":
            draft.delete()
            self.log_change(request, record, gettext("Threw the draft away."))
            self.message_user(request, gettext("The draft is thrown away."), messages.SUCCESS)
            return HttpResponseRedirect(address)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Throw the draft away?"),
            "opts": self.opts,
            "record": record,
            "draft": draft,
            "changes": list(drafts.differences_of(draft)),
            "address": address,
        }
        return TemplateResponse(request, "admin/exhibit/discard_draft.html", context)

    # What was

    def _reversion_revisionform_view(self, request: HttpRequest, version: Any, *args: Any, **kwargs: Any) -> Any:
        """Show an older version; by one that was or is published only publishers change what visitors see."""
        record = self.model._base_manager.filter(pk=version.object_id).first()
        states = {version.field_dict.get("status"), record and record.status}
        is_seen = Record.Status.PUBLISHED in states
        if request.method == "POST" and is_seen and not self.has_publish_permission(request):
            raise PermissionDenied
        request.done = gettext("An older version was brought back.")  # type: ignore[attr-defined]
        return super()._reversion_revisionform_view(request, version, *args, **kwargs)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Say what was done where that is more than the fields that were changed by hand."""
        return getattr(request, "done", "") or super().construct_change_message(request, form, formsets, add)

    # The preview

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the public page: of what the form says, without keeping it, or of what is kept."""
        record = addressed(self.model, object_id)
        if not self.has_view_or_change_permission(request, record) or page_address(record) is None:
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        language = asked.get("_preview_language", "")
        if language not in dict(settings.LANGUAGES):
            language = active()
        at = _moment(asked.get("_preview_at", ""))
        preview = Preview(at)
        if request.method != "POST":
            return preview_page(request, record, preview, language)
        with rolled_back():
            if draft := Draft.objects.of(record).first():
                try:
                    drafts.apply(draft)
                except drafts.DraftError as problem:
                    return _no_preview(request, [str(problem)])
            request.keeps_draft = True  # type: ignore[attr-defined]
            response = _rendered(super().change_view(request, object_id, "", {}))
            if response.status_code != 302:
                return _no_preview(request, response.context_data["errors"])  # type: ignore[attr-defined]
            return preview_page(request, record, preview, language, with_drafts=False)


def _no_preview(request: HttpRequest, errors: Any) -> HttpResponse:
    return TemplateResponse(request, "admin/exhibit/no_preview.html", {"errors": errors}).render()


def page_address(record: Any) -> str | None:
    """Return the public address of a record's own page, None for a noun without pages."""
    return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else None


def _moment(text: str) -> datetime.datetime | None:
    """Return noon of a day written as 2027-05-09, None for anything else."""
    day = parse_date(text) if text else None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12))) if day else None


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render a page while what it shows is still there."""
    if isinstance(response, TemplateResponse):
        response.render()
    return response


def _renumber(request: HttpRequest, keys: dict[str, str]) -> None:
    """Give rows that were new in the draft their keys in what the form says."""
    data = request.POST.copy()
    for name, value in request.POST.items():
        if value in keys and name.endswith("-id"):
            data[name] = keys[value]
    request._post = data  # type: ignore[attr-defined]
