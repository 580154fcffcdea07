"""The museum asked from inside: the real handler with its middleware, without a socket and without a browser.

What is frozen is what a visitor without an account would get, so no cookie is sent and nothing is compressed yet.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.request import split_domain_port, validate_host
from django.utils import translation


class FreezeError(Exception):
    """The site cannot be frozen; the text says what is in the way and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the museum answered: status, media type without parameters, body, and where it leads on to."""

    status: int
    media_type: str
    body: bytes
    location: str = ""


def origin() -> str:
    """Return scheme and host by which pages are asked for: of SITE_URL, else of the first host that is allowed."""
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    named = next((host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    return f"{'https' if settings.SECURE_SSL_REDIRECT else 'http'}://{named}"


@contextmanager
def _unlogged() -> Iterator[None]:
    """Tell the log of errors, and nothing of addresses that are not there: to ask for them is how one knows."""
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


class Museum:
    """Answers addresses as the museum's server does."""

    def __init__(self) -> None:
        self.origin = origin()
        host = split_domain_port(urlsplit(self.origin).netloc)[0]
        if not settings.DEBUG and not validate_host(host, settings.ALLOWED_HOSTS):
            raise FreezeError(f"SITE_URL names {host}, which is not among ALLOWED_HOSTS. Add it there.")

    @cached_property
    def _handler(self) -> WSGIHandler:
        return WSGIHandler()

    def ask(self, address: str) -> Answer:
        """Return what a visitor gets for an address from the root: path, and query if it has one."""
        with translation.override(None), _unlogged():
            response: Any = self._handler.get_response(WSGIRequest(self._environ(address)))
            body = b"".join(response.streaming_content) if response.streaming else response.content
        media_type = response.get("Content-Type", "").partition(";")[0].strip()
        return Answer(response.status_code, media_type, body, response.get("Location", ""))

    def page(self, address: str) -> Answer:
        """Return the same, but only if it is all right.

        Raises:
            FreezeError: naming address and status of any other answer.
        """
        answer = self.ask(address)
        if answer.status != 200:
            leads = f", which leads to {answer.location}" if answer.location else ""
            raise FreezeError(f"{address} answered {answer.status}{leads}. Every public page must answer 200.")
        return answer

    def _environ(self, address: str) -> dict[str, Any]:
        scheme, host, *_rest = urlsplit(self.origin)
        name, _colon, port = host.partition(":")
        path, _mark, asked = address.partition("?")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": quote(asked, safe="%&=;+/:,~.-_!$'()*@"),
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if scheme == "https" else "80"),
            "HTTP_HOST": host,
            "HTTP_X_FORWARDED_PROTO": scheme,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "",  # nobody who could be told to wait
            "wsgi.url_scheme": scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
