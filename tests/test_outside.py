"""The link check knocks at no door within the museum's network, whatever address, name or redirect leads there."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command

from exhibit.curation import links, outside
from exhibit.models import CheckedLink, Source


class _Neighbour(BaseHTTPRequestHandler):
    """Something that only the museum's own machine reaches, and that counts who comes."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def neighbour() -> Iterator[int]:
    """Its port; it listens at the old kind of address and, where there is one, at the new."""
    _Neighbour.asked = []
    server = HTTPServer(("127.0.0.1", 0), _Neighbour)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


WAYS = """
    http://127.0.0.1:{port}/ http://localhost:{port}/ http://LOCALHOST:{port}/ http://localhost.:{port}/
    http://127.1:{port}/ http://127.0.1:{port}/ http://2130706433:{port}/ http://0x7f000001:{port}/
    http://0177.0.0.1:{port}/ http://0x7f.0.0.1:{port}/ http://0:{port}/ http://0.0.0.0:{port}/ http://[::1]:{port}/
    http://[::]:{port}/ http://[::ffff:127.0.0.1]:{port}/ http://[::ffff:7f00:1]:{port}/ http://[0:0:0:0:0:0:0:1]:{port}/
    http://[64:ff9b::7f00:1]:{port}/ http://[2002:7f00:1::]:{port}/ http://[fe80::1]:{port}/ http://[fd00::1]:{port}/
    http://user:password@127.0.0.1:{port}/ http://example.org@127.0.0.1:{port}/ http://127.0.0.1:{port}#@example.org/
    http://127.127.127.127:{port}/ http://127.0.0.2:{port}/ https://127.0.0.1:{port}/ https://[::1]:{port}/
    http://10.0.0.1:{port}/ http://172.16.0.1:{port}/ http://192.168.0.1:{port}/ http://169.254.169.254/latest/meta-data/
    http://100.64.0.1/ http://198.18.0.1/ http://224.0.0.1/ http://255.255.255.255/ http://metadata.rebinding.test:{port}/
    http://inside.rebinding.test:{port}/ file:///etc/passwd ftp://127.0.0.1:{port}/ gopher://127.0.0.1:{port}/_x
    dict://127.0.0.1:{port}/ http://127.0.0.1.:{port}/ http://①②⑦.0.0.1:{port}/
""".split()


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names of the tests' own; one says something else each time that it is looked up."""
    known = {"inside.rebinding.test": ["127.0.0.1"], "metadata.rebinding.test": ["169.254.169.254"]}
    real = socket.getaddrinfo

    def looked_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host in known:
            here = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (here, port))]
        return real(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return known


def test_there_are_forty_ways_at_least() -> None:
    assert len(WAYS) >= 40


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_inside(neighbour: int, way: str) -> None:
    answer = links.ask(way.format(port=neighbour))
    assert _Neighbour.asked == []
    assert answer.status_code is None
    assert answer.problem


def test_without_the_guard_the_neighbour_is_asked(neighbour: int) -> None:
    """Else the test above would be green whatever happens."""
    address = f"http://127.0.0.1:{neighbour}/"
    assert links.ask(address, is_private_allowed=True).status_code == 200
    assert _Neighbour.asked == ["/"]


def public(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    """Take these for addresses of the public internet."""
    known = outside.is_public
    monkeypatch.setattr(outside, "is_public", lambda text: text in places or known(text))


@pytest.fixture
def redirecting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server that is taken for a public one and leads wherever it is told."""

    class _Leading(BaseHTTPRequestHandler):
        there = ""

        def do_HEAD(self) -> None:
            self.send_response(302)
            self.send_header("Location", type(self).there)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.2", 0), _Leading)
    Thread(target=server.serve_forever, daemon=True).start()
    public(monkeypatch, "127.0.0.2")
    monkeypatch.setattr(socket.socket, "connect", _plain_connect)

    def lead(there: str) -> str:
        _Leading.there = there
        return f"http://127.0.0.2:{server.server_port}/"

    yield lead
    server.shutdown()
    server.server_close()


def _plain_connect(self: socket.socket, address: Any) -> None:
    """Only this machine's own network: `conftest` knows one address of it."""
    assert str(address[0]).startswith("127."), address
    super(socket.socket, self).connect(address)


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1:{port}/",
        "http://inside.rebinding.test:{port}/",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/",
    ],
)
def test_no_redirect_leads_inside(neighbour: int, redirecting: Any, there: str) -> None:
    answer = links.ask(redirecting(there.format(port=neighbour)))
    assert _Neighbour.asked == []
    assert answer.status_code != 200


def test_a_name_is_looked_up_once(neighbour: int, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is looked at and private when it is dialled."""
    names["two-faced.test"] = ["203.0.113.7", "127.0.0.1"]
    public(monkeypatch, "203.0.113.7")
    dialled: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: dialled.append(address[0]) or _refuse())
    links.ask(f"http://two-faced.test:{neighbour}/")
    assert dialled == ["203.0.113.7"]
    assert _Neighbour.asked == []


def _refuse() -> None:
    raise OSError("Nobody is there.")


def test_of_several_places_behind_a_name_none_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_options: places)
    assert "no public address" in links.ask("http://mixed.test/").problem


def test_no_proxy_is_asked(neighbour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{neighbour}")
    links.ask("http://127.0.0.1:9/")
    assert _Neighbour.asked == []


def test_the_command_says_why_it_did_not_ask(museum: None, neighbour: int, capsys: pytest.CaptureFixture[str]) -> None:
    Source.objects.update(url="")
    Source.objects.create(slug="inside", title="Inside", url=f"http://127.0.0.1:{neighbour}/secret")
    call_command("check_links", verbosity=1)
    assert _Neighbour.asked == []
    assert "127.0.0.1 is 127.0.0.1, which is no public address; it was not asked" in capsys.readouterr().out
    assert CheckedLink.objects.get(address__contains="secret").status_code is None
