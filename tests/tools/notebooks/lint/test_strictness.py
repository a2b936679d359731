"""Strictness: what keeps a notebook from being compared is found."""

import pytest

from tests.tools.notebooks.lint.made_up import code, explorer_html, make, shown, words
from tools.notebooks.clean import METADATA
from tools.notebooks.lint.notebooks import Notebook
from tools.notebooks.lint.strictness import MAX_SIZE, WIDGET, book_faults, faults


def good_cells() -> list[dict]:
    explorer = shown(text_html=explorer_html("A caption.", "One", "Two"), text_plain="Explorer(number)")
    return [words("# A title"), code("print(7)", "7\n"), code("x = 1  # a; b\nx", explorer, tags=[])]


def test_good_notebook_has_no_fault() -> None:
    assert faults(make(*good_cells())) == []


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (words("  "), "is empty"),
        (words("text") | {"id": "cell-1"}, "not its own"),
        (words("text") | {"id": ""}, "not its own"),
        (code(""), "is empty"),
        (code("x") | {"execution_count": None}, "has not been executed as it stands"),
        (code("x") | {"execution_count": 7}, "has not been executed as it stands"),
        (code("x", execution={"start": 0}), "metadata"),
        (code("# NBVAL_IGNORE_OUTPUT\nx"), "steers nbval"),
        (code("x", tags=["raises-exception"]), "raise an exception"),
        (code("plot(x);  # quiet\n"), "semicolon"),
        (code("if x:\n    !ls"), "shell"),
        (code("%load_ext x"), "shell"),
        (code("x", {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}), "ends in an error"),
        (code("x", {"output_type": "stream", "name": "stderr", "text": ["W\n"]}), "stderr ('W')"),
        (code("x", "1/2\r2/2\n"), "progress bar"),
        (code("x", {"output_type": "display_data", "data": {WIDGET: {}}}), "widget view"),
        (code("x", tags=["nbval-ignore-output"]), "1 of 3 code cells are not compared"),
        (code("x", tags=["nbval-skip"]), "1 of 3 code cells are not compared"),
    ],
)
def test_fault_is_found(cell: dict, fault: str) -> None:
    found = faults(make(*good_cells(), cell))
    assert len(found) == 1
    assert fault in found[0]
    assert "09_made_up" in found[0]


def test_fault_of_a_whole_notebook_is_found() -> None:
    cells = good_cells()
    assert "not been executed" in faults(make(code("x") | {"execution_count": None}))[0]
    assert "bytes" in faults(Notebook("big", [], METADATA, MAX_SIZE + 1))[0]
    assert "metadata" in faults(Notebook("bare", make(*cells).cells))[0]
    made = make(*cells)
    made.metadata["widgets"] = {}
    assert "metadata" in faults(made)[0]
    versioned = METADATA | {"language_info": METADATA["language_info"] | {"version": "3.11.7"}}
    for metadata in (versioned, METADATA | {"language_info": {"name": "python"}}):
        assert "metadata" in faults(Notebook("page", good_cells()[:1], metadata))[0]


def test_few_uncompared_cells_are_allowed() -> None:
    ignoring = code("time()", "now", tags=["nbval-ignore-output"])
    assert faults(make(*[code("x") for _ in range(9)], ignoring)) == []
    assert book_faults([make(*[code("x") for _ in range(8)]), make(ignoring)]) != []
