"""The table of contents: it lists every notebook of the book, and each page that it lists is there."""

from pathlib import Path

from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml
from yaml import YAMLError

from tools.notebooks.lint.notebooks import ROOT, Notebook, unlisted

FIRST_PAGE = "book/index"


class NoContents(Exception):
    """``_toc.yml`` is no table of contents; the message says so as a fault."""


def faults(notebook: Notebook, root: Path = ROOT) -> list[str]:
    """Say whether the table of contents lacks a notebook, as no page but an unlisted one may be.

    Parameters
    ----------
    notebook
        A notebook of the book.
    root
        The folder of ``_toc.yml``.
    """
    page = f"book/{notebook.name}"
    try:
        _, pages = read_contents(root)
    except NoContents as error:
        return [str(error)]
    if page in pages or notebook.name in unlisted():
        return []
    return [f"_toc.yml: it lacks {page}, and no reader would find it; add - file: {page} where it is to be read"]


def book_faults(notebooks: list[Notebook], root: Path = ROOT) -> list[str]:
    """Say which of its pages the book lacks, and whether readers come in by the first one.

    Parameters
    ----------
    notebooks
        All notebooks of the book.
    root
        The folder of ``_toc.yml``.
    """
    try:
        first, pages = read_contents(root)
    except NoContents as error:
        return [str(error)]
    found = []
    if first != FIRST_PAGE:
        found.append(f"_toc.yml: its root is {first}; readers come in by {FIRST_PAGE}")
    there = {f"book/{notebook.name}" for notebook in notebooks}
    missing = [page for page in sorted(pages - there) if not (root / f"{page}.md").is_file()]
    return found + [
        f"_toc.yml: it lists {page}, which is not there; restore the page, or take it out" for page in missing
    ]


def read_contents(root: Path) -> tuple[str, set[str]]:
    """Give the first page and all pages of the table of contents; raise NoContents if it is none."""
    try:
        contents = parse_toc_yaml(root / "_toc.yml")
    except (MalformedError, YAMLError) as error:
        reason = " ".join(str(error).split())
        raise NoContents(f"_toc.yml: it is no table of contents ({reason}); mend it") from None
    return contents.root.docname, set(contents)
