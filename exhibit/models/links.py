"""Addresses outside the museum to which its records lead, as they answered when they were last asked."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def broken(self) -> Self:
        """Only those that gave no answer, or one that says that nothing is there."""
        return self.filter(Q(status_code__isnull=True) | Q(status_code__in=CheckedLink.GONE) | Q(status_code__gte=500))

    def get_by_natural_key(self, address: str) -> "CheckedLink":
        """Return the row of an address."""
        return self.get(address=address)


class CheckedLink(models.Model):
    """How one address answered. Written by `manage.py check_links`."""

    GONE = (404, 410)
    """Other refusals (401, 403, 429) are said to programs and not to people."""

    address = models.URLField(_("address"), max_length=600, unique=True)
    checked_at = models.DateTimeField(_("checked at"))
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    objects = models.Manager.from_queryset(CheckedLinkQuerySet)()

    class Meta:
        ordering = ("address",)
        default_permissions = ()
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.address

    def natural_key(self) -> tuple[Any, ...]:
        return (self.address,)
