"""Events and the lanes of the timeline."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from exhibit.admin.forms import CitationInline, Ordered, columns, each
from exhibit.admin.record import PUBLICATION, RecordAdmin, TranslatedAdmin, in_words
from exhibit.admin.timelinejs import ImportsTimelines
from exhibit.languages import original_of
from exhibit.models import Event, Lane


@admin.register(Lane)
class LaneAdmin(Ordered, TranslatedAdmin):
    """Strands of the timeline."""

    list_display = (*columns(Lane, "name"), "slug", "mark", "gathers", "position")
    list_editable = ("position",)
    order_field = "position"
    search_fields = ("name", "slug")
    fieldsets = ((None, {"fields": (each("name"), ("slug", "mark", "position"), "gathers")}),)

    def get_prepopulated_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        """Offer a key for a new lane."""
        return {"slug": (original_of("name"),)} if obj is None else {}


@admin.register(Event)
class EventAdmin(ImportsTimelines, RecordAdmin):
    """What happened, in the order in which it happened."""

    list_display = ("when", "title", "lane", "place", "evidence_status", "standing", "page")
    list_display_links = ("title",)
    list_filter = ("lane", "importance", "status", "evidence_status", "confidence")
    list_select_related = ("lane", "place")
    search_fields = ("title", "description", "place__name", "slug")
    autocomplete_fields = ("place", "people", "films", "image", "disputes")
    inlines = (CitationInline,)
    fieldsets = (
        (None, {"fields": (each("title"), ("date", "lane", "place"), each("description"), "importance")}),
        (_("Who and what"), {"fields": ("people", "films")}),
        (_("Evidence and picture"), {"fields": (("evidence_status", "confidence"), each("note"), "disputes", "image")}),
        (_("For the desk"), {"fields": ("desk_note",)}),
        PUBLICATION,
    )

    @admin.display(description=_("date"), ordering="date_earliest")
    def when(self, event: Event) -> str:
        """The date in words."""
        return in_words(event.date)
