"""Folding: a figure whose code is in view is found, and so is a fold that hides a step."""

import pytest

from tests.tools.notebooks.lint.made_up import code, explorer_html, make, shown
from tools.notebooks.lint.folding import Names, faults, names_of
from tools.notebooks.lint.notebooks import Cell

PNG = shown(image_png="iVBOR", text_plain="<Figure>")
EXPLORER = shown(text_html=explorer_html("A dot.", "One dark pixel."))
DRAW = "fig, ax = plt.subplots()\nax.plot(counts)"


def drawn(source: str = DRAW, output: dict = PNG, *tags: str) -> Cell:
    return code(source, output, tags=["hide-input", *tags])


def solved(source: str) -> Cell:
    return code(source, "1\n", tags=["solution"])


@pytest.mark.parametrize(
    "cells",
    [
        [code("counts = count()"), drawn(), code("print(counts)", "3\n")],
        [code(DRAW, PNG, tags=["code-is-read"])],
        [drawn(), code("for ax in range(3):\n    print(ax)", "0\n")],
        [drawn(), code("print([ax for ax in range(3)], (lambda fig: fig)(1))", "0\n")],
        [drawn(), code("def show(fig):\n    ax = fig\n    return ax\n\n\nprint(show(1))", "1\n")],
        [drawn(), drawn("plt.plot(ax)", EXPLORER), solved("print(fig)")],
        [solved("total = 1\nprint(total)"), solved("print(total)")],
        [code("rate = 0.1", tags=["code-is-read"]), drawn("plot(rate)")],
        [code("rate = 0.1"), drawn("plot(rate)"), solved("print(rate)")],
        [code("rate = 0.1\nprint(rate)", "0.1\n"), drawn("plot(rate)")],
        [drawn(), code("ax = 1\n\n\ndef show():\n    return ax\n\n\nprint(show())", "1\n")],
        [code("assert True\nprint(1)", "1\n"), code("import numpy as np")],
    ],
)
def test_good_cells_have_no_fault(cells: list[Cell]) -> None:
    assert faults(make(*cells)) == []


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (
            [code(DRAW, PNG)],
            "fold what only draws: tag hide-input; or, if this code is itself the lesson, code-is-read",
        ),
        ([code("explore(draw)", EXPLORER)], "fold what only draws"),
        ([code("x = 1", tags=["hide-input"]), code("y = 1")], "it is folded and shows no figure"),
        ([code("assert x == 1\nassert y")], "it only asserts"),
        ([drawn(), code("print(ax)", "Axes\n")], "it is folded, and ax is read in 09_made_up, cell 2 (print(ax))"),
        ([drawn("import numpy as np"), code("print(np.pi)", "3\n")], "and np is read in"),
        ([drawn("from a import b as c"), code("print(c)", "3\n")], "and c is read in"),
        ([drawn("def draw(): pass"), code("print(draw())", "3\n")], "and draw is read in"),
        ([drawn("class Draw: pass"), code("print(Draw)", "3\n")], "and Draw is read in"),
        ([drawn("for digit in range(9): plot(digit)"), code("print(digit)", "8\n")], "and digit is read in"),
        ([drawn("with plot() as part: draw()"), code("print(part)", "8\n")], "and part is read in"),
        ([drawn("plot(n := 3)"), code("print(n)", "3\n")], "and n is read in"),
        ([drawn("(a, *b), c[0] = 1"), code("print(b)", "3\n")], "and b is read in"),
        ([drawn("counts += 1"), code("print(counts)", "3\n")], "and counts is read in"),
        ([drawn("counts[0] = 1"), code("print(counts)", "3\n")], "and counts is read in"),
        ([drawn("model.layers[0].rate = 1"), code("print(model)", "3\n")], "and model is read in"),
        ([drawn("del counts"), code("print(counts)", "3\n")], "and counts is read in"),
        ([drawn("def draw():\n    global x\n    x = 1"), code("print(x)", "3\n")], "and x is read in"),
        ([drawn(), code("fig = fig + 1\nprint(fig)", "3\n")], "and fig is read in"),
        ([drawn(), code("def show():\n    return ax", tags=["code-is-read"])], "and ax is read in"),
        ([drawn(), code("print([ax for _ in range(3)])", "3\n")], "and ax is read in"),
        ([code("print(counts)", "3\n"), drawn("counts = 1")], "and counts is read in"),
        ([solved("total = 1"), code("print(total)", "3\n")], "and total is read in"),
        ([code("total = 1", "1\n", tags=["answer"]), code("print(total)", "3\n")], "and total is read in"),
        ([code("x = 1", "1\n", tags=["remove-input"]), code("print(x)", "1\n")], "and x is read in"),
        ([code("shades = 1"), drawn("plot(shades)")], "only folded figures need what it makes"),
        ([code("def draw(): pass"), drawn("explore(draw)", EXPLORER)], "only folded figures need what it makes"),
    ],
)
def test_fault_is_found(cells: list[Cell], says: str) -> None:
    (fault,) = faults(make(*cells))
    assert says in fault
    assert fault.startswith("09_made_up, cell ")


def test_names_of_functions_and_comprehensions_stay_within_them() -> None:
    source = "def f(a):\n    b = a + c\n    return [d + g for d in b]\n\n\ntable = [e + h for e in f(x)]"
    assert names_of(source) == Names(frozenset({"f", "table"}), frozenset("cghx"))
