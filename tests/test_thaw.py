"""A database again from a frozen copy: what was public, whole, or nothing."""

import json
import shutil
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from exhibit.interop.folder import FILES, load_folder
from exhibit.interop.folder.public import public_files
from exhibit.models import Edition, Event, Exhibit, Film, Image, Person, Record
from exhibit.publishing import listings
from exhibit.publishing.editions import release, withdraw
from exhibit.publishing.freezing import bag, freeze
from exhibit.publishing.freezing.editions import editions_file, load_editions
from exhibit.publishing.freezing.thawing import ThawError, thaw
from tests.frozen import HIDDEN, SITE_URL, become_small, empty_the_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(museum: None) -> None:
    empty_the_database()


def test_a_thaw_and_a_freeze_give_the_same_copy(
    frozen_copy: Path, empty: None, quickly_packed: None, tmp_path: Path
) -> None:
    thawed = thaw(frozen_copy)
    assert thawed.files == len(bag.read_manifest(frozen_copy / "current"))
    assert Film.objects.get().slug == "cranes-are-flying"
    with override_settings(SITE_URL=SITE_URL), patch.object(listings, "PER_SHEET", 1):
        again = freeze(tmp_path, jobs=1)
    before, after = bag.read_manifest(frozen_copy / "current"), bag.read_manifest(again.place)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == set()


def test_what_was_hidden_is_not_there(frozen_copy: Path, empty: None) -> None:
    thaw(frozen_copy)
    for models_of_file in FILES.values():
        for model in models_of_file:
            for row in model._base_manager.values():
                assert HIDDEN not in str(row), model
    assert set(Film.objects.values_list("status", flat=True)) == {Record.Status.PUBLISHED}
    assert Event.objects.get(slug="youth-festival").place is None, "its place was a draft"
    assert Event.objects.get(slug="palme").desk_note == ""


def test_a_database_that_holds_a_museum_is_left_alone(frozen_copy: Path, museum: None) -> None:
    count = Event.objects.count()
    with pytest.raises(CommandError, match=r"Nothing was loaded\. There are records in the database already"):
        call_command("thaw", frozen_copy)
    assert Event.objects.count() == count


def test_the_command_says_what_it_did(frozen_copy: Path, empty: None) -> None:
    said = StringIO()
    call_command("thaw", frozen_copy / "current", renditions_later=True, stdout=said)
    assert "files are what they were when the copy was made" in said.getvalue()
    assert "films: 1 created" in said.getvalue()


def test_a_copy_that_was_changed_is_not_loaded(frozen_copy: Path, empty: None, tmp_path: Path) -> None:
    place = tmp_path / "bag"
    shutil.copytree(frozen_copy / "current", place)
    films = place / "data" / "exhibit" / "05_films.json"
    films.write_text(films.read_text().replace("Cranes", "Storks"))
    with pytest.raises(ThawError, match=r"05_films\.json is not what it was"):
        thaw(place)
    assert not Person.objects.exists()


def test_a_folder_that_is_no_copy_is_refused(empty: None, tmp_path: Path) -> None:
    with pytest.raises(ThawError, match="is no bag"):
        thaw(tmp_path)


def test_a_fault_in_the_last_row_leaves_nothing(frozen_copy: Path, empty: None, tmp_path: Path) -> None:
    place = tmp_path / "bag"
    shutil.copytree(frozen_copy / "current", place)
    (place / "data" / "editions.json").write_text('[{"exhibit": "nobody-has-it", "number": 1}]')
    sums = {file.relative_to(place).as_posix(): file for file in (place / "data").rglob("*") if file.is_file()}
    bag.write_bag(place, {name: bag.digest(file.read_bytes()) for name, file in sums.items()}, {})
    with pytest.raises(ThawError):
        thaw(place)
    assert not Exhibit.objects.exists()
    assert not Image.objects.exists()


class TestPublicFolder:
    def test_of_a_museum_that_hides_nothing_it_is_the_whole_folder(self, museum: None, tmp_path: Path) -> None:
        for name, content in public_files():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        report = load_folder(tmp_path)
        assert not report.created
        assert not report.removed

    def test_it_loads_where_most_is_hidden(self, museum: None, tmp_path: Path) -> None:
        become_small()
        for name, content in public_files():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        empty_the_database()
        load_folder(tmp_path)
        assert Person.objects.published().count() == 1


class TestEditions:
    def test_what_may_be_read_of_them_comes_back(self, museum: None) -> None:
        exhibit = Exhibit.objects.published().get()
        first = release(exhibit, title_en="As it opened", note_en="The first text.")
        second = release(exhibit, title_en="Corrected")
        withdraw(second, "A name was wrong.")
        client = Client()
        address = first.get_absolute_url()
        read = client.get(address).content
        listed = client.get(f"{exhibit.get_absolute_url()}editions/").content
        content = editions_file()
        assert content
        told = json.loads(content)
        assert [len(edition["pages"]) for edition in told] == [2, 0], "of the withdrawn one there is no text"
        Edition.objects.all().delete()
        assert load_editions(told) == 2
        assert client.get(address).content == read
        assert client.get(f"{exhibit.get_absolute_url()}editions/").content == listed
        assert load_editions(told) == 0, "those that are there stay"

    def test_a_museum_without_any_has_no_file(self, museum: None) -> None:
        assert editions_file() is None
