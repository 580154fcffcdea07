"""What is on show now, as one short name: it changes with every committed change and at every scheduled minute.

A finished page is kept under that name, so that nothing is ever invalidated by hand.
"""

import datetime
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
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

    since: datetime.datetime | None = None
    """When something last appeared or went by itself: a clock that is set back behind it undoes that."""


WATCHED_EVERY = 0.25  # second

log = logging.getLogger(__name__)


class Showings:
    """Knows the present showing; one for a process."""

    def __init__(self, glance: Glance | None = None) -> None:
        self.glance = glance or glance_at(DEFAULT_DB_ALIAS)
        self._seen: tuple[Any, Showing] | None = None
        self._is_over = False
        self._lock = Lock()
        self._watch: Thread | None = None

    def now(self) -> Showing:
        """Return the present showing. Raises OutOfReachError where the database does not answer."""
        if showing := self._unchanged():
            return showing
        with self._lock:  # one looks, the others wait and find it
            if showing := self._unchanged():
                return showing
            was_over, self._is_over = self._is_over, False  # what is doubted from here on stays so
            try:
                stamp = self.glance.stamp()
                self._seen = stamp, self._look(stamp)
            except BaseException:
                self._is_over = self._is_over or was_over
                raise
            return self._seen[1]

    def _unchanged(self) -> Showing | None:
        seen, stamp = self._seen, self.glance.stamp()
        if not seen or seen[0] != stamp:
            self._is_over = True  # whether or not anybody can say what came instead
            return None
        showing = seen[1]
        is_now = _is_before(showing.changes_at) and (showing.since is None or not _is_before(showing.since))
        return showing if is_now and not self._is_over else None

    def doubt(self) -> None:
        """Hand out nothing of the last showing until the database was asked: something has been changed."""
        self._is_over = True
        self.glance.look_again()

    def watch(self, heard: Callable[[], None]) -> None:
        """Notice changes also while no visitor comes, and tell of each once.

        Otherwise what was taken down, before the database goes away, would be on show for as long as it is away.
        """
        if self._watch is None or not self._watch.is_alive():  # a forked process has none
            self._watch = Thread(target=self._keep_watch, args=(heard,), name="showing", daemon=True)
            self._watch.start()

    def _keep_watch(self, heard: Callable[[], None]) -> None:
        while True:
            time.sleep(WATCHED_EVERY)
            try:
                if self._seen and not self._is_over and self._unchanged() is None and self._is_over:
                    heard()
            except OutOfReachError:
                continue
            except Exception:  # the watch must not end
                log.exception("The watch over what is on show has stumbled.")

    def _look(self, stamp: Any) -> Showing:
        close_old_connections()
        try:
            found = moments(timezone.now())
        except DatabaseError as problem:
            raise OutOfReachError(str(problem)) from problem
        since = found.last.timestamp() if found.last else ""
        return Showing(f"{stamp}-{since}", found.next, found.next_end, found.last)

    def last(self) -> Showing | None:
        """Return the last showing, for a time without the database; None once something of it is known to have gone."""
        if self._seen is None or self._is_over or not _is_before(self._seen[1].ends_at):
            return None
        return self._seen[1]

    def take(self, showing: Showing) -> None:
        """Begin with what another process has seen, where this one has never reached the database."""
        if self._seen is None:
            self._seen, self._is_over = (NEVER, showing), False


NEVER = object()
"""A stamp that no database has."""


def _is_before(moment: datetime.datetime | None) -> bool:
    return moment is None or timezone.now() < moment
