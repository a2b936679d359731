"""All gates: those that look at one notebook, and those that look at the book as a whole."""

from collections.abc import Callable

from tools.notebooks.lint import (
    anatomy,
    chapter_numbers,
    contents,
    folding,
    held_out,
    lookup,
    numbers,
    practice,
    repetition,
    set_up,
    strictness,
    template,
)
from tools.notebooks.lint.notebooks import Notebook

NOTEBOOK_GATES: list[Callable[[Notebook], list[str]]] = [
    template.faults,
    contents.faults,
    strictness.faults,
    anatomy.faults,
    folding.faults,
    set_up.faults,
    held_out.faults,
    numbers.faults,
    practice.faults,
    lookup.faults,
    repetition.faults,
    chapter_numbers.faults,
]
BOOK_GATES: list[Callable[[list[Notebook]], list[str]]] = [
    contents.book_faults,
    chapter_numbers.book_faults,
    strictness.book_faults,
    anatomy.book_faults,
    set_up.book_faults,
    practice.book_faults,
    lookup.book_faults,
]


def notebook_faults(notebook: Notebook) -> list[str]:
    """Say what all gates find in a notebook; of one that was not executed as it stands, that alone.

    Most gates read outputs, and would miss in it what is only not there yet.
    """
    if unexecuted := strictness.execution_faults(notebook):
        return unexecuted
    return [fault for gate in NOTEBOOK_GATES for fault in gate(notebook)]


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say what all gates find in the notebooks of the book taken together."""
    return [fault for gate in BOOK_GATES for fault in gate(notebooks)]
