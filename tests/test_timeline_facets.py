"""Choices: the number beside each film, person and place is what a visitor gets who chooses it."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from exhibit.models import Film, Person, Place
from exhibit.timeline import Timeline, TimelineQuery, listing
from exhibit.timeline.facets import Choice, Facets, facets

pytestmark = pytest.mark.django_db


def asked(query: str) -> TimelineQuery:
    return TimelineQuery.read(QueryDict(query), Timeline().lanes)


def found(query: str) -> Facets:
    return facets(Timeline(), asked(query))


def one(choices: list[Choice], slug: str) -> Choice:
    return next(choice for choice in choices if choice.slug == slug)


def by_filter(found: Facets) -> dict[str, list[Choice]]:
    return {"film": found.films, "person": found.people, "place": found.places}


@pytest.mark.parametrize("name", ["film", "person", "place"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=1950&to=1960",
        "from=1957-10-12&to=1957-10-12",
        "film=cranes-are-flying&person=kalatozov&to=1957",
        "place=moscow&from=1930",
        "lane=lives&lane=release&from=1945-05-10",
    ],
)
def test_the_count_beside_a_choice_is_what_it_leaves(museum: None, query: str, name: str) -> None:
    timeline, nobody = Timeline(), {name: ""}
    without = replace(asked(query), **nobody)
    choices = by_filter(facets(timeline, without))[name]
    left = {choice.slug: timeline.window(replace(without, **{name: choice.slug})).count for choice in choices}
    assert choices
    assert {choice.slug: choice.count for choice in choices} == left


def test_the_choice_made_says_how_many_are_listed(museum: None) -> None:
    for name, slug in (("film", "cranes-are-flying"), ("person", "kalatozov"), ("place", "moscow")):
        query = asked(f"{name}={slug}&from=1950&to=1960")
        choice = one(by_filter(facets(Timeline(), query))[name], slug)
        assert choice.count == listing(Timeline(), query).count > 0


class TestPlaces:
    @pytest.fixture
    def town(self, museum: None) -> Place:
        return Place.objects.create(slug="town", name_en="Town", status="published")

    def live(self, slug: str, **fields: Any) -> None:
        Person.objects.create(
            **{"slug": slug, "name_en": slug, "sort_name_en": slug, "status": "published"}
            | {"birth": "1900", "death": "1980"}
            | fields
        )

    def test_a_place_counts_those_who_were_born_and_those_who_died_there(self, town: Place) -> None:
        self.live("born", birth_place=town)
        self.live("died", death_place=town)
        self.live("died-elsewhere", birth_place=town, death_place=Place.objects.get(slug="moscow"))
        assert one(found("").places, "town").count == 3

    def test_who_was_born_and_died_at_one_place_counts_once(self, town: Place) -> None:
        self.live("stayed", birth_place=town, death_place=town)
        assert one(found("").places, "town").count == 1
        assert one(found("from=1950&to=1960").places, "town").count == 1

    def test_a_death_alone_counts(self, town: Place) -> None:
        self.live("unborn", birth=None, death="1957", death_place=town)
        assert one(found("from=1957-05&to=1957-06").places, "town").count == 1


def test_what_visitors_may_not_see_is_no_choice_and_counts_nowhere(museum: None) -> None:
    before = one(found("").people, "kalatozov").count
    Film.objects.filter(slug="i-am-cuba").update(status="draft")
    Place.objects.filter(slug="moscow").update(status="draft")
    choices = found("")
    assert "i-am-cuba" not in {choice.slug for choice in choices.films}
    assert "moscow" not in {choice.slug for choice in choices.places}
    assert one(choices.people, "kalatozov").count < before


def test_choices_are_named_in_the_language_of_the_page(museum: None) -> None:
    with translation.override("ru"):
        assert one(found("").films, "cranes-are-flying").name == "Летят журавли"
    assert one(found("").films, "cranes-are-flying").name == "The Cranes Are Flying"
