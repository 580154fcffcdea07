"""The frame of the drills: what is broken is told, and fails the run."""

import importlib
from types import ModuleType
from unittest import SkipTest

import pytest

from tests.drills import __main__ as frame
from tests.drills import outcome as in_this_process


def drilled(monkeypatch: pytest.MonkeyPatch, outcome: object) -> int:
    module = ModuleType("tests.drills.invented", "Nothing is lost.")

    def drill(quick: bool) -> list[str]:
        if isinstance(outcome, Exception):
            raise outcome
        return ["7 saves", f"quick: {quick} | as asked"]

    module.drill = drill
    monkeypatch.setattr(frame, "modules", lambda: iter([module]))
    monkeypatch.setattr(frame, "in_its_own_process", in_this_process)
    monkeypatch.setattr(importlib, "import_module", lambda _name: module)
    return frame.main(["invented", "--quick"])


def test_what_holds_is_a_row_of_the_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert drilled(monkeypatch, None) == 0
    assert capsys.readouterr().out.splitlines() == [
        *frame.HEAD,
        "| invented | 7 saves | Nothing is lost. | held |",
        "| invented | quick: True | as asked | held |",
    ]


def test_a_broken_promise_is_named_and_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drilled(monkeypatch, AssertionError("2 of 7 saves are lost")) == 1
    assert "| invented | AssertionError: 2 of 7 saves are lost | Nothing is lost. | **broken** |" in (
        capsys.readouterr().out
    )


def test_what_cannot_run_says_why(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert drilled(monkeypatch, SkipTest("needs root")) == 0
    assert "| needs root | Nothing is lost. | not run |" in capsys.readouterr().out
