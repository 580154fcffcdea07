"""Ways on the timeline that need no script: bars that say where they lead, and two on the ruler."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from exhibit.models import Film, Person
from exhibit.timeline import Timeline, TimelineQuery

pytestmark = pytest.mark.usefixtures("museum")

TIMELINE = "/timeline/"
LED = re.compile(
    r'<a (?:class="decades__way numeral" )?href="/timeline/\?([^"#]*)(?:#entries)?"[^>]* aria-label="[^"]*: (\d+) entr'
)
FIRST, SECOND, THIRD = "life-kalatozov", "life-samoilova", "film-cranes-are-flying"


def count_at(query: str) -> int:
    line = Timeline()
    return line.window(TimelineQuery.read(QueryDict(unescape(query)), line.lanes)).count


def links(client: Client, path: str, words: str) -> list[str]:
    """Return where the links with these words lead."""
    html = client.get(path).content.decode()
    return [unescape(found) for found in re.findall(rf'<a [^>]*?href="([^"]*)"[^>]*>\s*{words}\s*<', html)]


@pytest.mark.parametrize("asked", ["", "?lane=award", "?person=samoilova&from=1950&to=1960"])
def test_bars_and_decades_say_how_many_entries_they_lead_to(client: Client, asked: str) -> None:
    found = LED.findall(client.get(TIMELINE + asked).content.decode())
    assert len(found) > 5
    assert {query: int(count) for query, count in found} == {query: count_at(query) for query, _count in found}


def test_words_that_find_nothing_lead_to_the_search(client: Client) -> None:
    (way,) = links(client, f"{TIMELINE}?q=Kalatosof", "Search the whole museum for “Kalatosof”, also spelt otherwise")
    assert "Mikhail Kalatozov" in client.get(way).content.decode()
    assert not links(client, f"{TIMELINE}?from=1800&to=1801", "Search the whole museum[^<]*")


class TestOnTheRuler:
    def test_a_second_joins_the_first_and_all_else_stays(self, client: Client) -> None:
        kept = f"{TIMELINE}?from=1950&to=1960&lane=award&beside={FIRST}"
        (way,) = links(client, f"{kept}&entry={SECOND}", "Put on the ruler")
        asked = parse_qs(urlsplit(way).query)
        assert asked == {"from": ["1950"], "to": ["1960"], "lane": ["award"], "beside": [FIRST, SECOND]}

    def test_an_entrys_own_page_knows_who_is_on_it(self, client: Client) -> None:
        html = client.get(f"{TIMELINE}?beside={FIRST}").content.decode()
        own = f"{TIMELINE}{SECOND}/?beside={FIRST}"
        assert own in html
        (way,) = links(client, own, "Put on the ruler")
        assert parse_qs(urlsplit(way).query)["beside"] == [FIRST, SECOND]
        assert not re.search(rf"{SECOND}/\?", client.get(TIMELINE).content.decode())

    def test_a_third_takes_the_place_of_the_first(self, client: Client) -> None:
        (way,) = links(client, f"{TIMELINE}?beside={FIRST}&beside={SECOND}&entry={THIRD}", "Put on the ruler")
        assert parse_qs(urlsplit(way).query)["beside"] == [SECOND, THIRD]

    def test_who_is_on_it_is_taken_off(self, client: Client) -> None:
        (way,) = links(client, f"{TIMELINE}?beside={FIRST}&beside={SECOND}&entry={FIRST}", "Take off the ruler")
        assert parse_qs(urlsplit(way).query)["beside"] == [SECOND]

    def test_a_pair_side_by_side_leads_there(self, client: Client) -> None:
        path = "/compare/people/kalatozov/samoilova/"
        (way,) = links(client, path, "Together on the timeline")
        assert parse_qs(urlsplit(way).query)["beside"] == [FIRST, SECOND]
        assert "On the ruler" in client.get(way).content.decode()

    @pytest.mark.parametrize(("model", "noun"), [(Person, "people"), (Film, "films")])
    def test_not_with_somebody_who_has_no_date(self, client: Client, model: type, noun: str) -> None:
        first = model.objects.published().exclude(**{"death" if noun == "people" else "date": None}).first()
        second = model.objects.create(
            slug="nowhere",
            status="published",
            **({"name": "N", "sort_name": "N"} if noun == "people" else {"title": "N"}),
        )
        path = f"/compare/{noun}/{first.slug}/{second.slug}/"
        assert client.get(path).status_code == 200
        assert not links(client, path, "Together on the timeline")

    def test_nobody_has_an_age_at_their_own_birth(self, client: Client) -> None:
        html = client.get(f"{TIMELINE}?beside={FIRST}&to=1910").content.decode()
        assert "aged 0" not in html
