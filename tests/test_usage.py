"""Where records are used, what keeps them from deletion, and files that the museum has twice."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture

from exhibit.curation.editions import telling
from exhibit.curation.usage import usage
from exhibit.models import Dispute, Exhibit, Film, Image, Person, Place, Source, Statement, TextBlock
from exhibit.publishing.editions import release, withdraw
from exhibit.rich_text import note_slugs
from tests.test_admin import NOUNS, address, filled, listing

pytestmark = pytest.mark.usefixtures("museum")


def used_by(record: Any) -> set[Any]:
    return {one for use in usage(record) for one in use.records}


def test_a_person_is_used_by_films_awards_events_and_stories() -> None:
    person = Person.objects.filter(awards__isnull=False, events__isnull=False, credits__film__slug="cranes-are-flying")[
        0
    ]
    found = used_by(person)
    assert Film.objects.get(slug="cranes-are-flying") in found
    assert set(person.events.all()) <= found
    assert {recipient.award for recipient in person.awards.all()} <= found
    assert person not in found


def test_a_statement_is_used_by_the_stories_that_name_it() -> None:
    block = next(block for block in TextBlock.objects.all() if note_slugs(block.text_en))
    statement = Statement.objects.get(slug=note_slugs(block.text_en)[0])
    (use,) = [use for use in usage(statement) if Exhibit.objects.get() in use.records]
    assert use.protects


def test_what_is_cited_disputed_or_born_somewhere_is_found() -> None:
    source = Source.objects.filter(citations__film__isnull=False)[0]
    assert {citation.record for citation in source.citations.all()} <= used_by(source)
    dispute = Dispute.objects.filter(film__isnull=False).first() or Dispute.objects.filter(event__isnull=False)[0]
    assert used_by(dispute)
    place = Place.objects.filter(births__isnull=False)[0]
    assert set(place.births.all()) <= used_by(place)


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
def test_every_noun_says_where_it_is_used(model: Any, curator_client: Client) -> None:
    record = model._default_manager.first()
    if record is None or not hasattr(model, "_meta") or model.__name__ == "ReviewLink":
        return
    page = curator_client.get(address(record, "usage"))
    assert page.status_code == 200
    assert address(record, "usage") in curator_client.get(address(record)).content.decode()


def test_the_page_says_what_keeps_it_from_being_deleted(curator_client: Client) -> None:
    person = Person.objects.filter(awards__isnull=False, events__isnull=False, credits__film__slug="cranes-are-flying")[
        0
    ]
    page = curator_client.get(address(person, "usage")).content.decode()
    assert "It cannot be deleted while" in page
    assert "keeps it from being deleted" in page
    alone = Person.objects.create(slug="new", name_en="New", sort_name_en="New")
    assert "Nothing refers to it" in curator_client.get(address(alone, "usage")).content.decode()


class TestEditions:
    """An edition keeps what visitors read: whoever takes a record from their eyes is told so."""

    @pytest.fixture
    def film(self) -> Film:
        release(Exhibit.objects.get(), title_en="As it opened", title_ru="К открытию")
        return Film.objects.get(slug="cranes-are-flying")

    def test_those_that_keep_a_record_are_found(self, film: Film) -> None:
        (edition,) = telling([film])
        assert telling([Exhibit.objects.get()]) == telling([film, *Film.objects.all()]) == [edition]
        alone = Film.objects.create(slug="new", title_en="New", date="1957")
        assert telling([alone]) == []
        withdraw(edition, "A mistake.")
        assert telling([film]) == []

    def test_the_pages_before_and_after_say_so(self, film: Film, curator_client: Client) -> None:
        assert "As it opened" in curator_client.get(address(film, "usage")).content.decode()
        chosen = {"action": "withdraw", "_selected_action": [str(film.pk)]}
        asked = curator_client.post(listing(Film), chosen)
        assert asked.context["editions"] == telling([film])
        assert "Editions that keep it" in asked.content.decode()
        asked = curator_client.post(listing(Film), chosen | {"action": "publish"})
        assert "Editions that keep it" not in asked.content.decode()

    def test_withdrawing_says_which_exhibits_show_it(self, film: Film, curator_client: Client) -> None:
        chosen = {"action": "withdraw", "_selected_action": [str(film.pk)]}
        exhibit = Exhibit.objects.get()
        steps = curator_client.post(listing(Film), chosen).context["steps"]
        assert [step.shown_in for step in steps] == [[exhibit]]
        Exhibit.objects.update(status="draft")
        steps = curator_client.post(listing(Film), chosen).context["steps"]
        assert [step.shown_in for step in steps] == [[]]

    def test_a_form_that_withdraws_says_so(self, film: Film, curator_client: Client) -> None:
        told = "Editions keep what they said of it"
        values = filled(curator_client.get(address(film))) | {"status": "draft"}
        page = curator_client.post(address(film), values, follow=True)
        assert Film.objects.get(pk=film.pk).status == "draft"
        assert any(told in str(message) for message in page.context["messages"])


def test_a_file_that_the_museum_has_already_is_told(curator_client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    png = BytesIO()
    Picture.new("L", (9, 7)).save(png, "PNG")

    def add(slug: str) -> str:
        data = filled(curator_client.get(listing(Image, "add")))
        data |= {"slug": [slug], "alt_en": ["A plate"], "credit_en": ["The museum"], "rights": ["own"]}
        data |= {"file": [SimpleUploadedFile("plate.png", png.getvalue())]}  # type: ignore[list-item]
        return curator_client.post(listing(Image, "add"), data, follow=True).content.decode()

    assert "The museum has this file already" not in add("plate-one")
    page = add("plate-two")
    assert "The museum has this file already" in page
    assert address(Image.objects.get(slug="plate-one")) in page
