"""The book itself passes every gate, each notebook alone and all together; no gate is left out."""

import importlib
import pkgutil
import shutil
from pathlib import Path

import pytest

from tests.tools.notebooks.lint.made_up import code, make, words
from tools.notebooks import lint
from tools.notebooks.lint import gates, notebooks
from tools.notebooks.lint.__main__ import main
from tools.notebooks.lint.notebooks import PATHS, read


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_has_no_fault(path: Path) -> None:
    assert gates.notebook_faults(read(path)) == []


def test_book_has_no_fault() -> None:
    assert gates.book_faults([read(path) for path in PATHS]) == []


def test_every_gate_is_asked() -> None:
    names = {module.name for module in pkgutil.iter_modules(lint.__path__)} - {"__main__", "gates"}
    modules = [importlib.import_module(f"{lint.__name__}.{name}") for name in names]
    of_notebooks = {module.faults for module in modules if hasattr(module, "faults")}
    of_the_book = {module.book_faults for module in modules if hasattr(module, "book_faults")}
    assert set(gates.NOTEBOOK_GATES) == of_notebooks
    assert set(gates.BOOK_GATES) == of_the_book
    assert len(of_notebooks) >= 6
    assert len(of_the_book) >= 5


def test_faults_of_all_gates_are_told() -> None:
    page = make(words("# Just 77\n\nA loss of $Q$."), words(""), name="09_bare")
    told = "\n".join(gates.notebook_faults(page))
    for fault in (
        "it is empty",
        "'Just'",
        "aims under",
        "first use of 'loss'",
        "the symbol Q",
        "it lacks book/09_bare",
    ):
        assert fault in told
    assert "it lists book/01_dataset" in "\n".join(gates.book_faults([page]))


def test_of_a_notebook_that_was_not_executed_that_alone_is_told() -> None:
    page = make(words("# Just 77"), code("x") | {"execution_count": None}, name="09_bare")
    (fault,) = gates.notebook_faults(page)
    assert "has not been executed" in fault
    assert fault.endswith("-m tools.notebooks.execute book/09_bare.ipynb")


@pytest.fixture
def small_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one page, the index, which has no fault of its own."""
    path = Path(shutil.copy(notebooks.ROOT / "book" / "index.ipynb", tmp_path))
    monkeypatch.setattr(notebooks, "PATHS", [path])
    return path


def test_command_looks_at_the_notebooks_that_are_named(small_book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(small_book)]) == 0
    assert capsys.readouterr().out == "no faults\n"


def test_command_looks_at_the_book_as_a_whole(small_book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 1
    assert "_toc.yml: it lists book/01_dataset, which is not there" in capsys.readouterr().out
