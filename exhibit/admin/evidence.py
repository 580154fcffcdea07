"""Sources, statements and disputes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from exhibit.admin.forms import Cards, CitationInline, NumberedFormSet, Ordered, columns, each
from exhibit.admin.readiness import Watched
from exhibit.admin.record import DeskAdmin, TranslatedAdmin
from exhibit.curation.usage import told_in
from exhibit.languages import original_of
from exhibit.models import Dispute, DisputeSide, Source, Statement
from exhibit.models.evidence import CITED


@admin.register(Source)
class SourceAdmin(Watched, DeskAdmin):
    """What the museum has read."""

    list_display = ("title", "slug", "language", "tier", "independence_group", "link")
    list_filter = ("tier", "language")
    search_fields = ("title", "slug", "url", "note")
    readonly_fields = ("cited_by",)
    fieldsets = (
        (None, {"fields": ("title", ("language", "slug"), "url")}),
        (_("Weight"), {"fields": (("tier", "independence_group"), "note")}),
        (_("Used"), {"fields": ("cited_by",)}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep what a side of a dispute rests on; citations protect their sources themselves."""
        return super().has_delete_permission(request, obj) and not (obj and obj.dispute_sides.exists())

    @admin.display(description=_("address"))
    def link(self, source: Source) -> str:
        """A link to the source itself."""
        return format_html('<a href="{}" rel="noreferrer">{}</a>', source.url, _("Open")) if source.url else "–"

    @admin.display(description=_("cited by"))
    def cited_by(self, source: Source) -> str:
        """The records that rest on this source, each once."""
        if source.pk is None:
            return "–"
        citations = source.citations.select_related(*CITED, "credit__person", "release__place", "admission__place")
        records = {(citation.noun, citation.record.pk): citation.record for citation in citations}
        rows = (
            (reverse(f"admin:exhibit_{noun}_change", args=(pk,)), record._meta.verbose_name, record)
            for (noun, pk), record in records.items()
        )
        listed = format_html_join("", '<li><a href="{}">{}: {}</a></li>', rows)
        return format_html('<ul class="usage">{}</ul>', listed) if records else "–"


@admin.register(Statement)
class StatementAdmin(Watched, TranslatedAdmin):
    """Claims that stories refer to by [^key]."""

    list_display = ("slug", "text", "evidence_status", "confidence")
    list_filter = ("evidence_status", "confidence")
    search_fields = ("slug", "text", "note")
    inlines = (CitationInline,)
    fieldsets = ((None, {"fields": ("slug", each("text"), ("evidence_status", "confidence"), each("note"))}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep what a story refers to."""
        return super().has_delete_permission(request, obj) and not (obj and is_referred_to(obj))


def is_referred_to(statement: Statement) -> bool:
    """Whether a story names the statement as `[^slug]`, in any language."""
    return next(told_in(statement), None) is not None


class SideInline(Ordered, Cards):
    """What each party says."""

    model = DisputeSide
    formset = NumberedFormSet
    order_field = "position"
    fields = ("position", each("claim"), "sources")
    autocomplete_fields = ("sources",)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new dispute has at least two."""
        return 0 if obj else 2


@admin.register(Dispute)
class DisputeAdmin(Watched, TranslatedAdmin):
    """Questions on which sources disagree."""

    list_display = (*columns(Dispute, "question"), "confidence", "slug")
    list_filter = ("confidence",)
    search_fields = ("slug", "question", "resolution", "recommended_wording", "sides__claim")
    inlines = (SideInline,)
    fieldsets = (
        (None, {"fields": (each("question"), each("resolution"), each("recommended_wording"), ("confidence", "slug"))}),
    )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Offer a key for a new dispute."""
        return {"slug": (original_of("question"),)} if obj is None else {}
