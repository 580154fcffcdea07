"""Two records made one, at the desk: chosen, looked at, confirmed; the one that goes can be recovered."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from exhibit.admin.addressed import addressed
from exhibit.admin.readiness import change_address
from exhibit.curation.merging import MergeError, merge, planned


class Merged(admin.ModelAdmin):
    """A page for records of which two may turn out to be one."""

    def get_urls(self) -> list[Any]:
        """Add the page that merges."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        page = self.admin_site.admin_view(self.merge_view)
        return [path("<path:object_id>/merge/", page, name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask which record stays, show what would happen, and do it."""
        page: Any = self
        record = addressed(self.model, object_id)
        if not page.may_be_merged:
            raise Http404
        if not (self.has_delete_permission(request, record) and page.has_publish_permission(request)):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        into = asked.get("into", "").strip().strip("/").rpartition("/")[2]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Merge “%(name)s” into another") % {"name": record},
            "opts": self.opts,
            "record": record,
            "address": change_address(record),
            "into": into,
        }
        if into:
            stays = self.model._default_manager.filter(slug=into).first()
            try:
                if stays is None:
                    raise MergeError(
                        gettext("There is no record with the address “%(slug)s” here.") % {"slug": into[:80]}
                    )
                plan = planned(stays, record)
                if request.method == "POST":
                    return self._merged(request, stays, record)
                context |= {"plan": plan, "stays_address": change_address(stays)}
            except MergeError as problem:
                context["problem"] = str(problem)
        return TemplateResponse(request, "admin/exhibit/merge.html", context)

    def _merged(self, request: HttpRequest, stays: Any, goes: Any) -> HttpResponse:
        page: Any = self
        page.keep_first(stays)
        page.keep(goes, gettext("As it was before it was merged into “%(name)s”.") % {"name": stays})
        words = gettext("“%(goes)s” was merged into “%(stays)s”.") % {"goes": goes, "stays": stays}
        with page.create_revision(request):
            merge(stays, goes)
            self.log_change(request, stays, words)
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(change_address(stays))
