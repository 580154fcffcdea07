"""A cache on Redis that the museum can do without.

Nothing that is cached exists only there. So a Redis that is away, restarts or hangs costs a second at most and
nothing else: for as long as it does not answer, the cache behaves as one that keeps nothing. The log says so, once
for each time that Redis was lost.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
"""Seconds, unless CACHE_URL says other ones: redis://host:6379/1?socket_timeout=2."""

REST_SECONDS = 5.0
"""How long a Redis that did not answer is not asked again."""


def _no_number(key: str, _delta: int) -> int:
    raise ValueError(f"Key “{key}” not found: Redis does not answer.")


WITHOUT: dict[str, Callable[..., Any]] = {
    "add": lambda *_asked: True,
    "get": lambda _key, default: default,
    "set": lambda *_asked: None,
    "touch": lambda *_asked: False,
    "delete": lambda *_asked: False,
    "get_many": lambda _keys: {},
    "has_key": lambda _key: False,
    "incr": _no_number,
    "set_many": lambda *_asked: None,
    "delete_many": lambda _keys: None,
    "clear": lambda: False,
}
"""What each verb answers without Redis: what Django's cache for no cache does."""


class PatientClient(RedisCacheClient):
    """Asks Redis, and goes on where it does not answer."""

    rests_until: ClassVar[float] = 0.0  # of the process: each of its threads has a client of its own

    def __init__(self, servers: Any, **options: Any) -> None:
        again = Retry(NoBackoff(), 1)  # an idle connection may have been closed by a restart
        super().__init__(servers, **({"retry": again} | TIMEOUTS | options))


def patient(verb: str) -> Callable[..., Any]:
    """Return a method of Redis' client that answers without Redis too."""
    asked, without = getattr(RedisCacheClient, verb), WITHOUT[verb]

    @wraps(asked)
    def ask(self: PatientClient, *args: Any) -> Any:
        if time.monotonic() < PatientClient.rests_until:
            return without(*args)
        try:
            answer = asked(self, *args)
        except (RedisError, OSError) as problem:
            if not PatientClient.rests_until:
                log.warning("Redis does not answer (%s): the museum goes on without what it keeps there.", problem)
            PatientClient.rests_until = time.monotonic() + REST_SECONDS
            return without(*args)
        PatientClient.rests_until = 0.0
        return answer

    return ask


for verb in WITHOUT:
    setattr(PatientClient, verb, patient(verb))


class PatientRedisCache(RedisCache):
    """Django's own cache on Redis, by that client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = PatientClient
