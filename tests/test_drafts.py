"""Drafts beside what visitors see: kept, shown at the desk alone, reviewed, published, thrown away."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from reversion import add_to_revision, create_revision
from reversion.models import Version

from exhibit.curation import drafts
from exhibit.curation.contents import contents_of
from exhibit.models import ChapterBlock, Credit, Draft, Event, Exhibit, Film, PastSlug, Person, TextBlock
from tests.test_admin import CREDIT, added_row, address, errors_of, filled, listing, opened

pytestmark = pytest.mark.usefixtures("museum")


@pytest.fixture
def writer(db: None) -> Client:
    """A curator who may not publish."""
    user = User.objects.create_user("anna", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def event() -> Event:
    found = Event.objects.published().filter(description_en__gt="", people__isnull=False).first()
    assert found
    return found


def a_film() -> Film:
    return Film.objects.get(slug="cranes-are-flying")


def everything(film: Film) -> Any:
    owned = [(Credit, "film")]
    return contents_of(film, owned)


# Kept beside


def test_visitors_see_what_is_published_until_the_draft_is(curator_client: Client, event: Event) -> None:
    data = opened(curator_client, event) | {"title_en": ["Quite another title"]}
    response = curator_client.post(address(event), data | {"_draft": ["1"]}, follow=True)
    assert "Visitors go on seeing what is published." in response.content.decode()
    assert "Quite another title" not in Client().get(event.get_absolute_url()).content.decode()
    assert opened(curator_client, event)["title_en"] == ["Quite another title"]
    live = filled(curator_client.get(address(event) + "?live"))
    assert live["title_en"] == [event.title_en]

    assert curator_client.post(address(event), opened(curator_client, event)).status_code == 302
    assert "Quite another title" in Client().get(event.get_absolute_url()).content.decode()
    assert not Draft.objects.exists()


def test_keeping_a_draft_leaves_no_trace_in_the_live_tables(curator_client: Client) -> None:
    film = a_film()
    before, versions = everything(film), Version.objects.count()
    data = added_row(opened(curator_client, film), "credits", **(CREDIT | {"name_en": "Ivan"}))
    data |= {"credits-0-DELETE": ["on"], "title_ru": ["Иначе"], "slug": ["another-address"], "_draft": ["1"]}
    assert curator_client.post(address(film), data).status_code == 302
    assert everything(film) == before
    assert Version.objects.count() == versions
    assert not PastSlug.objects.filter(current="another-address").exists()
    curator_client.get(address(film))
    assert everything(film) == before, "to look at a draft changes nothing"


def test_rows_are_added_changed_and_taken_away_in_a_draft_again_and_again(curator_client: Client) -> None:
    film = a_film()
    first, second = film.credits.in_billing_order()[:2]
    data = added_row(opened(curator_client, film), "credits", **(CREDIT | {"name_en": "Ivan", "job_en": "driver"}))
    data |= {"credits-0-DELETE": ["on"], "credits-1-job_en": ["hand"], "_draft": ["1"]}
    curator_client.post(address(film), data)

    again = opened(curator_client, film)
    new = next(name for name in again if name.endswith("-name_en") and again[name] == ["Ivan"])
    assert int(again[new.replace("name_en", "id")][0]) < 0
    assert str(first.pk) not in [values[0] for name, values in again.items() if name.endswith("-id")]
    again[new.replace("name_en", "job_en")] = ["grip"]
    assert curator_client.post(address(film), again | {"_draft": ["1"]}).status_code == 302
    assert film.credits.filter(pk=first.pk).exists()

    assert curator_client.post(address(film), opened(curator_client, film)).status_code == 302
    assert not film.credits.filter(pk=first.pk).exists()
    assert film.credits.get(pk=second.pk).job_en == "hand"
    ivan = film.credits.get(name_en="Ivan")
    assert ivan.job_en == "grip"
    assert ivan.pk > 0


def test_a_story_is_drafted_with_all_its_blocks(curator_client: Client) -> None:
    exhibit = Exhibit.objects.get()
    blocks = TextBlock.objects.filter(parent=exhibit).count()
    row = {"text_en": "<p>Something new.</p>", "text_ru": "", "region": "story", "ordering": "9999", "id": ""}
    data = added_row(opened(curator_client, exhibit), "exhibit_textblock_set", **row)
    data |= {"exhibit_chapterblock_set-0-title_en": ["Another beginning"], "_draft": ["1"]}
    response = curator_client.post(address(exhibit), data)
    assert response.status_code == 302, errors_of(response)
    page = Client().get(exhibit.get_absolute_url()).content.decode()
    assert "Something new." not in page
    assert "Another beginning" not in page
    assert curator_client.post(address(exhibit), opened(curator_client, exhibit)).status_code == 302
    page = Client().get(exhibit.get_absolute_url()).content.decode()
    assert "Something new." in page
    assert "Another beginning" in page
    assert TextBlock.objects.filter(parent=exhibit).count() == blocks + 1
    assert ChapterBlock.objects.filter(parent=exhibit, title_en="Another beginning").exists()


def test_what_is_wrong_in_a_draft_is_said_and_nothing_is_kept(curator_client: Client, event: Event) -> None:
    data = opened(curator_client, event) | {"date": ["abt twenty-seven"], "_draft": ["1"]}
    response = curator_client.post(address(event), data)
    assert "abt twenty-seven" in errors_of(response)
    assert not Draft.objects.exists()


def test_what_another_changed_meanwhile_elsewhere_stays(curator_client: Client, event: Event) -> None:
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    Event.objects.filter(pk=event.pk).update(title_ru="Её слова")
    assert curator_client.post(address(event), opened(curator_client, event)).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.title_ru) == ("Mine", "Её слова")


def test_the_same_field_changed_meanwhile_is_shown_before_it_is_overwritten(
    curator_client: Client, event: Event
) -> None:
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    Event.objects.filter(pk=event.pk).update(title_en="Hers")
    held = curator_client.post(address(event), opened(curator_client, event))
    assert "What visitors see was changed in the same fields" in errors_of(held)
    assert "<del>Hers</del><ins>Mine</ins>" in held.content.decode()
    event.refresh_from_db()
    assert event.title_en == "Hers"
    assert Draft.objects.exists()
    assert curator_client.post(address(event), filled(held)).status_code == 302
    event.refresh_from_db()
    assert event.title_en == "Mine"


def test_a_draft_that_names_what_is_gone_says_so(curator_client: Client, event: Event) -> None:
    person = Person.objects.create(slug="new", name_en="New", sort_name_en="New", status="published")
    film = a_film()
    row = CREDIT | {"person": str(person.pk)}
    curator_client.post(address(film), added_row(opened(curator_client, film), "credits", **row) | {"_draft": ["1"]})
    person.delete()
    page = curator_client.get(address(film), follow=True).content.decode()
    assert "cannot be shown: something that it names was deleted" in page
    assert "Throw the draft away" in page
    assert curator_client.get(address(film) + "?live").status_code == 200


def test_a_draft_is_thrown_away_after_a_question_that_says_what_is_lost(curator_client: Client, event: Event) -> None:
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    page = curator_client.get(address(event, "discard")).content.decode()
    assert "<ins>Mine</ins>" in page
    assert curator_client.post(address(event, "discard")).status_code == 302
    assert not Draft.objects.exists()
    assert opened(curator_client, event)["title_en"] == [event.title_en]
    assert curator_client.get(address(event, "discard")).status_code == 404


def test_two_who_draft_one_record_do_not_write_over_each_other(
    curator_client: Client, writer: Client, event: Event
) -> None:
    mine, hers = opened(curator_client, event), opened(writer, event)
    writer.post(address(event), hers | {"title_en": ["Hers"], "_draft": ["1"]})
    response = curator_client.post(address(event), mine | {"title_en": ["Mine"], "_draft": ["1"]})
    assert response.status_code == 409
    assert [clash.stored for clash in response.context["clashes"]] == ["Hers"]


def test_a_row_that_another_adds_meanwhile_is_no_part_of_the_draft(curator_client: Client) -> None:
    film = a_film()
    curator_client.post(address(film), opened(curator_client, film) | {"note_en": ["Mine"], "_draft": ["1"]})
    Credit.objects.create(film=film, name_en="Anna", department="crew", job_en="driver")
    for _again in range(2):
        data = opened(curator_client, film) | {"note_ru": ["Моё"], "_draft": ["1"]}
        assert curator_client.post(address(film), data).status_code == 302
        assert "Anna" in curator_client.get(address(film)).content.decode()
    assert curator_client.post(address(film), opened(curator_client, film)).status_code == 302
    film.refresh_from_db()
    assert (film.note_en, film.note_ru) == ("Mine", "Моё")
    assert film.credits.filter(name_en="Anna").count() == 1


def test_saved_again_a_draft_does_not_take_what_another_changed_for_its_own(
    curator_client: Client, event: Event
) -> None:
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    Event.objects.filter(pk=event.pk).update(title_ru="Её слова")
    curator_client.post(address(event), opened(curator_client, event) | {"_draft": ["1"]})
    Event.objects.filter(pk=event.pk).update(title_ru="Опять её")
    assert curator_client.post(address(event), opened(curator_client, event)).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.title_ru) == ("Mine", "Опять её")


def test_what_visitors_see_is_shown_beside_a_draft_and_cannot_be_saved_over_it(
    curator_client: Client, event: Event
) -> None:
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    live = curator_client.get(address(event) + "?live")
    assert 'name="_save"' not in live.content.decode()
    for button in ("_save", "_draft"):
        assert curator_client.post(address(event) + "?live", filled(live) | {button: ["1"]}).status_code == 302
    assert opened(curator_client, event)["title_en"] == ["Mine"]
    assert curator_client.post(address(event), filled(live) | {"_save": ["1"]}).status_code == 409, (
        "it was made of other"
    )


def test_what_was_before_the_first_draft_is_kept(curator_client: Client, event: Event) -> None:
    Version.objects.get_for_object(event).delete()
    was = event.title_en
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    curator_client.post(address(event), opened(curator_client, event))
    titles = [version.field_dict["title_en"] for version in Version.objects.get_for_object(event)]
    assert titles == ["Mine", was]


def test_a_mistake_in_a_draft_of_something_without_history_is_mended(curator_client: Client, event: Event) -> None:
    Version.objects.get_for_object(event).delete()
    data = opened(curator_client, event) | {"date": ["abt twenty-seven"], "_draft": ["1"]}
    again = filled(curator_client.post(address(event), data)) | {"date": ["1958"], "_draft": ["1"]}
    assert curator_client.post(address(event), again).status_code == 302
    assert Draft.objects.exists()


def test_a_mistake_while_new_rows_are_published_is_mended(curator_client: Client) -> None:
    film = a_film()
    row = CREDIT | {"name_en": "Ivan"}
    curator_client.post(address(film), added_row(opened(curator_client, film), "credits", **row) | {"_draft": ["1"]})
    refused = curator_client.post(address(film), opened(curator_client, film) | {"date": ["abt twenty-seven"]})
    assert "abt twenty-seven" in errors_of(refused)
    assert curator_client.post(address(film), filled(refused) | {"date": ["1957"]}).status_code == 302
    assert film.credits.get(name_en="Ivan").pk > 0


def test_the_desk_says_that_a_draft_was_published_and_a_version_brought_back(curator_client: Client) -> None:
    event = Event.objects.published()[0]
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Drafted"], "_draft": ["1"]})
    page = curator_client.post(address(event), opened(curator_client, event), follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert "The draft was published: visitors see it now." in said
    newest = LogEntry.objects.filter(object_id=str(event.pk)).order_by("-pk")
    assert newest[0].get_change_message() == "The draft was published: visitors see it now."
    oldest = Version.objects.get_for_object(event).last()
    revision = reverse("admin:exhibit_event_revision", args=(event.pk, oldest.pk))
    shown = curator_client.get(revision)
    assert "Press the save button" not in shown.content.decode()
    curator_client.post(revision, filled(shown))
    assert Event.objects.get(pk=event.pk).title_en != "Drafted"
    assert newest[0].get_change_message() == "An older version was brought back."


def test_a_draft_goes_with_its_record(curator_client: Client, event: Event) -> None:
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_draft": ["1"]})
    event.awards.all().update(event=None)
    event.delete()
    assert not Draft.objects.exists()


def test_a_row_that_is_deleted_meanwhile_is_told_before_it_comes_back(curator_client: Client) -> None:
    film = a_film()
    credit = film.credits.in_billing_order()[0]
    curator_client.post(address(film), opened(curator_client, film) | {"credits-0-job_en": ["hand"], "_draft": ["1"]})
    credit.citations.all().delete()
    credit.delete()
    held = curator_client.post(address(film), opened(curator_client, film))
    assert "<ins>hand</ins>" in held.content.decode()
    assert "What visitors see was changed in the same fields" in errors_of(held)
    assert curator_client.post(address(film), filled(held)).status_code == 302
    assert film.credits.filter(job_en="hand").exists()


# Reviewed


def test_a_curator_submits_an_editor_returns_and_publishes(
    curator_client: Client, writer: Client, event: Event
) -> None:
    data = opened(writer, event) | {"title_en": ["A better title"]}
    assert writer.post(address(event), data | {"_submit": ["1"]}).status_code == 302
    draft = Draft.objects.get()
    assert (draft.state, str(draft.author)) == ("submitted", "anna")

    page = curator_client.get(address(event))
    assert "Return with this comment" in page.content.decode()
    curator_client.post(address(event), filled(page) | {"_return": ["1"], "_comment": ["Say when."]})
    draft.refresh_from_db()
    assert (draft.state, draft.comment, str(draft.author), str(draft.reviewer)) == (
        "returned",
        "Say when.",
        "anna",
        "olga",
    )
    page = writer.get(address(event))
    assert "Say when." in page.content.decode()
    writer.post(address(event), filled(page) | {"title_en": ["A better title, 1957"], "_submit": ["1"]})
    assert curator_client.post(address(event), opened(curator_client, event)).status_code == 302
    event.refresh_from_db()
    assert event.title_en == "A better title, 1957"
    assert not Draft.objects.exists()


def test_whoever_may_not_publish_changes_what_is_published_by_a_draft_only(writer: Client, event: Event) -> None:
    data = opened(writer, event) | {"title_en": ["Mine"], "status": ["draft"], "_save": ["Save"]}
    assert writer.post(address(event), data).status_code == 302
    event.refresh_from_db()
    assert event.title_en != "Mine"
    assert event.status == "published"
    assert Draft.objects.get().contents["exhibit.event"][str(event.pk)]["title_en"] == "Mine"


def test_whoever_may_not_publish_saves_unpublished_records_as_ever(writer: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(status="draft")
    data = opened(writer, event) | {"title_en": ["Mine"], "status": ["published"]}
    assert writer.post(address(event), data).status_code == 302
    event.refresh_from_db()
    assert (event.title_en, event.status) == ("Mine", "draft")


def test_whoever_may_not_publish_returns_nothing(writer: Client, event: Event) -> None:
    assert writer.post(address(event), opened(writer, event) | {"_return": ["1"]}).status_code == 403


def test_a_draft_that_is_not_ready_is_published_only_where_it_was(curator_client: Client, event: Event) -> None:
    """What was never seen stays a draft; what visitors see already is not taken from them."""
    Event.objects.filter(pk=event.pk).update(status="draft", evidence_status="verified")
    event.citations.all().delete()
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["Mine"], "_submit": ["1"]})
    data = opened(curator_client, event) | {"status": ["published"]}
    page = curator_client.post(address(event), data, follow=True).content.decode()
    assert "stays a draft until this is mended" in page
    event.refresh_from_db()
    assert (event.title_en, event.status) == ("Mine", "draft")


def test_an_unready_record_is_not_published_by_way_of_a_draft(curator_client: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(status="draft", evidence_status="verified")
    event.citations.all().delete()
    curator_client.post(address(event), opened(curator_client, event) | {"status": ["published"], "_draft": ["1"]})
    curator_client.post(address(event), opened(curator_client, event))
    event.refresh_from_db()
    assert event.status == "draft"


def test_the_enter_key_saves_and_returns_nothing(curator_client: Client, writer: Client, event: Event) -> None:
    """A browser presses the first button of a form."""
    first = re.compile(r'<(?:input|button)[^>]*type="submit"[^>]*name="(\w+)"')
    assert first.findall(curator_client.get(address(event)).content.decode().split("csrf", 1)[1])[0] == "_save"
    page = writer.get(address(event)).content.decode().split("_form", 1)[1]
    assert first.findall(page)[0] == "_draft"
    writer.post(address(event), opened(writer, event) | {"_submit": ["1"]})
    page = curator_client.get(address(event)).content.decode().split("_form", 1)[1]
    assert first.findall(page)[0] == "_draft"


def test_who_has_a_draft_open_is_told_to_others(curator_client: Client, writer: Client, event: Event) -> None:
    writer.post(address(event), opened(writer, event) | {"_draft": ["1"]})
    assert "anna has had" not in curator_client.get(address(event)).content.decode(), "she has saved it"
    writer.get(address(event))
    assert "anna has had this record open" in curator_client.get(address(event)).content.decode()


# Roles


ROLES = ("Viewers", "Curators", "Editors", "Administrators")
MAY: dict[str, tuple[bool, bool, bool, bool]] = {
    #                             Viewers Curators Editors Administrators
    "see a list": (True, True, True, True),
    "see a record": (True, True, True, True),
    "add a record": (False, True, True, True),
    "change an unpublished record": (False, True, True, True),
    "draft a published record": (False, True, True, True),
    "change a published record": (False, False, True, True),
    "publish by the form": (False, False, True, True),
    "publish by the action": (False, False, True, True),
    "withdraw by the action": (False, False, True, True),
    "return a draft": (False, False, True, True),
    "delete an unpublished record": (False, True, True, True),
    "delete a published record": (False, False, True, True),
    "bring back an older version": (False, False, True, True),
    "bring back a deleted record": (False, False, True, True),
    "change a credit on its own page": (False, False, True, True),
    "change a source": (False, True, True, True),
    "see accounts": (False, False, False, True),
    "add an account": (False, False, False, True),
}


def _does(client: Client, deed: str, event: Event) -> bool:
    """Try it as a browser would, and say whether it was done."""
    seen, unseen = event, Event.objects.exclude(pk=event.pk).exclude(people=None)[0]
    Event.objects.filter(pk=unseen.pk).update(status="draft")
    is_seen = deed in {
        "draft a published record",
        "change a published record",
        "return a draft",
        "delete a published record",
    }
    record = seen if is_seen else unseen
    chosen = {"_selected_action": [str(record.pk)]}
    match deed:
        case "see a list":
            return client.get(listing(Event)).status_code == 200
        case "see a record":
            return client.get(address(seen)).status_code == 200
        case "add a record":
            return client.get(listing(Event, "add")).status_code == 200
        case "see accounts":
            return client.get("/admin/auth/user/").status_code == 200
        case "add an account":
            return client.get("/admin/auth/user/add/").status_code == 200
        case "change a source":
            return (
                client.post(
                    "/admin/exhibit/source/add/", {"title": "New", "slug": "new", "language": "en", "tier": "B"}
                ).status_code
                == 302
            )
        case "bring back an older version":
            with create_revision():
                add_to_revision(seen)
            Event.objects.filter(pk=seen.pk).update(title_en="Later")
            old = address(seen, "revision", Version.objects.get_for_object(seen)[0].pk)
            client.post(old, filled(client.get(old)) or {})
            return Event.objects.get(pk=seen.pk).title_en != "Later"
        case "bring back a deleted record":
            with create_revision():
                add_to_revision(seen)
            version = Version.objects.get_for_object(seen)[0]
            key = seen.pk
            seen.delete()
            place = f"/admin/exhibit/event/recover/{version.pk}/"
            client.post(place, filled(client.get(place)) or {})
            return Event.objects.filter(pk=key).exists()
        case "change a credit on its own page":
            credit = Credit.objects.filter(job_en="actor")[0]
            client.post(address(credit), filled(client.get(address(credit))) | {"job_en": ["player"]})
            return Credit.objects.get(pk=credit.pk).job_en == "player"
        case "publish by the action":
            client.post(listing(Event), {"action": "publish", "post": "yes", **chosen})
            return Event.objects.get(pk=record.pk).status == "published"
        case "withdraw by the action":
            client.post(listing(Event), {"action": "withdraw", "post": "yes", "_selected_action": [str(seen.pk)]})
            return Event.objects.get(pk=seen.pk).status == "draft"
        case "delete an unpublished record" | "delete a published record":
            client.post(address(record, "delete"), {"post": "yes"})
            return not Event.objects.filter(pk=record.pk).exists()
    data = filled(client.get(address(record))) | {"title_en": ["Changed"]}
    match deed:
        case "draft a published record":
            client.post(address(record), data | {"_draft": ["1"]})
            return Draft.objects.filter(object_id=record.pk).exists()
        case "return a draft":
            drafts.keep(record, {}, {})
            client.post(address(record), filled(client.get(address(record))) | {"_return": ["1"]})
            return Draft.objects.get().state == "returned"
        case "publish by the form":
            client.post(address(record), data | {"status": ["published"]})
            return Event.objects.get(pk=record.pk).status == "published"
    client.post(address(record), data)
    return Event.objects.get(pk=record.pk).title_en == "Changed"


@pytest.mark.parametrize("deed", MAY)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may(role: str, deed: str, event: Event) -> None:
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    event.disputes.clear()
    event.awards.all().update(event=None)
    assert _does(client, deed, event) is MAY[deed][ROLES.index(role)]


def test_administrators_make_accounts_and_no_superusers(client: Client) -> None:
    boss = User.objects.create_superuser("boss", password="a long enough password")
    user = User.objects.create_user("admin", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    own = f"/admin/auth/user/{User.objects.create_user('friend').pk}/change/"
    assert "is_superuser" not in filled(client.get(own))
    client.post(own, filled(client.get(own)) | {"is_superuser": ["on"]})
    assert not User.objects.get(username="friend").is_superuser
    assert client.post(f"/admin/auth/user/{boss.pk}/password/", {}).status_code == 403
    assert client.post(f"/admin/auth/user/{boss.pk}/delete/", {"post": "yes"}).status_code == 403
