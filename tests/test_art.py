"""The museum's drawings: well-formed, light, of one ink, and safe to set several on one page."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings

from exhibit.models import Lane
from exhibit.models.drawings import Drawing
from fixtures.draw_marks import strip
from tests.conftest import FIXTURES

ART = Path(settings.BASE_DIR) / "static" / "art"
DRAWINGS = sorted(ART.rglob("*.svg"))
INKS = {"none", "currentColor"}
# The favicon and the lens's views are shown as files, where no text lends its ink: they bring their own.
INLINE = [path for path in DRAWINGS if path.name != "favicon.svg" and path.parent.name != "lens"]
PLAIN_ELEMENTS = {
    "svg",
    "g",
    "defs",
    "use",
    "clipPath",
    "path",
    "circle",
    "ellipse",
    "rect",
    "line",
    "polyline",
    "polygon",
}

every_drawing = pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: str(path.relative_to(ART)))
every_inline_drawing = pytest.mark.parametrize("path", INLINE, ids=lambda path: str(path.relative_to(ART)))


def elements(path: Path) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(path.read_text(encoding="utf-8")).iter())  # noqa: S314


def name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/2000/svg}")


@every_drawing
def test_a_drawing_is_an_svg_with_a_view_box_and_under_20_kilobytes(path: Path) -> None:
    root = elements(path)[0]
    assert name(root) == "svg"
    assert len(root.attrib["viewBox"].split()) == 4
    assert path.stat().st_size < 20_000


@every_inline_drawing
def test_a_drawing_has_no_style_script_text_or_picture_in_it(path: Path) -> None:
    assert {name(element) for element in elements(path)} <= PLAIN_ELEMENTS
    for element in elements(path):
        assert not [attribute for attribute in element.attrib if attribute == "style" or attribute.startswith("on")]


@every_drawing
def test_a_drawing_refers_to_nothing_outside_itself(path: Path) -> None:
    for element in elements(path):
        for attribute, value in element.attrib.items():
            if attribute.endswith("href"):
                assert value.startswith("#")
            assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", value))


@every_inline_drawing
def test_a_drawing_takes_its_only_ink_from_the_text_about_it(path: Path) -> None:
    for element in elements(path):
        assert {element.attrib.get(paint, "none") for paint in ("fill", "stroke", "color")} <= INKS


def test_no_two_drawings_give_the_same_id() -> None:
    ids = Counter(element.attrib["id"] for path in INLINE for element in elements(path) if "id" in element.attrib)
    assert [identifier for identifier, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("drawing", Drawing)
def test_a_drawing_that_curators_may_hang_exists_and_is_described(drawing: Drawing) -> None:
    assert (ART / f"{drawing}.svg").is_file()
    assert str(drawing.description).endswith(".")


@pytest.mark.parametrize("kind", ["award", "event", "exhibit", "film", "image", "person", "place"])
def test_every_kind_of_record_has_a_mark(kind: str) -> None:
    assert (ART / "kinds" / f"{kind}.svg").is_file()


def test_a_title_that_was_drawn_by_hand_was_drawn_in_every_language() -> None:
    for slug in published_exhibits():
        drawn = {code for code, _name in settings.LANGUAGES if (ART / "titles" / f"{slug}.{code}.svg").is_file()}
        assert drawn in (set(), {code for code, _name in settings.LANGUAGES})


def test_every_drawn_title_is_that_of_an_exhibit() -> None:
    assert {path.name.split(".")[0] for path in (ART / "titles").glob("*.svg")} <= published_exhibits()


def test_each_crane_of_the_wedge_can_move_by_itself() -> None:
    birds = [element for element in elements(ART / "cranes.svg") if element.attrib.get("class") == "crane"]
    assert len(birds) == 11


def published_exhibits() -> set[str]:
    records: list[dict[str, Any]] = json.loads((FIXTURES / "09_stories.json").read_text(encoding="utf-8"))
    return {
        record["fields"]["slug"]
        for record in records
        if record["model"] == "exhibit.exhibit" and record["fields"]["status"] == "published"
    }


def test_the_strip_of_marks_is_made_of_the_marks() -> None:
    """Stylesheets count its squares: each lane's mark has the one of its own drawing."""
    names = sorted(file.stem for file in (ART / "lanes").glob("*.svg"))
    assert set(names) == set(Lane.Mark.values)
    assert (ART / "lanes.svg").read_text() == strip()
    css = (ART.parent / "css" / "components.css").read_text()
    places = dict(re.findall(r"\.mark--(\w+)[^{]*\{ mask-position: (?:calc\(100% \* (\d+) / 11\)|0) 0; \}", css))
    assert places == {name: str(index) if index else "" for index, name in enumerate(names)}
