"""How long a database may keep us waiting: one that hangs, and does not say so, must not hold up our threads.

libpq waits for an answer for ever. So somebody else hangs up, and whoever waits is told that the connection broke.
And while it is known that the database does not answer, no view asks it.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread, Timer
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

LOOKED_AFTER = 4.0
"""Seconds after which a request that is still at work is looked after."""
AWAY = "exhibit.database_is_away"
"""In the environment of a request for which nobody need ask the database."""


@contextmanager
def at_most(seconds: float, connection: Any) -> Iterator[None]:
    """Have what is asked within broken off after so many seconds."""
    timer = Timer(seconds, hang_up, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def while_it_answers(wrapper: Any, is_away: Callable[[], bool]) -> Iterator[None]:
    """Hang up in the midst of a request if the database is away; a request that only takes long is let be."""
    if wrapper.vendor != "postgresql":
        yield
        return
    is_over = Event()

    def look() -> None:
        while not is_over.wait(LOOKED_AFTER):
            if is_away():
                hang_up(wrapper.connection)

    Thread(target=look, daemon=True, name="patience").start()
    try:
        yield
    finally:
        is_over.set()


def hang_up(connection: Any) -> None:
    """End a connection of psycopg from beside the thread that waits for it."""
    if connection is None:
        return
    with suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:  # it may have just ended
        line.shutdown(socket.SHUT_RDWR)


class Patience:
    """Middleware, the last one: refuses what would ask a database that does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Refuse after it is known where the request leads, and that no other site sent it."""
        if request.META.get(AWAY):
            raise OperationalError("The database does not answer.")
