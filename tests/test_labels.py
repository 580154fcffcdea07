"""Gallery labels: each object once, in every language, with a code that leads to its page."""

import re
from typing import Any

import html5lib
import pytest
import segno
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client

from exhibit.labels.words import brief, sentences
from exhibit.models import Exhibit, FigureBlock, Film, Image, Person

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
PATH = "/exhibits/the-cranes-are-flying/labels/"


def labels(client: Client, path: str = PATH, **asked: Any) -> list[Any]:
    answer = client.get(path, asked)
    assert answer.status_code == 200
    document = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return [card for card in document.iter("article") if "gallery-label" in card.get("class").split()]


def words(card: Any) -> str:
    return " ".join(" ".join(card.itertext()).split())


def titles(client: Client, path: str = PATH, **asked: Any) -> list[str]:
    return [card.findtext(".//h2") or "" for card in labels(client, path, **asked)]


def part(card: Any, name: str) -> list[Any]:
    return [each for each in card.iter() if each.get("class", "") == f"gallery-label__{name}"]


def modules(svg: Any) -> tuple[list[list[int]], int]:
    """Return the code that a path of horizontal strokes draws, as rows of 0 and 1, and its quiet zone."""
    side = int(svg.get("viewBox").split()[2])
    drawn = [[0] * side for _ in range(side)]
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", svg.find(f"{SVG}path").get("d")):
        values = [float(number) for number in numbers.split()]
        match command:
            case "M":
                x, y = values
            case "m":
                x, y = x + values[0], y + values[1]
            case _:
                for column in range(int(x), int(x + values[0])):
                    drawn[int(y)][column] = 1
                x += values[0]
    quiet = next(number for number, row in enumerate(drawn) if any(row))
    return [row[quiet:-quiet] for row in drawn[quiet:-quiet]], quiet


def test_the_opening_panel_comes_first_then_the_objects_in_the_order_of_the_story(client: Client) -> None:
    FigureBlock.objects.all().delete()
    assert titles(client)[:4] == ["The Cranes Are Flying", "The Cranes Are Flying", "Palme d’Or", "Viktor Rozov"]


def test_each_object_has_one_label_however_often_the_story_shows_it(client: Client) -> None:
    films = titles(client, kind="film")
    assert films.count("I Am Cuba") == films.count("The Cranes Are Flying") == 1
    awards = [words(card) for card in labels(client, kind="award")]
    assert len(awards) == len(set(awards)) == 5


@pytest.mark.parametrize(("path", "languages"), [(PATH, ["en", "ru"]), (f"/ru{PATH}", ["ru", "en"])])
def test_a_label_speaks_every_language_that_of_the_page_first(client: Client, path: str, languages: list[str]) -> None:
    for card in labels(client, path):
        assert [saying.get("lang") for saying in part(card, "words")] == languages
    [film] = [card for card in labels(client, path, kind="film") if "I Am Cuba" in words(card)]
    assert "Director: Mikhail Kalatozov" in words(film)
    assert "Последний общий фильм Калатозова и Урусевского." in words(film)


def test_a_label_is_silent_in_a_language_that_the_museum_has_no_words_in(client: Client) -> None:
    Film.objects.filter(slug="i-am-cuba").update(title_ru="")
    [film] = [card for card in labels(client, kind="film") if "I Am Cuba" in words(card)]
    assert [saying.get("lang") for saying in part(film, "words")] == ["en"]


def test_an_original_title_is_said_where_no_language_of_the_museum_says_it(client: Client) -> None:
    original = {
        card.findtext(".//h2"): [(each.text, each.get("lang")) for each in part(card, "original")]
        for card in labels(client, kind="film")
    }
    assert original["A Man and a Woman"] == [("Un homme et une femme", "fr")]
    assert original["The Cranes Are Flying"] == []


def test_unpublished_people_and_awards_have_no_label(client: Client) -> None:
    assert "Viktor Rozov" in titles(client)
    Person.objects.filter(slug="rozov").update(status="draft")
    assert "Viktor Rozov" not in titles(client)
    Exhibit.objects.update(status="draft")
    assert client.get(PATH).status_code == 404


def test_a_picture_is_credited_and_one_without_rights_has_no_label(
    client: Client, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    gif += b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    image = Image(slug="a-still", alt_en="A still", caption_en="The last scene. A station.", credit_en="Mosfilm")
    image.file.save("still.gif", ContentFile(gif))
    exhibit = Exhibit.objects.get(slug="the-cranes-are-flying")
    FigureBlock.objects.all().delete()
    FigureBlock.objects.create(parent=exhibit, region="story", ordering=1, image=image)
    [card] = labels(client, kind="picture")
    assert card.findtext(".//h2") == "The last scene"
    assert "A station." in words(card)
    assert "Mosfilm · made by the museum" in words(card)
    Image.objects.filter(slug="a-still").update(rights_expire_on="2000-01-01")
    assert labels(client, kind="picture") == []


@pytest.mark.parametrize("path", [PATH, f"/ru{PATH}"])
def test_each_code_is_that_of_the_address_under_it(client: Client, path: str) -> None:
    prefix = "/ru" if path.startswith("/ru") else ""
    for card in labels(client, path):
        [code], [address] = part(card, "code"), part(card, "address")
        short = "".join(address.itertext())
        assert short.startswith(f"testserver{prefix}/")
        assert code.get("role") == "img"
        assert short in code.get("aria-label")
        page, _hash, anchor = short.partition("#")
        full = f"http://{page}{'' if anchor else '/'}{'#' if anchor else ''}{anchor}"
        assert client.get(full.removeprefix("http://testserver")).status_code == 200
        expected = segno.make(full, error="m", micro=False, boost_error=False)
        drawn, quiet = modules(code.find(f"{SVG}svg"))
        assert drawn == [list(row) for row in expected.matrix]
        assert expected.error == "M"
        assert quiet == 4
        assert code.find(f"{SVG}svg/{SVG}path").get("stroke") == "currentColor"


def test_codes_and_full_addresses_are_those_that_visitors_use(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://cranes.example.org"
    for card in labels(client, f"/ru{PATH}"):
        assert "".join(part(card, "address")[0].itertext()).startswith("cranes.example.org/ru/")
    assert b"testserver" not in client.get("/ru/films/").content


@pytest.mark.parametrize(("size", "on_each"), [("small", 8), ("medium", 6), ("large", 2)])
def test_a_sheet_holds_as_many_labels_as_fit(client: Client, size: str, on_each: int) -> None:
    answer = client.get(PATH, {"size": size})
    panel, *sheets = answer.context["sheets"]
    assert len(panel.labels) == 1
    assert {len(sheet.labels) for sheet in sheets[:-1]} == {on_each}
    assert 1 <= len(sheets[-1].labels) <= on_each


def test_kinds_narrow_it(client: Client) -> None:
    both = titles(client, kind=["film", "person"])
    assert sorted(both) == sorted(titles(client, kind="film") + titles(client, kind="person"))
    assert titles(client, kind="panel") == ["The Cranes Are Flying"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("size=huge", "There is no size “huge”"),
        ("kind=opera", "There are no labels of the kind “opera”"),
        ("kind=opera&kind=film", "Choose from: panel, picture, film, person, award, diagram."),
        (f"size={'x' * 5000}", "There is no size “xxx"),
    ],
)
def test_a_value_that_cannot_be_understood_is_named(client: Client, asked: str, said: str) -> None:
    answer = client.get(f"{PATH}?{asked}")
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_kind_that_the_exhibit_does_not_show_leads_back_to_all(client: Client) -> None:
    FigureBlock.objects.all().delete()
    html = client.get(PATH, {"kind": "picture"}).content.decode()
    assert "The exhibit shows nothing of this kind." in html
    assert f'href="{PATH}"' in html


def test_search_engines_leave_labels_alone_and_only_the_end_of_the_exhibit_leads_to_them(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in client.get(PATH).content.decode()
    for path in ("/", "/exhibits/"):
        assert PATH not in client.get(path).content.decode()
    assert client.get("/exhibits/the-cranes-are-flying/").content.decode().count(PATH) == 1


def test_a_curator_finds_the_labels_of_an_exhibit_that_visitors_see(curator_client: Client, curator: User) -> None:
    exhibit = Exhibit.objects.get(slug="the-cranes-are-flying")
    address = f"/admin/exhibit/exhibit/{exhibit.pk}/change/"
    assert f'href="{PATH}"' in curator_client.get(address).content.decode()
    Exhibit.objects.update(status="draft")
    assert f'href="{PATH}"' not in curator_client.get(address).content.decode()


def test_sentences_do_not_end_at_initials() -> None:
    assert sentences("V. Rozov wrote it. M. Kalatozov filmed it.") == ["V. Rozov wrote it.", "M. Kalatozov filmed it."]


def test_words_are_one_or_two_sentences_and_a_long_one_ends_at_a_word() -> None:
    assert brief("One. Two. Three.", 100) == "One. Two."
    assert brief("A first one. A second that is too long for it.", 20) == "A first one."
    assert brief("A sentence without any end in sight", 20) == "A sentence without…"
    assert brief("", 20) == ""
