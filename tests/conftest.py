"""What every test may ask for: the museum's data, a curator, a browser."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import settings as effort
from xdist.scheduler import LoadScopeScheduling

from exhibit import darkroom
from exhibit.interop.folder import load_folder
from exhibit.search.index import rebuild
from exhibit.timeline import kept
from tests.frozen import frozen_copy, quickly_packed  # noqa: F401  # fixtures

FIXTURES = Path(settings.BASE_DIR) / "fixtures"

# No test asks how long it took: a busy machine is no fault.
effort.register_profile("calm", deadline=None)
effort.load_profile("calm")

# Playwright keeps an event loop in the thread; Django's checks take that for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


OF_ONE_SERVER = ("test_serving.py", "test_losses.py", "test_leaks.py")
"""Modules whose tests share what is costly to begin."""


class Together(LoadScopeScheduling):
    """Keeps on one worker what shares a costly fixture; all else goes where there is room, test by test."""

    def _split_scope(self, nodeid: str) -> str:
        module, _, name = nodeid.partition("::")
        if module.endswith("test_budgets.py"):
            return nodeid.partition("[")[2]  # a language and a width: one round of visits
        if module.endswith(("test_freeze.py", "test_thaw.py")):
            return "frozen"  # one copy
        if module.startswith("tests/browser/") or module.endswith(OF_ONE_SERVER):
            return module
        return "every page" if name.startswith("TestEveryPage::") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database or cache only what asks the database is run again: all else knows nothing of them.

    Nor is every page walked again: `test_services` does that there. And of what asks, only the rooms in which
    engines have ever differed, unless TEST_ENGINES=all: the whole of it takes as long as on SQLite.
    """
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if is_sqlite and "locmem" in settings.CACHES["default"]["BACKEND"]:
        return
    rooms = None if os.environ.get("TEST_ENGINES") == "all" else WHERE_ENGINES_DIFFER
    again = [item for item in items if _asks_database(item) and (rooms is None or item.path.stem in rooms)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


WHERE_ENGINES_DIFFER = {
    f"test_{room}"
    for room in """
        caching engines finished history search object_storage records services sheets timeline_kept timeline_windows
    """.split()
}


def _asks_database(item: pytest.Item) -> bool:
    is_walk = "TestEveryPage::" in item.nodeid or item.nodeid.startswith("tests/browser/")
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return not is_walk and bool(asked or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session", autouse=True)
def _one_transaction() -> Iterator[None]:
    """A request leaves the connection open: the test's transaction goes on after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Load the dataset once; every test starts from it and rolls back to it.

    Its pictures go to a folder of the tests' own, and no renditions are made of them.
    """
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        with django_db_blocker.unblock(), darkroom.postponed():
            load_folder(FIXTURES)
            rebuild()
        yield


@pytest.fixture
def museum(db: None) -> None:
    """A database that holds the whole dataset."""


@pytest.fixture(autouse=True)
def _as_in_a_new_process() -> Iterator[None]:
    """A request leaves its language active, and a page its traces in the cache."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()
    cache.clear()
    kept.forget()


@pytest.fixture(autouse=True)
def _no_new_pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Rows roll back with their transaction; files that came with them, and the notes of them, go here."""
    folder = Path(settings.MEDIA_ROOT)
    if not folder.is_relative_to(tmp_path_factory.getbasetemp()):  # a museum's own
        yield
        return
    before = set(folder.rglob("*"))
    yield
    for file in set(folder.rglob("*")) - before:
        if file.is_file():
            file.unlink()


@pytest.fixture(autouse=True)
def _no_work_in_the_background() -> Iterator[None]:
    """Renditions are made where a test asks for them: `darkroom.at_once()`."""
    with darkroom.postponed():
        yield


@pytest.fixture
def sqlite_counting(db: None) -> Iterator[None]:
    """For a test that has SQLite count its rows: a rollback alone takes back the sizes, not what was read of them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts its tables by itself.")
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")


@pytest.fixture
def curator(db: None) -> User:
    """A curator who may also publish: an editor."""
    user = User.objects.create_user("olga", password="a long enough password", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def curator_client(curator: User) -> Client:
    """A client signed in as the curator."""
    client = Client()
    client.force_login(curator)
    return client


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections that leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"Tests do not use the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
