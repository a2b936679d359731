"""Strictness: the committed notebooks are whole, and nbval has something to compare in each."""

import re
from pathlib import Path

import pytest

from tools.notebooks.lint.notebooks import (
    PATHS,
    ROOT,
    UNCOMPARED,
    Notebook,
    code,
    explorer_html,
    make,
    read,
    sanitize,
    sanitizers,
    shown,
    tags,
    words,
)

CHAPTERS = ["01_dataset", "02_one_hot", "03_linear_neuron", "04_normalization"]
CHAPTERS += ["05_model", "06_training", "07_predictions"]
MAX_SIZE = 1_000_000  # bytes
MAX_UNCOMPARED = 0.1  # of the code cells
WIDGET = "application/vnd.jupyter.widget-view+json"
CELL_METADATA = {"jupyter", "mystnb", "tags"}  # anything else is a trace of one run or of one editor


def faults(notebook: Notebook) -> list[str]:
    """Say what keeps a notebook from being compared strictly."""
    found = []
    if notebook.size > MAX_SIZE:
        found.append(f"{notebook.name}: {notebook.size:,} bytes, above {MAX_SIZE:,}; draw smaller")
    if {**notebook.metadata, "kernelspec": ""} != {"kernelspec": "", "language_info": {"name": "python"}}:
        found.append(f"{notebook.name}: its metadata is not kernelspec and language_info.name alone; run make execute")
    ids = [cell.get("id", "") for cell in notebook.cells]
    for number, (name, cell) in enumerate(zip(ids, notebook.cells, strict=True), start=1):
        if not name or name in ids[: number - 1]:
            found.append(f"{notebook.name}, cell {number}: its id {name!r} is empty or not its own; give it another")
        if not cell["source"].strip():
            found.append(f"{notebook.name}, cell {number}: it is empty; delete it")
    cells = list(notebook.numbered("code"))
    if cells and not any(cell.get("execution_count") for _, cell in cells):
        return [*found, f"{notebook.name}: it has not been executed; run make execute"]
    for position, (where, cell) in enumerate(cells, start=1):
        found += [f"{where}: {fault}" for fault in cell_faults(cell, position)]
    return found + uncompared_faults(notebook.name, [notebook])


def cell_faults(cell: dict, position: int) -> list[str]:
    """Say what is wrong with a code cell, the ``position``-th of its notebook."""
    found = []
    if cell.get("execution_count") != position:
        found.append(f"its execution count is {cell.get('execution_count')}, not {position}; run make execute")
    if set(cell["metadata"]) - CELL_METADATA:
        found.append(f"its metadata holds more than {sorted(CELL_METADATA)}; run make execute")
    if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE)", cell["source"]):
        found.append("a comment steers nbval; use a tag, which readers do not see")
    if any("raises-exception" in tag for tag in tags(cell)):
        found.append("it is tagged to raise an exception; catch the exception and print it")
    if re.search(r";\s*(#.*)?$", cell["source"].rstrip()):
        found.append("it ends in a semicolon, which hides nothing from nbval; assign the value instead")
    for output in cell["outputs"]:
        text = "".join(output.get("text", ""))
        if output["output_type"] == "error":
            found.append("it ends in an error; catch and print what the page means to show")
        if output.get("name") == "stderr":
            found.append(f"it writes to stderr ({text.strip()[:60]!r}); mend the cause")
        if "\r" in text or "\b" in text:
            found.append("its output holds a progress bar's earlier states; run make execute")
        if WIDGET in output.get("data", {}):
            found.append("it holds a widget view, which means nothing without its kernel; run make execute")
    return found


def uncompared_faults(name: str, notebooks: list[Notebook]) -> list[str]:
    """Say whether too many cells keep their outputs from being compared."""
    cells = [cell for notebook in notebooks for _, cell in notebook.numbered("code")]
    ignored = [cell for cell in cells if tags(cell) & UNCOMPARED]
    if len(ignored) <= MAX_UNCOMPARED * len(cells):
        return []
    return [f"{name}: {len(ignored)} of {len(cells)} code cells are not compared; at most {MAX_UNCOMPARED:.0%} may be"]


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say what is wrong with the notebooks taken together."""
    return uncompared_faults("the book", notebooks)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_is_strict(path: Path) -> None:
    assert not faults(read(path))


def test_book_is_strict() -> None:
    assert not book_faults([read(path) for path in PATHS])


def test_table_of_contents_lists_every_notebook() -> None:
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    listed = {Path(name).stem for name in re.findall(r"(?:file|root): *[\"']?([\w./-]+)", contents)}
    assert listed >= {*CHAPTERS, "index"}
    assert {path.stem for path in PATHS} >= {*CHAPTERS, "index"}, "a chapter is missing from book/"
    assert listed >= {path.stem for path in PATHS}, "a notebook is missing from _toc.yml"


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
        (code("x") | {"execution_count": None}, "execution count is None, not 3"),
        (code("x") | {"execution_count": 7}, "execution count is 7, not 3"),
        (code("x", execution={"start": 0}), "metadata"),
        (code("# NBVAL_IGNORE_OUTPUT\nx"), "steers nbval"),
        (code("x", tags=["raises-exception"]), "raise an exception"),
        (code("plot(x);  # quiet\n"), "semicolon"),
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
    assert "bytes" in faults(Notebook("big", [], {"language_info": {"name": "python"}}, MAX_SIZE + 1))[0]
    assert "metadata" in faults(Notebook("bare", make(*cells).cells))[0]
    made = make(*cells)
    made.metadata["widgets"] = {}
    assert "metadata" in faults(made)[0]


def test_few_uncompared_cells_are_allowed() -> None:
    ignoring = code("time()", "now", tags=["nbval-ignore-output"])
    assert faults(make(*[code("x") for _ in range(9)], ignoring)) == []
    assert book_faults([make(*[code("x") for _ in range(8)]), make(ignoring)]) != []


ORDINARY = """accuracy: 0.9625 - loss: 0.12865052776524868 - val_loss: 0.1418
(60000, 784) float64 uint8 [0 1 2 3 4 5 6 7 8 9] 96.25%
Total params: 118,282 (924.08 KB) Epoch 1/3 1875/1875 375 wrong of 10,000
label: 5, 0.000123 1.5e-07 -0.4240738943910262 {'lr': 0.01} True None [[0. 1.]]
<table><tr><td>28 x 28</td></tr></table> /tmp/digits.npz 2026-01-31 <class 'int'>"""


def test_sanitize_file_leaves_ordinary_outputs_alone() -> None:
    assert sanitize(ORDINARY) == ORDINARY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1875/1875 - 3s - 2ms/step - loss: 0.1", "1875/1875 - 12s - 956us/step - loss: 0.1"),
        ("1875/1875 \u2501\u2501 3s 2ms/step - loss: 0.1", "1875/1875 \u2501\u2501 0s 956us/step - loss: 0.1"),
        ("<Model at 0x7f01ab>", "<Model at 0x5555c0ffee>"),
        ("<Figure size 640x480 with 1 Axes>", "<Figure size 500x200 with 1 Axes>"),
        ('<img src="data:image/png;base64,iVBOR+/=">', '<img src="data:image/png;base64,AAAA">'),
        ('data=\'{"content":"data:image/webp;base64,UklG"}\'', 'data=\'{"content":"data:image/webp;base64,AAAA"}\''),
    ],
)
def test_sanitize_file_evens_out_what_differs_between_runs(one: str, other: str) -> None:
    assert sanitizers()
    assert sanitize(one) == sanitize(other)


def test_sanitize_file_keeps_results_beside_timings() -> None:
    line = "1875/1875 - 3s - 2ms/step - accuracy: {} - loss: {}"
    assert sanitize(line.format(0.96, 0.1)) != sanitize(line.format(0.97, 0.1))
    assert sanitize(line.format(0.96, 0.1)) != sanitize(line.format(0.96, 0.2))
    image = '<img src="data:image/png;base64,AAAA" alt="a {}">'
    assert sanitize(image.format(5)) != sanitize(image.format(6))
