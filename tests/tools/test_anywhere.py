"""The same result from whichever folder, and from a checkout that cannot be written to."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.copies import copied
from tests.tools.pages.small_book import ROOT, copy_settings

PROGRAMS = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
TOC = "format: jb-book\nroot: book/page\n"
# Root may write everywhere, until this is taken from it
MORTAL = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small copy of this repository: one notebook, whose output has an address that differs from run to run."""
    root = tmp_path_factory.mktemp("a folder") / "reading digits"
    root.mkdir()
    copy_settings(root)
    for name in ("conftest.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    (root / "_toc.yml").write_text(TOC)
    (root / "tests").mkdir()
    address = new_output("execute_result", {"text/plain": "<object at 0x7f01ab>"}, execution_count=1)
    cell = new_code_cell("object()", id="one", execution_count=1, outputs=[address])
    nbformat.write(new_notebook(cells=[cell]), root / "book" / "page.ipynb")
    return root


def run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment in a folder, as a reader does."""
    surrounding = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "PYTHON"))}
    surrounding |= {"PATH": PROGRAMS, "PYTHONDONTWRITEBYTECODE": "1"}
    command = list(map(str, command))
    return subprocess.run(command, cwd=folder, env=surrounding, capture_output=True, text=True, check=False)


def test_notebooks_are_tested_from_their_own_folder(checkout: Path) -> None:
    assert "1 passed" in run(["pytest", "--nbval", "-n0"], checkout / "book").stdout


@pytest.fixture(scope="module")
def locked(checkout: Path) -> Iterator[list[str]]:
    """Let nobody write into the checkout; give what stands before a command to which that applies."""
    paths = [checkout, *checkout.rglob("*")]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    yield before_a_command(checkout)
    for path in paths:
        path.chmod(path.stat().st_mode | 0o200)


def before_a_command(folder: Path) -> list[str]:
    """Give what stands before a command, nothing if need be, so that it cannot write into a locked folder."""
    proof = [sys.executable, "-c", f"import os, sys; sys.exit(os.access({str(folder)!r}, os.W_OK))"]
    for prefix in ([], MORTAL):
        if not shutil.which((prefix or proof)[0]):
            continue
        if subprocess.run([*prefix, *proof], capture_output=True, check=False).returncode == 0:
            return prefix
    reason = "whoever runs this may write everywhere, and setpriv cannot take that away"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def test_notebooks_are_tested_from_outside_where_nothing_can_be_written(checkout: Path, locked: list[str]) -> None:
    done = run([*locked, "pytest", "--nbval", "-n0", checkout / "book" / "page.ipynb"], checkout.parent)
    assert "1 passed" in done.stdout
    assert f"cache: none, since {checkout / '.pytest_cache'} cannot be written to" in done.stdout
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["-m", "tools.pages.build"], "_build cannot be written to (Permission denied): name a folder that can be"),
        (["tools/environment.py"], ".venv cannot be written to (Permission denied): copy the repository"),
    ],
)
def test_what_has_to_write_says_so_in_one_sentence(
    checkout: Path, locked: list[str], command: list[str], sentence: str
) -> None:
    done = run([*locked, sys.executable, *command], checkout)
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.returncode == 1


@pytest.mark.usefixtures("locked")
def test_what_tests_copy_from_there_can_be_written_to(checkout: Path, tmp_path: Path) -> None:
    copy = copied(checkout / "tools", tmp_path / "tools")
    assert all(path.stat().st_mode & 0o200 for path in [copy, *copy.rglob("*")])
