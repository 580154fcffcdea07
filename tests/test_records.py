"""Pages of films, events and awards: what stands where, and what stays folded."""

from typing import Any

import html5lib
import pytest
from django.test import Client

from exhibit.models import Award, AwardBody, Credit, Event, Film, Image, Person, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=True)


def page(visitor: Client, path: str) -> Any:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)


def of_class(document: Any, name: str) -> list[Any]:
    return [element for element in document.iter() if name in (element.get("class") or "").split()]


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


class TestCredits:
    @pytest.fixture
    def film(self) -> Film:
        return Film.objects.create(slug="new", status="published", title="New", original_title="New", date="1957")

    def credit(self, film: Film, department: str, name: str = "", person: Person | None = None, **more: Any) -> Credit:
        return film.credits.create(department=department, job="job", name=name, person=person, **more)

    def billed(self, film: Film) -> Any:
        return film.credits.shown().with_people().in_billing_order().billed()

    def test_the_well_known_come_first_in_billing_order(self) -> None:
        billing = self.billed(Film.objects.get(slug="cranes-are-flying"))
        assert [credit.person.slug for credit in billing.direction] == ["kalatozov"]
        assert [credit.person.slug for credit in billing.makers] == ["kalatozov", "rozov", "urusevsky", "weinberg"]
        assert [credit.person.slug for credit in billing.players] == [
            "samoilova",
            "batalov",
            "merkuryev",
            "shvorin",
            "kharitonova",
            "nikitin",
        ]

    def test_every_credit_stands_once(self) -> None:
        film = Film.objects.get(slug="cranes-are-flying")
        billing = self.billed(film)
        others = [credit for group in billing.others for credit in group.credits]
        shown = [*billing.makers, *billing.players, *others]
        assert len(shown) == len(set(shown)) == film.credits.shown().count()
        order = [department.label for department in Credit.Department]
        assert [group.label for group in billing.others] == sorted(
            [group.label for group in billing.others], key=order.index
        )

    def test_where_nobody_has_a_page_the_first_named_leads(self, film: Film) -> None:
        second = self.credit(film, "music", "Second", billing_order=2)
        first = self.credit(film, "music", "First", billing_order=1)
        billing = self.billed(film)
        assert billing.makers == [first]
        assert [group.credits for group in billing.others] == [[second]]

    def test_a_page_of_ones_own_counts_only_where_it_is_published(self, film: Film) -> None:
        person = Person.objects.published().first()
        assert person is not None
        self.credit(film, "camera", person=person)
        assert len(self.billed(film).makers) == 1
        Person.objects.filter(pk=person.pk).update(status="draft")
        assert self.billed(film).makers == []

    def test_sound_and_crew_never_lead(self, film: Film) -> None:
        self.credit(film, "sound", "Somebody")
        self.credit(film, "crew", "Somebody")
        assert self.billed(film).makers == []

    def test_makers_are_shown_with_their_jobs_and_players_with_their_roles(self, visitor: Client) -> None:
        def parts(path: str) -> set[str]:
            return {words(part) for part in of_class(page(visitor, path), "credits__part")}

        assert "director and leading actor" in parts("/films/fate-of-a-man/")
        assert {"director of photography", "Veronika"} <= parts("/films/cranes-are-flying/")

    def test_a_film_without_credits_has_no_such_section(self, visitor: Client, film: Film) -> None:
        assert of_class(page(visitor, film.get_absolute_url()), "credits") == []


class TestFilmPage:
    def test_it_opens_with_year_title_original_title_and_direction(self, visitor: Client) -> None:
        [spread] = of_class(page(visitor, "/films/cranes-are-flying/"), "spread__words")
        assert words(spread).startswith("1957 The Cranes Are Flying Летят журавли Letyat zhuravli Directed by Mikhail")

    def test_a_film_without_a_picture_has_a_plate_with_its_title(self, visitor: Client) -> None:
        [place] = of_class(page(visitor, "/films/a-man-and-a-woman/"), "spread__plate")
        [plate] = of_class(place, "card__ground")
        assert plate.get("aria-hidden") == "true"
        assert words(plate).replace("\N{NO-BREAK SPACE}", " ") == "1966 Un homme et une femme"

    def test_events_stand_by_year_and_the_drawing_says_nothing_to_a_screen_reader(self, visitor: Client) -> None:
        document = page(visitor, "/films/cranes-are-flying/")
        years = [words(year) for year in of_class(document, "chronicle__numeral")]
        assert years == sorted(set(years))
        listed = of_class(document, "line")
        assert len(listed) == Event.objects.published().filter(films__slug="cranes-are-flying").count()
        [drawing] = of_class(document, "stretch")
        assert drawing.get("aria-hidden") == "true"
        assert len(of_class(drawing, "stretch__mark")) == len(listed)

    def test_only_the_first_dispute_lies_open(self, visitor: Client) -> None:
        questions = of_class(page(visitor, "/films/cranes-are-flying/"), "disputes__question")
        assert len(questions) == 10
        assert [question.get("open") is not None for question in questions] == [True, *[False] * 9]

    def test_its_awards_do_not_repeat_its_own_title(self, visitor: Client) -> None:
        awards = of_class(page(visitor, "/films/cranes-are-flying/"), "award")
        assert awards
        assert not any("The Cranes Are Flying" in words(award) for award in awards)

    def test_gold_is_for_documented_wins(self, visitor: Client) -> None:
        for award in of_class(page(visitor, "/films/cranes-are-flying/"), "award--reported"):
            assert "attributed" in words(award) or "disputed" in words(award) or "unconfirmed" in words(award)

    def test_a_film_of_which_little_is_known_has_a_page_too(self, visitor: Client) -> None:
        film = Film.objects.create(slug="lost", status="published", title="Lost", original_title="Lost")
        document = page(visitor, film.get_absolute_url())
        for name in ("stretch", "meanwhile", "releases", "synopsis"):
            assert of_class(document, name) == []


@pytest.mark.parametrize(
    ("model", "path"),
    [
        (Film, "/films/cranes-are-flying/"),
        (Person, "/people/kalatozov/"),
        (Event, "/events/palme/"),
        (Place, "/places/cannes/"),
        (AwardBody, "/awards/cannes/"),
    ],
)
def test_the_picture_that_heads_a_page_does_not_wait_for_scrolling(visitor: Client, model: Any, path: str) -> None:
    model.objects.update(image=Image.objects.showable()[0])
    [picture] = of_class(page(visitor, path), "picture")
    [shown] = picture.iter("img")
    assert (shown.get("loading"), shown.get("fetchpriority")) == ("eager", "high")


class TestEventPage:
    @pytest.mark.parametrize(
        ("slug", "numbers", "kind"),
        [
            ("palme", ["18", "1958"], "exact"),
            ("cannes-festival", ["2–18", "1958"], "span"),
            ("circular-rails", ["1957"], "unsure"),
            ("samoilova-dies", ["2014"], "part"),
        ],
    )
    def test_the_numbers_of_its_date_stand_out(self, visitor: Client, slug: str, numbers: list[str], kind: str) -> None:
        [date] = of_class(page(visitor, f"/events/{slug}/"), "occasion__date")
        assert [words(number) for number in date.iter("b")] == numbers
        assert f"occasion__date--{kind}" in date.get("class")

    def test_it_leads_to_its_place_and_never_to_a_hidden_one(self, visitor: Client) -> None:
        def links() -> list[str]:
            return [
                link.get("href")
                for place in of_class(page(visitor, "/events/palme/"), "occasion__place")
                for link in place.iter("a")
            ]

        assert links() == ["/places/cannes/"]
        Place.objects.filter(slug="cannes").update(status="draft")
        assert links() == []

    def test_meanwhile_says_how_far_off(self, visitor: Client) -> None:
        moments = of_class(page(visitor, "/events/palme/"), "meanwhile__moment")
        assert any("13 days earlier" in words(moment) and "Bazin" in words(moment) for moment in moments)

    def test_a_film_that_happened_there_is_not_meanwhile(self, visitor: Client) -> None:
        moments = of_class(page(visitor, "/events/palme/"), "meanwhile__moment")
        assert not any(words(moment).endswith("Film 1957") for moment in moments)


class TestAwardPage:
    PALME = "/awards/cannes/cannes58-palme/"

    def links(self, document: Any, name: str) -> list[str]:
        return [link.get("href") for one in of_class(document, name) for link in one.iter("a")]

    def test_it_tells_what_it_was_who_gave_it_for_what_and_where(self, visitor: Client) -> None:
        document = page(visitor, self.PALME)
        [title] = of_class(document, "heading__title")
        [outcome] = of_class(document, "award__outcome")
        assert (words(title), words(outcome)) == ("Palme d’Or", "Won")
        assert self.links(document, "heading__lead") == ["/awards/cannes/"]
        assert "/films/cranes-are-flying/" in self.links(document, "names")
        assert self.links(document, "award__event") == ["/events/palme/"]
        assert of_class(document, "citations")

    def test_it_leads_to_no_event_that_is_hidden(self, visitor: Client) -> None:
        Event.objects.filter(slug="palme").update(status="draft")
        assert of_class(page(visitor, self.PALME), "award__event") == []

    def test_every_mention_of_an_award_leads_there(self, visitor: Client) -> None:
        for path in ("/awards/", "/awards/cannes/", "/films/cranes-are-flying/", "/events/palme/"):
            assert f'href="{self.PALME}"' in visitor.get(path).content.decode(), path

    def test_another_address_leads_to_its_own(self, visitor: Client) -> None:
        for wrong in ("/awards/bafta/cannes58-palme/", "/ru/awards/no-such-body/cannes58-palme/"):
            answer = visitor.get(wrong)
            right = wrong.partition("awards/")[0] + self.PALME.lstrip("/")
            assert (answer.status_code, answer["Location"]) == (301, right)

    def test_an_old_address_of_the_award_or_its_body_leads_on(self, visitor: Client) -> None:
        award = Award.objects.get(slug="cannes58-palme")
        award.slug = "palme-1958"
        award.save()
        award.body.slug = "festival-de-cannes"
        award.body.save()
        answer = visitor.get(self.PALME, follow=True)
        assert answer.redirect_chain[-1] == ("/awards/festival-de-cannes/palme-1958/", 301)

    def test_it_is_hidden_with_its_body(self, visitor: Client) -> None:
        AwardBody.objects.filter(slug="cannes").update(status="draft")
        assert visitor.get(self.PALME).status_code == 404


class TestAwardGrid:
    def test_the_year_with_most_awards_is_the_widest(self) -> None:
        grid = Award.objects.published().grid()
        assert grid.busiest == 1958
        assert Award.objects.none().grid().busiest is None

    def test_outcomes_are_counted_and_only_named_where_there_are_any(self) -> None:
        grid = Award.objects.published().grid()
        assert sum(found.count for found in grid.outcomes) == Award.objects.published().count()
        Award.objects.filter(outcome="third").update(status="draft")
        assert "third" not in [found.outcome for found in Award.objects.published().grid().outcomes]

    def test_every_award_stands_under_its_year_beside_its_body(self, visitor: Client) -> None:
        [grid] = of_class(page(visitor, "/awards/"), "award-grid")
        heads = [words(head) for head in next(grid.iter("thead")).iter("th")]
        cells = {}
        for row in next(grid.iter("tbody")).iter("tr"):
            [body] = row.iter("th")
            for year, cell in zip(heads[1:], row.iter("td"), strict=True):
                for award in of_class(cell, "award__category"):
                    cells[words(award)] = (words(body), year)
        assert cells["Palme d’Or"] == ("Cannes Film Festival", "1958")
        assert cells["Golden Lion"] == ("Venice Film Festival", "1962")

    def test_a_grid_of_many_years_scrolls_in_its_own_frame(self, visitor: Client) -> None:
        assert of_class(page(visitor, "/awards/"), "award-grid--long") == []
        body = AwardBody.objects.published().first()
        for year in range(1980, 1990):
            Award.objects.create(slug=f"a-{year}", status="published", body=body, date=str(year), category="Prize")
        assert of_class(page(visitor, "/awards/"), "award-grid--long")


class TestFilmWall:
    def test_it_stands_by_year_and_the_film_on_show_stands_out(self, visitor: Client) -> None:
        document = page(visitor, "/films/")
        main_year, *years = [words(year) for year in of_class(document, "wall__numeral")]
        assert main_year == "1957"
        assert years == sorted(years)
        assert sum(film.tag == "li" for film in of_class(document, "wall__film")) == Film.objects.published().count()
        [main] = of_class(document, "wall__film--main")
        assert "The Cranes Are Flying" in words(main)

    def test_a_film_of_no_sure_decade_stands_at_the_end(self, visitor: Client) -> None:
        for slug, date in (("nail-in-the-boot", "../1957"), ("true-friends", "19XX"), ("i-am-cuba", None)):
            assert Film.objects.filter(slug=slug).update(date=date)
        Film.objects.filter(slug="red-tent").update(date="1969~")
        headings = of_class(page(visitor, "/films/"), "section__heading")
        assert [words(heading) for heading in headings] == ["1930s", "1950s", "1960s", "2000s", "Year not known"]
        last = of_class(page(visitor, "/films/"), "decade")[-1]
        assert len(of_class(last, "wall__film")) == 3

    def test_without_an_exhibit_on_show_no_film_stands_out(self, visitor: Client) -> None:
        Film.objects.get(slug="cranes-are-flying").exhibits.update(status="draft")
        assert of_class(page(visitor, "/films/"), "wall__film--main") == []


class TestPlate:
    def test_it_says_the_year_alone_where_its_lettering_is_the_title(self, visitor: Client) -> None:
        assert of_class(page(visitor, "/ru/films/i-am-cuba/"), "spread__plate")
        [plate] = of_class(of_class(page(visitor, "/ru/films/i-am-cuba/"), "spread__plate")[0], "card__plate")
        assert "card__plate--year" in plate.get("class")
        [plate] = of_class(of_class(page(visitor, "/films/i-am-cuba/"), "spread__plate")[0], "card__plate")
        assert "card__plate--year" not in plate.get("class")

    def test_a_year_that_the_plate_says_is_not_said_above_the_title(self, visitor: Client) -> None:
        assert of_class(page(visitor, "/films/i-am-cuba/"), "spread__year") == []
        assert of_class(page(visitor, "/films/cranes-are-flying/"), "spread__year")


def test_no_title_of_a_public_page_begins_with_a_separator(visitor: Client) -> None:
    paths = ["/", "/films/", "/people/", "/places/", "/awards/", "/timeline/", "/compare/"]
    for model in (Film, Person, Event, AwardBody):
        paths += [model.objects.published()[0].get_absolute_url()]
    for path in (*paths, *(f"/ru{path}" for path in paths)):
        [title] = page(visitor, path).find("head").iter("title")
        assert words(title)
        assert not words(title).startswith("·"), path
