"""A book of a few lines that is rendered with the settings of the real one."""

from pathlib import Path

from tests.copies import copied

ROOT = Path(__file__).resolve().parents[3]
UNSET = 'repository_url: ""'  # as _config.yml has it


def copy_settings(root: Path, repository_url: str = "") -> None:
    """Copy into a folder all that a book needs but its pages and its table of contents."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    assert UNSET in config
    (root / "_config.yml").write_text(config.replace(UNSET, f'repository_url: "{repository_url}"'), encoding="utf-8")
    for name in ("tools", "helpers"):
        copied(ROOT / name, root / name, "datasets", "models")
    copied(ROOT / "book" / "_static", root / "book" / "_static")
    (root / "book" / "references.bib").touch()
