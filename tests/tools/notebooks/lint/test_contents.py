"""The table of contents: a notebook that it lacks, and a page that the book lacks, are found."""

from pathlib import Path

import pytest

from tests.tools.notebooks.lint.made_up import make
from tools.notebooks.lint.contents import book_faults, faults

NOTEBOOKS = [make(name=name) for name in ("01_dataset", "10_luck", "design", "index")]  # design is unlisted
CONTENTS = """format: jb-book
root: book/index
parts:
  - caption: Chapters
    chapters:
      - file: book/01_dataset
      - file: book/10_luck
  - caption: Look it up
    chapters:
      - file: book/notation
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("", "", None),
        ("      - file: book/10_luck\n", "", "it lacks book/10_luck"),
        ("- file: book/10_luck", "# - file: book/10_luck", "it lacks book/10_luck"),
        ("book/10_luck", "book/10_luck\n      - file: book/11_more", "it lists book/11_more, which is not there"),
        ("book/notation", "book/notions", "it lists book/notions, which is not there"),
        ("root: book/index", "root: book/start", "its root is book/start"),
        ("book/10_luck", "book/01_dataset", "no table of contents"),
        ("root:", "route:", "no table of contents"),
        ("      - file: book/10_luck", "    - file: book/10_luck", "no table of contents"),
    ],
)
def test_what_contents_and_book_do_not_share_is_found(tmp_path: Path, old: str, new: str, fault: str | None) -> None:
    assert old in CONTENTS
    (tmp_path / "_toc.yml").write_text(CONTENTS.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "notation.md").touch()
    found = [found for notebook in NOTEBOOKS for found in faults(notebook, tmp_path)] + book_faults(NOTEBOOKS, tmp_path)
    assert (fault in "\n".join(found)) if fault else (found == [])


def test_a_notebook_alone_says_where_its_line_is_missing(tmp_path: Path) -> None:
    (tmp_path / "_toc.yml").write_text(CONTENTS, encoding="utf-8")
    (fault,) = faults(make(name="14_topic"), tmp_path)
    assert fault.startswith("_toc.yml: it lacks book/14_topic")
    assert "add - file: book/14_topic" in fault
