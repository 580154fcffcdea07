"""The curators' desk: what a curator may do, find, break and bring back."""

import datetime
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image as Picture
from reversion.models import Version

from exhibit.models import (
    AccountEvent,
    Award,
    AwardBody,
    Citation,
    Credit,
    Dispute,
    DisputeSide,
    Event,
    Exhibit,
    Film,
    Image,
    Lane,
    PastSlug,
    Person,
    Place,
    PreservationEvent,
    ReviewLink,
    Source,
    Statement,
    TextBlock,
)

pytestmark = pytest.mark.usefixtures("museum")

LOGS = {AccountEvent, PreservationEvent}
NOUNS = [model for model in admin.site._registry if model._meta.app_label == "exhibit" and model not in LOGS]
"""What curators work on; logs are for administrators to read."""

Data = dict[str, list[str]]


def address(obj: Any, view: str = "change", *more: Any, language: str = "en") -> str:
    """The address of a record's page on the desk; a request before it may have changed the language."""
    with translation.override(language):
        return reverse(f"admin:exhibit_{obj._meta.model_name}_{view}", args=(obj.pk, *more))


def listing(model: Any, view: str = "changelist", **query: str) -> str:
    """The address of a noun's list on the desk."""
    with translation.override("en"):
        return reverse(f"admin:exhibit_{model._meta.model_name}_{view}", query=query or None)


class _Form(HTMLParser):
    """Collects what a browser would send of the record's form; html5lib takes seconds for a story."""

    def __init__(self) -> None:
        super().__init__()
        self.data: Data = {}
        self.is_inside = False
        self.textarea = ""
        self.select: tuple[str, bool, list[str], list[str]] | None = None

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in pairs}
        name = found.get("name", "")
        if tag == "form":
            self.is_inside = found.get("id", "").endswith("_form")
        elif not self.is_inside:
            return
        elif tag == "input" and self.is_sent(found):
            self.data[name] = [found.get("value", "")]
        elif tag == "textarea":
            self.textarea, self.data[name] = name, [""]
        elif tag == "select":
            self.select = (name, "multiple" in found, [], [])
        elif tag == "option" and self.select:
            self.select[2].append(found.get("value", ""))
            self.select[3].extend([found.get("value", "")] if "selected" in found else [])

    @staticmethod
    def is_sent(found: dict[str, str]) -> bool:
        kind = found.get("type")
        return kind not in {"submit", "file", "checkbox"} or (kind == "checkbox" and "checked" in found)

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.data[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            self.data[self.textarea][0] = self.data[self.textarea][0].removeprefix("\n")
            self.textarea = ""
        elif tag == "select" and self.select:
            name, is_multiple, every, chosen = self.select
            self.data[name] = chosen or ([] if is_multiple else every[:1])
            self.select = None
        elif tag == "form":
            self.is_inside = False


def filled(response: HttpResponse) -> Data:
    """What the browser would send if the form of this page were submitted as it came."""
    form = _Form()
    form.feed(response.content.decode())
    return {name: values for name, values in form.data.items() if name and "__prefix__" not in name}


def opened(client: Client, obj: Any) -> Data:
    """The filled form of a record's page."""
    return filled(client.get(address(obj)))


def added_row(data: Data, prefix: str, **values: str) -> Data:
    """`data` with one more row in an inline formset, as its “add another” makes it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"][0])
    row = {f"{prefix}-{number}-{name}": [value] for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": [str(number + 1)]}


def errors_of(response: HttpResponse) -> str:
    """All messages of a form that came back."""
    assert response.status_code == 200
    context: Any = response.context  # type: ignore[attr-defined]
    return " ".join(str(error) for error in context["errors"])


# Every noun


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
def test_a_curator_opens_the_list_the_add_form_and_a_change_form_of_every_noun(
    curator_client: Client, model: Any
) -> None:
    assert curator_client.get(listing(model)).status_code == 200
    assert curator_client.get(listing(model, q="журавли")).status_code == 200
    assert curator_client.get(listing(model, "add")).status_code == 200
    if record := model._default_manager.first():
        for view in ("change", "history"):
            assert curator_client.get(address(record, view)).status_code == 200
        is_held = model in {Source, Statement}  # by a dispute or a story, see below
        assert curator_client.get(address(record, "delete")).status_code in ({200, 403} if is_held else {200})


def one_of(model: Any) -> Any:
    """A record of a kind of which the dataset has none, or whose files are elsewhere."""
    if model is PastSlug:
        return PastSlug.objects.create(noun="film", slug="la-tenda-rossa", current="red-tent")
    if model is ReviewLink:
        expires = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
        return ReviewLink.objects.create(exhibit=Exhibit.objects.get(), reviewer="Dr Ivanova", expires_at=expires)
    png = BytesIO()
    Picture.new("L", (4, 3)).save(png, "PNG")
    return Image.objects.create(
        slug="plate", file=ContentFile(png.getvalue(), "plate.png"), alt_en="A plate", credit_en="The museum"
    )


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
def test_a_form_saved_as_it_came_changes_nothing(
    curator_client: Client, model: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    record = (model is not Image and model._default_manager.first()) or one_of(model)  # with its file here
    before = _columns(record)
    response = curator_client.post(address(record), opened(curator_client, record))
    assert response.status_code == 302, errors_of(response)
    assert _columns(model._default_manager.get(pk=record.pk)) == before


def _columns(record: Any) -> dict[str, Any]:
    with translation.override("en"):
        return {field.name: field.value_from_object(record) or None for field in record._meta.concrete_fields}


def test_the_index_lists_every_noun_once_in_the_order_of_the_house(curator_client: Client) -> None:
    groups = curator_client.get(reverse("admin:index")).context["app_list"]
    listed = [model["object_name"] for group in groups for model in group["models"]]
    assert listed[:5] == ["Exhibit", "Statement", "Dispute", "ReviewLink", "Film"]
    assert sorted(listed) == sorted(model.__name__ for model in NOUNS)


def test_a_curator_cannot_reach_users_and_groups(curator_client: Client) -> None:
    assert curator_client.get(reverse("admin:auth_user_changelist")).status_code == 403
    assert curator_client.get(reverse("admin:auth_group_changelist")).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    response = client.get(listing(Film))
    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == reverse("admin:login")


def test_staff_outside_the_group_see_no_records(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(listing(Film)).status_code == 403


def test_the_desk_answers_in_russian(curator_client: Client) -> None:
    page = curator_client.get("/ru/admin/exhibit/film/").content.decode()
    assert 'lang="ru"' in page
    assert 'href="/admin/exhibit/film/"' in page


# Search


@pytest.mark.parametrize("question", ["журавли", "ЖУРАВЛИ", "cranes are", "CRANES", "летят Cranes"])
def test_a_film_is_found_in_both_languages_and_any_case(curator_client: Client, question: str) -> None:
    found = curator_client.get(listing(Film, q=question)).context["cl"].result_list
    assert "cranes-are-flying" in [film.slug for film in found]


@pytest.mark.parametrize("language", ["", "/ru"])
def test_autocomplete_finds_a_person_by_the_name_of_the_other_language(curator_client: Client, language: str) -> None:
    query = {"app_label": "exhibit", "model_name": "credit", "field_name": "person"}
    for term in ("КАЛАТОЗОВ", "kalatozov"):
        answer = curator_client.get(f"{language}/admin/autocomplete/", query | {"term": term}).json()
        assert len(answer["results"]) >= 1


# Dates


def test_a_date_that_is_none_is_refused_by_its_own_words_and_nothing_typed_is_lost(curator_client: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    data = opened(curator_client, event) | {"date": ["abt twenty-seven"], "title_en": ["A new title"]}
    response = curator_client.post(address(event), data)
    assert "abt twenty-seven" in errors_of(response)
    assert filled(response)["date"] == ["abt twenty-seven"]
    assert filled(response)["title_en"] == ["A new title"]
    form = response.context["adminform"].form
    assert list(form.errors) == ["date"]


def test_a_date_in_words_is_saved_as_what_it_means(curator_client: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    response = curator_client.post(address(event), opened(curator_client, event) | {"date": ["c. 1957"]})
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.date.edtf == "1957~"


def test_a_death_before_the_birth_is_a_message_and_no_error_page(curator_client: Client) -> None:
    person = Person.objects.filter(birth__isnull=False).first()
    assert person is not None
    response = curator_client.post(address(person), opened(curator_client, person) | {"death": ["1700"]})
    assert "The death lies before the birth" in errors_of(response)


def test_a_day_alone_begins_with_its_first_minute(curator_client: Client) -> None:
    film = Film.objects.get(slug="red-tent")
    day = {"publish_at_0": ["2020-02-01"], "publish_at_1": [""]}
    curator_client.post(address(film), opened(curator_client, film) | day)
    film.refresh_from_db()
    assert film.publish_at is not None
    assert timezone.localtime(film.publish_at).isoformat(timespec="minutes").startswith("2020-02-01T00:00")
    time_alone = {"publish_at_0": [""], "publish_at_1": ["12:00"]}
    assert "Enter a valid date" in errors_of(
        curator_client.post(address(film), opened(curator_client, film) | time_alone)
    )


def test_a_record_that_disappears_before_it_appears_is_refused(curator_client: Client) -> None:
    film = Film.objects.get(slug="red-tent")
    times = {"publish_at_0": ["2027-02-01"], "publish_at_1": ["12:00"]}
    times |= {"unpublish_at_0": ["2027-01-01"], "unpublish_at_1": ["12:00"]}
    response = curator_client.post(address(film), opened(curator_client, film) | times)
    assert "It must appear before it disappears." in errors_of(response)


# Rows


CITED = [Film, Person, Event, Award, Statement, Credit]
ROW = {"about": "", "stance": "supports", "value": "", "confidence": "high", "note_en": "", "note_ru": ""}


@pytest.mark.parametrize("model", CITED, ids=lambda model: model.__name__)
def test_a_source_is_cited_once_for_one_thing(curator_client: Client, model: Any) -> None:
    record = model._default_manager.first()
    source = Source.objects.create(slug="new", title="New")
    row = ROW | {"source": str(source.pk)}
    once = added_row(opened(curator_client, record), "citations", **row)

    twice_at_once = curator_client.post(address(record), added_row(once, "citations", **row))
    assert "already cited" in errors_of(twice_at_once)
    assert curator_client.post(address(record), once).status_code == 302
    assert Citation.objects.get(source=source).record == record
    again = curator_client.post(address(record), added_row(opened(curator_client, record), "citations", **row))
    assert "already cited" in errors_of(again)


def test_a_source_that_says_otherwise_has_to_say_what(curator_client: Client) -> None:
    film = Film.objects.first()
    source = Source.objects.create(slug="new", title="New")
    row = ROW | {"source": str(source.pk), "stance": "disputes"}
    response = curator_client.post(address(film), added_row(opened(curator_client, film), "citations", **row))
    assert "Write what this source says instead." in errors_of(response)


CREDIT = {"person": "", "name_en": "", "name_ru": "", "department": "crew", "job_en": "driver"}
CREDIT |= {"job_ru": "", "character_en": "", "character_ru": "", "billing_order": ""}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_credit_names_somebody_in_english(curator_client: Client, language: str) -> None:
    film = Film.objects.get(slug="red-tent")
    data = opened(curator_client, film)
    nobody = added_row(data, "credits", **CREDIT)
    assert curator_client.post(address(film, language=language), nobody).status_code == 200
    in_russian_only = added_row(data, "credits", **(CREDIT | {"name_ru": "Иван"}))
    assert curator_client.post(address(film, language=language), in_russian_only).status_code == 200
    named = added_row(data, "credits", **(CREDIT | {"name_en": "Ivan"}))
    assert curator_client.post(address(film, language=language), named).status_code == 302
    assert film.credits.filter(slug="ivan-driver").exists()


def test_the_same_title_recipient_or_release_twice_is_a_message(curator_client: Client) -> None:
    film, place = Film.objects.get(slug="red-tent"), Place.objects.first()
    award, person = Award.objects.filter(recipients__isnull=False).first(), Person.objects.first()
    assert place
    assert person
    rows: list[tuple[Any, str, dict[str, str]]] = [
        (film, "titles", {"language": "xx", "kind": "release", "title": "X"}),
        (film, "releases", {"place": str(place.pk), "date": "1961", "kind_en": "x", "confidence": "high"}),
        (film, "admissions", {"place": str(place.pk), "tickets": "5", "confidence": "high"}),
        (award, "recipients", {"person": str(person.pk), "position": "1"}),
    ]
    for record, prefix, row in rows:
        data = added_row(opened(curator_client, record), prefix, **row)
        assert errors_of(curator_client.post(address(record), added_row(data, prefix, **row))), prefix


def test_new_sides_of_a_dispute_are_numbered(curator_client: Client) -> None:
    dispute, source = Dispute.objects.create(slug="new", question_en="?", resolution_en="!"), Source.objects.all()[0]
    data = opened(curator_client, dispute)
    for claim in ("first", "second"):
        row = {"position": "1", "claim_en": claim, "claim_ru": "", "sources": str(source.pk)}
        data = added_row(data, "sides", **row)
    response = curator_client.post(address(dispute), data)
    assert response.status_code == 302, errors_of(response)
    assert list(dispute.sides.values_list("position", "claim_en")) == [(1, "first"), (2, "second")]

    data = added_row(opened(curator_client, dispute), "sides", **(row | {"claim_en": "third"}))
    data = added_row(data, "sides", position="1", claim_en="", claim_ru="")  # left empty
    data = added_row(data, "sides", **(row | {"claim_en": "seventh", "position": "7"}))
    response = curator_client.post(address(dispute), data)
    assert response.status_code == 302, errors_of(response)
    assert list(dispute.sides.values_list("position", flat=True)) == [1, 2, 3, 7]


def test_new_sides_of_a_new_dispute_are_numbered(curator_client: Client) -> None:
    data = filled(curator_client.get(listing(Dispute, "add")))
    data |= {"question_en": ["?"], "resolution_en": ["!"], "slug": ["new"]}
    for _ in range(2):
        data = added_row(data, "sides", position="1", claim_en="x", sources=str(Source.objects.all()[0].pk))
    response = curator_client.post(listing(Dispute, "add"), data)
    assert response.status_code == 302, errors_of(response)
    assert list(DisputeSide.objects.filter(dispute__slug="new").values_list("position", flat=True)) == [1, 2]


def test_two_sides_that_are_given_the_same_number_by_hand_are_a_message(curator_client: Client) -> None:
    dispute = DisputeSide.objects.filter(position=2)[0].dispute
    data = opened(curator_client, dispute) | {"sides-1-position": ["1"]}
    assert "duplicate" in errors_of(curator_client.post(address(dispute), data))


def test_a_number_that_a_deleted_row_held_is_not_given_in_the_same_submission(curator_client: Client) -> None:
    dispute = Dispute.objects.filter(sides__position=1)[0]
    data = opened(curator_client, dispute) | {"sides-0-DELETE": ["on"]}
    numbers = sorted(dispute.sides.values_list("position", flat=True))
    data = added_row(data, "sides", position="1", claim_en="x", sources=str(Source.objects.all()[0].pk))
    response = curator_client.post(address(dispute), data)
    assert response.status_code == 302, errors_of(response)
    assert sorted(dispute.sides.values_list("position", flat=True)) == [*numbers[1:], numbers[-1] + 1]


def test_new_recipients_of_an_award_are_numbered_and_no_person_is_deleted_from_here(curator_client: Client) -> None:
    award = Award.objects.filter(recipients__isnull=True)[0]
    people = Person.objects.all()[:2]
    page = curator_client.get(address(award))
    assert "delete_id_recipients" not in page.content.decode()
    data = filled(page)
    for person in people:
        data = added_row(data, "recipients", person=str(person.pk), position="1")
    response = curator_client.post(address(award), data)
    assert response.status_code == 302, errors_of(response)
    listed = list(award.recipients.values_list("position", "person"))
    assert listed == [(number, person.pk) for number, person in enumerate(people, start=1)]


# Publication


def test_publishing_counts_what_it_changed_and_leaves_a_version_of_each(curator_client: Client) -> None:
    Film.objects.update(status="draft")
    films = list(Film.objects.all()[:3])
    Film.objects.filter(pk=films[0].pk).update(status="published")
    chosen = {"action": "publish", "post": "yes", "_selected_action": [str(film.pk) for film in films]}
    response = curator_client.post(listing(Film), chosen, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["2 records were published."]
    assert Film.objects.filter(status="published").count() == 3
    versions = [Version.objects.get_for_object(film) for film in films[1:]]
    assert versions[0][0].revision_id != versions[1][0].revision_id
    assert LogEntry.objects.filter(object_id=str(films[1].pk)).exists()


def test_withdrawing_makes_drafts(curator_client: Client) -> None:
    film = Film.objects.published().first()
    assert film is not None
    chosen = {"action": "withdraw", "post": "yes", "_selected_action": [str(film.pk)]}
    response = curator_client.post(listing(Film), chosen, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["1 record is a draft again."]
    assert client_sees(film) == 404


def test_withdrawing_by_the_form_says_what_that_means(curator_client: Client) -> None:
    film = Film.objects.published().get(slug="red-tent")
    data = opened(curator_client, film) | {"status": ["draft"]}
    response = curator_client.post(address(film), data, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert "Visitors no longer see “The Red Tent”: it is a draft." in said
    assert client_sees(film) == 404


def client_sees(film: Film) -> int:
    """What a visitor's browser is told at the film's page."""
    return Client().get(film.get_absolute_url()).status_code


def test_actions_are_offered_only_to_whoever_may_change(client: Client) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_film"))
    client.force_login(reader)
    page = client.get(listing(Film)).content.decode()
    assert 'value="publish"' not in page


def test_only_a_published_record_is_viewed_on_site(curator_client: Client) -> None:
    film = Film.objects.get(slug="red-tent")
    link = f'href="{film.get_absolute_url()}" class="viewsitelink"'
    assert link in curator_client.get(address(film)).content.decode()
    Film.objects.filter(pk=film.pk).update(status="draft")
    assert "viewsitelink" not in curator_client.get(address(film)).content.decode()


def test_an_award_is_viewed_on_its_own_page(curator_client: Client) -> None:
    award = Award.objects.published().first()
    assert award is not None
    assert f'href="/awards/{award.body.slug}/{award.slug}/"' in curator_client.get(address(award)).content.decode()


def test_an_old_address_goes_on_leading_to_the_record(curator_client: Client) -> None:
    film = Film.objects.get(slug="red-tent")
    curator_client.post(address(film), opened(curator_client, film) | {"slug": ["tent"]})
    assert PastSlug.objects.get(slug="red-tent").current == "tent"


# Deletion


def test_what_is_held_is_not_deleted_and_its_holders_are_named(curator_client: Client) -> None:
    person = Person.objects.filter(credits__isnull=False).first()
    assert person is not None
    page = curator_client.get(address(person, "delete"))
    assert page.context["protected"]
    curator_client.post(address(person, "delete"), {"post": "yes"})
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("column", ["text_en", "text_ru", "closing_en", "closing_ru"])
def test_a_statement_that_a_story_names_is_not_deleted(curator_client: Client, column: str) -> None:
    statement, other = (Statement.objects.create(slug=slug, text_en="x") for slug in ("new", "New-one"))
    for free in (statement, other):
        assert curator_client.get(address(free, "delete")).status_code == 200
    named: Any = (TextBlock if column.startswith("text") else Exhibit).objects.all()[0]
    type(named).objects.filter(pk=named.pk).update(**{column: "<p>So.[^new]</p>"})

    assert curator_client.post(address(statement, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [str(statement.pk)]}
    curator_client.post(listing(Statement), chosen)
    assert Statement.objects.filter(slug="new").exists()
    curator_client.post(address(other, "delete"), {"post": "yes"})
    assert not Statement.objects.filter(slug="New-one").exists()


def test_a_source_on_which_a_side_rests_is_not_deleted(curator_client: Client) -> None:
    source = Source.objects.create(slug="new", title="New")
    assert curator_client.get(address(source, "delete")).status_code == 200
    side = DisputeSide.objects.all()[0]
    side.sources.add(source)
    assert curator_client.post(address(source, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [str(source.pk)]}
    curator_client.post(listing(Source), chosen)
    with pytest.raises(ProtectedError, match="New"):
        source.delete()
    assert Source.objects.filter(slug="new").exists()
    side.sources.remove(source)
    source.delete()
    assert not Source.objects.filter(slug="new").exists()


def test_a_deleted_record_is_recovered_with_what_it_owned(curator_client: Client) -> None:
    statement = Statement.objects.filter(citations__isnull=False).distinct().first()
    assert statement is not None
    Statement.objects.filter(pk=statement.pk).update(slug="named-by-no-story")
    statement.refresh_from_db()
    text, cited = statement.text_ru, statement.citations.count()
    curator_client.post(address(statement, "delete"), {"post": "yes"})
    assert not Statement.objects.filter(slug=statement.slug).exists()

    version = Version.objects.get_deleted(Statement).get()
    recover = reverse("admin:exhibit_statement_recover", args=(version.pk,))
    response = curator_client.post(recover, filled(curator_client.get(recover)))
    assert response.status_code == 302
    recovered = Statement.objects.get(slug=statement.slug)
    assert (recovered.text_ru, recovered.citations.count()) == (text, cited)


# History


def test_the_first_change_of_a_record_can_be_undone(curator_client: Client) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    curator_client.post(address(film), opened(curator_client, film) | {"title_en": ["Storks"]})
    revert(curator_client, film, Version.objects.get_for_object(film).last())
    film.refresh_from_db()
    assert film.title_en == "The Cranes Are Flying"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_history_restores_a_deleted_block_and_both_languages(curator_client: Client, language: str) -> None:
    exhibit = Exhibit.objects.get()
    block = TextBlock.objects.filter(parent=exhibit).first()
    assert block is not None
    before = block.text_en, block.text_ru, block.ordering
    titles = exhibit.title_en, exhibit.title_ru
    count = TextBlock.objects.count()

    data = filled(curator_client.get(address(exhibit, language=language)))
    prefix = "exhibit_textblock_set"
    number = next(n for n in range(count) if data[f"{prefix}-{n}-id"] == [str(block.pk)])
    data |= {f"{prefix}-{number}-DELETE": ["on"], "title_en": ["Storks"], "title_ru": ["Аисты"]}
    assert curator_client.post(address(exhibit, language=language), data).status_code == 302
    assert TextBlock.objects.count() == count - 1

    revert(curator_client, exhibit, Version.objects.get_for_object(exhibit).last(), language)
    exhibit.refresh_from_db()
    assert (exhibit.title_en, exhibit.title_ru) == titles
    restored = TextBlock.objects.get(parent=exhibit, key=block.key)
    assert (restored.text_en, restored.text_ru, restored.ordering) == before


def test_history_restores_credits_with_their_citations(curator_client: Client) -> None:
    credit = Credit.objects.filter(citations__isnull=False).distinct().first()
    assert credit is not None
    film, cited = credit.film, credit.citations.count()
    data = opened(curator_client, film)
    number = next(n for n in range(film.credits.count()) if data[f"credits-{n}-id"] == [str(credit.pk)])
    response = curator_client.post(address(film), data | {f"credits-{number}-DELETE": ["on"]})
    assert response.status_code == 302
    assert not film.credits.filter(slug=credit.slug).exists()
    revert(curator_client, film, Version.objects.get_for_object(film).last())
    assert film.credits.get(slug=credit.slug).citations.count() == cited


def revert(client: Client, record: Any, version: Any, language: str = "en") -> None:
    """Go back to a version as a curator does: open it from the history page, press Save."""
    page = address(record, "revision", version.pk, language=language)
    response = client.post(page, filled(client.get(page)))
    assert response.status_code == 302, errors_of(response)


# The page itself


def test_only_the_page_with_editors_asks_for_a_nonce(curator_client: Client) -> None:
    exhibit = curator_client.get(address(Exhibit.objects.get()))
    policy = exhibit["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in exhibit.content.decode()
    assert "unsafe" not in policy
    assert "nonce" not in curator_client.get(address(Film.objects.all()[0]))["Content-Security-Policy"]


def test_the_head_of_a_block_shows_its_words_and_the_form_opens_in_few_queries(
    curator_client: Client, django_assert_max_num_queries: Any
) -> None:
    exhibit = Exhibit.objects.get()
    with django_assert_max_num_queries(75):
        page = curator_client.get(address(exhibit)).content.decode()
    block = TextBlock.objects.filter(parent=exhibit).first()
    assert block is not None
    assert block.summary()[:20] in page


@pytest.mark.parametrize(
    ("find", "most"),
    [
        (lambda: address(Film.objects.get(slug="cranes-are-flying")), 40),
        (lambda: address(Event.objects.filter(people__isnull=False)[0]), 34),
        (lambda: listing(Film), 12),
        (lambda: listing(Person), 12),
        (lambda: listing(Award), 12),
        (lambda: listing(Image), 12),
        (lambda: listing(Exhibit), 28),
    ],
)
def test_forms_and_lists_open_in_few_queries(
    curator_client: Client, django_assert_max_num_queries: Any, find: Any, most: int
) -> None:
    place = find()
    curator_client.get(place)
    with django_assert_max_num_queries(most):
        assert curator_client.get(place).status_code == 200


BILINGUAL = [(Film, "title"), (Exhibit, "title"), (Person, "name"), (Place, "name"), (Lane, "name")]
BILINGUAL += [(Dispute, "question"), (AwardBody, "name")]


@pytest.mark.parametrize(("model", "name"), BILINGUAL, ids=lambda part: getattr(part, "__name__", part))
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_list_shows_both_languages_and_says_which(
    curator_client: Client, model: Any, name: str, language: str
) -> None:
    first = model.objects.all()[0]
    type(first).objects.filter(pk=first.pk).update(**{f"{name}_en": "English words", f"{name}_ru": "Русские слова"})
    with translation.override(language):
        page = curator_client.get(listing(model).replace("/admin/", "/ru/admin/" if language == "ru" else "/admin/"))
        label = str(model._meta.get_field(name).verbose_name).capitalize()
    content = page.content.decode()
    assert f"{label} · English" in content
    assert f"{label} · Русский" in content
    assert "[ru]" not in content
    for column, words in ((f"{name}_en", "English words"), (f"{name}_ru", "Русские слова")):
        cell = rf'<t[dh] class="field-{column}[^"]*">(<a [^>]*>)?{words}<'
        assert re.search(cell, content), column


def test_inputs_say_their_language(curator_client: Client) -> None:
    page = curator_client.get(address(Film.objects.all()[0])).content.decode()
    assert "Title · English" in page
    assert "Title · Русский" in page
    russian = re.search('<input [^>]*name="title_ru"[^>]*>', page)
    assert russian
    assert 'lang="ru"' in russian[0]
