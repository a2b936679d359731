"""Set-up: code that only prepares is folded at the head of a page, and no step of the page is folded with it."""

import pytest

from tests.tools.notebooks.lint.made_up import code, make, words
from tools.notebooks.lint.notebooks import Cell
from tools.notebooks.lint.set_up import book_faults, called, faults

TITLE = words("# Title\n\nA question.")
PACKAGE = code("import helpers.data", tags=["package", "remove-cell"])
IMPORTS = "import numpy as np\nfrom helpers.data import load_mnist\n\nuse_style()\nx, y = load_mnist()"


def set_up(source: str = IMPORTS, *outputs: str) -> Cell:
    return code(source, *outputs, tags=["set-up"])


@pytest.mark.parametrize(
    "cells",
    [
        [TITLE, PACKAGE, set_up(), words("## A section")],
        [TITLE, PACKAGE, set_up("make_reproducible()"), set_up(), code("print(y[:3])", "[5 0 4]\n")],
        [TITLE, PACKAGE, code(IMPORTS + "\nprint(y)", "5\n"), words("## A section")],
        [TITLE, words("## Load the data"), code(IMPORTS)],  # the first chapter explains it
        [TITLE, code("def rate():\n    return 0.1")],
    ],
)
def test_good_cells_have_no_fault(cells: list[Cell]) -> None:
    assert faults(make(*cells)) == []


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([TITLE, PACKAGE, code(IMPORTS)], "it only prepares, before anything is seen; tag it set-up"),
        ([TITLE, PACKAGE, set_up(), code("model = trained_network()")], "cell 4 (model = trained_network())"),
        ([TITLE, words("## A section"), set_up()], "right below the opening"),
        ([TITLE, set_up(IMPORTS, "5\n")], "set-up shows nothing"),
        ([TITLE, set_up("for n in range(3):\n    learn(n)")], "only imports and calls"),
        ([TITLE, set_up("def learn():\n    pass")], "only imports and calls"),
        ([TITLE, set_up("assert load_mnist()")], "only imports and calls"),
    ],
)
def test_fault_is_found(cells: list[Cell], says: str) -> None:
    (fault,) = faults(make(*cells))
    assert says in fault
    assert fault.startswith("09_made_up, cell ")


def test_pages_that_are_no_lessons_need_no_set_up() -> None:
    assert faults(make(TITLE, code(IMPORTS), name="index")) == []


@pytest.mark.parametrize(
    "earlier",
    [
        [words("`use_style` sets the look, `load_mnist()` loads.")],
        [code("use_style()\npairs = data.load_mnist()")],
        [words("`use_style` sets the look."), code("load_mnist()", tags=["solution"])],
    ],
)
def test_what_an_earlier_chapter_has_shown_may_be_called(earlier: list[Cell]) -> None:
    assert book_faults([make(*earlier, name="01_first"), make(set_up(), name="02_second")]) == []


def test_what_the_text_of_the_page_explains_may_be_called() -> None:
    assert book_faults([make(set_up("make_reproducible()"), words("Why `make_reproducible`?"))]) == []


@pytest.mark.parametrize(
    "pages",
    [
        [make(set_up("np.array([1])\nload_mnist()"), words("`np.array` is known."))],
        [make(set_up("load_mnist()"), name="01_first"), make(words("`load_mnist`"), name="02_second")],
        [make(code("load_mnist()", tags=["hide-input"]), name="01_first"), make(set_up("load_mnist()"))],
        [make(words("`load_mnist`"), name="index"), make(set_up("load_mnist()"))],
        [make(code("load_mnist()"), set_up("load_mnist()"))],  # the page itself has to say it in words
    ],
)
def test_a_call_that_nobody_has_explained_is_found(pages: list) -> None:
    (fault,) = book_faults(pages)
    assert "load_mnist is called in the set-up, and explained neither here nor before" in fault


def test_calls_are_found_wherever_they_stand() -> None:
    assert called("x = standardize(x, *pixel_statistics(x))\nkeras.utils.to_categorical(len(y))") == {
        "standardize",
        "pixel_statistics",
        "to_categorical",
    }
