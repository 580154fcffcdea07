"""The timeline as a list: nothing is lost or said twice, however much is under way, and emptiness leads on."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from itertools import cycle
from typing import Any

import html5lib
import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from exhibit.dates import UncertainDate
from exhibit.models import Award, AwardBody, Event, Film, Lane, Person, Place, Release
from exhibit.timeline import Listing, Timeline, TimelineQuery
from exhibit.timeline.facets import facets
from exhibit.timeline.listing import MOST_UNDER_WAY, PER_PAGE, listing
from exhibit.timeline.loading import LOADERS
from exhibit.timeline.printed import PrintedList, printed_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def lanes(museum: None) -> dict[str, Lane]:
    """The only lanes, by what they gather: there is nothing on them."""
    Event.objects.all().delete()
    for model in (Award, Film, Person):
        model.objects.update(status="draft")
    Lane.objects.all().delete()
    return {
        gathers: Lane.objects.create(slug=gathers or "all", name_en=gathers or "All", mark="war", gathers=gathers)
        for gathers in ("", *Lane.Gathers.values)
    }


Make = Callable[..., None]


@pytest.fixture
def make(lanes: dict[str, Lane]) -> Make:
    """Make so many published events, films, releases, lives and awards of one date each."""
    body, place = AwardBody.objects.all()[0], Place.objects.published()[0]
    undated = Film.objects.create(slug="undated", title_en="Undated", status="published")

    def make(date: str, count: int = 1, name: str = "", kinds: str = "event film release life award") -> None:
        def records(model: Any, **fields: Any) -> list[Any]:
            called = [f"{name or date.replace('/', '-').replace('.', '')}-{number:03}" for number in range(count)]
            return [model(slug=slug, status="published", **fields) for slug in called]

        known = UncertainDate.parse(date)
        importance = cycle(Event.Importance.values)
        if "event" in kinds:
            events = records(Event, title_en="Event", date=known, lane=lanes[""])
            for event in events:
                event.importance = next(importance)
            Event.objects.bulk_create(events)
        if "film" in kinds:
            Film.objects.bulk_create(records(Film, title_en="Film", date=known))
        if "life" in kinds:
            Person.objects.bulk_create(records(Person, name_en="Life", sort_name_en="Life", birth=known))
        if "award" in kinds:
            Award.objects.bulk_create(records(Award, category_en="Award", body=body, date=known))
        if "release" in kinds:
            Release.objects.create(film=undated, place=place, date=known, kind_en="Release")

    return make


def asked(query: str) -> TimelineQuery:
    return TimelineQuery.read(QueryDict(query), Timeline().lanes)


def page_of(query: str) -> Listing:
    return listing(Timeline(), asked(query))


def whole(query: str) -> PrintedList:
    return printed_list(Timeline(), asked(query))


def begun(found: Listing | PrintedList) -> list[str]:
    return [entry.anchor for year in found.years for entry in year.entries]


def pages(query: str) -> list[Listing]:
    """Follow the list from page to page, as a visitor does."""
    found = [page_of(query)]
    while way := found[-1].onward:
        found.append(page_of(way.address))
    return found


def expected(query: str) -> list[str]:
    """All that begins in a window, in order, by a look at everything."""
    line, window = Timeline(), asked(query)
    assert window.first
    assert window.last
    entries = line.entries_of([source.shaped(source.rows) for source in line.sources(TimelineQuery())], None)
    return [entry.anchor for entry in entries if window.first <= entry.date.earliest <= window.last]


@pytest.fixture(params=[2000, 0], ids=["in one range", "by parts"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for each kind as for few records, and as for many."""
    monkeypatch.setattr(import_module("exhibit.timeline.listing"), "SMALL", request.param)


@pytest.mark.usefixtures("_size")
class TestNothingIsLost:
    WINDOW = "from=1957&to=1958"

    def test_a_list_loses_nothing_when_much_is_under_way(self, make: Make) -> None:
        for year in (1900, 1955, 1956):
            make(f"{year}/1960", 2 * MOST_UNDER_WAY)
        make("1957", 20)
        make("1957-03-05", 20)
        make("1958-01-01", 20)
        found = pages(self.WINDOW)
        met = [anchor for page in found for anchor in begun(page)]
        assert len(met) == 3 * 81
        assert met == expected(self.WINDOW)
        assert [len(begun(page)) for page in found] == [PER_PAGE] * 4 + [3]

    def test_few_of_what_is_under_way_are_named_those_that_began_last(self, make: Make) -> None:
        for year in (1900, 1955):
            make(f"{year}/1960", 30)
        make("1956/1960", 5)
        make("1957", 70)
        first, *others = pages(self.WINDOW)
        assert len(first.under_way) == MOST_UNDER_WAY
        assert sum(entry.year == 1956 for entry in first.under_way) == 4 * 5 + 1
        assert {entry.year for entry in first.under_way} == {1955, 1956}
        order = [entry.place_in_order for entry in first.under_way]
        assert order == sorted(order)
        assert first.earlier_count == (2 * 30 + 5) * 4 + 3
        assert first.unseen_count == first.earlier_count - MOST_UNDER_WAY
        assert first.count == first.earlier_count + 70 * 4 + 1
        assert [(page.under_way, page.unseen_count) for page in others] == [([], 0)] * len(others)

    @pytest.mark.parametrize("kind", ["event", "film", "award", "life"])
    def test_those_that_begin_on_one_day_are_parted_without_a_loss(self, make: Make, kind: str) -> None:
        make("1957", PER_PAGE, name="z", kinds=kind)
        make("1957", PER_PAGE, name="a", kinds=kind)
        make("1957-01-01", PER_PAGE, name="y", kinds=kind)
        make("1957-01", PER_PAGE, name="m", kinds=kind)
        met = [anchor for page in pages(self.WINDOW) for anchor in begun(page)]
        assert len(set(met)) == 4 * PER_PAGE
        assert met == expected(self.WINDOW)

    def test_the_printed_list_is_as_whole(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        for year in (1900, 1955, 1956):
            make(f"{year}/1960", MOST_UNDER_WAY + 1)
        make("1957", 30, name="z")
        make("1957-01-01", 30, name="y")
        make("1957-01", 30, name="a")
        found = whole(self.WINDOW)
        assert begun(found) == expected(self.WINDOW)
        assert len(begun(found)) == 3 * 121
        assert [entry.year for entry in found.under_way] == [1956] * MOST_UNDER_WAY
        assert (found.unseen_count, found.more) == (3 * 101 - MOST_UNDER_WAY, 0)
        assert found.count == 3 * 101 + 3 * 121
        monkeypatch.setattr("exhibit.timeline.printed.MOST", 100)
        short = whole(self.WINDOW)
        assert begun(short) == expected(self.WINDOW)[:100]
        assert (short.unseen_count, short.more) == (3 * 101 - MOST_UNDER_WAY, 3 * 121 - 100)


class TestUnderWay:
    """What began before a window and lasts into it, each as long as it may."""

    @pytest.mark.parametrize(
        ("birth", "death"),
        [
            ("1900", "1980"),
            ("1900", None),
            ("18XX", None),
            ("18XX", "1980"),
            ("1840", "1958~"),
            ("1800/1890", None),
            (None, "1950/1960"),
            (None, "1957"),
        ],
    )
    def test_a_life_that_is_counted_is_named(
        self, lanes: dict[str, Lane], monkeypatch: pytest.MonkeyPatch, birth: str, death: str | None
    ) -> None:
        monkeypatch.setattr("exhibit.timeline.windows.SMALL", 0)
        Person.objects.create(
            slug="ann", name_en="Ann", sort_name_en="Ann", birth=birth, death=death, status="published"
        )
        found = page_of("from=1957-05&to=1957-06")
        assert found.count == found.earlier_count == 1
        assert [entry.anchor for entry in found.under_way] == ["life-ann"]
        assert found.unseen_count == 0
        assert [entry.anchor for entry in whole("from=1957-05&to=1957-06").under_way] == ["life-ann"]
        window = Timeline().window(asked("from=1957-05&to=1957-06"))
        assert ([entry.anchor for entry in window.entries], window.more) == (["life-ann"], 0)


class TestWithdrawnMeanwhile:
    """A curator may take a record down after it was found and before it is loaded."""

    @pytest.fixture(autouse=True)
    def _takes_down(self, museum: None, monkeypatch: pytest.MonkeyPatch) -> None:
        def withdrawing(load: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
            def loaded(*asked: Any) -> dict[str, Any]:
                for model in (Event, Film, Person):
                    model.objects.filter(slug__in=("ussr-release", "i-am-cuba", "kalatozov")).update(status="draft")
                return load(*asked)

            return loaded

        for kind, load in LOADERS.items():
            monkeypatch.setitem(LOADERS, kind, withdrawing(load))

    @pytest.mark.parametrize("prefix", ["", "/ru"])
    @pytest.mark.parametrize(
        "path",
        [
            "/timeline/?from=1957",
            "/timeline/?from=1957&entry=event-ussr-release",
            "/timeline/?from=1957&to=1957-10-13&lane=lives&lane=release",
            "/timeline/embed/?entry=event-ussr-release",
            "/timeline/list/?from=1957",
        ],
    )
    def test_a_page_answers_without_it(self, prefix: str, path: str) -> None:
        answer = Client().get(f"{prefix}{path}")
        assert answer.status_code == 200
        html = answer.content.decode()
        for anchor in ("event-ussr-release", "film-i-am-cuba", "life-kalatozov"):
            assert f'id="{anchor}"' not in html
            assert f'data-anchor="{anchor}"' not in html

    def test_an_empty_window_names_what_is_left(self) -> None:
        found = page_of("from=1957-10-11&to=1957-10-11&lane=release")
        assert found.count == 0
        assert all(entry.record for entry in found.nearest)
        assert "event-ussr-release" not in [entry.anchor for entry in found.nearest]

    @pytest.mark.parametrize("anchor", ["event-ussr-release", "film-i-am-cuba", "life-kalatozov"])
    def test_its_own_page_is_gone(self, anchor: str) -> None:
        assert Client().get(f"/timeline/{anchor}/").status_code == 404

    def test_an_address_that_opens_it_says_so(self) -> None:
        html = Client().get("/timeline/?entry=event-ussr-release").content.decode()
        assert "There is no entry “event-ussr-release” here." in html

    @pytest.mark.parametrize("anchor", ["life-kalatozov", "film-i-am-cuba"])
    def test_who_was_put_on_the_ruler_is_gone_from_it(self, anchor: str) -> None:
        for path in ("", "list/", "poster/", "embed/", "data.json", "export/timeline.json"):
            for model in (Event, Film, Person):
                model.objects.update(status="published")
            assert Timeline().find(anchor)
            assert Client().get(f"/timeline/{path}?beside={anchor}").status_code == 200


class TestNothingThere:
    """An empty window names the nearest entries before and after it, and what would help."""

    @pytest.fixture
    def moments(self, make: Make) -> None:
        make("1900", kinds="event")
        make("1941", kinds="event")
        make("1945-05-09", kinds="event")
        make("1961", kinds="event")
        make("1950", kinds="event", name="hidden")
        Event.objects.filter(slug__startswith="hidden").update(status="draft")

    def nearest(self, query: str) -> list[str]:
        found = page_of(query)
        assert found.count == 0
        assert all(entry.record for entry in found.nearest)
        return [entry.anchor for entry in found.nearest]

    @pytest.mark.parametrize(
        ("query", "nearest"),
        [
            ("from=1946&to=1960", ["event-1945-05-09-000", "event-1961-000"]),
            ("from=1942&to=1942", ["event-1941-000", "event-1945-05-09-000"]),
            ("from=1800&to=1899", ["event-1900-000"]),
            ("from=1962", ["event-1961-000"]),
            ("to=1899", ["event-1900-000"]),
            ("from=0001&to=0001", ["event-1900-000"]),
            ("from=9999&to=9999", ["event-1961-000"]),
            ("q=nothing", []),
        ],
    )
    @pytest.mark.usefixtures("moments")
    def test_the_nearest_are_those_before_and_after(self, query: str, nearest: list[str]) -> None:
        assert self.nearest(query) == nearest

    @pytest.mark.usefixtures("moments")
    def test_they_answer_to_the_filters_as_long_as_anything_does(self) -> None:
        Event.objects.filter(slug__in=["1900-000", "1961-000"]).update(title_en="A rare word")
        assert self.nearest("from=1946&to=1947&q=rare") == ["event-1900-000", "event-1961-000"]
        assert self.nearest("from=1946&to=1947&q=unheard") == ["event-1945-05-09-000", "event-1961-000"]

    @pytest.mark.usefixtures("moments")
    def test_what_is_there_needs_no_nearest(self) -> None:
        assert page_of("from=1945&to=1960").nearest == []

    @pytest.mark.parametrize(("prefix", "heading"), [("", "The nearest"), ("/ru", None)])
    @pytest.mark.parametrize("query", ["from=1934&to=1935&lane=life", "from=1934&to=1935&lane=war&place=cannes"])
    def test_the_page_names_them_with_links(self, museum: None, prefix: str, heading: str | None, query: str) -> None:
        with translation.override("ru" if prefix else "en"):
            entries = page_of(query).nearest
            links = [(entry.get_absolute_url(), entry.title) for entry in entries]
        assert len(links) == 2
        html = Client().get(f"{prefix}/timeline/?{query}").content.decode()
        document = html5lib.parse(html, namespaceHTMLElements=False)
        [empty] = [element for element in document.iter("div") if element.get("class") == "empty"]
        shown = [("".join(link.itertext()), link.get("href")) for link in empty.iter("a")]
        assert [(href, title) for title, href in shown if (href, title) in links] == links
        assert heading is None or heading in "".join(empty.itertext())

    def test_drafts_are_never_the_nearest(self, museum: None) -> None:
        before = self.nearest("from=1934&to=1935&lane=life")
        for anchor in before:
            Event.objects.filter(slug=anchor.removeprefix("event-")).update(status="draft")
        after = self.nearest("from=1934&to=1935&lane=life")
        assert len(before) == 2
        assert after
        assert not set(before) & set(after)

    def ways(self, query: str) -> list[tuple[str, str, int]]:
        return [(way.words, way.address, way.count) for way in page_of(query).ways_out]

    @pytest.mark.usefixtures("moments")
    def test_one_choice_taken_off_is_enough(self) -> None:
        assert self.ways("lane=films&from=1940&to=1946") == [("In all lanes", "from=1940&to=1946", 2)]

    @pytest.mark.usefixtures("moments")
    def test_all_choices_are_taken_off_where_no_single_one_helps(self) -> None:
        Event.objects.filter(slug="1941-000").update(title_en="A rare word")
        query = "lane=films&from=1940&to=1946&q=unheard"
        assert self.ways(query) == [("Without these choices", "from=1940&to=1946", 2)]
        html = Client().get(f"/timeline/?{query}").content.decode()
        assert '<a href="/timeline/?from=1940&amp;to=1946">Without these choices</a>' in html

    @pytest.mark.usefixtures("moments")
    def test_where_nothing_helps_nothing_is_offered(self) -> None:
        assert self.ways("lane=films&from=1946&to=1960&q=unheard") == []
        assert self.ways("from=1946&to=1960") == []

    @pytest.mark.usefixtures("moments")
    def test_a_way_out_leads_to_as_many_as_it_says(self) -> None:
        query = asked("lane=films&from=1940&to=1946&q=unheard")
        for wider in (replace(query, lanes=()), replace(query, text="")):
            assert listing(Timeline(), wider).count == 0
        [(_words, address, count)] = self.ways(query.address())
        assert page_of(address).count == count


def elements(path: str, tag: str) -> list[Any]:
    """All of a kind that a page has."""
    return list(html5lib.parse(Client().get(path).content.decode(), namespaceHTMLElements=False).iter(tag))


def found_on(path: str, tag: str, name: str) -> list[Any]:
    """Those that have a class."""
    return [one for one in elements(path, tag) if name in one.get("class", "").split()]


def text_of(one: Any) -> str:
    return " ".join("".join(one.itertext()).split())


@pytest.mark.usefixtures("museum")
class TestTwoLives:
    """Of two lives on the ruler the page says which years both surely lived."""

    def said(self, *anchors: str) -> list[str]:
        query = "&".join(f"beside={anchor}" for anchor in anchors)
        assert len(found_on(f"/timeline/?{query}", "li", "beside__one")) == len(anchors)
        return [text_of(one) for one in found_on(f"/timeline/?{query}", "p", "beside__overlap")]

    def live(self, birth: str, death: str) -> None:
        Person.objects.create(
            slug="ann", name_en="Ann", sort_name_en="Ann", birth=birth, death=death, status="published"
        )

    def test_the_years_that_both_lived(self) -> None:
        assert self.said("life-kalatozov", "life-samoilova") == ["Both lived from 1934 to 1973."]
        assert self.said("life-samoilova", "life-kalatozov") == ["Both lived from 1934 to 1973."]
        assert self.said("life-samoilova", "life-batalov") == ["Both lived from 1934 to 2014."]

    def test_one_life_or_a_life_and_a_film_share_none(self) -> None:
        assert self.said("life-kalatozov") == []
        assert self.said("life-kalatozov", "film-cranes-are-flying") == []

    @pytest.mark.parametrize(("birth", "death"), [("1974", "2000"), ("1973", "2000"), ("1850", "190X")])
    def test_lives_that_may_never_have_met_share_none(self, birth: str, death: str) -> None:
        self.live(birth, death)
        assert self.said("life-kalatozov", "life-ann") == []

    def test_nor_does_a_life_whose_end_is_not_known(self) -> None:
        assert self.said("life-kalatozov", "life-lelouch") == []


@pytest.mark.usefixtures("museum")
@pytest.mark.parametrize("query", ["", "from=1950&to=1960", "film=cranes-are-flying&lane=release&to=1960"])
class TestCountsBesideChoices:
    """Each choice says how many entries it would leave."""

    @pytest.mark.parametrize("name", ["film", "person", "place"])
    def test_beside_each_film_person_and_place(self, query: str, name: str) -> None:
        found = facets(Timeline(), asked(query))
        choices = {"film": found.films, "person": found.people, "place": found.places}[name]
        [select] = [one for one in elements(f"/timeline/?{query}", "select") if one.get("name") == name]
        shown = {one.get("value"): text_of(one) for one in select.iter("option") if one.get("value")}
        assert shown == {choice.slug: " ".join(f"{choice.name} ({choice.count})".split()) for choice in choices}
        assert any(choice.count for choice in choices)

    def test_beside_each_lane(self, query: str) -> None:
        shown = {}
        for label in found_on(f"/timeline/?{query}", "label", "filters__lane"):
            [box] = label.iter("input")
            [count] = [one for one in label.iter("span") if one.get("class") == "filters__count"]
            shown[box.get("value")] = int(text_of(count))
        line = Timeline()
        left = {lane.slug: line.window(replace(asked(query), lanes=(lane.slug,))).count for lane in line.lanes}
        assert shown == left
        assert any(left.values())


@pytest.mark.usefixtures("museum")
@pytest.mark.parametrize("path", ["/timeline/", "/ru/timeline/?from=1957&to=1958", "/timeline/embed/"])
def test_years_stand_under_the_drawing_from_the_first_to_the_last_in_equal_steps(path: str) -> None:
    [figure] = found_on(path, "figure", "histogram")
    first, last = int(figure.get("data-first")), int(figure.get("data-last"))
    numbers = [one for one in figure.iter("{http://www.w3.org/2000/svg}text") if one.get("class") == "histogram__year"]
    years = [int(text_of(one)) for one in numbers]
    step = years[1] - years[0]
    assert years == list(range(years[0], years[-1] + 1, step))
    assert first <= years[0] < first + step
    assert last - step <= years[-1] <= last
    assert 5 <= len(years) <= 14
    places = [float(one.get("x").removesuffix("%")) for one in numbers]
    assert places == pytest.approx([100 * (year - first) / (last - first) for year in years], abs=0.1)
