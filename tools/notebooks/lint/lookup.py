"""Look it up: the first use of a term leads to the glossary, and each symbol is on the notation page."""

import functools
import re

from tools.notebooks.lint.notebooks import ROOT, Notebook, lessons

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
    texts = {
        place: sentences(cell["source"])
        for place, cell in enumerate(notebook.cells)
        if cell["cell_type"] == "markdown" and lessons([("", cell)])
    }
    found = []
    for term, pattern in glossary().items():
        use = first_unlinked_use(term, pattern, texts)
        if use:
            found.append((*use, term))
        # What is part of a longer term is no use of a shorter one.
        texts = {place: blanked(pattern, text) for place, text in texts.items()}
    return found


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """Put blanks where a pattern matches, so that every place stays where it was."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def first_unlinked_use(term: str, pattern: re.Pattern[str], texts: dict[int, str]) -> tuple[int, int, int] | None:
    """Find a term's first use, if it is no link: the cell's place, start and end."""
    for place, text in texts.items():
        links = [match.start() for match in LINK.finditer(text) if (match[1] or match[2]).lower() == term.lower()]
        use = pattern.search(blanked(LINK, text))
        if use and (not links or use.start() < links[0]):
            return place, use.start(), use.end()
        if links:
            return None
    return None


def term_faults(notebook: Notebook) -> list[str]:
    """Say which terms are first used without a link to the glossary, and how to write it."""
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
    """Collect the symbols of the notation page."""
    return symbols((ROOT / "book" / "notation.md").read_text(encoding="utf-8"))


def symbol_faults(notebook: Notebook) -> list[str]:
    """Say which symbols of a page are not on the notation page."""
    return [
        f"{where}: the symbol {symbol} is not on the notation page"
        for where, cell in notebook.numbered("markdown")
        for symbol in sorted(symbols(cell["source"]) - notation())
    ]


def faults(notebook: Notebook) -> list[str]:
    """Say which terms lack their link, and which symbols their line on the notation page."""
    return term_faults(notebook) + symbol_faults(notebook) if notebook.is_lesson else []


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say which symbols of the notation page no lesson uses."""
    used: set[str] = set()
    for notebook in notebooks:
        if notebook.is_lesson:
            for _, cell in notebook.numbered("markdown"):
                used |= symbols(cell["source"])
    return [f"book/notation.md: no chapter uses the symbol {symbol}" for symbol in sorted(notation() - used)]
