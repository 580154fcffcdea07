"""Nobody is signed in before the second factor, whatever door they come to.

After the right password a session only notes who is on the threshold. Should it say more, by whatever way, this
middleware still shows everybody else an anonymous visitor: a page that asks `request.user` need not know of factors.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from exhibit.accounts import policy

VERIFIED = "second_factor"
"""In a session: by what it was proved, and when."""

PENDING = "on_the_threshold"
"""In a session: who has given the right password, and when."""

PENDING_SECONDS = 600

_present: ContextVar[HttpRequest | None] = ContextVar("present", default=None)


class Doors:
    """Middleware: decides whether who is signed in is let in, when somebody asks; remembers whose request this is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: let_in(request))  # type: ignore[assignment]
        request.auser = sync_to_async(lambda: let_in(request))  # the same, asked another way
        token = _present.set(request)
        try:
            return self.get_response(request)
        finally:
            _present.reset(token)


def present() -> HttpRequest | None:
    """Return the request that is being answered, None outside of any."""
    return _present.get()


def let_in(request: HttpRequest) -> Any:
    """Return who is signed in, an anonymous visitor where the second factor is wanting."""
    user = get_user(request)
    return user if is_let_in(request, user) else AnonymousUser()


def is_let_in(request: HttpRequest, user: Any) -> bool:
    """Whether this session has proved what this account needs."""
    if not user.is_authenticated or request.session.get(VERIFIED):
        return True
    if not hasattr(user, "_needs_more"):
        user._needs_more = policy.needs(user)  # once a request
    return not user._needs_more


def is_at_desk(request: HttpRequest) -> bool:
    """Whether the curators' desk is open to this request."""
    user: Any = request.user
    return bool(user.is_active and user.is_staff and is_let_in(request, user))


def put_on_threshold(request: HttpRequest, user: Any, target: str) -> None:
    """Note who gave the right password, and where they want to go; not the password."""
    request.session.flush()  # of whoever was here
    noted = {"user": user.pk, "hash": user.get_session_auth_hash(), "at": int(time.time()), "target": target}
    request.session[PENDING] = noted


def on_threshold(request: HttpRequest) -> Any:
    """Return who gave the right password within ten minutes, None where nobody did or it is another by now."""
    noted = request.session.get(PENDING)
    if not noted or time.time() - noted["at"] > PENDING_SECONDS:
        return None
    user = get_user_model()._default_manager.filter(pk=noted["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(noted["hash"], user.get_session_auth_hash()):
        return None
    return user
