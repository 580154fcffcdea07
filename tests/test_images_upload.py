"""Many pictures at once: what the desk takes in, what waits for its words, and what becomes an image."""

import datetime
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from exhibit import darkroom
from exhibit.admin import limits
from exhibit.interop import arrivals
from exhibit.interop.folder import dump_folder
from exhibit.models import Arrival, Image
from tests.test_admin import Data, filled
from tests.test_images import committed, drawn, media, stored

__all__ = ["committed", "media"]

pytestmark = pytest.mark.usefixtures("museum")

PAGE = "/admin/exhibit/image/upload/"
FILE = f"{PAGE}file/"
COMMON = {"all-credit_en": "The museum", "all-rights": "own"}
BEFORE = 9
"""Images of the dataset."""


def sound(name: str, seed: int = 40) -> SimpleUploadedFile:
    """A picture file whose bytes are its own."""
    return SimpleUploadedFile(name, drawn(size=(seed, 30)))


def send(client: Client, *files: SimpleUploadedFile, **more: Any) -> Any:
    """Choose files and press “Upload”."""
    return client.post(PAGE, {"files": list(files), "_upload": "1", **more})


def form(response: HttpResponse) -> Data:
    """The page's form as a browser without scripts would send it; what stands in a template is not sent."""
    return {name: values for name, values in filled(response).items() if "__key__" not in name}


def words(arrival: Arrival, **fields: str) -> dict[str, str]:
    """What is written in the card of a file."""
    return {f"picture-{arrival.key}-{name}": text for name, text in fields.items()}


def save(client: Client, *written: dict[str, str], **common: str) -> Any:
    """Open the page, write, and press “Save the pictures”."""
    data: dict[str, Any] = {**form(client.get(PAGE)), **COMMON, "_save": "1"}
    for fields in (*written, common):
        data |= fields
    return client.post(PAGE, data, follow=True)


def told(response: Any) -> str:
    """The messages of the page, and what stands above its form."""
    return " ".join([*(str(message) for message in response.context["messages"]), response.context.get("problem", "")])


def mistakes(response: Any) -> str:
    """All that is marked in the form."""
    sheet = response.context["sheet"]
    errors = [sheet.for_all.errors, *(card.errors for card in sheet.cards)]
    return " ".join(text for found in errors for texts in found.values() for text in texts)


def outcomes(response: Any) -> dict[str, str]:
    """What is told of each file that was sent."""
    return {one.name: one.words if one.refused else "taken" for one in response.context["outcomes"]}


class TestPermission:
    """The page is for those who may add an image."""

    @pytest.mark.parametrize(("group", "status"), [("Viewers", 403), ("Curators", 200), ("Editors", 200)])
    def test_a_role_opens_it_or_does_not_and_finds_the_link_or_does_not(
        self, client: Client, group: str, status: int
    ) -> None:
        user = User.objects.create_user("somebody", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        assert client.get(PAGE).status_code == status
        assert client.post(FILE, {"files": sound("a.png")}).status_code == (201 if status == 200 else 403)
        assert (PAGE in client.get(reverse("admin:exhibit_image_changelist")).content.decode()) is (status == 200)

    def test_a_visitor_is_asked_to_sign_in(self, client: Client) -> None:
        assert client.get(PAGE).status_code == 302
        assert client.post(FILE, {"files": sound("a.png")}).status_code == 302
        assert not Arrival.objects.exists()

    @pytest.mark.parametrize("address", [PAGE, FILE])
    def test_a_request_from_elsewhere_is_refused(self, curator: User, address: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(curator)
        assert client.post(address, {"files": sound("a.png"), "_upload": "1"}).status_code == 403
        assert not Arrival.objects.exists()

    @pytest.mark.parametrize("way", ["thumbnail", "throw-away"])
    def test_what_waits_is_its_curators_alone(self, curator_client: Client, client: Client, way: str) -> None:
        send(curator_client, sound("a.png"))
        other = User.objects.create_user("anna", is_staff=True)
        other.groups.add(Group.objects.get(name="Editors"))
        client.force_login(other)
        address = f"{PAGE}{Arrival.objects.get().key}/{way}/"
        ask = "get" if way == "thumbnail" else "post"
        assert getattr(client, ask)(address).status_code == 404
        assert "a.png" not in client.get(PAGE).content.decode()
        assert Arrival.objects.exists()
        assert getattr(curator_client, ask)(address).status_code in {200, 204}

    def test_the_popup_of_a_story_keeps_its_own_form_and_shows_no_way_out_of_it(self, curator_client: Client) -> None:
        page = curator_client.get(reverse("admin:exhibit_image_add") + "?_popup=1").content.decode()
        assert 'name="_popup"' in page
        assert PAGE not in curator_client.get(reverse("admin:exhibit_image_changelist") + "?_popup=1").content.decode()


class TestWithoutScripts:
    """One form: files first, then a card for the words of each."""

    def test_files_are_taken_described_and_become_images(
        self, curator_client: Client, media: Path, committed: Any
    ) -> None:
        page = send(curator_client, sound("IMG_1.PNG", 50), sound("b.png", 60))
        assert outcomes(page) == {"IMG_1.PNG": "taken", "b.png": "taken"}
        first, second = Arrival.objects.all()
        with committed():
            response = save(
                curator_client,
                words(first, alt_en="A grey plate", alt_ru="Серая пластина", caption_en="Grey"),
                words(second, alt_en="Another plate", slug="another"),
            )
        assert response.redirect_chain == [("/admin/exhibit/image/", 302)]
        assert "2 pictures were added:" in told(response)
        image, another = Image.objects.get(slug="img_1"), Image.objects.get(slug="another")
        assert (image.alt_en, image.alt_ru, image.caption_en) == ("A grey plate", "Серая пластина", "Grey")
        assert (image.credit_en, image.rights, image.width) == ("The museum", "own", 50)
        for one in (image, another):
            assert reverse("admin:exhibit_image_change", args=(one.pk,)) in told(response)
            assert Version.objects.get_for_object(one).count() == 1
        assert LogEntry.objects.filter(object_id__in=[str(image.pk), str(another.pk)]).count() == 2
        assert stored(media) == ["images/another.png", "images/img_1.png"]
        assert not Arrival.objects.exists()

    def test_renditions_are_made_after_the_save(self, curator_client: Client, committed: Any) -> None:
        send(curator_client, sound("a.png"))
        with darkroom.at_once(), committed():
            save(curator_client, words(Arrival.objects.get(), alt_en="A plate"))
        assert not darkroom.missing(Image.objects.get(slug="a"))

    def test_one_bad_file_among_good_ones_is_named_with_the_remedy_and_the_others_are_taken(
        self, curator_client: Client, media: Path
    ) -> None:
        broken = SimpleUploadedFile("broken.png", drawn(size=(200, 200))[:9000])
        text = SimpleUploadedFile("notes.txt", b"some notes")
        page = send(curator_client, sound("a.png", 50), broken, text, sound("b.png", 60))
        said = outcomes(page)
        assert said["a.png"] == said["b.png"] == "taken"
        assert "Export or copy it again" in said["broken.png"]
        assert "“txt” is not allowed" in said["notes.txt"]
        assert "broken.png" in page.content.decode()
        assert [one.name for one in Arrival.objects.all()] == ["a.png", "b.png"]
        assert len(stored(media)) == 2

    def test_what_was_typed_stands_there_still_when_more_files_come(self, curator_client: Client) -> None:
        send(curator_client, sound("a.png", 50))
        first = Arrival.objects.get()
        typed = words(first, alt_en="Half a sen", slug="my-key", rights="licensed")
        page = send(curator_client, sound("b.png", 60), **typed, **{"all-credit_en": "Mosfilm"})
        again = form(page)
        assert again[f"picture-{first.key}-alt_en"] == ["Half a sen"]
        assert again[f"picture-{first.key}-slug"] == ["my-key"]
        assert again[f"picture-{first.key}-rights"] == ["licensed"]
        assert again["all-credit_en"] == ["Mosfilm"]
        assert mistakes(page) == ""
        assert not Image.objects.filter(slug="my-key").exists()

    def test_files_chosen_while_saving_are_taken_too(self, curator_client: Client) -> None:
        send(curator_client, sound("a.png", 50))
        page = save(
            curator_client,
            words(Arrival.objects.get(), alt_en="A plate"),
            files=[sound("b.png", 60), SimpleUploadedFile("c.png", b"no picture")],  # type: ignore[arg-type]
        )
        assert Image.objects.filter(slug="a").exists()
        assert Arrival.objects.get().name == "b.png"
        assert "Save it in one of these formats" in outcomes(page)["c.png"]

    def test_a_picture_without_words_goes_on_waiting_and_is_shown_to_nobody(
        self, curator_client: Client, client: Client, tmp_path_factory: pytest.TempPathFactory, media: Path
    ) -> None:
        send(curator_client, sound("a.png", 50), sound("b.png", 60))
        response = save(curator_client, words(Arrival.objects.all()[0], alt_en="A plate"))
        assert response.redirect_chain == [(PAGE, 302)]
        assert "b.png" in response.content.decode()
        assert "1 uploaded picture waits for its words" in curator_client.get("/admin/").content.decode()
        assert not Image.objects.filter(slug="b").exists()
        assert client.get("/images/b/").status_code == 404
        assert len(Path(Arrival.objects.get().file.name).stem) == 32, "nobody can guess where it is"
        Image.objects.exclude(slug="a").update(file="")
        folder = tmp_path_factory.mktemp("folder")
        dump_folder(folder)
        assert "b.png" not in "".join(path.read_text() for path in folder.glob("*.json"))

    def test_a_file_is_thrown_away(self, curator_client: Client, media: Path, committed: Any) -> None:
        send(curator_client, sound("a.png"))
        with committed():
            response = save(curator_client, words(Arrival.objects.get(), alt_en="Half a sen", is_thrown="on"))
        assert "1 file was thrown away." in told(response)
        assert stored(media) == []
        assert Image.objects.count() == BEFORE

    def test_the_thumbnail_is_a_small_picture(self, curator_client: Client) -> None:
        send(curator_client, SimpleUploadedFile("a.png", drawn(size=(1600, 800))))
        response = curator_client.get(f"{PAGE}{Arrival.objects.get().key}/thumbnail/")
        assert response["Content-Type"] == "image/webp"
        assert response.content[8:12] == b"WEBP"
        assert len(response.content) < len(drawn(size=(1600, 800))) / 4

    def test_nothing_chosen_and_nothing_written_are_said(self, curator_client: Client) -> None:
        assert told(send(curator_client)).strip() == "No file was chosen."
        send(curator_client, sound("a.png"))
        assert "at least one picture" in told(save(curator_client))

    def test_the_page_is_there_in_russian(self, curator_client: Client) -> None:
        send(curator_client, sound("a.png"))
        page = curator_client.get(f"/ru{PAGE}").content.decode()
        assert "Загрузить несколько изображений" in page
        assert "Словесное описание · Русский" in page


class TestWords:
    """What a card has to say before its file becomes an image; nothing is saved and nothing lost until then."""

    @pytest.fixture
    def both(self, curator_client: Client) -> list[Arrival]:
        """Two files that wait."""
        send(curator_client, sound("a.png", 50), sound("b.png", 60))
        return list(Arrival.objects.all())

    def refused(self, response: Any) -> str:
        assert response.status_code == 200
        assert "Nothing is saved yet." in told(response)
        assert Image.objects.count() == BEFORE
        assert Arrival.objects.count() == 2
        return mistakes(response)

    def test_the_text_alternative_in_the_first_language(self, curator_client: Client, both: list[Arrival]) -> None:
        written = words(both[0], alt_ru="Серая пластина"), words(both[1], alt_en="A plate")
        page = save(curator_client, *written)
        assert self.refused(page) == "This field is required."
        assert form(page)[f"picture-{both[0].key}-alt_ru"] == ["Серая пластина"]

    def test_a_credit_for_all_or_of_its_own(self, curator_client: Client, both: list[Arrival]) -> None:
        first = words(both[0], alt_en="A plate", credit_en="Mosfilm", rights="licensed", rights_expire_on="2999-05-09")
        page = save(curator_client, first, words(both[1], alt_en="B"), **{"all-credit_en": ""})
        assert "Write the credit here for all pictures" in self.refused(page)
        save(curator_client, first, words(both[1], alt_en="B"), **{"all-credit_ru": "Музей"})
        image, other = Image.objects.get(slug="a"), Image.objects.get(slug="b")
        assert (image.credit_en, image.credit_ru, image.rights) == ("Mosfilm", None, "licensed")
        assert image.rights_expire_on == datetime.date(2999, 5, 9)
        assert (other.credit_en, other.credit_ru, other.rights) == ("The museum", "Музей", "own")

    def test_rights_are_chosen_and_never_given(self, curator_client: Client, both: list[Arrival]) -> None:
        assert form(curator_client.get(PAGE))["all-rights"] == [""]
        first = words(both[0], alt_en="A plate", rights="licensed")
        page = save(curator_client, first, words(both[1], alt_en="B"), **{"all-rights": ""})
        assert "Choose the rights here for all pictures" in self.refused(page)
        save(curator_client, first, **{"all-rights": ""})
        assert Image.objects.get(slug=both[0].slug).rights == "licensed"

    def test_a_picture_by_itself_has_no_rights_either_until_they_are_chosen(self, curator_client: Client) -> None:
        data = {**filled(curator_client.get("/admin/exhibit/image/add/")), "alt_en": ["A plate"], "slug": ["plate"]}
        page = curator_client.post(
            "/admin/exhibit/image/add/", data | {"credit_en": ["The museum"], "file": sound("a.png")}
        )
        assert page.context["adminform"].form.errors.keys() == {"rights"}

    def test_an_own_credit_in_the_first_language(self, curator_client: Client, both: list[Arrival]) -> None:
        page = save(curator_client, words(both[0], alt_en="A plate", credit_ru="Мосфильм"))
        assert "Write the credit in this language too." in self.refused(page)

    def test_no_end_of_the_museums_own_rights(self, curator_client: Client, both: list[Arrival]) -> None:
        page = save(curator_client, words(both[0], alt_en="A"), **{"all-rights_expire_on": "2999-05-09"})
        assert self.refused(page) == "The museum's own pictures have no end of rights."

    @pytest.mark.parametrize(
        ("slug", "said"), [("flock", "already exists"), ("two words", "valid “slug”"), ("b", "has the same key")]
    )
    def test_a_key_of_its_own(self, curator_client: Client, both: list[Arrival], slug: str, said: str) -> None:
        page = save(curator_client, words(both[0], alt_en="A", slug=slug), words(both[1], alt_en="B"))
        assert said in self.refused(page)

    def test_a_key_that_was_only_proposed_makes_way(self, curator_client: Client, both: list[Arrival]) -> None:
        data = form(curator_client.get(PAGE)) | words(both[0], alt_en="A") | COMMON
        Image.objects.filter(slug="flock").update(slug="a")
        assert curator_client.post(PAGE, data | {"_save": "1"}).status_code == 302
        assert Image.objects.filter(slug="a-2", alt_en="A").exists()

    def test_a_key_that_is_given_away_at_the_last_moment(
        self, curator_client: Client, both: list[Arrival], monkeypatch: pytest.MonkeyPatch, media: Path
    ) -> None:
        hand_on = arrivals.hand_on

        def late(arrival: Arrival, image: Image) -> None:
            if image.slug == "a":
                Image.objects.filter(slug="flock").update(slug="a")
            hand_on(arrival, image)

        monkeypatch.setattr(arrivals, "hand_on", late)
        page = save(curator_client, words(both[0], alt_en="A"), words(both[1], alt_en="B"))
        assert "given to another picture just now" in mistakes(page)
        assert form(page)[f"picture-{both[0].key}-alt_en"] == ["A"]
        assert Image.objects.filter(slug="b", alt_en="B").exists()
        assert [one.name for one in Arrival.objects.all()] == ["a.png"]
        assert [name for name in stored(media) if name.startswith("images/")] == ["images/b.png"]

    def test_words_of_a_file_that_waits_no_more_are_given_back(
        self, curator_client: Client, both: list[Arrival]
    ) -> None:
        data = form(curator_client.get(PAGE)) | words(both[0], alt_en="A long description") | COMMON
        both[0].delete()
        response = curator_client.post(PAGE, data | {"_save": "1"}, follow=True)
        assert "“A long description”" in told(response)

    def test_a_form_that_is_sent_twice_makes_each_picture_once(
        self, curator_client: Client, both: list[Arrival], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand_on = arrivals.hand_on

        def twice(arrival: Arrival, image: Image) -> None:
            other = Image(slug="first", alt_en="A", credit_en="The museum")
            hand_on(arrival, other)  # by the request beside this one
            hand_on(arrival, image)

        monkeypatch.setattr(arrivals, "hand_on", twice)
        response = save(curator_client, words(both[0], alt_en="A"))
        assert "waits no more" in told(response)
        assert not Image.objects.filter(slug="a").exists()


class TestTwins:
    """No file is taken twice unless somebody asks for that."""

    def test_what_the_museum_has_is_named_and_not_taken(self, curator_client: Client) -> None:
        content = drawn()
        image = Image.objects.create(slug="plate", alt="The plate", credit="x", file=ContentFile(content, "a.png"))
        page = send(curator_client, SimpleUploadedFile("again.png", content))
        assert "The museum has this file already:" in outcomes(page)["again.png"]
        link = f'<a href="{reverse("admin:exhibit_image_change", args=(image.pk,))}">The plate</a>'
        assert link in page.content.decode()
        assert not Arrival.objects.exists()
        page = send(curator_client, SimpleUploadedFile("again.png", content), twice="on")
        assert outcomes(page) == {"again.png": "taken"}
        response = save(curator_client, words(Arrival.objects.get(), alt_en="The plate again"))
        assert "The museum has this file already:" in told(response)

    def test_a_file_that_is_sent_twice_at_once_is_taken_once(self, curator_client: Client) -> None:
        content = drawn()
        page = send(curator_client, SimpleUploadedFile("a.png", content), SimpleUploadedFile("b.png", content))
        assert outcomes(page)["a.png"] == "taken"
        assert "You have sent this file already" in outcomes(page)["b.png"]
        assert f'href="{PAGE}#picture-{Arrival.objects.get().key}">a.png</a>' in page.content.decode()

    def test_two_requests_at_the_same_time_take_it_once(
        self, curator_client: Client, monkeypatch: pytest.MonkeyPatch, media: Path
    ) -> None:
        content = drawn()
        send(curator_client, SimpleUploadedFile("a.png", content))
        before, look, asked = stored(media), arrivals.twin_of, iter([None])
        monkeypatch.setattr(arrivals, "twin_of", lambda arrival: next(asked, look(arrival)))  # it is not there yet
        answer = curator_client.post(FILE, {"files": SimpleUploadedFile("b.png", content)})
        assert answer.status_code == 409
        assert answer.json()["twin"]["name"] == "a.png"
        assert stored(media) == before


class TestByTheScript:
    """One request a file, answered in JSON."""

    KEY = "0123456789abcdef" * 2

    def test_a_file_is_taken_under_the_key_that_its_card_has(self, curator_client: Client) -> None:
        answer = curator_client.post(FILE, {"files": sound("Фото 1.png"), "key": self.KEY})
        assert (answer.status_code, answer.json()) == (201, {"slug": "foto-1"})
        assert f"picture-{self.KEY}-alt_en" in form(curator_client.get(PAGE))

    def test_a_file_that_is_sent_again_because_the_answer_was_lost_is_taken_once(self, curator_client: Client) -> None:
        for _again in range(2):
            answer = curator_client.post(FILE, {"files": sound("a.png"), "key": self.KEY})
            assert (answer.status_code, answer.json()) == (201, {"slug": "a"})
        assert Arrival.objects.count() == 1

    @pytest.mark.parametrize("key", ["", "short", "../../etc/passwd", "0" * 33, "x" * 5000])
    def test_a_key_that_is_none_is_not_used(self, curator_client: Client, key: str) -> None:
        assert curator_client.post(FILE, {"files": sound("a.png"), "key": key}).status_code == 201
        assert arrivals.KEY.fullmatch(Arrival.objects.get().key)

    def test_a_refusal_is_said_in_words(self, curator_client: Client) -> None:
        answer = curator_client.post(FILE, {"files": SimpleUploadedFile("a.png", b"no picture")})
        assert answer.status_code == 422
        assert "Save it in one of these formats" in answer.json()["words"]
        answer = curator_client.post(FILE, {})
        assert (answer.status_code, answer.json()["words"]) == (422, "No file came. Choose it again.")

    def test_it_is_thrown_away_with_its_file(self, curator_client: Client, media: Path, committed: Any) -> None:
        curator_client.post(FILE, {"files": sound("a.png"), "key": self.KEY})
        with committed():
            assert curator_client.post(f"{PAGE}{self.KEY}/throw-away/").status_code == 204
        assert stored(media) == []
        assert curator_client.post(f"{PAGE}{self.KEY}/throw-away/").status_code == 404
        assert curator_client.get(f"{PAGE}{self.KEY}/throw-away/").status_code == 405


class TestLimits:
    """What is too much is said, and neither memory nor the disk is filled with it."""

    @pytest.mark.parametrize("in_memory", [1024, 2_621_440], ids=["in a temporary file", "in memory"])
    def test_a_file_that_is_too_large_is_refused_and_those_around_it_are_taken(
        self, curator_client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, in_memory: int, tmp_path: Path
    ) -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
        monkeypatch.setattr(limits, "MOST_BYTES", 200_000)
        large = SimpleUploadedFile("large.png", drawn(size=(600, 600)))
        assert large.size
        assert large.size > 200_000
        page = send(curator_client, sound("a.png", 50), large, sound("b.png", 60))
        said = outcomes(page)
        assert said["a.png"] == said["b.png"] == "taken"
        assert said["large.png"].startswith("This file is larger than 50 MB.")
        assert list(tmp_path.glob("*.upload*")) == []
        large.seek(0)
        answer = curator_client.post(FILE, {"files": large})
        assert (answer.status_code, answer.json()["words"]) == (422, said["large.png"])

    @pytest.mark.parametrize("address", [PAGE, FILE])
    def test_too_many_files_are_said(self, curator_client: Client, settings: Any, address: str) -> None:
        settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
        answer = curator_client.post(address, {"files": [sound(f"{n}.png", n + 50) for n in range(3)]})
        assert answer.status_code == 413
        assert "more than 2 files at once" in answer.content.decode()
        assert not Arrival.objects.exists()

    @pytest.mark.parametrize("name", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"])
    def test_too_much_text_is_said(self, curator_client: Client, settings: Any, name: str) -> None:
        setattr(settings, name, 3)
        text = {f"picture-{n}-alt_en": "A long text" for n in range(9)}
        answer = curator_client.post(PAGE, {**text, "files": sound("a.png"), "_save": "1"})
        assert answer.status_code == 413
        assert "too much text for one form" in answer.content.decode()

    def test_an_upload_that_breaks_off_is_said(self, curator_client: Client) -> None:
        answer = curator_client.post(FILE, b"half of it", content_type="multipart/form-data; boundary=")
        assert answer.status_code == 413
        assert answer.json()["words"] == "The upload broke off on its way. Send the files again."

    def test_no_more_than_a_hundred_wait(self, curator_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(arrivals, "MOST_WAITING", 2)
        said = outcomes(send(curator_client, *(sound(f"{n}.png", n + 50) for n in range(3))))
        assert "wait for their words already" in said["2.png"]
        assert Arrival.objects.count() == 2

    def test_what_nobody_describes_is_thrown_away_after_a_month(
        self, curator_client: Client, media: Path, committed: Any
    ) -> None:
        send(curator_client, sound("old.png", 50), sound("young.png", 60))
        Arrival.objects.filter(name="old.png").update(arrived_at=timezone.now() - datetime.timedelta(days=31))
        with committed():
            send(curator_client, sound("new.png", 70))
        assert [one.name for one in Arrival.objects.all()] == ["young.png", "new.png"]
        assert len(stored(media)) == 2

    def test_what_waits_goes_with_its_curator(self, curator_client: Client, curator: User, committed: Any) -> None:
        send(curator_client, sound("a.png"))
        with committed():
            curator.delete()
        assert not Arrival.objects.exists()

    def test_a_file_that_a_process_which_died_left_is_found(self, media: Path) -> None:
        (media / "arrivals").mkdir()
        (media / "arrivals/nobody.png").write_bytes(b"x")
        os.utime(media / "arrivals/nobody.png", (0, 0))
        assert darkroom.orphans() == ["arrivals/nobody.png"]

    def test_the_page_takes_as_few_queries_with_many_files_as_with_one(
        self, curator_client: Client, django_assert_max_num_queries: Any
    ) -> None:
        send(curator_client, *(sound(f"{n}.png", n + 50) for n in range(12)))
        with django_assert_max_num_queries(6):
            assert len(curator_client.get(PAGE).context["sheet"].cards) == 12

    def test_a_picture_is_saved_in_few_queries(
        self, curator_client: Client, django_assert_max_num_queries: Any
    ) -> None:
        send(curator_client, *(sound(f"{n}.png", n + 50) for n in range(6)))
        data = form(curator_client.get(PAGE)) | COMMON | {"_save": "1"}
        for arrival in Arrival.objects.all():
            data |= words(arrival, alt_en="A plate")
        with django_assert_max_num_queries(120):
            assert curator_client.post(PAGE, data).status_code == 302
        assert Image.objects.count() == BEFORE + 6

    def test_a_file_is_taken_in_few_queries(self, curator_client: Client, django_assert_max_num_queries: Any) -> None:
        with django_assert_max_num_queries(15):
            assert curator_client.post(FILE, {"files": sound("a.png")}).status_code == 201


class TestKeys:
    """The key that is proposed is read in the file's name."""

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Съёмочная площадка, 1956.jpg", "semochnaya-ploshchadka-1956"),
            ("Летят журавли (кадр).png", "letyat-zhuravli-kadr"),
            ("Café Crème.webp", "cafe-creme"),
            ("IMG_0412.JPG", "img_0412"),
            ("flock.png", "flock-2"),
        ],
    )
    def test_it_is_in_latin_letters_and_free(self, curator: User, name: str, slug: str) -> None:
        kind = {"jpg": "JPEG", "webp": "WEBP", "png": "PNG"}[name.lower().rpartition(".")[2]]
        arrival = arrivals.receive(SimpleUploadedFile(name, drawn(kind)), curator)
        assert arrival.slug == slug

    @pytest.mark.parametrize(
        "name", ["鶴は翔んでゆく.png", "---.png", f"{'длинное имя ' * 20}.png", "a" * 300 + ".png"]
    )
    def test_a_name_that_gives_none_gives_one_all_the_same(self, curator: User, name: str) -> None:
        slugs = {arrivals.receive(sound(name, n + 50), curator).slug for n in range(3)}
        assert len(slugs) == 3
        assert all(0 < len(slug) <= 50 for slug in slugs)
        Image(slug=slugs.pop(), alt_en="x", credit_en="x", file="x.png").clean_fields(exclude=["file"])
