"""Texts for a translator and back, how far a language is, and what is older than its original."""

from pathlib import Path
from typing import Any

import polib
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from reversion.models import Version

from exhibit.interop import texts
from exhibit.models import Event, Exhibit, Film, TextBlock
from tests.test_admin import address, opened

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
    counts = sum(one.texts for one in texts.progress("ru"))
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
