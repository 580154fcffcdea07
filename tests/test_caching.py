"""A cache on Redis that is away, hangs or comes back: the museum goes on without it."""

import logging
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from config import caching

HANGING = {"socket_connect_timeout": 0.05, "socket_timeout": 0.05}


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.PatientClient, "rests_until", 0.0)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def gone() -> str:
    """An address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def cache_at(url: str) -> Any:
    return caching.PatientRedisCache(url, {"OPTIONS": HANGING})


@pytest.fixture(params=["silent", "gone"])
def lost(request: pytest.FixtureRequest) -> Any:
    """A cache whose Redis hangs, and one whose Redis is not there."""
    return cache_at(request.getfixturevalue(request.param))


def test_without_redis_it_is_a_cache_that_keeps_nothing(lost: Any) -> None:
    lost.set("key", "value")
    assert lost.get("key") is None
    assert lost.get("key", "else") == "else"
    assert lost.get_or_set("key", lambda: "made") == "made"
    assert lost.add("key", "value") is True
    assert lost.touch("key") is False
    assert lost.delete("key") is False
    assert lost.has_key("key") is False
    assert lost.get_many(["one", "two"]) == {}
    assert lost.set_many({"one": 1}) == []
    lost.delete_many(["one"])
    assert lost.clear() is False
    with pytest.raises(ValueError, match="does not answer"):
        lost.incr("key")


def test_it_says_so_once_and_does_not_ask_again_at_once(
    lost: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost.get("key")
    asked: list[str] = []
    monkeypatch.setattr(lost._cache, "get_client", lambda *_args, **_how: asked.append("again"))
    with caplog.at_level(logging.WARNING):
        for _time in range(5):
            lost.get("key")
    assert asked == []
    assert caplog.text.count("the museum goes on without") == 1


def test_it_asks_again_after_a_while_and_is_there_again(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = cache_at(gone)
    assert cache.get("key", "else") == "else"
    monkeypatch.setattr(cache._cache, "get_client", lambda *_args, **_how: SimpleNamespace(get=lambda _key: b"7"))
    assert cache.get("key", "else") == "else"
    monkeypatch.setattr(caching.PatientClient, "rests_until", 0.001)  # the while is over
    assert cache.get("key", "else") == 7
    assert caching.PatientClient.rests_until == 0.0


@pytest.mark.usefixtures("museum")
def test_pages_and_the_desk_go_on(curator_client: Client, settings: Any, silent: str) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "config.caching.PatientRedisCache", "LOCATION": silent, "OPTIONS": HANGING}
    }
    assert isinstance(caches["default"], caching.PatientRedisCache)
    for path in ("/", "/timeline/", "/films/", "/films/cranes-are-flying/"):
        assert Client().get(path).status_code == 200
    for path in ("/admin/", "/admin/translation/", "/admin/exhibit/film/"):
        assert curator_client.get(path).status_code == 200
