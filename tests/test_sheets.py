"""Long lists, sheet by sheet: each record once, in order, in both languages, and nothing that is not published."""

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exhibit.models import Award, AwardBody, Credit, Event, Film, Lane, Person, Place, Release
from exhibit.publishing import registers
from exhibit.publishing.pages import FURTHER, public_pages
from exhibit.publishing.sheets import contents

pytestmark = pytest.mark.django_db

LISTS = ("/films/", "/people/", "/places/", "/awards/")
FEW = 5


@pytest.fixture(autouse=True)
def small_sheets(monkeypatch: pytest.MonkeyPatch, museum: None) -> None:
    """As if five rows were too many for one sheet."""
    monkeypatch.setattr(registers, "PER_SHEET", FEW)
    monkeypatch.setattr(registers, "FILMS_PER_SHEET", FEW)
    monkeypatch.setattr("exhibit.models.awards.MOST_IN_GRID", FEW)


@pytest.fixture
def visitor() -> Client:
    return Client()


def ways_in(document: Any) -> dict[str, str]:
    """Return where the letters or decades of a list lead."""
    [nav] = [nav for nav in document.iter("nav") if "letters" in (nav.get("class") or "").split()]
    return {link.text: link.get("href") for link in nav.iter("a")}


def links(visitor: Client, address: str) -> tuple[list[str], dict[str, str]]:
    """Return where the links of a page's content lead, and the addresses before and after it."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    document = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    [main] = document.iter("main")
    found = [(link.get("rel"), link.get("href")) for link in main.iter("a")]
    return [href for rel, href in found if not rel], {rel: href for rel, href in found if rel in {"prev", "next"}}


def walked(visitor: Client, address: str, way: str = "next") -> list[str]:
    """Return the addresses of all sheets from this one on."""
    sheets = [address]
    while onward := links(visitor, sheets[-1])[1].get(way):
        assert onward not in sheets
        sheets.append(onward)
    return sheets


def slugs_of(visitor: Client, sheets: list[str], noun: str) -> list[str]:
    """Return the records of a noun to which the rows lead, sheet after sheet."""
    found = []
    for sheet in sheets:
        seen: list[str] = []
        for href in links(visitor, sheet)[0]:
            parts = href.strip("/").removeprefix("ru/").split("/")
            if parts[0] == noun and len(parts) == 2 and parts[1] not in seen:
                seen.append(parts[1])
        found += seen
    return found


def alike(number: int) -> None:
    """Make records that differ in nothing but their address."""
    lane = Lane.objects.all()[0]
    place = Place.objects.get(slug="moscow")
    for n in range(number):
        Film.objects.create(slug=f"alike-{n}", status="published", title="Alike", original_title="A", date="1957")
        Film.objects.create(slug=f"undated-{n}", status="published", title="Undated", original_title="U")
        Person.objects.create(
            slug=f"alike-{n}", status="published", name="A", sort_name="Ivanov, A", birth_place=place, birth="1900"
        )
        Place.objects.create(slug=f"alike-{n}", status="published", name="Nowhere")
        AwardBody.objects.create(slug=f"alike-{n}", status="published", name="Alike")
        Event.objects.create(
            slug=f"alike-{n}", status="published", title="E", date="1957-10-12", lane=lane, place=place
        )


@pytest.mark.parametrize("prefix", ["", "/ru"])
@pytest.mark.parametrize(
    ("address", "noun", "model"),
    [
        ("/films/", "films", Film),
        ("/people/", "people", Person),
        ("/places/", "places", Place),
        ("/awards/", "awards", AwardBody),
    ],
)
def test_a_walk_over_all_sheets_meets_each_record_once_in_order(
    visitor: Client, prefix: str, address: str, noun: str, model: Any
) -> None:
    alike(12)
    model.objects.filter(slug__in=["alike-3", "undated-3"]).update(status="draft")
    rows = model.objects.published()
    with translation.override("ru" if prefix else "en"):
        expected = [record.slug for record in (rows.chronological() if model is Film else rows.alphabetical())]
    sheets = walked(visitor, prefix + address)
    assert len(sheets) == -(-len(expected) // FEW)
    met = slugs_of(visitor, sheets, noun)
    if model is Film:  # on the first sheet stands what is on show, before the rows
        assert met[0] == "cranes-are-flying"
        met = met[1:] if len(met) > len(expected) else met
        assert sorted(met) == sorted(expected)
        with translation.override("ru" if prefix else "en"):
            assert list(contents(registers.films()).ends) == expected[FEW - 1 : -1 : FEW]
    else:
        assert met == expected
    assert walked(visitor, sheets[-1], "prev") == sheets[::-1]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_that_fits_one_page_turns_nothing(
    visitor: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "PER_SHEET", 60)
    monkeypatch.setattr(registers, "FILMS_PER_SHEET", 24)
    monkeypatch.setattr("exhibit.models.awards.MOST_IN_GRID", 240)
    html = visitor.get(address).content.decode()
    assert 'class="turning"' not in html
    assert links(visitor, address)[1] == {}
    assert not [page for page in public_pages() if page.name in FURTHER]


@pytest.mark.parametrize("address", LISTS)
def test_a_sheet_after_nothing_is_a_page_that_is_not_there(visitor: Client, address: str) -> None:
    for language in ("", "/ru"):
        answer = visitor.get(f"{language}{address}after/no-such-record/")
        assert answer.status_code == 404
        assert f'href="{language}/films/"' in answer.content.decode()


def test_a_draft_and_nothing_are_the_same(visitor: Client) -> None:
    Film.objects.filter(slug="red-tent").update(status="draft")
    assert visitor.get("/films/after/red-tent/").status_code == 404
    Person.objects.filter(slug="achard").update(publish_at="2199-01-01T00:00Z")
    assert visitor.get("/people/after/achard/").status_code == 404


def test_a_sheet_goes_on_after_a_record_that_got_another_address(visitor: Client) -> None:
    film = Film.objects.get(slug="red-tent")
    film.slug = "tent-in-red"
    film.save()
    answer = visitor.get("/films/after/red-tent/")
    assert (answer.status_code, answer["Location"]) == (302, "/films/after/tent-in-red/")


def test_a_sheet_that_begins_elsewhere_leads_on_and_back(visitor: Client) -> None:
    """An address that a search engine kept: since then somebody came before."""
    [second, *_others] = walked(visitor, "/people/")[1:]
    Person.objects.create(slug="first-of-all", status="published", name="A", sort_name="Aaa, A")
    _rows, ways = links(visitor, second)
    assert ways["prev"] == "/people/"
    assert len(slugs_of(visitor, walked(visitor, second), "people")) == Person.objects.published().count() - FEW - 1


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_each_letter_leads_to_the_sheet_on_which_it_begins(visitor: Client, prefix: str) -> None:
    document = html5lib.parse(visitor.get(f"{prefix}/people/").content.decode(), namespaceHTMLElements=False)
    ways = ways_in(document)
    assert len(ways) > 8
    for letter, address in ways.items():
        assert f'">{letter}</h2>' in visitor.get(address).content.decode(), letter
    assert set(ways.values()) <= set(walked(visitor, f"{prefix}/people/"))


def test_films_whose_beginning_nobody_knows_come_first_and_are_of_no_decade(visitor: Client) -> None:
    alike(30)
    Film.objects.create(slug="before", status="published", title="Before", original_title="Before", date="../1950")
    document = html5lib.parse(visitor.get("/films/").content.decode(), namespaceHTMLElements=False)
    labels = list(ways_in(document))
    assert labels[0] == "Beginning not known"
    assert not any(label.startswith("1000") for label in labels)


def test_each_decade_leads_to_the_sheet_on_which_it_begins(visitor: Client) -> None:
    alike(3)
    document = html5lib.parse(visitor.get("/films/").content.decode(), namespaceHTMLElements=False)
    ways = ways_in(document)
    assert "1950s" in ways
    assert list(ways)[-1] == "Year not known"
    for decade, address in ways.items():
        assert f">{decade}</h2>" in visitor.get(address).content.decode(), decade


def test_the_list_of_pages_has_all_sheets(visitor: Client) -> None:
    alike(8)
    listed = [page for page in public_pages() if page.name in FURTHER]
    paths = {page.path for page in listed}
    assert len(paths) == len(listed)
    for address in (*LISTS, "/places/moscow/events/", "/places/moscow/births/", "/people/kalatozov/films/"):
        for language in ("", "/ru"):
            assert set(walked(visitor, language + address)[1:]) <= paths, address
    assert {page.name for page in listed} >= {"film_list_after", "place_events", "place_births_after", "person_films"}
    for page in listed:
        assert visitor.get(page.path).status_code == 200, page.path


def parts() -> Iterator[tuple[str, str, list[str]]]:
    place, person = Place.objects.get(slug="moscow"), Person.objects.get(slug="kalatozov")
    yield "/places/moscow/events/", "events", _slugs(Event.objects.published().filter(place=place).chronological())
    yield "/places/moscow/births/", "people", _slugs(place.births.published().order_by("birth_earliest", "slug"))
    films = Film.objects.published().filter(credits__person=person).distinct().chronological()
    yield "/people/kalatozov/films/", "films", _slugs(films)


def _slugs(rows: Any) -> list[str]:
    return [row.slug for row in rows]


def test_what_one_record_has_thousands_of_is_cut_and_stands_elsewhere(visitor: Client) -> None:
    alike(9)
    for address, noun, expected in parts():
        whole = slugs_of(visitor, walked(visitor, address), noun)
        assert whole == expected, address
        assert len(expected) > FEW
        own = address.rpartition("/")[0].rpartition("/")[0] + "/"
        assert f'href="{address}"' in visitor.get(own).content.decode()
        assert len(slugs_of(visitor, [own], noun)) < len(expected)


def test_a_body_with_many_awards_has_several_pages(visitor: Client) -> None:
    body = AwardBody.objects.get(slug="cannes")
    for number in range(8):
        Award.objects.create(slug=f"alike-{number}", status="published", body=body, category="Alike", date="1960")
    Award.objects.create(slug="undated", status="published", body=body, category="Undated")
    Award.objects.filter(slug="alike-5").update(status="draft")
    expected = _slugs(Award.objects.published().filter(body=body).chronological())
    found: list[str] = []
    for address in walked(visitor, "/awards/cannes/"):
        document = html5lib.parse(visitor.get(address).content.decode(), namespaceHTMLElements=False)
        awards = [one.get("id") for one in document.iter("section") if "award " in (one.get("class") or "")]
        assert len(awards) <= FEW
        found += awards
    assert found == expected


def test_a_number_that_no_database_counts_to_is_no_address(visitor: Client) -> None:
    for number in ("9" * 19, "9" * 5000, "0"):
        assert visitor.get(f"/places/moscow/releases/after/{number}/").status_code == 404


def test_releases_of_one_day_are_all_there(visitor: Client) -> None:
    place = Place.objects.get(slug="moscow")
    for number in range(7):
        film = Film.objects.create(slug=f"f-{number}", status="published", title=f"F{number}", original_title="F")
        Release.objects.create(film=film, place=place, date="1957", kind="k", kind_en="k")
    expected = {release.film.slug for release in place.releases.filter(film__status="published")}
    found = slugs_of(visitor, walked(visitor, "/places/moscow/releases/"), "films")
    assert (len(found), set(found)) == (len(expected), expected)


def test_a_sheet_deep_in_a_list_asks_as_much_as_the_second(visitor: Client) -> None:
    alike(20)
    for address in LISTS:
        sheets = walked(visitor, address)
        asked = []
        for sheet in (sheets[1], sheets[len(sheets) // 2], sheets[-1]):
            with CaptureQueriesContext(connection) as queries:
                visitor.get(sheet)
            asked.append(len(queries))
            assert not [query for query in queries if "OFFSET" in query["sql"] and address != "/places/"]
        assert max(asked) - min(asked) <= 1, address  # renditions, where there is a picture
        assert max(asked) <= 6


def test_of_many_two_are_chosen_by_the_beginning_of_their_names(visitor: Client) -> None:
    alike(3)
    html = visitor.get("/compare/").content.decode()
    assert '<input id="people-first" name="first" type="text"' in html
    assert '<option value="kalatozov"' not in html
    answer = visitor.get("/compare/?kind=people&first=Kalatoz&second=Lelouch")
    assert (answer.status_code, answer["Location"]) == (302, "/compare/people/kalatozov/lelouch/")
    answer = visitor.get("/ru/compare/?kind=people&first=калатоз&second=Лелуш")
    assert (answer.status_code, answer["Location"]) == (302, "/ru/compare/people/kalatozov/lelouch/")
    html = visitor.get("/compare/?kind=people&first=Ivanov&second=Lelouch").content.decode()
    assert "Several are called “Ivanov”" in html
    assert '<option value="alike-2"' in html
    Person.objects.filter(slug="alike-2").update(status="draft")
    assert '<option value="alike-2"' not in visitor.get("/compare/?kind=people&first=Ivanov").content.decode()
    assert "There is no “Nobody”" in visitor.get("/compare/?kind=people&first=Nobody&second=x").content.decode()
    assert visitor.get("/compare/?first=%00&second=%00").status_code == 200


def test_nothing_unpublished_is_on_any_sheet(visitor: Client) -> None:
    alike(4)
    for model, name in ((Film, "title"), (Person, "sort_name"), (Place, "name"), (AwardBody, "name"), (Event, "title")):
        marks = {f"{name}_{language}": "canary5f1e" for language in ("en", "ru")}
        model.objects.filter(slug__in=["alike-1", "undated-1"]).update(status="draft", **marks)
    Credit.objects.filter(film__slug="alike-1").delete()
    for page in public_pages():
        if page.name in FURTHER or page.path.endswith(LISTS):
            assert "canary5f1e" not in visitor.get(page.path).content.decode(), page.path
