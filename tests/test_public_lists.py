"""The lists as tables: what visitors may see, in columns that stay, safe in spreadsheets, however long."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exhibit.interop import lists
from exhibit.interop.lists import PUBLIC_LISTS, list_lines
from exhibit.models import AwardBody, Credit, Event, Film, Person, Place
from exhibit.publishing.pages import TABLES, is_kept
from tests.frozen import HIDDEN, hide_something_of_every_kind

pytestmark = pytest.mark.django_db

HEADERS = {
    "films": (
        "film title language original_title original_language transliteration date earliest latest directed_by"
        " running_time_minutes country studio genre colour sound aspect_ratio spoken_language based_on"
        " imdb_id tmdb_id wikidata_id text text_language address"
    ),
    "people": (
        "person name language sort_name other_names native_name native_language occupations"
        " birth birth_earliest birth_latest birth_place birth_place_name"
        " death death_earliest death_latest death_place death_place_name"
        " imdb_id tmdb_id wikidata_id text text_language address"
    ),
    "events": (
        "event title language lane date earliest latest place place_name people films standing confidence importance"
        " text text_language address"
    ),
    "awards": (
        "award category language given_by given_by_name edition date earliest latest outcome is_shared films people"
        " event standing confidence address"
    ),
    "places": "place name language address",
    "credits": (
        "film film_title film_date person name department job character credited_as billing_order named_on_screen"
        " confidence address"
    ),
}
SIZES = {"films": 14, "people": 30, "events": 50, "awards": 22, "places": 34, "credits": 62}


def fetched(name: str, prefix: str = "") -> str:
    """Return a file as it arrives, after the language of its request is gone."""
    answer = Client().get(f"{prefix}/{name}.csv")
    assert answer.status_code == 200
    with translation.override("de"):
        return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def rows(name: str, prefix: str = "") -> list[dict[str, str]]:
    text = fetched(name, prefix)
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


@pytest.mark.parametrize("name", PUBLIC_LISTS)
def test_its_columns_are_those_that_the_readme_names(name: str) -> None:
    header = fetched(name).partition("\r\n")[0].removeprefix("\ufeff")
    assert header.split(",") == HEADERS[name].split()


@pytest.mark.parametrize("name", PUBLIC_LISTS)
def test_it_has_a_row_for_each_record_in_a_stable_order(name: str) -> None:
    found = rows(name)
    assert len(found) == SIZES[name]
    names = [row[next(iter(row))] for row in found]
    assert name == "credits" or names == sorted(names)


def test_a_film_is_told_as_it_is_known() -> None:
    [cranes] = [row for row in rows("films") if row["film"] == "cranes-are-flying"]
    film = Film.objects.get(slug="cranes-are-flying")
    assert (cranes["title"], cranes["language"]) == ("The Cranes Are Flying", "en")
    assert (cranes["original_title"], cranes["original_language"]) == ("Летят журавли", "ru")
    assert (cranes["date"], cranes["earliest"], cranes["latest"]) == ("1957", "1957-01-01", "1957-12-31")
    assert cranes["directed_by"] == "Mikhail Kalatozov"
    assert cranes["running_time_minutes"] == str(film.running_time_minutes)
    assert cranes["address"] == "http://testserver/films/cranes-are-flying/"


def test_each_language_has_its_own_and_says_where_the_first_stands_in() -> None:
    Film.objects.filter(slug="red-tent").update(title_ru="", synopsis_ru="")
    found = {row["film"]: row for row in rows("films", "/ru")}
    assert found["cranes-are-flying"]["title"] == "Летят журавли"
    assert found["cranes-are-flying"]["address"] == "http://testserver/ru/films/cranes-are-flying/"
    assert (found["red-tent"]["title"], found["red-tent"]["language"]) == ("The Red Tent", "en")


def test_an_open_end_is_an_empty_cell() -> None:
    Film.objects.filter(slug="red-tent").update(date="1969/..")
    [tent] = [row for row in rows("films") if row["film"] == "red-tent"]
    assert (tent["date"], tent["earliest"], tent["latest"]) == ("1969/..", "1969-01-01", "")


def test_records_name_one_another_by_the_ends_of_their_addresses() -> None:
    films, people = ({row[key] for row in rows(name)} for name, key in (("films", "film"), ("people", "person")))
    for row in rows("credits"):
        assert row["film"] in films
        assert row["person"] in people | {""}
        assert row["name"]
    for name in ("events", "awards"):
        for row in rows(name):
            assert set(filter(None, row["films"].split("; "))) <= films
            assert set(filter(None, row["people"].split("; "))) <= people


@pytest.mark.parametrize("name", PUBLIC_LISTS)
def test_nothing_that_visitors_may_not_see_is_in_it(name: str) -> None:
    before = len(rows(name))
    hide_something_of_every_kind()
    text = fetched(name)
    assert HIDDEN not in text
    assert len(rows(name)) == before


def test_what_was_published_and_is_no_longer_is_gone_from_every_table() -> None:
    Person.objects.filter(slug="kalatozov").update(status="draft")
    Film.objects.filter(slug="cranes-are-flying").update(status="draft")
    Place.objects.filter(slug="tiflis").update(status="draft")
    for name in PUBLIC_LISTS:
        named = {part for row in rows(name) for cell in row.values() for part in cell.split("; ")}
        assert not named & {"kalatozov", "cranes-are-flying", "tiflis"}, name


def test_no_cell_is_a_formula() -> None:
    Film.objects.filter(slug="red-tent").update(title_en="=HYPERLINK(1)", original_title="+1")
    Credit.objects.filter(film__slug="red-tent").update(job_en="@SUM(1)")
    [tent] = [row for row in rows("films") if row["film"] == "red-tent"]
    assert (tent["title"], tent["original_title"]) == ("'=HYPERLINK(1)", "'+1")
    for name in PUBLIC_LISTS:
        for row in rows(name):
            assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n"))]


@pytest.mark.parametrize("name", PUBLIC_LISTS)
def test_however_long_it_is_few_rows_are_read_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fetched(name)
    monkeypatch.setattr(lists, "AT_ONCE", 7)
    with CaptureQueriesContext(connection) as asked:
        lines = list(list_lines(name, "http://testserver"))
    assert "".join(lines) == whole
    reads = [query["sql"] for query in asked if "LIMIT 7" in query["sql"]]
    assert len(reads) == (len(lines) - 1) // 7 + 1
    assert len(asked) <= 3 * len(reads), "the rows, and two lists of each"
    assert not [sql for sql in reads if "OFFSET" in sql]


@pytest.mark.parametrize("name", TABLES)
def test_it_is_written_piece_by_piece_and_never_kept(name: str) -> None:
    address = f"/{name.removesuffix('_table')}.csv"
    answer: Any = Client().get(address)
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{address[1:]}"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"].startswith("public")
    assert not answer.cookies
    assert not is_kept(address)
    assert Client().post(address).status_code == 405


def test_what_is_no_list_is_not_found() -> None:
    for address in ("/users.csv", "/films.csv/", "/sources.csv", "/ru/drafts.csv"):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("page", "name"),
    [("films", "films"), ("films", "credits"), ("people", "people"), ("places", "places"), ("awards", "awards")],
)
def test_each_list_page_leads_to_its_table(page: str, name: str) -> None:
    for prefix in ("", "/ru"):
        assert f'href="{prefix}/{name}.csv"' in Client().get(f"{prefix}/{page}/").content.decode()
    assert 'href="/events.csv"' in Client().get("/timeline/").content.decode()


def test_an_empty_museum_has_tables_of_their_headers() -> None:
    for model in (Film, Person, Event, AwardBody, Place):
        model.objects.update(status="draft")
    for name in PUBLIC_LISTS:
        assert rows(name) == []
