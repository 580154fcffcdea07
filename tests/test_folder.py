"""An exhibit folder: loaded all or nothing, twice without change, dumped to the same bytes."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image as Picture

from exhibit.interop.folder import FILES, FolderError, dump_folder, load_folder
from exhibit.models import (
    Award,
    Block,
    Credit,
    Dispute,
    Event,
    Exhibit,
    Film,
    Image,
    Person,
    Source,
    TextBlock,
)
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of fixtures/ that a test may spoil."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "exhibit"))


def edit(path: Path, model: str, key: str, **fields: Any) -> None:
    """Change fields of the record with this slug or key in a fixture file; None takes one out."""
    rows = json.loads(path.read_text())
    [row] = [
        row for row in rows if row["model"] == model and key in (row["fields"].get("slug"), row["fields"].get("key"))
    ]
    row["fields"].update(fields)
    path.write_text(json.dumps(rows, ensure_ascii=False))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def test_the_dataset_is_all_there() -> None:
    counts = {model.__name__: model.objects.count() for model in (Film, Person, Credit, Event, Award, Source, Dispute)}
    assert counts == {
        "Film": 14,
        "Person": 30,
        "Credit": 62,
        "Event": 50,
        "Award": 25,
        "Source": 210,
        "Dispute": 25,
    }
    assert Exhibit.objects.get().title_ru == "Летят журавли"


def test_dumping_gives_the_bytes_that_were_loaded(tmp_path: Path) -> None:
    dump_folder(tmp_path)
    assert contents(tmp_path) == contents(FIXTURES)


def test_dumping_in_russian_gives_the_same_bytes(tmp_path: Path, settings: Any) -> None:
    from django.utils import translation

    with translation.override("ru"):
        dump_folder(tmp_path)
    assert contents(tmp_path) == contents(FIXTURES)


def test_loading_twice_changes_nothing() -> None:
    report = load_folder(FIXTURES)
    assert not report.created
    assert not report.changed
    assert not report.removed
    assert report.unchanged.total() == sum(len(json.loads(text)) for text in contents(FIXTURES).values())


def test_plain_loaddata_reads_the_same_files(tmp_path: Path) -> None:
    call_command("loaddata", *sorted(FIXTURES.glob("*.json")), verbosity=0)
    dump_folder(tmp_path)
    assert contents(tmp_path) == contents(FIXTURES)


def test_every_loaded_record_passes_the_checks_of_a_form() -> None:
    for models in FILES.values():
        for model in models:
            for record in model._default_manager.all()[:40]:
                record.full_clean()


@pytest.mark.parametrize(
    ("file", "model", "key", "fields", "said"),
    [
        ("07_events.json", "exhibit.event", "palme", {"date": "1958-02-30"}, ["07_events.json", "palme", "1958-02-30"]),
        ("07_events.json", "exhibit.event", "palme", {"people": [["nobody"]]}, ["07_events.json", "palme", "nobody"]),
        ("06_credits.json", "exhibit.credit", "rozov-screenplay", {"person": ["nobody"]}, ["06_credits", "nobody"]),
        ("07_events.json", "exhibit.event", "palme", {"lane": ["opera"]}, ["07_events.json", "palme", "opera"]),
        ("09_stories.json", "exhibit.textblock", "intro-1", {"text_en": "<p>[^no-such]</p>"}, ["intro-1", "no-such"]),
        ("05_films.json", "exhibit.film", "red-tent", {"runnig_time": 1}, ["05_films.json", "red-tent", "runnig_time"]),
        ("05_films.json", "exhibit.film", "red-tent", {"title_en": ""}, ["05_films.json", "red-tent", "title"]),
        ("08_awards.json", "exhibit.award", "miff59", {"outcome": "lost"}, ["08_awards.json", "miff59", "lost"]),
        (
            "05_films.json",
            "exhibit.film",
            "red-tent",
            {"running_time_minutes": 0},
            ["05_films.json", "red-tent", "from 1 to 1000"],
        ),
    ],
)
def test_a_fault_names_file_record_and_reason_and_nothing_is_loaded(
    folder: Path, file: str, model: str, key: str, fields: dict[str, Any], said: list[str]
) -> None:
    edit(folder / "04_people.json", "exhibit.person", "rozov", biography_en="Changed before the fault.")
    edit(folder / file, model, key, **fields)
    with pytest.raises(FolderError) as problem:
        load_folder(folder)
    assert [words for words in said if words not in str(problem.value)] == []
    assert "Changed before" not in Person.objects.get(slug="rozov").biography_en


def test_text_that_is_no_json_is_refused(folder: Path) -> None:
    (folder / "05_films.json").write_text("[{")
    with pytest.raises(FolderError, match=r"05_films\.json: not readable as JSON"):
        load_folder(folder)


def test_a_citation_without_its_record_is_refused(folder: Path) -> None:
    rows = json.loads((folder / "10_citations.json").read_text())
    rows.append({"model": "exhibit.citation", "fields": {"source": ["ina58"], "film": ["no-such-film"]}})
    (folder / "10_citations.json").write_text(json.dumps(rows))
    with pytest.raises(FolderError, match=r"10_citations.json, record \d+"):
        load_folder(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no \.json files"):
        call_command("load_exhibit", tmp_path)


def test_what_a_folder_no_longer_names_goes_with_its_owner(folder: Path) -> None:
    credits = json.loads((folder / "06_credits.json").read_text())
    gone = credits.pop()["fields"]
    (folder / "06_credits.json").write_text(json.dumps(credits))
    citations = json.loads((folder / "10_citations.json").read_text())
    kept = [row for row in citations if row["fields"].get("credit") != [gone["film"][0], gone["slug"]]]
    (folder / "10_citations.json").write_text(json.dumps(kept))
    blocks = json.loads((folder / "09_stories.json").read_text())
    (folder / "09_stories.json").write_text(json.dumps(blocks[:-1]))
    report = load_folder(folder)
    assert report.removed["credits"] == 1
    assert report.removed["citations"] == len(citations) - len(kept) > 0
    assert report.removed.total() == 2 + report.removed["citations"]
    assert not Credit.objects.filter(film__slug=gone["film"][0], slug=gone["slug"]).exists()


def test_loading_only_into_an_empty_museum_keeps_edits() -> None:
    Film.objects.filter(slug="red-tent").update(title_en="Edited by a curator")
    said = StringIO()
    call_command("load_exhibit", FIXTURES, "--if-empty", stdout=said)
    assert "your edits stay" in said.getvalue()
    assert Film.objects.get(slug="red-tent").title_en == "Edited by a curator"


def test_loading_says_what_it_did(folder: Path) -> None:
    edit(folder / "05_films.json", "exhibit.film", "red-tent", title_en="The Red Tent, restored")
    said = StringIO()
    call_command("load_exhibit", folder, stdout=said)
    assert "films: 1 changed, 13 unchanged" in said.getvalue()


def test_history_begins_with_what_was_loaded() -> None:
    from reversion.models import Version

    assert Version.objects.get_for_object(Film.objects.get(slug="red-tent")).exists()


class TestPictures:
    @pytest.fixture
    def with_picture(self, folder: Path, settings: Any, tmp_path: Path) -> Path:
        settings.MEDIA_ROOT = tmp_path / "media"
        (folder / "images").mkdir()
        Picture.new("L", (40, 30), 128).save(folder / "images" / "plate.png")
        row = {
            "model": "exhibit.image",
            "fields": {
                "slug": "plate",
                "file": "images/plate.png",
                "width": 40,
                "height": 30,
                "alt_en": "A grey plate",
                "credit_en": "The museum",
                "shows_people": [["samoilova"]],
                "shows_films": [],
            },
        }
        (folder / "02_images.json").write_text(json.dumps([row]))
        return folder

    def test_files_travel_with_the_records(self, with_picture: Path, tmp_path: Path) -> None:
        report = load_folder(with_picture)
        assert report.pictures == 1
        image = Image.objects.get(slug="plate")
        assert default_storage.exists("images/plate.png")
        assert image.is_showable()
        assert [person.slug for person in image.shows_people.all()] == ["samoilova"]
        dump_folder(tmp_path / "again")
        assert (tmp_path / "again/images/plate.png").read_bytes() == (with_picture / "images/plate.png").read_bytes()

    def test_a_missing_file_is_refused(self, with_picture: Path) -> None:
        (with_picture / "images" / "plate.png").unlink()
        with pytest.raises(FolderError, match=r"02_images.json, record 1 .*“images/plate.png” is not in the folder"):
            load_folder(with_picture)

    def test_a_file_outside_the_folder_is_refused(self, with_picture: Path) -> None:
        edit(with_picture / "02_images.json", "exhibit.image", "plate", file="../../secret.png")
        with pytest.raises(FolderError, match="is not in the folder"):
            load_folder(with_picture)

    def test_a_failed_load_takes_its_files_back(self, with_picture: Path) -> None:
        edit(with_picture / "07_events.json", "exhibit.event", "palme", date="195")
        with pytest.raises(FolderError):
            load_folder(with_picture)
        assert not default_storage.exists("images/plate.png")


def test_blocks_keep_their_names_when_they_are_moved(tmp_path: Path) -> None:
    first, second = TextBlock.objects.order_by("ordering")[:2]
    TextBlock.objects.filter(pk=first.pk).update(ordering=second.ordering + 1)
    dump_folder(tmp_path)
    report = load_folder(tmp_path)
    assert not report.created
    assert not report.changed
    assert all(isinstance(block, Block) for block in (first, second))
