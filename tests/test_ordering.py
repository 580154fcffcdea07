"""Rows in an order: their numbers, and rows that exchange places."""

import json
from html import unescape

import pytest
from django.test import Client

from exhibit.models import Award, Dispute, Film, Lane
from tests.test_admin import address, errors_of, listing, opened

pytestmark = pytest.mark.usefixtures("museum")


def test_sides_of_a_dispute_exchange_their_places(curator_client: Client) -> None:
    dispute = Dispute.objects.filter(sides__position=3)[0]
    before = list(dispute.sides.values_list("pk", flat=True))
    data = opened(curator_client, dispute)
    places = ["3", "1", "2"]
    data |= {f"sides-{index}-position": [place] for index, place in enumerate(places)}
    response = curator_client.post(address(dispute), data)
    assert response.status_code == 302, errors_of(response)
    assert list(dispute.sides.values_list("pk", flat=True))[:3] == [before[1], before[2], before[0]]


def test_two_sides_at_one_place_are_a_message(curator_client: Client) -> None:
    dispute = Dispute.objects.filter(sides__position=2)[0]
    data = opened(curator_client, dispute) | {"sides-0-position": ["2"]}
    assert "duplicate data for position" in errors_of(curator_client.post(address(dispute), data))


def test_a_side_takes_the_place_of_one_that_goes(curator_client: Client) -> None:
    dispute = Dispute.objects.filter(sides__position=3)[0]
    second = dispute.sides.get(position=2)
    data = opened(curator_client, dispute) | {"sides-0-DELETE": ["on"], "sides-1-position": ["1"]}
    response = curator_client.post(address(dispute), data)
    assert response.status_code == 302, errors_of(response)
    second.refresh_from_db()
    assert second.position == 1


@pytest.mark.parametrize("noun", [Film, Award, Dispute, Lane], ids=lambda noun: noun.__name__)
@pytest.mark.parametrize(("prefix", "word"), [("", "up"), ("/ru", "вверх")])
def test_forms_and_lists_say_how_rows_are_moved(curator_client: Client, noun: type, prefix: str, word: str) -> None:
    found = {
        Film: lambda: Film.objects.filter(credits__isnull=False)[0],
        Award: lambda: Award.objects.filter(recipients__isnull=False)[0],
        Dispute: lambda: Dispute.objects.filter(sides__isnull=False)[0],
    }.get(noun)
    place = address(found()) if found else listing(Lane)
    page = curator_client.get(prefix + place).content.decode()
    words = json.loads(unescape(page.split('data-order="')[1].split('"')[0]))
    assert word in words["up"]
    assert "{place}" in words["moved"]
    assert "js/rows-desk.js" in page
