"""A life on its line: what is on it, in which order, where it lies, and that no words cover others."""

import datetime
import re
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.dates import UncertainDate
from exhibit.models import Award, Credit, Event, Film, Lane, Person, Place
from exhibit.timeline.flags import ROWS, Flag, hoist
from exhibit.timeline.life import Life, life_of
from exhibit.timeline.moments import Kind, Moment
from exhibit.timeline.ruler import Ruler

pytestmark = pytest.mark.django_db


def life(slug: str) -> Life:
    person = Person.objects.with_places().get(slug=slug)
    credits = Credit.objects.filter(person=person, film__in=Film.objects.published()).with_films()
    events = person.events.published().chronological().with_context()
    awards = Award.objects.published().filter(recipients__person=person).chronological().with_recipients()
    return life_of(person, credits, events, awards)


def words(moments: list[Moment], kind: Kind) -> list[str]:
    return [moment.words for moment in moments if moment.kind is kind]


class TestMoments:
    def test_a_life_begins_with_birth_and_goes_in_order(self) -> None:
        moments = life("samoilova").moments
        assert moments[0].kind is Kind.BIRTH
        assert [moment.date.year for moment in moments] == sorted(moment.date.year for moment in moments)
        assert moments[-1].kind is Kind.DEATH

    def test_what_came_after_death_stands_after_it(self) -> None:
        moments = life("kalatozov").moments
        death = next(index for index, moment in enumerate(moments) if moment.kind is Kind.DEATH)
        assert [moment.date.year for moment in moments[death + 1 :]] == [2005, 2020]
        assert all(moment.ages is None for moment in moments[death + 1 :])

    def test_the_event_that_tells_of_a_birth_is_the_birth(self) -> None:
        moments = life("kalatozov").moments
        assert moments[0].event == Event.objects.get(slug="kalatozov-born")
        assert "Birth of Mikhail Kalatozov" not in words(moments, Kind.EVENT)

    def test_an_event_with_company_is_not_taken_for_the_birth(self) -> None:
        Event.objects.get(slug="kalatozov-born").people.add(Person.objects.get(slug="rozov"))
        moments = life("kalatozov").moments
        assert moments[0].event is None
        assert "Birth of Mikhail Kalatozov" in words(moments, Kind.EVENT)

    def test_an_award_joins_the_event_at_which_it_was_given(self) -> None:
        moments = life("kalatozov").moments
        [palme] = [moment for moment in moments if moment.event and moment.event.slug == "palme"]
        assert [award.slug for award in palme.awards] == ["cannes58-palme"]
        assert words(moments, Kind.AWARD) == ["Grand prize, Crystal Globe"]

    def test_an_award_whose_event_is_hidden_stands_alone(self) -> None:
        Event.objects.filter(slug="palme").update(status="draft")
        assert "Palme d’Or" in words(life("kalatozov").moments, Kind.AWARD)

    def test_two_jobs_on_a_film_are_one_work(self) -> None:
        film, person = Film.objects.get(slug="i-am-cuba"), Person.objects.get(slug="kalatozov")
        film.credits.create(slug="second", person=person, department="writing", job="writer")
        works = [moment for moment in life("kalatozov").moments if moment.film == film]
        assert [len(moment.credits) for moment in works] == [2]

    def test_ages_are_ranges_where_the_date_is_a_year(self) -> None:
        [film] = [moment for moment in life("samoilova").moments if moment.film and moment.film.date.year == 1957]
        assert film.ages == (22, 23)

    def test_undated_works_and_awards_are_left_out(self) -> None:
        assert words(life("chukhrai").moments, Kind.AWARD) == ["Special prize", "Special jury prize"]

    def test_a_hidden_place_is_not_named(self) -> None:
        Place.objects.filter(slug="tiflis").update(status="draft")
        assert life("kalatozov").moments[0].place is None


class TestRuler:
    @pytest.mark.parametrize(
        ("dates", "first", "last"),
        [(["1903-12-28", "1973"], 1900, 1980), (["1957", "1958"], 1957, 1959), (["1899", "1900"], 1899, 1901)],
    )
    def test_it_runs_from_one_round_year_to_another(self, dates: list[str], first: int, last: int) -> None:
        assert Ruler.around(map(UncertainDate.parse, dates)) == Ruler(first, last)

    def test_it_ignores_open_ends(self) -> None:
        assert Ruler.around([UncertainDate.parse("1957/.."), UncertainDate.parse("../1960")]) == Ruler(1957, 1961)

    @pytest.mark.parametrize(("date", "at"), [("1950", 55.0), ("1950-01-01", 50.0), ("1950/1951", 50.0)])
    def test_a_year_is_marked_in_its_middle_and_a_span_at_its_start(self, date: str, at: float) -> None:
        ruler = Ruler(1945, 1955)
        assert ruler.at(UncertainDate.parse(date)) == pytest.approx(at, abs=0.1)

    def test_the_years_after_a_death_leave_the_room_to_the_life(self) -> None:
        ruler = life("kalatozov").ruler
        assert ruler
        lived = ruler.share(datetime.date(1910, 1, 1)) - ruler.share(datetime.date(1909, 1, 1))
        after = ruler.share(datetime.date(2010, 1, 1)) - ruler.share(datetime.date(2009, 1, 1))
        assert 0 < after < lived
        assert ruler.share(datetime.date(2030, 1, 1)) == pytest.approx(100)

    def test_a_ruler_is_even_where_no_death_is_known(self) -> None:
        dates = [UncertainDate.parse("1930"), UncertainDate.parse("1990")]
        assert Ruler.of_life(dates, None) == Ruler.around(dates)

    def test_numbers_of_years_do_not_touch(self) -> None:
        shares = [float(tick.x.rstrip("%")) for tick in life("kalatozov").ruler.ticks]  # type: ignore[union-attr]
        assert all(other - one >= 4.5 for one, other in pairwise(shares))

    def test_positions_have_a_decimal_point_in_every_language(self) -> None:
        with translation.override("ru"):
            assert Ruler(1900, 1980).ticks[1].x == "12.50%"

    @given(st.dates(datetime.date(1, 1, 1)), st.dates(datetime.date(1, 1, 1)))
    @effort(max_examples=60)
    def test_every_day_lies_on_its_ruler(self, one: datetime.date, other: datetime.date) -> None:
        dates = [UncertainDate.parse(day.isoformat()) for day in (one, other)]
        ruler = Ruler.around(dates)
        assert all(0 <= ruler.at(date) <= 100 for date in dates)
        assert len(ruler.ticks) <= 102


class TestSpan:
    def test_a_life_known_to_the_year_is_broken_at_its_ends(self) -> None:
        Person.objects.filter(slug="kalatozov").update(birth="1903", death="1973")
        span = life("kalatozov").span
        assert span
        assert span.begun
        assert span.ended
        assert span.onward is None

    def test_a_life_without_a_known_end_goes_on_broken_and_counts_no_further_ages(self) -> None:
        span = life("lelouch").span
        assert span
        assert span.onward
        assert [tick.number for tick in span.ages] == [10, 20]

    def test_ages_run_every_ten_years_to_the_death(self) -> None:
        span = life("kalatozov").span
        assert span
        assert [tick.number for tick in span.ages] == [10, 20, 30, 40, 50, 60]

    def test_a_doubted_birth_has_no_ages(self) -> None:
        Person.objects.filter(slug="kalatozov").update(birth="1903~")
        span = life("kalatozov").span
        assert span
        assert span.ages == []

    def test_little_or_no_end_of_a_life_is_not_drawn(self) -> None:
        assert life("turovskaya").ruler is None
        assert life("svidetelev").ruler is None
        assert life("kalatozov").ruler
        Person.objects.filter(slug="kalatozov").update(birth=None, death=None)
        assert life("kalatozov").ruler is None

    def test_one_moment_is_not_drawn(self) -> None:
        alone = life("fomin")
        assert alone.ruler is None
        assert len(alone.flags) == 1


def covered(flags: list[Flag]) -> list[tuple[str, str]]:
    """Pairs of which one's words lie over the other's words or pole."""
    shown = [flag for flag in flags if flag.row]
    return [
        (one.x, other.x)
        for one in shown
        for other in shown
        if one is not other
        and (
            (one.row == other.row and one.left < other.right and other.left < one.right)
            or (other.row > one.row and one.left < other.at < one.right)
        )
    ]


class TestFlags:
    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_no_words_cover_others_in_any_life(self, language: str) -> None:
        with translation.override(language):
            for person in Person.objects.all():
                flags = life(person.slug).flags
                for side in (True, False):
                    assert covered([flag for flag in flags if flag.moment.is_above is side]) == [], person.slug

    def test_every_flag_of_the_museum_shows_its_words(self) -> None:
        for person in Person.objects.all():
            drawn = life(person.slug)
            assert drawn.ruler is None or all(flag.row for flag in drawn.flags), person.slug

    @given(st.lists(st.tuples(st.floats(0, 100), st.floats(3, 33)), max_size=40))
    @effort(max_examples=60)
    def test_any_flags_fly_clear_of_each_other_and_within_the_page(self, where: list[tuple[float, float]]) -> None:
        moment = Moment(Kind.AWARD, UncertainDate.parse("1957"))
        flags = [Flag(moment, at, width) for at, width in where]
        hoist(flags)
        assert covered(flags) == []
        assert all(flag.row <= ROWS for flag in flags)
        assert all(flag.left >= 0 and flag.right <= 100 for flag in flags)


class TestPage:
    def page(self, path: str) -> Any:
        return html5lib.parse(Client().get(path).content.decode(), namespaceHTMLElements=False)

    def test_the_list_holds_each_moment_once(self) -> None:
        document = self.page("/people/kalatozov/")
        items = [item for item in document.iter("li") if "life-line__item" in (item.get("class") or "").split()]
        assert len(items) == len(life("kalatozov").moments) == 28
        [cranes] = [item for item in items if "The Cranes Are Flying" in "".join(item.itertext())]
        assert "aged 53–54" in "".join(cranes.itertext())

    def test_a_drawing_is_never_spoken(self) -> None:
        html = Client().get("/people/kalatozov/").content.decode()
        for svg in re.findall(r'<svg class="life-line__[^>]*>', html):
            assert 'aria-hidden="true"' in svg

    def test_a_person_without_dates_has_a_page(self) -> None:
        document = self.page("/people/ananina/")
        assert not [element for element in document.iter() if "life-line__ruler" in (element.get("class") or "")]
        assert not [element for element in document.iter() if "portrait__years" in (element.get("class") or "")]

    def test_dates_that_the_list_of_films_tells_are_not_told_twice(self) -> None:
        assert life("svidetelev").is_told_elsewhere
        headings = [heading.get("id") for heading in self.page("/people/svidetelev/").iter("h2")]
        assert "films" in headings
        assert "life" not in headings

    def test_those_who_worked_together_most_are_offered_for_comparison(self) -> None:
        person = Person.objects.get(slug="kalatozov")
        found = Person.objects.published().worked_with(person, Film.objects.published())
        assert [(other.slug, other.shared_films) for other in found[:2]] == [("urusevsky", 4), ("fridman", 2)]
        assert person not in found

    def test_work_on_a_hidden_film_is_no_work_together(self) -> None:
        Film.objects.exclude(slug="i-am-cuba").update(status="draft")
        person = Person.objects.get(slug="kalatozov")
        found = Person.objects.published().worked_with(person, Film.objects.published())
        assert {other.slug for other in found} == {"urusevsky", "fridman", "svidetelev"}

    def test_the_letters_lead_to_the_names(self) -> None:
        for path in ("/people/", "/ru/people/", "/places/"):
            document = self.page(path)
            ids = {element.get("id") for element in document.iter()}
            jumps = [link.get("href") for link in document.iter("a") if link.get("href").startswith("#letter-")]
            assert len(jumps) > 10
            assert all(jump[1:] in ids for jump in jumps)


def test_a_life_of_many_events_is_laid_out_quickly() -> None:
    person, lane = Person.objects.get(slug="kalatozov"), Lane.objects.all()[0]
    for number in range(40):
        event = Event.objects.create(slug=f"e-{number}", status="published", title="E" * 30, date="1957", lane=lane)
        event.people.add(person)
    flags = life("kalatozov").flags
    assert any(flag.row == 0 for flag in flags)
    assert covered([flag for flag in flags if not flag.moment.is_above]) == []
