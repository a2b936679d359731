"""The template of a chapter: a chapter begins as the template does, and is written when no other cell is its own."""

from tools.notebooks.lint.notebooks import PACKAGE, ROOT, Cell, Notebook, read, tags

TEMPLATE = ROOT / "tools" / "notebooks" / "template.ipynb"
KEPT = {"package", "setup", "questions", "exercises"}  # cells that a chapter may leave as they are


def faults(notebook: Notebook) -> list[str]:
    """Say whether a page looks for its package first, and which of its cells are still those of the template."""
    template = read(TEMPLATE)
    return package_faults(notebook, template) + unwritten_faults(notebook, template)


def package_faults(notebook: Notebook, template: Notebook) -> list[str]:
    """Say whether the first code cell is not the template's, which tells a reader what to do without helpers."""
    wanted, found = (first_code(page) for page in (template, notebook))
    if found["source"] == wanted["source"] and tags(found) == tags(wanted):
        return []
    return [f"{notebook.name}: let its first code cell be a copy of the template's, which is tagged {PACKAGE!r}"]


def first_code(notebook: Notebook) -> Cell:
    """Give the first code cell; an empty one where there is none."""
    return next((cell for _, cell in notebook.numbered("code")), notebook.cell(0))


def unwritten_faults(notebook: Notebook, template: Notebook) -> list[str]:
    """Say which cells of a chapter are still those of the template."""
    sources = {cell["source"] for cell in template.cells if cell["id"] not in KEPT}
    return [
        f"{where}: still as in the template; write it"
        for kind in ("markdown", "code")
        for where, cell in notebook.numbered(kind)
        if cell["source"] in sources
    ]
