"""How often a password or a code may be tried.

An attempt is counted before it is looked at, in one transaction, so that attempts at the same moment cannot slip past
the count together; what was right is taken back. One name from one address and one address have a number of free
attempts and are then closed for a while. A name as such is never closed: after some wrong attempts it waits ever
longer, but an address from which its owner lately came in does not wait for what others do.
"""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from exhibit.callers import address_of, network_of
from exhibit.models import AccountEvent, Attempts

MINUTE = datetime.timedelta(minutes=1)
FORGOTTEN_AFTER = datetime.timedelta(days=1)
KNOWN_FOR = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Limit:
    """So many attempts are free; then each waits twice as long as the one before, up to the longest wait."""

    free: int
    first: datetime.timedelta
    longest: datetime.timedelta

    def wait(self, count: int) -> datetime.timedelta:
        """Return how long nothing is looked at after so many attempts."""
        if count < self.free:
            return datetime.timedelta()
        return min(self.first * 2 ** min(count - self.free, 20), self.longest)


LIMITS = {
    "pair": Limit(5, 15 * MINUTE, 240 * MINUTE),
    "address": Limit(20, 15 * MINUTE, 60 * MINUTE),
    "name": Limit(5, MINUTE / 60, 15 * MINUTE),
    "code": Limit(5, MINUTE / 2, 15 * MINUTE),
    "letter": Limit(3, 15 * MINUTE, 240 * MINUTE),
    "letters": Limit(10, 15 * MINUTE, 60 * MINUTE),
}
"""One name from one address, one address, one name; codes of one account; letters to one, and by one address."""


class TooManyError(Exception):
    """It is not looked at; `until` says from when on it may be tried again, `kinds` which of LIMITS are closed."""

    def __init__(self, until: datetime.datetime, kinds: frozenset[str]) -> None:
        super().__init__(f"closed until {until}")
        self.until, self.kinds = until, kinds

    @property
    def seconds(self) -> int:
        """How long that is, rounded up."""
        return max(1, int((self.until - timezone.now()).total_seconds()) + 1)


@dataclass(frozen=True)
class Admitted:
    """An attempt that was counted."""

    keys: dict[str, str]

    def was_right(self) -> None:
        """Take it back; what this name missed from this address is forgotten."""
        Attempts.objects.filter(key=self.keys.get("pair", "")).delete()
        _take_back([key for kind, key in self.keys.items() if kind != "pair"])


def password(request: HttpRequest, name: str) -> Admitted:
    """Count an attempt at a password, or raise TooManyError."""
    told = {**_of_name(request, name), "address": network_of(address_of(request))}
    if _is_known(name, address_of(request)):
        del told["name"]
    return _admit(told)


def code(request: HttpRequest, user: Any) -> Admitted:
    """Count an attempt at a code by somebody who has the password, or raise TooManyError."""
    return _admit({"code": str(user.pk), "address": network_of(address_of(request))})


def forgive(request: HttpRequest, name: str) -> None:
    """Forget what a name missed, for whoever has just proved by a link that it is theirs."""
    told = _of_name(request, name)
    Attempts.objects.filter(key__in=[_key(kind, text) for kind, text in told.items()]).delete()


def waiting(account: Any) -> datetime.datetime | None:
    """Return until when somebody waits who knocks in the name of an account, from anywhere; None where nobody does."""
    closed = Attempts.objects.filter(key__in=_keys_of(account), closed_until__gt=timezone.now())
    return closed.order_by("-closed_until").values_list("closed_until", flat=True).first()


def end_waiting(account: Any) -> None:
    """Forget what was missed in the name of an account, from wherever; an address as such stays closed."""
    Attempts.objects.filter(key__in=_keys_of(account)).delete()


def passkey(request: HttpRequest) -> Admitted:
    """Count an attempt with a passkey: only its address counts, nobody can guess one."""
    return _admit({"address": network_of(address_of(request))})


def letter(request: HttpRequest, to: str) -> Admitted:
    """Count a letter that is asked for, whether or not there is such an account, or raise TooManyError."""
    return _admit({"letter": normalize("NFKC", to).casefold(), "letters": network_of(address_of(request))})


def _is_known(name: str, address: str) -> bool:
    """Whether the owner came in from this very address lately."""
    since = timezone.now() - KNOWN_FOR
    events = AccountEvent.objects.entered().filter(address=address, at__gt=since)
    return bool(address) and events.filter(account__username=name).exists()


def _of_name(request: HttpRequest, name: str) -> dict[str, str]:
    folded = _folded(name)
    return {"pair": _pair(folded, address_of(request)), "name": folded}


def _folded(name: str) -> str:
    return normalize("NFKC", name).casefold().strip()


def _pair(folded: str, address: str) -> str:
    return f"{folded}\n{network_of(address)}"


def _keys_of(account: Any) -> list[str]:
    """Return all that may close an account: its name, its codes, its name from where somebody lately missed it."""
    folded, since = _folded(account.get_username()), timezone.now() - FORGOTTEN_AFTER
    missed = AccountEvent.objects.filter(account_id=account.pk, kind=AccountEvent.Kind.FAILED, at__gt=since)
    pairs = {_pair(folded, address) for address in missed.values_list("address", flat=True)}
    return [_key("name", folded), _key("code", str(account.pk)), *(_key("pair", pair) for pair in pairs)]


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()


def _admit(told: dict[str, str]) -> Admitted:
    keys = {kind: _key(kind, text) for kind, text in told.items()}
    with transaction.atomic():
        Attempts.objects.bulk_create([Attempts(key=key) for key in sorted(keys.values())], ignore_conflicts=True)
        found = Attempts.objects.select_for_update().filter(key__in=keys.values()).order_by("key")
        rows = {row.key: row for row in found}
        if len(rows) < len(keys):  # some were forgotten at this very moment
            return _admit(told)
        now = timezone.now()
        ends = {kind: rows[key].closed_until for kind, key in keys.items()}
        if closed := {kind: end for kind, end in ends.items() if end and end > now}:
            raise TooManyError(max(closed.values()), frozenset(closed))
        for kind, key in keys.items():
            row = rows[key]
            row.count = 1 if now - row.last_at > FORGOTTEN_AFTER else row.count + 1
            row.last_at, row.closed_until = now, now + LIMITS[kind].wait(row.count)
            row.save(update_fields=["count", "last_at", "closed_until"])
    return Admitted(keys)


def _take_back(keys: Iterable[str]) -> None:
    with transaction.atomic():
        for row in Attempts.objects.select_for_update().filter(key__in=keys, count__gt=0).order_by("key"):
            row.count, row.closed_until = row.count - 1, None
            row.save(update_fields=["count", "closed_until"])


__all__ = [
    "LIMITS",
    "Admitted",
    "TooManyError",
    "code",
    "end_waiting",
    "forgive",
    "letter",
    "passkey",
    "password",
    "waiting",
]
