"""The collection as a bag: valid for the public tool, whole again from itself, and nobody's secret in it."""

from pathlib import Path
from typing import Any

import bagit
import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from exhibit.interop.folder.public import public_files
from exhibit.models import Draft, Exhibit, Film, Image, PastSlug, ReviewLink
from exhibit.publishing.collection import bagging, write_collection
from exhibit.publishing.editions import release
from tests.frozen import HIDDEN, empty_the_database, hide_something_of_every_kind
from tests.places import files_of
from tests.test_collection_archive import contents

pytestmark = pytest.mark.django_db

CANARIES = (
    "canary-name",
    "canary@example.org",
    "pbkdf2_sha256$canary",
    "canary-session",
    "canary-draft",
    "canary-reviewer",
)


@pytest.fixture
def secrets(museum: None) -> list[bytes]:
    """Put into the database what must never leave it in a copy for others; return all of it."""
    user = User.objects.create(username=CANARIES[0], email=CANARIES[1], password=CANARIES[2], is_staff=True)
    Session.objects.create(session_key=CANARIES[3], session_data=CANARIES[3], expire_date=timezone.now())
    film, exhibit = Film.objects.all()[0], Exhibit.objects.published().get()
    kind = ContentType.objects.get_for_model(Film)
    Draft.objects.create(
        content_type=kind, object_id=film.pk, author=user, base={}, contents={"synopsis_en": CANARIES[4]}
    )
    ReviewLink.objects.create(exhibit=exhibit, reviewer=CANARIES[5], expires_at=timezone.now())
    release(exhibit, title_en="As it opened")
    from django.conf import settings

    return [*(word.encode() for word in CANARIES), settings.SECRET_KEY.encode()]


def found(words: list[bytes], files: dict[str, bytes]) -> list[tuple[str, bytes]]:
    return [(name, word) for name, content in files.items() for word in words if word in content]


def test_it_is_valid_for_the_public_tool_and_says_whose_it_is(museum: None, settings: Any, tmp_path: Path) -> None:
    settings.SITE_URL, settings.CONTACT_EMAIL = "https://exhibit.example.org", "curator@example.org"
    call_command("export_bag", tmp_path / "bag", organization="The museum\nof film", verbosity=0)
    made = bagit.Bag(str(tmp_path / "bag"))
    assert made.validate()
    assert made.info["Source-Organization"] == "The museum of film"
    assert made.info["External-Identifier"] == "https://exhibit.example.org"
    assert made.info["Contact-Email"] == "curator@example.org"
    assert "own: " in made.info["Rights-Statement"]
    size, count = map(int, made.info["Payload-Oxum"].split("."))
    payload = {name: text for name, text in files_of(tmp_path / "bag").items() if name.startswith("data/")}
    assert (size, count) == (sum(map(len, payload.values())), len(payload))


def test_a_changed_byte_makes_it_invalid(museum: None, tmp_path: Path) -> None:
    call_command("export_bag", tmp_path / "bag", verbosity=0)
    file = tmp_path / "bag/data/texts/05_films.txt"
    file.write_bytes(file.read_bytes().replace(b"1957", b"1958", 1))
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path / "bag")).validate()
    empty_the_database()
    with pytest.raises(CommandError, match=r"nothing was loaded.*data/texts/05_films\.txt is not what it was"):
        call_command("import_collection", tmp_path / "bag", renditions_later=True, verbosity=0)
    assert not Film.objects.exists()


def test_whoever_has_a_text_editor_finds_any_film_in_any_form(museum: None, tmp_path: Path) -> None:
    call_command("export_bag", tmp_path / "bag", verbosity=0)
    data = tmp_path / "bag/data"
    for file in ("texts/05_films.txt", "tables/film.csv", "exhibit/05_films.json"):
        text = (data / file).read_text(encoding="utf-8")
        for slug, title, original in Film.objects.values_list("slug", "title_en", "title_ru"):
            assert slug in text
            assert title in text or title.replace('"', '""') in text
            assert not original or original in text
    assert "EDTF" in (data / "read-me.txt").read_text(encoding="utf-8")
    for image in Image.objects.exclude(file=""):
        with default_storage.open(str(image.file.name)) as opened:
            assert (data / "exhibit" / str(image.file.name)).read_bytes() == opened.read()


def test_from_itself_alone_an_empty_museum_makes_the_same_bag(museum: None, tmp_path: Path) -> None:
    """Row 47: byte for byte, apart from dates."""
    release(Exhibit.objects.published().get(), title_en="As it opened")
    PastSlug.objects.remember("film", "letyat-zhuravli", "cranes-are-flying")
    call_command("export_bag", tmp_path / "first", verbosity=0)
    before = {str(image.file.name) for image in Image.objects.exclude(file="")}
    empty_the_database()
    for name in before:
        default_storage.delete(name)
    call_command("import_collection", tmp_path / "first", renditions_later=True, verbosity=0)
    call_command("export_bag", tmp_path / "second", verbosity=0)
    first, second = files_of(tmp_path / "first"), files_of(tmp_path / "second")
    assert first.keys() == second.keys()
    tags = ("manifest-sha512.txt", "tagmanifest-sha512.txt", "bag-info.txt", "data/read-me.txt")
    differ = [name for name in first if first[name] != second[name] and name not in tags and "/tables/" not in name]
    assert differ == []
    for name in (name for name in first if "/tables/" in name):  # in the order of their making
        assert sorted(first[name].splitlines()) == sorted(second[name].splitlines()), name


def test_no_secret_is_in_any_copy_for_others(secrets: list[bytes], tmp_path: Path) -> None:
    """Row 48: 0 hashes of passwords, sessions, e-mails, secret keys."""
    call_command("export_bag", tmp_path / "bag", verbosity=0)
    call_command("export_bag", tmp_path / "public", public=True, verbosity=0)
    write_collection(tmp_path / "all.zip")
    assert found(secrets, files_of(tmp_path / "bag")) == []
    assert found(secrets, files_of(tmp_path / "public")) == []
    assert found(secrets, contents(tmp_path / "all.zip")) == []
    assert found(secrets, dict(public_files())) == []


def test_one_that_slipped_in_would_be_found(
    secrets: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "\n".join(User.objects.values_list("password", flat=True)).replace("{", "")
    monkeypatch.setattr(bagging, "WORDS", f"{bagging.WORDS}\n{said}")
    call_command("export_bag", tmp_path / "bag", verbosity=0)
    assert found(secrets, files_of(tmp_path / "bag")) == [("data/read-me.txt", CANARIES[2].encode())]


def test_the_public_one_holds_what_visitors_may_see(museum: None, tmp_path: Path) -> None:
    hide_something_of_every_kind()
    call_command("export_bag", tmp_path / "bag", public=True, verbosity=0)
    default_storage.delete(f"images/{HIDDEN}.webp")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    there = files_of(tmp_path / "bag")
    assert [name for name, text in there.items() if HIDDEN in name or HIDDEN.encode() in text] == []
    assert b"cranes-are-flying" in there["data/tables/films.csv"]


def test_a_folder_that_is_there_is_left_alone(museum: None, tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    with pytest.raises(CommandError, match=r"Nothing was written\. .* is there already"):
        call_command("export_bag", tmp_path / "bag", verbosity=0)
    assert list(tmp_path.iterdir()) == [tmp_path / "bag"]
