"""Asking addresses that stand in the museum's texts, and none within the museum's own network.

Whoever writes a text could otherwise make this server knock at its neighbours: a database, a router, what a cloud tells
its machines. So only http and https are asked, each step of a redirect is looked at, and what a name stands for is
looked up once: the connection goes to the very address that was found to be public, whatever the name says later.
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import socket
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    UnknownHandler,
    urlopen,
)

CARRIERS = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
)
"""Addresses of the new kind that carry one of the old: which one, no look at them tells."""


class PrivateAddressError(OSError):
    """An address that is no public one, in words."""


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in carrier for carrier in CARRIERS):
            return False
    return address.is_global and not address.is_multicast


def dialled(address: tuple[str, int], timeout: Any = None, source_address: Any = None) -> socket.socket:
    """Connect to a host if all that its name stands for is public.

    Raises:
        PrivateAddressError: where it is not.
    """
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_kind, place in found:
        if not is_public(str(place[0])):
            raise PrivateAddressError(f"{host} is {place[0]}, which is no public address; it was not asked")
    problem: OSError | None = None
    for family, kind, protocol, _name, place in found:
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(timeout)
            opened.connect(place)
        except OSError as failed:
            opened.close()
            problem = failed
        else:
            return opened
    raise problem or OSError(f"{host} has no address")


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._create_connection = dialled


class _Safe(HTTPSConnection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._create_connection = dialled


class _Http(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Plain, req)


class _Https(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Safe, req)


def asker() -> OpenerDirector:
    """Return what opens http and https, follows redirects between them, and knows no proxy, file or other scheme."""
    opener = OpenerDirector()
    for handler in (_Http, _Https, HTTPRedirectHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler, UnknownHandler):
        opener.add_handler(handler())
    return opener


ASKER = asker()


def opened(request: Request, seconds: float, *, is_private_allowed: bool = False) -> Any:
    """Return the answer of a public address; of any, and by the environment's proxy, if that is allowed."""
    if is_private_allowed:
        return urlopen(request, timeout=seconds)  # noqa: S310  # the command was told to
    return ASKER.open(request, timeout=seconds)
