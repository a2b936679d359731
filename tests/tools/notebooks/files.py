"""Notebooks in files: how the tests make them, and what they look at."""

import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


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


def without_pictures(path: Path) -> str:
    """Everything in a notebook but its PNG, which other processors may draw a little differently."""
    return re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
