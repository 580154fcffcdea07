"""Who needs more than a password: by SECOND_FACTOR nobody, whoever set it up, those who publish, everybody.

Rights decide, not the names of groups: whoever may publish anything or change accounts needs it.
"""

from typing import Any

from django.conf import settings


def is_offered() -> bool:
    """Whether second factors are in use here at all."""
    return bool(settings.SECOND_FACTOR != "off")


def is_required(user: Any) -> bool:
    """Whether this account must have a second factor."""
    asked = settings.SECOND_FACTOR
    if asked in ("off", "optional"):
        return False
    if asked == "all" or user.is_superuser:
        return True
    return any(
        name.startswith("publish_") or (app == "auth" and not name.startswith("view_"))
        for app, _dot, name in (right.partition(".") for right in user.get_all_permissions())
    )


def has_any(user: Any) -> bool:
    """Whether this account has a second factor; recovery codes alone are none."""
    return bool(user.authenticators.exists() or user.passkeys.exists())


def needs(user: Any) -> bool:
    """Whether a password alone does not let this account in."""
    return is_offered() and (is_required(user) or has_any(user))
