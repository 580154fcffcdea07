"""The whole collection as one archive: the same bytes for the same data, and back, or nothing at all."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exhibit.interop.folder import sorting
from exhibit.interop.folder.sorting import in_order
from exhibit.models import Edition, Exhibit, Film, Image, Lane, PastSlug, Person, Place, Source
from exhibit.publishing.collection import CollectionError, read_collection, write_collection, writing
from exhibit.publishing.collection.layout import ROOT
from exhibit.publishing.editions import release, withdraw
from exhibit.publishing.freezing import bag
from tests.conftest import FIXTURES
from tests.frozen import HIDDEN, empty_the_database, hide_something_of_every_kind

pytestmark = pytest.mark.django_db

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def few(museum: None) -> None:
    """A museum of a place, a film and its old address."""
    empty_the_database()
    Place.objects.create(slug="tiflis", name_en="Tiflis", status="published")
    Film.objects.create(slug="a-film", title_en="A film", original_title="A film", status="published")
    PastSlug.objects.create(noun="film", slug="the-film", current="a-film")


@pytest.fixture
def archive(few: None, tmp_path: Path) -> Path:
    write_collection(tmp_path / "collection.zip")
    return tmp_path / "collection.zip"


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as packed:
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def packed(files: dict[str, bytes], file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file


def sealed(files: dict[str, bytes]) -> None:
    """Make the manifests say what is in the files."""
    data = f"{ROOT}/data/"
    sums = {name.removeprefix(f"{ROOT}/"): bag.digest(text) for name, text in files.items() if name.startswith(data)}
    information = dict(line.split(": ", 1) for line in files[f"{ROOT}/bag-info.txt"].decode().splitlines())
    files |= {f"{ROOT}/{name}": text.encode() for name, text in bag.tag_files(sums, information).items()}


class TestWriting:
    def test_export_import_and_export_give_the_same_bytes(self, museum: None, tmp_path: Path) -> None:
        exhibit = Exhibit.objects.published().get()
        release(exhibit, title_en="As it opened")
        withdraw(release(exhibit, title_en="Corrected"), "A name was wrong.")
        PastSlug.objects.remember("film", "letyat-zhuravli", "cranes-are-flying")
        Film.objects.filter(slug="red-tent").update(status="draft")
        first, second = tmp_path / "first.zip", tmp_path / "second.zip"
        call_command("export_collection", first, verbosity=0)
        pictures = {str(image.file.name) for image in Image.objects.exclude(file="")}
        empty_the_database()
        for name in pictures:
            default_storage.delete(name)
        said = StringIO()
        call_command("import_collection", first, renditions_later=True, stdout=said, stderr=StringIO())
        assert "films: 14 created" in said.getvalue()
        assert "editions: 2 created" in said.getvalue()
        assert all(map(default_storage.exists, pictures))
        assert Edition.objects.get(number=2).pages.exists(), "of a withdrawn one too"
        write_collection(second)
        assert first.read_bytes() == second.read_bytes()
        found = contents(first)
        for fixture in FIXTURES.glob("*.json"):
            if fixture.name != "05_films.json":
                assert found[f"{ROOT}/data/exhibit/{fixture.name}"] == fixture.read_bytes(), fixture.name

    def test_it_is_a_bag(self, museum: None, tmp_path: Path) -> None:
        write_collection(tmp_path / "collection.zip")
        with zipfile.ZipFile(tmp_path / "collection.zip") as made:
            made.extractall(tmp_path)
            assert made.testzip() is None
            assert {entry.date_time for entry in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        found = bagit.Bag(str(tmp_path / ROOT))
        assert found.validate()
        assert found.info["Film-Exhibit-Collection"] == "1"
        assert found.info["Film-Exhibit-Scope"] == "everything"

    def test_lanes_and_past_addresses_are_in_it(self, archive: Path, tmp_path: Path) -> None:
        Lane.objects.create(slug="war", name_en="War")
        write_collection(archive)
        text = b"".join(contents(archive).values()).decode()
        assert "exhibit.lane" in text
        assert "the-film" in text

    def test_the_public_one_holds_what_visitors_may_see(self, museum: None, tmp_path: Path) -> None:
        hide_something_of_every_kind()
        release(Exhibit.objects.published().get(), title_en="As it opened")
        call_command("export_collection", tmp_path / "public.zip", public=True, verbosity=0)
        found = contents(tmp_path / "public.zip")
        default_storage.delete(f"images/{HIDDEN}.webp")
        assert not [name for name, content in found.items() if HIDDEN in name or HIDDEN.encode() in content]
        assert b"Kalatozov" in found[f"{ROOT}/data/exhibit/04_people.json"]
        assert b"As it opened" in found[f"{ROOT}/data/editions.json"]
        assert b"Film-Exhibit-Scope: public" in found[f"{ROOT}/bag-info.txt"]

    def test_a_picture_without_its_file_is_named_and_the_archive_before_stays(self, archive: Path) -> None:
        before = archive.read_bytes()
        Image.objects.bulk_create([Image(slug="lost", file="images/lost.webp", alt_en="Lost")])
        with pytest.raises(CommandError, match=r"Nothing was written\. The file “images/lost\.webp” .*“lost”"):
            call_command("export_collection", archive, verbosity=0)
        assert archive.read_bytes() == before
        assert [file.name for file in archive.parent.iterdir()] == [archive.name]

    def test_a_folder_that_is_not_there_is_named(self, few: None, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("export_collection", tmp_path / "none" / "a.zip", verbosity=0)

    def test_progress_counts_every_row_and_picture(self, museum: None, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        write_collection(tmp_path / "a.zip", progress=lambda done, known: told.append((done, known)))
        assert told[-1][0] == told[-1][1] == len(told)


class TestLongCollections:
    def test_rows_are_in_order_however_few_are_sorted_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sorting, "AT_ONCE", 3)
        for size in (0, 1, 3, 4, 11):
            numbers = [(7 * number) % 11 for number in range(size)]
            rows = list(in_order(((number, "é"), {"number": number}) for number in numbers))
            assert rows == [{"number": number} for number in sorted(numbers)]

    def test_the_bytes_are_the_same_however_few_are_sorted_at_once(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_collection(tmp_path / "a.zip")
        monkeypatch.setattr(sorting, "AT_ONCE", 7)
        write_collection(tmp_path / "b.zip")
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()

    def test_questions_do_not_grow_with_the_rows(self, museum: None, tmp_path: Path) -> None:
        with CaptureQueriesContext(connection) as asked:
            write_collection(tmp_path / "a.zip")
        assert len(asked) < 120, "about three a kind of row, whatever there is of it"

    def test_no_row_waits_for_the_others(self, museum: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Each piece is packed before the next row is written: the text of a fixture is never whole in memory."""
        longest = 0
        text_of = writing.text_of

        def watched(rows: Any) -> Iterator[str]:
            nonlocal longest
            for text in text_of(rows):
                longest = max(longest, len(text))
                yield text

        monkeypatch.setattr(writing, "text_of", watched)
        write_collection(tmp_path / "a.zip")
        assert 0 < longest < 20_000


def flipped(files: dict[str, bytes]) -> None:
    name = f"{ROOT}/data/exhibit/05_films.json"
    files[name] = files[name].replace(b"A film", b"B film")


def taken_out(files: dict[str, bytes]) -> None:
    del files[f"{ROOT}/data/exhibit/03_places.json"]


def put_in(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/exhibit/99_more.json"] = b"[]"


def without_manifest(files: dict[str, bytes]) -> None:
    del files[f"{ROOT}/manifest-sha512.txt"]


def of_another_manifest(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/manifest-sha512.txt"] = b"no checksums\n"


def of_the_future(files: dict[str, bytes]) -> None:
    name = f"{ROOT}/bag-info.txt"
    files[name] = files[name].replace(b"Film-Exhibit-Collection: 1", b"Film-Exhibit-Collection: 2")


def of_no_version(files: dict[str, bytes]) -> None:
    name = f"{ROOT}/bag-info.txt"
    files[name] = files[name].replace(b"Film-Exhibit-Collection: 1", b"Film-Exhibit-Collection: one")


def of_version_0(files: dict[str, bytes]) -> None:
    name = f"{ROOT}/bag-info.txt"
    files[name] = files[name].replace(b"Film-Exhibit-Collection: 1", b"Film-Exhibit-Collection: 0")


def outside(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/../../../escaped.txt"] = b"out"


def at_the_root(files: dict[str, bytes]) -> None:
    files["/etc/escaped"] = b"out"


def with_backslashes(files: dict[str, bytes]) -> None:
    files[f"{ROOT}\\data\\x"] = b"out"


def beside(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/run.sh"] = b"out"


def in_capitals(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/exhibit/05_FILMS.json"] = b"[]"


def a_bomb(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/exhibit/02_images.json"] = b"[" + b" " * 30_000_000 + b"]"
    sealed(files)


def no_records(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/exhibit/05_films.json"] = b'[{"model": "exhibit.film", "fields": {"slug": "bad"}}]'
    sealed(files)


def another_user(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/exhibit/00_users.json"] = b'[{"model": "auth.user", "fields": {"username": "root"}}]'
    sealed(files)


def strange_editions(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/editions.json"] = b'[{"exhibit": "nobody-has-it", "number": 1}]'
    sealed(files)


def broken_editions(files: dict[str, bytes]) -> None:
    files[f"{ROOT}/data/editions.json"] = b"[{"
    sealed(files)


FAULTS: list[tuple[Change, str]] = [
    (flipped, r"data/exhibit/05_films\.json is not what it was when the bag was made\. Get the file again"),
    (taken_out, r"data/exhibit/03_places\.json is missing\. Get the file again"),
    (put_in, r"data/exhibit/99_more\.json stands in no manifest"),
    (without_manifest, r"manifest-sha512\.txt is missing: it is no collection"),
    (of_another_manifest, r"manifest-sha512\.txt has a line that is none of a manifest: no checksums"),
    (of_the_future, r"newer release: its format is version 2, and this one reads version 1\. Update the museum"),
    (of_no_version, r"bag-info\.txt names no version"),
    (of_version_0, r"There is no version 0 of the format"),
    (outside, r"“collection/data/\.\./\.\./\.\./escaped\.txt” is no path within a collection"),
    (at_the_root, r"“/etc/escaped” is no path within a collection"),
    (with_backslashes, r"is no (path within|part of) a collection"),
    (beside, r"“collection/run\.sh” is no part of a collection"),
    (in_capitals, r"“data/exhibit/05_FILMS\.json” is in it twice"),
    (a_bomb, r"“data/exhibit/02_images\.json” has 30000002 bytes packed into \d+: no collection does"),
    (no_records, r"05_films\.json, record 1 \(exhibit\.film “bad”\)"),
    (another_user, r"00_users\.json, record 1 .*“auth\.user” is not a kind of record"),
    (strange_editions, r"data/exhibit: .*does not exist"),
    (broken_editions, r"JSON|Expecting"),
]


class TestRefusing:
    @pytest.mark.parametrize(("change", "said"), FAULTS, ids=[change.__name__ for change, _said in FAULTS])
    def test_a_fault_is_named_with_the_remedy_and_nothing_is_loaded(
        self, archive: Path, change: Change, said: str, tmp_path: Path
    ) -> None:
        files = contents(archive)
        change(files)
        spoilt = packed(files, tmp_path / "spoilt.zip")
        empty_the_database()
        Source.objects.create(slug="before", title="There before")
        with pytest.raises(CommandError, match=rf"(?s)^{spoilt}: nothing was loaded\. .*{said}"):
            call_command("import_collection", spoilt, update=True, renditions_later=True, verbosity=0)
        assert Source.objects.get().slug == "before"
        assert not Film.objects.exists()
        assert not list(tmp_path.rglob("escaped*"))

    def test_no_byte_can_be_changed_unseen(self, archive: Path, tmp_path: Path) -> None:
        """Whatever byte of a file's contents or name is flipped: it is refused, or says the same as before."""
        whole = archive.read_bytes()
        before = contents(archive)
        spoilt = tmp_path / "spoilt.zip"
        empty_the_database()
        for place in range(0, len(whole), max(1, len(whole) // 150)):
            spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
            try:
                found = contents(spoilt)
            except Exception:
                found = {}
            if found == before:
                continue
            with pytest.raises(CollectionError):
                read_collection(spoilt)
            assert not Film.objects.exists()

    @pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
    def test_one_that_was_cut_off_is_refused(self, archive: Path, share: float, tmp_path: Path) -> None:
        whole = archive.read_bytes()
        (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * share)])
        empty_the_database()
        with pytest.raises(CollectionError, match="no whole ZIP archive"):
            read_collection(tmp_path / "cut.zip")
        assert not Film.objects.exists()

    def test_a_file_that_is_a_link_is_refused(self, archive: Path, tmp_path: Path) -> None:
        files = contents(archive)
        spoilt = packed(files, tmp_path / "spoilt.zip")
        with zipfile.ZipFile(spoilt, "a") as made:
            link = zipfile.ZipInfo(f"{ROOT}/data/exhibit/images/x.webp")
            link.external_attr = 0o120777 << 16
            made.writestr(link, "/etc/passwd")
        empty_the_database()
        with pytest.raises(CollectionError, match=r"“data/exhibit/images/x\.webp” is no plain file"):
            read_collection(spoilt)

    def test_sizes_that_lie_are_found_out(self, archive: Path, tmp_path: Path) -> None:
        """The list of an archive says how long each file is; what comes is never longer."""
        whole = bytearray(archive.read_bytes())
        at = whole.rindex(b"PK\x01\x02")
        size = struct.unpack_from("<I", whole, at + 24)[0]
        struct.pack_into("<I", whole, at + 24, size - 5)
        (tmp_path / "lies.zip").write_bytes(whole)
        empty_the_database()
        with pytest.raises(CollectionError, match="is damaged"):
            read_collection(tmp_path / "lies.zip")

    def test_a_disk_without_room_is_told_before_anything_is_written(
        self, archive: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        empty_the_database()
        free = type("Usage", (), {"free": 10})
        monkeypatch.setattr("exhibit.publishing.collection.unpacking.shutil.disk_usage", lambda folder: free)
        with pytest.raises(CollectionError, match=r"only 0 MB are free in .*TMPDIR"):
            read_collection(archive)

    def test_a_museum_that_has_records_is_left_alone_unless_told_otherwise(self, archive: Path) -> None:
        Film.objects.filter(slug="a-film").update(title_en="Changed here")
        Person.objects.create(slug="somebody", name_en="Somebody", sort_name_en="Somebody")
        with pytest.raises(CommandError, match=r"There are records in the database already.*--update"):
            call_command("import_collection", archive, renditions_later=True, verbosity=0)
        assert Film.objects.get().title_en == "Changed here"
        call_command("import_collection", archive, update=True, renditions_later=True, verbosity=0)
        assert Film.objects.get().title_en == "A film"
        assert Person.objects.exists()

    def test_a_file_that_is_not_there_is_named(self, few: None, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"none\.zip: nothing was loaded\. It cannot be read"):
            call_command("import_collection", tmp_path / "none.zip", update=True, verbosity=0)
        (tmp_path / "text.zip").write_text("no archive")
        with pytest.raises(CommandError, match="no whole ZIP archive"):
            call_command("import_collection", tmp_path / "text.zip", update=True, verbosity=0)
