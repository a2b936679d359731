"""Pages carry the definitions of the terms that they link to, formulas included."""

from pathlib import Path

import pytest

from tests.pages.living import NOTEBOOKS
from tools.pages.extensions.terms import add_definitions, definitions, with_definitions

GLOSSARY = (
    '<main><dl class="simple glossary">'
    '<dt id="term-one-hot">one-<i>hot</i><a class="headerlink" href="#term-one-hot">#</a></dt>'
    '<dd><p id="p1">A <a href="#term-vector">vector</a> of <math><mn>0</mn></math>. <a href="02.html">Two</a></p></dd>'
    '<dt id="term-vector">vector<a class="headerlink" href="#term-vector">#</a></dt><dd><p>Numbers.</p></dd>'
    "</dl></main>"
)
LINKS = '<main><a href="glossary.html#term-vector">v</a> <a href="glossary.html#term-vector">w</a></main>'


def test_a_definition_can_stand_on_another_page() -> None:
    known = definitions(GLOSSARY)
    assert known["term-one-hot"] == (
        "<p><b>one-<i>hot</i></b></p>"
        '<p>A <a href="glossary.html#term-vector">vector</a> of <math><mn>0</mn></math>. <a href="02.html">Two</a></p>'
    )
    assert list(known) == ["term-one-hot", "term-vector"]


def test_a_page_gets_the_terms_that_it_uses_once() -> None:
    page = with_definitions(LINKS, definitions(GLOSSARY))
    assert page.count("data-term=") == 1
    assert page.endswith('<div data-term="term-vector"><p><b>vector</b></p><p>Numbers.</p></div>\n</template>\n</main>')


@pytest.mark.parametrize("page", ["<main>No term.</main>", LINKS.replace("vector", "unknown")])
def test_a_page_without_terms_stays_as_it_is(page: str) -> None:
    assert with_definitions(page, definitions(GLOSSARY)) == page


def test_pages_beside_a_glossary_are_rewritten(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    for name, text in (("book/glossary", GLOSSARY), ("book/page", LINKS), ("index", LINKS)):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    add_definitions(tmp_path)
    changed = [path.name for path in tmp_path.rglob("*.html") if "<template" in path.read_text(encoding="utf-8")]
    assert changed == ["page.html"]


def test_each_chapter_carries_its_terms(book_html: Path) -> None:
    pages = {name: (book_html / f"{name}.html").read_text(encoding="utf-8") for name in NOTEBOOKS[1:]}
    assert {name for name, page in pages.items() if page.count('id="terms"') != 1} == set()
