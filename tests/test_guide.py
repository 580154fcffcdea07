"""The guide for curators: there in both languages, and true of what the desk has."""

import re

import pytest
from django.test import Client

from exhibit.dates import UncertainDate

pytestmark = pytest.mark.usefixtures("museum")


@pytest.mark.parametrize(
    ("address", "words"), [("/admin/guide/", "Nothing is lost"), ("/ru/admin/guide/", "не пропадает")]
)
def test_it_is_there_in_both_languages_and_one_click_away(curator_client: Client, address: str, words: str) -> None:
    assert words in curator_client.get(address).content.decode()
    assert f'href="{address}"' in curator_client.get(address.replace("guide/", "")).content.decode()


def test_each_date_that_it_teaches_is_understood(curator_client: Client) -> None:
    page = curator_client.get("/admin/guide/").content.decode()
    dates = [date for row in re.findall(r'<th scope="row">([^<]+)</th>', page) for date in row.split(", ")]
    assert len(dates) == 8
    for date in dates:
        assert UncertainDate.parse(date).edtf == date


def test_it_is_for_curators_alone(client: Client) -> None:
    assert client.get("/admin/guide/").status_code == 302
