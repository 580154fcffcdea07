"""Places: what happened, who was born and died, what was shown there, and nothing unpublished."""

from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.test import Client

from exhibit.models import Event, Film, Lane, Person, Place, Release

pytestmark = pytest.mark.django_db


def links(path: str) -> set[str]:
    document = html5lib.parse(Client().get(path).content.decode(), namespaceHTMLElements=False)
    return {link.get("href") for link in document.iter("a")}


def text(path: str) -> str:
    return " ".join(Client().get(path).content.decode().split())


def test_a_place_shows_its_events_lives_and_films() -> None:
    assert {"/events/stalin-dies/", "/people/samoilova/", "/people/yefremov/"} <= links("/places/moscow/")
    assert {"/events/palme/", "/films/cranes-are-flying/"} <= links("/places/cannes/")


def test_events_at_a_place_are_in_order() -> None:
    document = html5lib.parse(Client().get("/places/cannes/").content.decode(), namespaceHTMLElements=False)
    shown = [link.get("href").split("/")[-2] for link in document.iter("a") if "/events/" in link.get("href")]
    ordered = Event.objects.filter(place__slug="cannes").chronological().values_list("slug", flat=True)
    assert shown == list(ordered)


def test_a_place_spans_the_years_that_are_known_of_it() -> None:
    document = html5lib.parse(Client().get("/places/paris/").content.decode(), namespaceHTMLElements=False)
    [years] = [element for element in document.iter("p") if "portrait__years" in (element.get("class") or "")]
    assert "".join(years.itertext()) == "1904–1986"


def test_the_index_counts_what_is_tied_to_each_place() -> None:
    moscow = Place.objects.counting("events_here", Event.objects.published()).get(slug="moscow")
    assert moscow.events_here == Event.objects.published().filter(place__slug="moscow").count() > 5
    nowhere = Place.objects.counting("events_here", Event.objects.none()).get(slug="moscow")
    assert nowhere.events_here == 0
    assert "6 events" in text("/places/")


def test_hidden_records_are_neither_counted_nor_shown() -> None:
    Event.objects.filter(place__slug="cannes").update(status="draft")
    Film.objects.update(status="draft")
    assert "Palme" not in text("/places/cannes/")
    assert "Nothing tied to this place is on show at the moment." in text("/places/cannes/")
    cannes = Place.objects.counting("shown", Release.objects.filter(film__in=Film.objects.published()))
    assert cannes.get(slug="cannes").shown == 0


def test_places_are_sorted_in_the_visitors_language() -> None:
    names = [place.name_ru for place in _in_russian()]
    assert names == sorted(names)


def _in_russian() -> list[Any]:
    from django.utils import translation

    with translation.override("ru"):
        return list(Place.objects.filter(slug__in=["berlin", "cannes", "paris", "vyazma"]).alphabetical())


def test_a_persons_page_leads_to_the_places_of_the_life() -> None:
    assert {"/places/tiflis/", "/places/moscow/"} <= links("/people/kalatozov/")
    Place.objects.filter(slug="tiflis").update(status="draft")
    assert "/places/tiflis/" not in links("/people/kalatozov/")


def test_a_curator_sees_a_place_as_visitors_do(curator_client: Client, curator: User) -> None:
    html = curator_client.get("/admin/exhibit/place/").content.decode()
    assert "/places/moscow/" in html


@pytest.mark.parametrize("path", ["/places/", "/places/moscow/"])
def test_queries_do_not_grow(path: str, django_assert_max_num_queries: Any) -> None:
    moscow, lane = Place.objects.get(slug="moscow"), Lane.objects.all()[0]
    for number in range(20):
        Event.objects.create(
            slug=f"e-{number}", status="published", title="E", date="1957", lane=lane, place=moscow
        ).people.add(Person.objects.all()[0])
        Place.objects.create(slug=f"p-{number}", status="published", name="Place")
    with django_assert_max_num_queries(10):
        assert Client().get(path).status_code == 200
