"""Links for passwords, by e-mail: a new one for whoever asks, the first one for whoever is invited.

Whoever asks learns nothing: there is one answer, and the letter is written by another thread after it, so that an
address that has an account takes no longer than one that has none.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import connection
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, gettext, ngettext, override

log = logging.getLogger(__name__)

_at_once: ContextVar[bool] = ContextVar("letters_at_once", default=False)


@contextmanager
def at_once() -> Iterator[None]:
    """Let letters be written by the same thread: for tests."""
    token = _at_once.set(True)
    try:
        yield
    finally:
        _at_once.reset(token)


def password_path(user: Any) -> str:
    """Return the path of the page where a password is set: for an hour, once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("admin:password_reset_confirm", args=(uid, default_token_generator.make_token(user)))


def send_link(to: str, origin: str) -> None:
    """Send a link to every account of this e-mail address; `origin` is scheme and host of the museum."""
    language = get_language() or settings.LANGUAGE_CODE
    if _at_once.get():
        _write(to, origin, language)
    else:
        threading.Thread(target=_write_apart, args=(to, origin, language), daemon=False).start()


def send_invitation(account: Any, address: str, days: int) -> bool:
    """Send the link of an invitation; return whether the mail server took it."""
    words = ngettext(
        "There is an account for you at the museum’s desk: “%(name)s”.\n\n"
        "Choose its password here, within %(count)d day:\n%(address)s\n\n"
        "Nobody else knows that password, and nobody will ask you for it.",
        "There is an account for you at the museum’s desk: “%(name)s”.\n\n"
        "Choose its password here, within %(count)d days:\n%(address)s\n\n"
        "Nobody else knows that password, and nobody will ask you for it.",
        days,
    ) % {"name": account.get_username(), "address": address, "count": days}
    return _send(gettext("Your account at the museum’s desk"), words, account.email)


def _write_apart(to: str, origin: str, language: str) -> None:
    try:
        _write(to, origin, language)
    except Exception:
        log.exception("A letter could not be written.")
    finally:
        connection.close()


def _write(to: str, origin: str, language: str) -> None:
    accounts = get_user_model()._default_manager.filter(email__iexact=to, is_active=True, is_staff=True)
    for account in accounts[:5]:
        if account.email.casefold() != to.casefold():
            continue  # databases take some different letters for equal
        if not account.has_usable_password():
            continue  # an administrator has closed that way
        with override(language):
            words = gettext(
                "Somebody, perhaps you, asked for a new password for the account “%(name)s” at the museum’s desk.\n\n"
                "Set it here, within an hour:\n%(address)s\n\n"
                "If it was not you, do nothing: the old password stays as it is."
            ) % {"name": account.get_username(), "address": origin + password_path(account)}
            subject = gettext("A new password for the museum’s desk")
        _send(subject, words, account.email)


def _send(subject: str, words: str, to: str) -> bool:
    try:
        send_mail(subject, words, None, [to])
    except OSError as problem:  # of the mail server, which refuses or is away
        log.error("A letter for a password could not be sent: %s", type(problem).__name__)
        return False
    return True
