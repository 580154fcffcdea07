"""What a museum does that has French beside English and Russian; run by `test_languages.py`, in a process of its own.

French is a language for which the house has nothing: neither words of the interface nor of dates.
"""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import html5lib
import polib
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from exhibit import curation, languages
from exhibit.curation import progress
from exhibit.dates import UncertainDate
from exhibit.interop import texts
from exhibit.interop.folder import dump_folder
from exhibit.models import Event, Exhibit, Film, Image, Person, Place, TextBlock
from exhibit.publishing.pages import Page, public_pages
from exhibit.templatetags.exhibit import when
from tests.test_admin import address, listing, opened
from tests.test_iiif import in_tiles

pytestmark = pytest.mark.usefixtures("museum")

FILM = "/fr/films/cranes-are-flying/"


def film() -> Film:
    return Film.objects.get(slug="cranes-are-flying")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def heading(page: str) -> str:
    return page.split("<h1")[1].split("</h1>")[0]


def save(client: Client, record: Any, **values: str) -> None:
    data = opened(client, record) | {name: [value] for name, value in values.items()}
    assert client.post(address(record), data).status_code == 302


def test_no_further_migration_is_pending() -> None:
    assert languages.every() == ["en", "ru", "fr"]
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# Visitors


def one_of_each_kind() -> list[Page]:
    return list({page.name: page for page in public_pages() if page.language == "fr"}.values())


def test_a_page_of_each_kind_opens_in_french_and_is_valid(client: Client) -> None:
    pages = one_of_each_kind()
    assert len(pages) > 15
    for page in pages:
        assert page.path.startswith("/fr/")
        content = text_of(client, page.path)
        assert '<html lang="fr"' in content, page.path
        html5lib.HTMLParser(strict=True).parse(content)


def test_what_is_not_translated_is_shown_and_marked_in_the_first_language(client: Client) -> None:
    page = text_of(client, FILM)
    assert '<span lang="en">The Cranes Are Flying</span>' in page
    assert "Летят журавли" not in heading(page)
    data = client.get("/fr/timeline/data.json", {"film": "cranes-are-flying"}).json()
    assert data["language"] == "fr"
    assert {entry["lang"] for entry in data["entries"]} == {"en"}


def test_each_page_leads_to_the_same_page_in_the_others(client: Client) -> None:
    for path, others in (
        (FILM, {"en": "/films/cranes-are-flying/", "ru": "/ru/films/cranes-are-flying/"}),
        ("/films/cranes-are-flying/", {"ru": "/ru/films/cranes-are-flying/", "fr": FILM}),
    ):
        page = text_of(client, path)
        for code, other in others.items():
            assert f'<a href="{other}" lang="{code}" hreflang="{code}" rel="alternate">' in page
            assert f'<link rel="alternate" hreflang="{code}" href="http://testserver{other}">' in page
    assert "Français" in text_of(client, "/")


def test_dates_are_numerals_and_no_other_languages_words(client: Client) -> None:
    with translation.override("fr"):
        said = when(UncertainDate.parse("1957-10-12"))
        event = next(one for one in Event.objects.published() if one.date.is_exact)
        page = text_of(client, event.get_absolute_url())
    assert said == '<time class="date" datetime="1957-10-12">1957-10-12</time>'
    assert event.date.words("fr") in re.sub("</?b>", "", page)
    for language in ("en", "ru"):
        assert event.date.words(language) not in page


def test_a_page_without_a_language_speaks_those_that_it_has_words_for(client: Client) -> None:
    page = text_of(client, "/kiosk-offline/")
    assert [code for code in ("en", "ru", "fr") if f'<div class="heading" lang="{code}">' in page] == ["en", "ru"]


def test_a_label_speaks_every_language_that_has_a_title(client: Client) -> None:
    Film.objects.filter(pk=film().pk).update(title_fr="Quand passent les cigognes")
    page = text_of(client, "/exhibits/the-cranes-are-flying/labels/?kind=film")
    label = page.split("Quand passent les cigognes")[0].rpartition("<article")[2]
    assert 'lang="en"' in label
    assert 'lang="ru"' in label
    assert 'lang="fr"' in label


def test_lists_are_in_the_order_of_the_language_they_are_in(client: Client) -> None:
    place = Place.objects.published().alphabetical().last()
    assert place
    Place.objects.filter(pk=place.pk).update(name_fr="Aaa")
    person = Person.objects.published().alphabetical().last()
    assert person
    Person.objects.filter(pk=person.pk).update(sort_name_fr="Aaa, A.")
    with translation.override("fr"):
        assert Place.objects.published().alphabetical()[0] == place
        assert Person.objects.published().alphabetical()[0] == person
    assert text_of(client, reverse("timeline") + "?q=Aaa")


def test_a_document_that_speaks_all_languages_has_what_is_there_in_the_third(client: Client) -> None:
    in_tiles(Image.objects.get(slug="flock"))
    address = "/iiif/images/flock/manifest.json"
    assert set(client.get(address).json()["label"]) == {"en", "ru"}
    Image.objects.filter(slug="flock").update(alt_fr="Onze grues")
    found = client.get(address).json()
    assert found["label"]["fr"] == ["Onze grues"]
    assert [page["language"] for page in found["homepage"]] == [["en"], ["ru"], ["fr"]]
    assert set(found["requiredStatement"]["label"]) == {"en", "ru"}, "for French the interface has no words"


# Curators


def test_a_form_has_the_three_side_by_side(curator_client: Client) -> None:
    page = text_of(curator_client, address(film()))
    for code, name in (("en", "English"), ("ru", "Русский"), ("fr", "Français")):
        assert f"Title · {name}" in page
        assert f'name="title_{code}"' in page
    assert "fields-fr" not in page
    assert page.count('<option value="fr"') >= 1, "among the languages of the preview"


def test_what_is_written_in_french_is_shown_in_french(curator_client: Client, client: Client) -> None:
    save(curator_client, film(), title_fr="Quand passent les cigognes")
    page = text_of(client, FILM)
    assert "Quand passent les cigognes" in heading(page)
    assert "The Cranes Are Flying" not in heading(page)
    assert "Летят журавли" in heading(text_of(client, "/ru/films/cranes-are-flying/"))
    assert film() in Film.objects.filter(title_fr__contains_any_case="QUAND")
    found = curator_client.get(listing(Film, q="quand passent")).context["cl"].result_list
    assert list(found) == [film()]


def test_the_first_language_is_required_and_no_other(curator_client: Client) -> None:
    data = opened(curator_client, film()) | {"title_en": [""], "title_ru": [""], "title_fr": ["Cigognes"]}
    answer = curator_client.post(address(film()), data)
    assert set(answer.context["adminform"].form.errors) == {"title_en"}


def test_readiness_names_each_language_that_is_missing(curator_client: Client) -> None:
    Film.objects.filter(pk=film().pk).update(title_ru="")
    said = {finding.words: finding.target for finding in curation.readiness(film()).findings}
    assert said["“Title” is missing in this language: Русский."] == "id_title_ru"
    assert said["“Title” is missing in this language: Français."] == "id_title_fr"
    block = TextBlock.objects.all()[0]
    told = curation.readiness(Exhibit.objects.get()).findings
    assert any("Français" in one.words and one.target.endswith("-text_fr") for one in told), block
    assert "Français" in text_of(curator_client, "/admin/readiness/?level=warning")


def test_progress_is_told_language_by_language(curator_client: Client) -> None:
    page = text_of(curator_client, address(film()))
    whole = progress.of_records(opened_rows(), "fr")
    assert whole.translated == 0
    assert f'<span lang="fr">Français</span>: 0 of {whole.texts} texts' in page
    assert '<span lang="ru">Русский</span>: ' in page
    every = curator_client.get(listing(Film, untranslated="fr")).context["cl"].result_count
    assert every == Film.objects.count()
    page = text_of(curator_client, "/admin/translation/?language=fr")
    assert '<a href="?language=fr" aria-current="page" lang="fr">Français</a>' in page


def opened_rows() -> list[Any]:
    one = film()
    return [one, *one.credits.all(), *one.releases.all(), *one.admissions.all(), *one.citations.all()]


def test_what_changed_after_its_translation_is_told_for_that_language_only(curator_client: Client) -> None:
    event = Event.objects.filter(title_ru__gt="")[0]
    save(curator_client, event, title_en="The cranes fly home", title_fr="Les cigognes rentrent")
    save(curator_client, event, title_en="The cranes fly away", title_ru="Журавли улетают")
    page = text_of(curator_client, address(event))
    assert "1 text changed after it was translated" in page
    assert 'class="changes__field"><a href="#id_title_fr">Title · Français</a>' in page


# Translators


def test_texts_go_out_and_come_back_in_french(curator_client: Client, tmp_path: Path) -> None:
    file = tmp_path / "french.po"
    call_command("texts", "export", "fr", str(file), stdout=StringIO())
    catalogue = polib.pofile(file.read_text())
    assert catalogue.metadata["Language"] == "fr"
    [title] = [one for one in catalogue if one.msgctxt == 'exhibit.film/["cranes-are-flying"]/title']
    assert (title.msgid, title.msgstr) == ("The Cranes Are Flying", "")
    title.msgstr = "Quand passent les cigognes"
    done = curator_client.post(
        "/admin/translation/", {"language": "fr", "text": str(catalogue)}, follow=True
    ).content.decode()
    assert "1 texts are taken over, 0 are refused." in done
    assert film().title_fr == "Quand passent les cigognes"
    assert film().title_ru == "Летят журавли"
    assert 'msgstr "Quand passent les cigognes"' in texts.exported("fr")


def test_a_folder_takes_the_third_language_along(tmp_path: Path) -> None:
    Film.objects.filter(pk=film().pk).update(title_fr="Quand passent les cigognes")
    dump_folder(tmp_path)
    assert '"title_fr": "Quand passent les cigognes"' in (tmp_path / "05_films.json").read_text()
