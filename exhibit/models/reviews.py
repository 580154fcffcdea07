"""Reviewers' links: an exhibit shown before it is published to somebody without an account, and what they say."""

from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibit.models.stories import Exhibit

SALT = "exhibit.review"


class ReviewLinkQuerySet(models.QuerySet["ReviewLink"]):
    def open(self) -> Self:
        """Only links that may still be followed."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def of_token(self, token: str) -> "ReviewLink | None":
        """Return the link that a token was signed for, open or not; None for a token that is not ours."""
        try:
            key = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        return self.select_related("exhibit").filter(pk=key).first()


class ReviewLink(models.Model):
    """A signed address of one exhibit as of one day, drafts included. Whoever has it may look and comment."""

    exhibit = models.ForeignKey(Exhibit, models.CASCADE, related_name="review_links", verbose_name=_("exhibit"))
    reviewer = models.CharField(_("for whom"), max_length=120, help_text=_("So that you know whose comments come."))
    as_of = models.DateTimeField(
        _("as of"), null=True, blank=True, help_text=_("How the exhibit will be then. Leave empty for: published now.")
    )
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = models.Manager.from_queryset(ReviewLinkQuerySet)()

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("reviewer’s link")
        verbose_name_plural = _("reviewers’ links")

    def __str__(self) -> str:
        return f"{self.exhibit}: {self.reviewer}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=(signing.dumps(self.pk, salt=SALT),))

    @property
    def is_open(self) -> bool:
        """Whether it may still be followed."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class ReviewComment(models.Model):
    """What a reviewer said, until a curator has dealt with it."""

    link = models.ForeignKey(ReviewLink, models.CASCADE, related_name="comments", verbose_name=_("link"))
    name = models.CharField(_("name of the reviewer"), max_length=120)
    text = models.TextField(_("comment"), max_length=4000)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    is_done = models.BooleanField(_("dealt with"), default=False)

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="review_comment_says_something"),)

    def __str__(self) -> str:
        return self.text[:80]
