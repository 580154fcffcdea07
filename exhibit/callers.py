"""From which address a request came, as far as that can be trusted.

A caller may write anything into X-Forwarded-For; the servers in front append to it. So only as many of its last
words are believed as there are such servers (PROXY_COUNT, with TRUST_PROXY), and without them none.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the caller's address in its shortest form; empty where the server does not know any."""
    said = request.META.get("REMOTE_ADDR", "")
    if count := settings.PROXY_COUNT:
        passed = [word.strip() for word in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(passed) >= count and _parsed(passed[-count]):
            said = passed[-count]
    found = _parsed(said)
    return str(found) if found else ""


def network_of(address: str) -> str:
    """Return what one caller can choose among at will: of IPv6 the network of a household, else the address."""
    found = _parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        found = ipaddress.IPv6Address(int(found))  # without the name of an interface, which may be any text
        return found.ipv4_mapped or found
    return found
