"""Editions: what an exhibit said on one day is read there for good, compared, put back, withdrawn."""

import datetime
import re

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from exhibit.curation.contents import ContentsError
from exhibit.curation.editions import Rows, changed_between, put_back, rows_of
from exhibit.interop import texts
from exhibit.models import (
    Credit,
    Edition,
    EditionPage,
    Event,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    Image,
    PastSlug,
    Person,
    Record,
    Statement,
    TextBlock,
    TimelineBlock,
)
from exhibit.publishing import reading
from exhibit.publishing.editions import ReleaseError, as_shown, release, show_again, unreleased, withdraw
from exhibit.publishing.pages import public_pages

pytestmark = pytest.mark.django_db

LEAD = "A new beginning of the story."


@pytest.fixture
def exhibit(museum: None) -> Exhibit:
    return Exhibit.objects.get(slug="the-cranes-are-flying")


@pytest.fixture
def first(exhibit: Exhibit) -> Edition:
    return release(exhibit, title_en="As it opened", title_ru="К открытию", note_en="The first text.")


@pytest.fixture
def visitor() -> Client:
    return Client()


def rewrite(exhibit: Exhibit, lead: str = LEAD) -> None:
    exhibit.lead_en = lead
    exhibit.save()


def desk(exhibit: Exhibit, number: int | None = None) -> str:
    name = "admin:exhibit_exhibit_edition" if number else "admin:exhibit_exhibit_editions"
    return reverse(name, args=(exhibit.pk, number) if number else (exhibit.pk,))


def seen_on(client: Client, exhibit: Exhibit) -> str:
    """What the page of the first edition says of itself, and is told again by its form."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(desk(exhibit, 1)).content.decode())
    assert found
    return found[1]


def page_of(edition: Edition, language: str = "en") -> EditionPage:
    return edition.pages.get(language=language)


class TestRelease:
    def test_it_keeps_the_page_in_every_language(self, first: Edition) -> None:
        pages = {page.language: page for page in first.pages.all()}
        assert set(pages) == {code for code, _name in settings.LANGUAGES}
        assert "Mikhail Kalatozov" in pages["en"].html
        assert "Калатозов" in pages["ru"].html
        assert all(page.is_intact for page in pages.values())

    def test_editions_of_an_exhibit_are_numbered_from_one(self, exhibit: Exhibit, first: Edition) -> None:
        other = Exhibit.objects.create(slug="another", title="Another", lead="x", status=Record.Status.PUBLISHED)
        assert first.number == 1
        assert release(exhibit, title_en="Second").number == 2
        assert release(other, title_en="First of another").number == 1

    def test_it_has_a_name(self, exhibit: Exhibit) -> None:
        with pytest.raises(ValidationError, match="title"):
            release(exhibit, title_en="")
        assert not Edition.objects.exists()

    def test_what_visitors_do_not_see_is_not_released(self, exhibit: Exhibit) -> None:
        Exhibit.objects.update(status=Record.Status.DRAFT)
        with pytest.raises(ReleaseError, match="Publish it first"):
            release(exhibit, title_en="Too early")

    def test_a_film_that_is_not_published_is_on_no_page(self, exhibit: Exhibit) -> None:
        shown = FilmBlock.objects.filter(parent=exhibit).exclude(film=exhibit.film_id).values("film")[:1]
        Film.objects.filter(pk__in=shown).update(status=Record.Status.DRAFT, title_en="Nobody may read this yet")
        edition = release(exhibit, title_en="Without it")
        assert all("Nobody may read this" not in page.html for page in edition.pages.all())
        assert "Nobody may read this" in str(edition.contents)  # the desk knows it

    def test_a_translator_is_not_asked_for_its_name(self, exhibit: Exhibit) -> None:
        release(exhibit, title_en="In one language")
        catalogue = texts.exported("ru")
        assert "In one language" not in catalogue
        assert texts.take(catalogue, "ru")

    def test_an_exhibit_that_has_editions_is_not_deleted(self, exhibit: Exhibit, first: Edition) -> None:
        with pytest.raises(ProtectedError):
            exhibit.delete()


class TestReading:
    def test_a_story_is_read_passage_by_passage(self) -> None:
        html = (
            '<article><h1>A <em>film</em></h1><nav><a href="#one">Contents</a></nav>'
            '<section class="chapter" id="one"><h2>One</h2><p>First,<br>then <a href="#n1">more</a>.</p>'
            "<svg><title>A drawing</title></svg><ul><li>a</li><li>b &amp; c</li></ul></section>"
            '<footer class="closing"><p>The end</p></footer></article>'
        )
        assert [(one.chapter, one.text) for one in reading.passages(html)] == [
            ("", "A film"),
            ("one", "One"),
            ("one", "First, then more."),
            ("one", "a"),
            ("one", "b & c"),
            ("", "The end"),
        ]

    def test_what_changed_is_told_word_by_word_and_by_chapter(self) -> None:
        old = '<section class="chapter" id="war"><h2>The war</h2><p>It began in spring.</p><p>Gone.</p></section>'
        new = '<section class="chapter" id="war"><h2>The war</h2><p>It began in June.</p></section>'
        [changed] = reading.changes(old, new)
        assert (changed.chapter, changed.title) == ("war", "The war")
        assert [piece.text for piece in changed.pieces if piece.kind == "new"] == ["June"]
        assert "Gone" in "".join(piece.text for piece in changed.pieces if piece.kind == "old")

    def test_a_chapter_that_went_is_told_by_its_own_title(self) -> None:
        old = '<section class="chapter" id="a"><h2>Apart</h2><p>text</p></section>'
        [changed] = reading.changes(old, "<p></p>")
        assert (changed.title, {piece.kind for piece in changed.pieces}) == ("Apart", {"old"})

    def test_of_a_long_paragraph_only_the_words_round_the_change_are_told(self) -> None:
        words = " ".join(f"word{number}" for number in range(200))
        [changed] = reading.changes(f"<p>{words} old end</p>", f"<p>{words} new end</p>")
        told = "".join(piece.text for piece in changed.pieces)
        assert len(told) < 150
        assert "word199" in told

    def test_the_same_page_has_no_changes(self, first: Edition) -> None:
        assert unreleased(first) == {"en": [], "ru": []}


class TestVisitors:
    def test_an_edition_says_for_good_what_the_exhibit_said(self, exhibit: Exhibit, first: Edition) -> None:
        was = exhibit.lead_en[:40]
        rewrite(exhibit)
        TextBlock.objects.filter(parent=exhibit).delete()
        kept = Client().get(f"/exhibits/{exhibit.slug}/editions/1/").content.decode().replace("\u00a0", " ")
        assert was in kept
        assert LEAD not in kept
        assert LEAD in Client().get(exhibit.get_absolute_url()).content.decode()

    def test_each_language_has_its_own(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        assert exhibit.lead_ru[:30] in visitor.get(f"/ru/exhibits/{exhibit.slug}/editions/1/").content.decode()

    def test_it_can_be_cited_with_its_checksum(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        html = visitor.get(f"/exhibits/{exhibit.slug}/editions/1/").content.decode()
        assert page_of(first).checksum in html
        assert f"http://testserver/exhibits/{exhibit.slug}/editions/1/" in html
        assert "differs" not in html

    def test_a_text_that_was_tampered_with_says_so(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        EditionPage.objects.update(html=page_of(first).html.replace("war", "peace"))
        assert "its checksum differs" in visitor.get(f"/exhibits/{exhibit.slug}/editions/1/").content.decode()

    def test_the_log_tells_what_changed(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        rewrite(exhibit)
        release(exhibit, title_en="Corrected", note_en="The lead was rewritten.")
        html = visitor.get(f"/exhibits/{exhibit.slug}/editions/").content.decode()
        assert "1 passage changed" in html
        assert "<ins>" in html
        assert "beginning" in html
        assert "The lead was rewritten." in html
        assert html.index("Corrected") < html.index("As it opened")

    def test_the_log_never_tells_what_is_not_on_the_page(
        self, exhibit: Exhibit, first: Edition, visitor: Client
    ) -> None:
        person = Person.objects.filter(credits__film=exhibit.film_id).first()
        Person.objects.filter(pk=person.pk).update(status=Record.Status.DRAFT, biography_en="A secret of the desk")
        release(exhibit, title_en="Second")
        html = visitor.get(f"/exhibits/{exhibit.slug}/editions/").content.decode()
        assert "A secret of the desk" not in html

    def test_the_exhibit_names_its_newest_edition(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        html = visitor.get(exhibit.get_absolute_url()).content.decode()
        assert f'href="/exhibits/{exhibit.slug}/editions/"' in html
        assert "Edition 1," in html

    def test_without_editions_there_is_no_log(self, exhibit: Exhibit, visitor: Client) -> None:
        assert visitor.get(f"/exhibits/{exhibit.slug}/editions/").status_code == 404
        assert "/editions/" not in visitor.get(exhibit.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("way", ["", "1/", "2/", "0/"])
    def test_of_an_exhibit_that_is_not_shown_there_are_none(
        self, exhibit: Exhibit, first: Edition, visitor: Client, way: str
    ) -> None:
        Exhibit.objects.update(unpublish_at=timezone.now() - datetime.timedelta(minutes=1))
        assert visitor.get(f"/exhibits/{exhibit.slug}/editions/{way}").status_code == 404

    def test_an_old_address_leads_to_the_edition(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        exhibit.slug = "the-cranes"
        exhibit.save()
        assert PastSlug.objects.filter(slug="the-cranes-are-flying").exists()
        answer = visitor.get("/exhibits/the-cranes-are-flying/editions/1/")
        assert (answer.status_code, answer["Location"]) == (301, "/exhibits/the-cranes/editions/1/")

    def test_a_withdrawn_edition_says_why_and_nothing_else(
        self, exhibit: Exhibit, first: Edition, visitor: Client
    ) -> None:
        Edition.objects.update(withdrawn_at=timezone.now(), reason="At the family’s wish.")
        answer = visitor.get(f"/exhibits/{exhibit.slug}/editions/1/")
        assert answer.status_code == 410
        assert "At the family’s wish." in answer.content.decode()
        assert exhibit.lead_en[:40] not in answer.content.decode()
        paths = {page.path for page in public_pages()}
        assert f"/exhibits/{exhibit.slug}/editions/" in paths
        assert f"/exhibits/{exhibit.slug}/editions/1/" not in paths

    def test_what_a_withdrawn_edition_said_is_not_told_by_the_next(self, exhibit: Exhibit, visitor: Client) -> None:
        log = f"/exhibits/{exhibit.slug}/editions/"
        first, second, third = ("Milder words.", "A slander of somebody.", "Milder words once more.")
        editions = []
        for lead in (first, second, third):
            rewrite(exhibit, lead)
            editions.append(release(exhibit, title_en=lead[:6]))
        assert "slander" in visitor.get(log).content.decode()
        withdraw(editions[1], "A slander.".replace("slander", "mistake"))
        html = visitor.get(log).content.decode()
        assert "slander" not in html
        assert "once more" in html  # the third is told by the first
        show_again(editions[1])
        assert "slander" in visitor.get(log).content.decode()

    def test_an_edition_released_after_a_withdrawn_one_is_told_by_the_one_before(
        self, exhibit: Exhibit, first: Edition, visitor: Client
    ) -> None:
        rewrite(exhibit, "A slander of somebody.")
        withdraw(release(exhibit, title_en="Second"), "A mistake.")
        rewrite(exhibit, "Milder words.")
        release(exhibit, title_en="Third")
        assert "slander" not in visitor.get(f"/exhibits/{exhibit.slug}/editions/").content.decode()

    def test_it_is_cited_by_the_title_that_it_had(self, exhibit: Exhibit, first: Edition, visitor: Client) -> None:
        exhibit.title_en = "Renamed"
        exhibit.save()
        cited = (
            visitor.get(f"/exhibits/{exhibit.slug}/editions/1/").content.decode().partition("edition-note__cited")[2]
        )
        cited = cited.partition("</details>")[0]
        assert "The Cranes Are Flying" in cited
        assert "Renamed" not in cited

    def test_of_a_language_that_came_later_nothing_is_claimed(
        self, exhibit: Exhibit, first: Edition, visitor: Client
    ) -> None:
        first.pages.filter(language="ru").delete()
        release(exhibit, title_en="Second", title_ru="Вторая")
        html = visitor.get(f"/ru/exhibits/{exhibit.slug}/editions/").content.decode()
        assert "На этом языке слова не изменились." not in html

    def test_a_picture_whose_rights_have_ended_is_not_shown(self, exhibit: Exhibit, first: Edition) -> None:
        block = FigureBlock.objects.filter(parent=exhibit).first()
        assert f'<a class="picture__open" href="/images/{block.image.slug}/">' in page_of(first).html
        address = Image.objects.get(pk=block.image_id).file.url
        assert address in as_shown(page_of(first))
        Image.objects.filter(pk=block.image_id).update(rights_expire_on=timezone.localdate() - datetime.timedelta(1))
        assert address not in as_shown(page_of(first))
        assert "This picture is no longer shown." in as_shown(page_of(first))

    def test_no_address_of_a_file_is_kept(self, first: Edition) -> None:
        html = page_of(first).html
        assert f'"{settings.STATIC_URL}' not in html
        assert '"static:art/lens/sky.svg"' in html
        assert f'"{settings.STATIC_URL}art/lens/sky.svg"' in as_shown(page_of(first))


class TestRows:
    def test_they_are_the_story_and_all_that_it_is_made_of(self, exhibit: Exhibit) -> None:
        rows = rows_of(exhibit).contents
        assert str(exhibit.pk) in rows["exhibit.exhibit"]
        assert len(rows["exhibit.textblock"]) == TextBlock.objects.filter(parent=exhibit).count()
        own = Credit.objects.filter(film=exhibit.film_id).values_list("pk", flat=True)
        assert {str(pk) for pk in own} <= set(rows["exhibit.credit"])
        assert {"exhibit.citation", "exhibit.source", "exhibit.disputeside", "exhibit.place"} <= set(rows)

    def test_what_the_story_does_not_show_is_not_among_them(self, exhibit: Exhibit) -> None:
        alone = Film.objects.create(slug="alone", title="Alone", status=Record.Status.PUBLISHED)
        assert str(alone.pk) not in rows_of(exhibit).contents["exhibit.film"]

    def test_a_larger_collection_costs_no_more_queries(self, exhibit: Exhibit) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                rows_of(exhibit)
            return len(asked)

        before = count()
        for number in range(20):
            Credit.objects.create(
                film_id=exhibit.film_id, slug=f"credit-{number}", name_en=f"N{number}", job_en="actor"
            )
        assert count() == before

    def test_changes_are_grouped_by_the_record_to_which_they_belong(self, exhibit: Exhibit) -> None:
        before = rows_of(exhibit)
        credit = Credit.objects.filter(film=exhibit.film_id).first()
        Credit.objects.filter(pk=credit.pk).update(job_en="something else")
        rewrite(exhibit)
        changed = {one.value: one for one in changed_between(before, rows_of(exhibit))}
        assert set(changed) == {f"exhibit.exhibit/{exhibit.pk}", f"exhibit.film/{exhibit.film_id}"}
        [change] = changed[f"exhibit.exhibit/{exhibit.pk}"].changes
        assert change.new == LEAD


class TestPuttingBack:
    def test_chosen_records_say_again_what_they_said(self, exhibit: Exhibit, first: Edition) -> None:
        was = exhibit.lead_en
        rewrite(exhibit)
        Film.objects.filter(pk=exhibit.film_id).update(synopsis_en="Another synopsis")
        put_back(first, [f"exhibit.exhibit/{exhibit.pk}"], rows_of(exhibit))
        exhibit.refresh_from_db()
        assert exhibit.lead_en == was
        assert Film.objects.get(pk=exhibit.film_id).synopsis_en == "Another synopsis"

    def test_rows_that_went_come_back_and_rows_that_came_go(self, exhibit: Exhibit, first: Edition) -> None:
        gone = TextBlock.objects.filter(parent=exhibit).first()
        text, pk = gone.text_en, gone.pk
        gone.delete()
        TextBlock.objects.create(parent=exhibit, region="story", ordering=9999, text_en="<p>New</p>")
        put_back(first, [f"exhibit.exhibit/{exhibit.pk}"], rows_of(exhibit))
        assert TextBlock.objects.get(pk=pk).text_en == text
        assert not TextBlock.objects.filter(text_en="<p>New</p>").exists()

    def test_a_statement_that_was_deleted_comes_back_with_its_citations(self, exhibit: Exhibit, first: Edition) -> None:
        slug = next(iter(Statement.objects.filter(pk__in=first.contents["exhibit.statement"]).values_list("slug")))[0]
        statement = Statement.objects.get(slug=slug)
        value, count = f"exhibit.statement/{statement.pk}", statement.citations.count()
        assert count
        statement.delete()
        put_back(first, [value], rows_of(exhibit))
        assert Statement.objects.get(slug=slug).citations.count() == count

    def test_addresses_and_publication_stay(self, exhibit: Exhibit, first: Edition) -> None:
        Exhibit.objects.filter(pk=exhibit.pk).update(slug="elsewhere", unpublish_at="2099-01-01T00:00Z", lead_en=LEAD)
        put_back(first, [f"exhibit.exhibit/{exhibit.pk}"], rows_of(exhibit))
        exhibit.refresh_from_db()
        assert (exhibit.slug, exhibit.unpublish_at.year) == ("elsewhere", 2099)
        assert exhibit.lead_en != LEAD

    def test_a_record_that_came_since_stays(self, exhibit: Exhibit, first: Edition) -> None:
        film = Film.objects.create(slug="new", title="New", status=Record.Status.PUBLISHED)
        FilmBlock.objects.create(parent=exhibit, region="story", ordering=9999, film=film)
        put_back(first, [f"exhibit.exhibit/{exhibit.pk}", f"exhibit.film/{film.pk}"], rows_of(exhibit))
        assert Film.objects.filter(pk=film.pk).exists()
        assert not FilmBlock.objects.filter(film=film).exists()

    def test_what_needs_something_that_is_gone_is_not_half_put_back(self, exhibit: Exhibit, first: Edition) -> None:
        block = FilmBlock.objects.filter(parent=exhibit).exclude(film=exhibit.film_id).first()
        rewrite(exhibit)
        first.contents["exhibit.filmblock"][str(block.pk)]["film"] = 10**9
        with pytest.raises(ContentsError):
            put_back(first, [f"exhibit.exhibit/{exhibit.pk}"], rows_of(exhibit))
        exhibit.refresh_from_db()
        assert exhibit.lead_en == LEAD

    def test_what_the_edition_knew_only_by_name_keeps_all_that_it_owns(self, exhibit: Exhibit) -> None:
        mentioned = {int(pk) for pk in rows_of(exhibit).contents["exhibit.film"]}
        film = Film.objects.create(slug="bare", title_en="Bare", status=Record.Status.PUBLISHED)
        Credit.objects.create(film=film, name_en="Somebody", job_en="actor")
        assert film.pk not in mentioned
        event = Event.objects.filter(pk__in=TimelineBlock.objects.filter(parent=exhibit).values("events")).first()
        event.films.add(film)
        edition = release(exhibit, title_en="With its name only")
        assert str(film.pk) in edition.contents["exhibit.film"]
        assert f"exhibit.film/{film.pk}" not in edition.whole
        FilmBlock.objects.create(parent=exhibit, region="story", ordering=9999, film=film)
        live = rows_of(exhibit, like=Rows.of(edition))
        assert f"exhibit.film/{film.pk}" not in {one.value for one in changed_between(Rows.of(edition), live)}
        put_back(edition, [f"exhibit.film/{film.pk}", f"exhibit.exhibit/{exhibit.pk}"], live)
        assert film.credits.count() == 1
        assert not FilmBlock.objects.filter(film=film).exists()

    def test_a_film_that_the_story_shows_no_longer_is_still_compared(self, exhibit: Exhibit, first: Edition) -> None:
        block = FilmBlock.objects.filter(parent=exhibit).exclude(film=exhibit.film_id).first()
        film = block.film
        block.delete()
        Credit.objects.create(film=film, name_en="Somebody", job_en="actor")
        value = f"exhibit.film/{film.pk}"
        live = rows_of(exhibit, like=Rows.of(first))
        found = {one.value: one for one in changed_between(Rows.of(first), live)}
        assert {change.new for change in found[value].changes} >= {"Somebody"}

    def test_a_language_that_was_taken_out_is_no_fault(self, exhibit: Exhibit, first: Edition) -> None:
        first.contents["exhibit.exhibit"][str(exhibit.pk)]["title_fr"] = "Quand passent les cigognes"
        was = exhibit.lead_en
        rewrite(exhibit)
        put_back(first, [f"exhibit.exhibit/{exhibit.pk}"], rows_of(exhibit))
        exhibit.refresh_from_db()
        assert exhibit.lead_en == was


class TestTheDesk:
    def test_an_editor_releases_an_edition(self, exhibit: Exhibit, curator_client: Client) -> None:
        words = {"title_en": "As it opened", "title_ru": "К открытию", "note_en": "", "note_ru": "", "number": "1"}
        answer = curator_client.post(desk(exhibit), words, follow=True)
        edition = Edition.objects.get()
        assert (edition.title_ru, edition.released_by.username) == ("К открытию", "olga")
        assert "Edition 1 is released." in answer.content.decode()
        assert LogEntry.objects.filter(change_message__contains="Edition 1").exists()

    def test_a_nameless_one_is_refused(self, exhibit: Exhibit, curator_client: Client) -> None:
        answer = curator_client.post(desk(exhibit), {"title_en": "", "title_ru": "", "note_en": "x", "number": "1"})
        assert "This field is required." in answer.content.decode()
        assert not Edition.objects.exists()

    def test_what_is_new_is_told_before_the_next(
        self, exhibit: Exhibit, first: Edition, curator_client: Client
    ) -> None:
        assert "the very words of this edition" in curator_client.get(desk(exhibit)).content.decode()
        rewrite(exhibit)
        html = curator_client.get(desk(exhibit)).content.decode()
        assert "New since edition 1" in html
        assert "beginning" in html

    def test_records_are_put_back_and_their_history_kept(
        self, exhibit: Exhibit, first: Edition, curator_client: Client
    ) -> None:
        was = exhibit.lead_en
        rewrite(exhibit)
        value = f"exhibit.exhibit/{exhibit.pk}"
        assert f'value="{value}"' in curator_client.get(desk(exhibit, 1)).content.decode()
        curator_client.post(
            desk(exhibit, 1), {"record": value, "_put_back": "1", "seen": seen_on(curator_client, exhibit)}
        )
        exhibit.refresh_from_db()
        assert exhibit.lead_en == was
        newest, older = Version.objects.get_for_object(exhibit)[:2]
        assert older.field_dict["lead_en"] == LEAD
        assert (newest.field_dict["lead_en"], newest.revision.user.username) == (was, "olga")
        assert "edition 1" in newest.revision.comment

    def test_what_changed_after_one_looked_is_not_overwritten(
        self, exhibit: Exhibit, first: Edition, curator_client: Client
    ) -> None:
        rewrite(exhibit)
        seen = seen_on(curator_client, exhibit)
        rewrite(exhibit, "Somebody's later words.")
        answer = curator_client.post(desk(exhibit, 1), {"record": f"exhibit.exhibit/{exhibit.pk}", "seen": seen})
        exhibit.refresh_from_db()
        assert exhibit.lead_en == "Somebody's later words."
        assert "after you opened this page" in answer.content.decode()

    def test_a_second_click_releases_nothing(self, exhibit: Exhibit, curator_client: Client) -> None:
        words = {"title_en": "As it opened", "number": "1"}
        curator_client.post(desk(exhibit), words)
        answer = curator_client.post(desk(exhibit), words)
        assert Edition.objects.count() == 1
        assert "An edition was released after you opened this page." in answer.content.decode()

    def test_nothing_chosen_is_said(self, exhibit: Exhibit, first: Edition, curator_client: Client) -> None:
        rewrite(exhibit)
        answer = curator_client.post(desk(exhibit, 1), {"_put_back": "1", "seen": seen_on(curator_client, exhibit)})
        assert "Choose at least one record." in answer.content.decode()

    def test_an_edition_is_withdrawn_for_a_reason_and_shown_again(
        self, exhibit: Exhibit, first: Edition, curator_client: Client
    ) -> None:
        answer = curator_client.post(desk(exhibit, 1), {"_withdraw": "1", "reason": " "})
        assert "Say why it is withdrawn" in answer.content.decode()
        assert Edition.objects.filter(withdrawn_at=None).exists()
        curator_client.post(desk(exhibit, 1), {"_withdraw": "1", "reason": "An error of law."})
        assert Edition.objects.get().reason == "An error of law."
        curator_client.post(desk(exhibit, 1), {"_show_again": "1"})
        assert Edition.objects.get().withdrawn_at is None

    @pytest.mark.parametrize(("role", "status"), [("Viewers", 403), ("Curators", 403), ("Editors", 302)])
    def test_only_who_publishes_releases_puts_back_and_withdraws(
        self, exhibit: Exhibit, first: Edition, role: str, status: int
    ) -> None:
        user = User.objects.create_user("anna", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        rewrite(exhibit)
        assert client.get(desk(exhibit)).status_code == 200
        assert client.get(desk(exhibit, 1)).status_code == 200
        assert client.post(desk(exhibit), {"title_en": "Mine", "number": "2"}).status_code == status
        assert client.post(desk(exhibit, 1), {"_withdraw": "1", "reason": "x"}).status_code == status
        value = f"exhibit.exhibit/{exhibit.pk}"
        asked = {"record": value, "seen": seen_on(client, exhibit)}
        assert client.post(desk(exhibit, 1), asked).status_code == status
        exhibit.refresh_from_db()
        assert (exhibit.lead_en == LEAD) is (status == 403)

    def test_no_edition_of_another_exhibit_is_reached(self, first: Edition, curator_client: Client) -> None:
        other = Exhibit.objects.create(slug="another", title="Another", lead="x")
        assert curator_client.get(desk(other, 1)).status_code == 404

    def test_its_pages_stay_within_their_queries(
        self, exhibit: Exhibit, first: Edition, curator_client: Client
    ) -> None:
        rewrite(exhibit)
        for address, most in ((desk(exhibit), 60), (desk(exhibit, 1), 130)):  # both read the whole story
            with CaptureQueriesContext(connection) as asked:
                assert curator_client.get(address).status_code == 200
            assert len(asked) <= most, (address, len(asked))
