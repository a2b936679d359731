"""Repetition: a sentence that stands twice on a page is found, wherever its two places are."""

import pytest

from tests.tools.notebooks.lint.made_up import make, words
from tools.notebooks.lint.repetition import faults

SENTENCE = "Symbols are on the notation page, terms in the glossary."


@pytest.mark.parametrize(
    "cells",
    [
        [words(f"Each chapter runs alone. {SENTENCE} {SENTENCE}")],
        [words(f"{SENTENCE}\n{SENTENCE}")],
        [words(f"# Title\n\n{SENTENCE}"), words(f"- A list. {SENTENCE}")],
    ],
)
def test_a_sentence_that_stands_twice_is_found(cells: list) -> None:
    (fault,) = faults(make(*cells))
    assert "'Symbols are on" in fault
    assert "say it once" in fault


@pytest.mark.parametrize(
    "text", [f"{SENTENCE} Symbols stand elsewhere.", "**Predict.** How many?\n\n**Predict.** How many?"]
)
def test_other_sentences_and_short_ones_may_come_again(text: str) -> None:
    assert faults(make(words(text))) == []
