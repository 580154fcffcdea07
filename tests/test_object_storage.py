"""Pictures in object storage: by one variable, and nothing else changes.

The tests need a server that speaks S3, named in TEST_S3_URL as MEDIA_STORAGE would name it, with its keys in
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `deploy/object-storage/` starts one. Each makes a bucket of its own, and
takes it away.
"""

import os
import re
import secrets
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config import settings as configured
from config.media import ObjectStorage
from exhibit import darkroom
from exhibit.darkroom import shelf, tiles
from exhibit.interop.folder import FolderError, dump_folder, load_folder
from exhibit.models import FigureBlock, Film, Image, Rendition
from tests.conftest import FIXTURES
from tests.test_images import WORDS, committed, drawn
from tests.test_images_upload import COMMON, PAGE, form, sound, words

__all__ = ["committed"]

URL = os.environ.get("TEST_S3_URL", "")

pytestmark = [
    pytest.mark.usefixtures("museum"),
    pytest.mark.skipif(
        not URL,
        reason="no object storage is named in TEST_S3_URL; deploy/object-storage/README.md says how to start one",
    ),
]


@pytest.fixture(autouse=True)
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStorage]:
    """The museum's storage in a new bucket that anybody may read."""
    monkeypatch.setenv("MEDIA_STORAGE", URL.replace(f"/{urlsplit(URL).netloc}", f"/test-{secrets.token_hex(6)}"))
    storage, origin = configured.media_storage()
    settings.STORAGES = settings.STORAGES | {"default": storage}
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"img-src": [*policy["img-src"], origin]}}
    found: Any = storages["default"]  # this one, whatever a test puts in its place
    found.connection.create_bucket(Bucket=found.bucket_name)
    found.bucket.Acl().put(ACL="public-read")
    yield found
    for file in found.bucket.objects.all():
        file.delete()
    found.bucket.delete()


def names(bucket: Any) -> list[str]:
    """Everything that the bucket holds."""
    return sorted(file.key.removeprefix(f"{bucket.location}/") for file in bucket.bucket.objects.all())


def fetched(address: str) -> tuple[bytes, Any]:
    """What a visitor's browser gets, who has no key, and its headers."""
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310
        return answer.read(), answer.headers


def pictures_in(html: str) -> list[str]:
    """The addresses of all pictures in a page that do not come from the museum itself."""
    found = re.findall(r'(?:src|srcset|data-full)="([^"]+)"', html)
    return [part.split()[0] for text in found for part in text.split(",") if part.strip().startswith("http")]


def hang(image: Image) -> str:
    """Hang a picture in the story, and return the address of its page."""
    block = FigureBlock.objects.all()[0]
    block.image = image
    block.save()
    return str(image.get_absolute_url())


def test_a_picture_goes_from_the_desk_to_the_visitor_and_away(
    curator_client: Client, client: Client, committed: Any, bucket: Any
) -> None:
    with darkroom.at_once(), committed():
        upload = WORDS | {"file": sound("photo.png", 700)}
        assert curator_client.post(reverse("admin:exhibit_image_add"), upload).status_code == 302
    image = Image.objects.get(slug="plate")
    assert (image.width, image.height) == (700, 30)
    made = [one.file.name for one in image.renditions.exclude(shape="tiles")]
    assert made
    folder = image.renditions.get(shape="tiles").file.name.rpartition("/")[0]
    pieces = {f"{folder}/{file}" for file in tiles.files(700, 30).values()}
    assert names(bucket) == sorted(["images/plate.png", *made, *pieces])

    answer = client.get(hang(image))
    addresses = pictures_in(answer.content.decode())
    assert len(addresses) > 4
    policy = next(part for part in answer["Content-Security-Policy"].split("; ") if part.startswith("img-src"))
    for address in addresses:
        assert address.startswith(tuple(policy.split()[2:])), policy
        assert "?" not in address
        content, headers = fetched(address)
        assert headers["Content-Type"] == f"image/{address.rpartition('.')[2]}"
        assert headers["Cache-Control"].startswith("public, max-age=")
        assert ("immutable" in headers["Cache-Control"]) == ("/renditions/" in address)
        assert len(content) == int(headers["Content-Length"])

    FigureBlock.objects.filter(image=image).delete()
    with committed():
        image.delete()
    assert names(bucket) == ["images/plate.png"]  # the history may bring it back


def test_many_pictures_wait_in_it_for_their_words(curator_client: Client, committed: Any, bucket: Any) -> None:
    with committed():
        files = [sound("one.png", 41), sound("two.png", 42)]
        assert curator_client.post(PAGE, {"files": files, "_upload": "1"}).status_code == 200
    assert [name.partition("/")[0] for name in names(bucket)] == ["arrivals", "arrivals"]
    arrivals = list(shelf.Arrival.objects.order_by("name"))
    with committed():
        data: dict[str, Any] = {**form(curator_client.get(PAGE)), **COMMON, "_save": "1"}
        data |= words(arrivals[0], alt_en="One")
        curator_client.post(PAGE, data)
    kept = [name for name in names(bucket) if not name.startswith("arrivals/")]
    assert kept == [str(Image.objects.get(alt_en="One").file.name)]
    with committed():
        shelf.Arrival.objects.all().delete()
    assert names(bucket) == kept


def test_no_file_goes_over_another(bucket: Any) -> None:
    first = default_storage.save("images/plate.png", ContentFile(b"one"))
    second = default_storage.save("images/plate.png", ContentFile(b"two"))
    assert first != second
    kept = []
    for name in (first, second):
        with default_storage.open(name) as opened:
            kept.append(opened.read())
    assert kept == [b"one", b"two"]


def test_a_file_that_is_missing_is_missing_as_in_a_folder(bucket: Any) -> None:
    assert not default_storage.exists("images/nothing.png")
    with pytest.raises(FileNotFoundError):
        default_storage.open("images/nothing.png")
    image = Image(slug="nothing", file="images/nothing.png", alt="A", credit="B")
    image.save()
    assert (image.width, image.checksum) == (None, "")


def test_an_exhibit_comes_from_a_folder_and_goes_back_into_one(bucket: Any, tmp_path: Path) -> None:
    load_folder(FIXTURES)
    held = {f"images/{path.name}" for path in (FIXTURES / "images").iterdir()}
    assert set(names(bucket)) == held
    dump_folder(tmp_path)
    for path in sorted(FIXTURES.glob("images/*")):
        assert (tmp_path / "images" / path.name).read_bytes() == path.read_bytes()
    assert {path.name for path in tmp_path.glob("*.json")} == {path.name for path in FIXTURES.glob("*.json")}


def test_a_folder_that_fails_in_the_middle_leaves_nothing(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[str] = []

    def failing(self: Any, name: str, content: Any, **options: Any) -> str:
        if len(saved) == 2:
            raise OSError("The object storage is full.")
        saved.append(name)
        return str(save(self, name, content, **options))

    save = ObjectStorage.save
    monkeypatch.setattr(ObjectStorage, "save", failing)
    with pytest.raises(FolderError, match="is full"):
        load_folder(FIXTURES)
    assert names(bucket) == []


def test_the_command_finds_what_is_missing_and_what_nobody_names(
    bucket: Any, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.objects.all().update(width=None)
    with committed():
        image = Image(slug="plate", alt="A", credit="B")
        image.file.save("plate.png", ContentFile(drawn(size=(700, 300))), save=True)
    call_command("make_renditions", verbosity=0)
    made = set(Rendition.objects.filter(image=image).values_list("file", flat=True))
    assert made <= set(names(bucket))
    default_storage.save("renditions/nobodys.webp", ContentFile(b"x"))
    monkeypatch.setattr(shelf, "WORKING_TIME", -shelf.WORKING_TIME)
    assert darkroom.orphans() == ["renditions/nobodys.webp"]
    default_storage.delete(sorted(made)[0])
    assert [one.file.name for one in darkroom.lost()] == sorted(made)[:1]


def test_pages_do_not_ask_the_storage(client: Client, settings: Any, committed: Any) -> None:
    """A storage that is away costs pictures, and no page."""
    with darkroom.at_once(), committed():
        image = Image(slug="plate", alt="A", credit="B")
        image.file.save("plate.png", ContentFile(drawn(size=(700, 300))), save=True)
    address = hang(image)
    Film.objects.filter(slug="cranes-are-flying").update(image=image)
    away = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": away}}
    for path in (address, "/films/", "/films/cranes-are-flying/", "/"):
        assert client.get(path).status_code == 200


def test_a_storage_that_is_away_fails_as_a_disk_does(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    away = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": away}}
    with pytest.raises(OSError, match="object storage"):
        default_storage.open("images/plate.png")
    darkroom.discard("images/plate.png")
    assert "could not be deleted" in caplog.text
