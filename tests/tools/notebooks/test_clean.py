"""tools/notebooks/clean.py: what is left of a notebook that was run. See test_execute.py for what a kernel makes."""

import pytest
from nbconvert.exporters import ScriptExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks.clean import clean, collapse_progress


@pytest.mark.parametrize(
    ("tags", "folded", "prompt"),
    [
        (["a-tag"], None, None),
        (["hide-output"], {"outputs_hidden": True}, "Show the answer"),
        (["question", "remove-input"], {"source_hidden": True}, None),
        (["solution"], {"outputs_hidden": True, "source_hidden": True}, None),
        (["guess", "remove-input"], {"source_hidden": True}, None),
        (["answer"], {"outputs_hidden": True, "source_hidden": True}, None),
    ],
)
def test_what_the_book_folds_jupyterlab_folds_too(
    tags: list[str], folded: dict[str, bool] | None, prompt: str | None
) -> None:
    cell = new_code_cell("1", metadata={"tags": tags, "jupyter": {"outputs_hidden": False}})
    clean(new_notebook(cells=[cell]))
    assert cell.metadata.get("jupyter") == folded
    assert cell.metadata.get("mystnb", {}).get("code_prompt_show") == prompt


def test_what_is_said_about_an_answer_is_folded_by_its_own_directive_alone() -> None:
    cell = new_markdown_cell(":::{dropdown} The answer\nIt is 2.\n:::", metadata={"tags": ["answer"]})
    clean(new_notebook(cells=[cell]))
    assert "jupyter" not in cell.metadata


@pytest.mark.parametrize(
    ("data", "tags", "prompt"),
    [
        ({"image/png": "iVBOR"}, [], "Show the code of this figure"),
        ({"text/html": "<frame-explorer></frame-explorer>"}, [], "Show the code of this figure"),
        ({"text/html": "<softmax-bars></softmax-bars>"}, [], "Show the code of this interactive part"),
        ({"image/png": "iVBOR"}, ["hide-output"], "Show the answer"),
    ],
)
def test_the_line_of_folded_code_says_what_it_draws(data: dict[str, str], tags: list[str], prompt: str) -> None:
    cell = new_code_cell("draw()", metadata={"tags": ["hide-input", *tags]}, outputs=[new_output("display_data", data)])
    clean(new_notebook(cells=[cell]))
    assert cell.metadata["mystnb"]["code_prompt_show"] == prompt
    assert cell.metadata["mystnb"]["code_prompt_hide"] == prompt.replace("Show", "Hide")
    assert "source_hidden" not in cell.metadata.get("jupyter", {})  # JupyterLab is for those who read code


def test_what_names_the_bug_of_a_case_is_folded_in_jupyterlab_too() -> None:
    data = {"text/html": "<case-file></case-file>"}
    cell = new_code_cell(
        "make_case()", metadata={"tags": ["case", "hide-input"]}, outputs=[new_output("display_data", data)]
    )
    clean(new_notebook(cells=[cell]))
    assert cell.metadata["jupyter"] == {"source_hidden": True}
    assert cell.metadata["mystnb"]["code_prompt_show"] == "Show the code of this case, which names the bug"


def test_cells_without_an_id_of_their_own_get_one_and_always_the_same() -> None:
    ids = []
    for _ in range(2):
        notebook = new_notebook(cells=[new_code_cell("1") for _ in range(3)])
        for cell, name in zip(notebook.cells, ("one", "one", ""), strict=True):
            cell.id = name
        clean(notebook)
        ids.append([cell.id for cell in notebook.cells])
    assert ids[0] == ids[1]
    assert ids[0][0] == "one"
    assert all(ids[0])
    assert len(set(ids[0])) == 3


KERNELS = {"name": "python", "version": "3.11.7"}  # as a kernel of some machine says it


def test_converters_know_that_it_is_python_whatever_ran_it() -> None:
    notebook = new_notebook(cells=[new_code_cell("x = 1")], metadata={"language_info": KERNELS})
    clean(notebook)
    script, resources = ScriptExporter().from_notebook_node(notebook)
    assert resources["output_extension"] == ".py"
    assert "x = 1" in script.splitlines()
    assert "version" not in notebook.metadata.language_info


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
    assert collapse_progress(text) == collapsed
