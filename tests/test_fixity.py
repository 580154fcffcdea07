"""Fixity: a single bit that changed anywhere is found, named, written down and repaired from a second copy."""

import random
import shutil
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image as Pixels

from exhibit.interop.folder import checksums
from exhibit.keeping import archives, fixity, repairing, sealing
from exhibit.keeping.layout import BackupError
from exhibit.models import Image, PreservationEvent
from exhibit.publishing.collection import write_collection
from exhibit.publishing.collection.layout import ROOT
from tests.places import files_of, flipped

pytestmark = pytest.mark.django_db

MANY = 12


@pytest.fixture
def pictures(museum: None, settings: Any, tmp_path: Path) -> Path:
    """The museum's pictures and a dozen more, in a folder of the test's own; a second copy of all lies beside it."""
    media = tmp_path / "media"
    shutil.copytree(settings.MEDIA_ROOT, media)
    settings.MEDIA_ROOT = media
    for number in range(MANY):
        png = BytesIO()
        Pixels.new("RGB", (50 + number, 40), (number, 90, 200)).save(png, "PNG")
        Image.objects.create(slug=f"plate-{number}", file=ContentFile(png.getvalue(), "x.png"), alt_en="A plate")
    shutil.copytree(media, tmp_path / "copy")
    return media


def look(*words: Any, **options: Any) -> tuple[str, str]:
    said, warned = StringIO(), StringIO()
    try:
        call_command("fixity", *words, stdout=said, stderr=warned, verbosity=1, **options)
    except CommandError as problem:
        return said.getvalue(), warned.getvalue() + str(problem)
    return said.getvalue(), ""


def spoil(media: Path, count: int, seed: int) -> list[str]:
    """Flip one bit in each of so many files of pictures; return their names."""
    chance = random.Random(seed)  # noqa: S311
    names = chance.sample(sorted(Image.objects.exclude(file="").values_list("file", flat=True)), count)
    for name in names:
        flipped(media / name, chance.randrange((media / name).stat().st_size), chance.randrange(8))
    return names


class TestPictures:
    def test_ten_flipped_bits_are_found_named_and_repaired(self, pictures: Path, tmp_path: Path) -> None:
        """Row 46: ten of ten."""
        assert look()[1] == ""
        names = spoil(pictures, 10, seed=46)
        _said, warned = look()
        for name in names:
            assert f"{name} (picture “" in warned
        assert "10 files are not as they should be" in warned
        assert warned.count("is not what it was when it came") == 10
        told = PreservationEvent.objects.filter(kind="fixity", outcome="bad").values_list("subject", flat=True)
        assert set(names) < set(told)
        said, warned = look(repair_from=[tmp_path / "copy"])
        assert said.count("was repaired from") == 10
        assert files_of(pictures) == files_of(tmp_path / "copy")
        assert PreservationEvent.objects.filter(kind="repair", outcome="good").count() == 10
        assert look()[1] == ""

    def test_without_the_comparison_none_would_be(self, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        spoil(pictures, 10, seed=46)
        stored = dict(Image.objects.values_list("file", "checksum"))
        monkeypatch.setattr(fixity, "checksum_of", lambda name: stored[name])
        assert look()[1] == ""

    def test_a_missing_file_and_one_too_many_are_named(self, pictures: Path, tmp_path: Path) -> None:
        (pictures / "images/plate-3.png").unlink()
        (pictures / "images/somebodys.png").write_bytes(b"x")
        said, warned = look()
        assert "images/plate-3.png (picture “plate-3”) is missing." in warned
        assert "1 file is not as they should be" in warned
        assert "images/somebodys.png is named by no row" in said
        assert "repaired" in look(repair_from=[tmp_path / "copy"])[0]
        assert (pictures / "images/plate-3.png").is_file()

    def test_a_copy_that_is_spoilt_too_mends_nothing(self, pictures: Path, tmp_path: Path) -> None:
        flipped(pictures / "images/plate-1.png", 30)
        flipped(tmp_path / "copy/images/plate-1.png", 31)
        before = files_of(pictures)
        said, warned = look(repair_from=[tmp_path / "copy"])
        assert "repaired" not in said
        assert "images/plate-1.png" in warned
        assert files_of(pictures) == before

    def test_an_export_is_a_copy(self, pictures: Path, tmp_path: Path) -> None:
        write_collection(tmp_path / "all.zip")
        whole = files_of(pictures)
        names = spoil(pictures, 10, seed=1)
        assert look(repair_from=[tmp_path / "all.zip"])[0].count("was repaired from") == len(names)
        assert files_of(pictures) == whole

    def test_a_row_without_a_checksum_says_so(self, pictures: Path) -> None:
        Image.objects.filter(slug="plate-5").update(checksum="")
        assert "cannot be checked: its row knows no checksum" in look()[1]

    def test_a_copy_that_is_none_is_named(self, pictures: Path, tmp_path: Path) -> None:
        flipped(pictures / "images/plate-1.png", 30)
        assert "There is nothing at" in look(repair_from=[tmp_path / "none"])[1]
        assert list(repairing.repair([], tmp_path / "copy")) == []

    def test_in_object_storage_too_a_file_is_replaced(
        self, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Bucket:
            delete, save = default_storage.delete, default_storage.save

            def path(self, name: str) -> str:
                raise NotImplementedError

        good = (pictures / "images/plate-1.png").read_bytes()
        bad = [fixity.Fault("images/plate-1.png", "", fixity.DAMAGED, str(fixity.checksum_of("images/plate-1.png")))]
        monkeypatch.setattr(repairing, "default_storage", Bucket())
        flipped(pictures / "images/plate-1.png", 30)
        assert list(repairing.repair(bad, tmp_path / "copy")) == bad
        assert (pictures / "images/plate-1.png").read_bytes() == good


@pytest.fixture
def collection(museum: None, tmp_path: Path) -> Path:
    write_collection(tmp_path / "collection.zip")
    return tmp_path / "collection.zip"


@pytest.fixture
def opened_bag(collection: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(collection) as packed:
        packed.extractall(tmp_path / "opened")
    return tmp_path / "opened" / ROOT


class TestArchives:
    def test_a_good_one_is_good(self, collection: Path, opened_bag: Path) -> None:
        assert list(archives.faults_of(collection)) == []
        assert list(archives.faults_of(opened_bag)) == []
        said, warned = look(str(collection), str(opened_bag))
        assert said.count("is what it was when it was made") == 2
        assert warned == ""
        assert PreservationEvent.objects.filter(kind="fixity", outcome="good").count() == 2

    def test_a_bit_in_a_record_names_the_record(self, opened_bag: Path) -> None:
        file = opened_bag / "data/exhibit/05_films.json"
        text = file.read_bytes()
        place = text.index(b'"slug": "red-tent"') + len(b'"slug": "red-')
        number = text[:place].count(b"\n  {")
        flipped(file, place)
        faults = list(archives.faults_of(opened_bag))
        assert faults[0] == "data/exhibit/05_films.json is not what it was when the bag was made."
        assert faults[1] == f"05_films.json, record {number} (exhibit.film “red-uent”), is damaged."
        assert len(faults) == 2

    @pytest.mark.parametrize("seed", range(10))
    def test_any_bit_of_the_records_names_its_file_and_record(self, opened_bag: Path, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        fixtures = sorted(opened_bag.glob("data/exhibit/*.json"))
        file = chance.choice(fixtures)
        place = chance.randrange(8, file.stat().st_size - 8)
        number = file.read_bytes()[:place].count(b"\n  {")
        flipped(file, place, chance.randrange(8))
        faults = list(archives.faults_of(opened_bag))
        assert f"data/exhibit/{file.name} is not what it was" in faults[0]
        named = " ".join(faults[1:])
        assert any(f"{file.name}, record {near}" in named for near in (number, number + 1)), faults

    def test_without_the_checksums_of_records_only_the_file_is_named(self, opened_bag: Path) -> None:
        shutil.rmtree(opened_bag / "data/exhibit" / checksums.FOLDER)
        flipped(opened_bag / "data/exhibit/05_films.json", 300)
        faults = list(archives.faults_of(opened_bag))
        assert "data/exhibit/05_films.json is not what it was when the bag was made." in faults
        assert not [fault for fault in faults if "record" in fault]

    def test_ten_bits_of_a_packed_one_are_found(self, collection: Path) -> None:
        whole, chance = collection.read_bytes(), random.Random(7)  # noqa: S311
        with zipfile.ZipFile(collection) as packed:
            entries = [one for one in packed.infolist() if one.compress_size > 200]
        for entry in chance.sample(entries, 10):
            inside = entry.header_offset + 30 + len(entry.filename) + 40 + chance.randrange(entry.compress_size - 120)
            flipped(collection, inside, chance.randrange(8))
            faults = list(archives.faults_of(collection))
            name = entry.filename.removeprefix(f"{ROOT}/")
            assert any(name in fault for fault in faults), (name, faults)
            collection.write_bytes(whole)
        assert list(archives.faults_of(collection)) == []

    def test_a_file_that_is_missing_or_too_many_is_named(self, opened_bag: Path) -> None:
        (opened_bag / "data/exhibit/03_places.json").unlink()
        (opened_bag / "data/exhibit/more.txt").write_text("more")
        faults = " ".join(archives.faults_of(opened_bag))
        assert "data/exhibit/03_places.json is missing." in faults
        assert "data/exhibit/more.txt stands in no manifest" in faults

    def test_an_encrypted_backup_is_compared_without_its_key(self, museum: None, tmp_path: Path) -> None:
        file = tmp_path / "exhibit-20261130T000000Z.tar.age"
        with file.open("wb") as opened:
            keys = sealing.recipients([sealing.new_key(tmp_path / "key")])
            with sealing.sealed(opened, keys) as target:
                target.write(b"x" * 100_000)
        with pytest.raises(BackupError, match="does not lie beside it"):
            list(archives.faults_of(file))
        note = file.with_name(f"{file.name}.sha512")
        note.write_text(f"{fixity.hashlib.sha512(file.read_bytes()).hexdigest()}  {file.name}\n")
        assert list(archives.faults_of(file)) == []
        flipped(file, 5000)
        assert "is not what it was when the backup was made" in " ".join(archives.faults_of(file))

    def test_what_is_no_archive_is_said(self, museum: None, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "text.txt").write_text("x")
        for name, words in (
            ("none", "There is nothing at"),
            ("folder", "not readable"),
            ("text.txt", "no whole backup"),
        ):
            assert words in look(str(tmp_path / name))[1]
