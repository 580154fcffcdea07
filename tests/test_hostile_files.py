"""Hostile pictures and names of files: what is taken is a picture and nothing else, where it belongs, in bounds.

https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html
"""

import io
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture

from exhibit.darkroom.printing import develop, encode
from exhibit.interop import arrivals
from exhibit.interop.arrivals import Refused, receive
from exhibit.models import Arrival, Image, apart, images
from exhibit.models.renditions import Format
from tests.hostile_pictures import MARK, NAMES, PAYLOAD, Hostile, drawn, files, png

pytestmark = pytest.mark.usefixtures("museum")
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def _room_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_WAITING", 1_000)


def offered(hostile: Hostile, curator: Any) -> tuple[Arrival | None, str]:
    try:
        return receive(ContentFile(hostile.content, hostile.name), curator, is_wanted_twice=True), ""
    except Refused as refused:
        return None, str(refused)


ALL = list(files())


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 250
    assert sum("cut after" in one.case for one in ALL) == 40
    assert sum("flipped" in one.case for one in ALL) == 100
    assert sum(one.case.startswith("SVG") for one in ALL) == 24


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data", "ignore:Metadata Warning")
def test_what_is_taken_is_a_picture_whose_renditions_are_clean(curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exhibit.interop.arrivals._look_through", _without_thumbnail)
    outcomes: Counter[str] = Counter()
    for hostile in ALL:
        arrival, words = offered(hostile, curator)
        if arrival is None:
            outcomes["refused"] += 1
            assert len(words) > 20, hostile.case
            assert "Traceback" not in words, hostile.case
            continue
        outcomes["taken"] += 1
        assert hostile.may_be_taken, hostile.case
        if "59 megapixels" in hostile.case:
            continue  # as large as they may be; printed below, in a process whose memory is measured
        with arrival.file.open() as opened:
            picture = develop(opened)
        for format_ in Format:
            printed = encode(picture, format_)
            assert MARK not in printed, (hostile.case, format_)
            with Picture.open(io.BytesIO(printed)) as again:
                again.load()
                assert again.format == str(format_.label).upper().replace("JPG", "JPEG"), hostile.case
    assert outcomes["refused"] > 150
    assert outcomes["taken"] > 20, "else the test would be green for a gate that takes nothing"


_plain = arrivals._look_through


def _without_thumbnail(arrival: Arrival) -> None:
    """The same gate; thumbnails have a test of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "develop", _nothing)
        _plain(arrival)


def _nothing(*_asked: Any) -> Any:
    raise ValueError


def test_without_the_gate_they_would_be_taken(curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exhibit.interop.arrivals._look_through", lambda arrival: None)
    taken = [hostile for hostile in ALL[:10] if offered(hostile, curator)[0]]
    assert len(taken) == 10


@pytest.mark.parametrize("name", NAMES, ids=[str(number) for number in range(len(NAMES))])
def test_no_name_leads_out_of_the_folder(curator: Any, media: Path, tmp_path: Path, name: str) -> None:
    try:
        arrival = receive(SimpleUploadedFile(name, drawn("PNG")), curator)
    except (Refused, ValueError, UnicodeError):
        arrival = None
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(media / "arrivals") for path in written)
    if arrival is None:
        assert written == []
        return
    [file] = written
    assert file.stem.isalnum()
    assert file.suffix == ".png"
    assert not set(arrival.slug) - set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_there_are_a_hundred_names() -> None:
    assert len(NAMES) >= 100


@pytest.mark.parametrize("name", [one for one in NAMES if any(sign in one for sign in '\r\n"<\0') or len(one) > 1_000])
def test_no_name_splits_an_answer_or_runs_in_one(curator_client: Client, name: str) -> None:
    """As it comes by the wire: in the form without a script, and by the script."""
    raw = name.encode("utf-8", "surrogatepass")
    for address in ("/admin/exhibit/image/upload/", "/admin/exhibit/image/upload/file/"):
        head = (
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="'
            + raw
            + b'"\r\nContent-Type: image/png\r\n\r\n'
        )
        body = head + drawn("PNG", seed=len(name)) + b"\r\n--x--\r\n"
        answer = curator_client.post(address, body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code < 500
        assert all("\r" not in value and "\n" not in value for value in answer.headers.values())
        assert "h" not in answer.cookies
        assert b"<img src=x" not in answer.content or answer["Content-Type"] == "application/json"


def test_the_slug_alone_names_the_file_that_visitors_get(media: Path) -> None:
    image = Image.objects.create(
        slug="x", alt="x", credit="x", file=SimpleUploadedFile("../../evil.html.PNG", drawn("PNG"))
    )
    assert image.file.name == "images/x.png"


MEASURE = """
import os, re, sys
from pathlib import Path
from tests import settings
import django
django.setup()
from django.core.files import File
from django.db.models.fields.files import FieldFile
from exhibit.models import Image, apart
from exhibit.models.images import check_picture

if sys.argv[2] == "without":
    apart.LARGE = 10**12
paths = sorted(Path(sys.argv[1]).iterdir())

def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

def looked_through(path):
    field = FieldFile(Image(slug="x"), Image._meta.get_field("file"), path.name)
    with path.open("rb") as opened:
        field.file, field._committed = File(opened), False
        try:
            check_picture(field)
        except Exception as problem:
            return str(problem)

def worked():
    return sum(os.times()[:4])  # of the processor, here and in processes apart

looked_through(paths[0])
before, slowest = most(), 0
for path in paths:
    begun = worked()
    looked_through(path)
    slowest = max(slowest, worked() - begun)
print(len(paths), (most() - before) // 1024, slowest)
"""


def cost(folder: Path, chosen: list[Hostile], how: str = "apart") -> tuple[int, float]:
    """Return by how many MB a process grows that looks through some, a small one first, and the work of the slowest.

    Work is in seconds of the processor.
    """
    folder.mkdir()
    (folder / "0.png").write_bytes(drawn("PNG"))
    for number, one in enumerate(chosen, start=1):
        (folder / f"{number}{Path(one.name).suffix}").write_bytes(one.content)
    words = [sys.executable, "-W", "ignore", "-c", MEASURE, str(folder), how]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    count, megabytes, slowest = done.stdout.split()
    assert int(count) == len(chosen) + 1
    return int(megabytes), float(slowest)


def test_looking_through_all_of_them_takes_little_memory_and_work(tmp_path: Path) -> None:
    """And in the same process, much memory."""
    megabytes, slowest = cost(tmp_path / "all", [one for one in ALL if "\0" not in one.name])
    assert megabytes < 150
    assert slowest < 5
    large = [one for one in ALL if "59 megapixels of four" in one.case]
    assert cost(tmp_path / "large", large, "without")[0] > 150


class TestApart:
    """A process of its own for large pictures."""

    def test_a_large_picture_is_taken_and_has_a_thumbnail(self, curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(apart, "LARGE", 1_000)
        arrival = receive(ContentFile(drawn("JPEG", (900, 600)), "a.jpg"), curator)
        with Picture.open(io.BytesIO(bytes(arrival.thumbnail))) as small:
            assert small.size == (400, 267)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
    def test_every_kind_of_pixel(self, mode: str) -> None:
        written = io.BytesIO()
        Picture.new(mode, (40, 30)).save(written, "TIFF" if mode == "CMYK" else "PNG")
        with Picture.open(io.BytesIO(apart.decoded(written, ["PNG", "TIFF"], 20))) as small:
            assert small.size == (20, 15)

    def test_a_damaged_one_is_refused_in_words(self, curator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(apart, "LARGE", 1_000)
        assert "damaged or incomplete" in offered(Hostile("", "a.jpg", drawn("JPEG", (900, 600))[:9_000]), curator)[1]

    @pytest.mark.parametrize(("bound", "value"), [("MEMORY_BYTES", 60_000_000), ("SECONDS", 0.05)])
    def test_what_takes_too_much_is_refused_too(self, monkeypatch: pytest.MonkeyPatch, bound: str, value: Any) -> None:
        content = io.BytesIO(png(7_700, 7_700))
        if bound == "MEMORY_BYTES":
            monkeypatch.setattr(apart, bound, value)
        else:
            monkeypatch.setattr(apart, bound, value)
            monkeypatch.setattr(apart, "_bounded", lambda: None)
        with pytest.raises(apart.DamagedError):
            apart.decoded(content, ["PNG"], 1)

    def test_only_listed_formats_are_opened(self) -> None:
        written = io.BytesIO()
        Picture.new("RGB", (40, 30)).save(written, "TIFF")
        with pytest.raises(apart.DamagedError):
            apart.decoded(written, sorted(set(images.FORMATS.values())), 1)
        assert PAYLOAD
