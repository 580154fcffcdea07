"""What was done so that nothing is lost, at the desk: read by administrators, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from exhibit.admin.lists import LongPaginator
from exhibit.models import PreservationEvent


@admin.register(PreservationEvent)
class PreservationEventAdmin(admin.ModelAdmin):
    """A log."""

    list_display = ("at", "kind", "subject", "outcome", "note")
    list_filter = ("kind", "outcome")
    search_fields = ("subject", "note")
    list_per_page = 50
    paginator = LongPaginator
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
