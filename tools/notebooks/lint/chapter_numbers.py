"""Chapter numbers: none is typed in text, since a chapter may move. A link to its page says which one is meant."""

import re

from tools.notebooks.lint.markdown import read_markdown
from tools.notebooks.lint.notebooks import ROOT, Notebook

TYPED = re.compile(r"\bchapters?\s+\d+", re.IGNORECASE)


def faults(notebook: Notebook) -> list[str]:
    """Say where a notebook's text calls a chapter by its number."""
    return [
        f"{where}: {number!r}; chapters may move, so link to the page instead"
        for where, cell in notebook.numbered("markdown")
        for number in typed(cell["source"])
    ]


def book_faults(_: list[Notebook]) -> list[str]:
    """Say where a page of Markdown calls a chapter by its number."""
    return [
        f"{page.name}: {number!r}; chapters may move, so link to the page instead"
        for page in sorted((ROOT / "book").glob("*.md"))
        for number in typed(page.read_text(encoding="utf-8"))
    ]


def typed(source: str) -> list[str]:
    """Find the numbers of chapters in a piece of Markdown."""
    return [number for paragraph in read_markdown(source).paragraphs for number in TYPED.findall(paragraph)]
