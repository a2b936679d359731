"""The page that shows each element of the look is built; no page leads to it, and the search does not find it."""

import re
from pathlib import Path

from tests.pages.living import UNLISTED
from tools.notebooks.lint.notebooks import unlisted


def test_gates_and_tests_know_the_same_pages() -> None:
    assert {Path(name).name for name in UNLISTED} == unlisted()


def test_it_is_built_and_hidden(book_html: Path) -> None:
    index = (book_html / "searchindex.js").read_text(encoding="utf-8")
    for name in UNLISTED:
        assert (book_html / f"{name}.html").is_file()
        assert f'"{name}"' not in index
        leading = re.compile(rf'href="[^"#]*{Path(name).name}\.html')
        pages = [page for page in book_html.rglob("*.html") if page != book_html / f"{name}.html"]
        assert [page.name for page in pages if leading.search(page.read_text(encoding="utf-8"))] == []
    assert '"book/01_dataset"' in index
