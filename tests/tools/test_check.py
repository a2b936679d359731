"""tools/check.py: what make test runs, and Windows too."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check

SCRIPT = Path(check.__file__)


def run(monkeypatch: pytest.MonkeyPatch, failing: str = "") -> tuple[int, list[str]]:
    """Check, with one step that fails: the result, and the steps that were run instead of the real ones."""
    calls = []

    def call(command: list[str], cwd: str) -> int:
        calls.append(command)
        return int(failing in command)

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(os, "environ", {})
    result = check.main()
    assert {command[0] for command in calls[:1]} == {sys.executable}
    assert {command[0] for command in calls[1:]} <= {str(SCRIPT.parents[1] / ".venv" / "bin" / "python")}
    return result, [" ".join(command[1:]) for command in calls]


STEPS = [
    "tools/environment.py",
    "-m ruff check",
    "-m ruff format --check",
    "-m tools.pages.build",
    "-m pytest --nbval",
]


def test_everything_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == (0, STEPS)


@pytest.mark.parametrize("failing", ["check", "--check", "tools.pages.build", "--nbval"])
def test_one_failure_is_a_failure_and_the_rest_is_checked_all_the_same(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    assert run(monkeypatch, failing) == (1, STEPS)


def test_nothing_is_checked_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "tools/environment.py") == (1, STEPS[:1])


def test_old_pythons_understand_it() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
