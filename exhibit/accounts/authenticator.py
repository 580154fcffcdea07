"""Codes of authenticator apps: six digits that change every thirty seconds, each taken once.

https://www.rfc-editor.org/rfc/rfc6238
"""

import base64
import logging
import secrets
import time
from typing import Any
from urllib.parse import quote, urlencode

from django.utils import timezone
from django_otp.oath import TOTP

from exhibit.accounts.encrypted import decrypt, encrypt
from exhibit.models import Authenticator

log = logging.getLogger(__name__)

STEP_SECONDS = 30
TOLERANCE = 1
"""Steps by which a telephone's clock may be wrong."""

SECRET_BYTES = 20


def new_secret() -> str:
    """Return a secret as apps want it: base 32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address(secret: str, account: str, museum: str) -> str:
    """Return what stands in the QR code: whose codes they are, and the secret."""
    label = quote(f"{museum}:{account}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': museum}, quote_via=quote)}"


def step_of(secret: bytes, code: str, after: int = 0) -> int | None:
    """Return the step whose code this is, later than `after`; None where it is none."""
    code = "".join(code.split())
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    totp = TOTP(secret, STEP_SECONDS)
    totp.time = time.time()
    if not totp.verify(int(code), tolerance=TOLERANCE, min_t=after + 1):
        return None
    return totp.t()


def add(user: Any, secret: str, code: str, name: str) -> Authenticator | None:
    """Add an app that has proved to show the codes of `secret`; None where it has not."""
    raw = base64.b32decode(secret)
    step = step_of(raw, code)
    if step is None:
        return None
    now = timezone.now()
    return Authenticator.objects.create(user_id=user.pk, secret=encrypt(raw), name=name, last_step=step, used_at=now)


def take(user: Any, code: str) -> Authenticator | None:
    """Take a code of one of the account's apps, which none may take again; None where it is none or was taken."""
    for app in user.authenticators.all():
        secret = decrypt(bytes(app.secret))
        if secret is None:
            log.warning("The secret of authenticator app %s cannot be read: SECRET_KEY is another.", app.pk)
            continue
        step = step_of(secret, code, app.last_step)
        if step is None:
            continue
        fresh = Authenticator.objects.filter(pk=app.pk, last_step__lt=step)  # of two at one moment, one is let in
        if fresh.update(last_step=step, used_at=timezone.now(), secret=encrypt(secret)):  # under the present key
            return app
    return None
