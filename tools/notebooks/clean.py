"""Clean a notebook that was run: what is left is what the book shows and the tests compare."""

import copy
import hashlib
import itertools
import re
from typing import Any

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {  # what converters and editors ask for; a kernel would add its very version of Python
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
CELL_METADATA = {"mystnb", "tags"}
FOLDED = {  # by tag: what JupyterLab folds, as the book does
    "case": {"source_hidden": True},
    "guess": {"source_hidden": True},
    "hide-output": {"outputs_hidden": True},
    "package": {"source_hidden": True},
    "question": {"source_hidden": True},
    "solution": {"outputs_hidden": True, "source_hidden": True},
}
FOLDED_CODE = {"answer": {"outputs_hidden": True, "source_hidden": True}}  # the same for code alone
FIGURE, INTERACTIVE = "the code of this figure", "the code of this interactive part"
CASE = "the code of this case, which names the bug"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

Output = dict[str, Any]
Cell = Any  # nbformat's NotebookNode: a dict with attributes
Notebook = Any  # likewise


def clean(notebook: Notebook) -> None:
    """Reduce a notebook that was run to what the book shows and the tests compare."""
    notebook.metadata = type(notebook.metadata)(copy.deepcopy(METADATA))
    notebook.nbformat, notebook.nbformat_minor = 4, max(notebook.nbformat_minor, 5)
    give_ids(notebook.cells)
    for cell in notebook.cells:
        clean_metadata(cell)
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code_cells:
        cell.outputs = clean_outputs(cell.outputs)
    count_executions(code_cells)


def give_ids(cells: list[Cell]) -> None:
    """Give an id, always the same one, to each cell that has none of its own."""
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        if not cell.get("id") or cell.id in seen:
            cell.id = hashlib.sha256(f"{index} {cell.source}".encode()).hexdigest()[:8]
        seen.add(cell.id)


def clean_metadata(cell: Cell) -> None:
    """Keep what the book reads of a cell's metadata, and let JupyterLab fold what the book folds."""
    for key in cell.metadata.keys() - CELL_METADATA:
        del cell.metadata[key]
    cell_tags = cell.metadata.get("tags", [])
    folded = FOLDED if cell.cell_type == "markdown" else FOLDED | FOLDED_CODE
    for tag in folded.keys() & cell_tags:
        cell.metadata["jupyter"] = folded[tag]
    if what := what_is_folded(cell):
        shown = cell.metadata.setdefault("mystnb", {})
        shown["code_prompt_show"] = f"Show {what}"
        shown["code_prompt_hide"] = f"Hide {what}"


def what_is_folded(cell: Cell) -> str:
    """Name what the book folds of a cell; of an answer whose code is folded, too, the answer."""
    cell_tags = cell.metadata.get("tags", [])
    if "hide-output" in cell_tags:
        return "the answer"
    if "case" in cell_tags:
        return CASE
    if "hide-input" in cell_tags:
        return FIGURE if is_figure(cell) else INTERACTIVE
    return ""


def is_figure(cell: Cell) -> bool:
    """Tell whether a cell's output is an image, or an explorer, which has a caption like one."""
    kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
    markup = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return any(kind.startswith("image/") for kind in kinds) or "<frame-explorer" in markup


def count_executions(code_cells: list[Cell]) -> None:
    """Count the cells that were run from 1, without gaps; a cell without code is not run."""
    counter = itertools.count(1)
    for cell in code_cells:
        if cell.execution_count is not None:
            cell.execution_count = next(counter)
        count_results(cell)


def count_results(cell: Cell) -> None:
    """Give the results of a code cell the cell's own execution count."""
    for output in cell.outputs:
        if output["output_type"] == "execute_result":
            output["execution_count"] = cell.execution_count


def clean_outputs(outputs: list[Output]) -> list[Output]:
    """Drop stderr and widget views, join consecutive chunks of text, collapse progress bars."""
    kept: list[Output] = []
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stderr":
                continue
            if kept and kept[-1]["output_type"] == "stream":
                kept[-1]["text"] += output["text"]
                continue
        elif "data" in output:
            output["data"].pop(WIDGET_VIEW, None)
            if not output["data"]:
                continue
        kept.append(output)
    for output in kept:
        if output["output_type"] == "stream":
            output["text"] = collapse_progress(output["text"])
    return [output for output in kept if output.get("text") != ""]


def collapse_progress(text: str) -> str:
    r"""Text as a terminal shows it in the end: ``\r`` starts a line again, ``\b`` goes one back.

    >>> collapse_progress("1/2\b\b\b\r2/2 \nnext")
    '2/2\nnext'
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "\r" in line:
            states = [state for state in line.split("\r") if state]
            line = states[-1].rstrip(" ") if states else ""
        while "\b" in line:
            line = re.sub("^\b+|[^\b]\b", "", line)
        lines[number] = line
    return "\n".join(lines)
