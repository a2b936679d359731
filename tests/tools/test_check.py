"""tools/check.py: one failure is a failure, the rest is checked all the same, and times are told in units."""

import ast
import subprocess
from pathlib import Path

import pytest

from tools import check


def checked(monkeypatch: pytest.MonkeyPatch, failing: str) -> tuple[int, list[list[str]]]:
    """Check with commands that do nothing, one of which fails; give the result and the arguments of all."""
    calls = []

    def call(command: list[str], **_: object) -> int:
        calls.append(command[1:])
        return int(failing in command)

    monkeypatch.setattr(subprocess, "call", call)
    return check.main(), calls


@pytest.mark.parametrize("failing", ["", "check", "tools.pages.build", "--nbval", "tests"])
def test_all_parts_are_checked_and_one_failure_fails(monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    result, calls = checked(monkeypatch, failing)
    assert result == bool(failing)
    assert calls[-len(check.PARTS) :] == [arguments for _, arguments in check.PARTS]


def test_the_first_line_says_what_is_done(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    checked(monkeypatch, "")
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith(
        "Checking style, format, book, notebooks, tests; first, how long TensorFlow takes to import"
    )


def test_nothing_is_checked_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = str(Path("tools", "environment.py"))
    assert checked(monkeypatch, environment) == (1, [[environment]])


def test_summary_gives_seconds_units_and_what_failed() -> None:
    lines = check.summary({"style": 0.5, "tests": 99.5}, unit=2.5, failed=["tests"]).splitlines()
    assert [line.split() for line in lines[2:5]] == [
        ["style", "0.5", "0.2"],
        ["tests", "99.5", "39.8", "FAILED"],
        ["all", "100.0", "40.0"],
    ]
    assert "2.50 s" in lines[5]


def test_old_pythons_understand_it() -> None:
    ast.parse(Path(check.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))
