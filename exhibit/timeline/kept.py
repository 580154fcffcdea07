"""What one process keeps of the answers that took a look at everything.

Each is kept under the database's stamp: the first question after a committed change, or after the
minute at which something is due to appear or disappear, is answered anew.
"""

import datetime
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.db import connection
from django.utils import timezone

from exhibit import clock
from exhibit.models import schedule, stamp

MOST = 128
"""Answers kept: each filter that visitors choose has its own."""

Kept = tuple[tuple[int, ...] | None, datetime.datetime | None, Any]
"""For which stamp, until when, and what."""

_answers: OrderedDict[Hashable, Kept] = OrderedDict()
_lock = Lock()
_making: dict[Hashable, Lock] = {}


class Keeper:
    """Answers for one request: it asks for the stamp once. With `at`, nothing is kept: that is a preview."""

    def __init__(self, at: datetime.datetime | None = None) -> None:
        self.at = at
        self._stamp: tuple[int, ...] | None = None

    def keep(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make` returned for this stamp of the database; make it if nobody did."""
        if self.at is not None or clock.is_set():
            return make()
        if self._stamp is None:
            self._stamp = stamp.current()
        now = timezone.now()
        key = (connection.alias, connection.settings_dict["NAME"], key)
        if kept := self._kept(key, now):
            return kept[2]
        with _lock:
            making = _making.setdefault(key, Lock())
        try:
            with making:  # one makes it, the others wait and find it
                if kept := self._kept(key, now):
                    return kept[2]
                answer = make()
                until = schedule.next_moment(now)
                with _lock:
                    _answers[key] = (self._stamp, until, answer)
                    while len(_answers) > MOST:
                        _answers.popitem(last=False)
            return answer
        finally:
            with _lock:
                _making.pop(key, None)

    def _kept(self, key: Hashable, now: datetime.datetime) -> Kept | None:
        with _lock:
            kept = _answers.get(key)
            if not kept or kept[0] != self._stamp or (kept[1] is not None and now >= kept[1]):
                return None
            _answers.move_to_end(key)
            return kept


def forget() -> None:
    """Drop everything: for tests, whose databases come and go under one name."""
    with _lock:
        _answers.clear()
