"""An exhibit folder: loaded all or nothing, twice without change, dumped to the same bytes."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DataError, connection
from django.db.models import Model
from PIL import Image as Picture

from exhibit.interop.folder import FILES, FolderError, dump_folder, load_folder
from exhibit.models import (
    Award,
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


def row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"exhibit.{model}", "fields": fields}


def source(**fields: Any) -> dict[str, Any]:
    return row("source", **{"slug": "bad", "title": "T"} | fields)


def film(**fields: Any) -> dict[str, Any]:
    return row("film", **{"slug": "bad", "title_en": "T", "title_ru": "T", "original_title": "T"} | fields)


def text(**fields: Any) -> dict[str, Any]:
    return row("textblock", **{"parent": ["cranes"], "ordering": 1, "key": "bad", "text_en": "<p>T</p>"} | fields)


def refused(folder: Path, content: str) -> str:
    """Load this file after a good one; return the reason why nothing was loaded, by loading and by command."""
    folder.mkdir(exist_ok=True)
    (folder / "01.json").write_text(json.dumps([row("source", slug="good", title="Read before the fault")]))
    (folder / "02.json").write_text(content)
    with pytest.raises(FolderError, match=r"^02\.json") as problem:
        load_folder(folder)
    assert not Source.objects.filter(slug="good").exists()
    return str(problem.value)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        pytest.param(
            {"model": "auth.user", "fields": {"username": "root"}}, "(auth.user): “auth.user” is not", id="user"
        ),
        pytest.param(row("Film", slug="bad"), "“exhibit.Film” is not a kind", id="another spelling of a model"),
        pytest.param(row("exhibit_disputes"), "is not a kind of record", id="a model between ours"),
        pytest.param({"model": 5, "fields": {}}, "a record needs “model”, a text", id="model is a number"),
        pytest.param({"model": ["exhibit.film"], "fields": {}}, "a record needs “model”", id="model is a list"),
        pytest.param({"fields": {"slug": "bad"}}, "(? “bad”): a record needs", id="no model"),
        pytest.param({"model": "exhibit.film", "fields": []}, "a record needs", id="fields are a list"),
        pytest.param({"model": "exhibit.film"}, "a record needs", id="no fields"),
        pytest.param("film", "record 1: a record needs", id="row is a text"),
        pytest.param(None, "record 1: a record needs", id="row is null"),
        pytest.param([1], "record 1: a record needs", id="row is a list"),
        pytest.param(source() | {"pk": 1}, "(exhibit.source “bad”): take out “pk”", id="pk"),
        pytest.param(source() | {"pk": None}, "take out “pk”", id="pk is null"),
        pytest.param(source(id=1), "take out “pk”", id="id among fields"),
        pytest.param(source(slug={"a": 1}), "(exhibit.source): ", id="slug is an object"),
        pytest.param(source(title="T" * 301), "title: Ensure this value has at most 300 characters", id="too long"),
        pytest.param(source(title="T\0"), "holds a NUL character", id="NUL"),
        pytest.param(source(slug="bad\0"), "holds a NUL character", id="NUL in a name"),
        pytest.param(source(title="T\ud800"), "surrogates not allowed", id="half a character"),
        pytest.param(source(url="no address"), "url: Enter a valid URL", id="url"),
        pytest.param(film(running_time_minutes=10**30), "running_time_minutes: ", id="huge number"),
        pytest.param(film(running_time_minutes=float("inf")), "infinity", id="infinite number"),
        pytest.param(film(date=5), "(exhibit.film “bad”): ", id="date is a number"),
        pytest.param(film(date={}), "(exhibit.film “bad”): ", id="date is an object"),
        pytest.param(film(publish_at="10000-01-01"), "(exhibit.film “bad”): ", id="year 10000"),
        pytest.param(film(credits=[]), "(exhibit.film “bad”): ", id="the other end of a reference"),
        pytest.param(film(disputes=[5]), "disputes names other records by a list", id="list of numbers"),
        pytest.param(film(disputes="abc"), "disputes names other records by a list", id="text for a list"),
        pytest.param(film(disputes=None), "disputes names other records by a list", id="null for a list"),
        pytest.param(film(disputes=[["no", "such"]]), "(exhibit.film “bad”): ", id="name of too many parts"),
        pytest.param(film(disputes=[[{}]]), "(exhibit.film “bad”): ", id="name is an object"),
        pytest.param(film(image=999999), "image names other records by a list", id="reference by number"),
        pytest.param(
            row("release", film=["red-tent"], place=["moscow"], kind_en="T"), "(exhibit.release): ", id="no date"
        ),
        pytest.param(row("release", film=None, place=None, date="1958"), "(exhibit.release): ", id="no film"),
        pytest.param(text(region="footer"), "no region “footer”. Use one of: story.", id="unknown region"),
        pytest.param(text(), "(exhibit.textblock “bad”): there is no region “”", id="no region"),
        pytest.param(text(region="story", ordering=10**30), "ordering: ", id="huge position"),
    ],
)
def test_a_row_that_cannot_be_ours_is_refused(tmp_path: Path, fault: Any, said: str) -> None:
    if isinstance(fault, dict) and fault.get("model") == "exhibit.textblock":
        fault["fields"]["parent"] = [Exhibit.objects.get().slug]
    reason = refused(tmp_path, json.dumps([fault]))
    assert reason.startswith("02.json, record 1")
    assert said in reason


@pytest.mark.parametrize("content", ["[" * 200_000 + "]" * 200_000, "[1" + "0" * 5000 + "]", "\ufeff[]", "[{]"])
def test_a_text_that_the_json_reader_cannot_take_is_refused(tmp_path: Path, content: str) -> None:
    assert "not readable as JSON" in refused(tmp_path, content)


@pytest.mark.parametrize("depth", [300, 900])
def test_a_deep_list_in_a_row_is_refused(tmp_path: Path, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    refused(tmp_path, '[{"model": "exhibit.source", "fields": {"slug": "bad", "title": ' + deep + "}}]")
    refused(tmp_path, '[{"model": ' + deep + ', "fields": {}}]')


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "05_films.json").mkdir()
    with pytest.raises(FolderError, match=r"05_films\.json: not readable"):
        load_folder(tmp_path)


def test_a_record_is_named_once_in_a_folder(tmp_path: Path) -> None:
    said = "02.json, record 2 (exhibit.source “bad”): is named twice, first in 02.json, record 1"
    assert said in refused(tmp_path, json.dumps([source(), source(title="Another")]))
    assert "is named twice, first in 01.json" in refused(tmp_path, json.dumps([source(slug="good")]))


def test_what_only_the_database_refuses_names_the_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Model.save_base

    def fail(record: Model, *args: Any, **kwargs: Any) -> None:
        if getattr(record, "slug", "") == "bad":
            raise DataError("value too long for type character varying")
        save(record, *args, **kwargs)

    monkeypatch.setattr(Model, "save_base", fail)
    said = "02.json, record 1 (exhibit.source “bad”): value too long"
    assert said in refused(tmp_path, json.dumps([source()]))


def test_a_fault_that_shows_only_at_the_end_loads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise DataError("the database says no")

    monkeypatch.setattr("exhibit.interop.folder.reading._remove_what_the_folder_no_longer_names", fail)
    (tmp_path / "01.json").write_text(json.dumps([source()]))
    with pytest.raises(CommandError, match=r"Nothing was loaded\. .*the database says no"):
        call_command("load_exhibit", tmp_path)
    assert not Source.objects.filter(slug="bad").exists()


def test_a_list_that_a_row_leaves_out_is_empty(folder: Path) -> None:
    events = json.loads((folder / "07_events.json").read_text())
    [palme] = [event for event in events if event["fields"].get("slug") == "palme"]
    assert palme["fields"].pop("people")
    (folder / "07_events.json").write_text(json.dumps(events))
    load_folder(folder)
    assert not Event.objects.get(slug="palme").people.exists()


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
        for file in folder.glob("*.json"):
            if file.name != "07_events.json":
                file.unlink()  # the records are in the database already
        (folder / "images").mkdir(exist_ok=True)
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

    @pytest.mark.parametrize(
        "name",
        ["images/../plate.png", "images//plate.png", "./images/plate.png", "/plate.png", "images\\plate.png", ""],
    )
    def test_a_path_written_another_way_is_refused(self, with_picture: Path, name: str) -> None:
        shutil.copy(with_picture / "images/plate.png", with_picture / "plate.png")
        default_storage.save("plate.png", ContentFile(b"another picture"))
        edit(with_picture / "02_images.json", "exhibit.image", "plate", file=name)
        with pytest.raises(FolderError, match=r"02_images.json, record 1 .*“plate”\): .* is not in the folder"):
            load_folder(with_picture)
        assert default_storage.exists("plate.png")

    @pytest.mark.parametrize("name", ["a" * 300 + ".png", "images/" + "a" * 150 + ".png", 5, None, ["images"]])
    def test_a_name_that_no_file_has_is_refused(self, with_picture: Path, name: Any) -> None:
        edit(with_picture / "02_images.json", "exhibit.image", "plate", file=name)
        with pytest.raises(FolderError, match=r"02_images.json, record 1 \(exhibit.image “plate”\): "):
            load_folder(with_picture)

    @pytest.mark.parametrize(
        "content", [b"<html><body>Not found</body></html>", b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 40]
    )
    def test_a_file_that_is_no_picture_is_refused(self, with_picture: Path, content: bytes) -> None:
        (with_picture / "images/plate.png").write_bytes(content)
        with pytest.raises(FolderError, match=r"02_images.json, record 1 \(exhibit.image “plate”\): "):
            load_folder(with_picture)
        assert not default_storage.exists("images/plate.png")
        assert not Image.objects.filter(slug="plate").exists()

    def test_a_picture_that_cannot_be_measured_is_refused(
        self, with_picture: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("exhibit.models.images.measured", lambda file: (None, None, ""))
        with pytest.raises(FolderError, match=r"“images/plate.png” is no picture that can be shown"):
            load_folder(with_picture)

    @pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
    def test_a_picture_too_large_to_open_is_refused(self, with_picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Picture, "MAX_IMAGE_PIXELS", 100)
        with pytest.raises(FolderError, match=r"02_images.json, record 1 \(exhibit.image “plate”\): "):
            load_folder(with_picture)
        assert not default_storage.exists("images/plate.png")

    def test_a_failed_load_takes_its_files_back(self, with_picture: Path) -> None:
        edit(with_picture / "07_events.json", "exhibit.event", "palme", date="195")
        with pytest.raises(FolderError):
            load_folder(with_picture)
        assert not default_storage.exists("images/plate.png")


def test_other_fixtures_in_the_folder_are_not_joined(tmp_path: Path) -> None:
    (tmp_path / "my_own.json").write_text("[]")
    with pytest.raises(CommandError, match=r"Nothing was written\. .*my_own\.json would be loaded again"):
        call_command("dump_exhibit", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["my_own.json"]


def test_a_known_file_without_records_goes(tmp_path: Path) -> None:
    (tmp_path / "11_past_addresses.json").write_text("[]")
    assert "11_past_addresses.json" not in dump_folder(tmp_path)
    assert not (tmp_path / "11_past_addresses.json").exists()


def test_everything_is_read_in_one_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from exhibit.interop.folder import writing as module

    open_blocks, plain = [], module.rows

    def watched(models: Any) -> Any:
        open_blocks.append(len(connection.savepoint_ids))
        return plain(models)

    monkeypatch.setattr(module, "rows", watched)
    outside = len(connection.savepoint_ids)
    dump_folder(tmp_path)
    assert open_blocks == [outside + 1] * len(FILES)


def test_blocks_keep_their_names_when_they_are_moved(tmp_path: Path) -> None:
    first, second = TextBlock.objects.order_by("ordering")[:2]
    TextBlock.objects.filter(pk=first.pk).update(ordering=second.ordering + 1)
    dump_folder(tmp_path)
    report = load_folder(tmp_path)
    assert not report.created
    assert not report.changed
    moved = TextBlock.objects.get(pk=first.pk)
    assert (moved.key, moved.ordering) == (first.key, second.ordering + 1)
