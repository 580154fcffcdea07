"""The history of a record: who changed what, in both languages and in all its rows; and what was, brought back."""

from typing import Any

import pytest
from django.test import Client
from reversion.models import Version

from exhibit.admin import history
from exhibit.models import Event, Exhibit, Film, Person, Place
from tests.test_admin import CREDIT, added_row, address, filled, opened

pytestmark = pytest.mark.usefixtures("museum")


def told(client: Client, record: Any, language: str = "en", query: str = "") -> str:
    return client.get(address(record, "history", language=language) + query).content.decode()


def save(client: Client, record: Any, **values: str) -> None:
    data = opened(client, record) | {name.replace("__", "-"): [value] for name, value in values.items()}
    assert client.post(address(record), data).status_code == 302


def test_what_changed_is_told_field_by_field_and_word_by_word(curator_client: Client) -> None:
    event = Event.objects.filter(title_en__gt="", title_ru__gt="")[0]
    save(curator_client, event, title_en="The cranes fly home", title_ru="Журавли летят домой")
    save(curator_client, event, title_en="The cranes fly away", title_ru="Журавли летят прочь")
    page = told(curator_client, event).replace("\xa0", " ")
    assert "The cranes fly <del>home</del><ins>away</ins>" in page
    assert "Журавли летят <del>домой</del><ins>прочь</ins>" in page
    assert "Title · English" in page
    assert "Title · Русский" in page
    assert "olga" in page
    assert "The first version that is kept." in page


def test_relations_choices_and_dates_are_told_in_words(curator_client: Client) -> None:
    event = Event.objects.filter(place__isnull=False, importance=2)[0]
    place = Place.objects.exclude(pk=event.place_id)[0]
    save(curator_client, event, place=str(place.pk), importance="3", date="1957-10")
    page = told(curator_client, event)
    assert f"<ins>{place.name_en}</ins>" in page.replace("&#x27;", "'") or place.name_en in page
    assert "<del>normal</del><ins>key</ins>" in page
    assert "Place" in page
    assert "Date" in page


def test_rows_that_came_went_and_changed_are_told_with_their_kind(curator_client: Client) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    first, second = film.credits.in_billing_order()[:2]
    data = added_row(opened(curator_client, film), "credits", **(CREDIT | {"name_en": "Ivan"}))
    data |= {"credits-0-DELETE": ["on"], "credits-1-job_en": ["hand"]}
    assert curator_client.post(address(film), data).status_code == 302
    page = told(curator_client, film)
    assert "<ins>Ivan</ins>" in page
    assert f"<del>{first.person}</del>" in page
    assert "<ins>hand</ins>" in page
    assert "Credit: Job · English" in page
    assert second.job_en in page


def test_a_block_of_a_story_is_part_of_its_history(curator_client: Client) -> None:
    exhibit = Exhibit.objects.get()
    save(curator_client, exhibit, exhibit_chapterblock_set__0__title_en="Another beginning")
    page = told(curator_client, exhibit)
    assert "Chapter: Title · English" in page
    assert "Another</ins>" in page or "<ins>Another" in page


def test_what_was_is_brought_back(curator_client: Client) -> None:
    event = Event.objects.filter(description_en__gt="")[0]
    was = event.title_en
    save(curator_client, event, title_en="A mistake")
    first = Version.objects.get_for_object(event).order_by("pk")[0]
    old = address(event, "revision", first.pk)
    assert filled(curator_client.get(old))["title_en"] == [was]
    assert curator_client.post(old, filled(curator_client.get(old))).status_code == 302
    event.refresh_from_db()
    assert event.title_en == was
    assert "<del>A mistake</del>" in told(curator_client, event) or "mistake" in told(curator_client, event)


def test_older_versions_are_a_page_further(curator_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_TOLD", 2)
    person = Person.objects.all()[0]
    for words in ("one", "two", "three"):
        save(curator_client, person, note_en=words)
    page = told(curator_client, person)
    assert "three" in page
    assert "first version" not in page
    query = page.split('href="?before=')[1].split('"')[0]
    older = told(curator_client, person, query=f"?before={query}")
    assert "<ins>one</ins>" in older
    assert "The first version that is kept." in older


def test_a_record_that_nobody_changed_says_so(curator_client: Client) -> None:
    event = Event.objects.all()[0]
    Version.objects.get_for_object(event).delete()
    assert "Nobody has changed it here yet." in told(curator_client, event)
