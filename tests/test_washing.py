"""What a camera wrote into a picture is in nothing that visitors get: its own file, a rendition, a tile, a card."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ImageCms, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from exhibit import darkroom, washing
from exhibit.interop import arrivals
from exhibit.interop.folder.pictures import Pictures
from exhibit.models import Event, Film, Image, Person, Rendition
from exhibit.models import images as model
from exhibit.washing import washed
from tests.test_finished import Visitor, finished

WORD = b"zqc0ffee0ddba11d00dfeedfacecafe77"  # in every place in which cameras and programs write
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ' + WORD + b" --></x:xmpmeta>"


def pixels(mode: str = "RGB") -> PIL.Image.Image:
    return PIL.Image.effect_noise((96, 64), 90).convert("RGB").convert(mode)


def exif(orientation: int = 1) -> bytes:
    told = PIL.Image.Exif()
    for tag in (Base.Make, Base.Artist, Base.Copyright, Base.ImageDescription, Base.BodySerialNumber):
        told[tag] = WORD.decode()
    told[Base.Orientation] = orientation
    told.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSMapDatum: WORD.decode()})
    told.get_ifd(IFD.Exif).update({Base.BodySerialNumber: WORD.decode(), Base.MakerNote: WORD})
    return told.tobytes()


def saved(picture: PIL.Image.Image, format_: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, format_, **options)
    return written.getvalue()


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def jpeg(orientation: int = 1, mode: str = "RGB", **options: Any) -> bytes:
    return saved(pixels(mode), "JPEG", exif=exif(orientation), xmp=XMP, comment=WORD, icc_profile=PROFILE, **options)


def telephone() -> bytes:
    """Two pictures in one file, each with all that there is to tell."""
    return saved(pixels(), "MPO", save_all=True, append_images=[pixels()], exif=exif(6))


def texts() -> PngInfo:
    told = PngInfo()
    told.add_text("Author", WORD.decode())
    told.add_text("Comment", WORD.decode(), zip=False)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return told


def with_preview(plain: bytes) -> bytes:
    """A JFIF segment with a preview of its own, in whose pixels the word stands."""
    preview = WORD.ljust(36, b"\0")  # 4 by 3 pixels
    return with_segment(plain[:2] + plain[20:], 0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x04\x03" + preview)


def animated(format_: str, **options: Any) -> bytes:
    return saved(pixels(), format_, save_all=True, append_images=[pixels(), pixels()], duration=80, loop=0, **options)


def with_gif_xmp(content: bytes) -> bytes:
    place = content.index(b"\x21\xfe")
    block = b"\x21\xff\x0bXMP DataXMP" + bytes([len(WORD)]) + WORD + b"\0"
    return content[:place] + block + content[place:]


SAMPLES: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg,
    "jpeg turned": lambda: jpeg(6),
    "jpeg mirrored": lambda: jpeg(5),
    "jpeg progressive": lambda: jpeg(8, progressive=True, quality=95),
    "jpeg with restarts": lambda: jpeg(restart_marker_blocks=3),
    "jpeg of a press": lambda: jpeg(mode="CMYK"),
    "jpeg grey": lambda: jpeg(3, mode="L"),
    "jpeg of an agency": lambda: with_segment(jpeg(), 0xED, b"Photoshop 3.0\0" + WORD),
    "jpeg of a telephone": telephone,
    "jpeg with a preview": lambda: with_preview(jpeg()),
    "jpeg with a page behind": lambda: jpeg() + b"<script>" + WORD,
    "png": lambda: saved(pixels(), "PNG", exif=exif(), pnginfo=texts(), icc_profile=PROFILE),
    "png turned": lambda: saved(pixels("RGBA"), "PNG", exif=exif(6), pnginfo=texts()),
    "png with a page behind": lambda: saved(pixels("P"), "PNG", pnginfo=texts()) + WORD,
    "webp": lambda: saved(pixels(), "WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE),
    "webp turned": lambda: saved(pixels("RGBA"), "WEBP", exif=exif(6), xmp=XMP, lossless=True),
    "webp moving": lambda: animated("WEBP", exif=exif(), xmp=XMP),
    "gif": lambda: with_gif_xmp(saved(pixels("P"), "GIF", comment=WORD)),
    "gif moving": lambda: with_gif_xmp(animated("GIF", comment=WORD)) + WORD,
    "avif": lambda: saved(pixels(), "AVIF", exif=exif(), xmp=XMP, icc_profile=PROFILE),
    "avif turned": lambda: saved(pixels(), "AVIF", exif=exif(6), xmp=XMP),
}
EXACT = {name for name in SAMPLES if not name.startswith("avif")}


def frames(content: bytes) -> Iterator[tuple[str, tuple[int, int], bytes]]:
    with PIL.Image.open(io.BytesIO(content)) as picture:
        first = "JPEG" if picture.format == "MPO" else picture.format
        for number in range(1 if first == "JPEG" else getattr(picture, "n_frames", 1)):
            picture.seek(number)
            upright = ImageOps.exif_transpose(picture)
            yield str(upright.mode), upright.size, upright.tobytes()


def profile(content: bytes) -> Any:
    with PIL.Image.open(io.BytesIO(content)) as picture:
        return picture.info.get("icc_profile")


def test_there_are_twenty_samples_and_each_tells_something() -> None:
    assert len(SAMPLES) >= 20
    for name, sample in SAMPLES.items():
        assert WORD in sample(), name


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_left_but_the_picture(name: str) -> None:
    content = SAMPLES[name]()
    clean = washed(content)
    assert WORD not in clean
    before, after = list(frames(content)), list(frames(clean))
    assert [frame[:2] for frame in before] == [frame[:2] for frame in after], "as large, and as it stood"
    if name in EXACT:
        assert before == after
    assert profile(clean) == profile(content)
    assert washed(clean) == clean
    with PIL.Image.open(io.BytesIO(clean)) as picture:
        told = picture.getexif()
        assert set(told) <= {Base.Orientation}
        assert not told.get_ifd(IFD.GPSInfo)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"])
def test_what_is_no_picture_stays_for_whoever_refuses_it(content: bytes) -> None:
    assert washed(content) == content


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif"])
def test_a_file_that_is_built_oddly_is_written_anew(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_words: Any) -> None:
        raise washing.UnreadableError

    monkeypatch.setattr(washing, f"_{name}", fail)
    assert WORD not in washed(SAMPLES[name]())
    assert list(frames(washed(SAMPLES[name]())))


# What visitors get


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def hung(name: str) -> Image:
    """A picture with all that its camera says, uploaded and hung at a film and a person."""
    kind = name.split()[0]
    image = Image(slug=f"sample-{name.replace(' ', '-')}", alt_en="A sample", credit="The museum")
    image.file.save(f"camera.{kind}", ContentFile(SAMPLES[name]()), save=False)
    image.file._committed = False
    image.file = SimpleUploadedFile(f"camera.{kind}", SAMPLES[name]())
    with darkroom.at_once():
        image.save()
        darkroom.orders.carry_out(image.pk)
    Film.objects.filter(slug="cranes-are-flying").update(image=image)
    Person.objects.filter(slug="kalatozov").update(image=image)
    return image


def taken(image: Image) -> Iterator[tuple[str, bytes]]:
    """Everything of a picture that visitors may fetch."""
    visitor = Visitor(finished())
    paths = [image.file.url, *(one.file.url for one in Rendition.objects.filter(image=image).exclude(shape="tiles"))]
    info = Client().get(reverse("iiif_information", args=(image.slug,))).json()
    paths += [f"/iiif/images/{image.slug}/full/{one['width']},{one['height']}/0/default.jpg" for one in info["sizes"]]
    paths += [f"/cards/{page}.jpg" for page in (f"images/{image.slug}", "films/cranes-are-flying", "people/kalatozov")]
    for path in paths:
        said = visitor.ask(path)
        assert said.status == 200, path
        yield path, said.body


@pytest.mark.parametrize("name", ["jpeg of a telephone", "png turned", "webp", "avif"])
def test_no_byte_of_it_is_handed_out(museum: None, media: Path, name: str) -> None:
    found = dict(taken(hung(name)))
    assert len(found) > 8
    assert [path for path, body in found.items() if WORD in body] == []


def test_without_the_washing_its_own_file_would_tell(
    museum: None, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "washed", lambda content: content)
    image = hung("jpeg")
    told = [path for path, body in taken(image) if WORD in body]
    assert told == [image.file.url], "renditions are made of pixels alone"


def test_a_file_that_waits_for_its_words_is_washed_and_still_known_when_it_comes_again(
    museum: None, media: Path, curator: Any
) -> None:
    content = SAMPLES["jpeg turned"]()
    arrival = arrivals.receive(SimpleUploadedFile("DSC_0001.jpg", content), curator)
    with arrival.file.open() as opened:
        assert WORD not in opened.read()
    assert (arrival.width, arrival.height) == (64, 96)
    with pytest.raises(arrivals.Refused, match="already"):
        arrivals.receive(SimpleUploadedFile("DSC_0001 (1).jpg", content), curator)


def test_a_folder_of_fixtures_brings_nothing_either(db: None, media: Path, tmp_path: Path) -> None:
    (tmp_path / "folder" / "images").mkdir(parents=True)
    (tmp_path / "folder" / "images" / "a.jpg").write_bytes(SAMPLES["jpeg"]())
    Pictures(tmp_path / "folder").copy("images/a.jpg", "images.json")
    assert WORD not in (media / "images" / "a.jpg").read_bytes()


def test_a_picture_that_is_taken_down_takes_its_renditions_along(museum: None, media: Path, curator: Any) -> None:
    image = hung("webp")
    paths = [path for path, _body in taken(image)]
    Film.objects.filter(image=image).update(image=None)
    Person.objects.filter(image=image).update(image=None)
    assert not Event.objects.filter(image=image).exists()
    visitor = Visitor(finished())
    left = [path for path in paths if not path.startswith("/cards/") and visitor.ask(path).status != 404]
    assert left == []
    staff = Client()
    staff.force_login(curator)
    answer = staff.get(image.file.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    answer.close()
