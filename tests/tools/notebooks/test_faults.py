"""What a whole notebook meets: a file broken by hand or by a merge, and a kernel that dies."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import execute
from tools.notebooks.lint.__main__ import main as lint
from tools.notebooks.lint.notebooks import PATHS
from tools.notebooks.notebook_file import NoNotebook, notebook_content
from tools.pages import build as build_book

ROOT = Path(__file__).resolve().parents[3]
LONGEST = 400  # characters of a message that is to be clear
NBVAL = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-c", ROOT / "pyproject.toml"]
NBVAL += ["--rootdir", ROOT, "-p", "conftest", "-p", "no:cacheprovider", "-n0"]
NBVAL += [f"--nbval-sanitize-with={ROOT / 'tools/notebooks/sanitize.cfg'}"]


def written(path: Path, *sources: str, printed: str = "") -> Path:
    """Write a notebook whose last cell prints something."""
    cells = [new_code_cell(source, id=f"cell-{k}", execution_count=k) for k, source in enumerate(sources, 1)]
    if printed:
        cells[-1].outputs = [new_output("stream", name="stdout", text=printed)]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A page, 28 × 28", id="title"), *cells]), path)
    return path


def nbval(folder: Path, *arguments: Path | str, **variables: str) -> subprocess.CompletedProcess:
    """Run notebooks as make test runs them."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    environment.pop("PYTEST_XDIST_WORKER", None)
    environment.pop("CI", None)  # where it is set, pytest says each failure twice
    command = list(map(str, [*NBVAL, *arguments]))
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def merged(text: str) -> str:
    """Leave the conflict that two outputs make."""
    line = re.search(r"^.*\\n\".*\n", text, re.MULTILINE)
    both = f"<<<<<<< HEAD\n{line[0]}=======\n{line[0].replace('1', '2')}>>>>>>> branch\n"
    return text[: line.start()] + both + text[line.end() :]


BROKEN = {  # what is done to the text of a notebook, and what is said of it
    "comma": (lambda text: text.replace('"code",', '"code"'), "page.ipynb, line 13: this is no JSON (Expecting ','"),
    "half": (lambda text: text[:200], "page.ipynb, line 14: this is no JSON ("),
    "conflict": (merged, "page.ipynb, line 21: a merge left a conflict here (<<<<<<< HEAD); keep one"),
    "empty": (lambda _: "\n", "page.ipynb is empty; restore it"),
    "a list": (lambda _: "[]", "page.ipynb is JSON, but no notebook of format 4; open"),
    "format 3": (lambda text: text.replace('"nbformat": 4', '"nbformat": 3'), "no notebook of format 4; open"),
    "no cells": (lambda _: '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "page.ipynb has no cells; add"),
    "zero cells": (lambda _: '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "has no cells; add"),
    "no source": (lambda text: text.replace('"source"', '"sauce"'), "no valid notebook at ['cells'][0]: "),
    "no UTF-8": (lambda text: text.replace("×", "\udcd7"), "page.ipynb, line 8: this is not UTF-8; save the file"),
}


@pytest.fixture(params=BROKEN.values(), ids=BROKEN.keys())
def broken(request, tmp_path, monkeypatch):
    """A folder that holds a broken notebook, and what is to be said of it."""
    spoil, says = request.param
    (tmp_path / "book").mkdir()
    path = written(tmp_path / "book" / "page.ipynb", "print(1)", printed="1\n")
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8", errors="surrogateescape")
    monkeypatch.chdir(path.parent)
    return path, says


def assert_clear(message: str, says: str) -> None:
    assert says in message
    assert len(message.splitlines()) == 1
    assert len(message) < LONGEST
    assert re.search(r"; \w.*\.$", message)  # what to do


def test_a_notebook_of_the_book_is_read():
    for path in PATHS:
        assert notebook_content(path)["cells"]


def test_a_missing_notebook(tmp_path):
    with pytest.raises(NoNotebook, match=r"none.ipynb cannot be read \(No such file or directory\); restore it"):
        notebook_content(tmp_path / "none.ipynb")


def test_make_execute_says_what_is_broken(broken, capsys):
    path, says = broken
    before = path.read_bytes()
    with pytest.raises(execute.NotebookFailed) as failure:
        execute.refresh(Path(path.name))
    assert_clear(str(failure.value), says)
    assert path.read_bytes() == before


def test_make_book_says_what_is_broken(broken):
    path, says = broken
    with pytest.raises(build_book.BuildFailed) as failure:
        build_book.build(path.parent.parent)
    title, message = str(failure.value).split("\n", 1)
    assert title == "The book was not built, because of:"
    assert message.startswith("book/page.ipynb")
    assert_clear(message, says)


def test_the_gates_say_what_is_broken(broken, capsys):
    path, says = broken
    assert lint([path.name]) == 1
    assert_clear(capsys.readouterr().out.rstrip("\n"), says)


DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture(scope="module")
def tested(tmp_path_factory):
    """What make test says of all broken notebooks, each in a folder of its own, and of one that kills its kernel."""
    home = tmp_path_factory.mktemp("home")
    page = written(home / "page.ipynb", "print(1)", printed="1\n")
    good = page.read_text(encoding="utf-8")
    page.unlink()
    for name, (spoil, _) in BROKEN.items():
        folder = home / name.replace(" ", "-")
        folder.mkdir()
        (folder / "page.ipynb").write_text(spoil(good), encoding="utf-8", errors="surrogateescape")
    if sys.platform != "win32":  # SIGKILL is POSIX's
        written(home / "deadly.ipynb", "pass", DIE, printed="1\n")
    # After so many seconds, without the kernel's death, there would be another message.
    return nbval(home, "--continue-on-collection-errors", "--nbval-cell-timeout=60")


def test_make_test_says_what_is_broken(tested):
    told = [line for line in tested.stdout.splitlines() if re.match(r"\S+/page.ipynb( |,)", line)]
    assert len(told) == len(BROKEN)
    for name, (_, says) in BROKEN.items():
        (message,) = (line for line in told if line.startswith(f"{name.replace(' ', '-')}/"))
        assert_clear(message, says)
    assert "Traceback" not in tested.stdout + tested.stderr
    assert "site-packages" not in tested.stdout + tested.stderr
    assert tested.returncode == pytest.ExitCode.TESTS_FAILED


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_a_kernel_that_is_killed_is_named_at_once(tested):
    assert tested.stdout.count("exception: The kernel died in this cell; was there memory enough?\n") == 1
    assert re.findall(r"(?m)^FAILED \S*?(\w+\.ipynb::Cell \d)", tested.stdout) == ["deadly.ipynb::Cell 1"]
