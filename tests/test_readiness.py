"""What records lack: found by the database, read in stories, said at the desk, and in the way of publishing."""

import datetime
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from exhibit import curation
from exhibit.curation import Level
from exhibit.curation.checks import NOUNS, checks_of
from exhibit.models import (
    Award,
    AwardListBlock,
    ChapterBlock,
    CheckedLink,
    Citation,
    Dispute,
    Event,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    Image,
    PastSlug,
    Person,
    Release,
    Source,
    Statement,
    TextBlock,
    TimelineBlock,
)
from tests.test_admin import address, listing, opened

pytestmark = pytest.mark.usefixtures("museum")


def codes(record: Any) -> set[str]:
    return {finding.code for finding in curation.readiness(record).findings}


def errors(record: Any) -> set[str]:
    return {finding.code for finding in curation.readiness(record).errors}


def changed(record: Any, **values: Any) -> Any:
    type(record)._base_manager.filter(pk=record.pk).update(**values)
    return record


def a_film() -> Film:
    return Film.objects.get(slug="cranes-are-flying")


def an_award() -> Award:
    award = Award.objects.filter(films__isnull=False, date_earliest__isnull=False).first()
    assert award
    return award


def an_event() -> Event:
    event = Event.objects.filter(people__birth_earliest__isnull=False, evidence_status="verified").first()
    assert event
    return event


def a_block(kind: Any) -> Any:
    return kind.objects.filter(parent__slug="the-cranes-are-flying").first()


EARLY = {"date": "1701", "date_earliest": datetime.date(1701, 1, 1), "date_latest": datetime.date(1701, 12, 31)}
YESTERDAY = datetime.date.today() - datetime.timedelta(days=2)  # noqa: DTZ011

BREAKS: list[tuple[str, Callable[[], Any]]] = [
    ("untranslated-title-ru", lambda: changed(a_film(), title_ru="")),
    ("untranslated-title-en", lambda: changed(a_film(), title_en="")),
    ("released-before-made", lambda: _early_release()),
    ("made-before-birth", lambda: changed(a_film(), **EARLY)),
    ("uncited", lambda: _uncited(a_film())),
    ("undated", lambda: changed(a_film(), date=None, date_earliest=None, date_latest=None)),
    ("before-film", lambda: changed(an_award(), **EARLY)),
    ("before-birth", lambda: changed(an_event(), **EARLY)),
    ("verified-uncited", lambda: _uncited(an_event())),
    ("disputed-alone", lambda: _disputed_alone()),
    ("long-title-en", lambda: changed(an_event(), title_en="word " * 30)),
    ("dispute-unsettled", lambda: _with_open_dispute()),
    ("picture-unseen", lambda: changed(a_film(), image=_image(width=None))),
    ("disappeared", lambda: changed(a_film(), unpublish_at=timezone.now() - datetime.timedelta(days=1))),
    ("one-sided", lambda: Dispute.objects.create(slug="new", question_en="?", resolution_en="!")),
    ("no-wording", lambda: changed(Dispute.objects.all()[0], recommended_wording_en="")),
    ("side-unsourced", lambda: _unsourced()),
    ("no-alt", lambda: _image(alt_en="")),
    ("no-credit", lambda: _image(credit_en="")),
    ("no-file", lambda: _image(width=None)),
    ("rights-ended", lambda: _image(rights_expire_on=YESTERDAY)),
    ("rights-endless", lambda: _image(rights="licensed")),
    ("no-caption", lambda: _image(caption_en="")),
    ("link-broken", lambda: _broken_source()),
    ("film-unseen", lambda: _film_unseen()),
    ("no-opening", lambda: changed(Exhibit.objects.get(), drawing="", image=None)),
    ("credited-before-birth", lambda: changed(Person.objects.filter(credits__film=a_film())[0], **_born(1999))),
]


def _born(year: int) -> dict[str, Any]:
    day = datetime.date(year, 1, 1)
    return {"birth": str(year), "birth_earliest": day, "birth_latest": day.replace(month=12, day=31), "death": None}


def _early_release() -> Film:
    release = Release.objects.filter(film=a_film()).first()
    changed(release, **EARLY)
    return a_film()


def _uncited(record: Any) -> Any:
    record.citations.all().delete()
    return record


def _disputed_alone() -> Event:
    event = an_event()
    event.disputes.clear()
    event.citations.filter(stance="disputes").delete()
    return changed(event, evidence_status="disputed")


def _with_open_dispute() -> Film:
    film = a_film()
    film.disputes.add(Dispute.objects.create(slug="new", question_en="?", resolution_en="!"))
    return film


def _unsourced() -> Dispute:
    dispute = Dispute.objects.filter(sides__isnull=False)[0]
    side = dispute.sides.first()
    assert side
    side.sources.clear()
    return dispute


def _image(**values: Any) -> Image:
    image = Image.objects.filter(width__isnull=False)[0]
    return changed(image, **values)


def _broken_source() -> Source:
    source = Source.objects.exclude(url="")[0]
    CheckedLink.objects.create(address=source.url, checked_at=timezone.now(), status_code=404)
    return source


def _film_unseen() -> Exhibit:
    exhibit = Exhibit.objects.get()
    changed(exhibit.film, status="draft")
    return exhibit


@pytest.mark.parametrize(("code", "break_it"), BREAKS, ids=[code for code, _break in BREAKS])
def test_each_fault_is_found_and_said_in_both_languages(code: str, break_it: Callable[[], Any]) -> None:
    record = break_it()
    noun = type(record)
    record.refresh_from_db()
    said = set()
    for language in ("en", "ru"):
        with translation.override(language):
            found = {finding.code: finding for finding in curation.readiness(record).findings}
            said.add(found[code].words)
    assert len(said) == 2, "the words are the same in both languages"
    level = found[code].level
    assert record in curation.lacking(noun._default_manager.all(), level)
    assert record in [one.record for one in curation.report([noun])]


def test_none_of_these_faults_is_in_the_museum() -> None:
    """So that each test above is about what it broke."""
    whole = {finding.code for one in curation.report() for finding in one.findings}
    assert whole <= {"undated", "no-wording"}


def test_every_check_of_a_noun_has_a_name_of_its_own() -> None:
    for noun in NOUNS:
        names = [check.code for check in checks_of(noun)]
        assert len(set(names)) == len(names), noun


# Stories


def _blocks(kind: Any, **values: Any) -> Exhibit:
    changed(a_block(kind), **values)
    return Exhibit.objects.get()


STORIES: list[tuple[str, Level, Callable[[], Exhibit]]] = [
    ("no-blocks", Level.ERROR, lambda: Exhibit.objects.create(slug="new", title_en="New", lead_en="New")),
    ("no-chapter-first", Level.WARNING, lambda: _without_first_chapter()),
    ("empty-text", Level.ERROR, lambda: _blocks(TextBlock, text_en="<p> </p>")),
    ("untranslated-title-ru", Level.WARNING, lambda: _blocks(ChapterBlock, title_ru="")),
    ("unseen", Level.WARNING, lambda: _unseen_film()),
    ("unseen", Level.ERROR, lambda: _unseen_picture()),
    ("empty", Level.ERROR, lambda: _empty(TimelineBlock, "events")),
    ("empty", Level.ERROR, lambda: _empty(AwardListBlock, "awards")),
    ("unknown-note", Level.ERROR, lambda: _blocks(TextBlock, text_en="<p>So it is.[^nobody-said]</p>")),
    ("link-lost", Level.ERROR, lambda: _blocks(TextBlock, text_en='<p><a href="/films/no-such-film/">A film</a></p>')),
    ("link-lost", Level.ERROR, lambda: _blocks(TextBlock, text_en='<p><a href="/no/such/page/">A page</a></p>')),
    ("link-broken", Level.WARNING, lambda: _broken_link()),
]


def _without_first_chapter() -> Exhibit:
    exhibit = Exhibit.objects.get()
    first = ChapterBlock.objects.filter(parent=exhibit).order_by("ordering").first()
    assert first
    first.delete()
    return exhibit


def _unseen_film() -> Exhibit:
    changed(a_block(FilmBlock).film, status="draft")
    return Exhibit.objects.get()


def _unseen_picture() -> Exhibit:
    changed(a_block(FigureBlock).image, rights_expire_on=YESTERDAY)
    return Exhibit.objects.get()


def _empty(kind: Any, name: str) -> Exhibit:
    getattr(a_block(kind), name).clear()
    return Exhibit.objects.get()


def _broken_link() -> Exhibit:
    CheckedLink.objects.create(address="https://example.org/gone", checked_at=timezone.now(), status_code=410)
    return _blocks(TextBlock, text_en='<p><a href="https://example.org/gone">There</a></p>')


@pytest.mark.parametrize(("code", "level", "break_it"), STORIES)
def test_a_story_is_read(code: str, level: Level, break_it: Callable[[], Exhibit]) -> None:
    exhibit = break_it()
    found = [finding for finding in curation.readiness(exhibit).findings if finding.code == code]
    assert [finding.level for finding in found] == [level] * len(found)
    assert found
    assert exhibit in curation.lacking(Exhibit.objects.all(), level)


def test_a_finding_leads_to_the_field_that_mends_it(curator_client: Client) -> None:
    """Also of a block: its number in the form is its place among those of its kind."""
    exhibit = Exhibit.objects.get()
    blocks = list(TextBlock.objects.filter(parent=exhibit).order_by("parent", "ordering", "key"))
    changed(blocks[3], text_ru="")
    found = next(one for one in curation.readiness(exhibit).findings if one.code == "untranslated-text-ru")
    data = opened(curator_client, exhibit)
    name = found.target.removeprefix("id_")
    assert data[name] == [""]
    assert data[name.replace("text_ru", "id")] == [str(blocks[3].pk)]


@pytest.mark.parametrize(("code", "break_it"), BREAKS, ids=[code for code, _break in BREAKS])
def test_every_target_is_on_the_form(code: str, break_it: Callable[[], Any], curator_client: Client) -> None:
    record = break_it()
    page = curator_client.get(address(record)).content.decode()
    for finding in curation.readiness(record).findings:
        assert finding.target, finding.words
        assert f'id="{finding.target}"' in page, finding


def test_a_link_to_an_old_address_is_no_fault() -> None:
    PastSlug.objects.create(noun="film", slug="letyat", current="cranes-are-flying")
    exhibit = _blocks(TextBlock, text_en='<p><a href="/films/letyat/">A film</a>, <a href="#end">end</a></p>')
    assert "link-lost" not in codes(exhibit)


# At the desk


def test_what_is_not_ready_stays_a_draft_and_nothing_written_is_lost(curator_client: Client) -> None:
    event = changed(_uncited(an_event()), status="draft")
    data = opened(curator_client, event) | {"status": ["published"], "title_en": ["A new title"]}
    response = curator_client.post(address(event), data, follow=True)
    event.refresh_from_db()
    assert (event.status, event.title_en) == ("draft", "A new title")
    page = response.content.decode()
    assert "stays a draft until this is mended" in page
    assert f'{address(event)}#citations-group">It is called verified, and no source is cited.' in page


def test_warnings_are_in_nobodys_way(curator_client: Client) -> None:
    event = changed(an_event(), status="draft", title_ru="")
    curator_client.post(address(event), opened(curator_client, event) | {"status": ["published"]})
    event.refresh_from_db()
    assert event.status == "published"


def test_the_action_publishes_what_is_ready_and_names_the_rest(curator_client: Client) -> None:
    ready, held = Event.objects.filter(evidence_status="verified")[:2]
    changed(_uncited(held), status="draft")
    changed(ready, status="draft")
    chosen = {"action": "publish", "post": "yes", "_selected_action": [str(ready.pk), str(held.pk)]}
    page = curator_client.post(listing(Event), chosen, follow=True).content.decode()
    ready.refresh_from_db()
    held.refresh_from_db()
    assert (ready.status, held.status) == ("published", "draft")
    assert "1 record was published." in page
    assert f"“{held}” stays a draft until this is mended" in page.replace("&#x27;", "'")


def test_a_list_says_how_ready_each_is_in_few_queries(
    curator_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    event = changed(_uncited(an_event()), title_ru="")
    curator_client.get(listing(Event))
    with django_assert_max_num_queries(12):
        page = curator_client.get(listing(Event)).content.decode()
    assert '<span class="ready ready--error">1 error, 1 warning</span>' in page
    found = curator_client.get(listing(Event, readiness="error")).context["cl"].result_list
    assert list(found) == [event]
    found = curator_client.get(listing(Event, readiness="ready", q=event.slug)).context["cl"].result_list
    assert list(found) == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_list_can_be_narrowed(noun: Any, curator_client: Client) -> None:
    for value in ("error", "warning", "ready"):
        assert curator_client.get(listing(noun, readiness=value)).status_code == 200


def test_the_form_says_what_the_record_lacks(curator_client: Client) -> None:
    film = changed(a_film(), title_ru="")
    page = curator_client.get(address(film)).content.decode()
    assert '<a href="#id_title_ru">“Title” is missing in this language: Русский.</a>' in page
    assert "Nothing is missing." in curator_client.get(address(Film.objects.exclude(pk=film.pk)[0])).content.decode()


def test_the_report_names_all_that_is_not_ready(curator_client: Client, client: Client) -> None:
    event = _uncited(an_event())
    page = curator_client.get("/admin/readiness/").content.decode()
    assert str(event) in page
    assert f"{address(event)}#citations-group" in page
    changed(a_film(), title_ru="")
    assert "Title" in curator_client.get("/admin/readiness/?level=warning").content.decode()
    assert "Название" in curator_client.get("/ru/admin/readiness/?level=warning").content.decode()
    assert client.get("/admin/readiness/").status_code == 302


# By command


def test_the_command_fails_where_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    event = _uncited(an_event())
    with pytest.raises(CommandError, match="1 errors"):
        call_command("readiness", "event", errors_only=True)
    assert f"error: event {event.slug}: It is called verified" in capsys.readouterr().out
    call_command("readiness", "place")
    with pytest.raises(CommandError, match=r"No such noun: movie\. Choose from: award"):
        call_command("readiness", "movie")


class _Web(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path))
        status = {"/good": 200, "/gone": 404, "/no-heads": 405, "/moved": 301}.get(self.path, 500)
        self.send_response(status if self.command == "HEAD" else 200)
        if status == 301:
            self.send_header("Location", "/good")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def web() -> Any:
    """A web server on this machine; its address."""
    server = HTTPServer(("127.0.0.1", 0), _Web)
    _Web.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_links_are_asked_once_and_broken_ones_again(web: str, capsys: pytest.CaptureFixture[str]) -> None:
    Source.objects.update(url="")
    nowhere = "http://127.0.0.1:9/nothing"
    for place in (f"{web}/good", f"{web}/gone", f"{web}/no-heads", f"{web}/moved", nowhere):
        Source.objects.create(slug=f"s-{place[-5:].strip('/')}", title=place, url=place)
    _blocks(TextBlock, text_en=f'<p><a href="{web}/from-a-story">There</a></p>')
    call_command("check_links", private=True, verbosity=1)
    answers = dict(CheckedLink.objects.values_list("address", "status_code"))
    assert answers == {
        f"{web}/good": 200,
        f"{web}/gone": 404,
        f"{web}/no-heads": 200,
        f"{web}/moved": 200,
        f"{web}/from-a-story": 500,
        nowhere: None,
    }
    assert "refused" in CheckedLink.objects.get(address=nowhere).problem
    assert "links: 6 known, 6 asked, 3 broken" in capsys.readouterr().out
    _Web.asked = []
    call_command("check_links", private=True, verbosity=0)
    assert {path for _verb, path in _Web.asked} == {"/gone", "/from-a-story"}
    assert codes(Source.objects.get(url=f"{web}/gone")) == {"link-broken"}
    Source.objects.filter(url=f"{web}/gone").delete()
    call_command("check_links", private=True, verbosity=0)
    assert not CheckedLink.objects.filter(address=f"{web}/gone").exists(), "nothing leads there any more"


def test_a_museum_of_many_is_looked_through_in_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    events = list(Event.objects.all())
    with django_assert_max_num_queries(1):
        assert len(curation.of_records(events)) == len(events)
    exhibits = list(Exhibit.objects.all())
    with django_assert_max_num_queries(30):
        curation.of_records(exhibits)


def test_statements_and_citations_are_what_they_seem() -> None:
    statement = Statement.objects.filter(evidence_status="verified").first()
    assert statement
    Citation.objects.filter(statement=statement).delete()
    assert errors(statement) == {"verified-uncited"}
