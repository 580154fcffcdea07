"""IIIF in a frozen copy: every name in its documents is that of a file in it, and no name is false."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image as Picture

from exhibit import darkroom
from exhibit.darkroom import plan, shelf
from exhibit.models import Film, Image
from exhibit.models.renditions import Shape
from exhibit.publishing.freezing import freeze
from tests.frozen import HIDDEN, SITE_URL, hide_something_of_every_kind
from tests.test_freeze import every_text, few_pages
from tests.test_iiif import each, in_tiles

__all__ = ["few_pages"]

pytestmark = pytest.mark.django_db

FILM = "iiif/films/cranes-are-flying/manifest.json"


@pytest.fixture
def small(few_pages: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small museum that hides something, with one picture in tiles."""
    settings.SITE_URL = SITE_URL
    hide_something_of_every_kind()
    for image in Image.objects.filter(slug__contains=HIDDEN):
        in_tiles(image)
    film = Film.objects.get(slug="cranes-are-flying")
    assert film.image
    monkeypatch.setattr(shelf, "prints", lambda image: (one for one in plan.prints(image) if one.shape == Shape.TILES))
    assert len(list(darkroom.print_missing(film.image))) == 1


def frozen(folder: Path, **options: Any) -> Path:
    freeze(folder, jobs=1, **options)
    return folder / "current" / "data" / "site"


@pytest.mark.parametrize("base", ["/", "/museum/"])
def test_every_name_in_its_documents_is_that_of_a_file(small: None, tmp_path: Path, base: str) -> None:
    site = frozen(tmp_path, base=base)
    documents = sorted(site.glob("iiif/**/*.json"))
    assert len(documents) >= 7
    assert site / FILM in documents
    for file in documents:
        document = json.loads(file.read_text())
        here = f"{SITE_URL}{base}"
        own = "/info.json" if document["type"] == "ImageService3" else ""
        assert document["id"] + own == f"{here}{file.relative_to(site).as_posix()}"
        for one in each(document, "id"):
            assert one["id"].startswith(here), one["id"]
            path = site / unquote(one["id"].removeprefix(here))
            match one["type"]:
                case "Manifest" | "Collection" | "Image":
                    assert path.is_file(), one["id"]
                case "ImageService3":
                    assert (path / "info.json").is_file(), one["id"]


def test_a_viewer_finds_each_tile_by_the_address_that_it_asks_for(small: None, tmp_path: Path) -> None:
    site = frozen(tmp_path)
    [information] = site.glob("iiif/images/*/info.json")
    known = json.loads(information.read_text())
    [tile] = known["tiles"]
    for by in tile["scaleFactors"][:-1]:
        side = tile["width"] * by
        for y in range(0, known["height"], side):
            for x in range(0, known["width"], side):
                wide, high = min(side, known["width"] - x), min(side, known["height"] - y)
                size = (-(-wide // by), -(-high // by))
                file = information.parent / f"{x},{y},{wide},{high}" / f"{size[0]},{size[1]}" / "0" / "default.jpg"
                with Picture.open(file) as picture:
                    assert picture.size == size
    assert (information.parent / "full/max/0/default.jpg").is_file()


def test_hosts_that_read_it_are_told_that_any_site_may_have_them(small: None, tmp_path: Path) -> None:
    told = (frozen(tmp_path, base="/museum/") / "_headers").read_text()
    assert told == "/museum/iiif/*\n  Access-Control-Allow-Origin: *\n"


def test_a_page_leads_to_its_manifest_in_the_copy(small: None, tmp_path: Path) -> None:
    html = (frozen(tmp_path) / "films/cranes-are-flying/index.html").read_text()
    assert f'href="../../{FILM}"' in html


def test_nothing_hidden_is_in_it(small: None, tmp_path: Path) -> None:
    site = frozen(tmp_path)
    found = [name for name, text in every_text(site / "iiif") if HIDDEN in f"{name} {text}".casefold()]
    assert found == []


def test_without_an_address_of_its_own_it_has_none_of_them(small: None, settings: Any, tmp_path: Path) -> None:
    """A document is known by its whole address: one with a false name would be worse than none."""
    settings.SITE_URL = ""
    site = frozen(tmp_path)
    assert not (site / "iiif").exists()
    assert "manifest.json" not in (site / "films/cranes-are-flying/index.html").read_text()
