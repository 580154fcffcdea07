"""Places."""

from django.contrib import admin

from exhibit.admin.forms import columns, each
from exhibit.admin.record import PUBLICATION, RecordAdmin
from exhibit.models import Place


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    """Where something happened."""

    list_display = (*columns(Place, "name"), "standing", "page")
    search_fields = ("name", "slug")
    source_of_slug = "name"
    autocomplete_fields = ("image", "disputes")
    fieldsets = (
        (None, {"fields": (each("name"), "image", "disputes")}),
        PUBLICATION,
    )
