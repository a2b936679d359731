"""What the committed notebooks show follows from committed files alone: not from others, not from who runs them."""

import ast
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))
FILE = re.compile(r"[\w./-]+\.(csv|json|npy|npz|png|svg|txt)")
FOLDERS = ("book", "book/measurements")
DIFFERING = {"datetime", "getpass", "locale", "platform", "socket", "time"}  # modules
DIFFERING |= {"cwd", "environ", "expanduser", "getcwd", "getenv", "home"}  # and what is in others


@pytest.fixture(scope="module")
def committed() -> set[str]:
    """The files that are committed, or will be."""
    listed = subprocess.run(["git", "ls-files", "book"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout of Git")
    return set(listed.stdout.splitlines())


def code_of(path: Path) -> str:
    """The code of all cells of a notebook."""
    return "\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code")


def files_read(source: str) -> list[tuple[str, ...]]:
    """Give each file that the code names, as the paths where it may lie."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and FILE.fullmatch(node.value):
            found.append(tuple(f"{folder}/{node.value}" for folder in FOLDERS))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "measured":
            found.append((f"book/measurements/{ast.literal_eval(node.args[0])}.csv",))
    return found


def uncommitted(source: str, committed: set[str]) -> list[str]:
    """Say which files the code names that are not committed."""
    return [paths[-1] for paths in files_read(source) if not committed & set(paths)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_read_committed_files_alone(path: Path, committed: set[str]) -> None:
    assert uncommitted(code_of(path), committed) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('if (Path("measurements") / "local.csv").exists():\n    pass', "book/measurements/local.csv"),
        ('own = measured("local")', "book/measurements/local.csv"),
        ('open("../_build/bench/training.csv")', "book/measurements/../_build/bench/training.csv"),
    ],
)
def test_a_file_that_is_not_committed_is_found(source: str, fault: str, committed: set[str]) -> None:
    assert uncommitted(source, committed) == [fault]


def differing(source: str) -> set[str]:
    """Give what the code uses that differs from user to user, or from run to run."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module.partition(".")[0], *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found & DIFFERING


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_ask_for_nothing_that_differs_from_user_to_user(path: Path) -> None:
    assert differing(code_of(path)) == set()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import datetime", "datetime"),
        ("from time import perf_counter", "time"),
        ("import os\nprint(os.environ)", "environ"),
        ("from os import getenv", "getenv"),
        ("from pathlib import Path\nPath.home()", "home"),
        ("import platform as p", "platform"),
    ],
)
def test_what_differs_from_user_to_user_is_found(source: str, name: str) -> None:
    assert differing(source) == {name}
