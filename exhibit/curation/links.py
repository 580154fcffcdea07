"""Whether addresses outside the museum still answer. Asked from a command, never while somebody waits."""

import datetime
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from django.utils import timezone

from exhibit.curation.outside import opened
from exhibit.curation.stories import is_outer, rich_texts
from exhibit.models import BLOCKS, CheckedLink, Exhibit, Source
from exhibit.rich_text import link_addresses

SECONDS = 15
AT_ONCE = 4
NO_HEAD = (403, 405, 501)
"""Answers of those who do not understand the question for the head alone: they are asked for the page."""

HEADERS = {"User-Agent": "Film museum link check", "Accept": "*/*"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: a status code, or None and what went wrong."""

    address: str
    status_code: int | None
    problem: str = ""


def outer_addresses() -> list[str]:
    """Return every web address to which a source or a story leads, each once."""
    found = set(Source.objects.exclude(url="").values_list("url", flat=True))
    kinds: tuple[Any, ...] = (Exhibit, *BLOCKS)
    for kind in kinds:
        for owner in kind._base_manager.iterator():
            found |= {address for text in rich_texts(owner) for address in link_addresses(text) if is_outer(address)}
    longest = CheckedLink._meta.get_field("address").max_length or 0
    return sorted(one for one in found if one.startswith(("http://", "https://")) and len(one) <= longest)


def due(addresses: Iterable[str], days: int) -> list[str]:
    """Return those that were not asked in so many days; those that were broken then are asked again."""
    since = timezone.now() - datetime.timedelta(days=days)
    fresh = CheckedLink.objects.filter(checked_at__gt=since)
    good = set(fresh.values_list("address", flat=True)) - set(fresh.broken().values_list("address", flat=True))
    return [address for address in addresses if address not in good]


def ask(address: str, *, is_private_allowed: bool = False) -> Answer:
    """Ask an address for its head, or for its page where it does not know heads."""
    answer = _ask(address, "HEAD", is_private_allowed)
    return _ask(address, "GET", is_private_allowed) if answer.status_code in NO_HEAD else answer


def _ask(address: str, method: str, is_private_allowed: bool) -> Answer:
    try:
        asked = Request(address, headers=HEADERS, method=method)  # noqa: S310  # `opened` knows http and https alone
        with opened(asked, SECONDS, is_private_allowed=is_private_allowed) as response:
            return Answer(address, response.status)
    except HTTPError as refusal:
        return Answer(address, refusal.code, str(refusal.reason)[:200])
    except (OSError, HTTPException, ValueError) as problem:
        return Answer(address, None, str(getattr(problem, "reason", problem))[:200])


def check(addresses: Iterable[str], *, is_private_allowed: bool = False) -> Iterator[Answer]:
    """Ask each address, a few at once, and keep what it answered; yield the answers as they come."""
    with ThreadPoolExecutor(AT_ONCE) as askers:
        for answer in askers.map(partial(ask, is_private_allowed=is_private_allowed), addresses):
            found = {"checked_at": timezone.now(), "status_code": answer.status_code, "problem": answer.problem}
            CheckedLink.objects.update_or_create(address=answer.address, defaults=found)
            yield answer


def forget_others(addresses: Iterable[str]) -> int:
    """Forget addresses to which nothing leads any more; return their number."""
    gone = CheckedLink.objects.exclude(address__in=list(addresses))
    return gone.delete()[0]
