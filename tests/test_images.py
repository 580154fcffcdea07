"""Pictures: what the desk and a folder take in, what they refuse, and what visitors then see."""

import datetime
import hashlib
import io
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image as Picture

from exhibit import darkroom
from exhibit.curation import versions
from exhibit.darkroom import orders, printing, shelf
from exhibit.interop.folder import dump_folder, load_folder
from exhibit.models import Award, Event, Exhibit, FigureBlock, Film, Image, Rendition, unfinished
from exhibit.publishing.pages import public_pages
from exhibit.views.media import media as handed_out
from tests.conftest import FIXTURES

pytestmark = pytest.mark.usefixtures("museum")

WORDS = {"slug": "plate", "alt_en": "A grey plate", "credit_en": "The museum", "rights": "own"}
WORDS |= {"focal_x": "50", "focal_y": "50"}


def drawn(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """The bytes of a picture."""
    written = io.BytesIO()
    Picture.effect_noise(size, 50).save(written, kind, **options)
    return written.getvalue()


def huge(side: int) -> bytes:
    """A white square that is small as a file."""
    written = io.BytesIO()
    Picture.new("L", (side, side), 255).save(written, "PNG")
    return written.getvalue()


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(params=[1024, 2_621_440], ids=["in a temporary file", "in memory"])
def _either_way_of_upload(request: pytest.FixtureRequest, settings: Any) -> None:
    """Django keeps small uploads in memory and writes large ones to a file."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = request.param


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """A context whose end is a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def plate() -> Image:
    """The picture that a test has uploaded."""
    return Image.objects.get(slug="plate")


def stored(media: Path) -> list[str]:
    """The files in the media folder, without the notes of saves that no test ever commits."""
    found = (str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())
    return sorted(name for name in found if not name.startswith(f"{unfinished.FOLDER}/"))


def send(client: Client, name: str, content: bytes, image: Image | None = None) -> HttpResponse:
    """Upload a file on the desk, as a new image or in place of another's file."""
    page = reverse("admin:exhibit_image_change", args=(image.pk,)) if image else reverse("admin:exhibit_image_add")
    return client.post(page, WORDS | {"file": SimpleUploadedFile(name, content)})  # type: ignore[return-value]


def refusal(response: Any) -> str:
    """What the form says of the file."""
    assert response.status_code == 200
    return " ".join(response.context["adminform"].form.errors["file"])


@pytest.mark.usefixtures("_either_way_of_upload")
def test_an_uploaded_picture_is_measured_stored_and_shown_in_a_story(
    curator_client: Client, client: Client, media: Path
) -> None:
    content = drawn(size=(80, 60))
    assert send(curator_client, "IMG_1.PNG", content).status_code == 302
    image = Image.objects.get(slug="plate")
    assert (image.width, image.height) == (80, 60)
    assert image.checksum == hashlib.sha512(content).hexdigest()
    assert stored(media) == ["images/plate.png"]
    assert (media / "images/plate.png").read_bytes() == content

    exhibit = Exhibit.objects.published()[0]
    FigureBlock.objects.create(parent=exhibit, region="story", ordering=10_000, image=image)
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert f'<img src="{image.file.url}" width="80" height="60" alt="A grey plate"' in page


@pytest.mark.usefixtures("_either_way_of_upload")
def test_a_replaced_picture_is_measured_again_and_the_history_keeps_the_old_file(
    curator_client: Client, media: Path, committed: Any
) -> None:
    send(curator_client, "a.png", drawn())
    image = plate()
    content = drawn("JPEG", (60, 90))
    with committed():
        assert send(curator_client, "b.jpg", content, image).status_code == 302
    image.refresh_from_db()
    assert (image.file.name, image.width, image.height) == ("images/plate.jpg", 60, 90)
    assert image.checksum == hashlib.sha512(content).hexdigest()
    assert stored(media) == ["images/plate.jpg", "images/plate.png"]


def test_words_are_changed_without_the_file(curator_client: Client) -> None:
    send(curator_client, "a.png", drawn())
    image = plate()
    before = image.file.name, image.checksum
    page = reverse("admin:exhibit_image_change", args=(image.pk,))
    assert curator_client.post(page, WORDS | {"alt_en": "Another"}).status_code == 302
    image.refresh_from_db()
    assert (image.alt_en, image.file.name, image.checksum) == ("Another", *before)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpeg", "JPEG"), ("a.gif", "GIF"), ("a.webp", "WEBP"), ("a.avif", "AVIF"), ("a.png", "PNG")]
)
def test_every_format_that_is_named_is_taken(curator_client: Client, name: str, kind: str) -> None:
    assert send(curator_client, name, drawn(kind)).status_code == 302
    assert plate().width == 40


def test_a_photograph_with_a_second_picture_in_it_is_a_jpeg(curator_client: Client) -> None:
    content = drawn("MPO", save_all=True, append_images=[Picture.new("L", (40, 30))])
    with Picture.open(io.BytesIO(content)) as picture:
        assert picture.format == "MPO"
    assert send(curator_client, "a.jpg", content).status_code == 302


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "SVG": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "“svg” is not allowed"),
    "SVG named .png": ("a.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Save it in one of these"),
    "HTML named .png": ("a.png", lambda: b"<!doctype html><script>alert(1)</script>", "Save it in one of these"),
    "TIFF named .png": ("a.png", lambda: drawn("TIFF"), "Save it in one of these"),
    "truncated PNG": ("a.png", lambda: drawn(size=(200, 200))[:9_000], "damaged or incomplete"),
    "truncated JPEG": ("a.jpg", lambda: drawn("JPEG", (200, 200))[:5_000], "damaged or incomplete"),
    "PNG named .jpg": ("a.jpg", drawn, "This is a PNG file, but its name ends in .jpg."),
    "81 megapixels": ("a.png", lambda: huge(9_000), "more than 60 megapixels"),
    "a decompression bomb": ("a.png", lambda: huge(14_000), "more than 60 megapixels"),
}


@pytest.mark.usefixtures("_either_way_of_upload")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_sound_picture_is_refused_and_not_stored(curator_client: Client, media: Path, case: str) -> None:
    name, content, message = REFUSED[case]
    assert message in refusal(send(curator_client, name, content()))
    assert not Image.objects.filter(slug="plate").exists()
    assert stored(media) == []


@pytest.mark.parametrize("case", [case for case in REFUSED if case != "SVG"])
def test_a_stored_file_passes_the_same_gate(case: str, media: Path) -> None:
    name, content, message = REFUSED[case]
    (media / name).write_bytes(content())
    image = Image(file=name, **{key: value for key, value in WORDS.items() if not key.startswith("focal")})
    image.save()  # as a folder is loaded: measured first, checked then
    with pytest.raises(ValidationError, match=message):
        image.full_clean()


def test_an_image_whose_file_is_missing_has_no_size(media: Path) -> None:
    image = Image(slug="x", file="images/x.png", alt_en="x", credit_en="x")
    image.full_clean()
    image.save()
    assert (image.width, image.height, image.checksum) == (None, None, "")
    assert not image.is_showable()


def test_an_image_is_saved_twice() -> None:
    image = Image(slug="x", alt_en="x", credit_en="x", file=SimpleUploadedFile("a.png", drawn()))
    image.save()
    image.save()
    assert image.is_showable()


def test_a_file_does_not_outlive_a_save_that_failed(media: Path) -> None:
    Image.objects.create(slug="x", alt_en="x", credit_en="x", file=ContentFile(drawn(), "a.png"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.create(slug="x", alt_en="x", credit_en="x", file=ContentFile(drawn(), "a.png"))
    assert stored(media) == ["images/x.png"]


def hang(image: Image) -> FigureBlock:
    """Put an image into the story of the first exhibit."""
    return FigureBlock.objects.create(
        parent=Exhibit.objects.published()[0], region="story", ordering=10_000, image=image
    )


def uploaded(content: bytes, name: str = "a.png", **fields: Any) -> Image:
    """An image with its renditions."""
    words = {"slug": "plate", "alt": "A plate", "credit": "The museum"}
    image = Image.objects.create(file=ContentFile(content, name), **words | fields)
    list(darkroom.print_missing(image))
    return image


def rendition(image: Image, shape: str, format_: str = "webp") -> Picture.Image:
    """The largest rendition of a shape, decoded."""
    row = image.renditions.filter(shape=shape, format=format_).order_by("width").last()
    assert row is not None
    with row.file.open() as opened, Picture.open(opened) as picture:
        picture.load()
        assert picture.size == (row.width, row.height)
        assert row.byte_count == row.file.size
        return picture


class TestRenditions:
    """Copies in a few sizes, made after the save, gone with their picture."""

    @pytest.mark.parametrize(
        ("width", "widths"),
        [(300, [300]), (480, [480]), (1000, [480, 960, 1000]), (2400, [480, 960, 1600, 2400])],
    )
    def test_widths_are_few_and_never_above_the_original(self, width: int, widths: list[int]) -> None:
        image = uploaded(drawn("JPEG", (width, 200)), "a.jpg")
        for format_ in ("avif", "webp"):
            made = image.renditions.filter(shape="whole", format=format_)
            assert list(made.values_list("width", flat=True)) == widths
        assert not image.renditions.filter(width__gt=width).exists()
        assert not image.renditions.filter(shape="full").exists()

    def test_a_larger_picture_has_every_pixel_for_the_zoom(self) -> None:
        image = uploaded(drawn("JPEG", (3000, 400)), "a.jpg")
        assert rendition(image, "full").size == (3000, 400)
        assert image.renditions.full().largest.width == 3000  # type: ignore[attr-defined]
        assert rendition(image, "whole").width == 2400
        assert darkroom.progress(image) == (16, 16)

    @pytest.mark.parametrize("format_", ["avif", "webp"])
    @pytest.mark.parametrize("focus", [(0, 0), (10, 50), (50, 50), (97, 20), (100, 100)])
    @pytest.mark.parametrize("size", [(1600, 500), (500, 1600)])
    def test_crops_keep_the_focus_in_view(self, size: tuple[int, int], focus: tuple[int, int], format_: str) -> None:
        dark = Picture.new("L", size, 20)
        x, y = (min(max(size[axis] * focus[axis] // 100, 20), size[axis] - 20) for axis in (0, 1))
        dark.paste(255, (x - 20, y - 20, x + 20, y + 20))
        written = io.BytesIO()
        dark.save(written, "PNG")
        image = uploaded(written.getvalue(), focal_x=focus[0], focal_y=focus[1])
        for shape, ratio in (("frame", 1.37), ("portrait", 0.8)):
            printed = rendition(image, shape, format_)
            assert printed.width / printed.height == pytest.approx(ratio, rel=0.01)
            assert printed.convert("L").getextrema()[1] > 230, shape

    def test_metadata_are_dropped_and_orientation_is_applied(self) -> None:
        exif = Picture.Exif()
        exif[0x0112] = 6  # turned clockwise
        exif[0x010E] = "a secret"
        exif.get_ifd(0x8825)[1] = "N"  # GPS
        sideways = Picture.new("RGB", (600, 400), "black")
        sideways.paste("white", (0, 0, 600, 100))  # the upper edge: on the right when upright
        written = io.BytesIO()
        sideways.save(written, "JPEG", exif=exif, quality=95, comment=b"a secret")
        image = uploaded(written.getvalue(), "a.jpg")
        assert (image.width, image.height) == (400, 600)
        for row in image.renditions.all():
            with row.file.open() as opened:
                content = opened.read()
            assert b"secret" not in content
            with Picture.open(io.BytesIO(content)) as picture:
                assert not dict(picture.getexif())
                assert not {"icc_profile", "exif", "xmp", "comment"} & picture.info.keys()
        upright = rendition(image, "whole").convert("L")
        assert upright.getpixel((390, 300)) > 200  # type: ignore[operator]
        assert upright.getpixel((10, 300)) < 50  # type: ignore[operator]

    def test_a_wide_gamut_is_brought_to_srgb(self) -> None:
        from PIL import ImageCms

        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
        plain = uploaded(drawn("JPEG", (60, 60)), "a.jpg")
        tagged = uploaded(drawn("JPEG", (60, 60), icc_profile=b"no profile at all"), "b.jpg", slug="tagged")
        strange = uploaded(drawn("JPEG", (60, 60), icc_profile=lab), "c.jpg", slug="strange")
        for image in (plain, tagged, strange):  # a profile that cannot be used is left out
            assert rendition(image, "whole").size == (60, 60)

    @pytest.mark.parametrize(
        ("mode", "kind", "colour", "grey"),
        [
            ("1", "PNG", 1, 255),
            ("L", "PNG", 128, 128),
            ("LA", "PNG", (128, 255), 128),
            ("P", "PNG", 0, None),
            ("P", "GIF", 0, None),
            ("RGBA", "PNG", (128, 128, 128, 255), 128),
            ("I;16", "PNG", 0x8080, 128),
            ("CMYK", "JPEG", (0, 0, 0, 127), 128),
            ("RGB", "AVIF", (128, 128, 128), 128),
        ],
    )
    def test_every_kind_of_pixel_comes_out_as_it_looked(
        self, mode: str, kind: str, colour: Any, grey: int | None
    ) -> None:
        written = io.BytesIO()
        Picture.new(mode, (64, 64), colour).save(written, kind)
        ending = {"JPEG": "jpg"}.get(kind, kind.lower())
        printed = rendition(uploaded(written.getvalue(), f"a.{ending}"), "whole")
        assert printed.mode in {"RGB", "RGBA"}
        if grey is not None:
            assert printed.convert("L").getpixel((32, 32)) == pytest.approx(grey, abs=4)

    def test_what_was_transparent_stays_so(self) -> None:
        written = io.BytesIO()
        Picture.new("RGBA", (64, 64), (255, 0, 0, 0)).save(written, "PNG")
        for format_ in ("avif", "webp"):
            assert (
                rendition(uploaded(written.getvalue(), slug=f"x-{format_}"), "whole", format_).getpixel((32, 32))[3]
                == 0
            )  # type: ignore[index]

    def test_of_an_animation_the_first_frame_is_shown(self) -> None:
        frames = [Picture.new("RGB", (64, 64), colour) for colour in ("white", "black")]
        written = io.BytesIO()
        frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
        printed = rendition(uploaded(written.getvalue(), "a.gif"), "whole")
        assert getattr(printed, "n_frames", 1) == 1
        assert printed.convert("L").getpixel((32, 32)) > 250  # type: ignore[operator]

    def test_an_address_never_changes_its_meaning(self) -> None:
        image = uploaded(drawn("JPEG", (800, 600)), "a.jpg")
        before = {
            row.shape: set(image.renditions.filter(shape=row.shape).values_list("file"))
            for row in image.renditions.all()
        }
        image.focal_x = 10
        image.save()
        list(darkroom.print_missing(image))
        after = {
            row.shape: set(image.renditions.filter(shape=row.shape).values_list("file"))
            for row in image.renditions.all()
        }
        assert before["whole"] == after["whole"]
        assert not before["frame"] & after["frame"] or not before["portrait"] & after["portrait"]

    @pytest.mark.usefixtures("_either_way_of_upload")
    def test_nothing_is_encoded_within_the_save(
        self, curator_client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        encoded: list[Any] = []
        monkeypatch.setattr(printing, "encode", lambda *args: encoded.append(args))
        monkeypatch.setattr(shelf, "encode", lambda *args: encoded.append(args))
        with django_capture_on_commit_callbacks() as waiting, darkroom.at_once():
            assert send(curator_client, "a.png", drawn(size=(900, 600))).status_code == 302
            assert plate().renditions.count() == 0
        assert encoded == []
        assert len(waiting) == 2, "the order, and the note of the file that is forgotten"

    def test_a_save_only_puts_the_picture_into_a_queue(self, monkeypatch: pytest.MonkeyPatch) -> None:
        background = orders.Background()
        printed, go_on = threading.Event(), threading.Event()
        seen: list[int] = []

        def carry_out(pk: int) -> None:
            go_on.wait(10)
            seen.append(pk)
            printed.set()
            raise RuntimeError("a bad picture")

        monkeypatch.setattr(orders, "carry_out", carry_out)
        monkeypatch.setattr(orders.log, "exception", lambda *_args: None)
        background(1)  # returns while the thread still waits
        assert seen == []
        go_on.set()
        assert printed.wait(10)
        printed.clear()
        background(2)  # the thread outlives a picture that cannot be printed
        assert printed.wait(10)
        assert seen == [1, 2]
        assert background.thread is not None
        assert background.thread.daemon

    def test_they_are_there_after_the_commit(self, curator_client: Client, committed: Any) -> None:
        with darkroom.at_once(), committed():
            send(curator_client, "a.png", drawn(size=(900, 600)))
        assert darkroom.progress(plate()) == (13, 13)
        page = curator_client.get(reverse("admin:exhibit_image_change", args=(plate().pk,))).content.decode()
        assert "All 13 renditions made." in page

    def test_a_changed_word_makes_nothing_again(self, curator_client: Client, committed: Any, media: Path) -> None:
        with darkroom.at_once(), committed():
            send(curator_client, "a.png", drawn())
        before = {name: (media / name).stat().st_mtime_ns for name in stored(media)}
        page = reverse("admin:exhibit_image_change", args=(plate().pk,))
        with darkroom.at_once(), committed():
            assert curator_client.post(page, WORDS | {"alt_en": "Another"}).status_code == 302
        assert {name: (media / name).stat().st_mtime_ns for name in stored(media)} == before

    def test_a_picture_that_cannot_be_printed_does_not_fail_the_save(
        self, committed: Any, media: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with darkroom.at_once(), committed():
            image = Image.objects.create(
                slug="plate", alt="x", credit="x", file=ContentFile(drawn(size=(200, 200))[:9000], "a.png")
            )
        assert image.renditions.count() == 0
        assert "“plate” were not made" in caplog.text

    @pytest.mark.parametrize("way", ["instance", "queryset", "desk"])
    def test_renditions_go_with_their_image(
        self, way: str, committed: Any, media: Path, curator_client: Client
    ) -> None:
        image = uploaded(drawn())
        assert len(stored(media)) == 8
        with committed():
            if way == "instance":
                image.delete()
            elif way == "queryset":
                Image.objects.filter(slug="plate").delete()
            else:
                page = reverse("admin:exhibit_image_delete", args=(image.pk,))
                assert curator_client.post(page, {"post": "yes"}).status_code == 302
            assert len(stored(media)) == 8  # until the commit
        assert stored(media) == ["images/plate.png"]  # which the history may bring back

    def test_a_deletion_that_is_rolled_back_takes_no_file(self, media: Path, committed: Any) -> None:
        image = uploaded(drawn())
        with committed():
            mark = transaction.savepoint()
            image.delete()
            transaction.savepoint_rollback(mark)
        assert len(stored(media)) == 8

    def test_a_new_focus_takes_the_old_crops_away(self, media: Path, committed: Any) -> None:
        image = uploaded(drawn(size=(300, 100)))
        before = stored(media)
        with darkroom.at_once(), committed():
            image.focal_x = 0
            image.save()
        assert len(stored(media)) == len(before)
        assert len(set(stored(media)) & set(before)) == 5  # the file, the whole twice, what is cut of it

    @pytest.mark.parametrize("when", ["while it is written", "before its row"])
    def test_one_of_the_same_name_that_goes_late_takes_no_new_file(
        self, when: str, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A focus that goes away and comes back: the old crop is discarded while the new one comes."""
        with darkroom.postponed():
            image = Image.objects.create(slug="plate", alt="x", credit="x", file=ContentFile(drawn(), "plate.png"))
        taken, save, enter = set[str](), shelf.default_storage.save, shelf._enter

        def saved(name: str, content: Any, **options: Any) -> str:
            if name in taken:
                return str(save(name, content, **options))
            taken.add(name)
            raise FileNotFoundError(name)

        def entered(image: Image, planned: Any, stored: str, byte_count: int) -> bool:
            shelf.default_storage.delete(stored)
            return enter(image, planned, stored, byte_count)

        if when == "while it is written":
            monkeypatch.setattr(shelf.default_storage, "save", saved)
        else:
            monkeypatch.setattr(shelf, "_enter", entered)
        made = [name for name in shelf.print_missing(image) if not name.startswith("tiles/")]
        assert made
        assert all((media / name).is_file() for name in made)
        assert not [one for one in shelf.lost() if one.file.name in made]

    def test_loading_the_same_folder_again_makes_nothing(
        self, media: Path, tmp_path_factory: pytest.TempPathFactory, committed: Any
    ) -> None:
        tmp_path = tmp_path_factory.mktemp("folder")
        shutil.copytree(FIXTURES / "images", media / "images")
        image = uploaded(drawn())
        dump_folder(tmp_path / "dump")
        made, files = list(image.renditions.values_list("pk", "file")), stored(media)
        with committed():
            load_folder(tmp_path / "dump")
        assert list(image.renditions.values_list("pk", "file")) == made
        assert stored(media) == files
        assert not darkroom.missing(image)

    def test_renditions_are_in_no_folder(self, tmp_path: Path) -> None:
        uploaded(drawn())
        dump_folder(tmp_path / "dump")
        assert "rendition" not in "".join(file.read_text() for file in (tmp_path / "dump").glob("*.json"))
        assert not list((tmp_path / "dump").rglob("*.avif"))


def test_the_list_of_images_shows_one_whose_renditions_are_half_made(curator_client: Client, media: Path) -> None:
    image = Image.objects.create(slug="plate", alt="x", credit="x", file=ContentFile(drawn(), "a.png"))
    next(darkroom.print_missing(image))
    assert {one.format for one in image.renditions.all()} == {"avif"}
    page = curator_client.get(reverse("admin:exhibit_image_changelist")).content.decode()
    assert image.renditions.get().file.url in page


def test_a_very_tall_picture_gets_what_its_formats_can_hold(media: Path) -> None:
    image = uploaded(drawn(size=(90, 17_000)))
    assert not darkroom.missing(image)
    assert {one.shape for one in image.renditions.all()} == {"whole", "frame", "portrait", "tiles"}
    assert max(one.height for one in image.renditions.exclude(shape="tiles")) <= 16_383


def test_a_picture_of_an_award_is_shown_nowhere(client: Client, media: Path) -> None:
    image = uploaded(drawn())
    Award.objects.filter(pk=Award.objects.published()[0].pk).update(image=image)
    assert client.get(image.get_absolute_url()).status_code == 404


class TestCommand:
    """`manage.py make_renditions`: what a process that died left undone."""

    @pytest.fixture(autouse=True)
    def _only_one_image(self, museum: None) -> None:
        Image.objects.exclude(slug="plate").update(file="")

    def run(self, *words: str) -> str:
        said = io.StringIO()
        call_command("make_renditions", *words, stdout=said)
        return said.getvalue()

    def test_it_completes_what_was_interrupted(self, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        image = Image.objects.create(slug="plate", alt="x", credit="x", file=ContentFile(drawn(), "a.png"))
        interrupted = darkroom.print_missing(image)
        next(interrupted)
        next(interrupted)
        interrupted.close()
        assert darkroom.progress(image) == (2, 7)
        half = darkroom.missing(image)[0].name
        (media / half).write_bytes(b"half a file")
        with pytest.raises(CommandError, match="plate: 2 of 7"):
            self.run("--check")
        assert "renditions: 5 made" in self.run()
        self.run("--check")
        assert "renditions: 0 made" in self.run()
        assert len(stored(media)) == 8
        assert (media / half).stat().st_size > 20

    def test_it_finds_rows_without_files_and_files_without_rows(self, media: Path) -> None:
        image = uploaded(drawn())
        lost = image.renditions.first()
        assert lost is not None
        (media / lost.file.name).unlink()
        for name in ("nobody", "young"):  # the young one may be about to get its row
            (media / f"renditions/{name}.webp").write_bytes(b"x")
        os.utime(media / "renditions/nobody.webp", (0, 0))
        with pytest.raises(CommandError, match=r"1 files of renditions are gone.\n1 files belong to no picture"):
            self.run("--check")
        assert "1 made, 1 files of no picture removed" in self.run()
        assert (media / lost.file.name).exists()
        assert not (media / "renditions/nobody.webp").exists()
        assert (media / "renditions/young.webp").exists()

    def test_it_names_the_picture_that_cannot_be_printed_and_makes_the_others(self, media: Path) -> None:
        Image.objects.create(slug="plate", alt="x", credit="x", file=ContentFile(drawn(), "a.png"))
        Image.objects.create(
            slug="a-bad-one", alt="x", credit="x", file=ContentFile(drawn(size=(200, 200))[:9000], "b.png")
        )
        with pytest.raises(CommandError, match=r"a-bad-one: .* Upload it again"):
            self.run()
        assert plate().renditions.count() == 7


class TestPage:
    """A picture's own address: public exactly as long as it hangs somewhere."""

    def test_it_says_whose_it_is_and_where_it_hangs(self, client: Client) -> None:
        page = client.get("/images/flock/").content.decode()
        flock = Image.objects.get(slug="flock")
        for words in (
            flock.caption,
            flock.credit,
            "Made by the museum",
            "/films/cranes-are-flying/",
            "#part-legacy-fig-2",
        ):
            assert words in page, words
        assert 'rel="prev"' in page
        assert 'rel="next"' not in page  # the last of the story

    def test_rights_that_end_say_when(self, client: Client) -> None:
        Image.objects.filter(slug="flock").update(rights="licensed", rights_expire_on="2999-05-09")
        page = client.get("/images/flock/").content.decode()
        assert "Used under a licence" in page
        assert "May 9, 2999" in page

    def test_a_picture_that_hangs_nowhere_is_not_public(self, client: Client) -> None:
        image = uploaded(drawn())
        assert client.get("/images/plate/").status_code == 404
        assert "/images/plate/" not in {page.path for page in public_pages()}
        figure = hang(image)
        assert client.get("/images/plate/").status_code == 200
        assert "/images/plate/" in {page.path for page in public_pages()}
        Exhibit.objects.filter(pk=figure.parent_id).update(status="draft")
        assert client.get("/images/plate/").status_code == 404

    @pytest.mark.parametrize(
        "change",
        [{"rights_expire_on": "2001-01-01"}, {"width": None}, {"file": ""}],
        ids=["expired", "missing", "no file"],
    )
    def test_a_picture_that_may_not_be_shown_is_not_public(self, client: Client, change: dict[str, Any]) -> None:
        assert client.get("/images/flock/").status_code == 200
        Image.objects.filter(slug="flock").update(**change)
        assert client.get("/images/flock/").status_code == 404
        assert "/images/flock/" not in {page.path for page in public_pages()}
        assert "flock" not in client.get("/images/palm/").content.decode()

    def test_a_draft_film_hangs_nothing_and_is_not_named(self, client: Client) -> None:
        Film.objects.update(status="draft")
        assert "/films/cranes-are-flying/" not in client.get("/images/flock/").content.decode()
        FigureBlock.objects.filter(image__slug="flock").delete()
        assert client.get("/images/flock/").status_code == 404

    def test_renditions_are_offered_where_there_are_some(self, client: Client) -> None:
        image = uploaded(drawn("JPEG", (1000, 700)), "a.jpg")
        figure = hang(image)
        page = client.get(figure.parent.get_absolute_url()).content.decode()
        small = image.renditions.filter(shape="whole", format="avif").first()
        assert small is not None
        assert f'<source type="image/avif" srcset="{small.file.url} 480w' in page
        assert f'src="{image.file.url}"' not in page

    def test_zoom_without_scripts_is_an_address_with_every_pixel(self, client: Client) -> None:
        image = uploaded(drawn("JPEG", (3000, 400)), "a.jpg")
        hang(image)
        page = client.get("/images/plate/?zoom").content.decode()
        full = image.renditions.get(shape="full")
        assert f'src="{full.file.url}" width="3000" height="400"' in page
        assert 'tabindex="0" role="region"' in page
        assert f'src="{full.file.url}"' not in client.get("/images/plate/").content.decode()


class TestAFileByItsAddress:
    """As the application hands it out where no other server does."""

    @pytest.fixture
    def picture(self, media: Path) -> Image:
        (media / "images").mkdir()
        (media / "renditions").mkdir()
        for name in ("images/plate.png", "renditions/plate-0123.png"):
            (media / name).write_bytes(drawn())
        image = Image.objects.create(slug="plate", file="images/plate.png", alt_en="A plate", credit="The museum")
        size = {"width": 480, "height": 360, "byte_count": 1}
        Rendition.objects.create(image=image, shape="whole", format="webp", file="renditions/plate-0123.png", **size)
        return image

    def asked(self, path: str = "images/plate.png", user: User | None = None) -> tuple[int, str]:
        request = RequestFactory().get(f"/media/{path}")
        request.user = user or AnonymousUser()
        request.session = SessionBase()
        try:
            answer = handed_out(request, path)
        except Http404:
            return 404, ""
        answer.close()
        return answer.status_code, answer["Cache-Control"]

    def test_of_a_picture_that_hangs_nowhere_it_is_the_desks(self, picture: Image, curator: User) -> None:
        rendition = "renditions/plate-0123.png"
        for path in ("images/plate.png", rendition):
            assert self.asked(path) == (404, "")
            assert self.asked(path, user=curator) == (200, "private, no-store")
        Event.objects.filter(slug="palme").update(image=picture)
        assert self.asked() == (200, "public, max-age=45")
        assert self.asked(rendition) == (200, "public, max-age=31536000, s-maxage=45, immutable")

    @pytest.mark.parametrize("ended", [{"rights_expire_on": datetime.date(2020, 1, 1)}, {"file": ""}])
    def test_it_goes_with_the_rights(self, picture: Image, ended: dict[str, Any]) -> None:
        Event.objects.filter(slug="palme").update(image=picture)
        Image.objects.filter(pk=picture.pk).update(**ended)
        assert self.asked() == (404, "")

    def test_no_detour_leads_to_it(self, picture: Image) -> None:
        for path in ("renditions/../images/plate.png", "./images/plate.png", "renditions/../../db.sqlite3"):
            assert self.asked(path) == (404, "")


class TestCutOff:
    """What a process leaves that is killed between a file and its row: `make_renditions` takes it back, a day later."""

    def aged(self, media: Path) -> None:
        for path in (media / unfinished.FOLDER).iterdir():
            os.utime(path, (0, 0))

    def test_a_storage_that_fails_after_the_commit_refuses_nothing(
        self, media: Path, committed: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The row is there: who is told that the save failed would send it once more."""

        def away(_name: str) -> None:
            raise ConnectionError("the storage is away")

        monkeypatch.setattr(unfinished, "forget", away)
        with darkroom.postponed(), committed():
            Image.objects.create(slug="plate", alt="x", credit="x", file=ContentFile(drawn(), "plate.png"))
        assert "the storage is away" in caplog.text
        monkeypatch.undo()
        self.aged(media)
        assert darkroom.undo_unfinished() == [], "the row names it"
        assert stored(media) == ["images/plate.png"]

    def test_a_file_without_a_row_goes(self, media: Path) -> None:
        (media / "images").mkdir()
        unfinished.note("images/cut.png")
        (media / "images" / "cut.png").write_bytes(drawn())
        (media / "images" / "by-hand.png").write_bytes(drawn())
        assert darkroom.undo_unfinished() == [], "it may still be at work"
        self.aged(media)
        assert darkroom.undo_unfinished() == ["images/cut.png"]
        assert stored(media) == ["images/by-hand.png"], "what nobody noted is nobody's to take away"
        assert not list((media / unfinished.FOLDER).iterdir())

    def test_a_file_that_was_replaced_for_a_row_that_never_came_is_back(self, media: Path) -> None:
        old, new = drawn(size=(30, 20)), drawn(size=(20, 30))
        image = Image.objects.create(slug="x", alt_en="x", credit_en="x", file=ContentFile(old, "a.png"))
        unfinished.forget("images/x.png")
        unfinished.note("images/x.png", old)
        (media / "images" / "x.png").write_bytes(new)
        self.aged(media)
        assert darkroom.undo_unfinished() == ["images/x.png"]
        assert (media / "images" / "x.png").read_bytes() == old
        assert image.is_showable()

    def test_a_row_that_did_come_keeps_its_file(self, media: Path) -> None:
        Image.objects.create(slug="x", alt_en="x", credit_en="x", file=ContentFile(drawn(), "a.png"))
        self.aged(media)  # of its note, which is forgotten with a commit only
        assert darkroom.undo_unfinished() == []
        assert stored(media) == ["images/x.png"]

    def test_a_file_that_the_history_may_bring_back_stays(self, media: Path) -> None:
        image = Image.objects.create(slug="x", alt_en="x", credit_en="x", file=ContentFile(drawn(), "a.png"))
        versions.keep(image, "as it was")
        image.delete()
        self.aged(media)
        assert darkroom.undo_unfinished() == []
        assert stored(media) == ["images/x.png"]

    def test_a_note_that_was_cut_off_itself_is_thrown_away(self, media: Path) -> None:
        (media / unfinished.FOLDER).mkdir()
        (media / unfinished.FOLDER / "half").write_bytes(b'{"fi')
        self.aged(media)
        assert darkroom.undo_unfinished() == []
        assert not list((media / unfinished.FOLDER).iterdir())
