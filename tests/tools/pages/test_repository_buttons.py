"""Buttons that lead to the repository, to Binder and to Colab: none without an address, and one form of address.

With an address they are tested in test_build.py, whose small book has one.
"""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ConfigError

from tests.pages.living import FILES
from tests.tools.pages.repository import URL, links
from tools.pages.extensions.repository_buttons import switch_on


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
