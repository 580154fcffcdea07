"""The moment for which pages are made: now, unless a preview asks how they will be on another day."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_asked: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)


def now() -> datetime.datetime:
    """Return the moment at which visitors look: the present, or the one of the preview around this call."""
    return _asked.get() or timezone.now()


def is_set() -> bool:
    """Whether this is a preview of another moment."""
    return _asked.get() is not None


@contextmanager
def at(moment: datetime.datetime | None) -> Iterator[None]:
    """Let it be `moment` within; None leaves the present."""
    token = _asked.set(moment)
    try:
        yield
    finally:
        _asked.reset(token)
