"""Where a record is used, on a page of its own beside its form; and what that means for its deletion."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from exhibit.admin.addressed import addressed
from exhibit.admin.readiness import change_address
from exhibit.curation.editions import telling
from exhibit.curation.usage import usage
from exhibit.models import Edition


class Used(admin.ModelAdmin):
    """A page for a noun whose records are used by others."""

    def get_urls(self) -> list[Any]:
        """Add the page that says where."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_usage"
        page = self.admin_site.admin_view(self.usage_view)
        return [path("<path:object_id>/usage/", page, name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Lead there from the form."""
        context["has_usage"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete it, and say which editions keep it."""
        tell_editions(self, request, obj)
        super().delete_model(request, obj)

    def usage_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say where the record is used, and whether it can be deleted."""
        record = addressed(self.model, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        uses = usage(record)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Where “%(name)s” is used") % {"name": record},
            "opts": self.opts,
            "record": record,
            "address": change_address(record),
            "uses": [(use, [(one, _address(one)) for one in use.records]) for use in uses],
            "may_merge": getattr(self, "may_be_merged", False) and self.has_delete_permission(request, record),
            "editions": telling([record]),
            "is_held": any(use.protects for use in uses),
        }
        return TemplateResponse(request, "admin/exhibit/usage.html", context)


def tell_editions(page: admin.ModelAdmin, request: HttpRequest, record: Any) -> None:
    """Say which editions still show what was withdrawn or deleted, with a link to each."""
    links = [(_edition_address(edition), edition) for edition in telling([record])]
    if links:
        words = gettext("Editions keep what they said of it on their day. If that must go too, withdraw their text:")
        page.message_user(
            request,
            format_html("{} {}", words, format_html_join(", ", '<a href="{}">{}</a>', links)),
            messages.WARNING,
        )


def _edition_address(edition: Edition) -> str:
    return reverse("admin:exhibit_exhibit_edition", args=(edition.exhibit_id, edition.number))


def _address(record: Any) -> str:
    try:
        return change_address(record)
    except NoReverseMatch:
        return ""
