"""A notebook as the gates read it: its cells, with their sources as text."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.notebooks.notebook_file import notebook_content

ROOT = Path(__file__).resolve().parents[3]
PATHS = sorted((ROOT / "book").glob("*.ipynb"))

UNCOMPARED = {"nbval-ignore-output", "nbval-skip"}  # tags: nbval does not look at the output
PRACTICE = {"case", "exercise", "guess", "question", "solution"}  # tags: for readers to work on, not to read
PACKAGE = "package"  # tag: the page does not show it; it looks whether a notebook that is run finds helpers
SET_UP = "set-up"  # tag: what earlier chapters explained is imported and prepared, folded in the book

Cell = dict[str, Any]


@dataclass(frozen=True)
class Notebook:
    """A notebook: its name, its cells, with their sources as text, its metadata and size in bytes."""

    name: str
    cells: list[Cell]
    metadata: dict[str, Any] = field(default_factory=dict)
    size: int = 0

    @property
    def is_chapter(self) -> bool:
        """Whether the page is a chapter; other pages, such as the index, have no number."""
        return self.name[0].isdigit()

    @property
    def is_lesson(self) -> bool:
        """Whether the page has the anatomy of a lesson: the first page has not, nor those that no reader is led to."""
        return self.name != "index" and self.name not in unlisted()

    def numbered(self, kind: str) -> Iterator[tuple[str, Cell]]:
        """Give the cells of a kind ("code" or "markdown"), each with words that say where it is."""
        for number, cell in enumerate(self.cells, start=1):
            if cell["cell_type"] == kind:
                first = cell["source"].strip().split("\n")[0][:40]
                yield f"{self.name}, cell {number} ({first})", cell

    def markdown(self) -> str:
        """Give the source of all Markdown cells, one below the other."""
        return "\n\n".join(cell["source"] for cell in self.cells if cell["cell_type"] == "markdown")

    def cell(self, number: int) -> Cell:
        """Give a cell, counted from 1; before the first and after the last one, an empty cell."""
        if 1 <= number <= len(self.cells):
            return self.cells[number - 1]
        return {"cell_type": "markdown", "source": "", "metadata": {}}


@functools.cache
def unlisted() -> frozenset[str]:
    """Give the names of the notebooks that are built and stand in no table of contents, as ``_config.yml`` has them."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return frozenset(Path(page).name for page in config["sphinx"]["config"]["unlisted_pages"])


def read(path: Path) -> Notebook:
    """Read a notebook from disk.

    Raises
    ------
    NoNotebook
        The file holds none.
    """
    content = notebook_content(path)
    cells = [{**cell, "source": "".join(cell["source"])} for cell in content["cells"]]
    return Notebook(path.stem, cells, content["metadata"], path.stat().st_size)


def tags(cell: Cell) -> set[str]:
    """Give the tags of a cell."""
    return set(cell["metadata"].get("tags", []))


def lessons(cells: Iterable[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    """Leave out practice and the look for the package: they count neither for length nor for hidden code."""
    return [(where, cell) for where, cell in cells if not tags(cell) & {*PRACTICE, PACKAGE}]
