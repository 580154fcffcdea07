"""What answers say of themselves to browsers: at every kind of address, for errors and from memory alike."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from config import headers
from exhibit.models import Image
from exhibit.publishing.pages import public_pages
from tests.strangers import Request, application, ask, public_addresses

pytestmark = pytest.mark.usefixtures("museum")

FILM = "/films/cranes-are-flying/"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": headers.POWERS,
}
TYPES = "require-trusted-types-for 'script'; trusted-types pages kiosk 'allow-duplicates'"


def said(path: str, **more: str) -> dict[str, str]:
    answer = ask(application(), Request("GET", path.encode()), **more)
    return {name.lower(): value for name, value in answer.headers}


def directives(policy: str) -> dict[str, list[str]]:
    """Return a policy of content by its directives."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_address_says_all_of_it(language: str) -> None:
    found: dict[str, list[str]] = {}
    museum = application()
    for path in public_addresses():
        if (path.startswith("/ru/")) != (language == "ru") or path.startswith(("/health", "/metrics")):
            continue
        answer = ask(museum, Request("GET", path.encode()))
        heads = {name.lower(): value for name, value in answer.headers}
        wrong = [name for name, value in ALWAYS.items() if heads.get(name) != value]
        policy = directives(heads.get("content-security-policy", ""))
        wrong += ["policy"] if policy.get("default-src") != ["'none'"] else []
        framed_by = ["*"] if "timeline/embed" in path else ["'none'"]
        wrong += ["ancestors"] if policy.get("frame-ancestors") != framed_by else []
        wrong += ["unsafe"] if "unsafe" in str(policy) else []
        wrong += ["types"] if TYPES not in heads.get("content-security-policy", "") else []
        wrong += ["company"] if heads.get("cross-origin-resource-policy") not in (headers.OWN, headers.ALL) else []
        if wrong:
            found[path] = wrong
    assert found == {}


def test_a_header_that_is_missing_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "POWERS", "camera=*")
    assert said(FILM)["permissions-policy"] != ALWAYS["permissions-policy"]


@pytest.mark.parametrize(
    ("path", "company"),
    [
        (FILM, headers.OWN),
        ("/", headers.OWN),
        ("/search/?q=x", headers.OWN),
        ("/admin/login/", headers.OWN),
        ("/nowhere/", headers.OWN),
        ("/films/cranes-are-flying.json", headers.ALL),
        ("/films.csv", headers.ALL),
        ("/films.json", headers.ALL),
        ("/films/cranes-are-flying/cite.ris", headers.ALL),
        ("/cards/museum.jpg", headers.ALL),
        ("/cards/film/cranes-are-flying.jpg", headers.ALL),
        ("/timeline/embed/", headers.ALL),
        ("/timeline/data.json", headers.ALL),
        ("/oembed/", headers.ALL),
        ("/oai/", headers.ALL),
        ("/iiif/collection.json", headers.ALL),
        ("/api/openapi.json", headers.ALL),
        ("/feeds/new.atom", headers.ALL),
        ("/static/css/site.css", headers.ALL),
    ],
)
def test_pages_are_for_themselves_and_data_for_everybody(path: str, company: str) -> None:
    assert said(path.partition("?")[0])["cross-origin-resource-policy"] == company


def test_every_address_for_others_is_one() -> None:
    """No name in the list has been left behind."""
    from exhibit.urls import iiif_patterns, urlpatterns

    patterns = (*urlpatterns, *iiif_patterns, *get_resolver().url_patterns)
    known = {getattr(one, "name", "") for one in patterns}
    assert known >= headers.FOR_OTHERS


@pytest.mark.parametrize(
    ("ask_for", "status"),
    [
        (Request("GET", b"/nowhere/"), 404),
        (Request("POST", b"/films/"), 403),
        (Request("PUT", b"/oai/"), 405),
        (Request("GET", b"/", headers=(("HTTP_HOST", "evil.example"),)), 400),
        (Request("GET", b"/films"), 301),
        (Request("GET", b"/timeline/data.json", "from=x"), 400),
    ],
)
def test_refusals_say_it_too(ask_for: Request, status: int) -> None:
    answer = ask(application(), ask_for)
    assert answer.status == status
    assert {name: answer.header(name) for name in ALWAYS} == ALWAYS
    assert "frame-ancestors 'none'" in answer.header("Content-Security-Policy")


def test_a_fault_of_ours_and_a_database_that_is_away_say_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from exhibit.views import pages

    for error, status in ((ValueError("no"), 500), (OperationalError("gone"), 503)):

        def failing(*_args: Any, error: Exception = error, **_kwargs: Any) -> None:
            raise error

        monkeypatch.setattr(pages.Film.objects.__class__, "published", failing)
        answer = ask(application(), Request("GET", FILM.encode()))
        assert answer.status == status
        assert {name: answer.header(name) for name in ALWAYS} == ALWAYS
        assert "default-src 'none'" in answer.header("Content-Security-Policy")
        monkeypatch.undo()


def test_from_memory_it_is_the_same_and_an_unchanged_page_takes_nothing_back() -> None:
    museum, request = application(), Request("GET", FILM.encode())
    made, kept = ask(museum, request), ask(museum, request)
    assert kept.header("Cache-Status") == "exhibit; hit"
    said_of_itself = {("Cache-Status", "exhibit; hit"), ("Cache-Status", "exhibit; fwd=miss; stored")}
    assert set(kept.headers) ^ set(made.headers) == said_of_itself
    unchanged = ask(museum, request, HTTP_IF_NONE_MATCH=made.header("ETag"))
    assert unchanged.status == 304
    taken_back = {name for name, value in unchanged.headers if made.header(name) != value}
    assert taken_back == {"Cache-Status"}


@pytest.mark.parametrize("path", [FILM, "/timeline/", "/timeline/data.json", "/iiif/collection.json"])
def test_an_unchanged_page_keeps_what_it_said_where_no_memory_is(path: str, client: Client) -> None:
    """A browser takes the headers of a 304 over into what it has: another policy would take away styles and scripts."""
    made = client.get(path)
    unchanged = client.get(path, headers={"if-none-match": made["ETag"]})
    assert (made.status_code, unchanged.status_code) == (200, 304)
    assert {name for name, value in unchanged.headers.items() if made.headers.get(name) != value} <= {"Content-Length"}


def test_health_is_not_sniffed() -> None:
    assert said("/health/ready")["x-content-type-options"] == "nosniff"


def test_the_desk_has_every_header_but_trusted_types(curator_client: Client) -> None:
    """Django's own scripts and the editor write HTML; no inline script or style runs there either."""
    for path in ("/admin/", "/admin/exhibit/film/", "/admin/exhibit/film/add/", "/admin/login/"):
        answer = curator_client.get(path)
        policy = directives(answer["Content-Security-Policy"])
        assert {name: answer[name] for name in ALWAYS} == ALWAYS, path
        assert policy["default-src"] == ["'none'"], path
        assert "require-trusted-types-for" not in policy, path
        assert "unsafe" not in answer["Content-Security-Policy"], path
        assert policy["frame-ancestors"] == ["'none'"], path


# The Observatory's list, by its published rules (mdn-http-observatory, src/grader/charts.js): from 100 on, and what
# is better than asked counts once nothing is worse.


def score(heads: dict[str, str], cookies: Any = ()) -> int:
    """Return the points that the Observatory gives an answer over HTTPS."""
    policy = directives(heads.get("content-security-policy", ""))
    points, bonus = 100, 0
    scripts = policy.get("script-src", policy.get("default-src"))
    if scripts is None or {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(scripts):
        points -= 25
    elif policy.get("default-src") == ["'none'"] and "unsafe" not in str(policy):
        bonus += 10
    if any(not cookie["secure"] or (name == "sessionid" and not cookie["httponly"]) for name, cookie in cookies):
        points -= 40
    elif any(cookie["samesite"] in ("Lax", "Strict") for _name, cookie in cookies):
        bonus += 5
    held = re.search(r"max-age=(\d+)", heads.get("strict-transport-security", ""))
    points -= 0 if held and int(held[1]) >= 15_768_000 else 20
    points -= 0 if heads.get("x-content-type-options") == "nosniff" else 5
    if policy.get("frame-ancestors"):
        bonus += 5
    elif heads.get("x-frame-options") not in ("DENY", "SAMEORIGIN"):
        points -= 20
    strict = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    bonus += 5 if heads.get("referrer-policy") in strict else 0
    points -= 5 if heads.get("referrer-policy") == "unsafe-url" else 0
    bonus += 10 if heads.get("cross-origin-resource-policy") in ("same-origin", "same-site", "cross-origin") else 0
    bonus += 10 if heads.get("cross-origin-opener-policy") == "same-origin" else 0
    return points + bonus if points >= 90 else points


KINDS: dict[str, str] = {
    "home": "/",
    "film": FILM,
    "search": "/search/?q=cranes",
    "timeline": "/timeline/",
    "nothing": "/nowhere/",
    "login": "/admin/login/",
    "json": "/films/cranes-are-flying.json",
    "picture": "/media/images/observed.png",
}


@pytest.fixture
def over_https(settings: Any, tmp_path: Any) -> Callable[[str], int]:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "observed.png").write_bytes(b"\x89PNG")

    def scored(path: str) -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(Image.objects.all()), "shown", lambda rows, at=None: rows.all())
            Image.objects.filter(pk=Image.objects.values_list("pk")[:1]).update(file="images/observed.png")
            answer = Client(headers={"host": "localhost"}).get(path, secure=True)
        b"".join(answer)
        answer.close()
        assert answer.status_code == (404 if "nowhere" in path else 200)
        return score({name.lower(): value for name, value in answer.headers.items()}, list(answer.cookies.items()))

    return scored


@pytest.mark.parametrize("kind", KINDS)
def test_the_observatory_gives_an_a_plus(over_https: Callable[[str], int], kind: str) -> None:
    assert over_https(KINDS[kind]) >= 120


@pytest.mark.parametrize("lost", ["SECURE_HSTS_SECONDS", "SECURE_CONTENT_TYPE_NOSNIFF", "CONTENT_SECURITY_POLICY"])
def test_the_observatory_would_see_what_is_lost(over_https: Callable[[str], int], settings: Any, lost: str) -> None:
    before = over_https("/")
    if lost == "CONTENT_SECURITY_POLICY":
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"script-src": ["'self'", "'unsafe-inline'"]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
    else:
        setattr(settings, lost, 0)
    assert over_https("/") < before


def test_pages_show_nothing_by_which_a_curators_word_could_run() -> None:
    """A page's policy lets no script in but our own files and the one whose hash it names."""
    for page in list(public_pages())[:5]:
        policy = directives(said(page.path)["content-security-policy"])
        assert all(re.fullmatch(r"'self'|'sha256-[\w+/=]{44}'", one) for one in policy["script-src"])
        assert policy["base-uri"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]


class TestMedia:
    """A file that came from outside never acts as a page, whatever lies there and however it came."""

    FILES = ("plate.png", "plate.jpg", "plate.svg", "plate.html", "plate.xml", "plate.pdf", "plate.js", "plate.PNG")

    @pytest.fixture
    def files(self, settings: Any, tmp_path: Any) -> None:
        settings.MEDIA_ROOT = tmp_path
        (tmp_path / "renditions").mkdir()
        for name in self.FILES:
            (tmp_path / "renditions" / name).write_bytes(
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
            )

    @pytest.mark.parametrize("name", FILES)
    def test_each_says_it_three_times(self, files: None, curator_client: Client, name: str) -> None:
        answer = curator_client.get(f"/media/renditions/{name}")
        answer.close()
        heads = {key.lower(): value for key, value in answer.items()}
        assert heads["x-content-type-options"] == "nosniff"
        assert heads["content-security-policy"] == "default-src 'none'; sandbox"
        if name.lower().endswith((".png", ".jpg")):
            assert heads["content-type"] == ("image/png" if "png" in name.lower() else "image/jpeg")
            assert heads["content-disposition"].startswith("inline")
        else:
            assert heads["content-type"] == "application/octet-stream"
            assert heads["content-disposition"] == "attachment"

    def test_what_visitors_see_every_site_may_show(self, museum: None, client: Client) -> None:
        answer = client.get(Image.objects.shown()[0].file.url)
        answer.close()
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"

    def test_what_the_desk_alone_may_see_is_for_no_other_page(
        self, curator_client: Client, settings: Any, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        (tmp_path / "images").mkdir()
        (tmp_path / "images" / "hidden.png").write_bytes(b"x")
        answer = curator_client.get("/media/images/hidden.png")
        answer.close()
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_nginx_hands_out_no_file_from_outside_without_asking(self, settings: Any) -> None:
        conf = (settings.BASE_DIR / "deploy/nginx/exhibit.conf").read_text()
        frozen = "/srv/exhibit/frozen/current/data/site"
        assert re.findall(r"^\s*(?:alias|root) (\S+);", conf, re.M) == [frozen, "$exhibit_home/static/"]
