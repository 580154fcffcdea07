"""Two curators at one record: a newer save is never written over unseen, and nothing that was typed is lost."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from exhibit.curation.differences import differences, readable
from exhibit.models import Credit, DeskVisit, Event, Exhibit, Film
from tests.test_admin import address, filled, opened

pytestmark = pytest.mark.usefixtures("museum")


@pytest.fixture
def other(db: None) -> Client:
    """A second curator at the desk."""
    user = User.objects.create_user("anna", first_name="Anna", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user)
    return client


def test_a_save_over_a_newer_one_comes_back_with_both_texts(curator_client: Client, other: Client) -> None:
    event = Event.objects.filter(description_en__gt="").first()
    assert event is not None
    mine, hers = opened(curator_client, event), opened(other, event)
    assert other.post(address(event), hers | {"title_en": ["Her title"]}).status_code == 302
    response = curator_client.post(address(event), mine | {"title_en": ["My title"]})
    assert response.status_code == 409
    page = response.content.decode()
    assert "anna saved this record" in page
    assert "Nothing is saved yet" in page
    clashes = {clash.target: clash for clash in response.context["clashes"]}
    assert (clashes["id_title_en"].stored, clashes["id_title_en"].written) == ("Her title", "My title")
    event.refresh_from_db()
    assert event.title_en == "Her title"


def test_what_came_back_is_saved_by_saving_again(curator_client: Client, other: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    mine = opened(curator_client, event)
    other.post(address(event), opened(other, event) | {"title_en": ["Her title"]})
    response = curator_client.post(address(event), mine | {"title_en": ["My title"]})
    again = filled(response)
    assert again["title_en"] == ["My title"]
    assert curator_client.post(address(event), again).status_code == 302
    event.refresh_from_db()
    assert event.title_en == "My title"
    versions = [version.field_dict["title_en"] for version in _versions(event)]
    assert versions[:2] == ["My title", "Her title"]


def _versions(record: Any) -> Any:
    return Version.objects.get_for_object(record)


def test_a_row_that_the_other_changed_is_told_by_its_kind(curator_client: Client, other: Client) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    mine, hers = opened(curator_client, film), opened(other, film)
    assert other.post(address(film), hers | {"credits-0-job_en": ["pianist"]}).status_code == 302
    response = curator_client.post(address(film), mine)
    assert response.status_code == 409
    told = {clash.target: clash for clash in response.context["clashes"]}
    assert told["id_credits-0-job_en"].label.startswith("credit: ")
    assert told["id_credits-0-job_en"].stored == "pianist"


def test_a_change_by_a_command_is_noticed_too(curator_client: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    mine = opened(curator_client, event)
    Event.objects.filter(pk=event.pk).update(title_ru="Иначе")
    assert curator_client.post(address(event), mine).status_code == 409


def test_a_row_that_is_changed_on_its_own_page_is_noticed(curator_client: Client) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    mine = opened(curator_client, film)
    Credit.objects.filter(pk=film.credits.all()[0].pk).update(job_en="pianist")
    assert curator_client.post(address(film), mine).status_code == 409


def test_the_language_of_the_desk_makes_no_difference(curator_client: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    assert curator_client.post(address(event, language="ru"), opened(curator_client, event)).status_code == 302


def test_a_form_without_a_mark_is_saved_as_ever(curator_client: Client) -> None:
    """A script or an old page that knows nothing of it."""
    event = Event.objects.first()
    data = opened(curator_client, event)
    del data["_made_from"]
    assert curator_client.post(address(event), data).status_code == 302


def test_every_form_of_a_story_has_its_mark(curator_client: Client) -> None:
    assert opened(curator_client, Exhibit.objects.get())["_made_from"][0]


def test_who_else_has_it_open_is_said_until_they_save(curator_client: Client, other: Client) -> None:
    event = Event.objects.first()
    hers = opened(other, event)
    said = "anna has had this record open since"
    assert said in curator_client.get(address(event)).content.decode()
    assert said not in other.get(address(event)).content.decode(), "nobody is told of themselves"
    other.post(address(event), hers)
    assert said not in curator_client.get(address(event)).content.decode()


def test_who_went_home_is_not_said(curator_client: Client, other: Client) -> None:
    event = Event.objects.first()
    opened(other, event)
    DeskVisit.objects.update(opened_at=timezone.now() - datetime.timedelta(hours=2))
    assert "has had this record open" not in curator_client.get(address(event)).content.decode()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("A crane flies.", "A crane flies.", [("same", "A crane flies.")]),
        ("A crane flies.", "Two cranes flew.", None),
        ("", "Журавли", [("new", "Журавли")]),
        ("Летят журавли", "Летят гуси", [("same", "Летят "), ("old", "журавли"), ("new", "гуси")]),
    ],
)
def test_texts_are_told_apart_word_by_word(old: str, new: str, told: list[tuple[str, str]] | None) -> None:
    pieces = differences(old, new)
    if told is not None:
        assert [(piece.kind, piece.text) for piece in pieces] == told
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new


def test_long_texts_are_told_apart_at_once() -> None:
    old, new = "one two " * 3000, "one three " * 3000
    assert [piece.kind for piece in differences(old, new)] == ["old", "new"]


def test_rich_text_is_read_as_paragraphs() -> None:
    assert readable("<p>One &amp; <b>two</b></p><p>three</p>") == "One & two\nthree"
