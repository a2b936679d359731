"""A book of a few lines that is rendered with the settings of the real one."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def copy_settings(root: Path) -> None:
    """Copy into a folder all that a book needs but its pages and its table of contents."""
    shutil.copy(ROOT / "_config.yml", root)
    shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "book" / "_static", root / "book" / "_static")
    (root / "book" / "references.bib").touch()
