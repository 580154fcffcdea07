"""A database that hangs holds up nobody for ever."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client

from exhibit.publishing import operations, patience
from exhibit.publishing.patience import AWAY, at_most, while_it_answers


@dataclass
class Wrapper:
    """As Django's, of a server that is connected and says nothing."""

    connection: socket.socket
    vendor: str = "postgresql"


@pytest.fixture
def line() -> Iterator[socket.socket]:
    mine, its = socket.socketpair()
    mine.settimeout(0.8)
    yield mine
    mine.close()
    its.close()


def test_what_is_asked_is_broken_off_in_time(line: socket.socket) -> None:
    with at_most(0.1, line):
        assert line.recv(1) == b"", "whoever waits is told that the connection broke"


def test_without_that_it_waits_on(line: socket.socket) -> None:
    with pytest.raises(TimeoutError):
        line.recv(1)


def test_a_request_that_only_takes_long_is_let_be(line: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LOOKED_AFTER", 0.05)
    with while_it_answers(Wrapper(line), lambda: False), pytest.raises(TimeoutError):
        line.recv(1)
    with while_it_answers(Wrapper(line), lambda: True):
        assert line.recv(1) == b""


def test_nobody_looks_on_when_it_is_over(line: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LOOKED_AFTER", 0.05)
    with while_it_answers(Wrapper(line), lambda: True):
        pass
    time.sleep(0.2)
    assert not [one for one in threading.enumerate() if one.name == "patience"]
    with pytest.raises(TimeoutError):
        line.recv(1)


def test_what_would_ask_a_database_that_is_known_to_be_away_is_refused_at_once() -> None:
    answer = Client(raise_request_exception=False).get("/films/", **{AWAY: True})  # type: ignore[arg-type]
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_operators_are_warned_of_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(operations, "ROOM", 0)
    assert operations._warning() == ""
    monkeypatch.setattr(operations, "ROOM", 2**80)
    assert "hardly room left" in operations._warning()
