"""Tables, documents and archives that are bombs: refused in words, in little memory, with nothing left behind."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exhibit.interop import tables
from exhibit.interop.folder import FolderError
from exhibit.interop.tables import bounds
from exhibit.interop.texts import CatalogueError
from exhibit.interop.timelinejs import TimelineError
from exhibit.interop.wikidata import WikidataError
from exhibit.publishing.collection import CollectionError
from tests import hostile_archives
from tests.hostile_archives import documents, workbook

ROOT = Path(__file__).parent.parent
WORDS = (TimelineError, WikidataError, CatalogueError, FolderError, CollectionError, ValueError)

MOST_MEGABYTES = 50
MOST_SECONDS = 1
"""Of processor time."""


pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")


def test_the_smallest_workbook_is_read() -> None:
    assert tables.read(workbook(), "a.xlsx").rows == [(2, ["x"])]


def test_every_table_that_is_a_bomb_is_refused_in_words_and_in_little_memory(tmp_path: Path) -> None:
    offered = set()
    for case, content in hostile_archives.tables():
        (tmp_path / f"{case}.xlsx").write_bytes(content)
        offered.add(case)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    words = [sys.executable, "-m", "tests.hostile_archives", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    told: dict[str, tuple[str, int, float]] = json.loads(done.stdout)
    assert told.keys() == offered
    assert len(offered) >= 25
    assert {case: said for case, (said, _mb, _seconds) in told.items() if len(said) < 15} == {}
    assert {case: mb for case, (_said, mb, _seconds) in told.items() if mb > MOST_MEGABYTES} == {}
    assert {case: seconds for case, (_said, _mb, seconds) in told.items() if seconds > MOST_SECONDS} == {}


def test_without_its_bounds_a_bomb_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    strings = "<si><t>slug</t></si>" + "<si><t>a</t></si>" * (bounds.MOST_WORDS + 1)
    content = workbook(strings=f"<sst {hostile_archives.MAIN}>{strings}</sst>")
    with pytest.raises(tables.TableError):
        tables.read(content, "a.xlsx")
    monkeypatch.setattr(bounds, "MOST_WORDS", 10_000_000)
    assert tables.read(content, "a.xlsx").rows == [(2, ["a"])]


CASES = list(documents())


@pytest.mark.parametrize(("read", "content"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.django_db
def test_every_document_that_is_a_bomb_is_refused_in_words(
    tmp_path: Path, read: Callable[[bytes, Path], Any], content: bytes
) -> None:
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    with pytest.raises(WORDS) as refused:
        read(content, inside)
    assert 15 < len(str(refused.value)) < 1_000
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {"films.json", "editions.json", "a.zip"}
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 6_000_000
