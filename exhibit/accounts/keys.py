"""The second factors of an account, of whatever kind."""

from typing import Any

from django.db import transaction

from exhibit.accounts import sessions
from exhibit.accounts.events import Kind, note
from exhibit.models import Authenticator, Passkey

KINDS: dict[str, Any] = {"app": Authenticator, "passkey": Passkey}


def of(user: Any) -> list[Any]:
    """Return the apps and passkeys of an account."""
    return [*user.authenticators.all(), *user.passkeys.all()]


def reset(user: Any) -> int:
    """Take all of them away, and the recovery codes; end every session. Return how many keys there were."""
    with transaction.atomic():
        found = of(user)
        for key in found:
            key.delete()
        user.recovery_codes.all().delete()
        sessions.end(user)
        note(Kind.FACTORS_RESET, user, details=", ".join(f"{key.kind}: {key.name}" for key in found))
    return len(found)
