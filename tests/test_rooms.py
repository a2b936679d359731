"""The rooms of the repository have one direction: helpers know nothing of tools, and nothing imports tests."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {  # of the repository's own packages
    "helpers": {"helpers"},
    "scale": {"helpers", "scale"},
    "tools": {"helpers", "tools"},
}
PACKAGES = {"book", "helpers", "scale", "tests", "tools"}
FILES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def imported_packages(source: str) -> set[str]:
    """Give the packages that some code imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def wrong_imports(room: str, source: str) -> set[str]:
    """Give the packages of the repository that a file in a room must not import, and does."""
    return (imported_packages(source) & PACKAGES) - MAY_IMPORT[room]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_in_one_direction(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert wrong_imports(room, path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("room", "source", "wrong"),
    [
        ("tools", "from tests.pages import living", {"tests"}),
        ("tools", "def f():\n    import tests", {"tests"}),
        ("helpers", "from tools import check", {"tools"}),
        ("helpers", "import numpy, scale.shards", {"scale"}),
        ("scale", "from tools.environment import interpreter", {"tools"}),
        ("scale", "from helpers.data import load_mnist", set()),
    ],
)
def test_wrong_import_is_found(room: str, source: str, wrong: set[str]) -> None:
    assert wrong_imports(room, source) == wrong
