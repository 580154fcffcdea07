"""Who is signed in where, who tried, what became of accounts, and words that wait for their author to sign in again.

Nothing here is the museum's own: no folder, copy, archive or page shows it, and it is forgotten in time.
"""

import re
from importlib import import_module
from typing import Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionManager(BaseSessionManager["Session"]):
    def open(self, user_id: int) -> models.QuerySet["Session"]:
        """The sessions in which somebody is signed in now, the last used first."""
        return self.filter(user_id=user_id, expire_date__gt=timezone.now()).order_by("-seen_at")


class Session(AbstractBaseSession):
    """Django's own session, and whose it is: so that it can be listed, and ended by others than its browser."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True, default="")
    browser = models.CharField(max_length=80, blank=True, default="")
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type:
        return import_module(settings.SESSION_ENGINE).SessionStore


class Attempts(models.Model):
    """How often a password or a code was tried, for one name, one address or both; the key is a digest."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    closed_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("last_at",), name="attempts_by_time"),)

    def __str__(self) -> str:
        return f"{self.count}, closed until {self.closed_until}"


DETAILS = {
    "given": pgettext_lazy("of a right", "given"),
    "taken": pgettext_lazy("of a right", "taken"),
    "all": pgettext_lazy("rights", "all"),
    "yes": _("yes"),
    "no": _("no"),
    "left": pgettext_lazy("recovery codes", "left"),
    "everywhere": _("everywhere"),
    "app": _("app"),
    "passkey": _("passkey"),
    "recovery code": _("recovery code"),
    "is_active": _("may sign in"),
    "is_staff": _("at the desk"),
    "is_superuser": _("superuser"),
    "Viewers": _("Viewers"),
    "Curators": _("Curators"),
    "Editors": _("Editors"),
    "Administrators": _("Administrators"),
}
"""What details are made of, in the language of whoever reads them; names stand as they are."""

SEPARATOR = re.compile(r"(: |, )")


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def entered(self) -> Self:
        """Only those by which somebody proved to be the owner of an account."""
        return self.filter(kind__in=(AccountEvent.Kind.SIGNED_IN, AccountEvent.Kind.PASSWORD_RESET))


class AccountEvent(models.Model):
    """One thing that happened to an account: signing in, refusals, rights, passwords, second factors."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        FAILED = "failed", _("wrong name or password")
        CODE_FAILED = "code_failed", _("wrong second factor")
        THROTTLED = "throttled", _("too many attempts")
        WAIT_ENDED = "wait_ended", _("let in again after too many attempts")
        SIGNED_OUT = "signed_out", _("signed out")
        SESSIONS_ENDED = "sessions_ended", _("sessions ended")
        PASSWORD_CHANGED = "password_changed", _("password changed")
        INVITED = "invited", _("link for a password made")
        RESET_ASKED = "reset_asked", _("link for a new password asked for")
        PASSWORD_RESET = "password_reset", _("password set by a link")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        FACTORS_RESET = "factors_reset", _("second factors reset")
        CODES_MADE = "codes_made", _("recovery codes made")
        CODE_USED = "code_used", _("recovery code used")
        ACCOUNT_MADE = "account_made", _("account made")
        ACCOUNT_DELETED = "account_deleted", _("account deleted")
        RIGHTS_CHANGED = "rights_changed", _("rights changed")
        GROUP_CHANGED = "group_changed", _("rights of a group changed")

    OF_A_KEY = frozenset((Kind.FACTOR_ADDED, Kind.FACTOR_REMOVED, Kind.FACTORS_RESET))

    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("what"), max_length=24, choices=Kind.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="account_events",
        verbose_name=_("account"),
    )
    account_name = models.CharField(_("name of the account"), max_length=150, blank=True)
    actor_name = models.CharField(_("by whom"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=80, blank=True)
    details = models.CharField(_("details"), max_length=400, blank=True)

    objects = models.Manager.from_queryset(AccountEventQuerySet)()

    class Meta:
        default_permissions = ()  # whoever may see accounts sees these
        ordering = ("-pk",)
        verbose_name = _("sign-in or change of rights")
        verbose_name_plural = _("sign-ins and rights")
        indexes = (
            models.Index(fields=("at",), name="account_event_by_time"),
            models.Index(fields=("account", "kind", "address"), name="account_event_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.account_name or '–'}"

    @property
    def told(self) -> str:
        """The details in the language of the page."""
        parts = SEPARATOR.split(self.details)
        is_named = self.kind in self.OF_A_KEY  # “app: left” is an app that somebody calls so
        return "".join(
            str(DETAILS.get(part, part)) if not is_named or after == ": " else part
            for part, after in zip(parts, [*parts[1:], ""], strict=True)
        )


class UnsavedForm(models.Model):
    """What a curator sent when it was not known by whom, packed, until the same curator takes it up again."""

    key = models.CharField(max_length=32, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved_forms")
    path = models.CharField(max_length=400)
    title = models.CharField(max_length=200, blank=True)
    contents = models.BinaryField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.title or self.path
