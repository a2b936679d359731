"""The template of a chapter: a chapter is written when its cells are no longer those of the template."""

from tools.notebooks.lint.notebooks import ROOT, Notebook, read

TEMPLATE = ROOT / "tools" / "notebooks" / "template.ipynb"
KEPT = {"setup", "questions", "exercises"}  # cells that a chapter may leave as they are


def faults(notebook: Notebook) -> list[str]:
    """Say which cells of a chapter are still those of the template."""
    template = {cell["source"] for cell in read(TEMPLATE).cells if cell["id"] not in KEPT}
    return [
        f"{where}: still as in the template; write it"
        for kind in ("markdown", "code")
        for where, cell in notebook.numbered(kind)
        if cell["source"] in template
    ]
