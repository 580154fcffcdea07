"""Pictures: what the desk and a folder take in, what they refuse, and what visitors then see."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from exhibit.models import Exhibit, FigureBlock, Image

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


def stored(media: Path) -> list[str]:
    """The files in the media folder."""
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


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
def test_a_replaced_picture_is_measured_again(curator_client: Client, media: Path) -> None:
    send(curator_client, "a.png", drawn())
    image = Image.objects.get()
    content = drawn("JPEG", (60, 90))
    assert send(curator_client, "b.jpg", content, image).status_code == 302
    image.refresh_from_db()
    assert (image.file.name, image.width, image.height) == ("images/plate.jpg", 60, 90)
    assert image.checksum == hashlib.sha512(content).hexdigest()
    assert "images/plate.png" in stored(media)  # the history still names it


def test_words_are_changed_without_the_file(curator_client: Client) -> None:
    send(curator_client, "a.png", drawn())
    image = Image.objects.get()
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
    assert Image.objects.get().width == 40


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
    assert not Image.objects.exists()
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
