"""tools/notebooks/execute.py: clean outputs, the same bytes the second time, and no harm when a cell fails."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image

from tools.notebooks import execute

ROOT = Path(__file__).resolve().parents[3]
BAR = "2/2 ━━ \x1b[1m{}s\x1b[0m {}ms/step - loss: {}\n3/3"
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


def write(path: Path, cells: dict[str, str], **metadata: object) -> Path:
    """Write a notebook of code cells, which was never run."""
    lines = {name: "\n".join(line.strip() for line in code.strip().splitlines()) for name, code in cells.items()}
    made = [new_code_cell(code, id=name) for name, code in lines.items()]
    made[0].metadata = {"tags": ["a-tag"], "collapsed": False}
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A page", id="title"), *made], metadata=metadata), path)
    return path


def outputs(path: Path) -> dict[str, list[dict]]:
    """Outputs of each code cell in a file, by its id."""
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.outputs for cell in cells if cell.cell_type == "code"}


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
    assert notebook["metadata"] == execute.METADATA
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    ("tags", "folded", "prompt"),
    [
        (["a-tag"], None, None),
        (["hide-output"], {"outputs_hidden": True}, "Show the answer"),
        (["question", "remove-input"], {"source_hidden": True}, None),
        (["hide-cell", "solution"], {"outputs_hidden": True, "source_hidden": True}, "Show the solution"),
    ],
)
def test_what_the_book_folds_jupyterlab_folds_too(
    tags: list[str], folded: dict[str, bool] | None, prompt: str | None
) -> None:
    cell = new_code_cell("1", metadata={"tags": tags, "jupyter": {"outputs_hidden": False}})
    execute.clean(new_notebook(cells=[cell]))
    assert cell.metadata.get("jupyter") == folded
    assert cell.metadata.get("mystnb", {}).get("code_prompt_show") == prompt


def test_second_run_changes_nothing(first: Path, tmp_path: Path) -> None:
    again = tmp_path / first.parent.name / "page.ipynb"
    again.parent.mkdir()
    shutil.copy(first, again)
    before = again.stat()
    assert not execute.refresh(again)  # though times, addresses and sizes are others
    assert again.read_bytes() == first.read_bytes()
    assert (again.stat().st_mtime_ns, again.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_differs_is_written_and_nothing_else(first: Path, tmp_path: Path) -> None:
    path = tmp_path / first.parent.name / "page.ipynb"
    path.parent.mkdir()
    path.write_text(first.read_text(encoding="utf-8").replace('"<b>0</b>"', '"<b>1</b>"', 1), encoding="utf-8")
    assert path.read_bytes() != first.read_bytes()
    assert execute.refresh(path)
    assert path.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("code", "problem"),
    [("1 / 0", "ZeroDivisionError: division by zero"), ("import os; os._exit(1)", "the kernel died")],
)
def test_failing_cell_is_named_and_the_file_untouched(tmp_path: Path, code: str, problem: str) -> None:
    path = write(tmp_path / "page.ipynb", {"good": "print(1)", "bad": code})
    before = path.read_bytes()
    with pytest.raises(execute.NotebookFailed) as failure:
        execute.refresh(path)
    assert str(failure.value).startswith(f"{path}, cell 3 of 3 (id bad) failed: {problem}")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_command_runs_what_is_named_and_fails_if_one_fails(tmp_path: Path) -> None:
    good = write(tmp_path / "good.ipynb", {"one": "print(1)"})
    bad = write(tmp_path / "bad.ipynb", {"one": "1 / 0"})
    (tmp_path / "none.ipynb").write_text("not JSON")
    command = [sys.executable, "-m", "tools.notebooks.execute", "good.ipynb", "bad.ipynb", "none.ipynb"]
    result = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stdout == "good.ipynb: written\n"
    assert "bad.ipynb, cell 2 of 2 (id one) failed: ZeroDivisionError" in result.stderr
    assert "none.ipynb, line 1: this is no JSON" in result.stderr
    assert "Traceback" not in result.stderr
    assert outputs(good)["one"][0]["text"] == "1\n"
    assert outputs(bad)["one"] == []


def test_command_names_a_missing_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute.main(["nowhere.ipynb"]) == 1
    assert capsys.readouterr().err == "There is no notebook nowhere.ipynb.\n"


@pytest.mark.parametrize(
    ("text", "collapsed"),
    [
        ("plain\n", "plain\n"),
        ("1/2\r2/2\n", "2/2\n"),
        ("1/2\b\b\b\r2/2  \nnext", "2/2\nnext"),
        ("12\b3\n\bx\n", "13\nx\n"),
        ("kept  \n", "kept  \n"),
        ("done\r\n", "done\n"),
    ],
)
def test_collapse_progress(text: str, collapsed: str) -> None:
    assert execute.collapse_progress(text) == collapsed


def png(color: int, *, size: tuple[int, int] = (9, 9), format: str = "png", **options: object) -> str:  # noqa: A002
    """Return a one-color image in base64, as PNG or another format."""
    file = io.BytesIO()
    Image.new("L", size, color).save(file, format, **options)
    return base64.b64encode(file.getvalue()).decode()


def essence(output: dict) -> object:
    """Return the essence of an output under the settings of the book."""
    return execute.essence(output, execute.read_sanitizers())


def test_images_are_compared_by_their_pixels() -> None:
    assert png(1, compress_level=0) != png(1)
    assert essence({"image/png": png(1, compress_level=0)}) == essence({"image/png": png(1)})
    assert essence({"image/png": png(1)}) != essence({"image/png": png(2)})


@pytest.mark.parametrize("masks", [[], execute.read_sanitizers(), [*execute.read_sanitizers(), execute.NUMBER]])
def test_images_within_html_are_compared_by_their_pixels(masks: list[tuple[str, str]]) -> None:
    html = 'data=\'{{"frames":["data:image/{};base64,{}","data:image/png;base64,{}"]}}\''
    here = execute.essence({"text/html": html.format("png", png(1), png(2))}, masks)
    again = html.format("webp", png(1, format="webp", lossless=True), png(2, compress_level=0))
    assert execute.essence({"text/html": again}, masks) == here
    for changed in ((png(2), png(1)), (png(1), png(3)), (png(1), png(2, size=(8, 10)))):
        assert execute.essence({"text/html": html.format("png", *changed)}, masks) != here


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (BAR.format(1, 2, 2.5), BAR.format(12, 345, "2.5  "), True),
        (BAR.format(1, 2, 2.5), BAR.format(1, 2, 2.6), False),
        ("2/2 - 1s - 2ms/step - loss: 1\n", "2/2 - 3s - 950us/step - loss: 1\n", True),
        ("2/2 - 1s - 2ms/step - loss: 1\n", "2/2 - 1s - 2ms/step - loss: 2\n", False),
        ("<A at 0x7f00>", "<A at 0x8e1c>", True),
        ("<A at 0x7f00>", "<B at 0x7f00>", False),
        ("0x7f00", "0x7f01", False),
        ("<Figure size 640x480 with 1 Axes>", "<Figure size 641x480 with 1 Axes>", True),
        ("<Figure size 640x480 with 1 Axes>", "<Figure size 640x480 with 2 Axes>", False),
        ('<img src="data:image/png;base64,AA==" alt="a">', '<img src="data:image/png;base64,BB+/" alt="a">', True),
        ('<img src="data:image/png;base64,AA==" alt="a">', '<img src="data:image/png;base64,AA==" alt="b">', False),
        ("it took 2 s", "it took 3 s", False),
        ("two blanks  \n", "two blanks\n", False),
    ],
)
def test_only_times_addresses_sizes_and_payloads_may_differ(one: str, other: str, same: bool) -> None:
    assert (essence({"text": one}) == essence({"text": other})) == same


def test_only_numbers_may_differ_in_outputs_that_are_not_compared(tmp_path: Path) -> None:
    path = write(tmp_path / "page.ipynb", {"time": "import time; print(f'{time.time_ns() / 7} s')"})
    assert execute.refresh(path)
    assert execute.refresh(path)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(notebook, path)
    assert not execute.refresh(path)
    path.write_text(path.read_text(encoding="utf-8").replace("7} s", "7} m"), encoding="utf-8")
    assert execute.refresh(path)
    assert outputs(path)["time"][0]["text"].endswith(" m\n")


@pytest.mark.slow
def test_the_book_itself_is_left_as_it_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "book", tmp_path / "book", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    notebooks = sorted((tmp_path / "book").glob("*.ipynb"))
    assert execute.main([str(path) for path in notebooks]) == 0
    changed = [path.name for path in notebooks if without_pictures(path) != without_pictures(ROOT / "book" / path.name)]
    assert changed == []


def without_pictures(path: Path) -> str:
    """Everything in a notebook but its PNG, which other processors may draw a little differently."""
    return re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
