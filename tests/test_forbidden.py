"""What our own code never says, looked for in its syntax: SQL made of texts, and filters made of addresses.

Ruff looks for what it knows (S608, S611, S701 …); this knows our few places where SQL is written by hand.
"""

import ast
import importlib.metadata
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path for room in ("exhibit", "config") for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)

BY_HAND = {
    "exhibit/fields/order.py",
    "exhibit/keeping/places.py",
    "exhibit/keeping/proving.py",
    "exhibit/keeping/snapshot.py",
    "exhibit/keeping/tables.py",
    "exhibit/models/names.py",
    "exhibit/publishing/glances.py",
    "exhibit/search/changes.py",
    "exhibit/search/index.py",
}
"""Modules that may write SQL by hand: collations, indexes, triggers, a channel and whole tables are no rows of a model.
What varies in it are names of tables and columns, which models or the database say, and nothing that anybody asked."""

OWN_FILES = {"exhibit/interop/folder/sorting.py"}
"""Reads by pickle what the same process has just written, and nothing else."""

ASKED = {"GET", "POST", "COOKIES", "headers", "META", "query_params"}


def faults_of(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield what is forbidden in a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        where = f"{name}:{node.lineno}"
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in {"raw", "extra", "RawSQL"}:
            yield f"{where}: {called}()"
        if called in {"execute", "executemany", "executescript"} and name not in BY_HAND and _is_made(node):
            yield f"{where}: SQL made of texts"
        for argument in node.keywords:
            if argument.arg is None and _is_asked(argument.value):
                yield f"{where}: ** of what was asked"
        if called in {"order_by", "annotate", "aggregate", "values", "alias"}:
            yield from (f"{where}: {called}() of what was asked" for one in node.args if _is_asked(one))
        if called in {"mark_safe", "SafeString"} and any(_is_asked(one) for one in node.args):
            yield f"{where}: {called}() of what was asked"
        if called in {"eval", "exec", "system", "popen"}:
            yield f"{where}: {called}()"
        if (
            called in {"load", "loads"}
            and name not in OWN_FILES
            and isinstance(node.func, ast.Attribute)
            and getattr(node.func.value, "id", "") in {"pickle", "marshal", "yaml"}
        ):
            yield f"{where}: {called}() of what may be anything"


def _is_made(node: ast.Call) -> bool:
    """Whether the first argument is put together of texts here."""
    return bool(node.args) and isinstance(node.args[0], ast.JoinedStr | ast.BinOp) and not _is_constant(node.args[0])


def _is_constant(node: ast.AST) -> bool:
    return all(isinstance(one, ast.Constant | ast.BinOp | ast.operator | ast.JoinedStr) for one in ast.walk(node))


def _is_asked(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr in ASKED for one in ast.walk(node))


def test_our_own_code_says_none_of_it() -> None:
    assert len(SOURCES) > 250
    found = []
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        found += list(faults_of(ast.parse(path.read_text(encoding="utf-8")), name))
    assert found == []


@pytest.mark.parametrize("room", sorted(BY_HAND | OWN_FILES))
def test_each_room_that_may_is_there(room: str) -> None:
    assert (ROOT / room).is_file()


@pytest.mark.parametrize(
    "line",
    [
        "Film.objects.raw('SELECT 1')",
        "rows.extra(where=['1'])",
        "cursor.execute(f'SELECT {name}')",
        "cursor.execute('SELECT ' + name)",
        "cursor.execute('SELECT %s' % name)",
        "rows.filter(**request.GET)",
        "rows.filter(**request.GET.dict())",
        "rows.filter(**{name: 1 for name in request.POST})",
        "rows.order_by(request.GET['o'])",
        "rows.annotate(request.GET['o'])",
        "mark_safe(request.GET['q'])",
        "eval(text)",
        "pickle.loads(content)",
    ],
)
def test_each_of_them_would_be_seen(line: str) -> None:
    assert list(faults_of(ast.parse(line), "exhibit/x.py"))


# Floors: what is locked and what is installed is no older than what was mended last


def floors() -> dict[str, str]:
    """Return the lowest version of each package that may run, and of what is no package."""
    told = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))
    return {name: one["version"] for name, one in told.items()}


def locked(name: str = "requirements.lock") -> dict[str, str]:
    """Return what a lock file pins."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found[1].lower(): found[2] for found in re.finditer(r"^([\w.-]+)==([^\s;\\]+)", text, re.M)}


def behind(found: dict[str, str]) -> list[str]:
    """Return what is older than its floor, and what has a floor and is not there at all: nothing is passed over."""
    return [
        f"{name} {found.get(name, 'is missing')} < {floor}"
        for name, floor in floors().items()
        if name not in found or Version(found[name]) < Version(floor)
    ]


def test_nothing_that_is_locked_is_below_its_floor() -> None:
    assert behind(locked()) == []


def test_nothing_that_is_installed_is_below_its_floor() -> None:
    assert behind({name: importlib.metadata.version(name) for name in floors()}) == []


def test_every_package_that_we_name_has_a_floor() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {Requirement(one).name.lower() for one in wanted}
    assert names - floors().keys() == set()


def test_what_is_older_or_missing_would_be_seen() -> None:
    assert behind(locked() | {"django": "4.2.0"}) == [f"django 4.2.0 < {floors()['django']}"]
    assert behind({name: version for name, version in locked().items() if name != "pillow"}) == [
        f"pillow is missing < {floors()['pillow']}"
    ]


def test_the_databases_library_is_known() -> None:
    assert Version(sqlite3.sqlite_version) >= Version("3.31"), "Django 5.2 needs it"
