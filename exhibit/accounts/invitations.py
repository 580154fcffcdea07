"""A link by which somebody sets the password of an account that an administrator made for them, or opened anew.

Nobody else ever knows that password. The link is good for three days and until a password is set; another link, or a
new password, makes it void: it carries a digest of what the account has in the place of a password.
"""

import hashlib
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing

from exhibit.accounts.events import Kind, note

DAYS = 3
SALT = "exhibit.invitation"


def invite(user: Any) -> str:
    """Return the token of a link; a password that the account has ends now, and so do earlier links."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    note(Kind.INVITED, user)
    return signing.dumps([user.pk, _digest(user)], salt=SALT)


def invited(token: str) -> Any:
    """Return whose link it is; None where it is not good, or not any more."""
    try:
        key, digest = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = get_user_model()._default_manager.filter(pk=key, is_active=True).first()
    good = user is not None and not user.has_usable_password() and _digest(user) == digest
    return user if good else None


def _digest(user: Any) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()
