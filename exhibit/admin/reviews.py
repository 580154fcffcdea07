"""Reviewers' links at the desk: made, listed, revoked; and what the reviewers said."""

import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from js_asset import Media, Script

from exhibit.admin.forms import Multilingual
from exhibit.admin.lists import FewChoicesFilter
from exhibit.models import ReviewComment, ReviewLink
from exhibit.publishing.addresses import origin

USUAL = datetime.timedelta(days=14)


class CommentInline(admin.TabularInline):
    """What was said by this link."""

    model = ReviewComment
    extra = 0
    fields = ("made_at", "name", "text", "is_done")
    readonly_fields = ("made_at", "name", "text")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the reviewer adds."""
        return False


@admin.register(ReviewLink)
class ReviewLinkAdmin(Multilingual, admin.ModelAdmin):
    """Links that need no account: for whom, until when, and whether they still open."""

    list_display = ("reviewer", "exhibit", "address", "expires_at", "state", "comments_open", "as_of")
    list_filter = (("exhibit", FewChoicesFilter),)
    list_select_related = ("exhibit",)
    search_fields = ("reviewer",)
    autocomplete_fields = ("exhibit",)
    readonly_fields = ("address", "state", "made", "made_at")
    fields = ("exhibit", "reviewer", "as_of", "expires_at", "address", "state", "made", "made_at")
    inlines = (CommentInline,)
    actions = ("revoke",)

    @property
    def media(self) -> Media:
        """Links are copied by a button."""
        return super().media + Media(js=[Script("js/copy-desk.js", type="module")])

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count the comments that nobody has dealt with yet."""
        waiting = models.Count("comments", filter=models.Q(comments__is_done=False))
        return super().get_queryset(request).annotate(waiting=waiting)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer two weeks."""
        return {"expires_at": timezone.now() + USUAL} | super().get_changeform_initial_data(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the link, with the host under which the curator works."""
        link: Any = super().get_object(request, object_id, from_field)
        if link:
            link.host = origin(request)
        return link

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """List the links, with the host under which the curator works."""
        found = super().get_changelist_instance(request)
        for link in found.result_list:
            link.host = origin(request)
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who made it."""
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("made by"))
    def made(self, link: ReviewLink) -> str:
        """Who made it, by name: few may open the accounts."""
        return str(link.made_by or "–")

    @admin.display(description=_("state"))
    def state(self, link: ReviewLink) -> str:
        """Open, expired or revoked."""
        if link.pk is None:
            return "–"
        if link.revoked_at:
            return gettext("revoked")
        return gettext("open") if link.is_open else gettext("expired")

    @admin.display(description=_("comments to deal with"))
    def comments_open(self, link: Any) -> str:
        return str(link.waiting or "–")

    @admin.display(description=_("address to send"))
    def address(self, link: Any) -> str:
        """The address, to be copied; none for a link that does not open."""
        if link.pk is None or not link.is_open:
            return "–"
        return format_html(
            '<span class="hand-on"><a id="{2}" href="{0}">{1}{0}</a> <button class="button" type="button" hidden'
            ' data-copy="{2}" data-copied="{3}">{4}</button><span class="visually-hidden" role="status"></span></span>',
            link.get_absolute_url(),
            getattr(link, "host", ""),
            f"address-{link.pk}",
            gettext("Copied"),
            gettext("Copy"),
        )

    @admin.action(permissions=["change"], description=_("Revoke the selected links"))
    def revoke(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Close links for good; the log says by whom."""
        links = list(queryset.filter(revoked_at__isnull=True))
        for link in links:
            link.revoked_at = timezone.now()
            link.save(update_fields=["revoked_at"])
            self.log_change(request, link, gettext("Revoked."))
        count = len(links)
        message = ngettext("%(count)d link is closed.", "%(count)d links are closed.", count)
        self.message_user(request, message % {"count": count})
