"""The test images: a page that reads them stands in the table that says who does, in the chapter on the data."""

import ast
import functools
import re

from tools.notebooks.lint.notebooks import ROOT, Cell, Notebook, read, unlisted

LISTING = "01_dataset"  # the page with the table; it stands in it as "Here"
LABEL, TITLE = "(test-set-count)=", "How often this book opens the test set"
NAMES = {"x_test", "y_test"}  # as all pages call what load_mnist gives


def faults(notebook: Notebook, listed: frozenset[str] | None = None) -> list[str]:
    """Say which cells read test images in a page that the table does not name.

    Parameters
    ----------
    notebook
        The page.
    listed
        The pages that the table names; those of the book, if None.
    """
    listed = readers() if listed is None else listed
    if notebook.name in listed | unlisted():
        return []
    return [
        f"{where}: it reads the test images, which are not explored; use the training or the validation images, or add "
        f"a row for {notebook.name}.ipynb to the table under “{TITLE}” in book/{LISTING}.ipynb"
        for where, cell in notebook.numbered("code")
        if reads_test_images(cell)
    ]


@functools.cache
def readers() -> frozenset[str]:
    """Give the names of the pages that the table of the book lists."""
    return listed_in(read(ROOT / "book" / f"{LISTING}.ipynb"))


def listed_in(listing: Notebook) -> frozenset[str]:
    """Give the names of the pages to which rows of the table link, and of the page with the table."""
    rows = [
        line
        for cell in listing.cells
        if LABEL in cell["source"]
        for line in cell["source"].split("\n")
        if line.startswith("|")
    ]
    return frozenset([LISTING, *re.findall(r"\]\((\w+)\.ipynb\)", "\n".join(rows))])


def reads_test_images(cell: Cell) -> bool:
    """Tell whether a cell's code reads them; giving them their names, where all images are loaded, is not reading."""
    try:
        tree = ast.parse(cell["source"])
    except SyntaxError:  # another gate says so
        return False
    return any(
        isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load) for node in ast.walk(tree)
    )
