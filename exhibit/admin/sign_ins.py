"""Sign-ins and rights: what became of accounts, for those who keep them. Nobody writes here, nobody deletes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from exhibit.admin.lists import LongPaginator
from exhibit.models import AccountEvent


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin):
    """The latest first."""

    list_display = ("time", "kind", "account_name", "actor_name", "address", "browser", "told")
    list_display_links = None
    list_filter = ("kind",)
    search_fields = ("account_name", "actor_name", "address")
    list_per_page = 100
    paginator = LongPaginator
    show_full_result_count = False
    actions = None

    @admin.display(description=_("when"), ordering="pk")
    def time(self, event: AccountEvent) -> str:
        """To the second, as the log of the server has it."""
        return date_format(timezone.localtime(event.at), "j b Y, H:i:s")

    @admin.display(description=_("details"), ordering="details")
    def told(self, event: AccountEvent) -> str:
        """In words of the reader's language."""
        return event.told

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see accounts."""
        return bool(request.user.has_perm("auth.view_user"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
