"""Chapter numbers that are typed are found; links and other numbers are not."""

import pytest

from tests.tools.notebooks.lint.made_up import make, words
from tools.notebooks.lint.chapter_numbers import faults


@pytest.mark.parametrize("text", ["As in chapter 3, it learns.", "See Chapters 1 and 2.", "[chapter 4](04_x.ipynb)"])
def test_a_number_that_is_typed_is_found(text: str) -> None:
    (fault,) = faults(make(words(text)))
    assert "link to the page" in fault


@pytest.mark.parametrize("text", ["See [the chapter on data](01_dataset.ipynb).", "Nine chapters, 3 of them short."])
def test_other_words_are_not(text: str) -> None:
    assert faults(make(words(text))) == []
