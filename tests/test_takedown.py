"""What is withdrawn is gone: from memory, Redis, nginx, feeds, search and files, also without a database.

And what is scheduled comes and goes at its minute, whatever the clock does. The database here is a stub that a test
changes and takes away, or the real one within a transaction.
"""

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from exhibit import clock
from exhibit.models import Event, Film, Image
from exhibit.models.schedule import moments
from exhibit.publishing.glances import OutOfReachError
from exhibit.publishing.public import POLICY
from exhibit.publishing.shelf import Shared
from exhibit.publishing.showing import Showings
from exhibit.search.index import catch_up
from tests.test_finished import FILM, StubGlance, Visitor, _fixed, finished, page

LAST = 'exhibit; hit; detail="database out of reach"'


class Changing:
    """An application whose page a curator takes down by a form: it is there, and then it is not."""

    def __init__(self, glance: StubGlance) -> None:
        self.glance = glance
        self.is_shown = True

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] == "POST":
            if not self.glance.is_there:
                return page(b"", "503 Service Unavailable", "no-store")(environ, start_response)
            self.is_shown, self.glance.value = False, self.glance.value + 1
            return page(b"", "302 Found", "no-store")(environ, start_response)
        if not self.glance.is_there:
            return page(b"later", "503 Service Unavailable", "no-store")(environ, start_response)
        return page(b"a secret", "200 OK" if self.is_shown else "404 Not Found")(environ, start_response)


@pytest.fixture
def glance() -> StubGlance:
    return StubGlance()


def museum_of(glance: StubGlance, shared: Shared | None = None, showings: Any = None) -> Any:
    return finished(Changing(glance), showings=showings or _fixed(glance), shared=shared)


# The database is away right after


def test_the_process_that_took_it_down_shows_it_no_more(glance: StubGlance) -> None:
    visitor = Visitor(museum_of(glance))
    assert visitor.ask(FILM).body == b"a secret"
    assert visitor.ask("/admin/exhibit/film/1/change/", "POST").status == 302
    glance.is_there = False
    said = visitor.ask(FILM)
    assert (said.status, said.body) == (503, b"later")


def test_without_that_doubt_it_would_be_shown(glance: StubGlance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Showings, "doubt", lambda self: None)
    visitor = Visitor(museum_of(glance))
    visitor.ask(FILM)
    visitor.ask("/admin/exhibit/film/1/change/", "POST")
    glance.is_there = False
    assert visitor.ask(FILM).body == b"a secret"


def test_a_process_that_has_noticed_and_could_not_look_shows_nothing_old(glance: StubGlance) -> None:
    class Stumbling(Showings):
        is_well = True

        def _look(self, stamp: Any) -> Any:
            if not self.is_well:
                raise OutOfReachError("gone in between")
            return _fixed(glance)._look(stamp)

    showings = Stumbling(glance)
    visitor = Visitor(museum_of(glance, showings=showings))
    assert visitor.ask(FILM).body == b"a secret"
    glance.value, showings.is_well = 2, False
    assert visitor.ask(FILM).source != LAST
    glance.is_there = False
    assert visitor.ask(FILM).status == 503


def test_a_process_that_nobody_asked_meanwhile_has_noticed_too(
    glance: StubGlance, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    showings = _fixed(glance)
    visitor = Visitor(museum_of(glance, showings=showings))
    visitor.ask(FILM)
    beats = iter([lambda: None, lambda: setattr(glance, "value", 2), lambda: None, lambda: None])

    def sleep(_seconds: float) -> None:
        next(beats)()

    monkeypatch.setattr("exhibit.publishing.showing.time.sleep", sleep)
    with pytest.raises(StopIteration):
        showings._keep_watch(lambda: heard.append(True))
    glance.is_there = False
    assert heard == [True], "once"
    assert visitor.ask(FILM).status == 503


def test_a_form_that_was_refused_leaves_the_last_pages(glance: StubGlance) -> None:
    visitor = Visitor(museum_of(glance))
    visitor.ask(FILM)
    glance.is_there = False
    for path in (FILM, "/admin/login/", "/"):
        assert visitor.ask(path, "POST").status == 503
    assert visitor.ask(FILM).source == LAST, "strangers cannot take them away"


def test_once_the_database_is_back_all_is_as_ever(glance: StubGlance) -> None:
    visitor = Visitor(museum_of(glance))
    visitor.ask(FILM)
    visitor.ask("/admin/", "POST")
    glance.is_there = False
    assert visitor.ask(FILM).status == 503
    glance.is_there = True
    assert visitor.ask(FILM).status == 404


class TestShared:
    @pytest.fixture
    def shared(self) -> Shared:
        return Shared(caches["default"], "takedown")

    def test_a_process_that_begins_without_a_database_begins_with_nothing_old(
        self, glance: StubGlance, shared: Shared
    ) -> None:
        visitor = Visitor(museum_of(glance, shared))
        visitor.ask(FILM)
        visitor.ask("/admin/", "POST")
        gone = StubGlance()
        gone.is_there = False
        newborn = Visitor(museum_of(gone, shared, Showings(gone)))
        assert newborn.ask(FILM).status == 503

    def test_it_is_remembered_again_with_the_next_page(self, glance: StubGlance, shared: Shared) -> None:
        visitor = Visitor(museum_of(glance, shared))
        visitor.ask(FILM)
        visitor.ask("/admin/", "POST")
        visitor.ask("/films/")
        assert shared.remembered() == _fixed(glance).now()


# Everywhere at once


def test_it_is_gone_from_every_surface_with_the_next_request(museum: None) -> None:
    """Pages, documents, lists, feeds, search, harvest, the map of the site, its card and its picture."""
    film = Film.objects.published().filter(exhibits=None, awards=None).order_by("-pk")[0]
    word = "Zqtakendown"
    Film.objects.filter(pk=film.pk).update(title_en=word, title_ru=word)
    while catch_up():
        pass
    surfaces = [
        *(f"/films/{film.slug}{end}" for end in ("/", ".json", ".jsonld", ".linked-art.json", "/cite.bib")),
        *(
            "/films/",
            "/films.csv",
            "/films.json",
            f"/search/?q={word}",
            f"/search/data.json?q={word}",
            "/timeline/list/",
        ),
        *("/timeline/list/", "/oai/?verb=ListRecords&metadataPrefix=oai_dc", "/sitemap/films-0.xml", "/ru/films/"),
    ]
    visitor = Visitor(finished())
    asked = [path for path in surfaces if path == "/sitemap/films-0.xml" or word.encode() in visitor.ask(path).body]
    assert len(asked) == len(surfaces)
    Film.objects.filter(pk=film.pk).update(status="draft")
    while catch_up():
        pass
    for path in surfaces:
        said = visitor.ask(path)
        body = said.body.replace(f"q={word}".encode(), b"").replace(f'value="{word}"'.encode(), b"")
        if not path.startswith("/search"):
            assert word.encode() not in body, path
        if film.slug in path:
            assert said.status == 404, path
        else:
            assert film.slug.encode() not in body, path
    assert visitor.ask(f"/cards/films/{film.slug}.jpg").status == 404


def test_caches_between_us_and_visitors_keep_nothing_longer_than_a_minute(museum: None) -> None:
    lasts = dict(part.strip().partition("=")[::2] for part in POLICY.split(","))
    kept = int(lasts["s-maxage"]) + max(int(lasts["stale-while-revalidate"]), int(lasts["stale-if-error"]))
    assert kept <= 60
    image = Image.objects.shown().first()
    assert image
    with_picture = Client().get(image.file.url)
    assert with_picture.status_code == 200
    assert int(with_picture["Cache-Control"].partition("max-age=")[2]) <= 60
    with_picture.close()


# At its minute


ZONES = ("UTC", "Europe/Moscow", "America/New_York", "Pacific/Apia")


def local(zone: str, *when: int, fold: int = 0) -> datetime.datetime:
    return datetime.datetime(*when, tzinfo=zoneinfo.ZoneInfo(zone), fold=fold)


INSTANTS: dict[str, datetime.datetime] = {
    "just before midnight": local("Europe/Moscow", 2027, 5, 9, 23, 59, 58),
    "midnight": local("Pacific/Apia", 2027, 5, 10),
    "before the gap of spring": local("America/New_York", 2027, 3, 14, 1, 59, 59),
    "after the gap of spring": local("America/New_York", 2027, 3, 14, 3),
    "the first half past one of autumn": local("America/New_York", 2027, 11, 7, 1, 30),
    "the second half past one of autumn": local("America/New_York", 2027, 11, 7, 1, 30, fold=1),
    "a leap day": local("UTC", 2028, 2, 29, 12),
    "the end of 32 bits": local("UTC", 2038, 1, 19, 3, 14, 8),
    "a year's end": local("Europe/Moscow", 2027, 12, 31, 23, 59, 59),
}
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.TIME_ZONE = request.param
    return str(request.param)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.datetime], None]:
    """Sets the clock of this machine."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(datetime.UTC))


COMES, GOES = "/events/kalatozov-usa/", "/events/palme/"


def scheduled(instant: datetime.datetime) -> None:
    Event.objects.filter(slug="kalatozov-usa").update(publish_at=instant)
    Event.objects.filter(slug="palme").update(unpublish_at=instant)


@pytest.mark.parametrize("name", INSTANTS)
def test_it_comes_and_goes_at_its_second_and_once(
    museum: None, zone: str, name: str, now: Callable[[datetime.datetime], None]
) -> None:
    instant = INSTANTS[name].astimezone(datetime.UTC)
    scheduled(instant)
    visitor = Visitor(finished())
    seen = []
    for seconds in (-3600, -1, 0, 60, 3600):
        now(instant + seconds * SECOND)
        seen.append((visitor.ask(COMES).status, visitor.ask(GOES).status))
    assert seen == [(404, 200)] * 2 + [(200, 404)] * 3


def test_a_clock_that_is_an_hour_late_again_leaves_nothing_wrong_behind(
    museum: None, now: Callable[[datetime.datetime], None]
) -> None:
    """Nothing is shown early by it, and what was made meanwhile is not shown late."""
    instant = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    scheduled(instant)
    visitor = Visitor(finished())
    seen = []
    for seconds in (-60, 5, -3595, -1, 0, 60):
        now(instant + seconds * SECOND)
        seen.append(
            (visitor.ask(COMES).status, visitor.ask(GOES).status, b"kalatozov-usa" in visitor.ask("/events.csv").body)
        )
    assert seen == [
        (404, 200, False),
        (200, 404, True),
        (404, 200, False),
        (404, 200, False),
        (200, 404, True),
        (200, 404, True),
    ]


def test_without_a_look_at_the_clock_that_went_back_pages_of_the_future_stay(
    museum: None, now: Callable[[datetime.datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    scheduled(instant)
    real = Showings._look
    monkeypatch.setattr(Showings, "_look", lambda self, stamp: _timeless(real(self, stamp)))
    visitor = Visitor(finished())
    now(instant + SECOND)
    assert visitor.ask(COMES).status == 200
    now(instant - 3600 * SECOND)
    assert visitor.ask(COMES).status == 200, "early"


def _timeless(showing: Any) -> Any:
    return type(showing)(showing.name, showing.changes_at, showing.ends_at, None)


@pytest.mark.parametrize("days", [(2028, 2, 29), (2027, 12, 31), (2038, 1, 18), (2027, 3, 13)])
def test_rights_end_with_the_museums_own_day(
    museum: None, zone: str, days: tuple[int, int, int], now: Callable[[datetime.datetime], None]
) -> None:
    last = datetime.date(*days)
    Image.objects.update(rights="licensed", rights_expire_on=last)
    ends = datetime.datetime.combine(last + datetime.timedelta(1), datetime.time(), zoneinfo.ZoneInfo(zone))
    for seconds, is_shown in ((-1, True), (0, False)):
        now(ends + seconds * SECOND)
        assert Image.objects.shown().exists() is is_shown
    now(ends - SECOND)
    assert moments(timezone.now()).next == ends


@pytest.mark.parametrize(
    ("zone_of_the_museum", "typed"),
    [("America/New_York", ("2027-03-14", "02:30")), ("America/New_York", ("2027-11-07", "01:30"))],
    ids=["a time that there is not", "a time that there is twice"],
)
def test_a_time_that_is_none_or_two_is_asked_back(
    curator_client: Client, museum: None, settings: Any, zone_of_the_museum: str, typed: tuple[str, str]
) -> None:
    from tests.test_admin import address, opened

    settings.TIME_ZONE = zone_of_the_museum
    event = Event.objects.get(slug="palme")
    form = opened(curator_client, event) | {"publish_at_0": [typed[0]], "publish_at_1": [typed[1]]}
    answer = curator_client.post(address(event), form)
    assert answer.status_code == 200
    assert "America/New_York" in answer.content.decode()
    event.refresh_from_db()
    assert event.publish_at is None


def test_a_preview_of_another_day_moves_no_clock(museum: None) -> None:
    Event.objects.filter(slug="palme").update(publish_at=timezone.now() + datetime.timedelta(days=3))
    with clock.at(timezone.now() + datetime.timedelta(days=4)):
        assert Event.objects.published().filter(slug="palme").exists()
    assert not Event.objects.published().filter(slug="palme").exists()
