"""The papers of deploy/trust say what is so: every row has a state, every test, drill, room and number in it is there.

Whether a test proves what a row says is for readers to judge; that it exists, and that no requirement was left out or
counted twice, is judged here. Each check is shown a made-up paper with a fault of its own.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PAPERS = HOUSE / "deploy" / "trust"

STATES = ("met", "in part", "operator's", "not applicable", "not met")
KEPT = ("kept", "in part", "does not apply", "not done")
PROVEN = ("met", "in part", "kept")
"""States that say that something is there: they name what shows it."""

CHECKED, READ = "`make check`", "read"
"""What shows a requirement where no test does: linters and types; or a person who read the code."""

LEVELS = """
V1.1 22  V1.2 1111122223  V1.3 112222222223  V1.4 222  V1.5 123
V2.1 122  V2.2 112  V2.3 12223  V2.4 23
V3.1 3  V3.2 113  V3.3 12223  V3.4 11222233  V3.5 11122333  V3.6 3  V3.7 22333
V4.1 12233  V4.2 23333  V4.3 22  V4.4 1222
V5.1 2  V5.2 112333  V5.3 113  V5.4 222
V6.1 122  V6.2 111111112222  V6.3 11223333  V6.4 112233  V6.5 22222333  V6.6 2223  V6.7 33  V6.8 2222
V7.1 222  V7.2 1111  V7.3 22  V7.4 11222  V7.5 223  V7.6 22
V8.1 1233  V8.2 1123  V8.3 133  V8.4 23
V9.1 111  V9.2 1222
V10.1 22  V10.2 223  V10.3 22223  V10.4 1111122222233333  V10.5 22222  V10.6 22  V10.7 222
V11.1 2233  V11.2 22233  V11.3 11233  V11.4 1222  V11.5 23  V11.6 23  V11.7 33
V12.1 12233  V12.2 11  V12.3 22223
V13.1 2333  V13.2 222223  V13.3 2233  V13.4 1222233
V14.1 22  V14.2 12223333  V14.3 122
V15.1 12233  V15.2 12233  V15.3 1222222  V15.4 3333
V16.1 2  V16.2 22222  V16.3 2222  V16.4 222  V16.5 2223
V17.1 23  V17.2 22223333  V17.3 22
""".split()
"""Sections of OWASP ASVS 5.0.0: a digit for each of its requirements, the lowest level that asks for it."""

ASKED = {
    f"{section}.{number}": level
    for section, levels in zip(LEVELS[::2], LEVELS[1::2], strict=True)
    for number, level in enumerate(levels, start=1)
    if level in "12"
}

Row = dict[str, str]
Names = dict[str, set[str]]


def tables(text: str) -> list[list[Row]]:
    """Return the tables of a paper, each row by the words above its columns."""
    found: list[list[Row]] = []
    for block in re.findall(r"(?:^\|.*\n)+", text, re.M):
        head, _rule, *rows = ([cell.strip() for cell in line.strip("| \n").split(" | ")] for line in block.splitlines())
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


def rows_with(text: str, *columns: str) -> list[Row]:
    return [row for table in tables(text) for row in table if set(columns) <= row.keys()]


@cache
def names_in(folder: Path) -> Names:
    """Return what each module below a folder of tests defines: functions, classes, and methods as Class::method."""
    found: Names = {}
    for file in sorted(folder.rglob("*.py")):
        named = found.setdefault(f"tests/{file.relative_to(folder).as_posix()}", set())
        for one in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef | ast.ClassDef):
                named.add(one.name)
            if isinstance(one, ast.ClassDef):
                named |= {f"{one.name}::{part.name}" for part in one.body if isinstance(part, ast.FunctionDef)}
    return found


def references(text: str) -> list[str]:
    return re.findall(r"\btests/[\w/]+\.py(?:::\w+)*", text)


def missing(text: str, names: Names) -> list[str]:
    """Return the tests and drills that are named and are not there, or are none."""
    return [one for one in references(text) if not _is_there(one, names)]


def _is_there(reference: str, names: Names) -> bool:
    module, _colons, name = reference.partition("::")
    wanted = "drill" if module.startswith("tests/drills/") else "test_"
    there = names.get(module, set())
    parts = {
        part for one in there if one == name or not name or one.startswith(f"{name}::") for part in one.split("::")
    }
    return any(part.startswith(wanted) for part in parts)


def strangers(text: str, house: Path = HOUSE) -> list[str]:
    """Return the rooms and settings in backticks that the house does not have."""
    settings = (house / "config" / "settings.py").read_text(encoding="utf-8")
    rooms = re.findall(r"`((?:exhibit|config|deploy|static|templates|fixtures)/[\w./-]*)`", text)
    named = re.findall(r"`([A-Z][A-Z_]{4,})`", text)
    return [one for one in rooms if not (house / one).exists()] + [
        one for one in named if not re.search(rf"\b{one}\b", settings)
    ]


def stateless(rows: list[Row], key: str, states: tuple[str, ...], shown: str) -> list[str]:
    """Return what is wrong with the rows: an empty cell, an unknown state, what is there and nothing shows it."""
    faults = []
    for row in rows:
        if blank := [column for column, cell in row.items() if not cell]:
            faults.append(f"{row[key]}: nothing below “{blank[0]}”")
        if row["state"] not in states:
            faults.append(f"{row[key]}: “{row['state']}” is no state")
        if row["state"] in PROVEN and not (references(row[shown]) or row[shown] in (CHECKED, READ)):
            faults.append(f"{row[key]}: is {row['state']}, and nothing shows it")
    return faults


def unsaid(rows: list[Row]) -> list[str]:
    """Return the promises that are kept and nobody counted it, and those that do not say what is wanting."""
    owed = [(row, "counted" if row["state"] == "kept" else "what is wanting") for row in rows]
    return [f"{row['no.']}: nothing below “{column}”" for row, column in owed if row[column] in ("", "–")]


def unlike_asvs(rows: list[Row]) -> list[str]:
    """Return the requirements of levels 1 and 2 that are missing or twice there, and what is none, or of another."""
    told = Counter(row["requirement"] for row in rows)
    levels = {row["requirement"]: row["level"] for row in rows}
    return sorted(
        [one for one in ASKED if told[one] != 1]
        + [one for one in told if one not in ASKED]
        + [one for one, level in levels.items() if ASKED.get(one, level) != level]
    )


def miscounted(text: str) -> list[str]:
    """Return the chapters whose numbers, above, are not those of their rows; “all” stands for the last line."""
    rows = rows_with(text, "requirement", "state")
    faults = []
    for told in rows_with(text, "chapter", *STATES):
        chapter = told["chapter"].split()[0]
        own = [row for row in rows if chapter == "all" or row["requirement"].startswith(f"{chapter}.")]
        counted = {f"level {level}": sum(row["level"] == level for row in own) for level in "12"}
        counted |= {state: sum(row["state"] == state for row in own) for state in STATES}
        faults += [chapter for column, count in counted.items() if told[column] != str(count)]
    said = re.search(r"Of the (\d+) that are met, (\d+) are held by a test or by `make check`", text)
    met = [row for row in rows if row["state"] == "met"]
    held = [row for row in met if references(row["test"]) or row["test"] == CHECKED]
    if said is None or said.groups() != (str(len(met)), str(len(held))):
        faults.append(f"met {len(met)}, held {len(held)}")
    return faults


def unlike_code(rows: list[Row], house: Path = HOUSE) -> list[str]:
    """Return the limits whose number is not that of the code."""
    faults = []
    for row in rows:
        where = re.fullmatch(r"`([\w/.]+)` (\w+)", row["where"])
        value = _constant(house / where[1], where[2]) if where else None
        if value is None or re.sub(r"\D", "", row["number"].split(" ")[0]) != str(value):
            faults.append(f"{row['limit']}: {row['number']} in the paper, {value} in {row['where']}")
    return faults


def _constant(file: Path, name: str) -> object:
    if not file.exists():
        return None
    for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        targets = one.targets if isinstance(one, ast.Assign) else []
        for target in targets:
            names, values = (
                ([target], [one.value])
                if isinstance(target, ast.Name)
                else (getattr(target, "elts", []), getattr(one.value, "elts", []))
            )
            for found, value in zip(names, values, strict=False):
                if getattr(found, "id", "") == name:
                    return ast.literal_eval(value)
    return None


def paper(name: str) -> str:
    return (PAPERS / name).read_text(encoding="utf-8")


NAMES = names_in(HOUSE / "tests")
MADE_UP: Names = {
    "tests/test_door.py": {"TestLock", "TestLock::test_it_holds", "test_it_opens", "Key", "Key::turn"},
    "tests/drills/flood.py": {"drill"},
    "tests/drills/house.py": {"rooms"},
}


@pytest.mark.parametrize("name", ["asvs.md", "threats.md", "reliability.md", "../../SECURITY.md"])
def test_what_a_paper_names_is_there(name: str) -> None:
    assert missing(paper(name), NAMES) == []
    assert strangers(paper(name)) == []


def test_every_requirement_of_levels_1_and_2_has_one_row() -> None:
    assert Counter(ASKED.values()) == {"1": 70, "2": 183}
    assert unlike_asvs(rows_with(paper("asvs.md"), "requirement", "state")) == []


def test_every_requirement_has_a_state_and_a_reason() -> None:
    rows = rows_with(paper("asvs.md"), "requirement", "state")
    assert stateless(rows, "requirement", STATES, "test") == []


def test_the_numbers_above_are_those_of_the_rows() -> None:
    assert miscounted(paper("asvs.md")) == []


def test_every_fault_of_the_reliability_table_has_one_row_and_a_state() -> None:
    rows = rows_with(paper("reliability.md"), "no.", "state")
    assert [row["no."] for row in rows] == [str(number) for number in range(1, 49)]
    assert stateless(rows, "no.", KEPT, "test or drill") == []
    assert unsaid(rows) == []


def test_every_header_of_the_observatory_has_a_row_and_a_state() -> None:
    rows = rows_with(paper("reliability.md"), "check", "state")
    said = " ".join(row["check"] for row in rows)
    for word in (
        "Content-Security-Policy", "Cookies", "Cross-Origin Resource Sharing", "Redirection", "Referrer-Policy",
        "Strict-Transport-Security", "Subresource Integrity", "X-Content-Type-Options", "X-Frame-Options",
        "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy",
    ):  # fmt: skip
        assert word in said
    assert stateless(rows, "check", KEPT, "test") == []


def test_every_threat_has_an_answer_and_what_shows_it() -> None:
    rows = rows_with(paper("threats.md"), "threat", "answer")
    assert len(rows) > 20
    assert stateless([row | {"state": "met"} for row in rows], "threat", STATES, "test") == []


def test_limits_are_those_of_the_code() -> None:
    rows = rows_with(paper("threats.md"), "limit", "where")
    assert len(rows) > 8
    assert unlike_code(rows) == []


class TestTheChecksThemselves:
    """A made-up paper with one fault each."""

    def test_a_test_that_is_gone_is_named(self) -> None:
        good = "tests/test_door.py tests/test_door.py::TestLock tests/test_door.py::TestLock::test_it_holds "
        good += "`tests/test_door.py::test_it_opens` tests/drills/flood.py::drill tests/drills/flood.py"
        assert missing(good, MADE_UP) == []
        for gone in (
            "tests/test_window.py",
            "tests/test_door.py::test_it_holds",
            "tests/test_door.py::TestLock::test_it_opens",
            "tests/test_door.py::TestKey",
            "tests/test_door.py::Key",  # a class without a test
            "tests/drills/fire.py::drill",
            "tests/drills/house.py",  # a module without a drill
        ):
            assert missing(f"{good} | {gone} |", MADE_UP) == [gone]

    def test_classes_methods_and_functions_are_found_and_nothing_in_a_comment(self, tmp_path: Path) -> None:
        text = "# def test_not(): ...\ndef test_one(): ...\nclass TestTwo:\n    def test_three(self): ...\n"
        (tmp_path / "drills").mkdir()
        (tmp_path / "test_a.py").write_text(text)
        (tmp_path / "drills" / "b.py").write_text("def drill(quick): ...\n")
        assert names_in(tmp_path) == {
            "tests/test_a.py": {"test_one", "TestTwo", "TestTwo::test_three"},
            "tests/drills/b.py": {"drill"},
        }

    def test_a_room_or_a_setting_that_is_not_there_is_named(self) -> None:
        assert strangers("`exhibit/clock.py` `exhibit/admin/` `ALLOWED_HOSTS`") == []
        assert strangers("`exhibit/cellar.py` `ALLOWED_GHOSTS`") == ["exhibit/cellar.py", "ALLOWED_GHOSTS"]

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            ({"state": ""}, "nothing below “state”"),
            ({"state": "surely"}, "is no state"),
            ({"why": ""}, "nothing below “why”"),
            ({"test": "–"}, "nothing shows it"),
        ],
    )
    def test_a_row_that_says_too_little_is_named(self, row: Row, fault: str) -> None:
        good = {"no.": "1", "state": "met", "why": "so", "test": READ}
        assert stateless([good, good | {"state": "not met", "test": "–"}], "no.", STATES, "test") == []
        assert fault in " ".join(stateless([good | row], "no.", STATES, "test"))

    def test_a_promise_that_nobody_counted_or_that_hides_what_is_wanting_is_named(self) -> None:
        kept = {"no.": "1", "state": "kept", "what is wanting": "–", "counted": "0 of 9"}
        partly = {"no.": "2", "state": "in part", "what is wanting": "the roof", "counted": "–"}
        assert unsaid([kept, partly]) == []
        assert unsaid([kept | {"counted": "–"}, partly | {"what is wanting": "–"}]) == [
            "1: nothing below “counted”",
            "2: nothing below “what is wanting”",
        ]

    def test_a_requirement_left_out_told_twice_or_made_up_is_named(self) -> None:
        all_of_them = [{"requirement": one, "level": level} for one, level in ASKED.items()]
        assert unlike_asvs(all_of_them) == []
        assert unlike_asvs(all_of_them[1:]) == ["V1.1.1"]
        assert unlike_asvs([*all_of_them, all_of_them[0]]) == ["V1.1.1"]
        assert unlike_asvs([*all_of_them, {"requirement": "V1.2.10", "level": "2"}]) == ["V1.2.10"]  # of level 3
        assert unlike_asvs([all_of_them[0] | {"level": "1"}, *all_of_them[1:]]) == ["V1.1.1"]

    @pytest.mark.parametrize(
        ("was", "now", "fault"),
        [
            ("| V1 words | 1 | 1 | 1 |", "| V1 words | 1 | 1 | 2 |", "V1"),
            ("| all | 1 | 1 |", "| all | 1 | 2 |", "all"),
            ("Of the 1 that", "Of the 2 that", "met 1, held 1"),
        ],
    )
    def test_a_wrong_number_is_named(self, was: str, now: str, fault: str) -> None:
        head = f"| chapter | level 1 | level 2 | {' | '.join(STATES)} |\n|{'---|' * 8}\n"
        text = f"{head}| V1 words | 1 | 1 | 1 | 0 | 0 | 1 | 0 |\n| all | 1 | 1 | 1 | 0 | 0 | 1 | 0 |\n\n"
        text += "Of the 1 that are met, 1 are held by a test or by `make check`.\n\n"
        text += "| requirement | level | state | test |\n|---|---|---|---|\n"
        text += "| V1.1.1 | 1 | met | `make check` |\n| V1.1.2 | 2 | not applicable | – |\n"
        assert miscounted(text) == []
        assert was in text
        assert miscounted(text.replace(was, now)) == [fault]

    def test_a_limit_that_is_another_in_the_code_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "door.py").write_text("WIDE, HIGH = 90, 2_000\nKEYS = 3\n")
        rows = [
            {"limit": "height", "number": "2,000 mm", "where": "`door.py` HIGH"},
            {"limit": "keys", "number": "3", "where": "`door.py` KEYS"},
        ]
        assert unlike_code(rows, tmp_path) == []
        assert unlike_code([rows[1] | {"number": "4"}], tmp_path) == ["keys: 4 in the paper, 3 in `door.py` KEYS"]
        for where in ("`door.py` LOCKS", "`window.py` KEYS", "nowhere"):
            assert len(unlike_code([rows[1] | {"where": where}], tmp_path)) == 1

    def test_a_table_is_read_by_the_words_above_it(self) -> None:
        text = "words\n\n| a | b |\n|---|---|\n| 1 | x y |\n\n| c |\n|---|\n| 2 |\n"
        assert tables(text) == [[{"a": "1", "b": "x y"}], [{"c": "2"}]]
        with pytest.raises(ValueError, match=r"shorter|longer"):
            tables("| a | b |\n|---|---|\n| 1 |\n")
