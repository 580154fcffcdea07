"""What a curator has besides a password: apps that show codes, passkeys, and codes on paper.

An app's secret is stored encrypted (`accounts.encrypted`), so that no copy of the database shows it. Of recovery codes
only digests are kept: they are as long as a key, so a plain digest is enough.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Factor(models.Model):
    """A second factor with a name by which its owner knows it."""

    name = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    kind: str

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Authenticator(Factor):
    """An app that shows a code of six digits; `last_step` is that of the last code that was taken."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="authenticators")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)

    kind = "app"

    class Meta:
        default_permissions = ()
        ordering = ("made_at", "pk")


class Passkey(Factor):
    """A key pair in a telephone, a computer or a stick, of which only the public half is here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    transports: Any = models.JSONField(default=list)

    kind = "passkey"

    class Meta:
        default_permissions = ()
        ordering = ("made_at", "pk")


class RecoveryCode(models.Model):
    """The digest of one code, and when it was used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "used" if self.used_at else "unused"


class UsedChallenge(models.Model):
    """A challenge to a passkey that was answered: it is not taken again."""

    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]
