"""Lists of a collection of any size: nothing in them counts all rows, and no filter offers more than can be read."""

from typing import Any

from django.contrib import admin
from django.core.paginator import EmptyPage, Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

MOST_COUNTED = 10_000
MOST_CHOICES = 50
FARTHEST = 1_000_000
"""Pages."""


class LongPaginator(Paginator):
    """Counts no further than `MOST_COUNTED`; pages beyond are turned one by one."""

    most_counted = MOST_COUNTED

    @cached_property
    def count(self) -> int:
        """The number of rows, or one more than are counted."""
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_COUNTED + 1].count())

    @property
    def is_long(self) -> bool:
        return self.count > MOST_COUNTED

    def validate_number(self, number: Any) -> int:
        """Return the number of a page that is there, as far as is counted; beyond, any."""
        try:
            return super().validate_number(number)
        except EmptyPage:
            if self.is_long and 0 < int(number) <= FARTHEST:
                return int(number)
            raise

    def page(self, number: Any) -> Any:
        """Return a page; one beyond what is counted is asked for by itself."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return Page(self.object_list[first : first + self.per_page], number, self)


class FewChoicesFilter(admin.RelatedOnlyFieldListFilter):
    """Offers the records that the rows refer to where these are few; else the list is reached from a record."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Return the choices; of many only the one that is chosen."""
        rows: models.QuerySet[Any] = field.remote_field.model._default_manager.order_by()
        if rows[: MOST_CHOICES + 1].count() <= MOST_CHOICES:
            return super().field_choices(field, request, model_admin)
        chosen = self.lookup_val if isinstance(self.lookup_val, list) else [self.lookup_val]
        keys = [one for one in chosen if str(one).isdecimal() and len(str(one)) < 19]
        return [(one.pk, str(one)) for one in rows.filter(pk__in=keys)] if keys else []

    def has_output(self) -> bool:
        """Whether there is something to choose, or to unchoose."""
        return super().has_output() or bool(self.lookup_choices)
