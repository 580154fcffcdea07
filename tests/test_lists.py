"""Lists of the desk, however long the collection is."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exhibit.admin import lists, readiness
from exhibit.admin.films import CreditAdmin
from exhibit.models import Credit, Film, Person

pytestmark = pytest.mark.django_db

CREDITS = "/admin/exhibit/credit/"


@pytest.fixture
def short_counting(monkeypatch: pytest.MonkeyPatch, museum: None) -> int:
    """As if more than 30 were too many to be counted; return how many credits there are."""
    monkeypatch.setattr(lists, "MOST_COUNTED", 30)
    monkeypatch.setattr(lists.LongPaginator, "most_counted", 30)
    monkeypatch.setattr(CreditAdmin, "list_per_page", 20)
    count = Credit.objects.count()
    assert count > 60  # three pages and more, the last two beyond what is counted
    return count


def test_a_list_counts_no_further_than_it_must(short_counting: int, curator_client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        html = curator_client.get(CREDITS).content.decode()
    counts = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT" in sql for sql in counts)
    assert "More than 30: credits." in html
    assert str(short_counting) not in html.partition('<p class="paginator">')[2].partition("</p>")[0]
    assert not re.search(r"\b31\b", html.partition("<tbody>")[0])


def test_pages_beyond_what_is_counted_are_turned_one_by_one(short_counting: int, curator_client: Client) -> None:
    seen: set[int] = set()
    number = 1
    while True:
        answer = curator_client.get(f"{CREDITS}?p={number}")
        assert answer.status_code == 200
        keys = {credit.pk for credit in answer.context["cl"].result_list}
        assert not keys & seen
        seen |= keys
        if f'href="?p={number + 1}"' not in answer.content.decode():
            break
        number += 1
    assert len(seen) == short_counting


def test_a_short_list_tells_its_number(museum: None, curator_client: Client) -> None:
    html = curator_client.get(CREDITS).content.decode()
    assert f"{Credit.objects.count()} credits" in html
    assert "More than" not in html
    assert not re.search(r"\d results?\b", html)
    found = curator_client.get(f"{CREDITS}?q=kalatozov")
    assert f"{len(found.context['cl'].result_list)} result" in found.content.decode()


def test_a_page_that_is_not_there_leads_back(museum: None, curator_client: Client) -> None:
    answer = curator_client.get(f"{CREDITS}?p=9999")
    assert (answer.status_code, answer["Location"]) == (302, f"{CREDITS}?e=1")


def test_a_filter_offers_few_records_or_only_the_chosen_one(
    museum: None, curator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = Film.objects.filter(credits__isnull=False).first()
    assert f"?film__id__exact={film.pk}" in curator_client.get(CREDITS).content.decode()
    monkeypatch.setattr(lists, "MOST_CHOICES", 2)
    assert "?film__id__exact=" not in curator_client.get(CREDITS).content.decode()
    chosen = curator_client.get(f"{CREDITS}?film__id__exact={film.pk}")
    assert {credit.film_id for credit in chosen.context["cl"].result_list} == {film.pk}
    assert f"?film__id__exact={film.pk}" in chosen.content.decode()


def test_no_form_offers_all_people(museum: None, curator_client: Client) -> None:
    Person.objects.bulk_create(Person(slug=f"p-{number}", name_en=f"Somebody {number}") for number in range(60))
    film = Film.objects.first()
    html = curator_client.get(f"/admin/exhibit/film/{film.pk}/change/").content.decode()
    assert "Somebody 59" not in html


@pytest.mark.parametrize("level", ["warning", "error"])
def test_a_filter_by_readiness_keeps_all_that_it_finds(
    level: str, museum: None, curator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Film.objects.update(title_ru="", genre_en="")
    address = f"/admin/exhibit/film/?readiness={level}"
    whole = set(curator_client.get(address).context["cl"].queryset)
    monkeypatch.setattr(readiness, "MOST_COUNTED", 2)
    assert set(curator_client.get(address).context["cl"].queryset) == whole
    assert level == "error" or len(whole) > 3
