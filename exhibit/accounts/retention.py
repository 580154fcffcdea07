"""What is known of sign-ins is forgotten in time: with each sign-in, and by `manage.py forget_sign_ins`."""

import datetime

from django.conf import settings
from django.utils import timezone

from exhibit.accounts import unsaved
from exhibit.accounts.throttle import FORGOTTEN_AFTER
from exhibit.models import AccountEvent, Attempts, Session, UnsavedForm, UsedChallenge

CHALLENGES = datetime.timedelta(minutes=10)
"""Longer than any challenge may be answered."""


def forget() -> dict[str, int]:
    """Delete what is too old; return how many rows of each kind."""
    now = timezone.now()
    old = {
        "events": AccountEvent.objects.filter(at__lt=now - datetime.timedelta(days=settings.AUDIT_DAYS)),
        "attempts": Attempts.objects.filter(last_at__lt=now - FORGOTTEN_AFTER),
        "sessions": Session.objects.filter(expire_date__lt=now),
        "unsaved": UnsavedForm.objects.filter(sent_at__lt=now - unsaved.KEPT_FOR),
        "challenges": UsedChallenge.objects.filter(used_at__lt=now - CHALLENGES),
    }
    return {name: rows.delete()[0] for name, rows in old.items()}
