"""The turnstile: how much work one visitor's address may make the museum do in a minute.

Only what is really made counts: finished pages are handed out before anybody is counted, so that a class behind one
address browses freely, and only who asks for something new without pause is told to wait. A visitor's answers are
paid in advance for a minute; what is as long as the collection costs ten times as much as a page.

One number an address is kept: the moment by which all that was asked would have been answered at the allowed pace
(https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). In Redis, for all processes, where CACHE_URL names one;
else in the memory of each process, within a bound.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from exhibit.callers import address_of, network_of
from exhibit.publishing.manifests import PICTURE
from exhibit.publishing.pages import FOR_PROGRAMS, HARVEST, PUBLIC, TABLES

MINUTE = 60.0
MOST_KEPT = 20_000
"""Addresses that a process remembers; the one that came longest ago is forgotten first."""

LONG = frozenset(("timeline_export", "timeline_poster", "sitemap_part", HARVEST, *TABLES))
PRICES = dict.fromkeys(LONG, 10.0) | {PICTURE: 0.1}
"""In pages. A viewer asks for dozens of pieces of one picture."""

OF_ONES_OWN = [*map(ip_network, "127.0.0.0/8 ::1 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7".split())]
"""Networks in which a server stands that passes on what others ask."""

FRAME = "timeline_embed"  # among the addresses for programs the one that people read


class Remembered:
    """Moments by address in the memory of a process."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self.moments: OrderedDict[str, float] = OrderedDict()
        self.lock = Lock()

    def take(self, key: str, now: float, seconds: float) -> float:
        """Add seconds of work to an address if it may have them; return how long it has to wait, 0 if it may."""
        with self.lock:
            paid, wait = _paid(self.moments.pop(key, now), now, seconds)
            self.moments[key] = paid
            while len(self.moments) > self.most:
                self.moments.popitem(last=False)
            return wait


class Shared:
    """The same in Redis; two processes at the same moment may let one answer too many through."""

    def take(self, key: str, now: float, seconds: float) -> float:
        """Add seconds of work to an address if it may have them; return how long it has to wait, 0 if it may."""
        paid, wait = _paid(cache.get(key, now), now, seconds)
        if not wait:
            cache.set(key, paid, MINUTE + 1)
        return wait


def _paid(before: float, now: float, seconds: float) -> tuple[float, float]:
    after = max(before, now) + seconds
    wait = after - now - MINUTE
    return (before, wait) if wait > 0 else (after, 0.0)


class Turnstile:
    """Middleware: answers 429 to who has asked for more than a minute's work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        is_shared = settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
        self.kept: Remembered | Shared = Shared() if is_shared else Remembered()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count what is public, once it is known which view would make it."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        who = visitor_of(request)
        if not settings.RATE_LIMIT or name not in PUBLIC or not who:
            return None
        wait = self.kept.take(f"turnstile:{who}", time.time(), PRICES.get(name, 1.0) * MINUTE / settings.RATE_LIMIT)
        return _busy(request, name, math.ceil(wait)) if wait else None


def visitor_of(request: HttpRequest) -> str:
    """Return the address that a request comes from, of IPv6 the network; "" where nobody can be told from others.

    So it is when a copy is frozen, and behind a server of one's own that is not trusted: all would be one visitor.
    """
    who = address_of(request)
    is_passed_on = not settings.TRUST_PROXY and "HTTP_X_FORWARDED_FOR" in request.META
    if not who or (is_passed_on and any(ip_address(who) in network for network in OF_ONES_OWN)):
        return ""
    return network_of(who)


def _busy(request: HttpRequest, name: str, wait: int) -> HttpResponse:
    if name in FOR_PROGRAMS and name != FRAME:
        words = _("This address asks for more than a minute’s work at once. Ask again in %(count)d seconds.")
        answer: HttpResponse = _told(words % {"count": wait})
    else:
        answer = render(request, "429.html", {"wait": wait}, status=429)
    answer["Retry-After"] = str(wait)
    answer["Cache-Control"] = "no-store"
    return answer


def _told(problem: str) -> HttpResponse:
    answer = JsonResponse({"problem": problem}, status=429, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "Retry-After"
    return answer
