"""tools/notebooks/execute.py: clean outputs, the same bytes the second time, and no harm when a cell fails."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.copies import copied
from tests.tools.notebooks.files import outputs, without_pictures, write
from tools.notebooks import execute
from tools.notebooks.clean import METADATA

ROOT = Path(__file__).resolve().parents[3]
CELLS = {
    "streams": """
        import os, sys, time, IPython.display as show
        print("a", flush=True); print("warning", file=sys.stderr); print("b", flush=True)
    """,
    "bar": r"""
        t = time.time_ns() % 100000
        print("1/2 \033[1m9s\033[0m 9ms/step" + 20 * "\b" + "\r", end="", flush=True)
        print(f"2/2 \033[1m1s\033[0m {t}ms/step - loss: 2.5   ")
    """,
    "address": "object()",
    "image": r"""
        figure = f"<Figure size {t}x480 with 1 Axes>"
        show.display({"image/png": "AAAA", "text/plain": figure}, raw=True)
        show.display({"text/html": f"<img src='data:image/png;base64,{t:08}'>", "text/plain": ""}, raw=True)
    """,
    "widget": """
        show.display({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/html": "<b>0</b>"}, raw=True)
        show.display({"application/vnd.jupyter.widget-view+json": {"model_id": "2"}}, raw=True)
    """,
    "descriptor": "os.write(1, b'from C++\\n'); os.write(2, b'from C++\\n'); os.path.basename(os.getcwd())",
    "silent": "print('', end='')",
    "empty": "",
}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run."""
    path = tmp_path_factory.mktemp("folder") / "page.ipynb"
    write(path, CELLS, language_info={"name": "python", "version": "3.0"}, widgets={"state": {}}, authors=[])
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)  # where it is set, no kernel captures descriptors
        assert execute.refresh(path)
    return path


def test_stderr_is_dropped_and_text_joined(first: Path) -> None:
    assert outputs(first)["streams"] == [{"output_type": "stream", "name": "stdout", "text": "a\nb\n"}]


def test_progress_bar_is_in_its_last_state(first: Path) -> None:
    (bar,) = outputs(first)["bar"]
    assert bar["text"].startswith("2/2 ")
    assert bar["text"].endswith("ms/step - loss: 2.5\n")


def test_widget_view_is_dropped_and_its_twin_kept(first: Path) -> None:
    assert [output["data"] for output in outputs(first)["widget"]] == [{"text/html": "<b>0</b>"}]


def test_text_of_figures_is_kept(first: Path) -> None:
    assert outputs(first)["image"][0]["data"].keys() == {"image/png", "text/plain"}


def test_cwd_is_the_folder_and_descriptors_are_not_captured(first: Path) -> None:
    (result,) = outputs(first)["descriptor"]
    assert result["data"] == {"text/plain": repr(first.parent.name)}


def test_silent_cells_have_no_output(first: Path) -> None:
    assert outputs(first)["silent"] == outputs(first)["empty"] == []


def test_counts_metadata_and_format(first: Path) -> None:
    text = first.read_text(encoding="utf-8")
    notebook = json.loads(text)
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == [1, 2, 3, 4, 5, 6, 7, None]
    assert [cell["id"] for cell in notebook["cells"]] == ["title", *CELLS]
    assert [cell["metadata"] for cell in notebook["cells"][:3]] == [{}, {"tags": ["a-tag"]}, {}]
    assert notebook["metadata"] == METADATA
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def test_second_run_changes_nothing(first: Path, tmp_path: Path) -> None:
    again = tmp_path / first.parent.name / "page.ipynb"
    again.parent.mkdir()
    shutil.copy(first, again)
    before = again.stat()
    assert not execute.refresh(again)  # though times, addresses and sizes are others
    assert again.read_bytes() == first.read_bytes()
    assert (again.stat().st_mtime_ns, again.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_differs_is_written_and_nothing_else(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.ipynb"
    path.write_text(first.read_text(encoding="utf-8").replace('"<b>0</b>"', '"<b>1</b>"', 1), encoding="utf-8")
    assert path.read_bytes() != first.read_bytes()

    def run_cells(notebook: nbformat.NotebookNode, _: Path) -> None:
        notebook.cells = nbformat.read(first, as_version=4).cells

    monkeypatch.setattr(execute, "run_cells", run_cells)  # as a kernel would
    assert execute.refresh(path)
    assert path.read_bytes() == first.read_bytes()


def test_a_notebook_that_cannot_be_written_is_named(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(first, tmp_path))
    before = path.read_bytes()

    def write_atomically(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(execute, "run_cells", lambda notebook, _: notebook.cells[1].outputs.clear())
    monkeypatch.setattr(execute, "write_atomically", write_atomically)
    with pytest.raises(execute.NotebookFailed, match=r"cannot be written to \(Read-only file system\): copy the repos"):
        execute.refresh(path)
    assert path.read_bytes() == before


FAILING = {  # cells that fail, by the notebook's name, and what is said of them
    "wrong.ipynb": ("1 / 0", "ZeroDivisionError: division by zero"),
    "deadly.ipynb": ("import os; os._exit(1)", "the kernel died; was there memory enough?"),
}


def test_command_runs_what_is_named_and_names_the_cells_that_fail(tmp_path: Path) -> None:
    good = write(tmp_path / "good.ipynb", {"one": "print(1)"})
    for name, (code, _) in FAILING.items():
        write(tmp_path / name, {"good": "print(1)", "bad": code})
    (tmp_path / "none.ipynb").write_text("not JSON")
    before = {name: (tmp_path / name).read_bytes() for name in [*FAILING, "none.ipynb"]}
    command = [sys.executable, "-m", "tools.notebooks.execute", "good.ipynb", *before]
    result = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stdout == "good.ipynb: written\n"
    assert outputs(good)["one"][0]["text"] == "1\n"
    for name, (code, problem) in FAILING.items():
        told = f"{name}, cell 3 of 3 (id bad) failed: {problem}\n    {code}\nThe file is left as it was.\n"
        assert told in result.stderr
    assert "none.ipynb, line 1: this is no JSON" in result.stderr
    assert "Traceback" not in result.stderr
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["good.ipynb", *before])


def test_command_names_a_missing_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute.main(["nowhere.ipynb"]) == 1
    assert capsys.readouterr().err == "There is no notebook nowhere.ipynb.\n"


@pytest.mark.slow
def test_the_book_itself_is_left_as_it_is(tmp_path: Path) -> None:
    copied(ROOT / "book", tmp_path / "book", ".ipynb_checkpoints")
    notebooks = sorted((tmp_path / "book").glob("*.ipynb"))
    assert execute.main([str(path) for path in notebooks]) == 0
    changed = [path.name for path in notebooks if without_pictures(path) != without_pictures(ROOT / "book" / path.name)]
    assert changed == []
