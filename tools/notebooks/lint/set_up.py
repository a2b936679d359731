"""Set-up: what a chapter takes from earlier ones is prepared in cells that the book folds under one quiet line.

Folding may hide no step of the chapter. So a set-up cell (tag ``set-up``) only imports and calls what pages have
explained, and shows nothing; such cells stand right below the opening, before anything else.
"""

import ast
import builtins
import re
from collections.abc import Iterator

from tools.notebooks.lint.notebooks import PACKAGE, SET_UP, Cell, Notebook, tags

STEPS = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)  # what a set-up consists of


def faults(notebook: Notebook) -> list[str]:
    """Say which cells of a lesson are set-up and not tagged, and which are tagged and are more than that."""
    if not notebook.is_lesson:
        return []
    opening = [id(cell) for cell in below_the_opening(notebook)]
    found = []
    for where, cell in notebook.numbered("code"):
        below = id(cell) in opening
        if SET_UP in tags(cell):
            found += [f"{where}: {fault}" for fault in set_up_faults(cell, below)]
        elif below and not cell["outputs"] and only_prepares(cell["source"]):
            found.append(f"{where}: it only prepares, before anything is seen; tag it {SET_UP}")
    return found


def below_the_opening(notebook: Notebook) -> Iterator[Cell]:
    """Give the code cells between the first cell and the next text, but for the look for the package."""
    for cell in notebook.cells[1:]:
        if cell["cell_type"] != "code":
            return
        if PACKAGE not in tags(cell):
            yield cell


def only_prepares(source: str) -> bool:
    """Tell whether code does nothing but import, call, and keep what comes of it."""
    return all(isinstance(statement, STEPS) for statement in ast.parse(source).body)


def set_up_faults(cell: Cell, below_opening: bool) -> list[str]:
    """Say what is wrong with one cell of the set-up."""
    found = []
    if not below_opening:
        found.append("set-up stands right below the opening, before any text")
    if not only_prepares(cell["source"]):
        found.append("set-up only imports and calls; what defines, repeats or decides is a step, so leave it in view")
    if cell["outputs"]:
        found.append("set-up shows nothing; show it in a cell that is in view")
    return found


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say which functions a set-up calls that no earlier chapter has shown, nor a text of its own."""
    found = []
    explained: set[str] = set()
    for notebook in notebooks:
        if notebook.is_chapter:
            explained |= words_in_code(notebook.markdown())
            for where, cell in notebook.numbered("code"):
                if SET_UP in tags(cell):
                    found += [
                        f"{where}: {name} is called in the set-up, and explained neither here nor before"
                        for name in sorted(called(cell["source"]) - explained)
                    ]
            explained |= seen(notebook)
    return found


def called(source: str) -> set[str]:
    """Give the names of the functions that code calls, those of Python left out."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {each.attr if isinstance(each, ast.Attribute) else each.id for each in calls if hasattr(each, "ctx")}
    return names - set(dir(builtins))


def words_in_code(text: str) -> set[str]:
    """Give the names that a text sets as code: after `load_mnist()` one has been told of load_mnist."""
    return {name for code in re.findall(r"`([^`\n]+)`", text) for name in re.findall(r"[A-Za-z_]\w*", code)}


def seen(notebook: Notebook) -> set[str]:
    """Give the names that are called in code which a reader of the page has in view."""
    found: set[str] = set()
    for _, cell in notebook.numbered("code"):
        if not tags(cell) & {SET_UP, PACKAGE, "remove-cell", "remove-input", "hide-input"}:
            found |= called(cell["source"])
    return found
