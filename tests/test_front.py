"""The front page of the desk."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from exhibit.models import Event, Exhibit, Film, ReviewComment, ReviewLink
from tests.test_admin import address, opened

pytestmark = pytest.mark.usefixtures("museum")


def front(client: Client, language: str = "") -> str:
    return client.get(f"{language}/admin/").content.decode()


def part(page: str, name: str) -> str:
    return page.split(f'id="desk-{name}"')[1].split("</section>")[0]


def test_it_leads_back_to_what_one_was_working_on(curator_client: Client) -> None:
    film, event = Film.objects.all()[0], Event.objects.all()[0]
    curator_client.get(address(film))
    curator_client.post(address(event), opened(curator_client, event))
    visits = part(front(curator_client), "visits")
    assert visits.index(address(event)) < visits.index(address(film))
    assert "saved" in visits
    assert "open" in visits
    other = Client()
    other.force_login(User.objects.create_superuser("anna"))
    assert address(film) not in part(front(other), "visits")


def test_what_is_submitted_waits_for_editors_and_what_is_returned_for_its_author(curator_client: Client) -> None:
    anna = User.objects.create_user("anna", is_staff=True)
    anna.groups.add(Group.objects.get(name="Curators"))
    writer = Client()
    writer.force_login(anna)
    event = Event.objects.published()[0]
    writer.post(address(event), opened(writer, event) | {"_submit": ["1"]})
    assert "submitted for review, anna" in part(front(curator_client), "waiting")
    curator_client.post(address(event), opened(curator_client, event) | {"_return": ["1"], "_comment": ["Say when."]})
    assert "returned with a comment, anna: Say when." in part(front(writer), "waiting")
    assert 'id="desk-waiting"' not in front(curator_client), "it is with its author again"


def test_comments_of_reviewers_wait_until_they_are_dealt_with(curator_client: Client) -> None:
    expires = timezone.now() + datetime.timedelta(days=7)
    link = ReviewLink.objects.create(exhibit=Exhibit.objects.get(), reviewer="Dr Ivanova", expires_at=expires)
    comment = ReviewComment.objects.create(link=link, name="Dr Ivanova", text="The date is wrong.")
    waiting = part(front(curator_client), "waiting")
    assert "The date is wrong." in waiting
    assert address(link) in waiting
    ReviewComment.objects.filter(pk=comment.pk).update(is_done=True)
    assert "The date is wrong." not in front(curator_client)


def test_what_appears_and_disappears_stands_in_order_under_its_day(curator_client: Client) -> None:
    film, event = Film.objects.all()[0], Event.objects.all()[0]
    noon = timezone.now().replace(hour=12, minute=0) + datetime.timedelta(days=3)
    Film.objects.filter(pk=film.pk).update(publish_at=noon + datetime.timedelta(days=1), status="published")
    Event.objects.filter(pk=event.pk).update(unpublish_at=noon, status="published")
    due = part(front(curator_client), "due")
    assert due.index(address(event)) < due.index(address(film))
    assert due.count("<time") == 2
    assert "appears" in due
    assert "disappears" in due
    assert "12:00" in due


def test_a_draft_does_not_appear_whatever_its_times_say(curator_client: Client) -> None:
    event = Event.objects.published()[0]
    later = timezone.localtime(timezone.now() + datetime.timedelta(days=7))
    times = {"publish_at_0": [later.strftime("%Y-%m-%d")], "publish_at_1": [later.strftime("%H:%M:%S")]}
    page = curator_client.post(
        address(event), opened(curator_client, event) | times | {"status": ["draft"]}, follow=True
    ).content.decode()
    assert "It is a draft: it does not appear on" in page
    assert "would appear, but is a draft" in part(front(curator_client), "due")
    page = curator_client.post(
        address(event), opened(curator_client, event) | times | {"status": ["published"]}, follow=True
    ).content.decode()
    assert "Visitors see it from" in page
    assert "would appear" not in part(front(curator_client), "due")


def test_what_is_held_back_is_not_announced_either_and_that_is_said(curator_client: Client) -> None:
    exhibit = Exhibit.objects.create(slug="empty", title_en="Empty", lead_en="Nothing yet.", position=9)
    later = timezone.localtime(timezone.now() + datetime.timedelta(days=7))
    sent = {"status": ["published"], "is_announced": ["on"], "publish_at_0": [later.strftime("%Y-%m-%d")]}
    page = curator_client.post(address(exhibit), opened(curator_client, exhibit) | sent, follow=True).content.decode()
    assert "“Empty” stays a draft until this is mended:" in page
    assert "It is a draft: it does not appear on" in page
    assert "Nor is it announced before." in page


@pytest.mark.parametrize(
    ("times", "words"),
    [({}, "published"), ({"publish_at": 7}, "appears on"), ({"publish_at": -9, "unpublish_at": -7}, "disappeared on")],
)
def test_a_card_says_whether_visitors_see_the_exhibit(
    times: dict[str, int], words: str, curator_client: Client
) -> None:
    moments = {name: timezone.now() + datetime.timedelta(days=days) for name, days in times.items()}
    Exhibit.objects.update(status="published", **moments)
    assert f'status--published">{words}' in part(front(curator_client), "exhibits")


def test_a_new_exhibit_does_not_take_over_the_home_page(curator_client: Client) -> None:
    (cranes,) = Exhibit.objects.all()
    page = curator_client.get("/admin/exhibit/exhibit/add/").content.decode()
    assert f'name="position" value="{cranes.position + 1}"' in page


def test_it_says_what_is_not_ready_and_what_is_not_published(curator_client: Client) -> None:
    event = Event.objects.filter(evidence_status="verified")[0]
    event.citations.all().delete()
    curator_client.get(address(event))
    assert "1 error" in part(front(curator_client), "ready")
    Event.objects.filter(pk=event.pk).update(status="draft")
    assert "Events: " in part(front(curator_client), "unpublished")


def test_it_shows_the_exhibits_and_who_changed_what(curator_client: Client) -> None:
    event = Event.objects.all()[0]
    curator_client.post(address(event), opened(curator_client, event) | {"title_en": ["New words"]})
    page = front(curator_client)
    assert "<svg" in part(page, "exhibits")
    assert "olga" in part(page, "changes")
    assert "New words" in part(page, "changes")


def test_a_viewer_sees_only_what_viewers_may(client: Client) -> None:
    user = User.objects.create_user("guest", is_staff=True)
    client.force_login(user)
    page = client.get("/admin/").content.decode()
    assert "The Cranes Are Flying" not in page


def test_in_few_queries(curator_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for record in (*Film.objects.all()[:4], *Event.objects.all()[:4]):
        curator_client.get(address(record))
    with django_assert_max_num_queries(62):
        front(curator_client)
