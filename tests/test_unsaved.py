"""A save that fails because of the machines: it is said what is wrong, and no word of it is lost."""

import errno
import socket
import sqlite3
from typing import Any

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, InterfaceError, OperationalError, connections
from django.test import Client
from django.urls import reverse

from config import settings as configured
from exhibit.models import Event, Image
from exhibit.views import errors, troubles, unsaved
from tests.test_admin import Data, address, filled, opened
from tests.test_images import drawn

pytestmark = pytest.mark.usefixtures("museum")

WORDS = "Everything that Anna wrote\r\nin an afternoon: <b>“цитата”</b> & more"


def of_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("it fails")
    cause.sqlite_errorcode = code
    error = OperationalError("it fails")
    error.__cause__ = cause
    return error


def of_postgresql(cause: Exception) -> OperationalError:
    error = OperationalError("it fails")
    error.__cause__ = cause
    return error


FAULTS = {
    "full": (of_sqlite(sqlite3.SQLITE_FULL), troubles.FULL),
    "full-postgresql": (of_postgresql(psycopg.errors.DiskFull()), troubles.FULL),
    "busy": (of_sqlite(sqlite3.SQLITE_BUSY), troubles.BUSY),
    "deadlock": (of_postgresql(psycopg.errors.DeadlockDetected()), troubles.BUSY),
    "disk": (of_sqlite(sqlite3.SQLITE_IOERR | 4 << 8), troubles.DISK),
    "away": (OperationalError("connection refused"), troubles.AWAY),
    "shut-down": (of_postgresql(psycopg.errors.AdminShutdown()), troubles.AWAY),
    "closed": (InterfaceError("connection already closed"), troubles.AWAY),
    "pictures": (OSError(errno.EREMOTEIO, "the storage is away"), troubles.PICTURES),
    "no-room": (OSError(errno.ENOSPC, "no space left on device"), troubles.FULL),
}


@pytest.fixture
def desk(curator_client: Client) -> Client:
    """A curator's browser, which gets what the server answers to an error."""
    curator_client.raise_request_exception = False
    return curator_client


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Have every save of an event fail."""

    def save(self: Event, *args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(Event, "save", save)


def event_and_form(desk: Client) -> tuple[Event, Data]:
    event = Event.objects.filter(description_en__gt="").first()
    assert event is not None
    return event, opened(desk, event) | {"description_en": [WORDS]}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_said_and_all_that_was_typed_is_given_back(
    desk: Client, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    error, trouble = FAULTS[fault]
    event, form = event_and_form(desk)
    with monkeypatch.context() as broken:
        failing(broken, error)
        response = desk.post(address(event), form)
    assert response.status_code == trouble.status
    assert response["Retry-After"] == "30"
    page = response.content.decode()
    assert str(trouble.heading) in page
    given = {name: [one.value for one in response.context["written"] if one.name == name] for name in form}
    assert given == form
    assert "&lt;b&gt;“цитата”&lt;/b&gt; &amp; more</textarea>" in page, "as text, never as markup"
    assert desk.post(address(event), {n: v for n, v in given.items() if v}).status_code == 302, (
        "sent again, it is saved"
    )
    event.refresh_from_db()
    assert "цитата" in event.description_en


def test_without_that_page_the_words_are_gone(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    event, form = event_and_form(desk)
    failing(monkeypatch, FAULTS["full"][0])
    monkeypatch.setattr(errors, "trouble_of", lambda error: None)
    response = desk.post(address(event), form)
    assert response.status_code == 500
    assert "цитата" not in response.content.decode()


def test_it_needs_neither_database_nor_session(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    event, form = event_and_form(desk)

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("could not connect")

    with monkeypatch.context() as gone:
        gone.setattr(connections["default"], "cursor", away)
        response = desk.post(address(event, language="ru"), form)
    assert response.status_code == 503
    page = response.content.decode()
    assert 'lang="ru"' in page
    assert "цитата" in page


def test_a_page_that_is_only_looked_at_says_what_is_away(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("could not connect")

    with monkeypatch.context() as gone:
        gone.setattr(connections["default"], "cursor", away)
        page = desk.get("/admin/").content.decode()
    assert "The database does not answer" in page
    assert "<form" not in page


def test_a_password_is_never_shown_again(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("could not connect")

    sent = {"username": "olga the curator", "password": "a long enough password"}
    with monkeypatch.context() as gone:
        gone.setattr(connections["default"], "cursor", away)
        page = desk.post("/admin/login/", sent).content.decode()
    assert "The database does not answer" in page
    assert "a long enough password" not in page
    assert "olga the curator" not in page
    assert [word for word in unsaved.NEVER if word in "new_password1"]


def test_a_file_is_named_to_be_chosen_again_and_nothing_of_it_stays(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = reverse("admin:exhibit_image_add")
    form = filled(desk.get(add)) | {
        "slug": ["plate"],
        "alt_en": ["A grey plate"],
        "credit_en": ["The museum"],
        "rights": ["own"],
    }
    before = sorted(default_storage.listdir("images")[1])

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "_save", full, raising=False)
        response = desk.post(add, form | {"file": SimpleUploadedFile("plate.png", drawn())})
    assert response.status_code == 507
    page = response.content.decode()
    assert "plate.png" in page
    assert "A grey plate" in page
    assert not Image.objects.filter(slug="plate").exists()
    assert sorted(default_storage.listdir("images")[1]) == before


def test_a_script_is_told_in_its_own_way(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("could not connect")

    with monkeypatch.context() as gone:
        gone.setattr(connections["default"], "cursor", away)
        answer = desk.post("/admin/exhibit/image/upload/file/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 503
    assert answer.json()["words"].startswith("The database does not answer.")


@pytest.mark.parametrize("error", [DataError("too long"), LookupError("ours"), OSError(errno.ENOENT, "none"), None])
def test_a_fault_of_ours_is_no_trouble_of_the_machines(error: Exception | None) -> None:
    assert troubles.trouble_of(error) is None


def test_sqlites_other_ways_to_say_that_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        with monkeypatch.context() as full:
            full.setattr(troubles, "_is_full", lambda: True)
            assert troubles.trouble_of(of_sqlite(code)) is troubles.FULL
    assert troubles.trouble_of(of_sqlite(sqlite3.SQLITE_CANTOPEN)) is troubles.AWAY


def test_a_storage_that_is_away_takes_all_of_an_upload_or_nothing(
    desk: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("MEDIA_STORAGE", f"s3://plates?endpoint_url=http://127.0.0.1:{closed.getsockname()[1]}")
        storage, _origin = configured.media_storage()
        settings.STORAGES = settings.STORAGES | {"default": storage}
        add = reverse("admin:exhibit_image_add")
        form = filled(desk.get(add)) | {
            "slug": ["plate"],
            "alt_en": ["A grey plate"],
            "credit_en": ["The museum"],
            "rights": ["own"],
        }
        response = desk.post(add, form | {"file": SimpleUploadedFile("plate.png", drawn())})
        assert desk.get("/").status_code == 200, "pages go on without it"
    assert response.status_code == 503
    assert "The storage of pictures does not answer" in response.text
    assert "A grey plate" in response.text
    assert not Image.objects.filter(slug="plate").exists()
