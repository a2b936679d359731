"""The test images: a page that reads them and does not stand in the table is found."""

import pytest

from tests.tools.notebooks.lint.made_up import code, make, words
from tools.notebooks.lint.held_out import faults, listed_in, readers, reads_test_images

TABLE = "(test-set-count)=\n### How often\n\n| [Train](06_training.ipynb) | once |\n\nSee [more](07_more.ipynb)."


def test_a_page_that_the_table_lacks_is_told_what_to_do() -> None:
    page = make(words("# Ink"), code("x_train.mean()"), code("x_test.mean()"), name="14_ink")
    (fault,) = faults(page)
    assert fault.startswith("14_ink, cell 3 (x_test.mean()): it reads the test images")
    assert "or add a row for 14_ink.ipynb to the table under “How often this book opens the test set”" in fault
    assert faults(page, frozenset({"14_ink"})) == []


def test_a_page_that_no_reader_is_led_to_needs_no_row() -> None:
    assert faults(make(code("x_test.mean()"), name="design")) == []


def test_pages_are_listed_by_the_rows_of_the_table_alone() -> None:
    assert listed_in(make(words("[Elsewhere](02_one_hot.ipynb)"), words(TABLE))) == {"01_dataset", "06_training"}
    assert {"index", "06_training", "07_predictions"} <= readers()


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("(x_train, y_train), (x_test, y_test) = load_mnist()", False),
        ("x_test_like = x_train  # no x_test", False),
        ("print(len(y_test))", True),
        ("x_test[0] = 0", True),
        ("what is no Python(x_test", False),
    ],
)
def test_reading_is_told_from_naming(source: str, reads: bool) -> None:
    assert reads_test_images(code(source)) is reads
