"""Backups: made while the museum is in use, whole or not at all, and the way back from them."""

import datetime
import gc
import io
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bagit
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibit.keeping import moves, pictures, reading, rotation, sealing, snapshot, standing, writing
from exhibit.keeping.layout import ABOUT, ROOT, BackupError
from exhibit.keeping.proving import prove
from exhibit.keeping.reading import peek, read_backup
from exhibit.keeping.restoring import older
from exhibit.keeping.tables import SESSIONS
from exhibit.models import Image, PreservationEvent
from exhibit.publishing.freezing import bag
from tests.drills.keeping import backed_up_in_use
from tests.places import Place, copied, flipped

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="of files of SQLite"),
    pytest.mark.xdist_group("backup"),
]

CANARY = "canary-session-0d9f"
LOG = "exhibit_preservationevent"
NOT_COMPARED = (*SESSIONS, LOG)
SIGN_IN = f"""
from django.contrib.auth.models import User
from django.utils import timezone
from exhibit.models import Session
User.objects.create_superuser("vera", password="a long enough password")
Session.objects.create(session_key={CANARY!r}, session_data="x" * 40, expire_date=timezone.now())
"""


@pytest.fixture(scope="session")
def source(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The museum of the tests in a place of its own, with an account and somebody signed in."""
    place = copied(tmp_path_factory.mktemp("source"), django_db_blocker)
    place.ask("shell", "-c", SIGN_IN)
    return place


@pytest.fixture(scope="session")
def kept(source: Place) -> tuple[Path, dict[str, list[Any]], dict[str, bytes]]:
    """A backup of that place; all rows and files of its moment."""
    rows = source.rows(*NOT_COMPARED)
    source.ask("backup", "--pages=16")
    [file] = rotation.backups_in(source.backups)
    return file, rows, source.files()


@pytest.fixture
def museum(museum: None, source: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The museum of the tests, whose database is backed up from that place: a test's own is in a transaction."""

    def copy(_connection: Any, target: Any) -> None:
        with source.opened() as database:
            database.backup(target)

    monkeypatch.setattr(snapshot, "copy_sqlite", copy)


@pytest.fixture
def backup(kept: Any, tmp_path: Path) -> Path:
    """A copy of that backup, to be spoilt."""
    file = tmp_path / kept[0].name
    shutil.copy2(kept[0], file)
    return file


@pytest.fixture(scope="session")
def restored(kept: Any, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place in which that backup was restored."""
    place = Place(tmp_path_factory.mktemp("restored"))
    place.ask("restore", kept[0])
    return place


def again(file: Path, change: Callable[[dict[str, Any]], None], target: Path) -> Path:
    """Write a backup anew with a changed account of itself; its manifests agree with that."""
    with tarfile.open(file) as packed:
        files = {one.name.removeprefix(f"{ROOT}/"): packed.extractfile(one).read() for one in packed}  # type: ignore[union-attr]
    about = json.loads(files[ABOUT])
    change(about)
    files[ABOUT] = json.dumps(about).encode()
    sums = {name: bag.digest(content) for name, content in files.items() if name.startswith("data/")}
    information = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines())
    files |= {name: text.encode() for name, text in bag.tag_files(sums, information).items()}
    with tarfile.open(target, "w") as packed:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{ROOT}/{name}")
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    return target


def with_image(database: Any, slug: str) -> None:
    """Put a picture without a file into an open database."""
    database.execute(
        "INSERT INTO exhibit_image (slug, file, alt, credit, caption, rights, focal_x, focal_y, checksum)"
        " VALUES (?, ?, '', '', '', 'own', 50, 50, '')",
        (slug, f"images/{slug}.webp"),
    )
    database.commit()


def content(file: Path, name: str) -> bytes:
    """Return one file of a backup."""
    with tarfile.open(file) as packed:
        found = packed.extractfile(f"{ROOT}/{name}")
        assert found is not None
        return found.read()


class TestBackup:
    def test_it_is_a_bag_that_the_public_tool_validates(self, kept: Any, tmp_path: Path) -> None:
        with tarfile.open(kept[0]) as packed:
            packed.extractall(tmp_path, filter="data")
        found = bagit.Bag(str(tmp_path / ROOT))
        assert found.validate()
        assert found.info["Film-Exhibit-Backup"] == "1"

    def test_nobody_else_may_read_it_and_what_it_holds_is_said(self, museum: None, tmp_path: Path) -> None:
        said, warned = StringIO(), StringIO()
        call_command("backup", tmp_path / "new", pages=0, stdout=said, stderr=warned)
        assert "hashes of passwords" in warned.getvalue()
        assert "read again" in said.getvalue()
        modes = {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "new").iterdir()}
        assert modes == {0o600}
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
        assert PreservationEvent.objects.get().kind == "backup"

    def test_no_secret_of_the_settings_is_in_it(self, kept: Any) -> None:
        whole = kept[0].read_bytes()
        assert settings.SECRET_KEY.encode() not in whole
        assert CANARY.encode() not in whole, "nor anybody's session, not even in a free page of the database"
        assert b"vera" in whole, "it is a whole one"

    def test_every_file_field_of_the_museum_is_known_to_it(self) -> None:
        named = {
            model
            for model in apps.get_models()
            if any(isinstance(column, models.FileField) for column in model._meta.get_fields())
        }
        told = " ".join([*pictures.FILES.values(), pictures.TILED])
        assert named
        assert all(f"FROM {model._meta.db_table} " in told for model in named), named

    def test_a_file_that_goes_with_its_row_meanwhile_makes_it_begin_anew(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its row is in the first snapshot; when the file is wanted, both have gone."""
        copy, copied = snapshot.copy_sqlite, []

        def with_a_row(connection: Any, target: Any) -> None:
            copy(connection, target)
            copied.append(target)
            if len(copied) == 1:
                with_image(target, "fleeting")

        monkeypatch.setattr(snapshot, "copy_sqlite", with_a_row)
        made = writing.write_backup(tmp_path, pages=0)
        assert len(copied) == 2
        assert made.lost == []
        assert b"images/fleeting.webp" not in content(made.file, "data/database.sqlite3"), "no row points at nothing"

    def test_without_a_new_beginning_its_row_would_point_at_nothing(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copy = snapshot.copy_sqlite

        def with_a_row(connection: Any, target: Any) -> None:
            copy(connection, target)
            with_image(target, "fleeting")

        monkeypatch.setattr(snapshot, "copy_sqlite", with_a_row)
        monkeypatch.setattr(writing, "ATTEMPTS", 1)
        made = writing.write_backup(tmp_path, pages=0)
        assert made.lost == ["images/fleeting.webp"]
        assert b"images/fleeting.webp" in content(made.file, "data/database.sqlite3")

    def test_a_file_that_goes_while_it_is_packed_makes_it_begin_anew(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened, failed = default_storage.open, []

        def once_gone(name: str, *mode: str) -> Any:
            if not failed:
                failed.append(name)
                raise FileNotFoundError(name)
            return opened(name, *mode)

        monkeypatch.setattr(writing, "default_storage", SimpleNamespace(open=once_gone, size=default_storage.size))
        made = writing.write_backup(tmp_path, pages=0)
        gc.collect()  # what was begun first must not say anything at its end
        assert failed
        assert read_backup(made.file).lost == []

    def test_a_file_that_was_lost_before_is_named_and_all_else_is_kept(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Image.objects.bulk_create([Image(slug="lost", file="images/lost.webp", alt_en="Lost")])
        copy = snapshot.copy_sqlite

        def with_a_row(connection: Any, target: Any) -> None:
            copy(connection, target)
            with_image(target, "lost")

        monkeypatch.setattr(snapshot, "copy_sqlite", with_a_row)
        warned = StringIO()
        call_command("backup", tmp_path, pages=0, verbosity=1, stderr=warned, stdout=StringIO())
        assert "images/lost.webp is lost" in warned.getvalue()
        [file] = rotation.backups_in(tmp_path)
        assert peek(file).lost == ["images/lost.webp"]

    def test_a_file_passes_by_in_pieces(self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        longest = 0
        read = writing._Hashing.read

        def watched(self: Any, size: int) -> bytes:
            nonlocal longest
            some = read(self, size)
            longest = max(longest, len(some))
            return some

        monkeypatch.setattr(writing._Hashing, "read", watched)
        writing.write_backup(tmp_path, pages=0)
        assert 0 < longest <= 1 << 20

    def test_a_damaged_database_is_not_backed_up(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def spoilt(copy: Any) -> None:
            class Faulty:
                def execute(self, sql: str) -> list[tuple[str]]:
                    return [("row 7 missing from index film_slug",)]

            return check(Faulty())

        check = snapshot.check_sqlite
        monkeypatch.setattr(snapshot, "check_sqlite", spoilt)
        with pytest.raises(CommandError, match=r"No backup was made.*damaged: row 7 missing.*Restore the last"):
            call_command("backup", tmp_path, verbosity=0)
        assert not list(tmp_path.iterdir())

    def test_what_was_written_badly_is_no_backup(
        self, museum: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A disk that lies is found out before the old ones go."""
        older_one = tmp_path / "exhibit-20200101T000000Z.tar"
        older_one.write_bytes(b"old")
        read = writing.read_backup

        def spoilt(file: Path, *args: Any, **options: Any) -> Any:
            flipped(file, file.stat().st_size // 2)
            return read(file, *args, **options)

        monkeypatch.setattr(writing, "read_backup", spoilt)
        with pytest.raises(CommandError, match=r"No backup was made.*is not what it was"):
            call_command("backup", tmp_path, keep=1, pages=0, verbosity=0)
        assert list(tmp_path.iterdir()) == [older_one]

    def test_a_folder_that_cannot_be_written_is_named(self, museum: None, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(CommandError, match=r"No backup was made\. .*file/backups cannot be written"):
            call_command("backup", tmp_path / "file" / "backups", verbosity=0)

    def test_without_pg_dump_the_remedy_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(snapshot.shutil, "which", lambda tool: None)
        with pytest.raises(BackupError, match=r"pg_dump is not installed.*apt-get install postgresql-client"):
            snapshot.ask_postgresql("pg_dump", connection, [])


class TestInUse:
    def test_a_database_that_stays_locked_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        class Locked:
            def ensure_connection(self) -> None: ...

            @property
            def connection(self) -> Any:
                return self

            def backup(self, copy: Any, progress: Callable[..., None]) -> None:
                while True:
                    progress(5, 0, 0)

        monkeypatch.setattr(snapshot, "LONGEST_WAIT", 0)
        with pytest.raises(BackupError, match=r"keeps the database locked\. Try again"):
            snapshot.copy_sqlite(Locked(), None)

    def test_twice_under_writing_each_restores_with_one_command(self, kept: Any, tmp_path: Path) -> None:
        """Row 44, twice: what was acknowledged before is in it, what was half done is not, rows and files agree."""
        said = backed_up_in_use(tmp_path, kept[0], times=2)
        assert said.backups == 2
        assert said.written > 0, "writing went on meanwhile"


class TestRotation:
    def days(self, *days: int) -> list[Path]:
        first = datetime.datetime(2026, 11, 30, 3)
        return [Path(f"exhibit-{first - datetime.timedelta(days=day):%Y%m%dT%H%M%SZ}.tar") for day in days]

    def test_of_days_weeks_and_months_the_newest_stay(self) -> None:
        files = self.days(*range(100))
        kept = [file for file in files if file not in rotation.outdated(files, 3)]
        days = [
            (datetime.datetime(2026, 11, 30, 3) - rotation.moment_of(file).replace(tzinfo=None)).days for file in kept
        ]
        assert days == [0, 1, 2, 8, 30, 61], "three days, two Sundays beside them, the ends of two months"

    def test_the_newest_stays_however_old_it_is_and_few_are_all_kept(self) -> None:
        assert rotation.outdated(self.days(900), 1) == []
        assert rotation.outdated(self.days(0, 40, 80), 3) == []

    def test_nothing_else_in_the_folder_is_touched(self, museum: None, tmp_path: Path) -> None:
        others = ["exhibit.tar", "exhibit-2020.tar", "notes.txt", "exhibit-20200101T000000Z.tar.gpg"]
        for name in [*others, "exhibit-20200101T000000Z.tar", "exhibit-20200101T000000Z.tar.sha512"]:
            (tmp_path / name).write_text("there before")
        call_command("backup", tmp_path, keep=1, pages=0, verbosity=0, stderr=StringIO())
        there = {file.name for file in tmp_path.iterdir()}
        assert set(others) < there
        assert len(there) == len(others) + 2

    def test_a_number_that_keeps_none_is_refused(self, museum: None, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="--keep is 0"):
            call_command("backup", tmp_path, keep=0)


class TestRestore:
    def test_every_row_and_file_is_there_again(self, kept: Any, restored: Place) -> None:
        _file, rows, files = kept
        there = restored.rows(*NOT_COMPARED)
        assert there.keys() == rows.keys()
        assert {name for name in rows if rows[name] != there[name]} == set()
        assert sum(map(len, rows.values())) > 4000
        assert restored.files() == files

    def test_nobody_is_signed_in(self, restored: Place) -> None:
        assert [restored.rows()[name] for name in SESSIONS] == [[], []]
        assert "vera" in str(restored.rows()["auth_user"])

    def test_that_it_was_done_is_written_down(self, restored: Place) -> None:
        assert "'restoration'" in str(restored.rows()[LOG])

    def test_a_place_that_is_not_empty_is_left_alone(self, backup: Path, restored: Place, tmp_path: Path) -> None:
        before = restored.state()
        said = restored.ask("restore", backup, fails=True)
        assert "This place is not empty: the database has rows in" in said
        assert "--over" in said
        assert restored.state() == before
        place = Place(tmp_path / "pictures")
        (place.media / "images").mkdir(parents=True)
        (place.media / "images/of-somebody.webp").write_bytes(b"x")
        assert "has files, images/of-somebody.webp" in place.ask("restore", backup, fails=True)
        assert set(place.files()) == {"images/of-somebody.webp"}

    def test_over_another_museum_that_one_is_kept_aside(self, kept: Any, tmp_path: Path) -> None:
        place = Place(tmp_path / "other")
        place.ask("migrate", "--verbosity=0")
        place.media.mkdir(exist_ok=True)
        (place.media / "mine.webp").write_bytes(b"mine")
        with place.opened() as database:
            database.execute("UPDATE auth_group SET name = 'My own group' WHERE name = 'Viewers'")
            database.commit()
        said = place.ask("restore", kept[0], "--over")
        assert "What was here before is kept in" in said
        assert place.rows(*NOT_COMPARED) == kept[1]
        assert place.files() == kept[2]
        [aside] = tmp_path.glob("other/before-restore-*")
        assert (aside / "media/mine.webp").read_bytes() == b"mine"
        before = Place(aside)
        assert "My own group" in str(before.rows()["auth_group"])

    @pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.7, 0.95, 0.999])
    def test_a_changed_bit_is_found_before_anything_is_changed(self, backup: Path, share: float) -> None:
        with tarfile.open(backup) as packed:  # what pads files between them says nothing
            insides = [(one.offset_data, one.offset_data + one.size) for one in packed]
        size = insides[-1][1]
        place = next(max(start, int(size * share)) for start, end in insides if end > size * share)
        flipped(backup, place, bit=3)
        with pytest.raises(BackupError):
            read_backup(backup)

    def test_without_that_look_a_spoilt_backup_would_be_restored(
        self, backup: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        with tarfile.open(backup) as packed:
            picture = next(one for one in packed if one.name.startswith(f"{ROOT}/data/media/"))
        flipped(backup, picture.offset_data + 10)
        with pytest.raises(BackupError, match=r"data/media/.* is not what it was when the backup was made"):
            read_backup(backup)
        monkeypatch.setattr(reading.Read, "faults", lambda self: iter(()))
        assert read_backup(backup).vendor == "sqlite"

    def test_a_spoilt_one_leaves_the_place_as_it_was(self, backup: Path, tmp_path: Path) -> None:
        flipped(backup, backup.stat().st_size // 3)
        place = Place(tmp_path / "empty")
        said = place.ask("restore", backup, fails=True)
        assert "Nothing was changed." in said
        assert "Take another backup." in said
        assert not place.database.exists()
        assert not list(place.folder.iterdir())

    @pytest.mark.parametrize("share", [0, 0.0001, 0.5, 0.99])
    def test_one_that_was_cut_off_is_refused(self, backup: Path, share: float) -> None:
        whole = backup.read_bytes()
        backup.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BackupError, match=r"is no (whole )?backup|does not begin as|is missing"):
            read_backup(backup)

    @pytest.mark.parametrize("name", ["../outside", "/etc/passwd", f"{ROOT}/data/../../outside", f"{ROOT}/run.sh"])
    def test_a_file_outside_of_it_is_refused(self, name: str, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "bad.tar", "w") as packed:
            packed.addfile(tarfile.TarInfo(name))
        with pytest.raises(BackupError, match=r"is no (plain file|part)"):
            read_backup(tmp_path / "bad.tar", into=tmp_path / "into")
        assert not (tmp_path / "outside").exists()

    def test_a_link_is_refused(self, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "bad.tar", "w") as packed:
            entry = tarfile.TarInfo(f"{ROOT}/data/media/x.webp")
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            packed.addfile(entry)
        with pytest.raises(BackupError, match="is no plain file"):
            read_backup(tmp_path / "bad.tar", into=tmp_path / "into")

    def test_one_of_a_newer_release_is_refused_by_its_name(self, kept: Any, tmp_path: Path) -> None:
        def newer(about: dict[str, Any]) -> None:
            about["release"] = "9.9"
            about["migrations"].append(["exhibit", "0099_of_days_to_come"])

        file = again(kept[0], newer, tmp_path / "newer.tar")
        with pytest.raises(BackupError, match=r"newer release, 9\.9, .*exhibit\.0099_of_days_to_come.*Install"):
            older(peek(file))

    def test_one_of_another_format_is_refused(self, kept: Any, tmp_path: Path) -> None:
        file = again(kept[0], lambda about: about.update(version=2), tmp_path / "newer.tar")
        with pytest.raises(BackupError, match="its format is version 2, and this one reads version 1"):
            peek(file)

    def test_one_of_the_other_database_is_refused_with_the_way_there(self, kept: Any, tmp_path: Path) -> None:
        file = again(kept[0], lambda about: about.update(vendor="postgresql"), tmp_path / "other.tar")
        said = Place(tmp_path / "place").ask("restore", file, fails=True)
        assert "The backup is of postgresql and DATABASE_URL names sqlite" in said
        assert "import_collection" in said

    def test_one_of_an_older_release_is_migrated(self, kept: Any, tmp_path: Path) -> None:
        old = Place(tmp_path / "old")
        old.ask("restore", kept[0])
        old.ask("migrate", "exhibit", "0015", "--verbosity=0")
        old.ask("shell", "-c", MAKE_WITHOUT_LOG)
        [file] = rotation.backups_in(old.backups)
        new = Place(tmp_path / "new")
        assert "of an older release: its database was migrated" in new.ask("restore", file)
        there = new.rows(*NOT_COMPARED)
        assert there["exhibit_film"] == kept[1]["exhibit_film"]
        assert len(new.rows()[LOG]) == 1

    def test_a_museum_that_is_being_served_is_left_alone(self, kept: Any, tmp_path: Path) -> None:
        place = Place(tmp_path)
        (tmp_path / "run").mkdir()
        (tmp_path / "run/serve.pid").write_text(str(os.getpid()))
        assert "is being served by process" in place.ask("restore", kept[0], fails=True)

    def test_files_that_are_none_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "text.tar").write_text("no backup")
        for name, words in (("none.tar", "There is no file"), ("text.tar", "is no backup")):
            with pytest.raises(BackupError, match=words):
                peek(tmp_path / name)


MAKE_WITHOUT_LOG = """
from django.conf import settings
from exhibit.keeping.writing import write_backup
write_backup(settings.BACKUP_ROOT, pages=0)
"""


class TestInterrupted:
    """Whatever step a restoration was interrupted at: the museum is as it was."""

    def steps(self, folder: Path) -> list[moves.Move]:
        for name in ("old", "new", "place", "aside"):
            (folder / name).mkdir()
        for name in ("db", "images", "tiles"):
            (folder / "place" / name).write_text(f"old {name}")
            (folder / "new" / name).write_text(f"new {name}")
        away = [(folder / "place" / name, folder / "aside" / name) for name in ("db", "images", "tiles")]
        here = [(folder / "new" / name, folder / "place" / name) for name in ("db", "images", "tiles")]
        return [*away, *here]

    def place(self, folder: Path) -> dict[str, str]:
        return {file.name: file.read_text() for file in (folder / "place").iterdir()}

    def test_all_steps_are_done(self, tmp_path: Path) -> None:
        moves.move_all(self.steps(tmp_path), tmp_path / "note")
        assert self.place(tmp_path) == {"db": "new db", "images": "new images", "tiles": "new tiles"}
        assert not (tmp_path / "note").exists()

    @pytest.mark.parametrize("step", range(7))
    def test_a_step_that_fails_is_taken_back_with_those_before(
        self, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        steps = self.steps(tmp_path)
        before = self.place(tmp_path)

        def fails() -> None:
            raise OSError("the machine")

        if step < 6:
            steps.insert(step, (tmp_path / "not-there", tmp_path / "nowhere"))
        with pytest.raises(OSError, match=r"not-there|the machine"):
            moves.move_all(steps, tmp_path / "note", fails)
        assert self.place(tmp_path) == before

    @pytest.mark.parametrize("step", range(7))
    def test_a_process_that_was_killed_is_taken_back_later(
        self, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        steps = self.steps(tmp_path)
        before = self.place(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(moves, "take_back", lambda note: False)  # the dead do nothing
            with pytest.raises(OSError, match="not-there"):
                moves.move_all(
                    [*steps[:step], (tmp_path / "not-there", tmp_path / "x"), *steps[step:]], tmp_path / "note"
                )
        assert (self.place(tmp_path) == before) is (step == 0), "without that the museum would be mixed"
        assert moves.take_back(tmp_path / "note")
        assert self.place(tmp_path) == before
        assert not moves.take_back(tmp_path / "note")

    def test_nothing_starts_on_a_museum_that_is_half_restored(self, restored: Place) -> None:
        note = restored.database.with_name("db.sqlite3.restoring.json")
        note.write_text("[]")
        try:
            said = restored.ask("check", fails=True)
            assert "exhibit.E001" in said
            assert "restore --undo" in said
            assert "was taken back" in restored.ask("restore", "--undo")
        finally:
            note.unlink(missing_ok=True)
        restored.ask("check")


class TestSealed:
    def test_whoever_has_the_public_key_only_seals(self, museum: None, tmp_path: Path) -> None:
        said = StringIO()
        call_command("backup", new_key=tmp_path / "key", stdout=said)
        public = said.getvalue().split()[0]
        assert sealing.PUBLIC.fullmatch(public)
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
        warned = StringIO()
        call_command("backup", tmp_path / "backups", key=[public], pages=0, verbosity=1, stdout=said, stderr=warned)
        assert "not encrypted" not in warned.getvalue()
        [file] = rotation.backups_in(tmp_path / "backups")
        assert file.name.endswith(".tar.age")
        whole = file.read_bytes()
        assert b"cranes" not in whole
        assert b"auth_user" not in whole
        with pytest.raises(BackupError, match=r"is encrypted\. Give the secret key by --identity"):
            peek(file)
        sealing.new_key(tmp_path / "another")
        with pytest.raises(BackupError, match="cannot be decrypted"):
            peek(file, sealing.identities([tmp_path / "another"]))
        keys = sealing.identities([tmp_path / "key"])
        assert read_backup(file, keys).vendor == "sqlite"
        note = file.with_name(f"{file.name}.sha512").read_text()
        assert note == f"{bag.digest(whole)}  {file.name}\n", "as sha512sum reads it"
        for share in (0.1, 0.5, 0.9):
            flipped(file, int(len(whole) * share))
            with pytest.raises(BackupError, match="cannot be decrypted"):
                read_backup(file, keys)
            file.write_bytes(whole)
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(BackupError, match="cannot be decrypted"):
            read_backup(file, keys)

    def test_sealed_restores_with_its_key(self, kept: Any, tmp_path: Path) -> None:
        public = sealing.new_key(tmp_path / "key")
        file = tmp_path / "exhibit-20261130T000000Z.tar.age"
        with file.open("wb") as opened, sealing.sealed(opened, sealing.recipients([public])) as target:
            target.write(kept[0].read_bytes())
        place = Place(tmp_path / "place")
        place.ask("restore", file, "--identity", tmp_path / "key")
        assert place.rows(*NOT_COMPARED) == kept[1]

    def test_a_key_that_is_none_is_named_and_a_secret_one_is_not_repeated(self, tmp_path: Path) -> None:
        sealing.new_key(tmp_path / "key")
        secret = (tmp_path / "key").read_text().splitlines()[1]
        with pytest.raises(BackupError, match="no public key") as refused:
            sealing.recipients([str(tmp_path / "key")])
        assert secret not in str(refused.value)
        with pytest.raises(BackupError, match="cannot be read"):
            sealing.recipients(["age1nothing"])
        with pytest.raises(BackupError, match="is there already"):
            sealing.new_key(tmp_path / "key")
        (tmp_path / "empty").write_text("# nothing\n")
        with pytest.raises(BackupError, match="there is no key"):
            sealing.identities([tmp_path / "empty"])
        (tmp_path / "other").write_text("AGE-SECRET-KEY-1NONE\n")
        with pytest.raises(BackupError, match="holds no secret key"):
            sealing.identities([tmp_path / "other"])

    def test_a_full_disk_is_said_in_one_sentence(self, tmp_path: Path) -> None:
        keys = sealing.recipients([sealing.new_key(tmp_path / "key")])

        class Full(io.RawIOBase):
            def write(self, some: Any) -> int:
                raise OSError(28, "No space left on device")

        def fill() -> None:
            with sealing.sealed(Full(), keys) as target:  # type: ignore[arg-type]
                for _piece in range(50):
                    target.write(b"x" * 100_000)

        with pytest.raises(Exception, match="No space left"):
            fill()


class TestProof:
    def test_a_good_one_is_proved_by_rows_files_and_pages(self, museum: None, kept: Any) -> None:
        proof = prove(kept[0])
        assert proof.faults == []
        assert proof.pages >= 10
        assert proof.files == len(kept[2])
        event = PreservationEvent.objects.get()
        assert (event.kind, event.outcome, event.subject) == ("proof", "good", kept[0].name)
        assert f"{proof.pages} pages" in event.note

    def test_what_differs_is_named_and_written_down(self, museum: None, kept: Any, tmp_path: Path) -> None:
        def otherwise(about: dict[str, Any]) -> None:
            about["pages"] = {path: "0" * 128 for path in about["pages"] if path == "/films/"} | {"/people/": "1" * 128}
            about["tables"]["exhibit_film"]["rows"] += 1
            about["tables"]["exhibit_event"]["sum"] = "0" * 16

        file = again(kept[0], otherwise, tmp_path / "other.tar")
        with pytest.raises(CommandError) as refused:
            call_command("prove_backup", file, verbosity=0)
        said = str(refused.value)
        assert "The table exhibit_film has 14 rows instead of 15." in said
        assert "The table exhibit_event has" in said
        assert "The page /people/ is not what visitors had." in said
        assert PreservationEvent.objects.get().outcome == "bad"

    def test_one_that_cannot_be_restored_is_written_down_too(self, museum: None, backup: Path) -> None:
        flipped(backup, backup.stat().st_size // 2)
        with pytest.raises(CommandError, match="The backup is not proved"):
            call_command("prove_backup", backup, verbosity=0)
        assert PreservationEvent.objects.get().outcome == "bad"

    def test_without_a_backup_the_remedy_is_named(self, museum: None, settings: Any, tmp_path: Path) -> None:
        settings.BACKUP_ROOT = tmp_path
        with pytest.raises(CommandError, match=r"There is no backup in .*manage\.py backup"):
            call_command("prove_backup")


@pytest.fixture
def administrator(db: None) -> Client:
    user = User.objects.create_user("vera", password="a long enough password", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client = Client()
    client.force_login(user)
    return client


class TestAtTheDesk:
    def told(self, client: Client) -> str:
        return client.get(reverse("admin:index")).content.decode()

    def done(self, kind: str, **ago: float) -> None:
        at = timezone.now() - datetime.timedelta(**ago)
        PreservationEvent.objects.create(kind=kind, subject="exhibit.tar", outcome="good", at=at)

    def test_an_administrator_is_told_what_is_amiss(self, museum: None, administrator: Client) -> None:
        assert "was never backed up" in self.told(administrator)
        self.done("backup", hours=27)
        assert "older than a day" in self.told(administrator)
        assert "ever proved" in self.told(administrator)
        self.done("backup", hours=20)
        self.done("proof", days=31)
        assert "older than a day" not in self.told(administrator)
        assert "older than 30 days" in self.told(administrator)
        self.done("proof", days=3)
        assert "desk-amiss" not in self.told(administrator)
        PreservationEvent.objects.create(kind="fixity", subject="images/crane.webp", outcome="bad")
        assert "images/crane.webp" in self.told(administrator)

    def test_a_developer_and_a_curator_are_not(self, museum: None, curator_client: Client, settings: Any) -> None:
        assert standing.warnings()
        assert "desk-amiss" not in self.told(curator_client)
        assert curator_client.get(reverse("admin:exhibit_preservationevent_changelist")).status_code == 403
        settings.DEBUG = True
        assert standing.warnings() == []

    def test_the_log_is_read_and_never_changed(self, museum: None, administrator: Client) -> None:
        self.done("backup")
        event = PreservationEvent.objects.get()
        listed = administrator.get(reverse("admin:exhibit_preservationevent_changelist"))
        assert "exhibit.tar" in listed.content.decode()
        for view, key in (("change", [event.pk]), ("delete", [event.pk]), ("add", [])):
            address = reverse(f"admin:exhibit_preservationevent_{view}", args=key)
            assert administrator.post(address, {"subject": "other"}).status_code == 403
        event.refresh_from_db()
        assert event.subject == "exhibit.tar"


def test_the_pictures_of_the_tests_are_where_the_storage_has_them(museum: None) -> None:
    assert default_storage.exists(str(Image.objects.exclude(file="")[0].file.name))
