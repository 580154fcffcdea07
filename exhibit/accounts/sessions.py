"""Where Django keeps sessions (SESSION_ENGINE): in the database, each with its owner.

A session ends after SESSION_IDLE_MINUTES without a request at the desk, and SESSION_HOURS after signing in whatever is
done; both are asked of the database, not of the cookie. Ending one is deleting its row: the next request finds nobody.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from exhibit.accounts.browsers import browser_of
from exhibit.callers import address_of
from exhibit.models import Session

ENTERED = "entered"
"""In a session: when somebody signed in, from which address, by which browser."""

SEEN = "seen"
SEEN_SECONDS = 60
"""The last moment is written at most so often."""


class SessionStore(DatabaseStore):
    """Django's own, over rows that say whose they are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        entered = data.get(ENTERED, {})
        row.address, row.browser = entered.get("address", ""), entered.get("browser", "")
        row.signed_in_at = _moment(entered["at"]) if entered else None
        row.seen_at = _moment(data[SEEN]) if SEEN in data else timezone.now()
        return row

    def get_expiry_age(self, **kwargs: Any) -> int:
        return min(super().get_expiry_age(**kwargs), self._left())

    def get_expiry_date(self, **kwargs: Any) -> datetime.datetime:
        longest = timezone.now() + datetime.timedelta(seconds=self._left())
        return min(super().get_expiry_date(**kwargs), longest)

    def _left(self) -> int:
        """Seconds until the session ends whatever is done."""
        entered = self.get(ENTERED)
        longest = int(settings.SESSION_LONGEST)
        return int(entered["at"] + longest - _now()) if entered else longest


def _now() -> float:
    return timezone.now().timestamp()


def _moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def enter(request: HttpRequest) -> None:
    """Note in the session that somebody has just signed in."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    request.session[ENTERED] = {"at": _now(), "address": address_of(request), "browser": browser_of(agent)[:80]}
    request.session[SEEN] = _now()


def stay(request: HttpRequest) -> None:
    """Note that somebody is still at work, once a minute."""
    if SESSION_KEY in request.session and _now() - request.session.get(SEEN, 0) > SEEN_SECONDS:
        request.session[SEEN] = _now()


def entered_at(request: HttpRequest) -> float:
    """When somebody last proved who they are in this session, in seconds; 0 where nobody did."""
    return max(float(request.session.get("proved", 0)), float(request.session.get(ENTERED, {}).get("at", 0)))


def prove(request: HttpRequest) -> None:
    """Note that somebody has just proved again who they are."""
    request.session["proved"] = _now()


def end(user: Any, but: str | None = None) -> int:
    """End all sessions of an account but one; return how many there were."""
    rows = Session.objects.filter(user_id=user.pk)
    return rows.exclude(session_key=but or "").delete()[0]


__all__ = ["SessionStore", "end", "enter", "entered_at", "prove", "stay"]
