"""scale.book_times: how the time of a notebook is split."""

from pathlib import Path

import pytest

from scale.book_times import imports_of, split
from tests.small_book import ROOT

CELLS = [
    "from helpers.reproducibility import make_reproducible\n\nmake_reproducible()",
    "import math\nx = math.pi",
    "def f():\n    import os\n\n\nfrom math import tau",
]


def test_imports_are_told_from_work() -> None:
    assert imports_of(CELLS).splitlines() == [
        "from helpers.reproducibility import make_reproducible",
        "make_reproducible()",
        "import math",
        "from math import tau",
    ]


def test_a_notebook_is_timed_part_by_part() -> None:
    times = split(ROOT / "book" / "02_one_hot.ipynb", ROOT)
    assert list(times) == ["kernel start", "imports", "work"]
    assert all(seconds > 0 for seconds in times.values())


def test_a_notebook_that_fails_is_named(tmp_path: Path) -> None:
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    (tmp_path / "book").mkdir()
    with pytest.raises(SystemExit, match=r"broken\.ipynb: ZeroDivisionError in a cell"):
        split(tmp_path / "broken.ipynb", tmp_path)
