"""Typography: what a visitor reads where a curator typed what a keyboard has.

In these tests `~` stands for a no-break space, `=` for a no-break hyphen.
"""

import re
import time

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import strip_tags
from hypothesis import example, given
from hypothesis import strategies as st

from exhibit.dates import UncertainDate
from exhibit.models import Film
from exhibit.rich_text import clean_html
from exhibit.typography import typeset, typeset_html

LANGUAGES = st.sampled_from(["en", "ru"])
MARKS = "".join(chr(code) for code in range(0x20, 0x7F) if not chr(code).isalnum()) + "«»„“”‘’–—…№\u00a0\n"
TEXT = st.text(st.sampled_from(MARKS + "aAIVcnx" + "вСаяжг" + "0125"), max_size=60) | st.text(max_size=60)


def shown(text: str, language: str) -> str:
    return typeset(text, language).replace("\u00a0", "~").replace("\u2011", "=")


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ('She said "yes".', "She said “yes”."),
        ("\"He wrote 'no' twice\"", "“He wrote ‘no’ twice”"),
        ('"The "inner" one"', "“The ‘inner’ one”"),
        ("'Alone'", "‘Alone’"),
        ("It's the girls' film", "It’s the girls’ film"),
        ("the summer of '57", "the summer of ’57"),
        ("'Twas rock 'n' roll", "’Twas rock ’n’ roll"),
        ("the 1950's", "the 1950’s"),
        ("5'10\" tall", "5′10″ tall"),
        ('("so")', "(“so”)"),
        ('"...and so on"', "“…and so on”"),
        ("wait...", "wait…"),
        ("one -- two", "one~– two"),
        ("one - two", "one~– two"),
        ("one--two", "one—two"),
        ("one – two", "one~– two"),
        ("hand-held --flag -1", "hand-held --flag -1"),
        ("1957-1958 and 1957-58", "1957–1958 and 1957–58"),
        ("2-18 May, pp. 12-15", "2–18~May, pp.~12–15"),
        ("10 July 1957, 97 min", "10~July 1957, 97~min"),
        ("c. 1957, No. 5, vol. 2, p. 3", "c.~1957, No.~5, vol.~2, p.~3"),
        ("G. R. Aldo", "G.~R.~Aldo"),
        ("A film that I saw on a wall", "A~film that I~saw on a~wall"),
        ("28 300 000 tickets", "28~300~000~tickets"),
        ("In 1957 200 copies of War II", "In 1957 200~copies of War~II"),
        ("Dr Smith of St Ives", "Dr~Smith of St~Ives"),
        ("a 35-mm print of a hand-held shot", "a~35=mm print of a~hand-held shot"),
    ],
)
def test_english_is_set_as_english(typed: str, set_as: str) -> None:
    assert shown(typed, "en") == set_as


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ('Фильм "Летят журавли"', "Фильм «Летят журавли»"),
        ('"Фильм "Летят журавли" вышел"', "«Фильм „Летят журавли“ вышел»"),
        ('""Да" и "нет"" вместе', "«„Да“ и~„нет“» вместе"),
        ('«Журнал "Искусство кино"»', "«Журнал „Искусство кино“»"),
        ("Жанна д'Арк", "Жанна д’Арк"),
        ("Калатозов - режиссёр", "Калатозов~— режиссёр"),
        ("Калатозов -- режиссёр", "Калатозов~— режиссёр"),
        ("- Да, я тут.", "—~Да, я~тут."),
        ("«Я – Куба» (1964)", "«Я~– Куба» (1964)"),
        ("в кадре и на фоне, а не об этом", "в~кадре и~на~фоне, а~не~об~этом"),
        ("где же он, если бы знал ли", "где~же он, если~бы знал~ли"),
        ("по-русски, кое-что", "по-русски, кое-что"),
        ("А. С. Пушкин и т. е., т. д., т. п.", "А.~С.~Пушкин и~т.~е., т.~д., т.~п."),
        ("№ 8 за 1957 год, с 12 июля", "№~8 за~1957~год, с~12~июля"),
        ("97 минут, 1957 г., 1957-1958 гг., XX в.", "97~минут, 1957~г., 1957–1958~гг., XX~в."),
        ("2 200 000 зрителей", "2~200~000~зрителей"),
        ("12-15 лет, с. 12-15", "12–15~лет, с.~12–15"),
        ("г. Москва, ул. Горького", "г.~Москва, ул.~Горького"),
        ("до н. э. и т. 5", "до~н.~э. и~т.~5"),
        ("в 1990-е годы, в 20-х и позже", "в~1990=е~годы, в~20=х и~позже"),
        ("художник-постановщик 1957-58 гг.", "художник-постановщик 1957–58~гг."),
        ("вот и всё...", "вот и~всё…"),
    ],
)
def test_russian_is_set_as_russian(typed: str, set_as: str) -> None:
    assert shown(typed, "ru") == set_as


@pytest.mark.parametrize(
    "text",
    [
        "1957-10-12",
        "1957-10",
        "1957-21",
        "1941/1945",
        "1957-10/1958-02",
        "1957-1958~",
        "1958-1957",
        "978-5-17-118366-1",
        "ISSN 1023-2012",
        "No.\u00a01957-1958",
        "+7-495-123-45-67",
        "inv. F-1957-1958",
        "KP-12-15",
        "https://example.org/a--b...c/1957-1958?q='x'",
        "www.example.org/it's",
        "a--b@example.org",
        "[^palme--1957-1958]",
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_dates_in_figures_numbers_and_addresses_stay(text: str, language: str) -> None:
    assert typeset(text, language) == text
    assert typeset_html(f"<p>{text}</p>", language) == f"<p>{text}</p>"


def test_other_languages_are_left_alone() -> None:
    assert typeset('Il a dit "oui" - 5 mai', "fr") == 'Il a dit "oui" - 5 mai'
    assert typeset('"Да"', "ru-RU") == "«Да»"


def test_quotes_are_matched_across_tags_and_notes() -> None:
    html = '<p>"<em>Журавли</em>"[^one] - <strong>в</strong> <a href="/a-b/?c=\'d\'">"доме"</a></p>'
    assert typeset_html(html, "ru").replace("\u00a0", "~") == (
        "<p>«<em>Журавли</em>»[^one]~— <strong>в</strong>~<a href=\"/a-b/?c='d'\">«доме»</a></p>"
    )


def test_a_paragraph_does_not_inherit_an_open_quote() -> None:
    assert typeset_html('<p>"one</p><p>"two"</p>', "en") == "<p>“one</p><p>“two”</p>"
    assert typeset('"one\r\n\r\n"two"', "en") == "“one\r\n\r\n“two”"


def test_code_and_entities_stay() -> None:
    html = "<p><code>a -- \"b\"</code> R&amp;D &#39;x&#39; 'y'</p>"
    assert typeset_html(html, "en") == '<p><code>a -- "b"</code> R&amp;D &#39;x&#39; ‘y’</p>'


@given(TEXT, LANGUAGES)
@example("a - - b -- - c", "en")
@example("'''\"'\" '57' \"", "en")
@example('— — в с - «"»', "ru")
def test_what_is_set_stays_as_it_is(text: str, language: str) -> None:
    once = typeset(text, language)
    assert typeset(once, language) == once


@given(TEXT, LANGUAGES)
def test_letters_and_digits_never_change(text: str, language: str) -> None:
    def bare(of: str) -> str:
        return re.sub(r"[\"'“”‘’«»„′″.…–—\u00a0\u2011 -]", "", of)

    assert bare(typeset(text, language)) == bare(text)


@given(
    st.lists(TEXT | st.sampled_from(["<p>", "</p>", "<em>", "</em>", '<a href="/a-b">', "</a>", "[^n-1]"])), LANGUAGES
)
def test_markup_never_changes(pieces: list[str], language: str) -> None:
    html = clean_html("".join(pieces))
    once = typeset_html(html, language)
    kept = r"<[^<>]*>|&\w+;|\[\^[-\w]+\]"
    assert re.findall(kept, once) == re.findall(kept, html)
    assert typeset_html(once, language) == once


@pytest.mark.parametrize(
    "unit",
    [
        *('"', "'", '("', '"a" ', "'a ", "«„", "-", ".", ". ", "1", "1 ", "1957-", "в ", "г. ", "\n", "\n "),
        *("a", "a.", "a@", "@a-", "http://", "<", "<a", '"<', "<code>", "&", "[^", "[^a"),
    ],
)
def test_a_hostile_text_takes_no_longer_than_a_kind_one(unit: str) -> None:
    """100 kB of it; a pattern that ran back and forth would need minutes."""
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    for language in ("en", "ru"):
        typeset(text, language)
        typeset_html(text, language)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("language", "date", "short", "said"),
    [
        ("en", "1941-07-10", False, "10~July 1941"),
        ("en", "1957-07-28/1957-08-11", True, "28~Jul~– 11~Aug 1957"),
        ("en", "1957~", False, "c.~1957"),
        ("ru", "1941-07-10", False, "10~июля 1941~г."),
        ("ru", "1957-07-28/1957-08-11", True, "28~июля~– 11~авг. 1957"),
        ("ru", "195X", False, "1950=е~годы"),
    ],
)
def test_a_date_in_words_does_not_break_where_it_may_not(language: str, date: str, short: bool, said: str) -> None:
    with translation.override(language):
        shown = Template("{% load exhibit %}{% when date short %}").render(
            Context({"date": UncertainDate.parse(date), "short": short})
        )
    assert strip_tags(shown).replace("\u00a0", "~").replace("\u2011", "=") == said


@pytest.mark.parametrize(("language", "said"), [("en", "<p>“<b>” one</p>"), ("ru", "<p>«<b>» one</p>")])
def test_a_field_is_escaped_after_it_is_set_and_its_stored_text_stays(language: str, said: str) -> None:
    stored = '"<b>" one'
    film = Film(synopsis_en=stored, synopsis_ru=stored, title_en=stored, title_ru=stored)
    with translation.override(language):
        shown = Template('{% load exhibit %}{% paragraphs film "synopsis" %}{% say film "title" %}').render(
            Context({"film": film})
        )
    escaped = said.replace("<b>", "&lt;b&gt;")
    assert shown == escaped + escaped.removeprefix("<p>").removesuffix("</p>")
    assert film.synopsis == film.title == stored
