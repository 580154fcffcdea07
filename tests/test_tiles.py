"""Tiles: a picture in pieces for deep zoom, cut in the darkroom, handed out as long as visitors may see the picture."""

import datetime
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageChops

from exhibit import darkroom
from exhibit.darkroom import plan, shelf, tiles
from exhibit.models import Event, Image, Rendition
from exhibit.models.renditions import Shape
from exhibit.publishing.freezing.addresses import file_of
from tests.test_images import committed, drawn, media, stored, uploaded

__all__ = ["committed", "media"]

pytestmark = pytest.mark.usefixtures("museum")

SIZES = [(1, 1), (300, 200), (512, 512), (513, 512), (1024, 700), (1025, 1025), (1300, 90), (2047, 1023)]


def painted(size: tuple[int, int]) -> Picture.Image:
    """A smooth picture of which no two parts are alike, so that a tile in a wrong place is seen."""
    across, down = (Picture.linear_gradient("L").resize(size) for _axis in range(2))
    across = Picture.linear_gradient("L").rotate(90).resize(size)
    return Picture.merge("RGB", (across, down, ImageChops.multiply(across, down)))


@pytest.fixture
def only_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a picture nothing is made but its tiles: other copies take their time."""
    monkeypatch.setattr(shelf, "prints", lambda image: (one for one in plan.prints(image) if one.shape == Shape.TILES))


@pytest.fixture
def shown(only_tiles: None, media: Path) -> Image:
    """A picture of 1300 × 900, in tiles, that an event shows."""
    written = io.BytesIO()
    painted((1300, 900)).save(written, "PNG")
    image = uploaded(written.getvalue())
    Event.objects.filter(slug="palme").update(image=image)
    return image


def fetched(client: Client, address: str) -> Picture.Image:
    answer = client.get(f"/iiif/images/plate/{address}/0/default.jpg")
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "image/jpeg"
    with Picture.open(io.BytesIO(answer.content)) as picture:
        picture.load()
        return picture


class TestArithmetic:
    @pytest.mark.parametrize("size", SIZES)
    def test_the_tiles_of_a_level_cover_it_and_none_lies_on_another(self, size: tuple[int, int]) -> None:
        width, height = size
        for by in tiles.scale_factors(width, height):
            level = [piece for factor, piece in tiles.pieces(width, height) if factor == by and piece.region]
            if not level:
                assert max(-(-width // by), -(-height // by)) <= tiles.TILE
                continue
            covered = sum(piece.region[2] * piece.region[3] for piece in level if piece.region)
            assert covered == width * height
            corners = {piece.region[:2] for piece in level if piece.region}
            assert len(corners) == len(level)
            for piece in level:
                assert piece.region
                assert (piece.width, piece.height) == (-(-piece.region[2] // by), -(-piece.region[3] // by))
                assert 0 < piece.width <= tiles.TILE
                assert 0 < piece.height <= tiles.TILE

    @pytest.mark.parametrize("size", SIZES)
    def test_what_is_cut_has_the_size_that_its_address_says(self, size: tuple[int, int]) -> None:
        for piece, pixels in tiles.cut(painted(size)):
            assert pixels.size == (piece.width, piece.height), piece.address

    def test_a_picture_smaller_than_a_tile_is_there_whole_only(self) -> None:
        sizes = ["max", "300,200", "90,60", "90,"]
        assert list(tiles.files(300, 200)) == [f"full/{size}/0/default.jpg" for size in sizes]
        assert list(tiles.files(80, 60)) == ["full/max/0/default.jpg", "full/80,60/0/default.jpg"]

    def test_a_viewer_that_asks_by_width_has_its_thumbnail(self) -> None:
        files = tiles.files(1300, 900)
        assert files["full/90,/0/default.jpg"] == files["full/90,62/0/default.jpg"] == "full_90-62.jpg"

    def test_addresses_are_canonical_and_names_are_for_any_disk(self) -> None:
        files = tiles.files(1300, 900)
        assert files["1024,0,276,900/138,450/0/default.jpg"] == "1024-0-276-900_138-450.jpg"
        assert files["full/max/0/default.jpg"] == files["full/1300,900/0/default.jpg"] == "full_1300-900.jpg"
        assert "0,0,1300,900/325,225/0/default.jpg" not in files
        assert all(file_of(file) == file for file in files.values())
        assert len(set(files.values())) == len(files) - 2

    def test_what_is_transparent_is_white_as_paper(self) -> None:
        [(_piece, pixels)] = tiles.cut(Picture.new("RGBA", (9, 9), (255, 0, 0, 0)))
        assert pixels.getpixel((4, 4)) == (255, 255, 255)


class TestPixels:
    def information(self, client: Client) -> Any:
        return json.loads(client.get("/iiif/images/plate/info.json").content)

    def addresses(self, known: Any, by: int) -> Iterator[tuple[tuple[int, int], str]]:
        """What a viewer asks for at one level, reckoned from info.json as the standard says, and where it belongs.

        https://iiif.io/api/image/3.0/implementation/#3-tile-region-parameter-calculation
        """
        [tile] = known["tiles"]
        side = tile["width"] * by
        for y in range(0, known["height"], side):
            for x in range(0, known["width"], side):
                wide, high = min(side, known["width"] - x), min(side, known["height"] - y)
                size = f"{-(-wide // by)},{-(-high // by)}"
                is_whole = (wide, high) == (known["width"], known["height"])
                yield (x // by, y // by), f"{'full' if is_whole else f'{x},{y},{wide},{high}'}/{size}"

    def test_the_tiles_of_each_level_make_the_picture(self, client: Client, shown: Image) -> None:
        known = self.information(client)
        [tile] = known["tiles"]
        assert tile["scaleFactors"] == [1, 2, 4]
        original = painted((1300, 900))
        for by in tile["scaleFactors"]:
            level = Picture.new("RGB", (-(-1300 // by), -(-900 // by)))
            for place, address in self.addresses(known, by):
                level.paste(fetched(client, address), place)
            differences = ImageChops.difference(level, original.reduce(by)).getextrema()
            assert max(most for _least, most in differences) <= 8, by  # type: ignore[misc]

    def test_each_size_that_is_named_is_there(self, client: Client, shown: Image) -> None:
        sizes = [(one["width"], one["height"]) for one in self.information(client)["sizes"]]
        assert sizes == [(90, 62), (325, 225), (650, 450), (1300, 900)]
        for width, height in sizes:
            assert fetched(client, f"full/{width},{height}").size == (width, height)
        assert fetched(client, "full/max").size == (1300, 900)

    def test_what_a_camera_wrote_is_not_in_them(self, client: Client, only_tiles: None, media: Path) -> None:
        exif = Picture.Exif()
        exif[0x010E] = "a secret"
        image = uploaded(drawn("JPEG", (40, 30), exif=exif), "a.jpg")
        Event.objects.filter(slug="palme").update(image=image)
        answer = client.get("/iiif/images/plate/full/max/0/default.jpg")
        assert answer.status_code == 200
        assert b"secret" not in answer.content


class TestAddress:
    TILE = "/iiif/images/plate/0,0,512,512/512,512/0/default.jpg"

    def test_any_site_may_show_it(self, client: Client, shown: Image) -> None:
        answer = client.get(self.TILE, headers={"Accept-Encoding": "br, zstd, gzip"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer["Cache-Control"] == "public, max-age=45"
        assert answer.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert not answer.cookies

    def test_who_has_it_hears_that_nothing_changed(self, client: Client, shown: Image) -> None:
        answer = client.get(self.TILE)
        again = client.get(self.TILE, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get("/iiif/images/plate/full/max/0/default.jpg")["ETag"] != answer["ETag"]

    @pytest.mark.parametrize(
        "piece",
        ["0,0,100,100/100,100/0/default.jpg", "full/max/90/default.jpg", "full/max/0/gray.jpg", "full/max/0/x.png"],
    )
    def test_a_piece_that_was_not_cut_is_refused_in_words(self, client: Client, shown: Image, piece: str) -> None:
        answer = client.get(f"/iiif/images/plate/{piece}")
        assert answer.status_code == 400
        assert f"“{piece}” is not among the pieces" in answer.content.decode()
        assert answer["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("change", [{"status": "draft"}, {"publish_at": "tomorrow"}, {"image": None}])
    def test_it_goes_when_the_picture_is_taken_down(self, client: Client, shown: Image, change: dict[str, Any]) -> None:
        assert client.get(self.TILE).status_code == 200
        if "publish_at" in change:
            change = {"publish_at": timezone.now() + datetime.timedelta(days=1)}
        Event.objects.filter(slug="palme").update(**change)
        for address in (self.TILE, "/iiif/images/plate/full/max/0/default.jpg", "/iiif/images/plate/nonsense"):
            assert client.get(address).status_code == 404

    def test_it_goes_with_the_rights(self, client: Client, shown: Image) -> None:
        Image.objects.filter(pk=shown.pk).update(rights_expire_on="2001-01-01")
        assert client.get(self.TILE).status_code == 404

    def test_no_other_way_leads_to_it(self, client: Client, shown: Image) -> None:
        name = Rendition.objects.get(shape=Shape.TILES).file.name
        assert client.get(f"/media/{name}").status_code == 404

    def test_a_file_that_is_gone_is_404(self, client: Client, shown: Image, media: Path) -> None:
        for file in (media / "tiles").rglob("*.jpg"):
            file.unlink()
        assert client.get(self.TILE).status_code == 404


def waiting() -> Image:
    """A picture of 600 × 400 of which nothing is made yet."""
    return Image.objects.create(slug="plate", alt="x", credit="x", file=ContentFile(drawn(size=(600, 400)), "a.png"))


def cut_files(media: Path) -> list[str]:
    return [name for name in stored(media) if name.startswith("tiles/")]


class TestDarkroom:
    def test_they_are_made_after_the_save(self, only_tiles: None, media: Path, committed: Any) -> None:
        with darkroom.at_once(), committed():
            waiting()
            assert cut_files(media) == []
        folder = Rendition.objects.get(shape=Shape.TILES).file.name.rpartition("/")[0]
        names = ["0-0-512-400_512-400", "512-0-88-400_88-400", "full_300-200", "full_600-400", "full_90-60"]
        assert cut_files(media) == [f"{folder}/{name}.jpg" for name in names]

    def test_they_go_with_their_image(self, shown: Image, media: Path, committed: Any) -> None:
        assert cut_files(media)
        Event.objects.update(image=None)
        with committed():
            shown.delete()
        assert stored(media) == ["images/plate.png"]
        assert list((media / "tiles").iterdir()) == []

    def test_another_file_has_other_tiles(self, shown: Image, media: Path, committed: Any) -> None:
        before = cut_files(media)
        with darkroom.at_once(), committed():
            shown.file = ContentFile(drawn(size=(700, 500)), "b.png")
            shown.save()
        assert Rendition.objects.get(shape=Shape.TILES).width == 700
        assert cut_files(media)
        assert not set(cut_files(media)) & set(before)
        assert len(list((media / "tiles").iterdir())) == 1

    def test_a_new_focus_leaves_them(self, shown: Image, media: Path, committed: Any) -> None:
        before = {name: (media / name).stat().st_mtime_ns for name in cut_files(media)}
        with darkroom.at_once(), committed():
            shown.focal_x = 3
            shown.save()
        assert {name: (media / name).stat().st_mtime_ns for name in cut_files(media)} == before

    def test_what_a_process_left_half_done_is_done_again(
        self, only_tiles: None, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        image = Image.objects.create(
            slug="plate", alt="x", credit="x", file=ContentFile(drawn(size=(600, 400)), "a.png")
        )
        cut = tiles.cut

        def dying(picture: Picture.Image) -> Iterator[Any]:
            yield next(cut(picture))
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(tiles, "cut", dying)
            with pytest.raises(KeyboardInterrupt):
                list(darkroom.print_missing(image))
        [half] = cut_files(media)
        assert not Rendition.objects.exists()
        (media / half).write_bytes(b"half a file")
        assert len(list(darkroom.print_missing(image))) == 1
        assert len(cut_files(media)) == 5
        assert (media / half).stat().st_size > 100

    def test_two_processes_at_once_leave_no_other_names(
        self, only_tiles: None, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        image = Image.objects.create(
            slug="plate", alt="x", credit="x", file=ContentFile(drawn(size=(600, 400)), "a.png")
        )
        store = shelf._store

        def beside(name: str, content: bytes) -> str:
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            kept = store(name, content)
            return kept if name.endswith("full_600-400.jpg") else store_under_another_name(name, content)

        def store_under_another_name(name: str, content: bytes) -> str:
            return str(shelf.default_storage.save(name, ContentFile(content)))

        monkeypatch.setattr(shelf, "_store", beside)
        assert list(darkroom.print_missing(image)) == []
        assert not Rendition.objects.exists()
        assert [name for name in cut_files(media) if name.count("_") > 1] == []

    def test_the_command_finds_and_makes_them(self, shown: Image, media: Path) -> None:
        def run(*words: str) -> str:
            said = io.StringIO()
            call_command("make_renditions", *words, stdout=said)
            return said.getvalue()

        Image.objects.exclude(slug="plate").update(file="")
        run("--check")
        lost = cut_files(media)[0]
        (media / lost).unlink()
        with pytest.raises(CommandError, match="1 files of renditions are gone"):
            run("--check")
        assert "renditions: 1 made" in run()
        assert lost in cut_files(media)
        (media / "tiles/nobody-0123").mkdir()
        for name in ("a.jpg", "b.jpg"):
            (media / "tiles/nobody-0123" / name).write_bytes(b"x")
        run("--check")  # young: somebody may be at it
        for name in ("a.jpg", "b.jpg"):
            os.utime(media / "tiles/nobody-0123" / name, (0, 0))
        with pytest.raises(CommandError, match="1 files belong to no picture: tiles/nobody-0123/"):
            run("--check")
        run()
        assert not (media / "tiles/nobody-0123").exists()

    def test_a_picture_that_no_jpeg_can_hold_has_none(self) -> None:
        image = Image(slug="x", width=tiles.LONGEST_SIDE + 1, height=10, checksum="x")
        assert Shape.TILES not in {planned.shape for planned in plan.prints(image)}
