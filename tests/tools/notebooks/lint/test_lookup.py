"""Look it up: the first use of a term leads to the glossary, and each symbol is on the notation page."""

import functools
import re
from pathlib import Path

import pytest

from tools.notebooks.lint.notebooks import PATHS, ROOT, Notebook, lessons, make, read, words

CHAPTERS = [path for path in PATHS if path.stem[0].isdigit()]
LINK = re.compile(r"\{term\}`(?:[^`<]*<([^`>]+)>|([^`<]+))`")
# What is no sentence: listings, formulas, code, other roles, headings, addresses and options of directives
NOT_A_SENTENCE = re.compile(
    r"(?ms)(?P<link>\{term\}`[^`]+`)|^```.*?^```|\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`|\{[\w:]+\}`[^`]+`|^#+ .*?$|"
    r"\]\([^)]*\)|^:[\w-]+:.*?$|^:::+\{.*?$|^\([\w-]+\)=$|<[^>`\n]*>(?!`)"
)
FORMULA = re.compile(r"(?s)\$\$(.+?)\$\$|\$([^$\n]+)\$")
SYMBOL = re.compile(
    r"\\hat\{\\mathbf\{\w\}\}|\\hat\{\w\}|\\mathbf\{\w\}|\\mathsf\{\w\}|\\[a-zA-Z]+|(?<![\\a-zA-Z{])[a-zA-Z]"
)
# Signs of arithmetic and of layout, which are read and not looked up
PLAIN = re.compile(
    r"\\(?:frac|sum|max|min|exp|cdots?|dots|[lv]dots|times|left|right|q?quad|text|mathrm|mathbb|approx|leq?|geq?|neq|in|to"
    r"|sqrt|log|[td]frac|[bB]ig[lr]?|[lr]vert|pm|mid|infty|bar)"
)


@functools.cache
def glossary() -> dict[str, re.Pattern[str]]:
    """Give each term of the glossary with a pattern of the forms in which it occurs, the longest term first."""
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"(?m)^(\S.*)\n  \S", text.partition("{glossary}")[2])
    return {term: forms(term) for term in sorted(terms, key=len, reverse=True)}


def forms(term: str) -> re.Pattern[str]:
    """Make a pattern of a term and its endings; "ReLU" and "MNIST" keep their capitals."""
    stem, ending = (term[:-1], "(?:y|ies)") if term[-1] == "y" else (term, "(?:e?s|d)?")
    stem = re.escape(stem).replace("\\ ", r"[ \n]")
    return re.compile(rf"(?<![\w-]){stem}{ending}(?![\w-])", 0 if term[-1].isupper() else re.IGNORECASE)


def sentences(source: str) -> str:
    """Blank out what is no sentence, so that every place stays where it was."""
    return NOT_A_SENTENCE.sub(lambda match: match["link"] or re.sub(r"[^\n]", " ", match[0]), source)


def unlinked(notebook: Notebook) -> list[tuple[int, int, int, str]]:
    """Find first uses of terms that are no link: the cell's place, start, end and the term."""
    found, texts = [], []
    for place, cell in enumerate(notebook.cells):
        if cell["cell_type"] == "markdown" and lessons([("", cell)]):
            texts.append((place, sentences(cell["source"])))
    for term, pattern in glossary().items():
        for place, text in texts:
            links = [m for m in LINK.finditer(text) if (m[1] or m[2]).lower() == term.lower()]
            plain = LINK.sub(lambda match: " " * len(match[0]), text)
            use = pattern.search(plain)
            if use and (not links or use.start() < links[0].start()):
                found.append((place, use.start(), use.end(), term))
            if use or links:
                break
        # What is part of a longer term is no use of a shorter one.
        texts = [(place, pattern.sub(lambda match: " " * len(match[0]), text)) for place, text in texts]
    return found


def term_faults(notebook: Notebook) -> list[str]:
    found = []
    for place, start, end, term in unlinked(notebook):
        use = notebook.cells[place]["source"][start:end]
        link = f"{{term}}`{term}`" if use == term else f"{{term}}`{use} <{term}>`"
        found.append(f"{notebook.name}, cell {place + 1}: first use of {use!r}; link it to the glossary: {link}")
    return found


def symbols(source: str) -> set[str]:
    """Collect the symbols in the formulas of a text."""
    formulas = " ".join(map("".join, FORMULA.findall(source)))
    formulas = re.sub(r"\\(?:text|mathrm|operatorname|begin|end)\{[^}]*\}|\\[,;:!]", " ", formulas)
    return {found for found in SYMBOL.findall(formulas) if not PLAIN.fullmatch(found)}


@functools.cache
def notation() -> set[str]:
    return symbols((ROOT / "book" / "notation.md").read_text(encoding="utf-8"))


def symbol_faults(notebook: Notebook) -> list[str]:
    return [
        f"{where}: the symbol {symbol} is not on the notation page"
        for where, cell in notebook.numbered("markdown")
        for symbol in sorted(symbols(cell["source"]) - notation())
    ]


def faults(notebook: Notebook) -> list[str]:
    """Say which terms lack their link, and which symbols their line on the notation page."""
    return term_faults(notebook) + symbol_faults(notebook) if notebook.name[0].isdigit() else []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_terms_and_symbols_can_be_looked_up(path: Path) -> None:
    assert not faults(read(path))


def test_each_symbol_of_the_notation_page_is_used() -> None:
    cells = [cell for path in CHAPTERS for _, cell in read(path).numbered("markdown")]
    assert notation() - set().union(*(symbols(cell["source"]) for cell in cells)) == set()


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
