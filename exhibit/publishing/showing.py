"""What is on show now, as one short name: it changes with every committed change and at every scheduled minute.

A finished page is kept under that name, so that nothing is ever invalidated by hand.
"""

import datetime
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, close_old_connections
from django.utils import timezone

from exhibit.models.schedule import moments
from exhibit.publishing.glances import Glance, OutOfReachError, glance_at


@dataclass(frozen=True, slots=True)
class Showing:
    """What is on show, and until when; None where nothing is scheduled."""

    name: str
    changes_at: datetime.datetime | None
    ends_at: datetime.datetime | None
    """When something must go: later than that it is not shown, even if nobody can ask what else has changed."""


class Showings:
    """Knows the present showing; one for a process."""

    def __init__(self, glance: Glance | None = None) -> None:
        self.glance = glance or glance_at(DEFAULT_DB_ALIAS)
        self._seen: tuple[Any, Showing] | None = None
        self._lock = Lock()

    def now(self) -> Showing:
        """Return the present showing. Raises OutOfReachError where the database does not answer."""
        if showing := self._unchanged():
            return showing
        with self._lock:  # one looks, the others wait and find it
            if showing := self._unchanged():
                return showing
            stamp = self.glance.stamp()
            self._seen = stamp, self._look(stamp)
            return self._seen[1]

    def _unchanged(self) -> Showing | None:
        seen, stamp = self._seen, self.glance.stamp()
        return seen[1] if seen and seen[0] == stamp and _is_before(seen[1].changes_at) else None

    def _look(self, stamp: Any) -> Showing:
        close_old_connections()
        try:
            found = moments(timezone.now())
        except DatabaseError as problem:
            raise OutOfReachError(str(problem)) from problem
        since = found.last.timestamp() if found.last else ""
        return Showing(f"{stamp}-{since}", found.next, found.next_end)

    def last(self) -> Showing | None:
        """Return the last showing, for a time without the database; None once something of it should have gone."""
        return self._seen[1] if self._seen and _is_before(self._seen[1].ends_at) else None

    def take(self, showing: Showing) -> None:
        """Begin with what another process has seen, where this one has never reached the database."""
        if self._seen is None:
            self._seen = NEVER, showing


NEVER = object()
"""A stamp that no database has."""


def _is_before(moment: datetime.datetime | None) -> bool:
    return moment is None or timezone.now() < moment
