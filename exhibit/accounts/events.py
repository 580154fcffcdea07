"""What became of accounts: a row that administrators read, and a line of the log, neither with any secret.

A name that was typed and that no account has is not kept: people type their password there.
"""

import logging
import re
from typing import Any

from django.utils import timezone

from exhibit.accounts.browsers import browser_of
from exhibit.accounts.doors import present
from exhibit.callers import address_of
from exhibit.models import AccountEvent

Kind = AccountEvent.Kind

log = logging.getLogger(__name__)

GRAVE = {Kind.FAILED, Kind.CODE_FAILED, Kind.THROTTLED, Kind.FACTORS_RESET}


def plain(text: str) -> str:
    """Return a text in one line that no terminal obeys, nor turns the order of its letters."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]",
        lambda found: found[0].encode("unicode_escape").decode(),
        text,
    )


def note(kind: Kind, account: Any = None, *, details: str = "", by: Any = None, name: str = "") -> AccountEvent:
    """Write down what happened to `account`, and by whom: `by`, else whoever is signed in, else the command line."""
    request = present()
    if by is None and request is not None and request.user.is_authenticated:
        by = request.user
    event = AccountEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        account_id=account.pk if account else None,
        account_name=plain(account.get_username() if account else name)[:150],
        actor_name=plain(by.get_username())[:150] if by else "" if request else "(command line)",
        address=address_of(request) if request else "",
        browser=plain(browser_of(request.META.get("HTTP_USER_AGENT", "")))[:80] if request else "",
        details=plain(details)[:400],
    )
    said = {"event": str(kind), "account": event.account_name, "by": event.actor_name, "address": event.address}
    said |= {"details": event.details} if details else {}
    words = " ".join(f"{key}={value!r}" for key, value in said.items() if value)
    log.log(logging.WARNING if kind in GRAVE else logging.INFO, "account %s", words, extra=said)
    return event
