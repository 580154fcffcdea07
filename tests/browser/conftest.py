"""A real server in a process of its own, and the system's Chromium.

The server has a database file of its own, loaded from fixtures/: what a browser saves is really
committed, and no other test sees it.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "a long enough password"
PATIENCE = 15_000  # milliseconds that a busy machine may take to show what is waited for
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Site:
    """A running museum: its address, and a curator who may sign in."""

    url: str
    curator: str = "olga"
    password: str = PASSWORD
    environment: dict[str, str] = field(default_factory=dict)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium browser tests are skipped, but never in CI."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    assert CHROMIUM, "Chromium is not installed: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the museum with production settings, but for TLS, on a free port."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'museum.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PAGE_CACHE_MB": "64",
    }

    def manage(*words: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True
        )

    manage("collectstatic", "--no-input", "--verbosity=0")
    manage("migrate")
    manage("load_exhibit", "fixtures")
    manage(
        "shell",
        "-c",
        "from django.contrib.auth.models import Group, User;"
        f"user = User.objects.create_user('olga', password='{PASSWORD}', is_staff=True);"
        "user.groups.add(Group.objects.get(name='Editors'))",
    )
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        yield Site(url, environment=environment)
    finally:
        server.terminate()
        server.wait(timeout=10)
        log.close()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(150):
        assert server.poll() is None, "the server stopped while starting"
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within 30 seconds")


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in which any script error or policy violation fails the test."""
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield tab
    tab.unroute_all(behavior="ignoreErrors")  # an answer that nobody waits for any more must not fail the next test
    tab.close()
    assert complaints == []
