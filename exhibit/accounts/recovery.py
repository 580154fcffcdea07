"""Recovery codes: on paper, for the day on which the telephone is lost. Each is taken once; only digests are kept."""

import base64
import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from exhibit.models import RecoveryCode

COUNT = 10
CODE_BYTES = 15
"""120 bits: nobody guesses them, so a plain digest is as good as a slow one."""


def make(user: Any) -> list[str]:
    """Make ten new codes in place of all earlier ones, and return them: this once."""
    codes = [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _number in range(COUNT)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user_id=user.pk).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user.pk, digest=_digest(user, code)) for code in codes)
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]


def take(user: Any, code: str) -> bool:
    """Take a code, which none may take again."""
    found = RecoveryCode.objects.filter(user_id=user.pk, digest=_digest(user, code), used_at=None)
    return bool(found.update(used_at=timezone.now()))


def left(user: Any) -> int:
    """How many codes are not used yet."""
    return int(RecoveryCode.objects.filter(user_id=user.pk, used_at=None).count())


def _digest(user: Any, code: str) -> str:
    letters = "".join(code.split()).replace("-", "").lower()
    return hashlib.sha256(f"{user.pk}\n{letters}".encode()).hexdigest()
