"""Two records side by side: addresses, what is compared, what is refused."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.models import Award, Event, Film, Lane, Person, Place
from exhibit.timeline.comparison import two_films, two_lives
from exhibit.timeline.comparison.lives import SharedYear

pytestmark = pytest.mark.django_db

PEOPLE = "/compare/people/kalatozov/urusevsky/"
FILMS = "/compare/films/cranes-are-flying/i-am-cuba/"
PAIRS = [
    PEOPLE,
    FILMS,
    "/compare/people/fomin/ananina/",
    "/compare/people/lelouch/turovskaya/",
    "/compare/films/a-man-and-a-woman/salt-for-svanetia/",
]


def people(first: str, second: str) -> Any:
    return two_lives([Person.objects.with_places().get(slug=slug) for slug in (first, second)])


def films(first: str, second: str) -> Any:
    return two_films([Film.objects.with_directors().get(slug=slug) for slug in (first, second)])


def year(number: int, found: Any) -> SharedYear:
    [row] = [row for row in found.years if row.number == number]
    return row


class TestAddresses:
    @pytest.mark.parametrize(
        ("asked", "address"),
        [
            ("kind=people&first=kalatozov&second=urusevsky", PEOPLE),
            ("kind=films&first=cranes-are-flying&second=i-am-cuba", FILMS),
            ("first=cranes-are-flying&second=i-am-cuba", FILMS),
        ],
    )
    def test_a_choice_leads_to_the_address_of_the_pair(self, asked: str, address: str) -> None:
        answer = Client().get(f"/compare/?{asked}")
        assert answer.status_code == 302
        assert answer["Location"] == address
        assert Client().get(f"/ru/compare/?{asked}")["Location"] == f"/ru{address}"

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("first=kalatozov", "one is still missing"),
            ("first=kalatozov&second=kalatozov", "the same one twice"),
            ("first=kalatozov&second=nobody", "There is no “nobody” here"),
            ("kind=films&first=kalatozov&second=urusevsky", "There is no “kalatozov” here"),
            ("first=kalatozov&second=i-am-cuba", "There is no “i-am-cuba” here"),
        ],
    )
    def test_half_a_choice_says_what_is_wrong(self, asked: str, said: str) -> None:
        answer = Client().get(f"/compare/?{asked}")
        assert answer.status_code == 200
        assert said in answer.content.decode()

    def test_what_was_chosen_stays_chosen(self) -> None:
        html = Client().get("/compare/?first=kalatozov&second=nobody").content.decode()
        document = html5lib.parse(html, namespaceHTMLElements=False)
        chosen = [option.get("value") for option in document.iter("option") if option.get("selected") is not None]
        assert chosen == ["kalatozov"]

    @pytest.mark.parametrize(
        "path",
        [
            "/compare/people/kalatozov/nobody/",
            "/compare/people/kalatozov/kalatozov/",
            "/compare/people/kalatozov/i-am-cuba/",
            "/compare/films/i-am-cuba/i-am-cuba/",
        ],
    )
    def test_an_impossible_pair_is_a_404(self, path: str) -> None:
        assert Client().get(path).status_code == 404

    @pytest.mark.parametrize("path", [PEOPLE, FILMS])
    def test_pairs_are_read_only_and_kept_out_of_search_engines(self, path: str) -> None:
        assert Client().post(path).status_code == 405
        assert '<meta name="robots" content="noindex">' in Client().get(path).content.decode()
        assert "noindex" not in Client().get("/compare/").content.decode()

    def test_an_old_address_leads_to_the_new_pair(self) -> None:
        person = Person.objects.get(slug="urusevsky")
        person.slug = "sergei-urusevsky"
        person.save()
        assert Client().get(PEOPLE)["Location"] == "/compare/people/kalatozov/sergei-urusevsky/"
        Person.objects.filter(pk=person.pk).update(status="draft")
        assert Client().get(PEOPLE).status_code == 404

    def test_two_old_addresses_of_one_person_are_no_pair(self) -> None:
        person = Person.objects.get(slug="urusevsky")
        person.slug = "sergei-urusevsky"
        person.save()
        assert Client().get("/compare/people/urusevsky/sergei-urusevsky/").status_code == 404

    @given(st.dictionaries(st.sampled_from(["kind", "first", "second"]), st.text(max_size=30)))
    @effort(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_query_breaks_the_chooser(self, asked: dict[str, str]) -> None:
        asked = {name: value.encode("utf-8", "ignore").decode() for name, value in asked.items()}
        assert Client().get("/compare/?" + urlencode(asked)).status_code in {200, 302}


class TestTwoLives:
    def test_years_are_in_order_and_each_stands_once(self) -> None:
        numbers = [row.number for row in people("kalatozov", "urusevsky").years]
        assert all(one < other for one, other in pairwise(numbers))

    def test_each_is_as_old_as_the_year_says(self) -> None:
        row = year(1957, people("kalatozov", "samoilova"))
        assert row.first.ages == (53, 54)
        assert row.second.ages == (22, 23)

    def test_what_they_share_stands_in_both_columns_and_in_neither_alone(self) -> None:
        row = year(1957, people("kalatozov", "urusevsky"))
        shared = {moment.words for moment, _other in row.together}
        assert {"The Cranes Are Flying", "Preview in Leningrad"} <= shared
        assert not shared & {moment.words for moment in (*row.first.moments, *row.second.moments)}

    def test_a_year_names_a_round_age_reached_in_it(self) -> None:
        row = year(1964, people("kalatozov", "samoilova"))
        assert row.second.turns == 30
        assert row.first.ages == (60, 61)

    def test_a_year_in_which_nothing_happened_is_left_out(self) -> None:
        for pair in (("kalatozov", "urusevsky"), ("weinberg", "batalov"), ("lelouch", "turovskaya")):
            found = people(*pair)
            assert all(row.together or row.first.moments or row.second.moments for row in found.years)
        assert 1933 not in [row.number for row in people("kalatozov", "samoilova").years]

    def test_before_birth_and_after_death_are_told_once(self) -> None:
        rows = people("kalatozov", "samoilova").years
        assert [row.number for row in rows if row.second.is_before_birth] == [1903]
        assert [row.number for row in rows if row.first.is_after_death] == [2005]

    def test_the_years_between_births_are_full_years(self) -> None:
        assert people("kalatozov", "urusevsky").gap_years == (4, 4)
        assert people("weinberg", "batalov").gap_years == (8, 9)
        assert people("kalatozov", "fomin").gap_years is None

    def test_years_in_common_are_only_told_of_known_lives(self) -> None:
        assert people("kalatozov", "samoilova").common_years == (1934, 1973)
        assert people("lelouch", "samoilova").common_years is None
        Person.objects.filter(slug="samoilova").update(death="2014/..")
        assert people("kalatozov", "samoilova").common_years is None

    def test_films_in_common_name_both_jobs(self) -> None:
        works = people("rozov", "samoilova").works
        assert [own.film.slug for own, _other in works] == ["cranes-are-flying", "letter-never-sent"]

    def test_nothing_known_is_nothing_drawn(self) -> None:
        found = people("fomin", "ananina")
        assert found.ruler is None
        assert [row.number for row in found.years] == [1957, 2005]


class TestTwoFilms:
    def test_only_facts_known_of_both_are_listed_and_the_others_named(self) -> None:
        found = films("cranes-are-flying", "i-am-cuba")
        assert [fact.name for fact in found.facts] == ["original_title", "country"]
        assert found.first.missing == []
        assert {"studio", "releases", "awards"} <= set(found.second.missing)
        Film.objects.filter(slug="i-am-cuba").update(studio_en="Mosfilm", studio_ru="Мосфильм")
        found = films("cranes-are-flying", "i-am-cuba")
        assert "studio" in [fact.name for fact in found.facts]
        assert "studio" not in found.second.missing

    def test_colleagues_have_jobs_on_both(self) -> None:
        found = films("cranes-are-flying", "i-am-cuba").colleagues
        assert {one.person.slug for one in found} == {"kalatozov", "urusevsky", "fridman", "svidetelev"}
        assert all(one.first and one.second for one in found)

    @pytest.mark.parametrize(
        ("date", "years"),
        [("1964", 7), ("1957", 0), *((unsure, None) for unsure in (None, "1964~", "195X", "../1964", "1949/1955"))],
    )
    def test_the_time_between_needs_two_sure_dates(self, date: str | None, years: int | None) -> None:
        Film.objects.filter(slug="i-am-cuba").update(date=date)
        assert films("cranes-are-flying", "i-am-cuba").years_between == years


class TestPages:
    @pytest.mark.parametrize("prefix", ["", "/ru"])
    @pytest.mark.parametrize("path", PAIRS)
    def test_pairs_are_valid_html_with_one_heading(self, prefix: str, path: str) -> None:
        html = Client().get(prefix + path).content.decode()
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
        document = parser.parse(html)
        assert parser.errors == []
        assert len(list(document.iter("h1"))) == 1
        ids = [element.get("id") for element in document.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert not re.search(r"\s(style|on\w+)=[\"']", html)

    @pytest.mark.parametrize("prefix", ["", "/ru"])
    @pytest.mark.parametrize("path", [*PAIRS, "/compare/"])
    def test_the_title_and_description_name_both(self, prefix: str, path: str) -> None:
        document = html5lib.parse(Client().get(prefix + path).content.decode(), namespaceHTMLElements=False)
        [title] = [" ".join("".join(title.itertext()).split()) for title in document.find("head").iter("title")]
        [description] = [meta.get("content") for meta in document.iter("meta") if meta.get("name") == "description"]
        names = [
            " ".join(name.find("a").text.split()) for name in document.iter("span") if name.get("class") == "pair__name"
        ]
        assert not title.startswith("·")
        assert all(name in title for name in names)
        assert all(name in " ".join(description.split()) for name in names)

    def test_a_shared_event_is_printed_once_across_both_columns(self) -> None:
        document = html5lib.parse(Client().get(PEOPLE).content.decode(), namespaceHTMLElements=False)
        years = [row for row in document.iter("li") if row.get("class") == "shared__row"]
        preview = [link for row in years for link in row.iter("a") if link.text == "Preview in Leningrad"]
        assert len(preview) == 1
        [film] = [row for row in years if "The Cranes Are Flying" in "".join(row.itertext())]
        assert "Sergei Urusevsky: director of photography" in " ".join("".join(film.itertext()).split())

    def test_every_row_of_facts_has_a_heading(self) -> None:
        document = html5lib.parse(Client().get(FILMS).content.decode(), namespaceHTMLElements=False)
        rows = [row for body in document.iter("tbody") for row in body.iter("tr")]
        assert rows
        assert all([cell.get("scope") for cell in row.iter("th")] == ["row"] for row in rows)

    @pytest.mark.parametrize("path", PAIRS)
    def test_links_on_a_pair_lead_somewhere(self, path: str) -> None:
        document = html5lib.parse(Client().get(path).content.decode(), namespaceHTMLElements=False)
        hrefs = {link.get("href").partition("#")[0] for link in document.iter("a")}
        broken = [href for href in hrefs if href.startswith("/") and Client().get(href).status_code != 200]
        assert broken == []

    @pytest.mark.parametrize("model", [Film, Event, Award, Place])
    def test_nothing_of_a_draft_is_on_a_pair(self, model: Any) -> None:
        name = {Film: "title", Event: "title", Award: "category", Place: "name"}[model]
        model.objects.update(**{f"{name}_en": "canary5f1e", f"{name}_ru": "canary5f1e"})
        paths = [path for path in PAIRS if model is not Film or "films" not in path]
        pages = [Client().get(path).content.decode() for path in paths]
        assert any("canary5f1e" in page for page in pages)
        model.objects.update(status="draft")
        assert not [path for path in paths if "canary5f1e" in Client().get(path).content.decode()]

    @pytest.mark.parametrize(("path", "budget"), [(PEOPLE, 15), (FILMS, 10)])
    def test_queries_do_not_grow(self, path: str, budget: int, django_assert_max_num_queries: Any) -> None:
        lane, person = Lane.objects.all()[0], Person.objects.get(slug="kalatozov")
        cranes = Film.objects.get(slug="cranes-are-flying")
        for number in range(20):
            event = Event.objects.create(slug=f"e-{number}", status="published", title="E", date="1957", lane=lane)
            event.people.add(person)
            cranes.credits.create(slug=f"c-{number}", person=person, department="crew", job="job")
        with django_assert_max_num_queries(budget):
            assert Client().get(path).status_code == 200
