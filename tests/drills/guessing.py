"""Many guess a password at one moment, at a real server of two processes, while its owner comes in.

Sixteen hands send 1,000 guesses from 50 addresses with forged X-Forwarded-For; what reached the password is counted by
what was written down. Then 200 browsers send one code of an app at once: one of them comes in.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener, urlopen

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "a long enough password"
HANDS = 16
TELL = "from exhibit.models import AccountEvent as A; print(A.objects.filter(kind='{kind}').count())"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Stay(HTTPRedirectHandler):
    """Follow nothing: where one is led to is the answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Browser:
    """Somebody at the door, from an address that the proxy in front would have seen."""

    def __init__(self, site: str, address: str) -> None:
        self.site, self.address = site, address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), Stay())
        self.token = ""

    def ask(self, path: str, **data: str) -> tuple[int, str, str]:
        """Return status, place and page."""
        forged = f"203.0.113.{secrets.randbelow(250)}, {self.address}"
        sent = urlencode(data | {"csrfmiddlewaretoken": self.token}).encode() if data else None
        request = Request(self.site + path, sent, {"X-Forwarded-For": forged})  # noqa: S310
        try:
            with self.opener.open(request, timeout=60) as answer:
                status, place, page = answer.status, "", answer.read().decode()
        except HTTPError as answer:
            status, place, page = answer.code, answer.headers.get("Location", ""), answer.read().decode()
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page):
            self.token = found[1]
        return status, place, page

    def sign_in(self, name: str, password: str) -> tuple[int, str, str]:
        if not self.token:
            self.ask("/admin/login/")
        return self.ask("/admin/login/", username=name, password=password)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A museum with a curator, by two processes on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": os.environ.get("DRILL_DATABASE_URL", f"sqlite:///{folder / 'museum.sqlite3'}"),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECOND_FACTOR": "optional",
        "TRUST_PROXY": "true",
    }
    for words in (("collectstatic", "--no-input", "-v0"), ("migrate", "-v0")):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)
    made = "from tests.keys import person, app_of; person('olga', 'Editors'); app_of(person('vera', 'Editors'))"
    tell(environment, made)
    serve = f"-m granian --interface wsgi --port {port} --workers 2 --blocking-threads 4 config.wsgi:application"
    log = (folder / "server.log").open("w")
    server = subprocess.Popen([sys.executable, *serve.split()], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        for _attempt in range(150):
            try:
                urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", environment
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def tell(environment: dict[str, str], code: str) -> str:
    """Return what a line of Python says in the museum's shell."""
    words = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    run = subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def drill(quick: bool = False) -> list[str]:
    """Return the figures, or raise AssertionError."""
    guesses, replays = (200, 40) if quick else (1000, 200)
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as (site, environment):
        owner = Browser(site, "192.0.2.7")
        assert owner.sign_in("olga", PASSWORD)[:2] == (302, "/admin/")

        attackers = [Browser(site, f"10.1.{number}.9") for number in range(50)]
        begun = time.monotonic()

        def guess(number: int) -> int:
            return attackers[number % 50].sign_in("olga", f"guess {number}")[0]

        with ThreadPoolExecutor(HANDS) as hands:
            answers = hands.map(guess, range(guesses))
            entering = Browser(site, "192.0.2.7").sign_in("olga", PASSWORD)
            states = Counter(answers)
        seconds = time.monotonic() - begun
        reached = int(tell(environment, TELL.format(kind="failed")))
        assert entering[:2] == (302, "/admin/"), f"the owner was not let in: {entering[0]}"
        assert set(states) <= {200, 403, 429}, states
        assert reached <= 20, f"{reached} guesses reached the password"
        assert states[200] == reached

        codes = [Browser(site, f"192.0.{number}.8") for number in range(replays)]
        for browser in codes:
            assert browser.sign_in("vera", PASSWORD)[:2] == (302, "/admin/login/code/")
            browser.ask("/admin/login/code/")
        code = tell(environment, f"from tests.keys import code_of; print(code_of('{SECRET}'))")
        with ThreadPoolExecutor(HANDS) as hands:
            taken = list(hands.map(lambda browser: browser.ask("/admin/login/code/", code=code)[0], codes))
        assert taken.count(302) == 1, f"one code let {taken.count(302)} in"
        assert set(taken) <= {200, 302, 429}
    return [
        f"| {guesses:,} guesses from 50 addresses, {HANDS} at a time, two processes: {reached} reached the password, "
        f"the owner came in; {guesses / seconds:.0f} a second | at most 20 reach it, the owner comes in |",
        f"| one code of an app from {replays} browsers at once: {taken.count(302)} came in | one comes in |",
    ]


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
