"""A third language is one word of the settings and one migration; nothing else in the house knows how many there are.

A museum with French beside English and Russian is set up in a process of its own, with its migration
in a folder of the test's. What it has to do there is told in `in_three_languages.py`.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from exhibit import languages, translation
from exhibit.interop.folder import FolderError, load_folder
from tests.test_settings import PRODUCTION, ROOT, manage

MIGRATIONS = "migrations_of_the_museum"


@pytest.fixture(scope="module")
def museum_in_french(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a museum that has added French, before its migration is made."""
    folder = tmp_path_factory.mktemp("museum")
    shutil.copytree(ROOT / "exhibit/migrations", folder / MIGRATIONS, ignore=shutil.ignore_patterns("__pycache__"))
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(folder),
        "TEST_LANGUAGES": "en,ru,fr",
        "TEST_MIGRATIONS": MIGRATIONS,
    }


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_third_language_is_a_word_and_a_migration(museum_in_french: dict[str, str]) -> None:
    folder = Path(museum_in_french["PYTHONPATH"]) / MIGRATIONS
    before = {file.name for file in folder.glob("*.py")}
    made = run(museum_in_french, "manage.py", "makemigrations", "exhibit", "--name", "french")
    assert made.returncode == 0, made.stderr
    [migration] = {file.name for file in folder.glob("*.py")} - before
    text = (folder / migration).read_text()
    assert set(re.findall(r"migrations\.(\w+)\(", text)) == {"AddField"}
    assert all(name.endswith("_fr") for name in re.findall(r"^ +name='(\w+)'", text, re.MULTILINE))
    walked = run(museum_in_french, "-m", "pytest", "-q", "-n0", "tests/in_three_languages.py")
    assert walked.returncode == 0, walked.stdout + walked.stderr


def test_the_ordinary_museum_needs_no_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert translation.without_columns() == []


def test_without_its_migration_a_language_stops_the_beginning_in_words() -> None:
    told = manage("begin", "--no-serve", LANGUAGES="en,ru,fr", **PRODUCTION | {"DEBUG": "true"})
    assert told.returncode == 1
    assert "no room for texts in Français yet" in told.stderr
    assert "makemigrations exhibit --name fr" in told.stderr


def test_texts_in_a_language_that_is_not_set_are_refused_with_the_remedy(museum: None, tmp_path: Path) -> None:
    row = {"model": "exhibit.lane", "fields": {"slug": "film", "name_en": "Film", "name_fr": "Le film"}}
    (tmp_path / "07_events.json").write_text(json.dumps([row]))
    with pytest.raises(FolderError, match=r"name_fr is in a language that is not set\. Add “fr” to LANGUAGES first"):
        load_folder(tmp_path)


def test_no_room_but_one_knows_the_codes() -> None:
    """Columns, fallbacks and addresses follow the settings: no code of a language is written beside them."""
    known = "|".join(languages.every())
    wanted = re.compile(rf"(\w+_)?({known})|/({known})/.*")
    may = {"exhibit/dates/words.py", "exhibit/typography.py", "exhibit/dates/value.py"}
    may |= {"exhibit/models/films.py", "exhibit/models/evidence.py"}  # the language of a title or a source, as a start
    may |= {"exhibit/interop/timelinejs/drafting.py", "exhibit/languages.py"}  # scripts; the source language of gettext
    may |= {"exhibit/invented/nouns.py"}  # its words are English and Russian
    found = {
        f"{file.relative_to(ROOT)}: {node.value}"
        for room in ("exhibit", "config")
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts and str(file.relative_to(ROOT)) not in may
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and wanted.fullmatch(node.value)
    }
    assert found == set()
    spoken = re.compile(rf'lang="({known})"|_({known})\b')
    assert not {file.name for file in (ROOT / "templates").rglob("*.html") if spoken.search(file.read_text())}
