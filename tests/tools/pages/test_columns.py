"""What a cell prints in columns is told from what may wrap on a phone."""

import pytest

from tools.pages.extensions.columns import classes_of


@pytest.mark.parametrize(
    ("lengths", "classes"),
    [
        ([20, 38, 38], []),
        ([60, 60], []),
        ([20, 39, 10], ["columns", "columns-small"]),
        ([46, 46, 46], ["columns", "columns-small"]),
        ([20, 47, 47], ["columns"]),
        ([88, 88, 88], ["columns"]),
        ([20, 89, 20], []),  # would scroll at a desk as well
    ],
)
def test_lines_below_each_other_are_columns(lengths: list[int], classes: list[str]) -> None:
    assert classes_of("\n".join(length * "x" for length in lengths) + "\n") == classes
