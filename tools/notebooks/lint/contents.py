"""The table of contents: it lists every notebook of the book, and each page that it lists is there."""

from pathlib import Path

from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from tools.notebooks.lint.notebooks import ROOT, Notebook, unlisted

FIRST_PAGE = "book/index"


def book_faults(notebooks: list[Notebook], root: Path = ROOT) -> list[str]:
    """Say which notebooks the table of contents lacks, and which of its pages the book lacks.

    Parameters
    ----------
    notebooks
        All notebooks of the book.
    root
        The folder of ``_toc.yml``.
    """
    try:
        contents = parse_toc_yaml(root / "_toc.yml")
    except MalformedError as error:
        return [f"_toc.yml: it is no table of contents ({error}); mend it"]
    found = []
    if contents.root.docname != FIRST_PAGE:
        found.append(f"_toc.yml: its root is {contents.root.docname}; readers come in by {FIRST_PAGE}")
    pages = {f"book/{notebook.name}" for notebook in notebooks}
    hidden = {f"book/{name}" for name in unlisted()}
    found += [f"_toc.yml: it lacks {page}; no reader would find it" for page in sorted(pages - hidden - set(contents))]
    missing = [page for page in sorted(set(contents) - pages) if not (root / f"{page}.md").is_file()]
    return found + [
        f"_toc.yml: it lists {page}, which is not there; restore the page, or take it out" for page in missing
    ]
