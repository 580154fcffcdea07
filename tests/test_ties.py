"""Why one record stands beside another: who did the same on both films, on what people worked together."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exhibit.models import Award, Credit, Event, Film, Person, Place
from exhibit.templatetags.exhibit import because
from exhibit.ties import WEIGHT, WORDS, awards_near, events_near, films_together, films_with_ties

pytestmark = pytest.mark.django_db


def reasons(slug: str) -> dict[str, list[str]]:
    """Return what stands below each related film, by its slug."""
    film = Film.objects.get(slug=slug)
    credits = film.credits.shown().with_people().in_billing_order()
    related = list(Film.objects.published().related_to(film))
    return {other.slug: [because(tie) for tie in ties] for other, ties in films_with_ties(related, credits)}


def test_each_related_film_of_the_museum_says_why(museum: None) -> None:
    assert reasons("cranes-are-flying") == {
        "letter-never-sent": ["Both directed by Mikhail Kalatozov", "Both shot by Sergei Urusevsky"],
        "i-am-cuba": ["Both directed by Mikhail Kalatozov", "Both shot by Sergei Urusevsky"],
        "first-echelon": ["Both directed by Mikhail Kalatozov", "Both shot by Sergei Urusevsky"],
        "true-friends": ["Both directed by Mikhail Kalatozov", "Vasily Merkuryev acts in both"],
        "salt-for-svanetia": ["Both directed by Mikhail Kalatozov"],
        "nail-in-the-boot": ["Both directed by Mikhail Kalatozov"],
        "red-tent": ["Both directed by Mikhail Kalatozov"],
        "forty-first": ["Both shot by Sergei Urusevsky"],
        "ballad-of-a-soldier": ["Both edited by Maria Timofeyeva"],
        "ivans-childhood": ["Valentin Zubkov acts in both"],
    }


def test_it_is_the_same_from_the_other_side(museum: None) -> None:
    for slug, words in reasons("cranes-are-flying").items():
        assert reasons(slug)["cranes-are-flying"] == words


def test_another_job_on_each_is_a_reason_too_and_the_last(museum: None) -> None:
    samoilova, kalatozov = Person.objects.get(slug="samoilova"), Person.objects.get(slug="kalatozov")
    film = Film.objects.create(slug="new", status="published", title_en="New", original_title="New")
    film.credits.create(person=samoilova, department="writing", job_en="writer")
    assert reasons("cranes-are-flying")["new"] == ["Tatiana Samoilova worked on both"]
    film.credits.create(person=kalatozov, department="cast", job_en="actor")
    assert reasons("new")["cranes-are-flying"] == ["Mikhail Kalatozov, Tatiana Samoilova worked on both"]
    film.credits.create(person=kalatozov, department="directing", job_en="director")
    assert reasons("new")["cranes-are-flying"] == [
        "Both directed by Mikhail Kalatozov",
        "Tatiana Samoilova worked on both",
    ]


def test_of_many_some_are_named(museum: None) -> None:
    films = [
        Film.objects.create(slug=f"new-{number}", status="published", title_en="N", original_title="N")
        for number in (1, 2)
    ]
    for number in range(5):
        name = f"Player {number}"
        person = Person.objects.create(slug=f"p{number}", name_en=name, sort_name_en=name, status="published")
        for film in films:
            film.credits.create(person=person, department="cast", job_en="actor", billing_order=number)
    assert reasons("new-1")["new-2"] == ["Player 0, Player 1, Player 2 and others act in both"]


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"publish_at": "2100-01-01T00:00Z"}, {"unpublish_at": "2000-01-01T00:00Z"}]
)
def test_nobody_hidden_is_a_reason(museum: None, change: dict[str, Any]) -> None:
    Person.objects.filter(slug="kalatozov").update(**change)
    found = reasons("cranes-are-flying")
    assert "red-tent" not in found
    assert found["i-am-cuba"] == ["Both shot by Sergei Urusevsky", "Both designed by Yevgeny Svidetelev"]
    assert "Kalatozov" not in str(found)


def test_names_are_text(museum: None) -> None:
    Person.objects.filter(slug="kalatozov").update(name_en="<b>Kalatozov</b>")
    assert reasons("cranes-are-flying")["red-tent"] == ["Both directed by &lt;b&gt;Kalatozov&lt;/b&gt;"]


def test_each_department_has_its_words_and_its_weight() -> None:
    assert set(WEIGHT) == set(WORDS) == {*Credit.Department.values, None}


def test_one_query_finds_all_reasons_however_many_credits_there_are(museum: None) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    for number in range(40):
        person = Person.objects.create(slug=f"p{number}", name_en="N", sort_name_en="N", status="published")
        for other in (film, Film.objects.get(slug="red-tent")):
            Credit.objects.create(film=other, person=person, department="crew", job_en="worker")
    credits = list(film.credits.shown().with_people().in_billing_order())
    related = list(Film.objects.published().related_to(film)[:6])
    with CaptureQueriesContext(connection) as asked:
        films_with_ties(related, credits)
    assert len(asked) == 1


def test_a_page_of_a_film_says_it(museum: None) -> None:
    html = Client().get("/films/cranes-are-flying/").content.decode()
    [cards] = re.findall(r'aria-labelledby="related">.*?</section>', html, re.DOTALL)
    assert len(re.findall('class="card__ties"', cards)) == 6
    assert "Both shot by Sergei Urusevsky" in cards


class TestPeople:
    def test_a_page_says_on_what_people_worked_together(self, museum: None) -> None:
        html = Client().get("/people/kalatozov/").content.decode()
        [urusevsky] = re.findall(r"<li[^>]*>\s*<p[^>]*><a[^>]*/urusevsky/.*?</li>", html, re.DOTALL)
        words = " ".join(re.sub(r"<[^>]+>", "", urusevsky).split())
        assert words == (
            "Sergei Urusevsky Worked together on The First Echelon, The Cranes Are Flying, Letter Never Sent and 1 more"
        )

    def test_films_that_are_not_shown_are_not_named(self, museum: None) -> None:
        people = list(Person.objects.filter(slug__in=("samoilova", "urusevsky")))
        films = set(Film.objects.values_list("pk", flat=True))
        Film.objects.filter(slug="letter-never-sent").update(status="draft")
        with CaptureQueriesContext(connection) as asked:
            found = films_together(people, films)
        assert len(asked) == 1
        named = {person.slug: [film.slug for film in films] for person, films in found.items()}
        assert named["samoilova"] == ["cranes-are-flying"]


class TestEvents:
    def near(self, slug: str) -> list[tuple[str, str]]:
        event = Event.objects.with_context().get(slug=slug)
        return [(near.record.slug, str(near.shared)) for near in events_near(event)]

    def test_the_events_before_and_after_of_the_same_film_and_place_are_near(self, museum: None) -> None:
        found = self.near("palme")
        assert len(found) == len({slug for slug, _shared in found})
        assert {shared for _slug, shared in found} <= {"The Cranes Are Flying", "Cannes, France"}
        slugs = [slug for slug, _shared in found]
        dates = [Event.objects.get(slug=slug).date for slug in slugs]
        assert dates == sorted(dates)
        html = Client().get("/events/palme/").content.decode()
        for slug in slugs:
            assert f'href="/events/{slug}/"' in html

    def test_a_hidden_place_and_a_hidden_event_are_no_reason(self, museum: None) -> None:
        before = self.near("palme")
        Event.objects.filter(slug__in=[slug for slug, _shared in before]).update(status="draft")
        Place.objects.update(status="draft")
        after = self.near("palme")
        assert not {slug for slug, _shared in before} & {slug for slug, _shared in after}
        assert {shared for _slug, shared in after} <= {"The Cranes Are Flying"}

    def test_one_without_film_and_place_has_none(self, museum: None) -> None:
        event = Event.objects.get(slug="palme")
        event.films.clear()
        Event.objects.filter(pk=event.pk).update(place=None)
        assert self.near("palme") == []


class TestAwards:
    def near(self, slug: str) -> dict[str, str]:
        award = Award.objects.with_recipients().get(slug=slug)
        return {near.record.slug: str(near.shared) for near in awards_near(award)}

    def test_others_of_the_same_film_and_of_the_same_giver_then_are_near(self, museum: None) -> None:
        palme = Award.objects.published().get(slug="cannes58-palme")
        found = self.near(palme.slug)
        assert palme.slug not in found
        for slug, shared in found.items():
            other = Award.objects.published().get(slug=slug)
            is_same_film = shared in {str(film) for film in other.films.all()}
            assert is_same_film or (other.body == palme.body and other.date == palme.date)
        assert "The Cranes Are Flying" in found.values()
        html = Client().get(palme.get_absolute_url()).content.decode()
        assert "Also for <cite>The Cranes Are Flying</cite>" in html

    def test_a_hidden_one_is_not(self, museum: None) -> None:
        found = self.near("cannes58-palme")
        Award.objects.filter(slug__in=found).update(status="draft")
        assert not found.keys() & self.near("cannes58-palme").keys()
