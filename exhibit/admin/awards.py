"""Award bodies and awards."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from exhibit.admin.forms import CitationInline, NumberedFormSet, Ordered, PlainRows, columns, each
from exhibit.admin.lists import FewChoicesFilter
from exhibit.admin.record import PUBLICATION, RecordAdmin, in_words
from exhibit.models import Award, AwardBody, AwardRecipient


@admin.register(AwardBody)
class AwardBodyAdmin(RecordAdmin):
    """Who gives."""

    list_display = (*columns(AwardBody, "name"), "standing", "page")
    search_fields = ("name", "slug")
    source_of_slug = "name"
    autocomplete_fields = ("image", "disputes")
    fieldsets = (
        (None, {"fields": (each("name"), each("description"))}),
        (_("Evidence and picture"), {"fields": ("disputes", "image")}),
        PUBLICATION,
    )


class RecipientInline(Ordered, PlainRows):
    """Who received it, in billing order."""

    model = AwardRecipient
    formset = NumberedFormSet
    order_field = "position"
    autocomplete_fields = ("person",)


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    """One nomination, win or mention a page."""

    list_display = ("category", "body", "edition", "given", "outcome", "evidence_status", "standing", "page")
    list_filter = ("outcome", "status", "evidence_status", "confidence", ("body", FewChoicesFilter))
    list_select_related = ("body",)
    search_fields = (
        "category",
        "edition",
        "body__name",
        "films__title",
        "films__original_title",
        "recipients__person__name",
        "slug",
    )
    source_of_slug = "category"
    autocomplete_fields = ("body", "films", "event", "disputes")
    inlines = (RecipientInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("body", each("edition"), ("date", "position"), each("category"), ("outcome", "is_shared"))}),
        (_("What for"), {"fields": ("films", "event")}),
        (_("Evidence"), {"fields": (("evidence_status", "confidence"), each("note"), "disputes")}),
        PUBLICATION,
    )

    @admin.display(description=_("year"), ordering="date_earliest")
    def given(self, award: Award) -> str:
        """The year in words."""
        return in_words(award.date)
