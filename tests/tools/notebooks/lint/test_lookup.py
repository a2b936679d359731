"""Look it up: terms without a link and symbols without an explanation are found."""

import pytest

from tests.tools.notebooks.lint.made_up import make, words
from tools.notebooks.lint.lookup import book_faults, glossary, notation, symbol_faults, term_faults, unlinked


def test_the_pages_were_read() -> None:
    assert len(glossary()) > 40
    assert {r"\eta", r"\hat{\mathbf{y}}", r"\mathbf{W}", "L", "t"} <= notation()


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["The {term}`loss` falls. A loss is a number."], []),
        (["The {term}`losses <loss>` fall, and a loss is a number."], []),
        (["A loss. The {term}`loss` falls."], ["loss"]),
        (["Losses", "The {term}`loss` falls."], ["loss"]),
        (["# The loss\n\nThe `loss`, $loss$ and [this](loss.md)."], []),
        (["A {term}`gradient descent`.", "Gradient descent again."], []),
        (["A {term}`gradient descent`, then the gradient."], ["gradient"]),
        (["Of two {term}`classes <class>`, and classes", "a class"], []),
        (["Glossy weightless things, relu and ReLU"], ["ReLU"]),
        (["Two accuracies"], ["accuracy"]),
        (["{term}`Class <class>`, then {term}`loss`, and a class and a loss, `x`"], []),
        ([":::{note} Loss\n:class: loss\nA word.\n:::"], []),
        ([":::{note}\nA loss.\n:::"], ["loss"]),
    ],
)
def test_first_uses_are_found(sources: list[str], found: list[str]) -> None:
    assert [term for *_, term in unlinked(make(*map(words, sources)))] == found


def test_the_link_to_write_is_said() -> None:
    (first, second) = term_faults(make(words("A loss of two classes.")))
    assert {first.rpartition(": ")[2], second.rpartition(": ")[2]} == {"{term}`loss`", "{term}`classes <class>`"}


def test_practice_needs_no_links() -> None:
    assert not unlinked(make(words("A loss.", tags=["exercise"])))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r"$\hat{\mathbf{y}} = \mathbf{X}\mathbf{W}$ and $L$", []),
        (r"a $Q$ and $\omega$", ["Q", r"\omega"]),
        (r"$$ \frac{1}{n} \sum_{i} \text{Quite} $$", []),
        ("no $Q, and 3 dollars", []),
    ],
)
def test_unknown_symbols_are_found(source: str, found: list[str]) -> None:
    faults = symbol_faults(make(words(source)))
    assert [fault.split("symbol ")[1].split()[0] for fault in faults] == found


def test_symbols_that_no_chapter_uses_are_found() -> None:
    every = words(" ".join(f"${symbol}$" for symbol in sorted(notation() - {"L", r"\eta"})))
    assert book_faults([make(every, words("$L$")), make(words(r"$\eta$"))]) == []
    assert book_faults([make(every), make(words("$L$"))]) == [r"book/notation.md: no chapter uses the symbol \eta"]
    assert len(book_faults([make(every), make(words(r"$L$ and $\eta$"), name="index")])) == 2
