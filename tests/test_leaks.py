"""Nothing unpublished is seen: every address, every form, every way to ask, beside records that name what is hidden.

The museum is in `tests/hidden.py`, the addresses are in `tests/crawl.py`. The same crawl over everything published is
its control: a canary that shows nowhere then could not have been found before either.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exhibit import darkroom
from exhibit.models import Edition, Event, Image, Record
from exhibit.models.images import ImageQuerySet
from exhibit.models.record import RecordQuerySet, nouns
from exhibit.search.index import catch_up
from exhibit.timeline import kept
from tests.crawl import ROWS, VARIANTS, Said, ask, paths, questions, routes, seen
from tests.hidden import Builder, Hidden, Museum

pytestmark = pytest.mark.django_db

IS_WHOLE = "WHOLE_CRAWL" in os.environ
WAYS = [variant for variant in VARIANTS if variant != "GET"]


@dataclass
class Crawl:
    """What was found, and what there was to find."""

    museum: Museum
    words: dict[bytes, str]
    control: set[str] = field(default_factory=set)
    leaks: list[tuple[str, str, str]] = field(default_factory=list)
    """What was seen, by which way, at which address."""

    statuses: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    count: int = 0


def words_of(museum: Museum) -> dict[bytes, str]:
    return {word[:10].encode(): name for name, word in museum.words().items()}


def publish_everything(museum: Museum) -> None:
    for noun in nouns():
        noun._base_manager.update(status=Record.Status.PUBLISHED, publish_at=None, unpublish_at=None)
    Image.objects.update(rights_expire_on=None)
    for one, wall in zip(museum.of("image"), ("draft", "scheduled", "expired", "withdrawn"), strict=True):
        Event.objects.filter(slug=f"shown-at-{wall}").update(image=one.record)
    Edition.objects.update(withdrawn_at=None)


def fresh() -> None:
    """Forget what is kept in memory, and let the search read what has changed."""
    cache.clear()
    kept.forget()
    while catch_up():
        pass


def asked(museum: Museum, *, is_whole: bool = False) -> Iterator[Said]:
    """Ask every address of every record, and in each further way and language one of each kind, or all of them."""
    client = Client(raise_request_exception=False)
    for language in ("en", "ru"):
        tried: set[tuple[str, bool]] = set()
        for name, path in paths(museum, language):
            if language == "ru" and not path.startswith("/ru/"):
                continue  # stands outside the languages
            kind = name, "zq" in path
            is_first, _none = kind not in tried, tried.add(kind)
            if language == "en" or is_first or is_whole:
                yield ask(client, name, path)
            if (language == "en" and is_first) or is_whole:
                yield from (ask(client, name, path, way) for way in WAYS)
    for path in questions(museum):
        yield ask(client, "question", path)


def published(museum: Museum) -> Iterator[Said]:
    """Ask the pages of everything, for the control."""
    client = Client(raise_request_exception=False)
    for name, path in paths(museum):
        if name.endswith(("_detail", "_list", "_editions")) or name in ("media", "compare_films"):
            yield ask(client, name, path)


@pytest.fixture(scope="module")
def crawl(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    """The crawl, once: the control first, then all that is hidden."""
    folder = tmp_path_factory.mktemp("leaks")
    settings = override_settings(MEDIA_ROOT=str(folder), SECURITY_CONTACT="mailto:security@museum.example")
    with settings, django_db_blocker.unblock(), transaction.atomic(), darkroom.at_once(), translation.override("en"):
        builder = Builder()
        museum = builder.build()
        found = Crawl(museum, words_of(museum))
        point = transaction.savepoint()
        publish_everything(museum)
        fresh()
        for said in published(museum):
            found.control |= seen(said, found.words)
        transaction.savepoint_rollback(point)
        builder.hide_the_rest()
        found.words = words_of(museum)
        fresh()
        for said in asked(museum, is_whole=IS_WHOLE):
            found.count += 1
            found.statuses.setdefault((said.name, said.variant), set()).add(said.status)
            found.leaks += [(name, said.variant, said.path) for name in seen(said, found.words)]
        sys.stdout.write(f"asked {found.count}\n")
        yield found
        transaction.set_rollback(True)
    fresh_again()


def fresh_again() -> None:
    cache.clear()
    kept.forget()


def test_every_address_has_a_row() -> None:
    assert sorted(dict(routes())) == sorted(ROWS)


def test_nothing_hidden_is_seen(crawl: Crawl) -> None:
    assert crawl.leaks == []
    assert crawl.count > 2_000


DESK_ONLY = (
    "account",
    "e-mail",
    "name",
    "arrival",
    "desk note",
    "draft beside",
    "revoked",
    "expired link",
    "comment by",
)


def test_what_is_published_is_seen(crawl: Crawl) -> None:
    """Otherwise the crawl would find nothing because it looks at nothing."""
    unseen = set(crawl.words.values()) - crawl.control
    assert {name for name in unseen if not name.startswith(DESK_ONLY) and "withdrawn edition" not in name} == set()


def test_no_answer_is_a_fault_and_what_is_not_there_says_so(crawl: Crawl) -> None:
    for (name, variant), statuses in crawl.statuses.items():
        assert max(statuses) < 500, (name, variant)
        if variant == "OPTIONS":
            assert statuses <= {200, 204, 404, 405}, (name, statuses)
        else:
            assert statuses <= {200, 206, 301, 302, 303, 304, 400, 404, 410, 501}, (name, variant, statuses)


# Planted faults: with one guard away, the same crawl goes red


@pytest.mark.parametrize(
    ("what", "leak"),
    [
        ("draft person, text", lambda patch: patch.setattr(RecordQuerySet, "published", lambda self, at=None: self)),
        (
            "without rights image, text",
            lambda patch: patch.setattr(ImageQuerySet, "shown", lambda self, at=None: self),
        ),
    ],
    ids=["records", "pictures"],
)
def test_a_queryset_that_leaks_is_found(
    crawl: Crawl, monkeypatch: pytest.MonkeyPatch, what: str, leak: Callable[[Any], None]
) -> None:
    leak(monkeypatch)
    fresh_again()
    client = Client(raise_request_exception=False)
    [one] = [one for one in crawl.museum.hidden if what == f"{one.state} {one.noun}, text"]
    pages = [(name, path) for name, path in paths(crawl.museum) if name in (f"{one.noun}_detail", f"{one.noun}_data")]
    assert what in set().union(*(seen(ask(client, *page), crawl.words) for page in pages))
    fresh_again()


def test_an_address_without_a_row_is_an_error(crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ROWS, "film_detail")
    assert sorted(dict(routes())) != sorted(ROWS)
    with pytest.raises(KeyError):
        list(paths(crawl.museum))


# Whether there is something


def twin(path: str, one: Hidden) -> str:
    return path.replace(one.slug, NEVER_AS_LONG)


NEVER_AS_LONG = "zz" + "0" * 32


def answer_of(client: Client, path: str, slug: str) -> tuple[int, dict[str, str], bytes, int]:
    """Return status, headers, body and number of questions to the database, without what the address itself says."""
    with CaptureQueriesContext(connection) as queries:
        said = ask(client, "", path)
    headers = {name: value.replace(slug, "…") for name, value in said.headers.items()}
    return said.status, headers, said.body.replace(slug.encode(), "…".encode()), len(queries)


def test_what_is_hidden_and_what_never_was_answer_alike(crawl: Crawl) -> None:
    client, told, count = Client(), [], 0
    list(published(crawl.museum))  # what is kept is kept
    for name, path in paths(crawl.museum):
        for one in crawl.museum.hidden:
            is_asked = IS_WHOLE or one.state in ("draft", "unhung") or name.endswith("_detail")
            if is_asked and one.slug in path and name != "media" and "edition" not in name:
                count += 1
                if answer_of(client, path, one.slug) != answer_of(client, twin(path, one), NEVER_AS_LONG):
                    told.append((name, one.state, path))
    assert told == []
    assert count > 150


def test_an_answer_that_knows_is_noticed(crawl: Crawl, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    [one] = [one for one in crawl.museum.of("film") if one.state == "draft"]
    client, path = Client(), f"/films/{one.slug}.json"

    def knows(slug: str) -> int:
        return answer_of(client, path.replace(one.slug, slug), slug)[3]

    assert knows(one.slug) == knows(NEVER_AS_LONG)
    real = Client.get

    def asked_twice(self: Client, path: str, *more: Any, **words: Any) -> Any:
        if one.slug in path:
            one.record.refresh_from_db()  # a question more, for what is there alone
        return real(self, path, *more, **words)

    monkeypatch.setattr(Client, "get", asked_twice)
    assert knows(one.slug) != knows(NEVER_AS_LONG)
