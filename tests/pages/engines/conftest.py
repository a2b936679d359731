"""The book to be opened in other engines, and the windows to open it in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages.engines import windows
from tests.pages.engines.watching import watched_copy
from tests.pages.inventory import new_kinds, on_pages


@pytest.fixture(scope="module")
def watched_book(book_html: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a copy of the book whose pages remember what goes wrong on them."""
    return watched_copy(book_html, tmp_path_factory.mktemp("watched") / "book")


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[windows.Window]:
    """A window of Firefox, for all tests of a module."""
    program = found_or_skipped(windows.find_firefox)
    with windows.firefox(program, tmp_path_factory.mktemp("firefox")) as window:
        yield window


@pytest.fixture(scope="module")
def webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[windows.Window]:
    """A window of WebKit, for all tests of a module."""
    programs = found_or_skipped(windows.find_webkit)
    with windows.webkit(*programs, tmp_path_factory.mktemp("webkit")) as window:
        yield window


def found_or_skipped(find: Callable[[], Any]) -> Any:
    """Find the programs of an engine; without them the tests are skipped, or fail where CI is "true"."""
    try:
        return find()
    except windows.EngineMissing as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def kinds(book_html: Path) -> dict[str, set[str]]:
    """The kinds of elements that each page is the first to have."""
    return new_kinds(on_pages(book_html))
