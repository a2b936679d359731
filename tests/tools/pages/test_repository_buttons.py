"""Buttons that lead to the repository, to Binder and to Colab: all of them with one setting, none without it."""

import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat import write
from nbformat.v4 import new_markdown_cell, new_notebook
from sphinx.errors import ConfigError

from tests.pages.living import FILES
from tests.tools.pages.small_book import copy_settings
from tools.pages import build as build_book
from tools.pages.extensions.repository_buttons import switch_on

ROOT = Path(__file__).resolve().parents[3]
UNSET, URL = 'repository_url: ""', "https://github.com/owner/name"
EVERYWHERE = {URL, f"{URL}/edit/main/book/{{file}}", f"{URL}/issues/new?title=Issue on page /book/{{page}}.html"}
RUN = {
    "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/book/{file}",
    "https://colab.research.google.com/github/owner/name/blob/main/book/{file}",
}


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book with the setting, rendered: a page and a notebook."""
    root = tmp_path_factory.mktemp("book")
    copy_settings(root)
    config = (root / "_config.yml").read_text(encoding="utf-8")
    assert UNSET in config
    (root / "_config.yml").write_text(config.replace(UNSET, f"repository_url: {URL}"), encoding="utf-8")
    (root / "_toc.yml").write_text("format: jb-book\nroot: book/index\nchapters:\n  - file: book/chapter\n")
    (root / "book" / "index.md").write_text("# A book\n")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    write(new_notebook(cells=[new_markdown_cell("# A chapter")], metadata=kernel), root / "book" / "chapter.ipynb")
    return build_book.build(root)


def links(path: Path) -> set[str]:
    """Addresses of other hosts that the buttons at the head of a page lead to."""
    head = path.read_text(encoding="utf-8").partition('<div class="header-article-items')[2].partition("</article>")[0]
    found = re.findall(r'<a href="(https?://[^"]*)"[^>]*class="btn', re.sub(r"\s+", " ", head))
    return {unescape(link).replace("%20", " ").replace("%2F", "/").partition("&body")[0] for link in found}


def named(links: set[str], page: str, file: str) -> set[str]:
    return {link.format(page=page, file=file) for link in links}


def test_each_page_leads_to_the_repository_to_an_edit_and_to_an_issue(html: Path) -> None:
    assert links(html / "book" / "index.html") == named(EVERYWHERE, "index", "index.md")


def test_a_notebook_leads_to_binder_and_colab_too(html: Path) -> None:
    assert links(html / "book" / "chapter.html") == named(EVERYWHERE | RUN, "chapter", "chapter.ipynb")


def test_what_colab_lacks_is_said_on_its_button(html: Path) -> None:
    assert f"run there first: %pip install git+{URL}" in (html / "book" / "chapter.html").read_text(encoding="utf-8")


def test_pictures_of_the_buttons_are_there(html: Path) -> None:
    chapter = (html / "book" / "chapter.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img [^>]*src="\.\./(_static/images/logo_[^"]*)"', chapter)
    assert len(pictures) == 2
    assert all((html / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("name", FILES)
def test_without_the_setting_no_button_is_dead(book_html: Path, name: str) -> None:
    path = book_html / f"{name}.html"
    assert links(path) == set()
    downloads = re.findall(r'<a href="([^"]*_sources/[^"]*)"', path.read_text(encoding="utf-8"))
    assert downloads
    assert all((path.parent / download).is_file() for download in downloads)


@pytest.mark.parametrize("url", ["", None])
def test_without_an_address_nothing_changes(url: str | None) -> None:
    config = SimpleNamespace(html_theme_options={"repository_url": url})
    switch_on(None, config)
    assert config.html_theme_options == {"repository_url": url}


@pytest.mark.parametrize(
    "url", [f"{URL}/", f"{URL}.git", f"{URL}/tree/main", "github.com/owner/name", "https://gitlab.com/owner/name"]
)
def test_an_address_of_another_form_is_named(url: str) -> None:
    config = SimpleNamespace(html_theme_options={"repository_url": url})
    with pytest.raises(ConfigError, match=r"give it in _config\.yml as https://github\.com/OWNER/NAME"):
        switch_on(None, config)
