"""What a record lacks, at the desk: beside its form, in its list, and on a page of its own for all of them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from exhibit import curation
from exhibit.admin.lists import MOST_COUNTED
from exhibit.curation import Level, Readiness
from exhibit.curation.checks import NOUNS

MOST_SHOWN = 50


class ReadinessFilter(admin.SimpleListFilter):
    """Only what lacks something, or what lacks nothing."""

    title = _("readiness")
    parameter_name = "readiness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("error", _("with errors")), ("warning", _("with warnings")), ("ready", _("ready"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any] | None:
        match self.value():
            case Level.ERROR | Level.WARNING as level:  # looked for once, not for each question of the list
                found = curation.lacking(queryset.order_by(), Level(level))
                keys = list(found.values_list("pk", flat=True)[: MOST_COUNTED + 1])
                if len(keys) > MOST_COUNTED:  # so many that the first are soon found
                    return curation.lacking(queryset, Level(level))
                return queryset.filter(pk__in=keys)
            case "ready":
                return curation.ready(queryset)
        return None


class Watched(admin.ModelAdmin):
    """A page for a noun whose records are looked through for what they lack."""

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*super().get_list_display(request), "ready")

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*super().get_list_filter(request), ReadinessFilter)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look through all records of the page at once."""
        found = super().get_changelist_instance(request)
        looked_through = curation.of_records(found.result_list)
        for record in found.result_list:
            record.looked_through = looked_through[record.pk]
        return found

    @admin.display(description=_("readiness"))
    def ready(self, record: Any) -> str:
        """How much is found about it, told by more than colour."""
        found = record.looked_through
        if not found.findings:
            return format_html('<span class="ready ready--yes">{}</span>', gettext("ready"))
        kind = "error" if found.errors else "warning"
        return format_html('<span class="ready ready--{}">{}</span>', kind, counted(found))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Say beside the form what the saved record lacks."""
        record = context.get("original")
        if record is not None and record.pk and "revert" not in context:
            found = curation.readiness(record)
            context |= {"readiness": found, "readiness_counted": counted(found)}
        return super().render_change_form(request, context, *args, **kwargs)


def counted(found: Readiness) -> str:
    """“2 errors, 1 warning”."""
    errors, warnings = len(found.errors), len(found.warnings)
    said = []
    if errors:
        said.append(ngettext("%(count)d error", "%(count)d errors", errors) % {"count": errors})
    if warnings:
        said.append(ngettext("%(count)d warning", "%(count)d warnings", warnings) % {"count": warnings})
    return ", ".join(said)


def change_address(record: models.Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=(record.pk,))


def reasons(record: models.Model, findings: Iterable[curation.Finding]) -> SafeString:
    """Return what was found as sentences, each a link to the field that mends it."""
    address = change_address(record)
    return format_html_join(
        " ", '<a href="{}#{}">{}</a>', ((address, finding.target, finding.words) for finding in findings)
    )


def hold_back(page: admin.ModelAdmin, request: HttpRequest, held: Iterable[Readiness]) -> None:
    """Tell the curator which records stay drafts, and why."""
    for found in held:
        words = format_html(
            "{} {}",
            gettext("“%(name)s” stays a draft until this is mended:") % {"name": found.record},
            reasons(found.record, found.errors),
        )
        page.message_user(request, words, messages.ERROR)


def report_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what all records lack, noun by noun: those that the curator may see, the first of each."""
    level = Level.WARNING if request.GET.get("level") == Level.WARNING else Level.ERROR
    groups = []
    for noun in NOUNS:
        if not request.user.has_perm(f"exhibit.view_{noun._meta.model_name}"):
            continue
        keys = list(
            curation.lacking(noun._default_manager.order_by("pk"), level).values_list("pk", flat=True)[: MOST_SHOWN + 1]
        )
        records = noun._default_manager.filter(pk__in=keys[:MOST_SHOWN]).order_by("pk")
        groups.append(
            {
                "name": noun._meta.verbose_name_plural,
                "list": reverse(f"admin:exhibit_{noun._meta.model_name}_changelist") + f"?readiness={level}",
                "more": len(keys) > MOST_SHOWN,
                "rows": [
                    {
                        "record": found.record,
                        "address": change_address(found.record),
                        "findings": [finding for finding in found.findings if finding.level is level],
                    }
                    for found in curation.of_records(records).values()
                ],
            }
        )
    context |= {
        "title": gettext("What is not ready"),
        "groups": [group for group in groups if group["rows"]],
        "level": level,
    }
    return render(request, "admin/readiness.html", context)
