"""Previews and reviewers' links: the ordinary page, earlier than visitors see it, and without a trace."""

import datetime
import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone, translation

from exhibit import clock
from exhibit.curation import drafts
from exhibit.models import Draft, Event, Exhibit, Film, FilmBlock, Person, ReviewComment, ReviewLink, TextBlock
from tests.test_admin import address, filled, listing, opened

pytestmark = pytest.mark.usefixtures("museum")


def preview(client: Client, record: Any, **asked: str) -> Any:
    return client.get(address(record, "preview"), {f"_preview_{name}": value for name, value in asked.items()})


def an_event() -> Event:
    event = Event.objects.published().filter(people__isnull=False).first()
    assert event
    return event


# The preview of a form


def test_what_the_form_says_is_shown_as_its_page_and_nothing_is_kept(curator_client: Client) -> None:
    event = an_event()
    data = opened(curator_client, event) | {"title_en": ["Not said before"], "_preview_language": ["en"]}
    response = curator_client.post(address(event, "preview"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Not said before" in page
    assert "Visitors do not see this page." in page
    event.refresh_from_db()
    assert event.title_en != "Not said before"
    assert not Draft.objects.exists()
    assert opened(curator_client, event)["title_en"] == [event.title_en]


def test_a_story_is_previewed_with_its_new_blocks(curator_client: Client) -> None:
    exhibit = Exhibit.objects.get()
    data = opened(curator_client, exhibit)
    number = data["exhibit_textblock_set-TOTAL_FORMS"][0]
    row = {"text_en": "<p>Quite new.</p>", "text_ru": "", "region": "story", "ordering": "9999", "id": ""}
    data |= {f"exhibit_textblock_set-{number}-{name}": [value] for name, value in row.items()}
    data |= {"exhibit_textblock_set-TOTAL_FORMS": [str(int(number) + 1)]}
    assert "Quite new." in curator_client.post(address(exhibit, "preview"), data).content.decode()
    assert not TextBlock.objects.filter(text_en__contains="Quite new").exists()


def test_what_is_wrong_in_the_form_is_said_in_the_frame(curator_client: Client) -> None:
    event = an_event()
    data = opened(curator_client, event) | {"date": ["abt twenty-seven"]}
    page = curator_client.post(address(event, "preview"), data).content.decode()
    assert "There is no page to show yet." in page
    assert "abt twenty-seven" in page


@pytest.mark.parametrize(("language", "words"), [("en", "Visitors do not see this page."), ("ru", "Посетители")])
def test_in_either_language(curator_client: Client, language: str, words: str) -> None:
    page = preview(curator_client, an_event(), language=language).content.decode()
    assert f'<html lang="{language}"' in page
    assert words in page


def test_a_preview_may_stand_in_a_frame_of_the_desk_alone_and_is_never_kept(curator_client: Client) -> None:
    response = preview(curator_client, an_event())
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "frame-src 'self'" in curator_client.get(address(an_event()))["Content-Security-Policy"]


def test_who_may_not_see_the_desk_sees_no_preview(client: Client) -> None:
    assert preview(client, an_event()).status_code == 302


# As of a day


def test_a_record_that_appears_later_is_previewed_as_of_then(curator_client: Client) -> None:
    film = Film.objects.get(slug="red-tent")
    person = Person.objects.filter(credits__film=film).first()
    assert person
    soon = timezone.now() + datetime.timedelta(days=30)
    Person.objects.filter(pk=person.pk).update(publish_at=soon)
    link = f'href="{person.get_absolute_url()}"'
    assert link not in preview(curator_client, film).content.decode()
    day = (soon + datetime.timedelta(days=1)).date().isoformat()
    page = preview(curator_client, film, at=day).content.decode()
    assert link in page
    assert "as it will be on" in page
    assert clock.now() - timezone.now() < datetime.timedelta(minutes=1), "the clock is put back"


def test_a_preview_of_another_day_leaves_nothing_in_what_is_kept(curator_client: Client, client: Client) -> None:
    """The timeline keeps its sums; those of a preview are of another day."""
    exhibit = Exhibit.objects.get()
    before = client.get("/").content
    preview(curator_client, exhibit, at="2090-01-01")
    assert client.get("/").content == before


# Reviewers' links


@pytest.fixture
def link(db: None) -> ReviewLink:
    expires = timezone.now() + datetime.timedelta(days=7)
    return ReviewLink.objects.create(exhibit=Exhibit.objects.get(), reviewer="Dr Ivanova", expires_at=expires)


def place(link: ReviewLink) -> str:
    with translation.override("en"):
        return link.get_absolute_url()


def test_a_reviewer_sees_an_exhibit_that_is_not_published_with_its_drafts(
    client: Client, curator_client: Client, link: ReviewLink
) -> None:
    exhibit = link.exhibit
    curator_client.post(
        address(exhibit), opened(curator_client, exhibit) | {"title_en": ["In the making"], "_draft": ["1"]}
    )
    film = FilmBlock.objects.filter(parent=exhibit)[0].film
    Film.objects.filter(pk=film.pk).update(status="draft")
    Exhibit.objects.update(status="draft")
    response = client.get(place(link))
    page = response.content.decode()
    assert response.status_code == 200
    assert "In the making" in page
    assert film.title in page
    assert client.get(exhibit.get_absolute_url()).status_code == 404
    assert Exhibit.objects.get().title_en != "In the making"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin", "the address is told to no other site, and to this one"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_reviewer_reads_it_in_the_other_language(client: Client, link: ReviewLink) -> None:
    Exhibit.objects.update(status="draft")
    here = place(link)
    (way,) = re.findall(r'<a href="([^"]+)" lang="ru"', client.get(here).content.decode())
    page = client.get(way)
    assert page.status_code == 200
    assert 'lang="ru"' in page.content.decode().partition(">")[2][:200]
    (back,) = re.findall(r'<a href="([^"]+)" lang="en"', page.content.decode())
    assert back == here


def test_a_comment_reaches_the_desk(client: Client, curator_client: Client, link: ReviewLink) -> None:
    response = client.post(place(link), {"name": "Dr Ivanova", "text": "The date is <b>wrong</b>."}, follow=True)
    assert "Thank you. The curators have your comment." in response.content.decode()
    comment = ReviewComment.objects.get()
    assert (comment.link, comment.text) == (link, "The date is <b>wrong</b>.")
    page = curator_client.get(address(link)).content.decode()
    assert "The date is &lt;b&gt;wrong&lt;/b&gt;." in page
    assert curator_client.get(listing(ReviewLink)).context["cl"].result_list[0].waiting == 1


def test_a_comment_without_words_comes_back(client: Client, link: ReviewLink) -> None:
    response = client.post(place(link), {"name": "Dr Ivanova", "text": " "})
    assert response.status_code == 400
    assert "This field is required." in response.content.decode()
    assert not ReviewComment.objects.exists()


def test_comments_have_a_form_of_ones_own(link: ReviewLink) -> None:
    """Nobody else's page may send it."""
    strict = Client(enforce_csrf_checks=True)
    token = strict.get(place(link)).content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    said = {"name": "Dr Ivanova", "text": "Well done."}
    assert Client(enforce_csrf_checks=True).post(place(link), said).status_code == 403
    assert strict.post(place(link), said | {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_browser_that_names_no_origin_may_comment(link: ReviewLink) -> None:
    """As one does where nothing may be told of the page: so something has to be."""
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(place(link))
    assert page["Referrer-Policy"] == "same-origin"
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    said = {"name": "Dr Ivanova", "text": "Well done.", "csrfmiddlewaretoken": token}
    assert browser.post(place(link), said, HTTP_ORIGIN="http://testserver").status_code == 302


def test_a_reviewer_is_told_nothing_of_other_drafts(client: Client, curator_client: Client, link: ReviewLink) -> None:
    other = Film.objects.exclude(pk__in=FilmBlock.objects.values("film")).exclude(pk=link.exhibit.film_id).first()
    other = other or Film.objects.create(slug="secret", title_en="Top secret", original_title="x", status="published")
    drafts.keep(other, {}, {"exhibit.film": {str(other.pk): {"image": 99999}}})
    page = client.get(place(link))
    assert page.status_code == 200
    assert "cannot be shown" not in page.content.decode()
    assert "cannot be shown" in preview(curator_client, other).content.decode(), "curators are told"


@pytest.mark.parametrize("closed", ["expired", "revoked"])
def test_a_closed_link_says_so_and_shows_nothing(client: Client, link: ReviewLink, closed: str) -> None:
    now = timezone.now()
    ReviewLink.objects.update(**{"expires_at" if closed == "expired" else "revoked_at": now})
    for response in (client.get(place(link)), client.post(place(link), {"name": "x", "text": "y"})):
        assert response.status_code == 410
        assert link.exhibit.title not in response.content.decode()
    assert not ReviewComment.objects.exists()


def test_nobody_guesses_a_link(client: Client, link: ReviewLink) -> None:
    forged = signing.dumps(link.pk, salt="another")
    for token in (forged, str(link.pk), place(link).split("/")[-2][:-1] + "x"):
        assert client.get(f"/review/{token}/").status_code == 404


def test_as_of_the_links_day(client: Client, link: ReviewLink) -> None:
    Exhibit.objects.update(publish_at=timezone.now() + datetime.timedelta(days=30))
    ReviewLink.objects.update(as_of=timezone.now() + datetime.timedelta(days=31))
    response = client.get(place(link))
    assert response.status_code == 200
    assert "as it will be on" in response.content.decode()


def test_a_curator_makes_lists_and_revokes_links(curator_client: Client, client: Client) -> None:
    data = filled(curator_client.get(listing(ReviewLink, "add")))
    assert data["expires_at_0"][0] > timezone.localdate().isoformat()
    data |= {"exhibit": [str(Exhibit.objects.get().pk)], "reviewer": ["Dr Ivanova"]}
    assert curator_client.post(listing(ReviewLink, "add"), data).status_code == 302
    link = ReviewLink.objects.get()
    assert str(link.made_by) == "olga"
    page = curator_client.get(address(link)).content.decode()
    assert f"http://testserver{place(link)}" in page
    curator_client.post(listing(ReviewLink), {"action": "revoke", "_selected_action": [str(link.pk)]})
    assert client.get(place(link)).status_code == 410
    assert "revoked" in curator_client.get(listing(ReviewLink)).content.decode()


def test_no_public_page_names_a_reviewers_link(client: Client, link: ReviewLink) -> None:
    assert "/review/" not in client.get(link.exhibit.get_absolute_url()).content.decode()
