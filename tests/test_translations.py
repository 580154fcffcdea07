"""Texts for a translator and back, how far a language is, and what is older than its original."""

from pathlib import Path
from typing import Any

import polib
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from exhibit.curation import progress
from exhibit.curation.progress import Progress
from exhibit.interop import texts
from exhibit.models import Event, Exhibit, Film, FilmBlock, Lane, TextBlock
from tests.test_admin import address, listing, opened

pytestmark = pytest.mark.usefixtures("museum")

PAGE = "/admin/translation/"


def message(catalogue: polib.POFile, ending: str) -> polib.POEntry:
    return next(one for one in catalogue if one.msgctxt.endswith(ending))


def film_title() -> str:
    return 'exhibit.film/["cranes-are-flying"]/title'


def test_every_text_goes_out_with_its_translation() -> None:
    catalogue = polib.pofile(texts.exported("ru"))
    one = message(catalogue, film_title())
    assert (one.msgid, one.msgstr) == ("The Cranes Are Flying", "Летят журавли")
    counts = sum(one.texts for one in progress.of_nouns("ru").values())
    assert len(catalogue) == counts
    assert len({one.msgctxt for one in catalogue}) == counts, "each has a place of its own"


def test_one_exhibit_goes_out_with_its_blocks_in_order() -> None:
    exhibit = Exhibit.objects.get()
    catalogue = polib.pofile(texts.exported("ru", exhibit))
    kinds = {one.msgctxt.split("/")[0] for one in catalogue}
    assert {"exhibit.exhibit", "exhibit.textblock", "exhibit.chapterblock"} <= kinds
    assert "exhibit.film" not in kinds


def test_what_comes_back_as_it_went_changes_nothing() -> None:
    outcomes = texts.read(texts.exported("ru"), "ru")
    assert {outcome.kind for outcome in outcomes} <= {"same", "empty"}


def test_a_translation_is_taken_with_a_version_and_in_its_block() -> None:
    block = TextBlock.objects.all()[0]
    catalogue = polib.pofile(texts.exported("ru"))
    message(catalogue, film_title()).msgstr = "Летят журавли, заново"
    one = next(one for one in catalogue if one.msgctxt.startswith("exhibit.textblock") and block.key in one.msgctxt)
    one.msgstr = "<p>Заново <script>alert(1)</script></p>"
    outcomes = texts.take(str(catalogue), "ru")
    assert texts.counted(outcomes)["taken"] == 2
    film = Film.objects.get(slug="cranes-are-flying")
    assert film.title_ru == "Летят журавли, заново"
    assert film.title_en == "The Cranes Are Flying"
    block.refresh_from_db()
    assert "Заново" in block.text_ru
    assert "script" not in block.text_ru
    assert Version.objects.get_for_object(film)[0].revision.get_comment() == "Texts from a translator."
    assert Version.objects.get_for_object(Exhibit.objects.get())[0].revision.get_comment() == "Texts from a translator."


def test_each_message_that_is_refused_says_why() -> None:
    catalogue = polib.pofile(texts.exported("ru"))
    message(catalogue, film_title()).msgstr = "Заново"
    Film.objects.filter(slug="cranes-are-flying").update(title_en="Changed since")
    catalogue.append(polib.POEntry(msgctxt='exhibit.film/["gone"]/title', msgid="Gone", msgstr="Нет"))
    catalogue.append(polib.POEntry(msgctxt='exhibit.film/["cranes-are-flying"]/slug', msgid="x", msgstr="y"))
    catalogue.append(polib.POEntry(msgctxt="nonsense", msgid="x", msgstr="y"))
    one = message(catalogue, 'exhibit.film/["red-tent"]/title')
    one.msgstr = "о" * 300
    outcomes = texts.read(str(catalogue), "ru")
    refused = {outcome.place: outcome.words for outcome in outcomes if outcome.kind == "refused"}
    assert refused[film_title()].startswith("The text was changed after")
    assert refused['exhibit.film/["gone"]/title'] == "There is no such record any more."
    assert refused['exhibit.film/["cranes-are-flying"]/slug'] == "There is no such text."
    assert refused["nonsense"] == "There is no such record any more."
    assert "200" in refused['exhibit.film/["red-tent"]/title']
    assert len(refused) == 5


def test_what_the_translator_is_unsure_of_is_not_taken() -> None:
    catalogue = polib.pofile(texts.exported("ru"))
    one = message(catalogue, film_title())
    one.msgstr, one.flags = "Заново", ["fuzzy"]
    assert texts.counted(texts.take(str(catalogue), "ru"))["taken"] == 0


@pytest.mark.parametrize("text", ["", "no catalogue", "\x00\x01", "msgid unquoted"])
def test_what_is_no_catalogue_is_refused_in_words(text: str) -> None:
    with pytest.raises(texts.CatalogueError, match="no PO file"):
        texts.read(text, "ru")


def test_the_command_goes_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "russian.po"
    call_command("texts", "export", "ru", str(file), exhibit="the-cranes-are-flying")
    catalogue = polib.pofile(file.read_text())
    one = message(catalogue, "/title")
    one.msgstr = "Заново"
    file.write_text(str(catalogue))
    call_command("texts", "import", "ru", str(file), dry_run=True)
    assert "1 taken" in capsys.readouterr().out
    assert not Exhibit.objects.filter(title_ru="Заново").exists()
    call_command("texts", "import", "ru", str(file))
    assert "1 taken" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no exhibit"):
        call_command("texts", "export", "ru", str(file), exhibit="x")
    with pytest.raises(CommandError, match=r"nothing\.po"):
        call_command("texts", "import", "ru", str(tmp_path / "nothing.po"))


# At the desk


def test_the_page_gives_a_file_and_takes_it_back_after_a_look(curator_client: Client) -> None:
    page = curator_client.get(PAGE).content.decode()
    assert "100%" in page
    answer = curator_client.get(PAGE, {"language": "ru", "export": "the-cranes-are-flying"})
    assert answer["Content-Disposition"] == 'attachment; filename="the-cranes-are-flying-ru.po"'
    catalogue = polib.pofile(answer.content.decode())
    message(catalogue, "/lead").msgstr = "Заново рассказано."
    file = SimpleUploadedFile("x.po", str(catalogue).encode())
    looked = curator_client.post(PAGE, {"language": "ru", "file": file})
    assert "1 texts would be taken over" in looked.content.decode()
    assert not Exhibit.objects.filter(lead_ru="Заново рассказано.").exists()
    text = looked.context["text"]
    done = curator_client.post(PAGE, {"language": "ru", "text": text}, follow=True)
    assert "1 texts are taken over, 0 are refused." in done.content.decode()
    assert Exhibit.objects.filter(lead_ru__contains="рассказано").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"no catalogue"])
def test_a_wrong_file_is_a_message(curator_client: Client, content: bytes) -> None:
    answer = curator_client.post(PAGE, {"language": "ru", "file": SimpleUploadedFile("x.po", content)})
    assert "This is no PO file" in answer.content.decode()


def test_only_publishers_take_texts_over(client: Client) -> None:
    user = User.objects.create_user("anna", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    client.force_login(user)
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"language": "ru", "text": texts.exported("ru")}).status_code == 403


# How far it is


def test_a_text_counts_where_the_first_language_has_it() -> None:
    lane = Lane.objects.all()[0]
    for english, russian, said in (("A", "А", (1, 1)), ("A", "", (1, 0)), ("A", None, (1, 0)), ("", "А", (0, 0))):
        Lane.objects.update(name_en=english, name_ru=russian)
        lane.refresh_from_db()
        assert progress.of_records([lane], "ru") == Progress(*said)
        whole = progress.of_nouns("ru").get(Lane, Progress())
        assert (whole.texts, whole.translated) == tuple(number * Lane.objects.count() for number in said)


def test_an_exhibit_counts_with_its_blocks_and_what_it_shows_apart() -> None:
    [before] = progress.of_exhibits("ru")
    assert before.own.percent == 100
    assert before.own.texts > TextBlock.objects.count()
    TextBlock.objects.filter(pk=TextBlock.objects.all()[0].pk).update(text_ru="")
    Film.objects.filter(slug="cranes-are-flying").update(title_ru=None)
    shown = FilmBlock.objects.values("film")
    Film.objects.exclude(pk__in=shown).filter(exhibits=None).update(title_ru="")
    [after] = progress.of_exhibits("ru")
    assert after.own == Progress(before.own.texts, before.own.translated - 1)
    assert after.shown == Progress(before.shown.texts, before.shown.translated - 1)
    assert after.own.percent < 100


def test_more_exhibits_ask_the_database_no_more(django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as one:
        progress.of_exhibits("ru")
    for number in range(3):
        exhibit = Exhibit.objects.create(slug=f"another-{number}", title_en="Another", lead_en="Lead")
        TextBlock.objects.create(parent=exhibit, region="story", ordering=1, text_en="<p>Text</p>")
    with django_assert_num_queries(len(one)):
        found = progress.of_exhibits("ru")
    assert sorted(each.own.texts for each in found)[:3] == [3, 3, 3]
    assert len(one) <= 32


def test_a_form_says_how_many_of_its_texts_are_there(curator_client: Client) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    told = [film, *film.credits.all(), *film.releases.all(), *film.admissions.all(), *film.citations.all()]
    whole = progress.of_records(told, "ru")
    said = f'<span lang="ru">Русский</span>: {whole.translated} of {whole.texts} texts'
    assert said in curator_client.get(address(film)).content.decode()
    Film.objects.filter(pk=film.pk).update(synopsis_ru="")
    said = f'<span lang="ru">Русский</span>: {whole.translated - 1} of {whole.texts} texts'
    assert said in curator_client.get(address(film)).content.decode()


@pytest.mark.parametrize("noun", [Event, Film, Exhibit, Lane])
def test_a_list_finds_what_is_not_fully_translated(curator_client: Client, noun: Any) -> None:
    place = listing(noun, untranslated="ru")
    noun.objects.update(title_ru="Есть") if noun is not Lane else noun.objects.update(name_ru="Есть")
    before = set(curator_client.get(place).context["cl"].result_list)
    record = noun.objects.exclude(pk__in=[one.pk for one in before])[0]
    name = "name" if noun is Lane else "title"
    noun.objects.filter(pk=record.pk).update(**{f"{name}_ru": ""})
    assert set(curator_client.get(place).context["cl"].result_list) == {*before, record}


def test_an_exhibit_is_not_fully_translated_while_a_block_is_not(curator_client: Client) -> None:
    place = listing(Exhibit, untranslated="ru")
    assert not curator_client.get(place).context["cl"].result_list
    TextBlock.objects.filter(pk=TextBlock.objects.all()[0].pk).update(text_ru=None)
    assert list(curator_client.get(place).context["cl"].result_list) == [Exhibit.objects.get()]


def test_the_page_shows_each_exhibit_and_counts_the_museum_once_an_hour(
    curator_client: Client, django_assert_max_num_queries: Any
) -> None:
    page = curator_client.get(PAGE)
    assert [one.exhibit.slug for one in page.context["by_exhibit"]] == ["the-cranes-are-flying"]
    with django_assert_max_num_queries(40):
        curator_client.get(PAGE)
    Film.objects.update(title_ru="")
    kept = dict(curator_client.get(PAGE).context["by_noun"])["films"]
    anew = dict(curator_client.get(PAGE, {"anew": ""}).context["by_noun"])["films"]
    assert anew == Progress(kept.texts, kept.translated - Film.objects.count())
    assert dict(curator_client.get(PAGE).context["by_noun"])["films"] == anew


def save(client: Client, record: Any, **values: str) -> None:
    data = opened(client, record) | {name: [value] for name, value in values.items()}
    assert client.post(address(record), data).status_code == 302


def test_what_changed_after_it_was_translated_is_shown_until_it_is_translated_again(curator_client: Client) -> None:
    event = Event.objects.filter(description_en__gt="", description_ru__gt="")[0]
    save(curator_client, event, title_en="The cranes fly home", title_ru="Журавли летят домой")
    assert "changed after" not in curator_client.get(address(event)).content.decode()
    save(curator_client, event, title_en="The cranes fly away")
    page = curator_client.get(address(event)).content.decode()
    assert "1 text changed after it was translated" in page
    assert "<del>home</del><ins>away</ins>" in page
    assert "#id_title_ru" in page
    save(curator_client, event, title_ru="Журавли улетают")
    assert "changed after" not in curator_client.get(address(event)).content.decode()
