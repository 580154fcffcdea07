"""Configuration: production-safe by default, and one clear sentence for what is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).parent.parent
PRODUCTION = {
    "SECRET_KEY": "a-production-secret-of-this-museum-0123456789-abcdefghijk",
    "ALLOWED_HOSTS": "exhibit.example.org",
}


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with only these variables, whatever this checkout's `.env` says."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    clean["ENV_FILE"] = os.devnull
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        (PRODUCTION | {"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS has a key of fewer than 50 characters"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        (PRODUCTION | {"DEBUG": "maybe"}, "DEBUG is “maybe”; set it to true or false."),
        (PRODUCTION | {"DATABASE_URL": "oracle of delphi"}, "DATABASE_URL"),
        (PRODUCTION | {"DATABASE_URL": "mystery://host/name"}, "DATABASE_URL"),
        (PRODUCTION | {"CACHE_URL": "mystery://host"}, "CACHE_URL"),
        (
            PRODUCTION | {"MEDIA_STORAGE": "pictures"},
            "MEDIA_STORAGE names no bucket of object storage; write it as s3://",
        ),
        (PRODUCTION | {"MEDIA_STORAGE": "s3://"}, "MEDIA_STORAGE names no bucket"),
        (PRODUCTION | {"MEDIA_STORAGE": "s3://[::1"}, "MEDIA_STORAGE is not understood"),
        (PRODUCTION | {"MEDIA_STORAGE": "s3://pictures?regoin=x"}, "MEDIA_STORAGE has the unknown part “regoin”"),
        (PRODUCTION | {"MEDIA_STORAGE": "s3://pictures?endpoint_url=here"}, "has the endpoint_url “here”; write it as"),
        (PRODUCTION | {"MEDIA_STORAGE": "s3://pictures?public_url=x;y"}, "has the public_url “x;y”"),
        (PRODUCTION | {"MEDIA_STORAGE": "s3://pictures"}, "AWS_ACCESS_KEY_ID is not set; MEDIA_STORAGE needs it"),
        (PRODUCTION | {"SITE_URL": "exhibit.example.org"}, "SITE_URL is “exhibit.example.org”; write it as https://"),
        (PRODUCTION | {"SITE_URL": "https://example.org/museum"}, "without a path"),
        (PRODUCTION | {"SITE_URL": "https://olga:secret@example.org"}, "SITE_URL"),
        (PRODUCTION | {"TIME_ZONE": "Moon/Tycho"}, "TIME_ZONE"),
        (PRODUCTION | {"LANGUAGES": "en,klingon"}, "LANGUAGES names “klingon”, which is no language that Django knows"),
        (PRODUCTION | {"LANGUAGES": "en,fr,fr"}, "LANGUAGES names “fr” twice"),
        (PRODUCTION | {"LANGUAGES": "en,ar"}, "LANGUAGES names “ar”, which is written from right to left"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_says_how_to_set_it(environment: dict[str, str], said: str) -> None:
    run = manage("check", **environment)
    assert run.returncode == 1
    assert run.stderr.startswith("Configuration: ")
    assert said in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_check_deploy_is_clean_with_production_values() -> None:
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


KEYS = {"AWS_ACCESS_KEY_ID": "curator", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.mark.parametrize(
    ("storage", "shown", "origin"),
    [
        ("s3://pictures", "https://s3.amazonaws.com/pictures/images/a%20b.png", "https://s3.amazonaws.com"),
        (
            "s3://pictures/museum?region=eu-west-1",
            "https://s3.eu-west-1.amazonaws.com/pictures/museum/images/a%20b.png",
            "https://s3.eu-west-1.amazonaws.com",
        ),
        (
            "s3://pictures?endpoint_url=http://127.0.0.1:8085",
            "http://127.0.0.1:8085/pictures/images/a%20b.png",
            "http://127.0.0.1:8085",
        ),
        (
            "s3://pictures?endpoint_url=https://inside:8085&public_url=https://pictures.example.org/of/museum/",
            "https://pictures.example.org/of/museum/images/a%20b.png",
            "https://pictures.example.org",
        ),
    ],
)
def test_pictures_have_plain_addresses_that_pages_may_show(storage: str, shown: str, origin: str) -> None:
    asked = "from django.core.files.storage import default_storage as s; from django.conf import settings;"
    asked += "print(s.url('images/a b.png'), *settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    told = manage("shell", "-v0", "-c", asked, MEDIA_STORAGE=storage, **PRODUCTION, **KEYS)
    assert told.stdout.split() == [shown, "'self'", origin], told.stderr
    told = manage("check", "--deploy", "--fail-level", "WARNING", MEDIA_STORAGE=storage, **PRODUCTION, **KEYS)
    assert told.returncode == 0, told.stderr


def test_pictures_lie_in_a_folder_where_nothing_else_is_said() -> None:
    asked = "from django.core.files.storage import default_storage as s; from django.conf import settings;"
    asked += "print(s.url('images/a.png'), *settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    assert manage("shell", "-v0", "-c", asked, **PRODUCTION).stdout.split() == ["/media/images/a.png", "'self'"]


def test_sqlite_is_safe_for_several_writers_and_a_power_cut(tmp_path: Path) -> None:
    told = manage(
        "shell",
        "-c",
        "from django.db import connection as c; k = c.cursor();"
        "print(*[k.execute(f'PRAGMA {p}').fetchone()[0] for p in ('journal_mode', 'synchronous', 'busy_timeout')],"
        " c.transaction_mode)",
        **PRODUCTION,
        DATABASE_URL=f"sqlite:///{tmp_path / 'museum.sqlite3'}",
    )
    assert told.stdout.split()[-4:] == ["wal", "2", "20000", "IMMEDIATE"]


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("TIME_ZONE=Europe/Moscow\nALLOWED_HOSTS=file.example.org, two.example.org\n")
    asked = "from django.conf import settings; print(settings.TIME_ZONE, settings.ALLOWED_HOSTS)"
    values = {"ENV_FILE": str(tmp_path / "env"), "SECRET_KEY": PRODUCTION["SECRET_KEY"]}
    told = manage("shell", "-v0", "-c", asked, **values).stdout
    assert told == "Europe/Moscow ['file.example.org', 'two.example.org']\n"
    told = manage("shell", "-v0", "-c", asked, TIME_ZONE="UTC", ALLOWED_HOSTS="here.example.org", **values).stdout
    assert told == "UTC ['here.example.org']\n"


def test_the_first_language_is_the_one_in_which_texts_are_written() -> None:
    asked = "from exhibit.languages import column_of, every, others; from django.conf import settings;"
    asked += "print(settings.LANGUAGE_CODE, others(), [column_of('title', code) for code in every()])"
    told = manage("shell", "-v0", "-c", asked, LANGUAGES=" de, pt_BR,id", **PRODUCTION).stdout
    assert told == "de ['pt-br', 'id'] ['title_de', 'title_pt_br', 'title_ind']\n"
    told = manage("shell", "-v0", "-c", asked, **PRODUCTION).stdout
    assert told == "en ['ru'] ['title_en', 'title_ru']\n"


def test_no_dependency_lowered_django() -> None:
    assert django.VERSION[:2] == (5, 2)
    assert django.VERSION >= (5, 2, 19)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_locks_hold_names_versions_and_hashes_only(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert "://" not in lock
    packages = re.findall(r"^[a-z0-9][\w.\[\]-]*==", lock, re.MULTILINE)
    assert len(packages) >= 12
    assert len(re.findall(r"--hash=sha256:", lock)) >= len(packages)


def test_no_path_of_a_developers_machine_is_in_the_settings() -> None:
    assert "/home/" not in (ROOT / "config/settings.py").read_text()
