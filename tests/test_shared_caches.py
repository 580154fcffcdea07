"""Nothing private is in a cache for all: what is public sets no cookie and is the same for everybody, all else says no.

Whoever is signed in gets the very bytes that a stranger gets, so that it does not matter whose answer a cache keeps.
That no cache may keep a page of the desk is asked in `test_permissions`.
"""

import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone

from exhibit.models import Exhibit, ReviewLink
from exhibit.models.reviews import SALT
from exhibit.publishing import numbered
from exhibit.publishing.pages import PUBLIC
from tests.crawl import ask
from tests.permissions import Door, clients, doors, prepare

pytestmark = pytest.mark.usefixtures("museum")

NO_PAGES = {"kiosk_worker", "kiosk_offline", "media", "review"}
"""Files for all, that carry no word of the museum's, or have rules of their own, which are tested beside them."""


def public_doors() -> list[Door]:
    return [door for door in doors() if not door.name.startswith(("admin", "desk"))]


def test_every_public_answer_is_the_same_for_all_and_sets_no_cookie() -> None:
    prepare()
    stranger, boss = Client(), clients()["superuser"]
    boss.cookies["messages"] = "x"
    told, count = [], 0
    for door in public_doors():
        if door.name == "review":
            continue
        theirs, own = ask(stranger, door.name, door.path), ask(boss, door.name, door.path)
        for said in (theirs, own):
            said.headers.pop(numbered.HEADER, None)  # of each request, on what nobody keeps
        count += 1
        if "Set-Cookie" in own.headers or boss.cookies.keys() - {"sessionid", "messages"} or stranger.cookies:
            told.append((door.name, "a cookie"))
        if "cookie" in own.headers.get("Vary", "").lower():
            told.append((door.name, "it differs by cookie"))
        if (theirs.status, theirs.body, theirs.headers) != (own.status, own.body, own.headers):
            told.append((door.name, "another answer"))
        is_public = "public" in own.headers.get("Cache-Control", "")
        if is_public and door.name not in PUBLIC | NO_PAGES:
            told.append((door.name, "public without being listed"))
    assert told == []
    assert count > 80


@pytest.mark.parametrize("token", ["x", "ÿ", "a" * 33, ""])
@pytest.mark.parametrize("path", ["/films/", "/ru/timeline/data.json?q=x"])
def test_a_cookie_that_is_no_token_of_forms_gets_no_other(path: str, token: str, client: Client) -> None:
    client.cookies["csrftoken"] = token
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "public" in answer.headers["Cache-Control"]


def test_at_the_door_a_cookie_that_is_no_token_is_replaced(client: Client) -> None:
    client.cookies["csrftoken"] = "x"
    assert len(client.get("/admin/login/").cookies["csrftoken"].value) == 32


def test_an_answer_that_greets_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    greeted = ["nobody"]

    def greet(_self: Any, request: Any) -> None:
        request.user = get_user(request)
        greeted.append(str(request.user))

    def same() -> bool:
        return ask(Client(), "", "/humans.txt").body == ask(boss, "", "/humans.txt").body

    boss = clients()["superuser"]
    assert same()
    monkeypatch.setattr(AuthenticationMiddleware, "process_request", greet)
    monkeypatch.setattr("exhibit.views.root.humans_text", lambda *_words: greeted[-1])
    assert not same()


def _is_private(policy: str) -> bool:
    return "no-store" in policy and "public" not in policy


@pytest.mark.parametrize("state", ["open", "closed", "of nobody"])
def test_nobody_keeps_what_a_reviewer_sees(curator: User, state: str) -> None:
    now = timezone.now()
    ends = now + datetime.timedelta(days=1)
    closed = {"revoked_at": now} if state == "closed" else {}
    link = ReviewLink.objects.create(exhibit=Exhibit.objects.get(), reviewer="Dr A", expires_at=ends, **closed)
    token = signing.dumps(link.pk if state != "of nobody" else 999_999, salt=SALT)
    answer = Client().get(f"/review/{token}/")
    assert answer.status_code == {"open": 200, "closed": 410, "of nobody": 404}[state]
    assert _is_private(answer.headers.get("Cache-Control", "")) or answer.status_code == 404
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_preview_of_the_desk_is_nobody_elses(curator_client: Client) -> None:
    exhibit = Exhibit.objects.get()
    answer = curator_client.get(f"/admin/exhibit/exhibit/{exhibit.pk}/preview/")
    assert answer.status_code == 200
    assert _is_private(answer["Cache-Control"])


@pytest.mark.parametrize("path", ["/no-such-page/", "/films/no-such-film/", "/films/no-such-film.json"])
def test_what_is_not_there_is_not_kept_either(path: str) -> None:
    """It may be there in a minute."""
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "public" not in answer.headers.get("Cache-Control", "")
