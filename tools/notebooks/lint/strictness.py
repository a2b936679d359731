"""Strictness: the committed notebooks are whole, and nbval has something to compare in each."""

import re

from tools.notebooks.clean import METADATA
from tools.notebooks.lint.notebooks import UNCOMPARED, Cell, Notebook, tags

MAX_SIZE = 1_500_000  # bytes
MAX_UNCOMPARED = 0.1  # of the code cells
WIDGET = "application/vnd.jupyter.widget-view+json"
CELL_METADATA = {"jupyter", "mystnb", "tags"}  # anything else is a trace of one run or of one editor


def faults(notebook: Notebook) -> list[str]:
    """Say what keeps a notebook from being compared strictly."""
    found = file_faults(notebook) + id_faults(notebook)
    if unexecuted := execution_faults(notebook):
        return found + unexecuted
    for where, cell in notebook.numbered("code"):
        found += [f"{where}: {fault}" for fault in cell_faults(cell) + output_faults(cell)]
    return found + uncompared_faults(notebook.name, [notebook])


def execution_faults(notebook: Notebook) -> list[str]:
    """Say whether a notebook was not executed as it stands: all its code cells, once, from the top."""
    counts = [cell.get("execution_count") for _, cell in notebook.numbered("code")]
    if counts == [*range(1, len(counts) + 1)]:
        return []
    return [
        f"{notebook.name}: it has not been executed as it stands, all cells from the top; save it and run "
        f".venv/bin/python -m tools.notebooks.execute book/{notebook.name}.ipynb"
    ]


def file_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with a notebook's size and metadata."""
    found = []
    if notebook.size > MAX_SIZE:
        found.append(f"{notebook.name}: {notebook.size:,} bytes, above {MAX_SIZE:,}; draw smaller")
    if {**notebook.metadata, "kernelspec": ""} != {**METADATA, "kernelspec": ""}:
        found.append(f"{notebook.name}: its metadata is another than make execute writes; run make execute")
    return found


def id_faults(notebook: Notebook) -> list[str]:
    """Say which cells are empty, or have no id of their own."""
    found = []
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        name = cell.get("id", "")
        if not name or name in seen:
            found.append(f"{notebook.name}, cell {number}: its id {name!r} is empty or not its own; give it another")
        if not cell["source"].strip():
            found.append(f"{notebook.name}, cell {number}: it is empty; delete it")
        seen.add(name)
    return found


def cell_faults(cell: Cell) -> list[str]:
    """Say what is wrong with a code cell."""
    found = []
    if set(cell["metadata"]) - CELL_METADATA:
        found.append(f"its metadata holds more than {sorted(CELL_METADATA)}; run make execute")
    if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE)", cell["source"]):
        found.append("a comment steers nbval; use a tag, which readers do not see")
    if any("raises-exception" in tag for tag in tags(cell)):
        found.append("it is tagged to raise an exception; catch the exception and print it")
    if re.search(r"(?m)^\s*(!|%%?[a-z])", cell["source"]):
        found.append("it hands a line to the shell or to IPython, which is no Python; write it in Python")
    if re.search(r";\s*(#.*)?$", cell["source"].rstrip()):
        found.append("it ends in a semicolon, which hides nothing from nbval; assign the value instead")
    return found


def output_faults(cell: Cell) -> list[str]:
    """Say what is wrong with the outputs of a code cell."""
    found = []
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
