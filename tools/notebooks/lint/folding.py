"""Folding: code that only draws is folded in the book, and no step that a reader reads hides in a fold.

A cell whose output is a picture or an interactive part is folded (tag ``hide-input``), unless its code is itself the
lesson (tag ``code-is-read``). What goes on outside the folds has to make sense without them, so a folded cell binds and
changes nothing that visible code reads.
"""

import ast
import dis
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from helpers.elements.packing import elements_in
from tools.notebooks.lint.notebooks import Cell, Notebook, tags
from tools.notebooks.lint.page import has_image, html_of

DRAWING = "hide-input"
READ = "code-is-read"
FOLDED = {DRAWING, "hide-cell", "remove-input", "remove-cell", "solution"}  # tags of cells whose code is not in view
OUT_OF_VIEW = {*FOLDED, "answer"}  # an answer is in view only once the reader has guessed


@dataclass(frozen=True)
class Names:
    """What the code of a cell does with names of the notebook."""

    bound: frozenset[str]  # by assignment, loop, import, def, …, or changed as in x[0] = 1 and x.y = 1
    read: frozenset[str]  # before the cell itself binds them, or in a function


def faults(notebook: Notebook) -> list[str]:
    """Say which cells ought to be folded, and which folds hide more than they may."""
    cells = list(notebook.numbered("code"))
    found = [f"{where}: {fault}" for where, cell in cells for fault in cell_faults(cell)]
    uses = [(where, cell, names_of(cell["source"])) for where, cell in cells]
    return found + hidden_step_faults(uses) + plumbing_faults(uses)


def shows_a_picture(cell: Cell) -> bool:
    """Tell whether an output of a cell is an image or an interactive part."""
    return any(has_image(output) or any(elements_in(html_of(output))) for output in cell["outputs"])


def cell_faults(cell: Cell) -> list[str]:
    """Say whether one cell ought to be folded, or not to be."""
    marks, pictured = tags(cell), shows_a_picture(cell)
    found = []
    if pictured and not marks & {*FOLDED, READ}:
        found.append(f"fold what only draws: tag {DRAWING}; or, if this code is itself the lesson, {READ}")
    if DRAWING in marks and not pictured and cell.get("execution_count"):
        found.append("it is folded and shows no figure; fold its code with that of the figure which needs it")
    if not marks & FOLDED and only_asserts(cell["source"]):
        found.append("it only asserts; put this into the folded cell of the figure that it is about")
    return found


def only_asserts(source: str) -> bool:
    """Tell whether code does nothing but assert."""
    return all(isinstance(statement, ast.Assert) for statement in ast.parse(source).body)


def hidden_step_faults(uses: list[tuple[str, Cell, Names]]) -> list[str]:
    """Say which names in visible code come out of folded code, or are changed by it."""
    found = []
    for where, cell, names in uses:
        if tags(cell) & OUT_OF_VIEW:
            for reader, other, its_names in uses:
                shared = sorted(names.bound & its_names.read)
                if shared and not tags(other) & OUT_OF_VIEW:
                    found.append(f"{where}: it is folded, and {', '.join(shared)} is read in {reader}; do it in view")
    return found


def plumbing_faults(uses: list[tuple[str, Cell, Names]]) -> list[str]:
    """Say which visible cells show nothing, and make only what folded figures need."""
    found = []
    for where, cell, names in uses:
        readers = [other for _, other, its_names in uses if other is not cell and names.bound & its_names.read]
        drawn = [other for other in readers if DRAWING in tags(other)]
        if readers and len(drawn) == len(readers) and not cell["outputs"] and not tags(cell) & {*FOLDED, READ}:
            found.append(f"{where}: only folded figures need what it makes; fold it with them, or tag it {READ}")
    return found


def names_of(source: str) -> Names:
    """Find out what code does with names; Python's compiler knows which are local to a function."""
    bound, read, read_in_functions = set(), set(), set()
    for instruction in dis.get_instructions(compile(source, "cell", "exec")):
        name = instruction.argval
        if instruction.opname in ("STORE_NAME", "DELETE_NAME"):
            bound.add(name)
        elif instruction.opname == "LOAD_NAME" and name not in bound:
            read.add(name)
        elif isinstance(name, CodeType):
            for inner in instructions_within(name):
                if inner.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                    bound.add(inner.argval)
                elif inner.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
                    read_in_functions.add(inner.argval)
    return Names(frozenset(bound | changed(source)), frozenset(read | (read_in_functions - bound)))


def instructions_within(code: CodeType) -> Iterator[dis.Instruction]:
    """Give the instructions of a function, and of those within it."""
    for instruction in dis.get_instructions(code):
        yield instruction
        if isinstance(instruction.argval, CodeType):
            yield from instructions_within(instruction.argval)


def changed(source: str) -> set[str]:
    """Give the names of things of which an item or an attribute is set or deleted."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            whole: ast.expr = node
            while isinstance(whole, ast.Attribute | ast.Subscript):
                whole = whole.value
            if isinstance(whole, ast.Name):
                found.add(whole.id)
    return found
