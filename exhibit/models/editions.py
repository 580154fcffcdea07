"""Editions: what an exhibit said on one day, numbered and named, to be cited for good.

An edition keeps two things. Its pages are the story as visitors read it then, language by language: a reader who
follows a citation gets those very words, whatever has become of the records or of our templates. Its contents are
the rows behind them, so that a curator sees what changed since, and can put any of it back.
"""

import datetime
import hashlib
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.languages import active
from exhibit.models.stories import Exhibit


class EditionQuerySet(models.QuerySet["Edition"]):
    def newest_first(self) -> Self:
        """In order, without the rows behind them."""
        return self.order_by("-number").defer("contents", "whole")

    def shown(self, at: datetime.datetime | None = None) -> Self:
        """Only those of exhibits that visitors may see at `at` (default: now)."""
        return (
            self.filter(exhibit__in=Exhibit.objects.published(at))
            .order_by("exhibit", "number")
            .defer("contents", "whole")
        )

    def get_by_natural_key(self, exhibit: str, number: int) -> "Edition":
        """Return the edition that is named by its exhibit and number."""
        return self.get(exhibit__slug=exhibit, number=number)


class Edition(models.Model):
    """What one exhibit said when it was released. It never changes; only its text may be withdrawn."""

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="editions", verbose_name=_("exhibit"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("name"), max_length=120, help_text=_("For example: After the restoration."))
    note = models.TextField(_("what is new"), blank=True, help_text=_("Visitors read it in the list of editions."))
    released_at = models.DateTimeField(_("released at"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("released by")
    )
    contents = models.JSONField(encoder=DjangoJSONEncoder)
    whole = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    reason = models.TextField(_("why it was withdrawn"), blank=True)

    objects = models.Manager.from_queryset(EditionQuerySet)()

    class Meta:
        default_permissions = ()
        ordering = ("exhibit", "-number")
        verbose_name = pgettext_lazy("of an exhibit", "edition")
        verbose_name_plural = _("editions")
        constraints = (
            models.UniqueConstraint(fields=("exhibit", "number"), name="edition_number_once_per_exhibit"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(reason=""), name="edition_withdrawn_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.exhibit}, {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("edition_detail", args=(self.exhibit.slug, self.number))

    def natural_key(self) -> tuple[str, int]:
        return (self.exhibit.slug, self.number)

    @property
    def shown_page(self) -> "EditionPage | None":
        """Its page in the language of now, else in the museum's first."""
        pages = {page.language: page for page in self.pages.all()}
        return pages.get(active()) or pages.get(settings.LANGUAGE_CODE)


class EditionPage(models.Model):
    """The story of an edition in one language, as it was rendered; and what it said differently from the one before.

    `changes` is None where there is none before that may be read in this language.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pages")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=150)
    html = models.TextField()
    changes = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    checksum = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("edition", "language"), name="edition_page_once_per_language"),)

    def __str__(self) -> str:
        return f"{self.edition}, {self.language}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:  # later it would confirm whatever is there
            self.checksum = checksum_of(self.html)
        super().save(*args, **kwargs)

    @property
    def chapters(self) -> list[dict[str, Any]]:
        """What it says differently from the edition before: chapter by chapter, passage by passage."""
        found: dict[str, dict[str, Any]] = {}
        for change in self.changes or ():
            chapter = found.setdefault(change["chapter"], {**change, "passages": []})
            chapter["passages"].append([{"kind": kind, "text": text} for kind, text in change["pieces"]])
        return list(found.values())

    @property
    def is_intact(self) -> bool:
        """Whether it says what it said when it was released."""
        return self.checksum == checksum_of(self.html)


def checksum_of(html: str) -> str:
    """Return the SHA-256 of a page's text, in hexadecimal digits."""
    return hashlib.sha256(html.encode()).hexdigest()
