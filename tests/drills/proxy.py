"""A proxy between the museum and one of its servers, that can be told to misbehave."""

import random
import socket
import threading
import time
from contextlib import suppress
from typing import Self

MODES = ("pass", "refuse", "hang", "slow", "flap", "cut", "fail")
SLOW = 0.05  # seconds that each piece waits, there and back
FLAP = 0.5  # seconds for which it is there, and then away
FAIL = 0.3  # of all answers over HTTP are an error of the server
FAILURE = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CUT = 64  # bytes after which an answer is cut off


class Proxy:
    """Listens at a port of its own and hands on what comes, as its mode says; change `mode` at any time."""

    def __init__(self, target: int) -> None:
        self.target, self.mode = target, "pass"
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._admit, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._door.close()
        self.hang_up()

    def become(self, mode: str) -> None:
        """Misbehave in another way from now on; what is open is cut, unless it shall hang."""
        assert mode in MODES, mode
        self.mode = mode
        if mode in ("refuse", "flap", "cut"):
            self.hang_up()

    def hang_up(self) -> None:
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    @property
    def is_away(self) -> bool:
        return self.mode == "refuse" or (self.mode == "flap" and int(time.monotonic() / FLAP) % 2 == 0)

    def _admit(self) -> None:
        while True:
            try:
                caller, _address = self._door.accept()
            except OSError:
                return
            if self.is_away:
                caller.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                caller.close()
                continue
            server.settimeout(None)
            self._open += [caller, server]
            threading.Thread(target=self._carry, args=(caller, server, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, caller, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError), source, target:
            while piece := source.recv(65_536):
                while self.mode == "hang":
                    time.sleep(0.05)
                if self.mode == "slow":
                    time.sleep(SLOW)
                if self.is_away:
                    break
                if self.mode == "fail" and is_answer and piece.startswith(b"HTTP/") and random.random() < FAIL:
                    target.sendall(FAILURE)
                    break
                if self.mode == "cut" and is_answer:
                    target.sendall(piece[:CUT])
                    break
                target.sendall(piece)
            for one in (source, target):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
